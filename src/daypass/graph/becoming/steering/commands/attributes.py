"""This is where it is told which attributes of an item a reading of DynamoDB asks about, so that it comes at all.

Who may write some attributes alone brings none of those items that others decide about. Sources: Amazon DynamoDB
Developer Guide, "Condition and filter expressions, operators, and functions" and "Expression attribute names (aliases)
in DynamoDB"; read 2026-12.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from daypass.graph.leaves import maps, text_of
from daypass.model.resource import bare

_ASKING: Final = ("FilterExpression", "KeyConditionExpression", "ConditionExpression")
_OLD: Final = ("ScanFilter", "QueryFilter", "KeyConditions")
"""Where each attribute that is asked about is a key, as it was written before."""

_MOST: Final = 4_096
"""Characters of an expression. Source: as above."""

_ABSENT: Final = re.compile(r"attribute_not_exists\s{0,8}\([^()]{0,300}\)")
_PRESENT: Final = re.compile(r"(?:attribute_exists|attribute_type|size)\s{0,8}\([^()]{0,300}\)")
"""What asks whether there is one, and not what it says."""

_NAME: Final = re.compile(r"(?<![\w:#.])(?P<name>#\w{1,100}|[A-Za-z_]\w{0,254})")
_WORDS: Final = frozenset(
    ("and", "or", "not", "between", "in", "attribute_exists", "attribute_type", "begins_with", "contains", "size")
)
_EXPRESSION: Final = "{%"
_ALONE: Final = re.compile(r"\s{0,8}(?P<name>#?\w{1,100})\s{0,8}=\s{0,8}(?P<value>:\w{1,100})\s{0,8}")


def tested(request: Mapping[str, Any]) -> frozenset[str]:
    """The places of those that must be there, or say something certain."""
    return frozenset(f"$.{name}" for name in (*_asked(request, _ABSENT), *_by_key(request)))


def looked_at(request: Mapping[str, Any]) -> frozenset[str]:
    """The places of those that are compared with something."""
    return frozenset(f"$.{name}" for name in (*_asked(request, _ABSENT, _PRESENT), *_by_key(request)))


def leading_key(request: Mapping[str, Any]) -> str:
    """The value of the partition key of the one item that is read; "" where it is not written, or they are several."""
    values = [value for key in maps(request.get("Key")) for value in key.values()]
    if len(values) == 1:
        return next(iter(_plain(values[0])), "")
    found = _ALONE.fullmatch(text_of(request.get("KeyConditionExpression"))[:_MOST])
    given = next(maps(request.get("ExpressionAttributeValues")), {})
    is_of_table = not any(key in request for key in ("IndexName", "IndexName.$"))
    return next(iter(_plain(given.get(found["value"]))), "") if found and is_of_table else ""


def _asked(request: Mapping[str, Any], *left_out: re.Pattern[str]) -> Iterator[str]:
    aliases = next(maps(request.get("ExpressionAttributeNames")), {})
    for text in (_without(text_of(request.get(key))[:_MOST], left_out) for key in _ASKING):
        names = (found["name"] for found in _NAME.finditer(text) if found["name"].lower() not in _WORDS)
        meant = (text_of(aliases.get(name)) if name.startswith("#") else name for name in names)
        yield from filter(None, meant if not text.startswith(_EXPRESSION) else ())


def _without(text: str, left_out: Iterable[re.Pattern[str]]) -> str:
    for one in left_out:
        text = one.sub(" ", text)
    return text


def _by_key(request: Mapping[str, Any]) -> Iterator[str]:
    return (name for key in _OLD for asked in maps(request.get(key)) for name in asked)


def _plain(value: Any) -> Iterator[str]:
    """A value that is written down, of a text or a number (`{"S": "payments"}`)."""
    plain = bare(value)
    texts = (text_of(plain.get(key)) for key in ("S", "N")) if isinstance(plain, Mapping) else ()
    return (text for text in texts if text and not text.startswith((_EXPRESSION, "$")))
