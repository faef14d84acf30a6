"""This is where a Grant is: some actions on some resources, maybe under conditions; wildcards only with a reason."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Self

from daypass.errors import DeclarationError
from daypass.model.form import quoted, require_text
from daypass.model.json_text import JsonError, json_value
from daypass.model.owner import is_placeholder
from daypass.model.wildcard import wide_action, wide_resource
from daypass.model.written import nearest

Conditions = Mapping[str, Mapping[str, str | tuple[str, ...]]]
"""Operator → condition key → value or values, as in a policy document."""

FIELDS: Final = ("actions", "resources", "conditions", "wildcard", "name")

_ACTION: Final = re.compile(r"\*|[a-z0-9-]+:[A-Za-z0-9*?]+")
_RESOURCE: Final = re.compile(r"\*|arn:[^:\s]+:[^:\s]*:[^:\s]*:[^:\s]*:[^\x00-\x20\x7f]+")
_NAME: Final = r"(?:[a-z0-9][a-z0-9-]{0,62})?"
_OPERATOR: Final = re.compile(r"(?:For(?:AllValues|AnyValue):)?[A-Za-z]+")
_WORD_STARTS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Grant:
    """One statement of what an identity may do, and one inline policy of its role.

    `wildcard` is the reason for a wildcard, needed where an action holds one or a resource names nothing in particular.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Conditions = field(default_factory=dict)
    wildcard: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "actions", _texts("actions", self.actions, _ACTION, "Write service:Action, as in s3:PutObject.")
        )
        object.__setattr__(
            self, "resources", _texts("resources", self.resources, _RESOURCE, "Write a whole ARN, or *.")
        )
        object.__setattr__(self, "conditions", _frozen(self.conditions))
        require_text(self.name, "name", _NAME, "Use a-z, 0-9 and -.")
        self._check_wildcards()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The grant that a text says: `ACTION[,ACTION] on RESOURCE[,RESOURCE]`, or the JSON of a `[[grants]]` table."""
        if text.lstrip().startswith("{"):
            return cls.of(_from_json(text))
        actions, on, resources = text.strip().partition(" on ")
        if not on:
            raise DeclarationError(
                f"{quoted(text)} is no grant",
                place="grants",
                remedy="Write `ACTION on RESOURCE`, as in s3:PutObject on arn:aws:s3:::reports/*.",
            )
        return cls(_split(actions), _split(resources))

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Self:
        """The grant that a `[[grants]]` table says. Unknown keys are errors."""
        for key in table:
            if key not in FIELDS:
                raise DeclarationError(
                    "is no field of a grant", place=f"grants.{key}", remedy=nearest(str(key), FIELDS)
                )
        for key in ("actions", "resources"):
            if key not in table:
                raise DeclarationError(
                    "is missing", place=f"grants.{key}", remedy="Give a list with at least one text."
                )
        return cls(**table)

    @property
    def key(self) -> str:
        """What tells this grant from the identity's others: its name, else its first action as `s3-put-object`."""
        if self.name:
            return self.name
        words = _WORD_STARTS.sub("-", self.actions[0].replace("*", "-any-").replace("?", "-any-"))
        return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")

    def as_statement(self) -> dict[str, Any]:
        """The statement of a permission policy, in the order in which it was declared."""
        sid = "".join(word.capitalize() for word in self.key.split("-"))
        statement = {"Sid": sid, "Effect": "Allow", "Action": list(self.actions), "Resource": list(self.resources)}
        return statement | ({"Condition": _thawed(self.conditions)} if self.conditions else {})

    def __str__(self) -> str:
        when = " if " + ", ".join(key for keys in self.conditions.values() for key in keys) if self.conditions else ""
        return f"{', '.join(self.actions)} on {', '.join(self.resources)}{when}"

    def _check_wildcards(self) -> None:
        require_text(self.wildcard, "wildcard", remedy="Write the reason.")
        if self.wildcard and is_placeholder(self.wildcard):
            raise DeclarationError(
                f"{quoted(self.wildcard)} is no reason", place="wildcard", remedy="Say why it must be so wide."
            )
        wide = [*filter(wide_action, self.actions), *filter(wide_resource, self.resources)]
        if wide and not self.wildcard:
            raise DeclarationError(
                f"{quoted(wide[0])} names nothing in particular",
                place="resources" if wide[0] in self.resources else "actions",
                remedy='Name it, or say why it must be so wide: wildcard = "why".',
            )


def _texts(place: str, values: object, form: re.Pattern[str], remedy: str) -> tuple[str, ...]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise DeclarationError(
            f"{quoted(values)} is not a list", place=place, remedy="Give a list with at least one text."
        )
    found = tuple(values)
    if not found:
        raise DeclarationError("is empty", place=place, remedy="Give a list with at least one text.")
    for value in found:
        if not isinstance(value, str) or not form.fullmatch(value):
            raise DeclarationError(f"{quoted(value)} does not fit", place=place, remedy=remedy)
    return found


def _frozen(conditions: object) -> Conditions:
    if not isinstance(conditions, Mapping):
        raise DeclarationError("is not a table", place="conditions", remedy=_CONDITIONS_REMEDY)
    found: dict[str, Mapping[str, str | tuple[str, ...]]] = {}
    for operator, keys in conditions.items():
        place = f"conditions.{operator}"
        if not isinstance(operator, str) or not _OPERATOR.fullmatch(operator):
            raise DeclarationError("is no operator", place=place, remedy=_CONDITIONS_REMEDY)
        if not isinstance(keys, Mapping) or not keys:
            raise DeclarationError("is not a table of keys and values", place=place, remedy=_CONDITIONS_REMEDY)
        found[operator] = MappingProxyType({key: _value(value, f"{place}.{key}") for key, value in keys.items()})
    return MappingProxyType(found)


_CONDITIONS_REMEDY: Final = 'Write conditions = { StringEquals = { "aws:SourceVpc" = "vpc-1" } }.'


def _value(value: object, place: str) -> str | tuple[str, ...]:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, list | tuple) and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise DeclarationError(
        f"{quoted(value)} is neither a text nor a list of texts", place=place, remedy=_CONDITIONS_REMEDY
    )


def _thawed(conditions: Conditions) -> dict[str, dict[str, str | list[str]]]:
    return {
        operator: {key: value if isinstance(value, str) else list(value) for key, value in keys.items()}
        for operator, keys in conditions.items()
    }


def _from_json(text: str) -> Mapping[str, Any]:
    try:
        table = json_value(text)
    except JsonError as error:
        python = _IN_PYTHON.get(error.what, "ValueError")
        raise DeclarationError(
            f"{quoted(text)} is not JSON that can be read ({python})",
            place="grants",
            remedy='Write {"actions": ["s3:PutObject"], "resources": ["arn:…"]}.',
        ) from None
    assert isinstance(table, Mapping)  # JSON that begins with a brace is an object
    return table


_IN_PYTHON: Final = {"syntax": "JSONDecodeError", "depth": "RecursionError"}
"""What is wrong → the word for it that this message has always had."""


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))
