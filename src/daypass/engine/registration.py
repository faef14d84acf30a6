"""This is where a Registration is: one resource as the monitor keeps it while the program runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Registration:
    """One registered or read resource. Values carry Pulumi's marks; `provider` is a reference, `URN::ID`.

    `frames` are the lines of the program that made it, innermost first: (absolute path, line).
    """

    urn: str
    type: str
    name: str
    parent: str = ""
    provider: str = ""
    custom: bool = True
    external: bool = False
    protect: bool | None = None
    retained: bool = False
    id: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    frames: tuple[tuple[str, int], ...] = ()


class Refused(Exception):  # noqa: N818 - not a fault of ours: what the engine says to a program
    """The engine would not take this; `str()` is what it says, and the run has failed.

    `frames` are the lines that asked for it, where that is known.
    """

    frames: tuple[tuple[str, int], ...] = ()

    def at(self, frames: tuple[tuple[str, int], ...]) -> "Refused":
        """The same, asked for by these lines."""
        self.frames = self.frames or frames
        return self
