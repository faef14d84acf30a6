"""This is where it is told of which things a trail records each use, where its selectors name them by ARN.

Source: CloudTrail API reference (`DataResource`, `AdvancedFieldSelector`), read 2026-11. A value of a basic selector
for objects is the beginning of their ARNs, and one that names no thing (`arn:aws:s3`, `arn:aws:lambda`) is all of them.
"""

from collections.abc import Iterator
from typing import Any, Final

from daypass.iam.arn import Arn
from daypass.model.resource import Resource, bare
from daypass_policies.located import locate

_ARN: Final = "resources.ARN"
_STARTS: Final = ("startsWith", "startsWiths")
"""In aws-native and in pulumi-aws."""
ALL: Final = "*"


def recorded_things(recorder: Resource, type_: str) -> Iterator[str]:
    """Patterns of the ARNs of that type; `*` where selectors do not limit them, or leave out some, or are not known."""
    raw = recorder.declared.raw
    for one in locate(raw, "eventSelectors[].dataResources[]"):
        found = _dict(one.known)
        if found.get("type") == type_:
            yield from map(_below, _texts(found.get("values")))
    for one in locate(raw, "advancedEventSelectors[]"):
        fields = [_dict(field) for field in _list(_dict(one.known).get("fieldSelectors"))]
        if any(field.get("field") == "resources.type" and type_ in _texts(field.get("equals")) for field in fields):
            yield from _limits([field for field in fields if field.get("field") == _ARN]) or (ALL,)


def _limits(fields: list[dict[str, Any]]) -> list[str]:
    exact = [text for field in fields for text in _texts(field.get("equals", []))]
    starts = [text for field in fields for key in _STARTS for text in _texts(field.get(key, []))]
    return [*exact, *(f"{text}*" for text in starts)]


def _below(value: str) -> str:
    arn = Arn.parse(value)
    return f"{value}*" if arn and arn.resource else ALL


def _texts(value: Any) -> list[str]:
    """The texts of a list or the one text; what is not known may be anything."""
    found = bare(value)
    return [one if isinstance(one, str) else ALL for one in map(bare, found if isinstance(found, list) else [found])]


def _list(value: Any) -> list[Any]:
    found = bare(value)
    return found if isinstance(found, list) else []


def _dict(value: Any) -> dict[str, Any]:
    found = bare(value)
    return found if isinstance(found, dict) else {}
