"""This is where it is written how a trust in an identity provider is mended with the least that is enough.

What is exact stays as it is written. A loose value gives way to one that pins the workload, a claim that is not asked
for is added, and where nothing is wrong but the operator, that alone becomes another. What comes out is judged again.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from daypass.iam.admitted import Admitted
from daypass.iam.admitting import NARROW
from daypass.iam.asked import asked_of, asks, weakly_asked
from daypass.iam.condition import Condition, Operator
from daypass.iam.document import Document
from daypass.iam.federated import is_set, issuer_path, trusted
from daypass.iam.glob import has_wildcard
from daypass.model.kind import Asked, Claim
from daypass.model.resource import Undecided

_SUBJECT: Final = ":sub"
_LIST: Final = ":amr"
"""The end of the one key that has several values in a token."""


class Part(NamedTuple):
    """One condition on one key, as it should be. `new` are values that are not written there, or those that stay.

    Where there are none, only the operator is another.
    """

    operator: Operator
    key: str
    values: tuple[str, ...]
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pins:
    """The conditions that should stand in place of those on the same keys."""

    parts: tuple[Part, ...]

    def as_mended(self) -> str:
        """The same as `Problem.mended` has it."""
        asked: dict[str, dict[str, Any]] = {}
        for operator, key, values, _ in self.parts:
            asked.setdefault(str(operator), {})[key] = values[0] if len(values) == 1 else list(values)
        return json.dumps({"Condition": asked})


def pins(admission: Admitted, document: Document) -> Pins | None:
    """What would make the statement of this admission ask for the one workload.

    None where that is not known, and where the statement names others who are not.
    """
    if admission.statement is None or document.secret or document.statements[admission.statement].is_part:
        return None
    try:
        conditions = document.statements[admission.statement].conditions
    except Undecided:
        return None
    trust = _Trust(admission, conditions, document.version)
    return next(filter(trust.is_enough, trust.ways()), trust.plainly())


@dataclass(frozen=True)
class _Trust:
    """The admission, and the conditions of its statement as they are written."""

    admission: Admitted
    conditions: tuple[Condition, ...]
    version: str

    def ways(self) -> Iterator[Pins]:
        """What may be enough, the least first: operators, then claims, then both."""
        stronger = [Part(_strong(one), one.key, one.values) for one in self.conditions if self._is_weak(one)]
        pinned = [part for key in self.admission.mended if (part := self._pinned(key))]
        beside = [part for part in stronger if not any(_is_same(part.key, one.key) for one in pinned)]
        yield Pins(tuple(stronger))
        yield Pins(tuple(pinned))
        yield Pins((*pinned, *beside))

    def plainly(self) -> Pins | None:
        """Every claim that is not right as it is, by the value that pins it."""
        wanted = self.admission.mended.items()
        return Pins(tuple(_new(key, (value,)) for key, value in wanted)) if wanted else None

    def is_enough(self, way: Pins) -> bool:
        """Whether nothing is loose any more with these in place of what is asked of their keys now."""
        changed = [part.key for part in way.parts]
        kept = [one for one in self.conditions if not (asks(one) and any(_is_same(one.key, key) for key in changed))]
        made = [Condition(*part.operator, part.key, part.values) for part in way.parts]
        keys = frozenset(one.key.lower() for one in (*kept, *made))
        is_weak = any(is_set(key, self._path) for key in weakly_asked([*kept, *made]))
        return bool(changed) and not is_weak and self._is_narrow(asked_of([*kept, *made], self.version), keys)

    def _pinned(self, key: str) -> Part | None:
        """How the claim is asked for exactly; None where it is so already."""
        asking = [one for one in self.conditions if one.is_on(key) and asks(one)]
        if not asking:
            return _new(key, (self.admission.mended[key],))
        written = max(asking, key=lambda one: sum(self._right(one, value) == value for value in one.values))
        values = tuple(dict.fromkeys(self._right(written, value) for value in written.values))
        if not set(values).intersection(written.values):
            return _new(written.key, values)
        strong = _strong(written)
        has_new = any(map(has_wildcard, set(values).difference(written.values)))
        if (has_new and not strong.takes_wildcards) or not all(self._is_right(strong, key, one) for one in values):
            strong = strong._replace(base="StringLike" if has_new else "StringEquals")
        is_as_written = (strong, values) == (written.test, written.values) and len(asking) == 1
        new = tuple(value for value in values if value not in written.values)
        is_shorter = len(values) < len(written.values)
        return None if is_as_written else Part(strong, written.key, values, new or (values if is_shorter else ()))

    def _right(self, written: Condition, value: str) -> str:
        """The value itself where it pins the workload, if only in its own case; else one that does."""
        strong = _strong(written)
        is_folded = strong.base == _IN_ANY_CASE and written.key.lower().endswith(_SUBJECT)
        in_case = strong._replace(base="StringEquals") if is_folded else strong
        if any(self._is_right(operator, written.key, value) for operator in (strong, in_case)):
            return value
        wanted = self.admission.mended
        key = next(key for key in wanted if _is_same(key, written.key))
        found = trusted(self.admission.principal, self._with(strong, key, value), self._looked_at)
        return found.pinned.mended.get(key.rpartition(":")[2], wanted[key])

    def _is_right(self, operator: Operator, key: str, value: str) -> bool:
        """Whether a token with this alternative alone is one of the workload, as far as the claim can tell."""
        return self._is_narrow(self._with(operator, key, value), self._looked_at)

    def _with(self, operator: Operator, key: str, value: str) -> Asked:
        """What is asked where this is, and every other claim is asked for as it should be."""
        wanted = {one.lower(): (Claim(text, "*" not in text),) for one, text in self.admission.mended.items()}
        asked = asked_of((Condition(*operator, key, (value,)),), self.version)
        return {**asked_of(self.conditions, self.version), **wanted, **asked}

    def _is_narrow(self, asked: Asked, looked_at: frozenset[str]) -> bool:
        found = trusted(self.admission.principal, asked, looked_at)
        return found.pinned.breadth in NARROW and not found.missing

    def _is_weak(self, condition: Condition) -> bool:
        """Whether it asks for a claim of the issuer, and holds without it."""
        is_weak = condition.if_exists or condition.qualifier == "ForAllValues"
        return is_weak and asks(condition) and is_set(condition.key, self._path)

    @property
    def _looked_at(self) -> frozenset[str]:
        return frozenset(key.lower() for key in (*self.admission.mended, *(one.key for one in self.conditions)))

    @property
    def _path(self) -> str:
        return issuer_path(self.admission.principal)


_IN_ANY_CASE: Final = "StringEqualsIgnoreCase"


def _strong(condition: Condition) -> Operator:
    """The same operator, as it fails where the key is absent."""
    qualifier = condition.qualifier
    if qualifier == "ForAllValues":
        qualifier = "ForAnyValue" if condition.key.lower().endswith(_LIST) else ""
    return Operator(condition.operator, qualifier)


def _new(key: str, values: tuple[str, ...]) -> Part:
    """A claim that is asked for anew. What differs from run to run has to stay a wildcard."""
    base = "StringLike" if any("*" in value for value in values) else "StringEquals"
    return Part(Operator(base, "ForAnyValue" if key.lower().endswith(_LIST) else ""), key, values, values)


def _is_same(one: str, other: str) -> bool:
    """The names of keys ignore case."""
    return one.lower() == other.lower()
