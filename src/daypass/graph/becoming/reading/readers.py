"""This is where it is told who reads the access key of a user where it is kept as a secret, and so acts as that user.

Sources: Service Authorization Reference, "AWS Secrets Manager" and "AWS Systems Manager"; AWS KMS Developer Guide,
"Permissions for AWS services in key policies"; read 2026-11. Who reads by the secret's own policy alone is not seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from daypass.data.escalation_paths import PROBE
from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.edges import Edge, Fan
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.reading.vaults import Guard, Noun, Vaults, place_of
from daypass.graph.becoming.spreading import one_by_one, spread
from daypass.graph.becoming.targets import Crowd, Member
from daypass.iam.arn import Arn
from daypass.iam.document import Document
from daypass.model.resource import Undecided

_READS: Final[Mapping[Noun, tuple[str, ...]]] = {
    "secret": ("secretsmanager:GetSecretValue",),
    "parameter": ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParameterHistory"),
}
_OPENS: Final = "kms:Decrypt"
_HOW: Final = "kept key"


@dataclass(frozen=True)
class Reading:
    """Whose keys one identity reads. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    vaults: Vaults

    def __iter__(self) -> Iterator[Edge | Fan]:
        for means in self.means:
            for noun, actions in _READS.items():
                for action in actions:
                    if means.may(action):
                        yield from self._plain(means, action, noun)
                        yield from self._guarded(means, action, noun)

    def _plain(self, means: Means, action: str, noun: Noun) -> Iterator[Edge | Fan]:
        over = spread(means, action, self.vaults.targets(noun, means.caller.account, plain=True))
        for crowd, answer in sorted(over.crowds, key=_place):
            yield self._fan(action, crowd, answer)
        yield from self._each(means, action, over.asked)

    def _guarded(self, means: Means, action: str, noun: Noun) -> Iterator[Edge | Fan]:
        over = spread(means, action, self.vaults.targets(noun, means.caller.account, plain=False))
        yield from self._each(means, action, over.everyone)

    def _each(self, means: Means, action: str, members: tuple[Member, ...]) -> Iterator[Edge | Fan]:
        def ask(member: Member) -> Answer:
            return joined(_reads(means, action, member.arn, self.vaults.guard(member)), member.let)

        in_order = sorted(members, key=place_of)  # of one user's secrets the first is told
        for found, answer in one_by_one(means, in_order, ask):
            if isinstance(found, Crowd):
                yield self._fan(action, found, answer)
            elif found.node != self.node:
                yield self._edge(action, found, answer)

    def _fan(self, action: str, crowd: Crowd, answer: Answer) -> Fan:
        def make(member: Member) -> Edge:
            return self._edge(action, member, answer)

        return Fan(crowd, make, _HOW, is_certain=not answer.unknown)

    def _edge(self, action: str, member: Member, answer: Answer) -> Edge:
        says = f"{self.node} may read {member.through}, which holds an access key of {member.node} ({action})"
        grounds, unknown, show = answer.grounds, answer.unknown, answer.show
        return Edge(_HOW, self.node, member.node, says, grounds, unknown, show, thing=member.arn, action=action)


def _place(reached: tuple[Crowd, Answer]) -> list[tuple[str, str]]:
    """Where the statements stand that let it, so that the order of registration says nothing."""
    return [(ground.by.urn, ground.path) for ground in reached[1].grounds]


def _reads(means: Means, action: str, arn: str, guard: Guard) -> Answer:
    """Whether it reads what is kept there, and opens it with the key."""
    untold = filter(None, map(guard.facts.lacks, sorted(means.told(action).keys)))  # tags that are not known yet
    found = means.on(action, arn, guard.facts).under(*untold, *guard.unread)
    for policy in filter(_denies, guard.policies):  # in one account what is denied there counts alone
        found = joined(found, _let_by(policy, means, action, arn, guard.facts)) if found.possible else found
    return joined(found, _opens(means, guard, arn)) if found.possible and guard.key else found


def _let_by(policy: Document, means: Means, action: str, arn: str, facts: Facts) -> Answer:
    """Whether the policy of the secret lets it be."""
    policies = replace(means.policies, resource=policy)
    keys = (key for line in means.library.lines(policy).all for key in line.keys)
    asked = means.ask(policies, action, arn, means.caller.facts.and_(facts), keys)
    return Answer(asked.possible).under(*((asked.unknown,) if asked.unknown else ()))


def _denies(policy: Document) -> bool:
    try:
        return any(statement.effect == "Deny" for statement in policy.statements)
    except Undecided:
        return True


def _opens(means: Means, guard: Guard, arn: str) -> Answer:
    """Whether it may use a key of the company's own. The policy of the key may let it where its own ones do not."""
    there = Arn.parse(arn)
    beside = f"{there.partition}:kms:{there.region}:{there.account}" if there else f"{ANY}:kms:{ANY}:{ANY}"
    key = guard.key if Arn.parse(guard.key) else f"arn:{beside}:key/{guard.key}"
    if "alias/" in key or guard.key == ANY:  # which key that is, is not known: it must open any
        key = f"arn:aws:kms:us-east-1:{means.caller.account}:key/{PROBE}"
    if means.denies(_OPENS, key) == "yes":
        return NO
    found = means.on(_OPENS, key) if means.may(_OPENS) else NO
    return found if found.possible else Answer(possible=True, unknown=(guard.place,))
