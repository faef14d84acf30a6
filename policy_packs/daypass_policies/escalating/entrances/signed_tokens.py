"""This is where it is told who signs, with a key of KMS, what another workload takes for the word of somebody else.

Whoever may use a key that signs tokens, sessions or approvals writes into one what they like: who verifies it (asks KMS
to, reads the public key, or is told which key it is) sees that it is signed, and does as it says, or lets them in to
the API whose authorizer it is. That counts where
another signs with the key whose name says so, and nothing says that this one is there to: it is called after neither
signing, nor the key, nor whom it so leads; the key's policy does not name it, and no variable tells it to sign.
Sources: AWS KMS API Reference, "Sign", "GenerateMac", "Verify", "VerifyMac", "GetPublicKey" and "CreateKey"
(`KeyUsage`); AWS KMS Developer Guide, "Key policies"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.issuers.issuing import may_be_issuer, names_of, says_tokens
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.reading.locks import BY_ALIAS, Lock, Locks, asked_by_arn
from daypass.graph.becoming.reading.readers import let_by
from daypass.graph.becoming.steering.told import told_of
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.graph.written_about import texts_about
from daypass.grouping import grouped
from daypass.iam.action import action_matches
from daypass.model.resource import UNKNOWN, Undecided, bare
from daypass.words import words_in
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.authorizers import let_in_by
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, may_at_all
from daypass_policies.escalating.low_trust.approval_words import asks_for_approval
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like, is_kin
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, every_gained

_SIGNS: Final = "kms:Sign"
_USES: Final[Mapping[str, tuple[str, str]]] = {
    "SIGN_VERIFY": (_SIGNS, "kms:Verify"),
    "GENERATE_VERIFY_MAC": ("kms:GenerateMac", "kms:VerifyMac"),
}
"""What a key is made for → what makes a signature, and what says whether it is one."""

_LOOKS: Final = "kms:GetPublicKey"
_VERIFIES: Final = ("kms:Verify", "kms:VerifyMac", _LOOKS)
_OF_KEYS: Final = "kms:"
_SESSIONS: Final = frozenset(("session", "cookie", "login", "ticket", "assertion"))
_SIGNING: Final = frozenset(("sign", "signs", "signing", "signer", "signature", "mint", "minter", "issue", "issuer"))


class _Key(NamedTuple):
    """One that signs what others believe, and by which actions.

    `texts` are its names, and `asked` what a request for it brings along; `unknown`: whether it signs at all.
    """

    lock: Lock
    name: str
    texts: tuple[str, ...]
    asked: tuple[Facts, ...]
    uses: tuple[str, str]
    unknown: tuple[Untold, ...] = ()


class _Believed(NamedTuple):
    """A key, who signs with it as their name says, and who verifies what is signed."""

    key: _Key
    signers: tuple[Actor, ...]
    verifiers: tuple[Actor, ...]


def signs_for_others(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The keys with which a workload signs what a stronger one believes."""
    if not any(has_by_itself(actor, signs) for signs, _ in _USES.values()):
        return
    keys = rising.reach.stack.once(_Keys, rising)
    for one in keys.believed:
        signer = next((other for other in one.signers if other is not actor), None)
        answer = keys.may(actor, one.key.uses[0], one.key)
        if signer and answer.possible and not keys.is_there_to_sign(actor, one.key):
            for other in one.verifiers:
                if got := next(_got(actor, other, rising), None):
                    believed = f"what {other.title}, {got.words}, believes as if {signer.title} had signed it"
                    words = f"sign with key {one.key.name!r} {believed}"
                    yield Opened(one.key.uses[0], words, answer.under(*one.key.unknown, *got.unknown), as_another=True)
                    break


class _Got(NamedTuple):
    """What somebody gets of who believes them, in words that follow the name of that one."""

    words: str
    unknown: tuple[Untold, ...] = ()


def _got(actor: Actor, other: Actor, rising: Rising) -> Iterator[_Got]:
    """What who verifies may do themselves, then what an API does for those whom that one lets in."""
    if other is actor or other.node is None or is_kin(actor, other.node):
        return
    if gain := _gained(actor, other.node, rising):
        yield _Got(f"which may {gain}")
    for served in rising.reach.stack.once(let_in_by, rising).get(other.resource.urn, ()):
        gain = _gained(actor, served.role, rising) if not is_kin(actor, served.role) else None
        if gain and served.role != actor.node:
            yield _Got(f"which lets in to an API that acts as {served.role}, which may {gain}", served.unknown)


def _gained(actor: Actor, role: Node, rising: Rising) -> Gain | None:
    """What counts of a role, beside other uses of keys: what is not called like the signer."""
    every = every_gained(actor, role, rising, HEAVY)
    return next((one for one in every if not one.action.lower().startswith(_OF_KEYS)), None)


class _Keys:
    """Those of a stack that sign what is believed, and who does what with them."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._stack, self._rising = stack, rising
        self._locks: Locks = stack.once(Locks, rising.reach.settings)

    @cached_property
    def believed(self) -> tuple[_Believed, ...]:
        """In order of their URNs: with which somebody signs who is called so, and another verifies."""
        each = (_Believed(key, self._signers(key), self._verifiers(key)) for key in self._every)
        return tuple(one for one in each if one.signers and one.verifiers)

    def may(self, actor: Actor, action: str, key: _Key) -> Answer:
        """Whether somebody may do this with a key, however they name it."""
        if actor.has_among_everything(action) or not may_at_all(actor, action):
            return NO
        policy, arn = None if key.lock.unread else key.lock.policy, key.lock.arn
        own = [(facts, may(actor, action, arn, facts)) for facts in key.asked]
        if policy is None:
            return best(answer for _, answer in own)
        let = ((answer, let_by(policy, one, action, arn, facts)) for facts, answer in own for one in actor.means)
        return best(joined(*both) for both in let)

    def is_there_to_sign(self, actor: Actor, key: _Key) -> bool:
        """Whether names, the key's policy or a variable say that somebody is meant to sign with it."""
        return (
            self._is_called_signer(actor)
            or any(is_called_like(actor, text) for text in key.texts)
            or _is_named(actor, key)
            or any(urn == actor.resource.urn and _says(name, _SIGNING) for urn, name in self._told(key))
        )

    def _is_called_signer(self, actor: Actor) -> bool:
        names = names_of(actor.resource, self._stack.once(Consumers).by_role.get(actor.resource.urn, ()))
        return may_be_issuer(names) or any(asks_for_approval(one) or _says(one, _SIGNING | _SESSIONS) for one in names)

    def _signers(self, key: _Key) -> tuple[Actor, ...]:
        able = (one for one in self._able if self.may(one, key.uses[0], key).is_certain)
        called = (one for one in able if self._is_called_signer(one) or any(is_called_like(one, t) for t in key.texts))
        return tuple(called)

    def _verifiers(self, key: _Key) -> tuple[Actor, ...]:
        """Who may, by what somebody wrote for them, or is told the key; who signs looks at the public key as well."""
        told = {urn for urn, _ in self._told(key)}
        each = (one for one in self._verifying if one.resource.urn in told or self._verifies(one, key))
        return tuple(one for one in each if self._is_none_to_sign(one, key))

    def _verifies(self, actor: Actor, key: _Key) -> bool:
        return any(has_by_itself(actor, one) and self.may(actor, one, key).is_certain for one in (key.uses[1], _LOOKS))

    def _is_none_to_sign(self, actor: Actor, key: _Key) -> bool:
        verifies = self.may(actor, key.uses[1], key).is_certain
        return verifies or not self.may(actor, key.uses[0], key).possible

    @cached_property
    def _able(self) -> tuple[Actor, ...]:
        """Who may sign anything."""
        every = self._rising.actors.each
        return tuple(one for one in every if any(has_by_itself(one, signs) for signs, _ in _USES.values()))

    @cached_property
    def _verifying(self) -> tuple[Actor, ...]:
        """Who may verify anything, or is told a key."""
        told = {urn for key in self._every for urn, _ in self._told(key)}
        every = (one for one in self._rising.actors.each if one.node)
        near = (
            one for one in every if one.resource.urn in told or any(may_at_all(one, action) for action in _VERIFIES)
        )
        return tuple(sorted(near, key=lambda one: one.resource.urn))

    @cached_property
    def _every(self) -> tuple[_Key, ...]:
        locks = sorted(self._locks.every(), key=lambda lock: lock.place.urn)
        return tuple(key for lock in locks if lock.arn and (key := self._key(lock)) and self._is_believed(key))

    def _key(self, lock: Lock) -> _Key | None:
        """What it is, of one that may sign."""
        key = self._stack.by_urn[lock.place.urn]
        usage, aliases = bare(said(key, "keyUsage")), self._locks.aliases(key).names
        uses = _USES["SIGN_VERIFY"] if usage is UNKNOWN else _USES.get(text_of(usage))
        unknown = (Untold.of(key, "keyUsage"),) if usage is UNKNOWN else ()
        by_arn = asked_by_arn(lock, aliases)
        asked = (by_arn, *(by_arn.and_(Facts({BY_ALIAS: name})) for name in aliases))
        return _Key(lock, key.name, (key.name, *aliases), asked, uses, unknown) if uses else None

    def _is_believed(self, key: _Key) -> bool:
        """Whether what is written of it, or a variable by which somebody is told it, is about tokens or approvals."""
        resource = self._stack.by_urn[key.lock.place.urn]
        told = (name for _, name in self._told(key))
        texts = (*key.texts, *texts_about(resource), *told)
        return any(says_tokens(one) or asks_for_approval(one) or _says(one, _SESSIONS) for one in texts)

    def _told(self, key: _Key) -> Iterator[tuple[str, str]]:
        """The roles of those who are told it, by URN, and the names of the variables by which they are."""
        arn = key.lock.arn
        aliases = [text for text in key.texts if text.startswith("alias/")]
        arns = [f"{arn.partition(':key/')[0]}:{text}" for text in aliases]
        for text in dict.fromkeys((arn, arn.rpartition("/")[2], *aliases, *arns)):
            yield from self._variables.get(text, ())

    @cached_property
    def _variables(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """What is told to those that run as a role → their URNs and the names of these variables."""
        own = (use for use in self._stack.once(Consumers).every_use if use.own and use.role)
        each = ((use.role, one) for use in own for told in told_of(use.consumer) for one in told.settings)
        return grouped((one.value, (role, one.name)) for role, one in each if one.value)


def _is_named(actor: Actor, key: _Key) -> bool:
    """Whether the policy of the key itself names somebody to sign with it."""
    arn = actor.node.arn if actor.node else ""
    for statement in key.lock.policy.statements if key.lock.policy and arn else ():
        try:
            is_let = any(action_matches(one, key.uses[0]) for one in statement.actions)
            if statement.effect == "Allow" and is_let and arn in (statement.principals or {}).get("AWS", ()):
                return True
        except Undecided:
            return True  # nobody is told for what the key may turn out to say
    return False


def _says(text: str, words: frozenset[str]) -> bool:
    """Whether one of these words stands in it."""
    return any(word in words or word.removesuffix("s") in words for word in words_in(text, "joined"))
