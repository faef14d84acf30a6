"""This is where a look-up that nobody here can answer gets values anyway, each text of them recognisable afterwards."""

import hashlib
import re
from typing import Any, Final

from daypass.state.values import UNKNOWN_TEXT

_TOKEN: Final = re.compile(r"daypasslookup[0-9]{12}x", re.IGNORECASE)
"""Letters and digits alone, one width: it survives being part of an ARN and any case, never a cut or a hash."""

_LIST: Final = 3
"""How many items a list has: enough for a program that takes the first two zones or subnets."""


def filled(shape: Any, seed: str) -> Any:
    """A value of that shape: texts are tokens, lists have three items, maps none, numbers are 0, booleans false."""
    if isinstance(shape, dict):
        return {key: filled(member, f"{seed}.{key}") for key, member in shape.items()}
    if isinstance(shape, list):
        return [filled(shape[0], f"{seed}[{index}]") for index in range(_LIST)]
    if shape == "str":
        return token(seed)
    return {"int": 0, "float": 0.0, "bool": False}.get(shape or "")


def token(seed: str) -> str:
    """The token of a look-up, its arguments and a place in its answer: the same in each run."""
    return f"daypasslookup{int(hashlib.sha256(seed.encode()).hexdigest(), 16) % 10**12:012d}x"


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
