"""This is where it is told which groups and users of a cluster are people: by who enters it so, or by their name.

Source: EKS User Guide, "Create access entries" (`kubernetesGroups`, `username`); Kubernetes documentation,
"Authenticating" (users and groups are called as whoever signs them in says); read 2026-12.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.names import Names
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, USER, kinds_of
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.elsewhere.aws_auth import LISTS, mapped_list
from daypass_policies.elsewhere.cluster_bindings import GROUP, PERSON
from daypass_policies.elsewhere.cluster_entries import ACCESS_ENTRIES, MAPS
from daypass_policies.located import locate
from daypass_policies.trusting.called_after import is_called_after_people, is_for_emergencies
from daypass_policies.trusting.machine_users import MachineUsers, is_machines_name
from daypass_policies.trusting.people import is_a_persons
from daypass_policies.trusting.workloads import is_peoples

_USERS: Final = ("userName", "username")
_OF_GOOGLE: Final = ".gserviceaccount.com"


class _Mapped(NamedTuple):
    """Whoever enters by an ARN is this user, and in these groups."""

    by: Resource
    arn: str
    users: tuple[str, ...]
    groups: tuple[str, ...]


class ClusterPeople:
    """The people of the clusters of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def are(self, kind: str, name: str) -> bool:
        """Whether a group, or a user, is people who have its rights on a plain day."""
        if is_for_emergencies(name):
            return False
        if (kind, name) in self._mapped:
            return True
        return is_called_after_people(name) if kind == GROUP else _is_address(name) or self._is_persons(name)

    @cached_property
    def unknown(self) -> tuple[tuple[Resource, str], ...]:
        """What enters a cluster in a group that is not known yet, or of which it is not known who it is."""
        found = ((one, path) for one in self._stack.of_type(*ACCESS_ENTRIES) for path in _unknown(one))
        return tuple(found)

    @cached_property
    def _mapped(self) -> frozenset[tuple[str, str]]:
        """Kind and name of each group and user that people are, by what the stack says of who enters."""
        people = [one for one in self._entering() if self._is_persons(one.arn, one.by)]
        groups = ((GROUP, name) for one in people for name in one.groups)
        return frozenset((*groups, *((PERSON, name) for one in people for name in one.users)))

    def _entering(self) -> Iterator[_Mapped]:
        for entry in self._stack.of_type(*ACCESS_ENTRIES):
            users = tuple(text for key in _USERS for text in _texts(entry, key))
            groups = tuple(_texts(entry, "kubernetesGroups[]"))
            yield from (_Mapped(entry, arn, users, groups) for arn in _texts(entry, "principalArn"))
        for mapping in self._stack.of_type(*MAPS):
            for text in (text for key in LISTS for text in _texts(mapping, f"data.{key}")):
                yield from (_Mapped(mapping, one.arn, (), one.groups) for one in mapped_list(text).entries)

    def _is_persons(self, arn: str, by: Resource | None = None) -> bool:
        """Whether who has this ARN is a person; of the stack's own roles and users as far as it says so."""
        if is_for_emergencies(arn.rpartition("/")[2]):
            return False
        noun = USER if ":user/" in arn else ROLE
        made = self._stack.by_urn.get(self._names[noun].named(by, arn).urn) if by else None
        if made and noun == USER:
            return not self._stack.once(MachineUsers).is_machines(made)
        if made and is_peoples(made):
            return True
        return is_a_persons(arn) and not (noun == USER and is_machines_name(arn.rpartition("/")[2]))

    @cached_property
    def _names(self) -> dict[str, Names]:
        return {noun: Names.of(self._stack.resources, kinds_of(noun), by_last_part=True) for noun in (ROLE, USER)}


def _is_address(name: str) -> bool:
    """Whether a user is called by the address of a person."""
    local, at, domain = name.rpartition(":")[2].partition("@")
    return bool(at and local) and not domain.endswith(_OF_GOOGLE) and not is_machines_name(local)


def _texts(resource: Resource, path: str) -> Iterator[str]:
    values = (bare(place.value) for place in locate(resource.state.raw, path))
    return (value for value in values if isinstance(value, str))


def _unknown(entry: Resource) -> Iterator[str]:
    for path in ("principalArn", "kubernetesGroups[]"):
        yield from (place.path for place in locate(entry.state.raw, path) if bare(place.value) is UNKNOWN)
