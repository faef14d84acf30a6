"""This is where policies of an organisation are that a stack attaches, and what they deny to whom.

One of services (SCP) binds the identities of the accounts below its target, one of resources (RCP) whoever comes to the
resources there. Neither binds the management account, and which one that is the ARN of each policy says. Sources: AWS
Organizations User Guide, "Service control policies (SCPs)", "Resource control policies (RCPs)" and "Using a delegated
administrator to manage policies"; Service Authorization Reference, "AWS Organizations"; properties of pulumi-aws 7.51.1
and pulumi-aws-native 1.84.0; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.granted import alone
from daypass.graph.becoming.means import Means
from daypass.graph.given import Given
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.managed import document_or_fault
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import beginning, texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.iam.document import Document
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided

_POLICIES: Final[Mapping[str, Kind]] = {
    "aws:organizations/policy:Policy": Kind("organisation policy", "policy", "name"),
    "aws-native:organizations:Policy": Kind("organisation policy", "policy", "name"),
}
_ATTACHMENT: Final = "aws:organizations/policyAttachment:PolicyAttachment"
_TARGET: Final = "targetId"
_TARGETS: Final = "targetIds[]"
_CONTENT: Final = "content"
_OF_SERVICES: Final = "SERVICE_CONTROL_POLICY"
_BINDING: Final = (_OF_SERVICES, "RESOURCE_CONTROL_POLICY")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_KINDS: Final[Mapping[str, str]] = {"o": "ou", "r": "root"}
"""How the id of a target begins that is no account → what it is in an ARN."""

_ID: Final = re.compile(r"p-[\w]{1,128}")


class Target(NamedTuple):
    """An account, a unit or a root by its id, "" where that is not known; `unknown`: whether it is this one."""

    id: str
    unknown: tuple[Untold, ...] = ()

    @property
    def is_account(self) -> bool:
        """Whether it is one account, rather than all below a unit."""
        return _ACCOUNT.fullmatch(self.id) is not None

    @property
    def kind(self) -> str:
        """What it is in its ARN."""
        return "account" if self.is_account else _KINDS.get(self.id[:1], ANY)


@dataclass(frozen=True)
class OrganisationPolicy:
    """`type` is that of the organisation's policies, `arn` its ARN with `*` for what is not known of it.

    `denies` are its denials as identities would be given them, None where that is not known, and `given` a Given with
    these.
    """

    resource: Resource
    type: str
    arn: Arn
    targets: tuple[Target, ...]
    denies: tuple[Statement, ...] | None
    given: Given | None
    path: str = _CONTENT
    """Where it says what it denies."""

    @property
    def text(self) -> str:
        """Its ARN."""
        return ":".join(("arn", *self.arn))

    def beside(self, kind: str, id_: str) -> str:
        """The ARN of something else in its organisation."""
        organisation = self.arn.resource.split("/")[1]
        return ":".join(("arn", *self.arn._replace(resource=f"{kind}/{organisation}/{id_}")))

    def binding(self, means: Means) -> Means:
        """The same means as far as it lets them be."""
        own = means.permissions
        more = (self.given,) if self.given else ()
        return Means(replace(own, own=(*own.own, *more)), means.caller, means.library)


class OrganisationPolicies:
    """Those of a stack that may bind somebody, in the order of their URNs."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @cached_property
    def each(self) -> tuple[OrganisationPolicy, ...]:
        """The ones that are attached somewhere, and deny something or may do so."""
        policies = sorted(self._stack.of_type(*_POLICIES), key=lambda one: one.urn)
        return tuple(one for policy in policies for one in self._read(policy))

    def _read(self, policy: Resource) -> Iterator[OrganisationPolicy]:
        type_ = text_of(said(policy, "type")) or _OF_SERVICES
        targets = tuple(dict.fromkeys(self._targets(policy)))
        if type_ not in _BINDING or not targets:
            return
        read = document_or_fault(declared(policy, _CONTENT), _CONTENT)
        arn = _arn(policy, type_)
        if isinstance(read, Document):
            denies = tuple(map(alone, filter(_may_deny, read.statements)))
            given = Given(replace(read, statements=denies), policy, "organisation policy", _CONTENT, policy=policy)
            yield from (OrganisationPolicy(policy, type_, arn, targets, denies, given),) if denies else ()
        elif read.awaited:
            yield OrganisationPolicy(policy, type_, arn, targets, None, None)

    def _targets(self, policy: Resource) -> Iterator[Target]:
        yield from _said(policy, _TARGETS)
        for attachment in self._attachments.get(self._names.canonical[policy.urn], ()):
            yield from _said(attachment, _TARGET)

    @cached_property
    def _attachments(self) -> Mapping[str, tuple[Resource, ...]]:
        """URN of a policy → what attaches it."""
        found: dict[str, tuple[Resource, ...]] = {}
        for one in self._stack.of_type(_ATTACHMENT):
            text, behind = text_of(said(one, "policyId")), self._names.behind(one, "policyId")
            urn = (self._names.named(one, text).urn or self._by_id.get(text, "")) if text else next(iter(behind), "")
            found[urn] = (*found.get(urn, ()), one)
        return found

    @cached_property
    def _by_id(self) -> Mapping[str, str]:
        """The id with which the ARN of a policy ends, as the organisation knows it → its URN."""
        arns = ((text_of(said(one, "arn")), one.urn) for one in self._stack.of_type(*_POLICIES))
        return {arn.rpartition("/")[2]: self._names.canonical[urn] for arn, urn in arns if arn}

    @cached_property
    def _names(self) -> Names:
        return Names.of(self._stack.resources, _POLICIES)


def _said(by: Resource, path: str) -> Iterator[Target]:
    found = texts_at(by.state, path)
    yield from map(Target, found.texts)
    if found.unknown:
        yield Target("", (Untold.of(by, beginning(path)),))


def _may_deny(statement: Statement) -> bool:
    try:
        return statement.effect == "Deny"
    except Undecided:
        return True


def _arn(policy: Resource, type_: str) -> Arn:
    """Its ARN, in which the type stands as in the policy itself."""
    known = Arn.parse(text_of(said(policy, "arn")))
    parts = known.resource.split("/") if known else []
    organisation = parts[1] if known and len(parts) > 1 else ANY
    id_ = policy.id if _ID.fullmatch(policy.id) else parts[-1] if parts else ANY
    partition, account = (known.partition, known.account) if known else (ANY, ANY)
    resource = f"policy/{organisation}/{type_.lower()}/{id_}"
    return Arn(partition, "organizations", "", account, resource)
