"""This is where it is told who deploys a template of their own into the accounts of an organisation, by a stack set.

CloudFormation deploys a stack set with service-managed permissions as a role that it makes in each account for itself,
and that may do anything there: nobody passes one, and the template says what it makes, administrators too. To name the
one stack set limits nothing. Sources: CloudFormation User Guide, "Activate trusted access for StackSets with AWS
Organizations"; AWS Managed Policy Reference, "CloudFormationStackSetsOrgAdminServiceRolePolicy" (`stacksets-exec-*`);
API Reference, "UpdateStackSet"; Service Authorization Reference, "AWS CloudFormation"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import best
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.rising import Rising

_UPDATES: Final = "cloudformation:UpdateStackSet"
_SERVICE: Final = "cloudformation"
_NAMES: Final[Mapping[str, str]] = {
    "aws:cloudformation/stackSet:StackSet": "name",
    "aws-native:cloudformation:StackSet": "stackSetName",
}
"""Type → by what property a stack set is called."""

_MODEL: Final = "permissionModel"
_BY_SERVICE: Final = "SERVICE_MANAGED"
_OF_SELF_MANAGED: Final = ("administrationRoleArn", "executionRoleName")
_DELEGATED: Final = "DELEGATED_ADMIN"
"""As whom somebody makes a stack set that is then the management account's, which the stack does not know."""

_URL: Final = "cloudformation:templateurl"
_ROLE: Final = "cloudformation:rolearn"
_TEMPLATES: Final = (
    Facts(absent=frozenset((_URL, _ROLE))),
    Facts({_URL: f"https://{PROBE}.s3.amazonaws.com/{PROBE}"}, absent=frozenset((_ROLE,))),
)
"""What a request brings along that has a template in it, and one that says where somebody's own lies."""


class _StackSet(NamedTuple):
    """One with service-managed permissions, by its ARN; `unknown` says where it is not told whether it has them."""

    resource: Resource
    arn: str
    brings: Facts
    unknown: tuple[Untold, ...]


def deploys_to_accounts(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The stack sets of the stack that a workload updates with whatever template."""
    if not has_by_itself(actor, _UPDATES):
        return
    for one in rising.reach.stack.once(_stack_sets, rising.reach.settings):
        answer = best(may(actor, _UPDATES, one.arn, one.brings.and_(own)) for own in _TEMPLATES)
        answer = answer.under(*one.unknown)
        where = f"the accounts of stack set {one.resource.name!r}, as a role that may do everything there"
        yield Opened(_UPDATES, f"deploy a template of its own to {where}", answer)
        if answer.is_certain:
            return  # who may do so with very many is told of one


def _stack_sets(stack: Stack, settings: Settings) -> tuple[_StackSet, ...]:
    """Those of a stack, in an order that says nothing of their registration."""
    each = (_stack_set(one, settings) for one in sorted(stack.of_type(*_NAMES), key=lambda one: one.urn))
    return tuple(one for one in each if one)


def _stack_set(resource: Resource, settings: Settings) -> _StackSet | None:
    model, arn = bare(declared(resource, _MODEL)), _arn(resource, settings)
    is_known = model is not UNKNOWN
    is_self_managed = any(text_of(declared(resource, key)) for key in _OF_SELF_MANAGED)
    if not arn or (is_known and text_of(model) != _BY_SERVICE) or (is_self_managed and not is_known):
        return None
    unknown = () if is_known else (Untold.of(resource, _MODEL),)
    return _StackSet(resource, arn, tag_facts(resource, "aws:resourcetag/"), unknown)


def _arn(resource: Resource, settings: Settings) -> str:
    """Its ARN, else one made of its name; "" where neither is known."""
    own, name = text_of(said(resource, "arn")), text_of(said(resource, _NAMES[resource.type]))
    if (arn := Arn.parse(own)) and arn.service == _SERVICE:
        return own
    is_elsewhere = text_of(said(resource, "callAs")) == _DELEGATED
    account = "" if is_elsewhere else own_account(resource, settings)
    return f"arn:*:{_SERVICE}:*:{account or ANY}:stackset/{name}:{ANY}" if name else ""
