"""This is where tags are: merged with the provider's defaults as the real provider does, and checked as AWS does."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from tests.sandbox.aws.values import UNKNOWN, contains_unknown

ALLOWED: Final = re.compile(r"^[\w\s.:/=+\-@]*$")
"""Letters of every script, digits, spaces and `_.:/=+-@`."""

PATTERN: Final = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"
"""The same in AWS's words."""

MOST, LONGEST_KEY, LONGEST_VALUE = 50, 128, 256


def merged(tags: Any, defaults: Any) -> Any:
    """`tagsAll` as in checked inputs: the defaults overridden by `tags`; unknown as a whole where a value is."""
    if contains_unknown(tags) or contains_unknown(defaults):
        return UNKNOWN
    return {**(defaults or {}), **(tags or {})}


def refusals(tags: Mapping[str, str]) -> Iterable[str]:
    """What AWS says of tags that it does not take."""
    if len(tags) > MOST:
        yield f"InvalidInput: the number of tags {len(tags)} exceeds the limit of {MOST}"
    if len({key.lower() for key in tags}) < len(tags):
        yield "InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive."
    for key, value in tags.items():
        if key.lower().startswith("aws:"):
            yield f"InvalidInput: tag key {key!r} starts with aws:, which is reserved"
        if not key or len(key) > LONGEST_KEY or not ALLOWED.match(key):
            yield f"ValidationError: tag key {key!r} failed to satisfy constraint: {PATTERN}, at most {LONGEST_KEY}"
        if len(value) > LONGEST_VALUE or not ALLOWED.match(value):
            yield f"ValidationError: tag {key!r} has a value that failed to satisfy constraint: {PATTERN}, at most 256"


def as_list(tags: Mapping[str, str] | None, key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as most AWS calls take them."""
    return [{key: name, value: text} for name, text in (tags or {}).items()]


def as_map(tags: Iterable[Mapping[str, str]], key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Tags as Pulumi has them."""
    return {tag[key]: tag[value] for tag in tags}
