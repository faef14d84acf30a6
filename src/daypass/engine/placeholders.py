"""This is where a look-up that nobody here can answer gets values anyway, each text of them recognisable afterwards."""

import re
import threading
from typing import Any, Final

from daypass.state.values import UNKNOWN_TEXT

_TOKEN: Final = re.compile(r"daypasslookup[0-9]{7}x", re.IGNORECASE)
"""Letters and digits alone, one width: it survives being part of an ARN and any case, never a cut or a hash."""

_LIST: Final = 3
"""How many items a list has: enough for a program that takes the first two zones or subnets."""


class Placeholders:
    """The tokens given out in one run, and the look-ups they stand for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._given = 0
        self._look_ups: dict[str, None] = {}

    def fill(self, shape: Any) -> Any:
        """A value of that shape: texts are tokens, lists have three items, maps none, numbers are 0, booleans false."""
        if isinstance(shape, dict):
            return {key: self.fill(member) for key, member in shape.items()}
        if isinstance(shape, list):
            return [self.fill(shape[0]) for _ in range(_LIST)]
        if shape == "str":
            return self.text()
        return {"int": 0, "float": 0.0, "bool": False}.get(shape or "")

    def note(self, look_up: str) -> None:
        """Remember a look-up that was answered with placeholders, or with an unknown."""
        with self._lock:
            self._look_ups[look_up] = None

    @property
    def look_ups(self) -> tuple[str, ...]:
        """The function tokens answered so far, each once, in order."""
        with self._lock:
            return tuple(self._look_ups)

    def text(self) -> str:
        """A new token."""
        with self._lock:
            self._given += 1
            return f"daypasslookup{self._given:07d}x"


def holds_token(text: str) -> bool:
    """Whether a text holds a token of any run."""
    return _TOKEN.search(text) is not None


def without_tokens(tree: Any) -> Any:
    """The same tree in which everything that holds a token is unknown: a text, or a map with such a key."""
    if isinstance(tree, str):
        return UNKNOWN_TEXT if holds_token(tree) else tree
    if isinstance(tree, dict):
        if any(holds_token(key) for key in tree):
            return UNKNOWN_TEXT
        return {key: without_tokens(item) for key, item in tree.items()}
    return [without_tokens(item) for item in tree] if isinstance(tree, list) else tree
