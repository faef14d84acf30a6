"""This is where it is told what the policy of a KMS key lets somebody do, beside their own policies or by itself.

Whatever those say, the policy of the key must let them, itself or by leaving it to the account: under its conditions.
Of a key that the stack does not have, or whose policy is not known, that is taken for granted. A policy that names
somebody is enough: also to write it anew, or to give grants, and so to do with the key what nothing gives them today.
Whoever is called after that, administers keys. Sources: AWS KMS Developer Guide, "Key policies", "Default key policy"
("Allows key administrators to administer the KMS key": they may let themselves use it) and "Grants"; KMS API Reference,
"PutKeyPolicy" and "CreateKey" (`KeyUsage`); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.kms_keys import DECRYPTS
from daypass.graph.becoming.means import best
from daypass.graph.becoming.reading.locks import Lock, Locks
from daypass.graph.becoming.reading.readers import let_by
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.action import action_matches
from daypass.iam.document import Document, Statement
from daypass.model.resource import Resource, Undecided
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_by

GRANTS: Final = "kms:CreateGrant"
_WRITES: Final = "kms:PutKeyPolicy"
_TO_ITSELF: Final = Facts(
    {"kms:grantisforawsresource": "false"},
    absent=frozenset({"kms:viaservice", "kms:granteeserviceprincipal", "kms:grantconstrainttype"}),
)
_USES: Final[Mapping[str, str]] = {
    "SIGN_VERIFY": "kms:Sign",
    "GENERATE_VERIFY_MAC": "kms:GenerateMac",
    "KEY_AGREEMENT": "kms:DeriveSharedSecret",
}
"""What a key is made for → what it is kept for; all others open what they sealed."""

_ADMINISTERING: Final = frozenset(("admin", "administrator", "custodian", "key", "km", "cmk", "hsm"))
"""Words by which those are called who look after keys, in the singular: without the "s" of `kms`, too."""

_CONTEXT: Final = "kms:encryptioncontext"
_YES = Answer(possible=True)


def let_by_key(actor: Actor, action: str, arn: str, facts: Facts, rising: Rising) -> Answer:
    """Whether the key of this ARN lets the actor do this; yes for what is no key of the stack."""
    lock = rising.reach.stack.once(Locks, rising.reach.settings).at(arn)
    return let_by_lock(actor, action, lock, arn, facts)


def let_by_lock(actor: Actor, action: str, lock: Lock | None, arn: str, facts: Facts) -> Answer:
    """Whether this key, of this ARN, lets the actor do this; yes for None, which is no key of the stack."""
    if lock is None or lock.policy is None or lock.unread:
        return _YES
    policy, brought = lock.policy, facts.and_(lock.facts)
    return best(let_by(policy, means, action, arn, brought) for means in actor.means)


def to_itself(actor: Actor, use: str = DECRYPTS) -> Facts:
    """What a grant is like that somebody gives itself, to read, or for another use of the key."""
    grantee = Facts({"kms:granteeprincipal": actor.node.arn}) if actor.node and actor.node.arn else NOTHING
    return _TO_ITSELF.and_(grantee).and_(Facts({"kms:grantoperations": use.partition(":")[2]}))


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


def opens_named_keys(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The keys whose own policies let it give itself what they do not: by a grant, or by another policy.

    A denial of its own stays one, whatever it writes there. To look after keys is the work of who is called so.
    """
    if actor.node is None or is_called_by(actor, _ADMINISTERING):
        return
    named = rising.reach.stack.once(_Named, rising.reach.settings)
    for lock in named.by_arn.get(actor.node.arn, ()):
        use = _use_of(rising.reach.stack.by_urn.get(lock.place.urn))
        if not any(means.told(use).denies for means in actor.means):
            yield from _opens(lock, actor, use)


def _opens(lock: Lock, actor: Actor, use: str) -> Iterator[Opened]:
    """The ways to one that it may not use, or of which that is not known."""
    key, gets = f"key {lock.place.whose}", f"and so do what it was not given ({use})"
    uses = _let(lock, actor, use, NOTHING)
    if uses.is_certain:
        return
    if not _denies_anybody(lock, use):
        grants = _let(lock, actor, GRANTS, to_itself(actor, use)).under(*uses.unknown)
        yield Opened(GRANTS, f"grant itself {key}, whose policy lets it, {gets}", grants)
    writes = _let(lock, actor, _WRITES, NOTHING).under(*uses.unknown)
    yield Opened(_WRITES, f"write the policy of {key}, which lets it, {gets}", writes)


def _use_of(key: Resource | None) -> str:
    """What is done with a key of its kind that whoever keeps it cares about."""
    return _USES.get(text_of(said(key, "keyUsage")), DECRYPTS) if key else DECRYPTS


def _denies_anybody(lock: Lock, use: str) -> bool:
    """Whether its policy denies that to anybody, or may: a grant does not undo that, while another policy does."""
    return any(one.effect == "Deny" and _may_be_on(one, use) for one in (lock.policy.statements if lock.policy else ()))


def _let(lock: Lock, actor: Actor, action: str, facts: Facts) -> Answer:
    """Whether the policy of the key, and those of the holder, let it be."""
    policy, brought = lock.policy, facts.and_(lock.facts)
    return best(let_by(policy, means, action, lock.arn, brought) for means in actor.means) if policy else NO


class _Named:
    """The keys of a stack by the ARNs that their policies name who may open them to themselves, in order of URN."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        locks = sorted(stack.once(Locks, settings).every(), key=lambda lock: lock.place.urn)
        self.by_arn: Mapping[str, tuple[Lock, ...]] = grouped(
            (arn, lock) for lock in locks if lock.policy for arn in _named_by(lock.policy)
        )


def _named_by(policy: Document) -> Iterator[str]:
    """Each once, also where it is not known what they may. What is not known yet names nobody for certain."""
    found: dict[str, None] = {}
    for statement in policy.statements:
        if statement.effect == "Allow" and any(_may_be_on(statement, action) for action in (GRANTS, _WRITES)):
            with suppress(Undecided):
                found.update(dict.fromkeys((statement.principals or {}).get("AWS", ())))
    yield from found


def _may_be_on(statement: Statement, action: str) -> bool:
    """Whether a statement is about an action, or is not known to be about others."""
    is_left_out = statement.has("NotAction")
    try:
        patterns = statement.not_actions if is_left_out else statement.actions
    except Undecided:
        return True
    return any(action_matches(one, action) for one in patterns) is not is_left_out
