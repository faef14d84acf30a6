"""This is where it is told whom a binding of a principal access boundary of Google Cloud leaves out, one by one.

Source: Google Cloud, "Principal access boundary policies" (whoever no policy bounds may use all that they are given,
and who is bound by several may use what one of them allows) and "Policy bindings" (conditions ask for `principal.type`
and `principal.subject`); input properties of pulumi-gcp 9, as its schema in the Pulumi Registry has them; read 2026-12.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Final

from daypass.graph.leaves import text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.cel import Demand, How
from daypass_policies.cel_truth import Condition
from daypass_policies.located import Located, locate

BOUNDARY_BINDINGS: Final = (
    "gcp:iam/projectsPolicyBinding:ProjectsPolicyBinding",
    "gcp:iam/foldersPolicyBinding:FoldersPolicyBinding",
    "gcp:iam/organizationsPolicyBinding:OrganizationsPolicyBinding",
)
CONDITION: Final = "condition.expression"

_OF_A_PROJECT: Final = BOUNDARY_BINDINGS[0]
_KIND: Final = "policyKind"
_BOUNDARY: Final = "PRINCIPAL_ACCESS_BOUNDARY"
_TARGET: Final = "target.principalSet"
_ANY: Final = "*"
"""Whoever is in a project: what is bound to a folder or an organisation is bound to all that is below, perhaps."""
_SUBJECT: Final = "principal.subject"
_TYPE: Final = "principal.type"
_POOL: Final = re.compile(r"/workloadIdentityPools/|\.svc\.id\.goog", re.IGNORECASE)
_MACHINE: Final = re.compile(rf"{_POOL.pattern}|gserviceaccount\.com", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[^@]+@[^@]+\.[^@]+|.*://.*")
_ACCOUNTS, _WORKLOADS, _PEOPLE = "serviceaccount", "workload", "people"
_NOBODY: Final = "nobody-0f3b@nobody-0f3b.iam.gserviceaccount.com"
"""An account that no condition names."""


class Boundaries:
    """Those that a stack binds."""

    def __init__(self, stack: Stack) -> None:
        self.bindings: Final = tuple(one for one in stack.of_type(*BOUNDARY_BINDINGS) if _may_be_one(one))

    def left_out(self, binding: Resource, condition: Located) -> tuple[str, ...]:
        """What the machines are called that the condition leaves out, and no other binding takes in.

        Raises `Undecided` where the condition, or that it is a boundary's at all, is not known or not read.
        """
        said = Condition.of(condition.text) if condition.text.strip() else None
        if said is None:
            return ()
        is_out = {text: self._is_out(binding, said, text) for text in _subjects(said)}
        out = tuple(text for text, answer in is_out.items() if answer)
        is_unread = any(one is None or (one.name == _SUBJECT and one.how == "unread") for one in said.asked())
        if not out and (is_unread or None in is_out.values()):
            raise Undecided(condition.path)
        if out and bare(binding.declared.raw.get(_KIND)) is UNKNOWN:
            raise Undecided(_KIND)
        return out

    def _is_out(self, binding: Resource, said: Condition, text: str) -> bool | None:
        kind = _kind_of(text)
        if not _is_a_machine(said, text) or _is_bound(said, _NOBODY, kind) is False:
            return False  # where nobody is in whom it does not name, it leaves out nobody by a name
        is_in = _is_bound(said, text, kind)
        return None if is_in is None else not is_in and not self._is_taken_in(binding, text, kind)

    def _is_taken_in(self, binding: Resource, text: str, kind: str) -> bool:
        """Whether another binding bounds it, or may: of one that is not known it is said there."""
        others = (self._naming.get(text, {}), self._wide.get(kind, {}))
        here = _target(binding)
        for each in others:
            near = each.values() if here == _ANY else (each.get(here, ()), each.get(_ANY, ()))
            if any(one != binding.urn for urns in near for one in urns):
                return True
        return False

    @cached_property
    def _naming(self) -> "_ByTarget":
        """What machines are called → the bindings that take in what is called so."""
        return _by_target(self.bindings, _named_in)

    @cached_property
    def _wide(self) -> "_ByTarget":
        """Kind → the bindings that take in all of it."""
        return _by_target(self.bindings, _kinds_in)


_ByTarget = Mapping[str, Mapping[str, Sequence[str]]]
"""What is taken in → for whom a binding is → the URNs of those bindings."""


def _may_be_one(binding: Resource) -> bool:
    kind = bare(binding.declared.raw.get(_KIND))
    return not was_looked_up(binding) and (kind is UNKNOWN or text_of(kind) in ("", _BOUNDARY))


def _kind_of(text: str) -> str:
    return _WORKLOADS if _POOL.search(text) else _ACCOUNTS


def _is_a_machine(said: Condition, text: str) -> bool:
    """Also by a part of a name, where the condition is for machines alone."""
    if _MACHINE.search(text.replace("\\", "")):
        return True
    return not _ADDRESS.fullmatch(text) and _is_bound(said, "", _PEOPLE) is False


def _subjects(said: Condition) -> Iterator[str]:
    each = (one.texts for one in said.asked() if one and one.name == _SUBJECT)
    yield from dict.fromkeys(text for texts in each for text in texts)


def _by_target(bindings: Iterable[Resource], keys: Callable[[Condition | None], Iterator[str]]) -> _ByTarget:
    found: dict[str, dict[str, list[str]]] = {}
    for one in bindings:
        place = next(locate(one.declared.raw, CONDITION), None)
        is_known = place is not None and bare(place.value) is not UNKNOWN
        said = Condition.of(place.text) if place and is_known and place.text.strip() else None
        target = _target(one) if one.type == _OF_A_PROJECT else _ANY
        for key in keys(said):
            found.setdefault(key, {}).setdefault(target, []).append(one.urn)
    return found


def _named_in(said: Condition | None) -> Iterator[str]:
    for text in _subjects(said) if said else ():
        if said and _is_bound(said, text, _kind_of(text)):
            yield text


def _kinds_in(said: Condition | None) -> Iterator[str]:
    """Those of which it takes in everybody; it may take in anybody where it is not known."""
    for kind in (_ACCOUNTS, _WORKLOADS):
        if said is None or (not any(_subjects(said)) and _is_bound(said, "", kind)):
            yield kind


def _target(binding: Resource) -> str:
    """Whom it is for, as it stands; anybody, perhaps, where that is not known."""
    target = next((bare(place.value) for place in locate(binding.declared.raw, _TARGET)), None)
    return _ANY if target is UNKNOWN else text_of(target)


def _is_bound(said: Condition, subject: str, kind: str) -> bool | None:
    """Whether the condition holds of one whom it calls so; "" for somebody of whom only the kind is known."""
    return said.holds(partial(_answer, subject, kind))


def _answer(subject: str, kind: str, demand: Demand) -> bool | None:
    if demand.name == _TYPE and demand.how == "is":
        return any(kind in text.lower().rpartition("/")[2] for text in demand.texts)
    ask = _ASKS.get(demand.how)
    if demand.name != _SUBJECT or not subject:
        return None
    if subject in demand.texts:
        return True
    return any(ask(subject, text) for text in demand.texts) if ask else None


_ASKS: Final[Mapping[How, Callable[[str, str], bool]]] = {
    "is": str.__eq__,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": str.__contains__,
}
