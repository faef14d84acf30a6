"""This is where the condition keys are that may have several values in one request; every other has at most one.

A bare operator on such a key asks of any of its values, so that two conditions may be met by two of them.
"""

from functools import cache

from daypass.data.table import read_table


def is_multivalued(key: str) -> bool:
    """Whether AWS says so of the key, or has no such key, so that nobody can say. The case of letters does not count.

    A token's claims, whose keys begin with the host of an issuer, have one value but for those that are in the table.
    """
    exact, starts = _keys()
    folded = key.lower()
    prefix = folded.partition(":")[0]
    if "." not in prefix and prefix not in key_prefixes():
        return True
    return folded in exact or folded.startswith(starts)


@cache
def key_prefixes() -> frozenset[str]:
    """What stands before the colon of a key, in small letters; of most services that is the prefix of its actions."""
    return frozenset(row["prefix"] for row in read_table("key_prefixes").rows)


@cache
def _keys() -> tuple[frozenset[str], tuple[str, ...]]:
    keys = [row["key"].lower() for row in read_table("multivalued_keys").rows]
    starts = tuple(key.removesuffix("*") for key in keys if key.endswith("*"))
    return frozenset(key for key in keys if not key.endswith("*")), starts
