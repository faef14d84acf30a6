"""This is where it is told what the policy of a KMS key lets somebody do, beside their own policies or by itself.

Whatever those say, the policy of the key must let them, itself or by leaving it to the account: under its conditions.
Of a key that the stack does not have, or whose policy is not known, that is taken for granted. A policy that names
somebody is enough. Source: AWS KMS Developer Guide, "Key policies", "Default key policy" and "Grants"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.kms_keys import DECRYPTS
from daypass.graph.becoming.means import best
from daypass.graph.becoming.reading.locks import Lock, Locks
from daypass.graph.becoming.reading.readers import let_by
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.action import action_matches
from daypass.iam.document import Document, Statement
from daypass.model.resource import Undecided
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened
from daypass_policies.escalating.rising import Rising

GRANTS: Final = "kms:CreateGrant"
_TO_ITSELF: Final = Facts(
    {"kms:grantoperations": "Decrypt", "kms:grantisforawsresource": "false"},
    absent=frozenset({"kms:viaservice", "kms:granteeserviceprincipal", "kms:grantconstrainttype"}),
)
_CONTEXT: Final = "kms:encryptioncontext"
_YES = Answer(possible=True)


def let_by_key(actor: Actor, action: str, arn: str, facts: Facts, rising: Rising) -> Answer:
    """Whether the key of this ARN lets the actor do this; yes for what is no key of the stack."""
    lock = rising.reach.stack.once(Locks, rising.reach.settings).at(arn)
    if lock is None or lock.policy is None or lock.unread:
        return _YES
    policy, brought = lock.policy, facts.and_(lock.facts)
    return best(let_by(policy, means, action, arn, brought) for means in actor.means)


def to_itself(actor: Actor) -> Facts:
    """What a grant is like that somebody gives itself, to read."""
    grantee = Facts({"kms:granteeprincipal": actor.node.arn}) if actor.node and actor.node.arn else NOTHING
    return _TO_ITSELF.and_(grantee)


def for_any_context(actor: Actor) -> Facts:
    """What a request is like that holds to none of the contexts for which the actor's policies ask to decrypt.

    Of a grant that is the one in its constraints. Source: AWS KMS Developer Guide, "kms:EncryptionContext:context-key"
    (among its operations is CreateGrant); read 2026-11.
    """
    keys = (key for means in actor.means for key in means.told(DECRYPTS).keys)
    return Facts(absent=frozenset(key for key in keys if key.startswith(_CONTEXT)))


def opens_by_key(actor: Actor, action: str, arn: str, facts: Facts, rising: Rising) -> bool:
    """Whether the policy of the key of this ARN, if the stack has one, is known to let the actor do this."""
    lock = rising.reach.stack.once(Locks, rising.reach.settings).at(arn)
    return lock is not None and _let(lock, actor, action, facts).is_certain


def grants_itself_named_keys(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The keys whose own policies let it grant itself what they do not give it: to decrypt. A denial stays one."""
    granting = rising.reach.stack.once(_Granting, rising.reach.settings)
    denied = any(means.told(DECRYPTS).denies for means in actor.means)
    for lock in granting.by_arn.get(actor.node.arn, ()) if actor.node and not denied else ():
        if not _let(lock, actor, DECRYPTS, NOTHING).possible:
            key = f"key {lock.place.whose}, whose policy lets it"
            words = f"grant itself {key}, and so do what it was not given ({DECRYPTS})"
            yield Opened(GRANTS, words, _let(lock, actor, GRANTS, to_itself(actor)))


def _let(lock: Lock, actor: Actor, action: str, facts: Facts) -> Answer:
    """Whether the policy of the key, and those of the holder, let it be."""
    policy, brought = lock.policy, facts.and_(lock.facts)
    return best(let_by(policy, means, action, lock.arn, brought) for means in actor.means) if policy else NO


class _Granting:
    """The keys of a stack by the ARNs that their policies name where they let somebody give grants, in order of URN.

    A policy that denies anybody to decrypt is left out: a grant does not undo that.
    """

    def __init__(self, stack: Stack, settings: Settings) -> None:
        locks = sorted(stack.once(Locks, settings).every(), key=lambda lock: lock.place.urn)
        self.by_arn: Mapping[str, tuple[Lock, ...]] = grouped(
            (arn, lock) for lock in locks if lock.policy for arn in _named_by(lock.policy)
        )


def _named_by(policy: Document) -> Iterator[str]:
    """Each once. What is not known yet names nobody for certain."""
    found: dict[str, None] = {}
    for statement in policy.statements:
        try:
            if statement.effect == "Deny" and _is_on(statement, DECRYPTS):
                return
            if statement.effect == "Allow" and _is_on(statement, GRANTS):
                found.update(dict.fromkeys((statement.principals or {}).get("AWS", ())))
        except Undecided:
            continue
    yield from found


def _is_on(statement: Statement, action: str) -> bool:
    """Whether a statement is about an action. Raises `Undecided`."""
    is_left_out = statement.has("NotAction")
    patterns = statement.not_actions if is_left_out else statement.actions
    return any(action_matches(one, action) for one in patterns) is not is_left_out
