"""This is where the context of a request is: condition keys and the values that the request brings along for them.

Source: IAM User Guide, "The request context" and "Single-valued vs. multivalued context keys"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from daypass.errors import DaypassError

Value = str | int | float | bool
"""What a caller may give as one value. The operator that asks for it decides what it is compared as."""


class MalformedRequest(DaypassError):  # noqa: N818 - says what the request is
    """A request that cannot be: an action, ARN, principal or context value nobody can read. Never holds a value."""


@dataclass(frozen=True, slots=True)
class Context:
    """The whole context: nothing is derived or defaulted. The names of keys ignore case, also the name of a tag in one.

    A value is a text as AWS compares it: true is "true", 3600 is "3600". A key without values is absent. `written` has
    the keys as they were given, `folded` in small letters. Make one with `Context.of`.
    """

    written: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    folded: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, given: Mapping[str, Value | list[Value]], place: str = "context") -> "Context":
        """From key → a value or a list of them. Raises `MalformedRequest` for another kind of value, or a key twice."""
        written = {key: tuple(_texts(value, f"{place}.{key}")) for key, value in given.items()}
        written = {key: values for key, values in written.items() if values}
        folded = {key.lower(): values for key, values in written.items()}
        if len(folded) < len(written):
            raise MalformedRequest("has one key twice (the case of a key does not count)", place=place, remedy=_REMEDY)
        return cls(written, folded)

    def get(self, key: str) -> tuple[str, ...]:
        """The values of a key, () where it is absent."""
        return self.folded.get(key.lower(), ())

    def with_others(self, others: "Context") -> "Context":
        """Both; where both have a key, that of the others stands."""
        kept = {key: values for key, values in self.written.items() if key.lower() not in others.folded}
        return Context({**kept, **others.written}, {**self.folded, **others.folded})

    def as_json(self) -> dict[str, list[str]]:
        """Key → list of values."""
        return {key: list(values) for key, values in self.written.items()}


_REMEDY: Final = "Give each key once, with a text, a number, true or false, or a list of these."


def _texts(value: object, place: str) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, bool):
            yield "true" if item else "false"
        elif isinstance(item, float) and item.is_integer():
            yield str(int(item))
        elif isinstance(item, str | int | float):
            yield str(item)
        else:
            raise MalformedRequest("is no value of a condition key", place=place, remedy=_REMEDY)
