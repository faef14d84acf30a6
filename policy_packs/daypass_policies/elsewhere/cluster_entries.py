"""This is where IAM roles enter clusters of EKS: by access entries and their policies, and by `aws-auth`.

Source: EKS User Guide, "Grant IAM users access to Kubernetes with EKS access entries" and "... with a ConfigMap"; input
properties of pulumi-aws 7.51.1, pulumi-aws-native 1.84.0 and pulumi-kubernetes 4.34.2; read 2026-11.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.cluster_access_policies import access_policy_gives
from daypass.graph.names import Names
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, kinds_of
from daypass.iam.document import MalformedDocument
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask
from daypass_policies.elsewhere.aws_auth import mapped_roles, names_more_roles
from daypass_policies.located import Located, locate
from daypass_policies.trusting.people import is_workloads, people_among, workloads_enter
from daypass_policies.trusting.trust import admitted_by, trust_of

ASSOCIATION: Final = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
_ENTRY: Final = "aws:eks/accessEntry:AccessEntry"
_NATIVE_ENTRY: Final = "aws-native:eks:AccessEntry"
_MAPS: Final = ("kubernetes:core/v1:ConfigMap", "kubernetes:core/v1:ConfigMapPatch")
ENTRIES: Final = (ASSOCIATION, _ENTRY, _NATIVE_ENTRY, *_MAPS)

MASTERS: Final = "system:masters"
"""The group that may do everything in every cluster, whatever its roles say."""


class ClusterEntry(NamedTuple):
    """A role of the stack (`role` is its URN) that enters a cluster, with what it is given there.

    `gives` is that of `access_policy_gives`, `group` the name of a group that it is put into. `unknown` is the path
    that hides what is given, or to whom.
    """

    by: Resource
    role: str = ""
    gives: str = ""
    group: str = ""
    at: str = ""
    unknown: str = ""


class ClusterEntries:
    """The entries of a stack, or of several joined. A role that the stack does not have is nobody that it knows."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @cached_property
    def each(self) -> tuple[ClusterEntry, ...]:
        """Every entry that says something, in the order of registration."""
        return tuple(entry for resource in self._stack.of_type(*ENTRIES) for entry in self._of(resource))

    def _of(self, resource: Resource) -> Iterator[ClusterEntry]:
        if resource.type in _MAPS:
            yield from self._mapped(resource) if _is_aws_auth(resource) else ()
            return
        given = list(_given(resource))
        role = self._role(resource)
        if given and not isinstance(role, Located):
            yield from (entry._replace(role=role) for entry in given if role)
        elif given and isinstance(role, Located):
            yield ClusterEntry(resource, unknown=role.path)

    def _role(self, resource: Resource) -> str | Located:
        """The URN of the role, "" where it is another's, or the place that hides it."""
        for place in locate(resource.state.raw, "principalArn"):
            value = bare(place.value)
            if isinstance(value, str):
                return self._names.named(resource, value).urn
            behind = self._names.behind(resource, "principalArn")
            if value is UNKNOWN:
                return behind[0] if len(behind) == 1 else place
        return ""

    def _mapped(self, resource: Resource) -> Iterator[ClusterEntry]:
        for place in locate(resource.state.raw, "data.mapRoles"):
            value = bare(place.value)
            if value is UNKNOWN or (isinstance(value, str) and names_more_roles(value)):
                yield ClusterEntry(resource, unknown=place.path)
            for mapped in mapped_roles(value) if isinstance(value, str) else ():
                role = self._names.named(resource, mapped.role).urn
                yield from (ClusterEntry(resource, role, group=group, at=place.path) for group in mapped.groups if role)

    @cached_property
    def _names(self) -> Names:
        return Names.of(self._stack.resources, kinds_of(ROLE), by_last_part=True)


def is_a_machines(role: Resource, ask: Ask) -> bool:
    """Whether a role is a machine's: one enters it, or its tags say so and no people do. Raises `Undecided`."""
    try:
        document = trust_of(role)
        admitted = admitted_by(role, document)
    except MalformedDocument:
        return is_workloads(role, ask, ())
    if not workloads_enter(admitted) and any(people_among(admitted, document)):
        return False
    return is_workloads(role, ask, admitted)


def _given(resource: Resource) -> Iterator[ClusterEntry]:
    """What an association or an access entry gives, to whomever."""
    raw = resource.state.raw
    whole = [Located(raw, "", marked=False)]
    for holder in whole if resource.type == ASSOCIATION else locate(raw, "accessPolicies[]"):
        yield from _by_policy(resource, holder)
    for group in locate(raw, "kubernetesGroups[]"):
        name = bare(group.value)
        if isinstance(name, str):
            yield ClusterEntry(resource, group=name, at=group.path)


def _by_policy(resource: Resource, holder: Located) -> Iterator[ClusterEntry]:
    """What an access policy gives, unless it reaches a few namespaces alone."""
    before = f"{holder.path}." if holder.path else ""
    if bare(holder.value) is UNKNOWN:
        yield ClusterEntry(resource, unknown=holder.path)
        return
    scope = next((place for place in locate(holder.value, "accessScope.type")), None)
    if scope and bare(scope.value) == "namespace":
        return
    hidden = [before + scope.path] if scope and bare(scope.value) is UNKNOWN else []
    for policy in locate(holder.value, "policyArn"):
        value, at = bare(policy.value), before + policy.path
        gives = access_policy_gives(value) if isinstance(value, str) else ""
        if value is UNKNOWN:
            hidden.append(at)
        if gives or value is UNKNOWN:
            yield ClusterEntry(resource, gives="" if hidden else gives, at=at, unknown=next(iter(hidden), ""))


def _is_aws_auth(resource: Resource) -> bool:
    said = [
        bare(place.value) for key in ("name", "namespace") for place in locate(resource.state.raw, f"metadata.{key}")
    ]
    return said == ["aws-auth", "kube-system"]
