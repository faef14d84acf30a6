"""This is where it is told who signs tokens as an issuer does, and so becomes each role that believes that one.

They write its keys, have its host answer with others, or sign with its own. Who is the issuer does so for itself.
Sources: those of `levers`, `believing` and `signing_keys`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.escalation_paths import EscalationPath, paths_here
from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.edges import Edge, Fan, How
from daypass.graph.becoming.facts import NOTHING, Facts, Value
from daypass.graph.becoming.issuers.believing import Belief, Providers
from daypass.graph.becoming.issuers.levers import SIGNS, WRITES, Lever, Levers
from daypass.graph.becoming.issuers.publishing import may_publish, was_given_alone
from daypass.graph.becoming.issuers.signing_keys import Signer, SigningKeys
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.spreading import one_by_one, spread
from daypass.graph.becoming.targets import Crowd, Member, Targets
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.settings import Settings

_HOW: Final[How] = "federation"
_BY_NAME: Final = ", where names alone say that what it writes is their issuer's"


class _Alike(NamedTuple):
    """What those have in common that are asked about together."""

    path: str
    home: str
    brings: tuple[tuple[str, Value], ...]
    is_certain: bool
    is_by_name: bool


class Believed(NamedTuple):
    """Roles, by the ARN of what decides whose tokens they believe; `home` is the account in which that is.

    `brings` is what a request for it brings along. All are believed for certain, or none; `is_by_name`: as far as names
    alone say.
    """

    path: EscalationPath
    home: str
    brings: Facts
    is_certain: bool
    is_by_name: bool
    targets: Targets


@dataclass(frozen=True)
class Beliefs:
    """The roles of a stack that believe issuers whose keys are in buckets, or in KMS.

    `trusts` are those of its roles, by URN, and `signers` its identities.
    """

    stack: Stack
    settings: Settings
    trusts: Mapping[str, Trust]
    signers: Callable[[], Iterator[Signer]]
    _by_account: dict[str, tuple[Believed, ...]] = field(default_factory=dict, repr=False, compare=False)

    def within(self, account: str) -> tuple[Believed, ...]:
        """Those whose keys somebody of this account may reach: its own policies alone give nobody what is elsewhere.

        Source: IAM User Guide, "Cross-account policy evaluation logic"; read 2026-12.
        """
        if account not in self._by_account:
            here = (one for one in self._every if not account or one.home in (account, ""))
            self._by_account[account] = tuple(here)
        return self._by_account[account]

    def facts(self, arn: str) -> Facts:
        """The condition keys that a thing brings along."""
        return self._tags.get(arn, NOTHING)

    @cached_property
    def keys(self) -> SigningKeys:
        """Those with which issuers sign."""
        return SigningKeys(self.stack, self.settings, self.signers)

    @cached_property
    def _tags(self) -> dict[str, Facts]:
        each = ((lever.arn, lever.thing) for _, lever in self._pulled if lever.thing)
        return {arn: tag_facts(self.stack.by_urn[urn], "aws:resourcetag/") for arn, urn in dict.fromkeys(each)}

    @cached_property
    def _pulled(self) -> tuple[tuple[Belief, Lever], ...]:
        """Each role with each lever of an issuer that it believes."""
        levers = Levers(self.stack, self.settings, self.keys)
        providers = Providers(self.stack, lambda issuer: bool(levers.of(issuer, ANY)))
        beliefs = (one for trust in self.trusts.values() for one in providers.believed_by(trust))
        return tuple((one, lever) for one in beliefs for lever in levers.of(one.issuer, _partition(one.trust.node)))

    @cached_property
    def _every(self) -> tuple[Believed, ...]:
        found = grouped(_placed(belief, lever) for belief, lever in self._pulled)
        return tuple(
            Believed(
                *(paths_here()[one.path], one.home, Facts(dict(one.brings)), one.is_certain, one.is_by_name),
                Targets(one, members),
            )
            for one, members in found.items()
        )


@dataclass(frozen=True)
class Signing:
    """The roles that one identity becomes so. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    beliefs: Beliefs

    def __iter__(self) -> Iterator[Fan]:
        for means in self.means:
            for believed in self.beliefs.within(means.caller.account):
                if believed.path.id == SIGNS:
                    yield from self._by_keys(believed, means)
                elif all(map(means.may, believed.path.actions)):
                    is_issuers = believed.path.id == WRITES and may_publish(self.beliefs.stack, self.node)
                    yield from self._beside_its_own(believed, means) if is_issuers else self._by(believed, means)

    def _by(self, believed: Believed, means: Means) -> Iterator[Fan]:
        """What holds of one role holds of all for which the same thing is asked about."""
        (action,), targets = believed.path.actions, believed.targets
        over = spread(means, action, targets, believed.brings)
        yield from (self._fan(believed, crowd, answer) for crowd, answer in over.crowds)

        def ask(member: Member) -> Answer:
            return means.on(action, member.arn, believed.brings.and_(self.beliefs.facts(member.arn)))

        yield from self._asked(believed, means, over.asked, ask)

    def _beside_its_own(self, believed: Believed, means: Means) -> Iterator[Fan]:
        """The same of who may publish for an issuer, but for what it was given for that."""
        (action,) = believed.path.actions

        def ask(member: Member) -> Answer:
            return NO if was_given_alone(means, member.arn) else means.on(action, member.arn, believed.brings)

        yield from self._asked(believed, means, believed.targets.members, ask)

    def _by_keys(self, believed: Believed, means: Means) -> Iterator[Fan]:
        """The same of keys of KMS, whose own policies have a say; who is the issuer signs with them for itself."""
        keys = self.beliefs.keys

        def ask(member: Member) -> Answer:
            is_own = self.node.key in keys.issuers(member.arn)
            return NO if is_own else keys.signs(means, member.arn, believed.brings)

        yield from self._asked(believed, means, believed.targets.members, ask)

    def _asked(
        self, believed: Believed, means: Means, members: Iterable[Member], ask: Callable[[Member], Answer]
    ) -> Iterator[Fan]:
        for found, answer in one_by_one(means, tuple({one.arn: one for one in members}.values()), ask):
            each = found.members if isinstance(found, Crowd) else (found,)
            yield from (self._fan(believed, believed.targets.called(one.arn), answer) for one in each)

    def _fan(self, believed: Believed, crowd: Crowd, answer: Answer) -> Fan:
        path, by_name = believed.path, _BY_NAME if believed.is_by_name else ""

        def make(member: Member) -> Edge:
            whole = joined(answer, member.let)
            says = f"{self.node} may sign tokens that {member.node} believes ({path.id}: {path.actions[0]}){by_name}"
            edge = Edge(_HOW, self.node, member.node, says, whole.grounds, whole.unknown, whole.show, (path.id,))
            return replace(edge, thing=member.arn, is_by_name=believed.is_by_name)

        return Fan(crowd, make, _HOW, is_certain=believed.is_certain and not answer.unknown)


def _placed(belief: Belief, lever: Lever) -> tuple[_Alike, Member]:
    role, let = belief.trust.node, belief.let.under(*lever.unknown)
    alike = _Alike(lever.path, lever.home or role.account, lever.brings, not let.unknown, lever.is_by_name)
    return alike, Member(role, lever.arn, let, brings=lever.brings)


def _partition(role: Node) -> str:
    arn = Arn.parse(role.arn)
    return arn.partition if arn else ANY
