"""What production keeps is not handed to development from the inside."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from daypass.data.resource_policies import PolicyPlace, resource_policies
from daypass.graph.stack import Stack
from daypass.iam.asked import asked_of
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.surroundings import Surroundings, ToldEnvironment
from daypass_policies.keeping.standing import on
from daypass_policies.mending.leaving_out import in_json, without_principals
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.resource_policies import ask_grants
from daypass_policies.wording import shown

_WHOLE: Final = ":root"


@rule(
    "resource-policy-stays-in-its-environment",
    risk="environment-crossing",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=tuple(resource_policies()),
    stack=True,
    controls=("NHI8:2025", "NIST-800-53:AC-4", "NIST-800-53:AC-6", "PCI-DSS-4.0.1:6.5.3", "SOC2:CC6.1"),
    remedy="Let in identities of the same environment, and keep what is common to all in a place of its own.",
)
def resource_policy_stays_in_its_environment(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A bucket or key of production that lets in development gives away what the roles of production protect.

    The environment of the resource is its tag, else its stack's name, else its own name; that of whom it lets in the
    `[accounts]` entry of the account, else the tag or the stack of a role that is scanned too, else what its name tells
    by whole segments (`deploy-dev`; not `products`), else the stack from which a reference takes it. Conditions on
    account, ARN and tag of the caller are read like principals. Only what leads into production or out of it is
    reported; by `[accounts]` also from one to another of the rest.

    Refused:
        orders:
          type: aws:sqs/queue:Queue
          properties:
            name: orders
            tags: {daypass:environment: prod}
            policy: >-
              {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*",
              "Principal": {"AWS": "arn:aws:iam::444455556666:role/shop-dev"}}}

    Mended:
        orders:
          type: aws:sqs/queue:Queue
          properties:
            name: orders
            tags: {daypass:environment: prod}
            policy: >-
              {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*",
              "Principal": {"AWS": "arn:aws:iam::111122223333:role/shop-prod"}}}
    """
    places = resource_policies()
    surroundings = stack.once(Surroundings, ask.settings)
    for resource in stack.resources:
        if resource.type in places:
            yield from on(resource, _judged(resource, places[resource.type], surroundings))


def _judged(resource: Resource, place: PolicyPlace, surroundings: Surroundings) -> Iterator[Problem]:
    try:
        yield from ask_grants(resource, partial(_of_grant, resource, place, surroundings))
    except MalformedDocument:
        return  # the rules about everyone refuse what nobody can read
    except Undecided:
        if surroundings.of_owner(resource, place.target):  # what belongs nowhere crosses no border
            raise


def _of_grant(resource: Resource, place: PolicyPlace, surroundings: Surroundings, grant: Grant) -> Iterator[Problem]:
    let_in: list[tuple[ToldEnvironment, str, str]] = []
    owner = surroundings.owner_of(resource, place.target)
    if grant.kind == "AWS":
        account = grant.principal.removesuffix(_WHOLE).rpartition(":")[2]
        is_whole = grant.principal.endswith(_WHOLE) or grant.principal == account
        told = surroundings.of_account(account) if is_whole else surroundings.of_named(owner, grant.principal)
        let_in += [(told, account if is_whole else grant.principal, grant.principal)] if told else []
    asked = asked_of(grant.conditions, grant.document.version)
    let_in += [(caller.told, caller.name, "") for caller in surroundings.asked_of_callers(owner, asked)]
    own = surroundings.of_owner(resource, place.target) if let_in or grant.unknown else ""
    for told, name, principal in let_in:
        if told.is_foreign_to(own):
            who = "someone" if grant.hidden else shown(name)
            yield Problem(
                f"{place.noun} {resource.name!r} of {own} lets in {who} of {told.environment}",
                at=grant.where,
                key=f"{told.environment} {told.by}" if grant.hidden else f"{told.environment} {name}",
                confidence="high" if told.by == "account" else None,
                witness=None if grant.hidden else principal,
                mended=None if grant.hidden else in_json(without_principals(grant.statement, (principal,))),
            )
    if own and grant.unknown:
        raise Undecided(grant.unknown)
