"""This is where it is told whether the policy of a KMS key lets somebody do what their own policies allow.

Whatever those say, the policy of the key must let them, itself or by leaving it to the account: under its conditions.
Of a key that the stack does not have, or whose policy is not known, that is taken for granted. Source: AWS KMS
Developer Guide, "Key policies" and "Default key policy"; read 2026-11.
"""

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import best
from daypass.graph.becoming.reading.locks import Locks
from daypass.graph.becoming.reading.readers import let_by
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising

_YES = Answer(possible=True)


def let_by_key(actor: Actor, action: str, arn: str, facts: Facts, rising: Rising) -> Answer:
    """Whether the key of this ARN lets the actor do this; yes for what is no key of the stack."""
    lock = rising.reach.stack.once(Locks, rising.reach.settings).at(arn)
    if lock is None or lock.policy is None or lock.unread:
        return _YES
    policy, brought = lock.policy, facts.and_(lock.facts)
    return best(let_by(policy, means, action, arn, brought) for means in actor.means)
