"""An identity pool gives sessions to whom it knows, and says itself which role that is."""

import json
from collections.abc import Iterator

from daypass.graph.identity_pools import POOLS
from daypass.graph.leaves import switch
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, Severity, rule
from daypass_policies.keeping.standing import on
from daypass_policies.settle import settle
from daypass_policies.trusting.pool_roles import PoolRoles


@rule(
    "identity-pool-knows-its-users",
    risk="federated-trust",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=POOLS,
    stack=True,
    controls=("NHI4:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9"),
    remedy="Let users sign in first, and leave the choice of the role to the pool (the enhanced flow).",
    aliases=("checkov:CKV_AWS_366", "prowler:cognito_identity_pool_guest_access_disabled"),
)
def identity_pool_knows_its_users(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Where guests are let in, credentials of your account go to whoever reads the pool's id in your web page.

    Told are pools that let in guests (`allowUnauthenticatedIdentities`), and as of low severity those that leave on the
    classic flow: with it the caller, not the pool, names the role, which may be any that trusts the pool, and guests
    lose the policy by which AWS scopes their sessions down. Which tokens of the pool a role takes is asked of the role,
    by trust-pins-subject. So where the stack attaches the roles of a pool, profile `strict` alone speaks of guests who
    get none, or one of the stack, and of the classic flow where the stack's roles for pools are all attached, so that
    there is none to choose. A public page that must measure its visitors is an exemption with an owner and an end.

    Refused:
        visitors:
          type: aws:cognito/identityPool:IdentityPool
          properties: {identityPoolName: visitors, allowUnauthenticatedIdentities: true}

    Mended:
        visitors:
          type: aws:cognito/identityPool:IdentityPool
          properties: {identityPoolName: visitors, allowUnauthenticatedIdentities: false}
    """
    pools = stack.once(PoolRoles)
    for pool in stack.of_type(*POOLS):
        attached = pools.attached(pool) if ask.profile != "strict" else None
        questions = [
            *(() if attached and attached.guests else (_of_guests(pool),)),
            *(() if attached and attached.roles >= pools.entered else (_of_flow(pool),)),
        ]
        yield from on(pool, settle(questions))


def _of_guests(resource: Resource) -> Iterator[Problem]:
    # Source: Cognito Developer Guide, "Security best practices for Amazon Cognito identity pools"; read 2026-11.
    if _is_on(resource, "allowUnauthenticatedIdentities"):
        fact = "gives sessions to guests, who are anyone at all"
        yield _problem(resource, "allowUnauthenticatedIdentities", fact, "guests")


def _of_flow(resource: Resource) -> Iterator[Problem]:
    # Source: Cognito Developer Guide, "Identity pools authentication flow", basic (classic); read 2026-11.
    if _is_on(resource, "allowClassicFlow"):
        fact = "lets callers choose their role by the classic flow"
        yield _problem(resource, "allowClassicFlow", fact, "classic flow", severity="low")


def _problem(resource: Resource, argument: str, fact: str, key: str, severity: Severity | None = None) -> Problem:
    mended = json.dumps({argument: False})
    return Problem(f"identity pool {resource.name!r} {fact}", at=argument, key=key, severity=severity, mended=mended)


def _is_on(resource: Resource, key: str) -> bool:
    """Whether the property says yes, as a text too. Raises `Undecided`."""
    says = switch(resource, key)
    if says is None:
        raise Undecided(key)
    return says
