"""This is where it is told by which patch baselines a machine installs what it runs, again and again.

A baseline for Linux may name repositories of its own, from which the package manager then installs as root. Which one
counts says the patch group of the machine, a tag. Of machines in no group, which get the default baseline of their
system, nothing is told here: that one is of the account, and a stack seldom says which it is. Sources: Systems Manager
User Guide, "How to specify an alternative patch source repository (Linux)", "SSM Command document for patching:
`AWS-RunPatchBaseline`" (`Operation`) and "Patch groups" (the tags); API Reference, "UpdatePatchBaseline" (`Sources`)
and "CreatePatchBaseline" (`OperatingSystem`); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.documents.written import DOCUMENTS
from daypass.graph.becoming.steering.machines.picked import (
    EVERY,
    INSTANCES,
    Machines,
    Picking,
    made_as,
    tagged,
    with_id,
)
from daypass.graph.becoming.steering.machines.targeted import Targeting, Wanted
from daypass.graph.leaves import said, text_of, within
from daypass.graph.names import Kind, Names
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

_ASSOCIATIONS: Final = ("aws:ssm/association:Association", "aws-native:ssm:Association")
_GROUPS: Final = "aws:ssm/patchGroup:PatchGroup"
_BASELINES: Final[Mapping[str, str]] = {
    "aws:ssm/patchBaseline:PatchBaseline": "id",
    "aws-native:ssm:PatchBaseline": "patchBaselineId",
}
"""Type → where it says its id."""

_KINDS: Final = {type_: Kind("patch baseline", "patchbaseline/", key) for type_, key in _BASELINES.items()}
_OF_BASELINE, _NAME, _SYSTEM, _INSTANCE = "baselineId", "patchGroup", "operatingSystem", "instanceId"

_PATCHING: Final = ("AWS-RunPatchBaseline", "AWS-RunPatchBaselineAssociation", "AWS-RunPatchBaselineWithHooks")
_OPERATION, _INSTALLS = "Operation", "Install"
_TAGS: Final = ("Patch Group", "PatchGroup")
_WITHOUT_SOURCES: Final = ("", "WINDOWS", "MACOS")
"""Systems whose baselines name no repositories; where none is said it is the first that has a name."""


class Baseline(NamedTuple):
    """One by its ARN; `unknown`: whether it is the one of this machine, and anything is installed."""

    arn: str
    unknown: tuple[Untold, ...] = ()


class Patching:
    """What is installed on the machines of a stack."""

    def __init__(self, stack: Stack, machines: Machines) -> None:
        self._stack, self._machines, self._targeting = stack, machines, Targeting(stack)

    def of(self, machine: Resource) -> Iterator[Baseline]:
        """The baselines by which something is installed on this one, and that may name a repository."""
        found = self._baselines.of(machine)
        installs = self._installs.of(machine) if found else ()
        unknown = min(installs, key=len, default=None)
        if unknown is not None:
            yield from (one._replace(unknown=(*one.unknown, *unknown)) for one in found)

    @cached_property
    def _installs(self) -> Picking[tuple[Untold, ...]]:
        return Picking(self._machines, self._associations())

    def _associations(self) -> Iterator[tuple[tuple[Untold, ...], tuple[frozenset[str], ...]]]:
        for one in self._stack.of_type(*_ASSOCIATIONS):
            patches, installs = self._is_patching(one), _is_installing(one)
            if patches is not False and installs is not False:
                wanted, doubt = self._wanted(one)
                doubts = (None if patches else "name", None if wanted.is_sure else doubt)
                unknown = filter(None, (*doubts, None if installs else "parameters"))
                yield tuple(Untold.of(one, key) for key in unknown), wanted.marks

    def _wanted(self, association: Resource) -> tuple[Wanted, str]:
        """The machines that it is for, and under which key that stands."""
        id_ = bare(said(association, _INSTANCE))
        if id_ is UNKNOWN:
            urns = (one.urn for one in self._behind(association, _INSTANCE) if one.type in INSTANCES)
            made = frozenset(map(made_as, urns))
            return Wanted((made or frozenset((EVERY,)),), bool(made)), _INSTANCE
        if text_of(id_):
            return Wanted((frozenset((with_id(text_of(id_)),)),)), _INSTANCE
        return self._targeting.of(association, said(association, "targets")), "targets"

    def _is_patching(self, association: Resource) -> bool | None:
        """Whether it runs a document of AWS that patches, and none of the stack; None where that is not known."""
        name = bare(said(association, "name"))
        if name is UNKNOWN:
            return False if any(one.type in DOCUMENTS for one in self._behind(association, "name")) else None
        return text_of(name).rpartition("/")[2] in _PATCHING

    def _behind(self, by: Resource, key: str) -> Iterator[Resource]:
        return (one for urn in by.property_dependencies.get(key, ()) if (one := self._stack.by_urn.get(urn)))

    @cached_property
    def _baselines(self) -> Picking[Baseline]:
        return Picking(self._machines, self._grouped())

    def _grouped(self) -> Iterator[tuple[Baseline, tuple[frozenset[str], ...]]]:
        names = Names.of(self._stack.resources, _KINDS)
        for group in self._stack.of_type(_GROUPS):
            marks, doubts = _marks(group)
            one = names.one(group, _OF_BASELINE)
            made = self._stack.of_type(*_BASELINES) if one is None else filter(None, (self._stack.by_urn.get(one),))
            unknown = (*doubts, *((Untold.of(group, _OF_BASELINE),) if one is None else ()))
            for baseline in made if marks else ():
                system = bare(said(baseline, _SYSTEM))
                if system is UNKNOWN or text_of(system) not in _WITHOUT_SOURCES:
                    hidden = (Untold.of(baseline, _SYSTEM),) if system is UNKNOWN else ()
                    yield Baseline(_arn(baseline), (*unknown, *hidden)), (marks,)


def _marks(group: Resource) -> tuple[frozenset[str], tuple[Untold, ...]]:
    """By what the machines of a group are picked, and what is not known of that."""
    name = bare(said(group, _NAME))
    if name is UNKNOWN:
        return frozenset((EVERY,)), (Untold.of(group, _NAME),)
    return frozenset(tagged(tag, text_of(name)) for tag in _TAGS if text_of(name)), ()


def _is_installing(association: Resource) -> bool | None:
    """Whether it installs, rather than looks; None where that is not known."""
    parameters = bare(said(association, "parameters"))
    if parameters is UNKNOWN:
        return None
    operation = parameters.get(_OPERATION) if isinstance(parameters, Mapping) else None
    texts = [*within(operation)]
    return None if UNKNOWN in texts else _INSTALLS in texts


def _arn(baseline: Resource) -> str:
    own = text_of(said(baseline, "arn"))
    id_ = text_of(said(baseline, _BASELINES[baseline.type])) or baseline.id
    return own or f"arn:*:ssm:*:*:patchbaseline/{id_ or ANY}"
