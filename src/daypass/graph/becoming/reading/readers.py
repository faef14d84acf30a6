"""This is where it is told who reads the access key of a user where it is kept as a secret, and so acts as that user.

So does who reads the key of a certificate by which a role is entered, as that role.

Sources: Service Authorization Reference, "AWS Secrets Manager" and "AWS Systems Manager"; AWS KMS Developer Guide,
"Permissions for AWS services in key policies"; read 2026-11. Who reads by the secret's own policy alone is not seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.edges import Edge, Fan
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.kms_keys import DECRYPTS, whichever_key
from daypass.graph.becoming.lines import TOO_MUCH
from daypass.graph.becoming.means import Means, first_ground
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.reading.alike import Alike, each
from daypass.graph.becoming.reading.locks import Lock
from daypass.graph.becoming.reading.vaults import Noun
from daypass.graph.becoming.targets import Crowd, Member
from daypass.graph.untold import Untold
from daypass.iam.document import Document

_BY_PATH: Final = "ssm:GetParametersByPath"
_READS: Final[Mapping[Noun, tuple[str, ...]]] = {
    "secret": ("secretsmanager:GetSecretValue",),
    "parameter": ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParameterHistory", _BY_PATH),
}
_HOW: Final = "kept key"


@dataclass(frozen=True)
class ReadingKeys:
    """Whose keys one identity reads. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    alike: Alike

    def __iter__(self) -> Iterator[Edge | Fan]:
        for means in self.means:
            for noun, actions in _READS.items():
                for action in actions:
                    if means.may(action):
                        account = means.caller.account
                        targets = self.alike.vaults.targets(noun, account, by_path=action == _BY_PATH)
                        yield from self._each(means, action, self.alike.sorts(means, action, targets))

    def _each(self, means: Means, action: str, sorts: tuple[Crowd, ...]) -> Iterator[Edge | Fan]:
        for at, sort in enumerate(sorts):
            if means.library.is_spent:
                rest = Crowd(object(), tuple(each(sorts[at:])))  # no other crowd has these members
                yield self._fan(means, action, rest, Answer(possible=True, unknown=(TOO_MUCH,)))
                return
            answer = self._reads(means, action, sort.members[0])
            if answer.possible and (len(sort.members) > 1 or sort.members[0].node != self.node):
                yield self._fan(means, action, sort, answer)

    def _reads(self, means: Means, action: str, member: Member) -> Answer:
        """Whether it reads what is kept there, and opens it with the key; without what is not known of it itself."""
        guard = self.alike.vaults.guard(member)
        found = means.on(action, member.arn, guard.facts)
        found = found._replace(grounds=first_ground(means, action, member.arn, guard.facts) or found.grounds)
        for policy in self.alike.relevant(guard, action, means.library) if found.possible else ():
            found = joined(found, let_by(policy, means, action, member.arn, guard.facts))
        return joined(found, opens(means, guard.lock)) if found.possible and guard.lock else found

    def _fan(self, means: Means, action: str, sort: Crowd, answer: Answer) -> Fan:
        keys, first = means.told(action).keys, sort.members[0]

        def make(member: Member) -> Edge:
            own = answer._replace(unknown=self._placed(answer.unknown, first, member))
            show = answer.show if member is first else None
            return self._edge(action, member, own._replace(show=show).under(*self.alike.own_unknown(member, keys)))

        return Fan(sort, make, _HOW, is_certain=make(first).is_certain)

    def _placed(self, unknown: tuple[Untold, ...], first: Member, member: Member) -> tuple[Untold, ...]:
        """The same of another one of its sort, whose key stands somewhere else."""
        was, now = self.alike.vaults.guard(first).lock, self.alike.vaults.guard(member).lock
        return tuple(now.place if was and now and one == was.place else one for one in unknown)

    def _edge(self, action: str, member: Member, answer: Answer) -> Edge:
        is_role = member.node.kind == "role"
        what = "the key of a certificate that enters" if is_role else "an access key of"
        says = f"{self.node} may read {member.through}, which holds {what} {member.node} ({action})"
        grounds, unknown, show, thing = answer.grounds, answer.unknown, answer.show, self.alike.vaults.arn(member)
        edge = Edge(_HOW, self.node, member.node, says, grounds, unknown, show, thing=thing, action=action)
        return replace(edge, is_by_name=is_role)


def let_by(policy: Document, means: Means, action: str, arn: str, facts: Facts) -> Answer:
    """Whether the policy of what it reads, or opens it with, lets it be."""
    policies = replace(means.policies, resource=policy)
    keys = (key for line in means.library.lines(policy).all for key in line.keys)
    asked = means.ask(policies, action, arn, means.caller.facts.and_(facts), keys)
    return Answer(asked.possible).under(*((Untold(asked.unknown),) if asked.unknown else ()))


def opens(means: Means, lock: Lock) -> Answer:
    """Whether it may use a key of the company's own. The policy of a key may let it where its own ones do not."""
    key = lock.arn or whichever_key(means.caller.account)
    if means.denies(DECRYPTS, key) == "yes":
        return NO
    found = means.on(DECRYPTS, key, lock.facts) if means.may(DECRYPTS) else NO
    if lock.policy is None:
        return found.under(*lock.unread) if found.possible else Answer(possible=True, unknown=(lock.place,))
    let = let_by(lock.policy, means, DECRYPTS, key, lock.facts)
    if let.possible:  # what is not known of its own rights matters unless the key's policy is enough
        doubts = found.unknown if found.unknown and not _opened_by(lock.policy, means, key) else ()
        return let._replace(grounds=found.grounds).under(*doubts, *lock.unread)
    unknown = (*means.open, *lock.unread)  # what else it may turn out to be given, and who grants it the use
    return Answer(bool(unknown), unknown)


def _opened_by(policy: Document, means: Means, key: str) -> bool:
    """Whether the policy of a key lets it be whatever else it may."""
    found = means.ask(replace(means.policies, identity=(), resource=policy), DECRYPTS, key, means.caller.facts)
    return found.possible and not found.unknown
