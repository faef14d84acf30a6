"""This is where it is told which roles an identity may assume: its own policies and the role's trust both have a say.

Within one account the trust is enough where it names the identity itself. Sources: IAM User Guide, "How AWS enforcement
code logic evaluates requests" and "Cross-account policy evaluation logic"; read 2026-11.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.assuming.trusts import Trusts
from daypass.graph.becoming.edges import Edge, Fan
from daypass.graph.becoming.lines import ORDER, Line
from daypass.graph.becoming.means import ASSUME, Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.spreading import one_by_one, spread
from daypass.graph.becoming.targets import Crowd, Member
from daypass.graph.untold import Untold
from daypass.iam.document import ALL_ALLOWED, EVERYONE, Document
from daypass.iam.named import Way
from daypass.iam.request import Request
from daypass.model.resource import Undecided

_COST: Final = 4
"""What a look at both documents costs, in the units of a library."""

PATHS: Final = ("sts-001",)
_DIRECT: Final = ("itself", "everyone", "origin")
"""Ways in which a trust names a caller itself, rather than its account."""


@dataclass(frozen=True)
class Assuming:
    """The roles that one identity may assume. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    trusts: Trusts

    def __iter__(self) -> Iterator[Edge | Fan]:
        for means in self.means:
            if means.caller.account:
                yield from self._as(means, ())
                continue
            for account in tuple(filter(str.isdecimal, self.trusts.groups)) or ("",):
                there = means.as_caller(means.caller.in_account(account)) if account else means
                yield from self._as(there, (self.node.untold("account"),))
            for named, trust in self.trusts.naming_somewhere(means.caller):
                yield from self._each(means.as_caller(named), _members([trust]), (self.node.untold("account"),))

    def _as(self, means: Means, unknown: tuple[Untold, ...]) -> Iterator[Edge | Fan]:
        """As one caller. `unknown` is what is not known about it."""
        caller = means.caller
        for named, trust in self.trusts.naming(caller):
            yield from self._each(means.as_caller(named), _members([trust]), unknown)
        for named, trust in self.trusts.naming_like(caller):
            yield from self._each(means.as_caller(named), _members([trust]), (*unknown, self.node.untold("role")))
        for group in (caller.account, EVERYONE):
            over = spread(means, ASSUME, self.trusts.alike(group))
            yield from (self._fan(means, crowd, answer.under(*unknown)) for crowd, answer in over.crowds)
            yield from self._each(means, over.asked, unknown)
            asked = spread(means, ASSUME, self.trusts.others(group))
            yield from self._each(means, asked.everyone, unknown)
        unnamed = spread(means, ASSUME, self.trusts.unnamed)
        yield from self._each(means, unnamed.everyone, unknown)
        yield from self._where_everyone_is_welcome(means, unknown)
        yield from self._where_it_is_meant()

    def _where_everyone_is_welcome(self, means: Means, unknown: tuple[Untold, ...]) -> Iterator[Edge | Fan]:
        """Roles of its own account whose trust names everyone: those ask nothing of its own policies but no Deny."""
        welcoming, asked = self.trusts.welcoming(means.caller.account)
        if not means.told(ASSUME).denies:
            yield self._fan(means, welcoming.crowd, Answer(possible=True).under(*unknown))
        else:
            yield from self._each(means, welcoming.members, unknown)
        yield from self._each(means, asked.members, unknown)

    def _where_it_is_meant(self) -> Iterator[Edge]:
        """Roles whose trust is not known yet, but depends on this identity."""
        for trust in self.trusts.depending(self.node.key):
            answer = Answer(possible=True).under(*(trust.unknown or (trust.node.untold(trust.at),)))
            yield self._edge(trust.node, answer)

    def _each(self, means: Means, members: Sequence[Member], unknown: tuple[Untold, ...]) -> Iterator[Edge | Fan]:
        def ask(member: Member) -> Answer:
            return may_assume(means, self.trusts.by_urn[member.node.key])

        for found, answer in one_by_one(means, members, ask):
            if isinstance(found, Crowd):
                yield self._fan(means, found, answer.under(*unknown))
            elif found.node != self.node:
                yield self._edge(found.node, answer.under(*unknown))

    def _fan(self, means: Means, crowd: Crowd, mine: Answer) -> Fan:
        keys = means.told(ASSUME).keys

        def make(member: Member) -> Edge:
            show = partial(means.request, ASSUME, member.arn, means.caller.facts, keys)
            theirs = member.let if member.let.possible else Answer(possible=True)
            return self._edge(member.node, _both(mine._replace(show=show), theirs))

        return Fan(crowd, make, "assume", is_certain=not mine.unknown)

    def _edge(self, target: Node, answer: Answer) -> Edge:
        says = f"{self.node} may assume {target}"
        return Edge("assume", self.node, target, says, answer.grounds, answer.unknown, answer.show, PATHS)


def _members(trusts: Iterable[Trust]) -> tuple[Member, ...]:
    return tuple(Member(trust.node, trust.node.arn) for trust in trusts)


def may_assume(means: Means, trust: Trust) -> Answer:
    """Whether this caller may assume this role."""
    means.library.spend(_COST)
    principal = means.caller.principal
    if trust.document is None or principal is None:
        unknown = trust.unknown or (Untold.of(means.permissions.identity, "ARN"),)
        return means.on(ASSUME, trust.node.arn, trust.facts).under(*unknown)
    said = {line: trust.says(line, means) for line in (*trust.denies, *trust.allows)}
    keeps_out = max((said[line] for line in trust.denies), key=ORDER.index, default="no")
    letting = [line for line in trust.allows if said[line] != "no"]
    if keeps_out == "yes" or not letting:
        return NO
    if keeps_out == "no":
        settled = best(_settled(means, trust, line) for line in letting if said[line] == "yes")
        if settled.is_certain:
            return settled
        if all(said[line] == "yes" for line in letting) and not any(is_direct(means, trust, line) for line in letting):
            return settled
    return _together(means, trust, letting, [line for line in trust.denies if said[line] != "no"])


def _settled(means: Means, trust: Trust, line: Line) -> Answer:
    """What a statement that lets the caller in for certain makes of it, with what its own policies say."""
    arn, whole = trust.node.arn, means.caller.facts.and_(trust.facts)
    show = partial(means.request, ASSUME, arn, whole, trust.keys | means.told(ASSUME).keys)
    theirs = Answer(possible=True, grounds=(trust.ground(line),), show=show)
    if not trust.node.account:
        theirs = theirs.under(trust.node.untold("account"))
    is_enough = is_direct(means, trust, line) and means.denies(ASSUME, arn, trust.facts) == "no"
    if is_enough and (_way(line, means) != "origin" or not means.is_bounded):
        return theirs.under(*means.limits) if _way(line, means) == "origin" else theirs
    return _both(means.on(ASSUME, arn, trust.facts), theirs)


def is_direct(means: Means, trust: Trust, line: Line) -> bool:
    """Whether a trust of the caller's own account names the caller itself, so that nothing else must allow it."""
    same = trust.node.account in (means.caller.account, "")
    return same and _way(line, means) in _DIRECT


def _together(means: Means, trust: Trust, letting: Sequence[Line], keeping: Sequence[Line]) -> Answer:
    """What both sides make of it where conditions decide: certain where the caller may choose to meet them.

    `letting` are the statements that may let the caller in, `keeping` those that may keep it out.
    """
    facts, caller = means.caller.facts.and_(trust.facts), means.permissions.identity
    left = {line: trust.depends_on(line, facts, caller) for line in (*letting, *keeping)}
    always = tuple(what for line in keeping for what in left[line])
    free = [line for line in letting if not left[line]]
    if len(free) == len(letting):
        return _reached(means, trust, trust.document).under(*always)
    chosen = _reached(means, trust, trust.narrowed(free)).under(*always) if free else NO
    if chosen.is_certain:
        return chosen
    least = min((left[line] for line in letting if left[line]), key=len)
    return best((chosen, _reached(means, trust, trust.document).under(*always, *least)))


def _reached(means: Means, trust: Trust, document: Document | None) -> Answer:
    """What `reach` makes of all documents of both, with this one as that of the role."""
    policies = replace(means.policies, resource=document)
    found = means.ask(policies, ASSUME, trust.node.arn, trust.facts, trust.keys)
    unknown: tuple[Untold, ...] = ()
    if not found.possible and means.open:
        more = replace(policies, identity=(*policies.identity, ALL_ALLOWED))
        found = means.ask(more, ASSUME, trust.node.arn, trust.facts, trust.keys)
        unknown = means.open
    if not found.possible:
        return NO
    mine = () if unknown else means.grounds(found.decision)
    grounds = (*mine, *trust.grounds(found.decision))
    place = trust.place if found.unknown.startswith(trust.at) else partial(means.place, action=ASSUME)
    asked = (place(found.unknown),) if found.unknown else ()
    return Answer(possible=True, unknown=unknown, grounds=grounds, show=lambda: found.witness).under(
        *asked, *means.limits
    )


def _both(mine: Answer, theirs: Answer) -> Answer:
    """Possible where both are, by a request that meets what either asks for."""

    def show() -> Request | None:
        asked, let = (one.show() if one.show else None for one in (mine, theirs))
        return replace(asked, context=let.context.with_others(asked.context)) if asked and let else asked

    return joined(mine, theirs)._replace(show=show)


def _way(line: Line, means: Means) -> Way | None:
    """As what the statement names the caller; None where that is not known."""
    try:
        return line.reading.way(means.caller.principal) if means.caller.principal else None
    except Undecided:
        return None
