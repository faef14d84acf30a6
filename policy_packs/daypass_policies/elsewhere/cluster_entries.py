"""This is where IAM roles and users enter clusters of EKS: by access entries and their policies, and by `aws-auth`.

Source: EKS User Guide, "Grant IAM users access to Kubernetes with EKS access entries" and "... with a ConfigMap"; input
properties of pulumi-aws 7.51.1, pulumi-aws-native 1.84.0 and pulumi-kubernetes 4.34.2; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Final, NamedTuple

from daypass.data.cluster_access_policies import access_policy_gives
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Names
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS, ROLE, USER, kinds_of
from daypass.grouping import grouped
from daypass.iam.document import MalformedDocument
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask
from daypass_policies.elsewhere.aws_auth import LISTS, mapped_list
from daypass_policies.elsewhere.cluster_machines import SYSTEM
from daypass_policies.located import Located, locate
from daypass_policies.owning.ownership import read_fact
from daypass_policies.trusting.machine_users import MachineUsers
from daypass_policies.trusting.people import FOR_EMERGENCIES, is_workloads, people_among, workloads_enter
from daypass_policies.trusting.trust import admitted_by, trust_of

ASSOCIATION: Final = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
_ENTRY: Final = "aws:eks/accessEntry:AccessEntry"
_NATIVE_ENTRY: Final = "aws-native:eks:AccessEntry"
MAPS: Final = ("kubernetes:core/v1:ConfigMap", "kubernetes:core/v1:ConfigMapPatch")
ACCESS_ENTRIES: Final = (_ENTRY, _NATIVE_ENTRY)
ENTRIES: Final = (ASSOCIATION, *ACCESS_ENTRIES, *MAPS)

AWS_AUTH: Final = "aws-auth"
"""The name of the ConfigMap, which stands in the namespace of the system."""

MASTERS: Final = "system:masters"
"""The group that may do everything in every cluster, whatever its roles say."""


class ClusterEntry(NamedTuple):
    """A role or user of the stack (`who` is its URN) that enters a cluster, with what it is given there.

    `gives` is that of `access_policy_gives`, `group` the name of a group that it is put into. `unknown` is the path
    that hides what is given, or, where `who` is "", to whom.
    """

    by: Resource
    who: str = ""
    gives: str = ""
    group: str = ""
    at: str = ""
    unknown: str = ""


class ClusterEntries:
    """The entries of a stack, or of several joined. Whom the stack does not have is nobody that it knows."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @cached_property
    def each(self) -> tuple[ClusterEntry, ...]:
        """Every entry that says something, in the order of registration."""
        return tuple(entry for resource in self._stack.of_type(*ENTRIES) for entry in self._of(resource))

    @cached_property
    def entries_of(self) -> Mapping[str, tuple[Resource, ...]]:
        """URN of a role or user → the access entries that are its own, also those that give nothing."""
        found = ((self._principal(one), one) for one in self._stack.of_type(*ACCESS_ENTRIES))
        return grouped((who, one) for who, one in found if isinstance(who, str) and who)

    def _of(self, resource: Resource) -> Iterator[ClusterEntry]:
        if resource.type in MAPS:
            yield from self._of_map(resource)
            return
        given = list(_given(resource))
        who = self._principal(resource)
        if given and not isinstance(who, Located):
            yield from (entry._replace(who=who) for entry in given if who)
        elif given and isinstance(who, Located):
            yield ClusterEntry(resource, unknown=who.path)

    def _principal(self, resource: Resource) -> str | Located:
        """The URN of who enters, "" where it is another's, or the place that hides it."""
        for place in locate(resource.state.raw, "principalArn"):
            value = bare(place.value)
            if isinstance(value, str):
                return self._named(resource, value)
            if value is UNKNOWN:
                behind = [urn for names in self._names.values() for urn in names.behind(resource, "principalArn")]
                return behind[0] if len(behind) == 1 else place
        return ""

    def _of_map(self, resource: Resource) -> Iterator[ClusterEntry]:
        found = (place for key in LISTS for place in locate(resource.state.raw, f"data.{key}"))
        lists = {place.path: place for place in found}  # where `data` is not known it stands for both
        hidden = hides_aws_auth(resource) if lists else None
        if hidden is None:
            return
        if hidden:
            yield ClusterEntry(resource, unknown=hidden)
            return
        for place in lists.values():
            yield from self._mapped(resource, place)

    def _mapped(self, resource: Resource, place: Located) -> Iterator[ClusterEntry]:
        value = bare(place.value)
        found = mapped_list(value) if isinstance(value, str) else None
        if found is None or not found.whole:
            yield ClusterEntry(resource, unknown=place.path)
        for mapped in found.entries if found else ():
            who = self._named(resource, mapped.arn)
            yield from (ClusterEntry(resource, who, group=group, at=place.path) for group in mapped.groups if who)

    def _named(self, by: Resource, arn: str) -> str:
        """The URN of the role or user with this ARN; lists take one for the other, and each as `_spelled` says."""
        noun = USER if ":user/" in arn.lower() else ROLE
        head, slash, last = arn.rpartition("/")
        spelled = self._spelled[noun]
        written = (arn, spelled.get(arn.lower(), ""), f"{head}{slash}{spelled.get(last.lower(), last)}")
        return next(filter(None, (self._names[noun].named(by, text).urn for text in written if text)), "")

    @cached_property
    def _names(self) -> dict[str, Names]:
        return {noun: Names.of(self._stack.resources, kinds_of(noun), by_last_part=True) for noun in (ROLE, USER)}

    @cached_property
    def _spelled(self) -> dict[str, dict[str, str]]:
        """Role or user → each name, and each ARN with and without its path, in small letters → the same as it is.

        Case tells no two of them apart in an account, and nor does a path, which `aws-auth` has to leave out.
        """
        found: dict[str, dict[str, str]] = {ROLE: {}, USER: {}}
        for noun, spelled in found.items():
            for type_, kind in kinds_of(noun).items():
                for one in self._stack.of_type(type_):
                    name, arn = text_of(said(one, kind.name)), text_of(said(one, kind.arn))
                    short = f"{arn.partition('/')[0]}/{arn.rpartition('/')[2]}"
                    spelled |= {name.lower(): name, short.lower(): arn, arn.lower(): arn}
        return found


def is_a_machines(stack: Stack, identity: Resource, ask: Ask) -> bool:
    """Whether a role or a user is a machine's. Raises `Undecided`.

    Of a role: a machine enters it, or its tags say so and no people do. Of a user: its tags say so, or nobody signs in
    as it, and it has keys or is called as machines are.
    """
    if IDENTITY_KINDS[identity.type].noun == USER:
        if read_fact(identity, ask, "class") == FOR_EMERGENCIES:
            return False
        return is_workloads(identity, ask, ()) or stack.once(MachineUsers).is_machines(identity)
    try:
        document = trust_of(identity)
        admitted = admitted_by(identity, document)
    except MalformedDocument:
        return is_workloads(identity, ask, ())
    if not workloads_enter(admitted) and any(people_among(admitted, document)):
        return False
    return is_workloads(identity, ask, admitted)


def _given(resource: Resource) -> Iterator[ClusterEntry]:
    """What an association or an access entry gives, to whomever."""
    raw = resource.state.raw
    whole = [Located(raw, "", marked=False)]
    for holder in whole if resource.type == ASSOCIATION else locate(raw, "accessPolicies[]"):
        yield from _by_policy(resource, holder)
    for group in locate(raw, "kubernetesGroups[]"):
        name = bare(group.value)
        if name is UNKNOWN:
            yield ClusterEntry(resource, unknown=group.path)
        elif isinstance(name, str):
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


def hides_aws_auth(resource: Resource) -> str | None:
    """The path that hides whether a ConfigMap is `aws-auth`, "" where it is, None where it is another."""
    unknown = ""
    for place, wanted in ((_at(resource, "name"), AWS_AUTH), (_at(resource, "namespace"), SYSTEM)):
        value = bare(place.value) if place else None
        if place is None or (value is not UNKNOWN and value != wanted):
            return None
        unknown = unknown or (place.path if value is UNKNOWN else "")
    if unknown and resource.external and "/" in resource.id:  # all that is known of what is only looked up
        return "" if resource.id == f"{SYSTEM}/{AWS_AUTH}" else None
    return unknown


def _at(resource: Resource, key: str) -> Located | None:
    """Its name, or its namespace, for which the provider stands where the resource says none."""
    of_provider = locate(resource.provider.inputs.raw, key) if key == "namespace" else ()
    return next(chain(locate(resource.state.raw, f"metadata.{key}"), of_provider), None)
