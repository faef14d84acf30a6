"""This is where it is told which identity of a stack may choose a tag for a session, and so pose as another's.

Told is one that gets something by it. Who is there to hand out the sessions of many must choose, and is trusted with
that as long as nobody else may, and it is none of these many: then it has such a tag itself. A trust says so, too, that
asks this one by its name for the tag, of whatever value, and holds somebody else beside it to a certain one, or lets
in nobody else, and no other tags: then it serves all of these, and takes one of them at a time.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.assuming.roles import may_assume
from daypass.graph.becoming.assuming.trust import TAG_SESSION, Trust
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.settled import Settled
from daypass.graph.becoming.unsettled import Unsettled
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.document import EVERYONE, MalformedDocument
from daypass.iam.glob import has_wildcard, matches
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.settings import Settings
from daypass_policies.escalating.low_trust.trust_classes import LOW_TRUST
from daypass_policies.escalating.tags.givers import gives_sessions
from daypass_policies.escalating.tags.limits import (
    OF_REQUEST,
    TAG_KEYS,
    demands_tag,
    limits_tag,
    names_all_keys,
    names_one_key,
)
from daypass_policies.escalating.tags.opened import gains_by_tag, gives_up_without, own_tag
from daypass_policies.opening.grant import Grant
from daypass_policies.settle import settle
from daypass_policies.trusting.trust import ROLES, known_admissions, trust_of

_CALLERS: Final = ("AWS", EVERYONE)
_ENOUGH: Final = 2
"""Of very many whom a trust lets in as one account, two show that each may pose as another."""


class Choosing(NamedTuple):
    """An identity of the stack that may choose a tag by a grant of a trust. `unknown` is what may still forbid it."""

    caller: Node
    grant: Grant
    unknown: tuple[Untold, ...] = ()

    @property
    def name(self) -> str:
        """As the trust names it, else by its ARN."""
        return self.grant.principal if _is_one(self.grant.principal) else self.caller.arn


class Tenants:
    """The identities of a stack, by what they are and may do."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._settings = settings
        self._reach = stack.once(Reachability, settings)

    def choosing(self, role: Resource, tag: str, grant: Grant) -> Iterator[Choosing]:
        """Who may choose the tag by this grant, and gets something by it. Raises `Undecided`."""
        trust = self._reach.trusts.by_urn.get(role.urn)
        line = _line_of(trust, grant) if trust and grant.kind in _CALLERS else None
        if trust is None or line is None:
            return
        able = 0
        for node in self._named(grant, trust.node):
            answer = self._answer(node, trust, line, tag) if node.key != role.urn else NO
            if answer.possible and grant.is_closed(partial(limits_tag, tag.lower())):
                return
            if answer.possible:
                yield Choosing(node, grant, answer.unknown)
            able += answer.is_certain
            if able == _ENOUGH:
                return

    def told(self, role: Resource, tag: str, found: Iterable[Choosing]) -> Iterator[Choosing]:
        """Of all who may choose, each once, those who are not there to do so. Raises `Undecided`.

        Of two who are, either can pose as the other's.
        """
        each = tuple({one.caller.key: one for one in reversed(tuple(found))}.values())[::-1]
        yield from settle(self._told_of(one, each, role, tag) for one in each)

    def _told_of(self, one: Choosing, each: Iterable[Choosing], role: Resource, tag: str) -> Iterator[Choosing]:
        others = [other for other in each if other is not one]
        if all(other.unknown for other in others) and self._is_trusted_with(one, role, tag):
            unknown = next((what for other in others for what in other.unknown), None)
        else:
            unknown = next(iter(one.unknown), None)
            if unknown is None:
                yield one
        if unknown:
            raise Undecided(str(unknown))

    def _is_trusted_with(self, one: Choosing, role: Resource, tag: str) -> bool:
        """Whether it is there to hand out sessions, and neither it nor the role is one tenant's. Raises `Undecided`."""
        caller = one.caller
        try:
            is_left_free = _is_left_free(one.grant, role, tag) or self._is_asked_alone(one, role, tag)
            is_giver = is_left_free or gives_sessions(caller, self._settings)
            return is_giver and not _carries(caller.resource, tag, role)
        except Undecided as unknown:
            raise Undecided(str(caller.untold(unknown.path))) from unknown

    def _is_asked_alone(self, one: Choosing, role: Resource, tag: str) -> bool:
        """Whether the trust lets in nobody but this one, lets no others be set, and demands the tag.

        It need not demand the only one that may be set where who leaves it out gives up rights. An agent says what it
        is talked into.
        """
        conditions = one.grant.statement.conditions
        if one.caller.workload_class in LOW_TRUST or not names_all_keys(conditions):
            return False
        if [(by.kind, by.principal) for by in known_admissions(role)] != [("AWS", one.caller.arn)]:
            return False
        if demands_tag(tag.lower(), conditions):
            return True
        node = self._reach.trusts.by_urn[role.urn].node
        return names_one_key(tag.lower(), conditions) and gives_up_without(self._reach.means(node), tag)

    def _named(self, grant: Grant, role: Node) -> Iterable[Node]:
        """The identities of the stack whom it may let in: one by its ARN, else any that was given the role."""
        near = self._near.get(role.key, ())
        return [node for node in near if matches(node.arn, grant.principal)] if _is_one(grant.principal) else near

    @cached_property
    def _near(self) -> Mapping[str, tuple[Node, ...]]:
        """URN of a role → the identities of which a policy takes it in where it lets them tag sessions."""
        roles = [trust.node for trust in self._reach.trusts.by_urn.values()]
        known = Settled((node.arn, node) for node in roles if not has_wildcard(node.arn))
        hidden = Unsettled((node.arn, node) for node in roles if has_wildcard(node.arn))
        given = [(node, text) for node in self._identities for text in self._patterns(node)]
        taken_in = {
            text: [one for one in (*known.near(text), *hidden.near(text)) if meets(text, one.arn) != "no"]
            for text in {text for _, text in given}
        }
        pairs = ((one.key, node) for node, text in given for one in taken_in[text])
        return {urn: tuple(dict.fromkeys(nodes)) for urn, nodes in grouped(pairs).items()}

    def _patterns(self, node: Node) -> Iterator[str]:
        """Of what it may tag sessions; of everything where it is not known what else it was given."""
        for means in self._reach.means(node):
            if means.permissions.gaps:
                yield EVERYTHING
            for held in means.told(TAG_SESSION).allows:
                yield from held.line.patterns(means.caller.facts)

    @cached_property
    def _identities(self) -> tuple[Node, ...]:
        """Those whom anything lets tag a session."""
        nodes = (node for node in self._reach.nodes.values() if node.is_identity)
        return tuple(node for node in nodes if any(means.may(TAG_SESSION) for means in self._reach.means(node)))

    def _answer(self, node: Node, trust: Trust, line: Line, tag: str) -> Answer:
        """Whether it may choose the tag, and gets something by it."""
        able = best(_may_choose(means, trust, line, tag) for means in self._reach.means(node))
        if not able.possible:
            return NO
        return joined(able, gains_by_tag(self._reach.means(node), self._reach.means(trust.node), tag))


def _may_choose(means: Means, trust: Trust, line: Line, tag: str) -> Answer:
    """Whether this caller may assume the role with another value of the tag than its own."""
    said = trust.says(line, means, TAG_SESSION) if means.caller.principal else "unknown"
    if said == "no":
        return NO
    chosen = Facts({f"{OF_REQUEST}{tag.lower()}": PROBE, TAG_KEYS: tag})
    facts = trust.facts.and_(own_tag(means, tag)).and_(chosen)
    unknown = (trust.place(line.unknown),) if said == "unknown" else ()
    return joined(may_assume(means, trust), means.on(TAG_SESSION, trust.node.arn, facts)).under(*unknown)


def _line_of(trust: Trust, grant: Grant) -> Line | None:
    """The statement of the grant."""
    letting = trust.letting(TAG_SESSION)
    return next((line for line in letting if line.statement.index == grant.statement.index), None)


def _is_one(principal: str) -> bool:
    """Whether a principal of a trust is one identity, rather than an account or everyone."""
    arn = Arn.parse(principal)
    return arn is not None and arn.resource.startswith(("role/", "user/"))


def _is_left_free(grant: Grant, role: Resource, tag: str) -> bool:
    """Whether the trust demands the tag of this one alone, and holds others to a value of it, or keeps them from it."""
    if not (_is_one(grant.principal) and demands_tag(tag.lower(), grant.statement.conditions)):
        return False
    document = trust_of(role)
    beside = [one for one in document.statements if one.effect == "Allow" and one.index != grant.statement.index]
    try:
        return any(limits_tag(tag.lower(), one.conditions, document.version) for one in beside)
    except Undecided:
        return False


def _carries(identity: Resource | None, tag: str, role: Resource) -> bool:
    """Whether it is tagged so itself, its trust asks a provider for such a tag of each session, or the role is tagged.

    Raises `Undecided`.
    """
    if identity is None:
        return False
    try:
        is_its_own = any(_is_put_on(statement, tag) for statement in _entered_by(identity))
    except MalformedDocument:
        is_its_own = False
    return is_its_own or any(bool(Tags.of(one.state, one).get(tag)) for one in (identity, role))


def _entered_by(identity: Resource) -> tuple[Statement, ...]:
    return trust_of(identity).statements if identity.type in ROLES else ()


def _is_put_on(statement: Statement, tag: str) -> bool:
    """Source: IAM User Guide, "Pass session tags in AWS STS" (with SAML and web identities); read 2026-11."""
    is_providers = statement.effect == "Allow" and "Federated" in (statement.principals or {})
    asked = (one.key.lower() for one in statement.conditions if not one.test.negated)
    return is_providers and f"{OF_REQUEST}{tag.lower()}" in asked
