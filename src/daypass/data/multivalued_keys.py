"""This is where the condition keys are that may have several values in one request; every other has at most one.

A bare operator on such a key asks of any of its values, so that two conditions may be met by two of them.
"""

from functools import cache

from daypass.data.table import read_table


def is_multivalued(key: str) -> bool:
    """Whether AWS says so of the key. The case of letters does not count."""
    exact, starts = _keys()
    folded = key.lower()
    return folded in exact or folded.startswith(starts)


@cache
def _keys() -> tuple[frozenset[str], tuple[str, ...]]:
    keys = [row["key"].lower() for row in read_table("multivalued_keys").rows]
    starts = tuple(key.removesuffix("*") for key in keys if key.endswith("*"))
    return frozenset(key for key in keys if not key.endswith("*")), starts
