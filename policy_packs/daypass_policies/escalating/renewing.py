"""This is where it is told by which steps a session of a role brings about a new one, wherever it has got to.

A step is none where it asks for what a session that was stolen cannot bring again: a second factor, which no role has,
a network or a resource that the request comes from, a tag that only a source of sessions puts on, or a date that ends
it. An external id is none of these, but where a role trusts itself it is there for who asks for that: storage
credentials of Unity Catalog must be self-assuming, under one. So a role that demands tags of the session that it makes
of itself narrows this to a tenant, and renews nothing.
Sources: IAM User Guide, "AWS global condition context keys" and "IAM and AWS STS condition context keys"; Databricks,
"Create a storage credential for connecting to AWS S3"; read 2026-12.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from daypass.graph.becoming.anything.unnamed import UNBOUND, may_any
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.assuming.roles import is_direct, may_assume
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.callers import SECOND_FACTOR
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.means import ASSUME, Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.asked import limiting_keys
from daypass.iam.condition import Condition
from daypass.iam.glob import has_wildcard, matches
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rings import Steps
from daypass_policies.escalating.rising import Rising
from daypass_policies.owning.ends import NOW
from daypass_policies.trusting.demanded import demanded_keys

_PLACES: Final = (
    *("aws:sourceip", "aws:vpcsourceip", "aws:sourcevpc", "aws:vpce", "aws:ec2instancesource", "ec2:sourceinstance"),
    *("lambda:sourcefunction", "aws:sourcearn", "aws:sourceaccount", "aws:sourceorg", "aws:calledvia"),
    "aws:viaawsservice",
)
"""Starts of keys of where a request comes from: what stole a session works elsewhere."""

_HELD: Final = (*SECOND_FACTOR, *_PLACES, *NOW, "aws:principaltag/")
_NARROWS: Final = ("aws:requesttag/", "aws:tagkeys", "sts:transitivetagkeys")
_EXTERNAL_ID: Final = "sts:externalid"
_VERSION: Final = "2012-10-17"
"""Of documents with variables, which may stand for anything."""


class Renewing:
    """The steps from role to role of a stack, but for those of roles that may assume any: others tell these.

    Roles that are only looked up are asked about where they are made.
    """

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._rising = stack.once(Rising, settings)
        roles = (one for one in self._rising.actors.each if one.noun == "role" and not was_looked_up(one.resource))
        self.roles = {one.node.key: one for one in roles if one.node and not _may_assume_any(one)}

    def steps(self) -> Steps:
        """All that are possible and ask for nothing that a stolen session cannot bring."""
        return {key: {one.target.key: one for one in self._from(actor)} for key, actor in self.roles.items()}

    def _from(self, actor: Actor) -> Iterator[Edge]:
        if actor.node is None:
            return
        others = (edge for edge in self._rising.possible_steps(actor.node) if edge.how == "assume")
        for edge in (*self._to_itself(actor.node), *others):
            if edge.target.key in self.roles and self._asks_nothing(edge):
                yield edge

    def _to_itself(self, node: Node) -> Iterator[Edge]:
        trust = self._rising.reach.trusts.by_urn.get(node.key)
        means = self._rising.reach.means(node) if trust else ()
        answer = best(_may_assume_itself(one, trust) for one in means) if trust else NO
        if answer.possible:
            yield Edge("assume", node, node, f"{node} may assume itself", answer.grounds, answer.unknown, answer.show)

    def _asks_nothing(self, edge: Edge) -> bool:
        """Whether some caller passes both sides with what any session of it has."""
        trust = self._rising.reach.trusts.by_urn.get(edge.target.key)
        means = self._rising.reach.means(edge.source)
        return trust is not None and any(_passes(one, trust, is_own=edge.source == edge.target) for one in means)


def _may_assume_any(actor: Actor) -> bool:
    return actor.may(ASSUME) and best(may_any(means, ASSUME, "role", UNBOUND) for means in actor.means).possible


def _may_assume_itself(means: Means, trust: Trust) -> Answer:
    """Also where its ARN is not known yet, and the trust names a role of its name."""
    answer = may_assume(means, trust)
    if answer.possible or means.caller.principal is not None or means.denies(ASSUME, trust.node.arn) == "yes":
        return answer
    is_named = any(_may_name(line, trust.node) for line in trust.allows)
    return Answer(possible=True, unknown=(Untold.of(means.permissions.identity, "arn"),)) if is_named else answer


def _may_name(line: Line, role: Node) -> bool:
    """Whether a statement names a role of the name of one whose ARN is not known. No unknown value is its own ARN."""
    named = () if has_wildcard(role.arn.rpartition(":role/")[2]) else _named_by(line)
    return any(matches(role.arn, one) for one in named or ())


def _named_by(line: Line) -> tuple[str, ...] | None:
    """The principals of AWS that it names; None where that is not known, or it leaves some out."""
    try:
        principals = line.statement.principals
    except Undecided:
        return None
    return tuple(principals.get("AWS", ())) if principals is not None else None


def _lets_in(line: Line, means: Means, trust: Trust) -> bool:
    if means.caller.principal is None:
        return _named_by(line) != ()
    return trust.says(line, means) != "no"


def _passes(means: Means, trust: Trust, *, is_own: bool) -> bool:
    kept = _NARROWS if is_own else ()
    if any(_speaks_of(_shut_out(line.statement), means) for line in _denying(means, trust)):
        return False
    letting = [line for line in trust.allows if _lets_in(line, means, trust)]
    shown = (*kept, _EXTERNAL_ID) if is_own else kept
    free = [line for line in letting if not _speaks_of(_limited(line.statement), means, shown)]
    if trust.document is not None and not free:
        return False
    if any(is_direct(means, trust, line) for line in free):
        return True
    told = means.told(ASSUME)
    sides = (told.allows, told.bounds) if means.is_bounded else (told.allows,)
    return all(_has_a_free_one(side, means, trust, kept) for side in sides)


def _denying(means: Means, trust: Trust) -> Iterator[Line]:
    """The statements of either side that may keep it out."""
    own = (held for held in means.told(ASSUME).denies if held.says(ASSUME, trust.node.arn, means.caller.facts) != "no")
    yield from (held.line for held in own)
    yield from (line for line in trust.denies if trust.says(line, means) != "no")


def _has_a_free_one(side: Iterable[Held], means: Means, trust: Trust, kept: tuple[str, ...]) -> bool:
    """Whether a statement about the role asks for nothing of this; also where nothing is known of what is there."""
    about = [held for held in side if held.says(ASSUME, trust.node.arn, means.caller.facts) != "no"]
    return not about or any(not _speaks_of(_limited(held.line.statement), means, kept) for held in about)


def _limited(statement: Statement) -> frozenset[str]:
    """The keys by which it lets in but some of those who ask: not any address, any tag, or any time after a day."""
    demanded = demanded_keys(statement)
    if not demanded:
        return demanded
    limiting = limiting_keys(statement.conditions, _VERSION)
    ended = {one.key.lower() for one in statement.conditions if "Less" in one.operator}
    narrowed = {key for key in demanded if key.startswith(_NARROWS)}
    return frozenset(key for key in demanded & limiting if key not in NOW or key in ended) | narrowed


def _shut_out(statement: Statement) -> frozenset[str]:
    """The keys by which a denial stops whoever is elsewhere, or comes later, rather than those whom it names."""
    try:
        return frozenset(one.key.lower() for one in statement.conditions if _is_of_the_rest(one))
    except Undecided:
        return frozenset()


def _is_of_the_rest(condition: Condition) -> bool:
    values = {value.lower() for value in condition.values}
    is_end = condition.key.lower() in NOW and "Greater" in condition.operator
    return (
        condition.test.negated
        or is_end
        or (condition.operator == "Bool" and values == {"false"})
        or (condition.operator == "Null" and values == {"true"})
    )


def _speaks_of(keys: frozenset[str], means: Means, more: tuple[str, ...] = ()) -> bool:
    """Whether one of the keys is of what it cannot bring; a tag that the role carries itself each session has."""
    return any(key.startswith((*_HELD, *more)) for key in keys - means.caller.facts.values.keys())
