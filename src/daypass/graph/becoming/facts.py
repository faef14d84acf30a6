"""This is where Facts are: condition keys of which a stack says what a request will bring along for them.

Whoever asks for a role has an ARN, an account and tags; a role that is passed is passed to one service. Without these
facts every condition on them could be met. Source: IAM User Guide, "AWS global condition context keys" and "Available
keys for IAM and AWS STS"; read 2026-11.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.iam.asked import limiting_keys
from daypass.iam.condition import Condition
from daypass.iam.context import Context
from daypass.iam.document import VERSIONS, Document
from daypass.iam.glob import has_wildcard
from daypass.iam.statement import Statement
from daypass.iam.variables import FIRST_VERSION

Value = str | tuple[str, ...]
"""What a request brings for a key: one value, or all of those of a key that has several (`dynamodb:Attributes`)."""

_VARIABLE: Final = re.compile(r"\$\{([^{},]+)")


@dataclass(frozen=True)
class Facts:
    """Key, in small letters, → its value, in which `*` stands for what is not known; `absent` are known to be absent.

    A key that has several values has all of them in a tuple. `tags` are starts of keys (`aws:principaltag/`): a key
    with such a start is absent, unless a value stands for it or it is among the `open` ones. `later` are starts of keys
    of which nothing is known yet but which of them are open, each with what is not known: whether there are any, and
    with which values.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    tags: tuple[str, ...] = ()
    open: frozenset[str] = frozenset()
    later: Mapping[str, Untold] = field(default_factory=dict)

    def lacks(self, key: str) -> Untold | None:
        """What is not known yet, and may say that there is nothing under this key; None for nothing."""
        found = (what for start, what in self.later.items() if key.startswith(start))
        return None if key in self.open or key in self.values else next(found, None)

    def tells(self, key: str) -> bool:
        """Whether the value of this key is known as a whole, or known to be absent."""
        value = self.values.get(key)
        return self._is_absent(key) if value is None else _is_whole(value)

    @cached_property
    def context(self) -> Context:
        """All values that are known as a whole."""
        return Context.of({key: _given(value) for key, value in self.values.items() if _is_whole(value)})

    def only(self, keys: Iterable[str]) -> Context:
        """The values of these keys that are known as a whole."""
        told = (key for key in sorted(keys) if key in self.values and self.tells(key))
        return Context.of({key: _given(self.values[key]) for key in told})

    def denying(self, keys: Iterable[str]) -> Iterator[Document]:
        """A document that denies all requests but those with the facts about these keys; none where there are none.

        It has the form of an RCP: those bind every principal, services too, and let all else be.
        """
        statements = [_deny(condition) for key in sorted(keys) for condition in self._contradicting(key)]
        if statements:
            # In the older version a `${` in a value is text like any other.
            yield Document.parse({"Version": VERSIONS[0], "Statement": statements}, path="facts")

    def _contradicting(self, key: str) -> Iterator[dict[str, Any]]:
        value = self.values.get(key)
        if isinstance(value, tuple):
            yield {"ForAnyValue:StringNotEquals": {key: list(value)}}
            yield from ({"ForAllValues:StringNotEquals": {key: one}} for one in value)
        elif value is not None:
            yield {_unlike(value): {key: value}}
        elif self._is_absent(key):
            yield {"Null": {key: "false"}}

    def and_(self, other: "Facts") -> "Facts":
        """Both; where both have a key, that of the other stands."""
        if self is NOTHING or other is NOTHING:  # as of nearly every question, whose answer is then kept
            return self if other is NOTHING else other
        return Facts(
            {**self.values, **other.values},
            (self.absent - other.values.keys()) | other.absent,
            (*self.tags, *other.tags),
            self.open | other.open,
            {**self.later, **other.later},
        )

    def _is_absent(self, key: str) -> bool:
        return key in self.absent or (key.startswith(self.tags) and key not in self.open)


NOTHING: Final = Facts()


def _is_whole(value: Value) -> bool:
    return isinstance(value, tuple) or not has_wildcard(value)


def _given(value: Value) -> str | list[str | int | float | bool]:
    return [*value] if isinstance(value, tuple) else value


def _unlike(value: str) -> str:
    """The operator that holds for whatever is not the value. What is not known of an ARN has no colon in it."""
    if not has_wildcard(value):
        return "StringNotEquals"
    return "ArnNotLike" if Arn.parse(value) else "StringNotLike"


def _deny(condition: dict[str, Any]) -> dict[str, Any]:
    return {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": condition}


def keys_of(condition: Condition, version: str) -> frozenset[str]:
    """The keys, in small letters, that a condition compares, or compares with."""
    return variables_in(condition.values, version) | {condition.key.lower()}


def keys_of_conditions(statement: Statement, version: str) -> frozenset[str]:
    """The keys, in small letters, of all its conditions. Raises `Undecided`."""
    return frozenset(key for condition in statement.conditions for key in keys_of(condition, version))


def keys_asked_for(statement: Statement, version: str) -> frozenset[str]:
    """The keys, in small letters, that must have some value for its conditions to hold. Raises `Undecided`.

    What is true of nearly every request (`*`, `…IfExists`, a negation) asks for nothing.
    """
    limiting = limiting_keys(statement.conditions, version)
    asking = (keys_of(one, version) for one in statement.conditions if one.key.lower() in limiting)
    return frozenset().union(*asking)


def keys_of_resources(statement: Statement, version: str) -> frozenset[str]:
    """The keys, in small letters, of the variables in its resources. Raises `Undecided`."""
    return variables_in((*statement.resources, *statement.not_resources), version)


def variables_in(texts: Iterable[str], version: str) -> frozenset[str]:
    """The keys, in small letters, of the variables in texts of a document with this version."""
    if version != FIRST_VERSION:
        return frozenset()
    found = (key.strip().lower() for text in texts if "${" in text for key in _VARIABLE.findall(text))
    return frozenset(found).difference(_CHARACTERS)


_CHARACTERS: Final = frozenset("*?$")
"""`${*}` is no variable."""
