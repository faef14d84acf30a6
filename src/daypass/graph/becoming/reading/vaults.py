"""This is where the secrets of a stack are that hold a key of one of its identities, and what guards each.

That is the access key of a user, or the key of a certificate by which a role is entered.

Sources: pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0; Service Authorization Reference, "AWS Secrets Manager" and "AWS
Systems Manager" (the forms of ARNs); Secrets Manager User Guide, "Secret encryption and decryption"; read 2026-11.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.callers import ANY, account_of, tag_facts
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.reading.access_keys import AccessKeys, Holding
from daypass.graph.becoming.reading.kept_certificates import KeptCertificates
from daypass.graph.becoming.reading.locks import Lock, Locks
from daypass.graph.becoming.targets import Member, Targets
from daypass.graph.faults import Fault
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.managed import document_or_fault
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.iam.document import Document
from daypass.model.resource import Resource, bare
from daypass.settings import Settings

Noun = Literal["secret", "parameter"]

_SECRETS: Final = {
    "aws:secretsmanager/secret:Secret": Kind("secret", "", "name"),
    "aws-native:secretsmanager:Secret": Kind("secret", "", "name", "id"),
}
_PARAMETERS: Final = ("aws:ssm/parameter:Parameter", "aws-native:ssm:Parameter")
_VERSION: Final = "aws:secretsmanager/secretVersion:SecretVersion"
_TYPES: Final = (_VERSION, "aws-native:secretsmanager:Secret", *_PARAMETERS)
_VALUES: Final = ("secretString", "secretStringWo", "secretBinary", "value", "valueWo", "insecureValue")
_POLICIES: Final[Mapping[str, tuple[str, str]]] = {
    "aws:secretsmanager/secret:Secret": ("", "policy"),
    "aws:secretsmanager/secretPolicy:SecretPolicy": ("secretArn", "policy"),
    "aws-native:secretsmanager:ResourcePolicy": ("secretId", "resourcePolicy"),
}
"""Type → where it names the secret ("" for itself), and its policy."""

_MADE_UP: Final = "Da1Pa2"
"""Six characters as good as those of Secrets Manager."""


@dataclass(frozen=True)
class Guard:
    """What keeps readers out besides their own rights, or may.

    `unread` says which of its policies are not known; `lock` is the KMS key that is not AWS's own, None for none.
    """

    facts: Facts = NOTHING
    policies: tuple[Document, ...] = ()
    unread: tuple[Untold, ...] = ()
    lock: Lock | None = None


class Vault(NamedTuple):
    """One secret or parameter that holds the key of a user or role, which is the member of its ARN."""

    noun: Noun
    member: Member
    account: str
    guard: Guard


class Vaults:
    """Those of a stack. `users` are its users, and `trusts` the trusts of its roles, by URN."""

    def __init__(
        self, stack: Stack, users: Mapping[str, Node], trusts: Mapping[str, Trust], settings: Settings
    ) -> None:
        self._stack, self._settings = stack, settings
        self._locks = Locks(stack, settings)
        keys = AccessKeys(stack, users)
        certificates = KeptCertificates(trusts)
        made = stack.of_type(*_TYPES) if keys else ()
        found = (vault for one in made for vault in self._of(one, keys))
        things = stack.of_type(*_SECRETS, *_PARAMETERS) if certificates else ()
        certified = (vault for one in things for vault in self._certified(one, certificates))
        self._each = sorted((*found, *certified), key=lambda one: order_of(one.member))
        self._guards = {one.member.at: one.guard for one in self._each}
        self._arns = {one.member.at: one.member.arn for one in self._each}
        self._targets: dict[tuple[str, str, bool], Targets] = {}

    def targets(self, noun: Noun, account: str, *, by_path: bool = False) -> Targets:
        """The users whose keys are kept in such things of an account.

        `by_path`: of parameters the paths above as well, since who asks for a path is given all that stands below, and
        is asked about the path alone. Source: Systems Manager User Guide, "How Parameter Store authorizes parameter
        retrieval"; read 2026-11.
        """
        key = (noun, account, by_path)
        if key not in self._targets:
            here = [one.member for one in self._each if one.noun == noun and account in (one.account or account, "")]
            above = (one._replace(arn=arn) for one in here for arn in _above(one.arn)) if by_path else ()
            self._targets[key] = Targets(("vaults", *key), (*here, *above))
        return self._targets[key]

    def arn(self, member: Member) -> str:
        """What one of them is itself, also where a path is named."""
        return self._arns[member.at]

    def guard(self, member: Member) -> Guard:
        """What guards one of them."""
        return self._guards[member.at]

    def _of(self, value: Resource, keys: AccessKeys) -> Iterator[Vault]:
        thing = self._secret(value) if value.type == _VERSION else value
        names = (thing.name, text_of(said(thing, "name"))) if thing else ()
        found = [one for key in _VALUES for one in keys.held(value, key, *names)]
        held = {one.user.key: one for one in sorted(found, key=lambda one: -len(one.unknown))}
        if held:
            yield from self._vaults(value, thing, held.values())

    def _certified(self, thing: Resource, certificates: KeptCertificates) -> Iterator[Vault]:
        """The roles that are entered by the key that it is said to hold."""
        yield from self._vaults(thing, thing, map(Holding, certificates.entered_by(thing)))

    def _vaults(self, value: Resource, thing: Resource | None, held: Iterable[Holding]) -> Iterator[Vault]:
        noun: Noun = "parameter" if value.type in _PARAMETERS else "secret"
        arn = self._arn(noun, value, thing)
        account = account_of(arn) or own_account(value, self._settings) or ""
        guard, unnamed = self._guard(noun, thing or value, arn), _unnamed(arn, thing or value)
        for one in held:
            let = Answer(possible=True).under(*one.unknown, *unnamed)
            member = Member(one.user, arn, let, f"{noun} {(thing or value).name!r}", at=value.urn)
            yield Vault(noun, member, account, guard)

    def _secret(self, version: Resource) -> Resource | None:
        """The secret of which this is a version, where the stack has it."""
        return self._stack.by_urn.get(self._named(version, "secretId"))

    def _named(self, by: Resource, key: str) -> str:
        """The URN of the secret that a property names; "" where the stack has none such."""
        (meant,) = self._names.meant(by, key, [Leaf(bare(said(by, key)), key)])
        return meant.urn

    def _arn(self, noun: Noun, value: Resource, thing: Resource | None) -> str:
        """As far as it is known. Secrets Manager ends a name with six characters that it makes up."""
        written = [text_of(said(value, "secretId"))] if value.type == _VERSION else []
        texts = [text_of(said(thing, "arn")), thing.id, *written] if thing else written
        if known := next((text for text in texts if Arn.parse(text)), ""):
            return known
        account = own_account(value, self._settings) or ANY
        name = text_of(said(thing, "name")) if thing else next(iter(written), "")
        if noun == "parameter":
            return f"arn:*:ssm:*:{account}:parameter/{name.removeprefix('/') or ANY}"
        return f"arn:*:secretsmanager:*:{account}:secret:{f'{name}-{_MADE_UP}' if name else ANY}"

    def _guard(self, noun: Noun, thing: Resource, arn: str) -> Guard:
        service, place = ("secretsmanager", "kmsKeyId") if noun == "secret" else ("ssm", "keyId")
        facts = tag_facts(thing, "aws:resourcetag/", f"{service}:resourcetag/")
        is_sealed = noun == "secret" or text_of(said(thing, "type")) == "SecureString"
        read = (*self._policies.get(thing.urn, ()), *self._policies.get(arn, ()))
        policies = tuple(one for _, one in read if isinstance(one, Document))
        unread = tuple(place for place, one in read if isinstance(one, Fault) and not one.malformed)
        return Guard(facts, policies, unread, self._locks.of(thing, place, arn) if is_sealed else None)

    @cached_property
    def _names(self) -> Names:
        return Names.of(self._stack.resources, _SECRETS)

    @cached_property
    def _policies(self) -> Mapping[str, tuple[tuple[Untold, Document | Fault], ...]]:
        """URN of a secret, or its ARN where the stack has none such → its policies, and where each stands."""
        found: dict[str, tuple[tuple[Untold, Document | Fault], ...]] = {}
        for one in self._stack.of_type(*_POLICIES):
            whose, what = _POLICIES[one.type]
            value = declared(one, what)
            if value is not None:
                secret = (self._named(one, whose) or text_of(said(one, whose))) if whose else one.urn
                place = Untold.of(one, what)
                found[secret] = (*found.get(secret, ()), (place, document_or_fault(value, str(place))))
        return found


def order_of(member: Member) -> tuple[str, str, str]:
    """Sorts those of one user together, so that the order of registration says nothing."""
    return member.node.key, member.arn, member.at


def _above(arn: str) -> Iterator[str]:
    """The ARNs of the paths on which the parameter with this ARN stands."""
    before, _, name = arn.partition(":parameter/")
    parts = name.split("/")[:-1]
    yield from (f"{before}:parameter/{'/'.join(parts[:count])}" for count in range(len(parts), -1, -1))


def _unnamed(arn: str, thing: Resource) -> tuple[Untold, ...]:
    """What is not known of its name."""
    parsed = Arn.parse(arn)
    return () if parsed and ANY not in parsed.resource else (Untold.of(thing, "name"),)
