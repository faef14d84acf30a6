"""Governed is an identity that cannot grow beyond its fence, belongs to someone, and lets in one workload."""

import json
from collections.abc import Iterator
from typing import Final

from daypass.data.managed_policies import managed_policy_gives_everything
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.iam.admitted import Admitted
from daypass.iam.arn import Arn
from daypass.iam.document import MalformedDocument
from daypass.model.identity import BOUNDARY_NAME, PATH
from daypass.model.identity_types import COMPONENT, ROLES_AND_USERS
from daypass.model.resource import Resource, Undecided
from daypass.model.urn import Urn
from daypass.rule import Ask, Problem, rule
from daypass_policies.owning.ownership import ownership_gaps, read_fact
from daypass_policies.settle import collect
from daypass_policies.trusting.trust import ROLES, admitted_by, trust_of


@rule(
    "identity-is-governed",
    risk="ungoverned-identity",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=ROLES_AND_USERS,
    controls=(
        "NHI5:2025",
        "NIST-800-53:AC-6",
        "NIST-800-53:CM-8",
        "SOC2:CC6.1",
        "NIST-800-53:AC-2(1)",
    ),
    remedy="Declare it as a WorkloadIdentity, which brings boundary, tags and a trust for one workload.",
    aliases=("hulumi:PRIM-4",),
)
def identity_is_governed(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """An identity outside our care may gain rights that nobody granted, and no one would be asked about it.

    Governed needs three things: a permissions boundary that does not allow everything, complete ownership (the facts of
    `identity-has-owner`), and a trust that admits one workload, or the pull requests of one repository. One finding
    says which of them are missing. An IAM user has no trust, and needs the other two for as long as it is there.

    What a program only looks up is asked where it is made. In profile `strict` it is asked here too, and must also be
    made by our component. A type chain can be written by anyone, so the role
    itself has to be what a WorkloadIdentity makes: its name, its path, its boundary and its workload tag.

    Refused:
        deploy:
          type: aws:iam/role:Role
          properties:
            permissionsBoundary: arn:aws:iam::aws:policy/AdministratorAccess
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}

    Mended:
        deploy:
          type: aws:iam/role:Role
          properties:
            permissionsBoundary: arn:aws:iam::111122223333:policy/daypass/daypass-boundary
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}
            tags:
              daypass:owner: payments
              daypass:contact: payments@example.org
              daypass:purpose: Answers invoice requests
              daypass:environment: prod
              daypass:class: service
              daypass:review-by: "2027-05-31"
    """
    if was_looked_up(resource) and ask.profile != "strict":
        return  # who made it is asked there
    is_role = resource.type in ROLES
    questions = [_ownership(resource, ask), _fence(resource), *([_trust(resource)] if is_role else ())]
    if ask.profile == "strict":
        questions.append(_maker(resource, ask))
    lacking, unknown = collect(questions)
    if lacking:
        noun = "role" if is_role else "user"
        mended = json.dumps({"permissionsBoundary": _boundary(resource)}) if lacking == [_UNBOUNDED] else None
        yield Problem(f"{noun} {resource.name!r} is not governed: it has {', '.join(lacking)}", mended=mended)
    if unknown:
        raise unknown


_UNBOUNDED: Final = "no permissions boundary"


def _boundary(resource: Resource) -> str:
    """The boundary of the account, which is the resource's own as far as that is known."""
    arn = Arn.parse(text_of(said(resource, "arn")))
    partition, account = (arn.partition, arn.account) if arn and arn.account else ("aws", "ACCOUNT")
    return f"arn:{partition}:iam::{account}:policy{PATH}{BOUNDARY_NAME}"


def _ownership(resource: Resource, ask: Ask) -> Iterator[str]:
    gaps = ownership_gaps(resource, ask)
    if gaps.lacking:
        yield "no complete ownership"
    elif gaps.unknown:
        raise Undecided(gaps.unknown[0])


def _fence(resource: Resource) -> Iterator[str]:
    boundary = resource.declared.get("permissionsBoundary")
    arn = Arn.parse(boundary) if isinstance(boundary, str) else None
    if not boundary:
        yield _UNBOUNDED
    elif arn is None or arn.service != "iam" or not arn.resource.startswith("policy/"):
        yield "a permissions boundary that is no policy"
    elif managed_policy_gives_everything(arn.aws_managed_policy):
        named = "" if resource.declared.is_secret("permissionsBoundary") else f" ({arn.aws_managed_policy})"
        yield f"a permissions boundary that allows everything{named}"


def _trust(resource: Resource) -> Iterator[str]:
    try:
        found = admitted_by(resource, trust_of(resource))
    except MalformedDocument:
        yield "a trust policy that nobody can read"
        return
    unknown = [path for one in found for path in one.unknown]
    if any(one.breadth not in ("one workload", "nobody", "undecided") and not _is_plan(one) for one in found):
        yield "a trust for more than one workload"
    elif unknown:
        raise Undecided(unknown[0])


def _is_plan(admitted: Admitted) -> bool:
    """Whether it is the pull requests of one repository alone: what those may do is asked by `trust-pins-subject`."""
    return admitted.breadth == "repository" and admitted.before_review


def _maker(resource: Resource, ask: Ask) -> Iterator[str]:
    parent = Urn.parse(resource.parent)
    if parent.type.rpartition("$")[2] != COMPONENT or not _as_component_makes_it(resource, parent.name, ask):
        yield "no WorkloadIdentity that made it"


def _as_component_makes_it(resource: Resource, identity: str, ask: Ask) -> bool:
    properties = resource.declared
    return (
        properties.get("path") == PATH
        and read_fact(resource, ask, "workload") == identity
        and properties.get("name") == f"{identity}-{read_fact(resource, ask, 'environment')}"
        and str(properties.get("permissionsBoundary", "")).endswith(f":policy{PATH}{BOUNDARY_NAME}")
    )
