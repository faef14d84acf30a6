"""A service that assumes a role says for whom it does, and the role asks."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from daypass.data.service_calls import plain_principal
from daypass.data.service_principals import principals
from daypass.graph.consumers import Consumers
from daypass.graph.permissions import EffectivePermissions
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.action import action_matches
from daypass.iam.arn import Arn, names_resource
from daypass.iam.document import Document
from daypass.iam.statement import Statement
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.mending.closing import account_of, database_users, source
from daypass_policies.opening.deputies import Asking, asking
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.openness import says_for_which_database_user, says_for_whom
from daypass_policies.opening.resource_policies import reported
from daypass_policies.opening.trusts import ask_callers
from daypass_policies.settle import collect
from daypass_policies.trusting.everyday import has_only_everyday
from daypass_policies.trusting.trust import ROLES

_OF_WAREHOUSES: Final = (
    "Ask for sts:ExternalId with StringEquals: the ARNs of the database's users who may use the role."
)


@rule(
    "service-trust-asks-source",
    risk="confused-deputy",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=ROLES,
    stack=True,
    controls=("NHI3:2025", "NHI5:2025", "NIST-800-53:AC-4", "NIST-800-53:IA-9", "SOC2:CC6.1"),
    remedy="Ask for aws:SourceAccount with StringEquals, and aws:SourceArn as far as it is known, or as told.",
    other_remedies=(_OF_WAREHOUSES,),
    aliases=(
        "prowler:iam_role_cross_service_confused_deputy_prevention",
        "prowler:iam_role_service_trust_restricts_source_to_account",
    ),
)
def service_trust_asks_source(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A service acts for all of its customers; a role that does not ask for which one trusts that the service does.

    Asked are only services of which AWS says that they send aws:SourceAccount or aws:SourceArn when they assume a
    role (see the table of service principals): any other, as EC2 and Lambda, would be locked out. An account, an
    organisation (aws:SourceOrgID, aws:SourceOrgPaths) or an ARN in an account will do, and of Redshift the database
    users for whom it acts, whose ARN it sends as sts:ExternalId; `*`, `...IfExists`, negations and `ForAllValues` will
    not. In profile `strict` alone are asked about the role of an EKS cluster, which AWS's guide made without until
    August 2025, and one that starts tasks of ECS and is no task's own, which it makes without to this day: as a stack
    rule it sees what a role is used for. A statement that names such a service beside one that sends nothing cannot
    ask, and is told to be two: that is low, and so is a role to which the stack gives nothing, or nothing but its
    logs, its image and the like. Of a task's role like that profile `strict` alone speaks, where the stack uses it, so
    that it is whole: nobody gains anything by it.

    Refused:
        nightly:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Service: scheduler.amazonaws.com}
                  Action: sts:AssumeRole

    Mended:
        nightly:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Service: scheduler.amazonaws.com}
                  Action: sts:AssumeRole
                  Condition: {StringEquals: {"aws:SourceAccount": "111122223333"}}
    """
    for role in stack.of_type(*ROLES):
        yield from reported(role, _together(role, ask_callers(role, partial(_of_grant, stack, ask, role))))


def _of_grant(stack: Stack, ask: Ask, role: Resource, grant: Grant) -> Iterator[Problem]:
    may_ask = asking(grant, _says_who)
    if may_ask is Asking.NO or not any(action_matches(one, "sts:AssumeRole") for one in grant.actions):
        return
    service = plain_principal(grant.principal)
    says = says_for_which_database_user if service == _WAREHOUSES else says_for_whom
    if grant.is_closed(says) or (ask.profile != "strict" and _goes_without(stack, role, service)):
        return
    split = may_ask is Asking.BY_ITSELF
    is_everyday = has_only_everyday(role, stack, ask.settings, or_nothing=True)
    if is_everyday and service == _TASKS and ask.profile != "strict" and role.urn in stack.once(Consumers).by_role:
        return
    account = account_of(role, ask.settings)
    yield Problem(
        _said(role, [] if grant.hidden else [service], split=split),
        at=grant.where,
        key=None if grant.hidden else service,
        severity="low" if split or is_everyday else None,
        witness=None if grant.hidden else service,
        mended=None if split or grant.statement.is_part else _asking(service, account),
        remedy=_OF_WAREHOUSES if service == _WAREHOUSES and not split else None,
    )


def _asking(service: str, account: str) -> str:
    """The condition by which the role asks this service."""
    if service == _WAREHOUSES:
        return database_users(account)
    return source(account, by_account=principals()[service].sends_account)


def _said(role: Resource, services: list[str], *, split: bool) -> str:
    whom = f"service{'s' * (len(services) > 1)} {' and '.join(services)}".rstrip()
    beside = ", in one statement with a service that could not say so; it needs a statement of its own"
    by = "sts:ExternalId, ARNs of users of its databases" if services == [_WAREHOUSES] else f"aws:SourceAccount, {_ARN}"
    asks = f"without asking for whom it acts ({by})"
    return f"role {role.name!r} trusts the {whom} {asks}{beside if split else ''}"


def _together(role: Resource, found: Iterable[Problem]) -> Iterator[Problem]:
    """One problem for all services of a statement, which one condition mends: by ARN where one says nothing else.

    Raises `Undecided` as `found` does, once the rest is said.
    """
    problems, unknown = collect([found])
    for alike in grouped((one.at, one) for one in problems).values():
        services = [one.key for one in alike if one.key]
        mended = _of_all(alike)
        message = _said(role, services, split=mended is None) if services else alike[0].message
        yield replace(alike[0], message=message, key=" ".join(sorted(services)) or None, mended=mended)
    if unknown:
        raise unknown


def _of_all(alike: Iterable[Problem]) -> str | None:
    """The condition that mends them all; None where there is none, as Redshift says by another key for whom it acts."""
    ways = dict.fromkeys(one.mended for one in alike)
    if len(ways) > 1 and any("sts:ExternalId" in (way or "") for way in ways):
        return None
    return next((way for way in ways if _ARN in (way or "")), next(iter(ways)))


_ARN: Final = "aws:SourceArn"


def _says_who(principal: str) -> bool:
    known = principals().get(plain_principal(principal))
    return known is not None and (known.sends_account or known.sends_arn)


_CLUSTERS: Final = "eks.amazonaws.com"
_WAREHOUSES: Final = "redshift.amazonaws.com"
_TASKS: Final = "ecs-tasks.amazonaws.com"


def _goes_without(stack: Stack, role: Resource, service: str) -> bool:
    """Whether AWS's own guide makes such a role without asking, or did until lately, so that nearly all are so.

    A role that nothing in the stack uses starts tasks where it has AWS's own policy for that, and besides reads the
    settings of tasks alone. Source: EKS User Guide, "Amazon EKS cluster IAM role"; ECS Developer Guide, "Amazon ECS
    task execution IAM role", which unlike "Task IAM role" has no condition; read 2026-11.
    """
    if service == _TASKS:
        uses = [use for use in stack.once(Consumers).by_role.get(role.urn, ()) if _TASKS in use.principals]
        return (bool(uses) or _starts_tasks(stack, role)) and not any(use.own for use in uses)
    return service == _CLUSTERS


_STARTS_TASKS: Final = "service-role/AmazonECSTaskExecutionRolePolicy"
_SETTINGS: Final = frozenset(("ssm:getparameter", "ssm:getparameters", "secretsmanager:getsecretvalue", "kms:decrypt"))
"""What the guide adds to that policy for secrets of the containers, and one that reads the same."""


def _starts_tasks(stack: Stack, role: Resource) -> bool:
    found = stack.once(EffectivePermissions).by_urn.get(role.urn)
    if found is None or found.gaps:
        return False
    of_aws = [arn.aws_managed_policy for one in found.given if (arn := Arn.parse(one.arn))]
    written = [one.document for one in found.given if not one.is_of_aws]
    return _STARTS_TASKS in of_aws and set(of_aws) <= {_STARTS_TASKS, ""} and all(map(_reads_settings, written))


def _reads_settings(document: Document) -> bool:
    """Whether it allows no more than to fetch named settings of a task that is about to start."""
    return all(one.is_fully_known and _is_reading_settings(one) for one in document.statements)


def _is_reading_settings(statement: Statement) -> bool:
    if statement.effect == "Deny":
        return True
    actions, named = {action.lower() for action in statement.actions}, statement.resources
    return bool(actions and named) and actions <= _SETTINGS and all(map(names_resource, named))
