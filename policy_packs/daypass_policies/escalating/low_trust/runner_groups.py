"""This is where it is told which groups of GitHub's runners build what strangers propose beside what is ours.

Source: GitHub Docs, "Managing access to self-hosted runners using groups" and "Secure use reference" (self-hosted
runners); input properties of pulumi-github 6.15; read 2026-12.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final, NamedTuple

from daypass.graph.leaves import declared, said, text_of, yes_or_no
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.located import locate

REPOSITORY: Final = "github:index/repository:Repository"
_OF_ORGANISATION: Final = "github:index/actionsRunnerGroup:ActionsRunnerGroup"
RUNNER_GROUPS: Final = (
    _OF_ORGANISATION,
    "github:index/enterpriseActionsRunnerGroup:EnterpriseActionsRunnerGroup",
)
_HOSTED: Final = "github:index/actionsHostedRunner:ActionsHostedRunner"
"""A machine of GitHub, which is thrown away after each job."""

_TAKES_PUBLIC: Final = "allowsPublicRepositories"
_NAMED_WORKFLOWS: Final = "restrictedToWorkflows"
_GROUP: Final = "runnerGroupId"
_CHOSEN: Final = "selectedRepositoryIds"


class OpenGroup(NamedTuple):
    """Where a group takes public repositories. `mixed`: beside those of ours; `chosen`: perhaps for them alone."""

    path: str
    mixed: bool
    chosen: bool


def is_public(repository: Resource) -> bool | None:
    """Whether anybody may fork it; a repository that says neither is public as well. None where it is not known."""
    visibility, private = declared(repository, "visibility"), declared(repository, "private")
    if UNKNOWN in (bare(visibility), bare(private)):
        return None
    if visibility is None:  # the older way to say it
        return private is None or yes_or_no(private) is False
    return text_of(visibility).lower() == "public"


class RunnerGroups:
    """The groups of a stack, with the repositories and machines that it makes for them."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def open(self, group: Resource) -> Iterator[OpenGroup]:
        """Where it lets strangers in by what they propose, if it does. Raises `Undecided`."""
        raw = group.declared.raw
        for place in locate(raw, _TAKES_PUBLIC):
            if yes_or_no(place.known) is not True or group.urn in self._hosted or group.id in self._hosted:
                continue
            if any(yes_or_no(named.known) is True for named in locate(raw, _NAMED_WORKFLOWS)):
                continue
            seen = next((one.text.lower() for one in locate(raw, "visibility")), "")
            if seen != "selected" or group.type != _OF_ORGANISATION:
                yield OpenGroup(place.path, mixed=False, chosen=False)
            else:
                yield from self._of_chosen(group, place.path)

    def _of_chosen(self, group: Resource, path: str) -> Iterator[OpenGroup]:
        """Raises `Undecided`."""
        ids = bare(group.declared.raw.get(_CHOSEN))
        chosen = self._chosen(group, ids)
        kinds = {is_public(one) for one in chosen}
        if None in kinds:
            raise Undecided(_CHOSEN)
        is_mixed = kinds == {True, False}
        are_all = len(chosen) == len(ids) if isinstance(ids, list) else bool(chosen)
        if True in kinds or not are_all:
            yield OpenGroup(path, mixed=is_mixed, chosen=not is_mixed)

    def _chosen(self, group: Resource, ids: Any) -> tuple[Resource, ...]:
        """Those repositories of the stack that it takes."""
        behind = [self._stack.by_urn.get(urn) for urn in group.property_dependencies.get(_CHOSEN, ())]
        named = [one for id_ in ids for one in self._by_id.get(_digits(id_), ())] if isinstance(ids, list) else []
        found = {one.urn: one for one in (*behind, *named) if one and one.type == REPOSITORY}
        return tuple(found.values())

    @cached_property
    def _by_id(self) -> dict[str, tuple[Resource, ...]]:
        each = ((_digits(said(one, "repoId")), one) for one in self._stack.of_type(REPOSITORY))
        return dict(grouped((id_, one) for id_, one in each if id_))

    @cached_property
    def _hosted(self) -> frozenset[str]:
        """The URNs and ids of the groups that machines of GitHub are in."""
        found = set[str]()
        for machine in self._stack.of_type(_HOSTED):
            found.update(machine.property_dependencies.get(_GROUP, ()))
            found.add(_digits(machine.declared.raw.get(_GROUP)))
        return frozenset(found - {""})


def _digits(id_: Any) -> str:
    known = bare(id_)
    return str(int(known)) if isinstance(known, int | float) else text_of(known)
