"""This is where the inventory is taken: every identity of several stacks, joined by ARN, each told once.

Whether an identity is governed is what the rule `identity-is-governed` says of it, so that no report says otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from daypass.answering import answer_resource
from daypass.data.identity_kinds import IdentityKind, other_identity_kinds
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import Consumers, Use
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.model.resource import Resource
from daypass.report.docket import asks_about
from daypass.report.inventory.belonging import credentials_by_identity
from daypass.report.inventory.bound import bound_of_role, profiles_by_role
from daypass.report.inventory.care import Care, component_of
from daypass.report.inventory.doors import doors_of
from daypass.report.inventory.entry import Bound, Doors, Entry, Governed
from daypass.report.inventory.proof import proofs_of_credentials, proofs_of_trust
from daypass.report.redact import MASK, Redactor
from daypass.rule import Ask, Problem, Profile, Rule
from daypass.settings import Settings

GOVERNED_RULE: Final = "identity-is-governed"


class Terms(NamedTuple):
    """By what the inventory is taken: the rules, the day (UTC), the settings and the profile of the rules."""

    rules: Mapping[str, Rule]
    today: date
    settings: Settings
    profile: Profile = "standard"


def take(stacks: Sequence[tuple[str, Stack]], terms: Terms) -> tuple[Entry, ...]:
    """Every identity of these stacks, each with the path of its source; in the order of the sources."""
    found = [entry for group in _groups(stacks) for entry in _Taking(group, terms).entries()]
    order = {path: number for number, (path, _) in reversed(list(enumerate(stacks)))}
    unique: dict[str, Entry] = {}
    for entry in found:
        unique.setdefault(_key(entry), entry)
    return tuple(sorted(unique.values(), key=lambda entry: order[entry.source]))


def _key(entry: Entry) -> str:
    """One identity may stand in the export of today and in that of yesterday: by its ARN it is one."""
    is_whole = entry.arn and "*" not in entry.arn and MASK not in entry.arn
    return entry.arn if is_whole else entry.urn


class _Group(NamedTuple):
    """Stacks that can be looked at together: none has a URN that another has for something else."""

    stack: Stack
    sources: Mapping[str, str]


def _groups(stacks: Sequence[tuple[str, Stack]]) -> Iterator[_Group]:
    """As few as can be: two exports of one stack are not looked at together, because each says what the other does."""
    left = list(stacks)
    while left:
        taken: dict[str, tuple[Resource, str]] = {}
        later = []
        for path, stack in left:
            if taken.keys().isdisjoint(stack.by_urn):
                taken.update((resource.urn, (resource, path)) for resource in stack.resources)
            else:
                later.append((path, stack))
        yield _Group(
            Stack(tuple(resource for resource, _ in taken.values())), {urn: at for urn, (_, at) in taken.items()}
        )
        left = later


class _Taking:
    """Takes the inventory of one group."""

    def __init__(self, group: _Group, terms: Terms) -> None:
        self._stack, self._sources, self._terms = group.stack, group.sources, terms
        self._reach = Reachability(group.stack, terms.settings)
        rule = terms.rules.get(GOVERNED_RULE)
        self._rule = rule
        self._ask = Ask(terms.today, terms.settings, rule.defaults() if rule else {}, terms.profile)

    def entries(self) -> Iterator[Entry]:
        """Roles and users, then whatever else is an identity, in the order of the stacks."""
        for node in self._reach.nodes.values():
            if node.kind in ("role", "user") and node.resource is not None:
                yield self._entry(node, node.resource)
        kinds = other_identity_kinds()
        for resource in self._stack.resources:
            if resource.type in kinds:
                yield self._other(resource, kinds[resource.type])

    def _entry(self, node: Node, resource: Resource) -> Entry:
        credentials = self._credentials.get(resource.urn, ())
        uses = self._consumers.get(resource.urn, ())
        trust = self._reach.trusts.by_urn.get(resource.urn)
        permissions = self._reach.permissions(node)
        care = self._care(resource)
        proofs = (*(proofs_of_trust(trust) if trust else ()), *proofs_of_credentials(credentials))
        profiles = self._profiles.get(resource.urn, ())
        term = care.fact("term")
        governed, why = self._governed(resource)
        entry = replace(
            self._plain(resource, node.kind, care),
            arn=node.arn,
            account=node.account,
            proof=proofs,
            doors=doors_of(permissions, self._reach.privilege(node)) if permissions else Doors(),
            bound=bound_of_role(resource, proofs, profiles, term) if trust else Bound(None, "nothing", term),
            consumers=_names(uses),
            governed=governed,
            why=why,
        )
        givers = [given.by for given in permissions.given] if permissions else []
        return _redacted(entry, (resource, *givers, *credentials, *(use.consumer for use in uses)))

    def _other(self, resource: Resource, kind: IdentityKind) -> Entry:
        credentials = self._credentials.get(resource.urn, ())
        care = self._care(resource)
        bound = Bound(None, "nothing" if credentials else "unknown", care.fact("term"))
        entry = replace(
            self._plain(resource, kind.noun, care),
            arn=next((text for text in _names_of(resource, kind) if Arn.parse(text)), ""),
            proof=proofs_of_credentials(credentials),
            bound=bound,
            why="no rule asks about identities of this kind",
        )
        return _redacted(entry, (resource, *credentials))

    def _plain(self, resource: Resource, kind: str, care: Care) -> Entry:
        return Entry(
            source=self._sources.get(resource.urn, ""),
            urn=resource.urn,
            name=resource.name,
            kind=kind,
            arn=text_of(said(resource, "arn")),
            workload_class=care.fact("class"),
            purpose=care.fact("purpose"),
            environment=care.fact("environment"),
            owner=care.owner(),
            review=care.review(self._terms.today),
            looked_up=was_looked_up(resource),
        )

    def _care(self, resource: Resource) -> Care:
        component = component_of(resource, self._stack.parent(resource))
        return Care(resource, self._terms.settings, component)

    def _governed(self, resource: Resource) -> tuple[Governed, str]:
        """What the rule says; a rule that broke has not looked."""
        if self._rule is None or not asks_about(self._rule, resource.type):
            return "not judged", f"{GOVERNED_RULE} does not ask about it"
        answer = answer_resource(self._rule, resource, self._ask)
        if answer.problems:
            return "no", "; ".join(map(_reason, answer.problems))
        if answer.error is not None:
            return "unknown", f"the rule {GOVERNED_RULE} broke"
        if answer.undecided:
            return "unknown", "not known: " + ", ".join(path for one in answer.undecided for path in one.paths)
        return "yes", ""

    @cached_property
    def _credentials(self) -> Mapping[str, tuple[Resource, ...]]:
        return credentials_by_identity(self._stack)

    @cached_property
    def _consumers(self) -> Mapping[str, tuple[Use, ...]]:
        return self._stack.once(Consumers).by_role

    @cached_property
    def _profiles(self) -> Mapping[str, Sequence[Resource]]:
        return profiles_by_role(self._stack)


def _reason(problem: Problem) -> str:
    """What it lacks: that it is not governed, and which identity that is, stands beside it already."""
    return problem.message.rpartition(" is not governed: ")[2]


def _names_of(resource: Resource, kind: IdentityKind) -> Iterator[str]:
    return (text_of(said(resource, key)) for key in kind.named)


def _names(uses: Sequence[Use]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{use.noun} {use.consumer.name}" for use in uses))


def _redacted(entry: Entry, involved: tuple[Resource, ...]) -> Entry:
    """The same without what Pulumi marked as secret in any of the resources that it is made of."""
    redact = Redactor(tuple({one.urn: one for one in involved}.values()))
    return replace(
        entry,
        arn=redact(entry.arn),
        workload_class=redact(entry.workload_class),
        purpose=redact(entry.purpose),
        environment=redact(entry.environment),
        owner=replace(entry.owner, name=redact(entry.owner.name), contact=redact(entry.owner.contact)),
        proof=tuple(replace(one, who=redact(one.who)) for one in entry.proof),
        doors=replace(entry.doors, why=redact(entry.doors.why), unknown=tuple(map(redact, entry.doors.unknown))),
        bound=replace(entry.bound, declared=redact(entry.bound.declared)),
        review=replace(entry.review, by=redact(entry.review.by)),
        consumers=tuple(map(redact, entry.consumers)),
        why=redact(entry.why),
    )
