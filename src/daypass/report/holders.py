"""This is where it is told as whom a finding's identity asks: a session of the role, the user, or one of the group."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import said, text_of
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS
from daypass.iam.arn import Arn
from daypass.iam.context import MalformedRequest
from daypass.iam.principal import Principal
from daypass.model.resource import Resource, Secret
from daypass.report.findings import Finding

_ACCOUNT: Final = "111122223333"
"""Stands for an account that nothing names."""

_FORMS: Final = {
    "role": "arn:{partition}:sts::{account}:assumed-role/{name}/x",
    "user": "arn:{partition}:iam::{account}:user/{name}",
    "group": "arn:{partition}:iam::{account}:user/somebody-in-{name}",
    "permission set": "arn:{partition}:sts::{account}:assumed-role/AWSReservedSSO_{name}_0123456789abcdef/x",
}
"""How one asks who is of that kind."""

_ORDER: Final = ("role", "user", "permission set", "group")


def asks_as(finding: Finding, stack: Stack) -> str:
    """The principal that the finding is about; "" where its policy is held by nobody, or by somebody unknown."""
    holders = sorted(_holders(finding, stack), key=lambda one: _ORDER.index(one.noun))
    return next(filter(None, map(_principal, holders)), "")


def _holders(finding: Finding, stack: Stack) -> Iterator[Permissions]:
    """Whom the finding speaks of by itself, or who has the policy, with the users of a group among them."""
    permissions = stack.once(EffectivePermissions)
    named = permissions.by_urn.get(finding.urn) or permissions.by_urn.get(finding.identity)
    for one in permissions.each:
        urns = {one.identity.urn, *(group.identity.urn for group in one.groups)}
        if named.identity.urn in urns if named else _has(one, finding.within or finding.urn):
            yield one


def _has(holder: Permissions, urn: str) -> bool:
    return any(urn in (given.by.urn, given.policy.urn if given.policy else "") for given in holder.given)


def _principal(holder: Permissions) -> str:
    arn = Arn.parse(_shown(holder.identity, "arn"))
    partition, account = (arn.partition, arn.account or _ACCOUNT) if arn else ("aws", _ACCOUNT)
    name = arn.resource.rpartition("/")[2] if arn and holder.noun != "permission set" else _name(holder.identity)
    text = _FORMS[holder.noun].format(partition=partition, account=account, name=name)
    try:
        return Principal.parse(text).text
    except MalformedRequest:
        return ""


def _name(identity: Resource) -> str:
    """What it is called, else what the program calls it."""
    return _shown(identity, IDENTITY_KINDS[identity.type].name) or identity.name


def _shown(identity: Resource, key: str) -> str:
    """A text that nobody marked as secret, "" for anything else."""
    value = said(identity, key)
    return "" if isinstance(value, Secret) else text_of(value)
