"""This is where it is told with which requests somebody changes the tags of an identity, for which policies ask.

A condition on `aws:TagKeys` may keep a holder to keys for which nobody asks: then it changes what nothing hangs on. A
Deny may hold a key back, if it does so however the key is written.
Source: IAM User Guide, "Controlling access to and for IAM users and roles using tags" and "Controlling access during
AWS requests"; tag keys of IAM resources are the same in small and capital letters; read 2026-11.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import Means
from daypass.iam.condition import Condition
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import Undecided

PRINCIPAL_TAG: Final = "aws:principaltag/"
REQUEST_TAG: Final = "aws:requesttag/"
_TAG_KEYS: Final = "aws:tagkeys"


def names_of_tags(keys: Iterable[str]) -> frozenset[str]:
    """The names of the tags of a caller that these condition keys, in small letters, ask for."""
    return frozenset(key.removeprefix(PRINCIPAL_TAG) for key in keys if key.startswith(PRINCIPAL_TAG))


def retaggings(means: Means, action: str, names: Iterable[str]) -> Iterator[Facts]:
    """One request for each of these tags and way to write it; the value is whatever the caller likes."""
    written = tuple(_written_keys(means, action))
    for name in sorted(names):
        said = {} if "untag" in action.lower() else {f"{REQUEST_TAG}{name}": "*"}
        if any(one is None or (has_wildcard(one) and matches(one.lower(), name)) for one in written):
            yield Facts(said)  # a key in another case, or more keys in the same request, may be let through
            continue
        for key in dict.fromkeys((*_writings(name), *(one for one in written if one and one.lower() == name))):
            yield Facts({**said, _TAG_KEYS: key})


def _writings(name: str) -> tuple[str, ...]:
    """Ways to write a key, given in small letters, one of which a Deny that looks at their case is likely to miss."""
    return name, name.upper(), name.title(), name.title().swapcase()


def _written_keys(means: Means, action: str) -> Iterator[str | None]:
    """The keys that conditions let be; None where a condition speaks of some of the keys of a request only."""
    told = means.told(action)
    for held in (*told.allows, *told.bounds):
        for one in _on_keys(held):
            yield from one.values if one and one.qualifier == "ForAllValues" else (None,)
    for held in told.denies:
        yield from (None for one in _on_keys(held) if not one or one.qualifier != "ForAnyValue")


def _on_keys(held: Held) -> Iterator[Condition | None]:
    """The conditions of a statement on the keys of tags; None for those that are not known."""
    try:
        conditions = held.line.statement.conditions
        yield from (one for one in conditions if one.is_on(_TAG_KEYS) and one.test.base != "Null")
    except Undecided:
        yield None
