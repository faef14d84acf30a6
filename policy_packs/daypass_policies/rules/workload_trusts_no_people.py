"""What a workload did must not be what a person did in its name."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.ways import TRUST
from daypass.iam.document import Document, MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Problem, rule
from daypass_policies.mending.leaving_out import in_json, without_principals
from daypass_policies.settle import collect
from daypass_policies.trusting.people import Person, is_workloads, people_among, workloads_enter
from daypass_policies.trusting.trust import ROLES, admitted_by, trust_of
from daypass_policies.wording import listed

_SHOWN: Final = 3


@rule(
    "workload-trusts-no-people",
    risk="human-use",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=ROLES,
    controls=("NHI10:2025", "NIST-800-53:IA-9", "NIST-800-53:AC-6", "PCI-DSS-4.0.1:8.6.1", "SOC2:CC6.1"),
    remedy="Give people a permission set or a break-glass role of their own, and take them out of this trust.",
)
def workload_trusts_no_people(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever may enter a workload's role by hand has its rights without its tests, and leaves its name in the log.

    People are the roles of IAM Identity Center (`AWSReservedSSO_…`), also as a pattern of `aws:PrincipalArn` that names
    them with or without their path, SAML providers, and providers at which customers sign in (Cognito, Facebook,
    Amazon, Apple). IAM users, also by `aws:username`, `aws:userid` or `aws:PrincipalType`, roles that are called after
    people (`Developers`), and a trust that asks for a second factor, let in people in all likelihood: that is advisory.
    Whom a Deny keeps out by the ARN is not let in. A SAML subject that is named exactly may be a machine, unless it is
    an address. A user who shows an external id is a vendor's machine. A role is a workload's where a service or an
    issuer of workloads enters it, or where its class or workload tag says so; a role that only people enter is theirs,
    and so is one of class `break-glass`. A role that only customers enter is theirs whatever its class. A role is told
    once, with all people whom it lets in. A trust that nobody can read is the matter of other rules.

    Refused:
        api:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - {Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}
                - Effect: Allow
                  Action: sts:AssumeRole
                  Principal:
                    AWS: "arn:aws:iam::111122223333:role/AWSReservedSSO_Developer_0123456789abcdef"

    Mended:
        api:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - {Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}
        api-repair:
          type: aws:iam/role:Role
          properties:
            tags: {daypass:class: break-glass}
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: sts:AssumeRole
                  Principal:
                    AWS: "arn:aws:iam::111122223333:role/AWSReservedSSO_Developer_0123456789abcdef"
    """
    try:
        document = trust_of(resource)
        admitted = admitted_by(resource, document)
    except MalformedDocument:
        return  # nobody gets in by it, and the rules about trusts say so
    people, unknown = collect([people_among(admitted, document)])
    enter = workloads_enter(admitted)
    if any(enter or not person.customer for person in people) and is_workloads(resource, ask, admitted):
        yield _problem(resource, sorted(people, key=lambda one: (one.likely, one.who)), document)
    if unknown:
        raise unknown
    if nameless := next((one.unknown for one in admitted if not one.kind and one.unknown), ()):
        raise Undecided(nameless[0])


def _problem(resource: Resource, people: list[Person], document: Document) -> Problem:
    """All people of a role at once, those first who are certain."""
    first = people[0]
    who = listed((person.who for person in people), _SHOWN)
    return Problem(
        f"role {resource.name!r} of a workload lets in {who}",
        at=first.by.where if first.by else TRUST[resource.type],
        # Who they are is in the key, so that a baseline which knows some does not know another.
        key=" ".join(sorted({person.key for person in people})),
        confidence="medium" if first.likely else None,
        advisory=first.likely,
        witness=first.by.principal if first.by and not document.secret else None,
        mended=_mended(people, document),
    )


def _mended(people: list[Person], document: Document) -> str | None:
    """That the statement which lets in the first names none of them.

    Whom a condition lets in, only its author can tell from the others.
    """
    first = people[0].by
    if first is None or first.statement is None or first.account or document.secret:
        return None
    named = {person.by.principal for person in people if person.by and person.by.statement == first.statement}
    return in_json(without_principals(document.statements[first.statement], named))
