"""This is where it is told by which patch baselines a machine installs what it runs, again and again.

A baseline for Linux may name repositories of its own, from which the package manager then installs as root. Which one
counts says the patch group of the machine, a tag. Sources: Systems Manager User Guide, "How to specify an alternative
patch source repository (Linux)", "SSM Command document for patching: `AWS-RunPatchBaseline`" (`Operation`) and "Patch
groups" (the tags); API Reference, "UpdatePatchBaseline" (`Sources`) and "CreatePatchBaseline" (`OperatingSystem`);
read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.machines.picked import Machines, Picking, tagged, with_id
from daypass.graph.becoming.steering.machines.targeted import Targeting, Wanted
from daypass.graph.leaves import said, text_of, within
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
            installs = _is_installing(one) if text_of(said(one, "name")).rpartition("/")[2] in _PATCHING else False
            if installs is not False:
                id_ = text_of(said(one, "instanceId"))
                by_id = Wanted((frozenset((with_id(id_),)),)) if id_ else None
                wanted = by_id or self._targeting.of(one, said(one, "targets"))
                doubts = () if wanted.is_sure else (Untold.of(one, "targets"),)
                yield ((*doubts, *(() if installs else (Untold.of(one, "parameters"),))), wanted.marks)

    @cached_property
    def _baselines(self) -> Picking[Baseline]:
        return Picking(self._machines, self._grouped())

    def _grouped(self) -> Iterator[tuple[Baseline, tuple[frozenset[str], ...]]]:
        by_id = {text_of(said(one, _BASELINES[one.type])) or one.id: one for one in self._stack.of_type(*_BASELINES)}
        for group in self._stack.of_type(_GROUPS):
            behind = (self._stack.by_urn.get(urn) for urn in group.property_dependencies.get("baselineId", ()))
            made = next((one for one in behind if one and one.type in _BASELINES), None)
            baseline = by_id.get(text_of(said(group, "baselineId")) or "-") or made
            name = text_of(said(group, "patchGroup"))
            if baseline and name and text_of(said(baseline, "operatingSystem")) not in _WITHOUT_SOURCES:
                yield Baseline(_arn(baseline)), (frozenset(tagged(tag, name) for tag in _TAGS),)


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
