"""This is where it is told which roles an identity may assume: its own policies and the role's trust both have a say.

Within one account the trust is enough where it names the identity itself. Sources: IAM User Guide, "How AWS enforcement
code logic evaluates requests" and "Cross-account policy evaluation logic"; read 2026-11.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from daypass.graph.asking import NO, Answer, joined
from daypass.graph.edges import Edge, Fan, sentence
from daypass.graph.facts import Facts
from daypass.graph.lines import ORDER, Line, Say
from daypass.graph.means import ASSUME, Means
from daypass.graph.nodes import Node
from daypass.graph.spreading import spread
from daypass.graph.targets import Crowd, Member
from daypass.graph.trusts import Trust, Trusts
from daypass.iam.document import EVERYONE
from daypass.iam.named import Way
from daypass.iam.principal import Principal
from daypass.model.resource import Undecided

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
                yield from self._as(there, (f"account of {self.node.name!r}",))

    def _as(self, means: Means, unknown: tuple[str, ...]) -> Iterator[Edge | Fan]:
        """As one caller. `unknown` is what is not known about it."""
        caller = means.caller
        yield from self._each(means, self.trusts.naming(caller), unknown)
        for arn, trust in self.trusts.naming_like(caller):
            there = means.as_caller(caller.named(arn))
            yield from self._each(there, [trust], (*unknown, f"role of {self.node.name!r}"))
        for group in (caller.account, EVERYONE):
            over = spread(means, ASSUME, self.trusts.alike(group))
            yield from (self._fan(crowd, answer.under(*unknown)) for crowd, answer in over.crowds)
            yield from self._each(means, self._of(over.asked), unknown)
            asked = spread(means, ASSUME, self.trusts.others(group))
            yield from self._each(means, self._of(asked.everyone), unknown)
        unnamed = spread(means, ASSUME, self.trusts.unnamed)
        yield from self._each(means, self._of(unnamed.everyone), unknown)
        yield from self._where_everyone_is_welcome(means, unknown)
        yield from self._where_it_is_meant()

    def _where_everyone_is_welcome(self, means: Means, unknown: tuple[str, ...]) -> Iterator[Edge | Fan]:
        """Roles of its own account whose trust names everyone: those ask nothing of its own policies but no Deny."""
        welcoming, asked = self.trusts.welcoming(means.caller.account)
        if not means.told(ASSUME).denies:
            yield self._fan(welcoming.crowd, Answer(possible=True).under(*unknown))
        else:
            yield from self._each(means, self._of(welcoming.members), unknown)
        yield from self._each(means, self._of(asked.members), unknown)

    def _where_it_is_meant(self) -> Iterator[Edge]:
        """Roles whose trust is not known yet, but depends on this identity."""
        for trust in self.trusts.depending(self.node.key):
            answer = Answer(possible=True).under(trust.unknown or f"{trust.at} of {trust.node.name!r}")
            yield self._edge(trust.node, answer)

    def _each(self, means: Means, trusts: Iterable[Trust], unknown: tuple[str, ...]) -> Iterator[Edge]:
        for trust in trusts:
            answer = may_assume(means, trust)
            if answer.possible and trust.node != self.node:
                yield self._edge(trust.node, answer.under(*unknown))

    def _of(self, members: Iterable[Member]) -> Iterator[Trust]:
        return (self.trusts.by_urn[member.node.key] for member in members)

    def _fan(self, crowd: Crowd, mine: Answer) -> Fan:
        def make(member: Member) -> Edge:
            return self._edge(member.node, joined(mine, member.let))

        return Fan(crowd, make, "assume", is_certain=not mine.unknown)

    def _edge(self, target: Node, answer: Answer) -> Edge:
        start = f"{self.node} may assume {target}"
        why = sentence(start, answer.grounds, answer.unknown)
        return Edge("assume", self.node, target, why, answer.unknown, answer.witness, PATHS)


def may_assume(means: Means, trust: Trust) -> Answer:
    """Whether this caller may assume this role."""
    arn, principal = trust.node.arn, means.caller.principal
    facts = trust.facts
    if trust.document is None or principal is None:
        return means.on(ASSUME, arn, facts).under(trust.unknown or f"ARN of {means.permissions.identity.name!r}")
    whole = means.caller.facts.and_(facts)
    keeps_out, _ = _strongest(trust, trust.denies, means, whole)
    lets_in, line = _strongest(trust, trust.allows, means, whole)
    if keeps_out == "yes" or line is None:
        return NO
    if keeps_out == "no" and lets_in != "perhaps":
        unknown = (f"{line.unknown} of {trust.node.name!r}",) if lets_in == "unknown" else ()
        theirs = Answer(possible=True, unknown=unknown, grounds=(trust.ground(line),))
        settled = _settled(means, trust, _way(line, principal), theirs)
        if settled:
            return settled
    return _together(means, trust)


def _settled(means: Means, trust: Trust, way: Way | None, theirs: Answer) -> Answer | None:
    """What the identity's own policies make of it; None where only both documents together can tell."""
    account = trust.node.account
    if way in _DIRECT and means.caller.account in (account, "") and account:
        is_enough = means.denies(ASSUME, trust.node.arn, trust.facts) == "no"
        return theirs if is_enough and (way != "origin" or not means.is_bounded) else None
    return joined(means.on(ASSUME, trust.node.arn, trust.facts), theirs)


def _together(means: Means, trust: Trust) -> Answer:
    """What `reach` makes of all documents of both."""
    policies = replace(means.policies, resource=trust.document)
    found = means.ask(policies, ASSUME, trust.node.arn, trust.facts, trust.keys)
    unknown: tuple[str, ...] = ()
    if not found.possible and means.open:
        found = means.ask(trust.policies, ASSUME, trust.node.arn, trust.facts, trust.keys)
        unknown = means.open
    if not found.possible:
        return NO
    grounds = (*means.grounds(found.decision), *trust.grounds(found.decision))
    asked = (means.place(found.unknown, trust.at, trust.node.name),) if found.unknown else ()
    return Answer(possible=True, unknown=unknown, grounds=grounds, witness=found.witness).under(*asked, *means.limits)


def _strongest(trust: Trust, lines: Iterable[Line], means: Means, facts: Facts) -> tuple[Say, Line | None]:
    """The most that any of these statements says about the caller, and which."""
    said: Say = "no"
    by = None
    principal = means.caller.principal
    for line in lines:
        says = trust.says(line, principal, facts, bounded=means.is_bounded) if principal else "unknown"
        if ORDER.index(says) > ORDER.index(said):
            said, by = says, line
    return said, by


def _way(line: Line, principal: Principal) -> Way | None:
    try:
        return line.reading.way(principal)
    except Undecided:
        return None
