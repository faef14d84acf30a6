"""This is where a Map is: who can become whom, as far as one picture shows it, in texts that are safe to show."""

from dataclasses import dataclass
from typing import Literal

from daypass.graph.becoming.privilege import Level

Shape = Literal["identity", "user", "workload", "outside"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Someone in the picture. `level` is the privilege of an identity or workload; "outside" of all others."""

    key: str
    shape: Shape
    noun: str
    name: str
    level: Level | Literal["outside"]
    why: str = ""

    @property
    def text(self) -> str:
        """All of it on one line."""
        return f"{self.noun} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one spot to another, by their keys. `hows` are the ways, `certain` whether one of them is; `says` why."""

    source: str
    target: str
    hows: tuple[str, ...]
    certain: bool
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """What is drawn; `more_spots` and `more_ways` count what is not."""

    spots: tuple[Spot, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    more_spots: int = 0
    more_ways: int = 0

    @property
    def remainder(self) -> str:
        """A sentence about what is left out, "" where nothing is."""
        if not (self.more_spots or self.more_ways):
            return ""
        return f"Not drawn: {self.more_ways} weaker ways, and {self.more_spots} who are at neither end of those drawn."
