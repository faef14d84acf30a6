"""Users do not write the attribute themselves by which an identity pool gives them a role."""

import json
from collections.abc import Iterator
from dataclasses import replace

from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.trusting.own_attributes import UNASKED, WRITABLE, lets_write
from daypass_policies.trusting.user_claims import UserClaim, user_claims
from daypass_policies.trusting.user_pools import CLIENTS, UserPool, UserPools
from daypass_policies.trusting.user_tags import entered_by_users, is_asked_for


@rule(
    "users-do-not-choose-their-role",
    risk="privilege-escalation",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=CLIENTS,
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "SOC2:CC6.3"),
    remedy="Leave the attribute out of the client's writeAttributes, and set it by an administrator's call.",
)
def users_do_not_choose_their_role(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Where rights go by an attribute of users, whoever writes it gives out the rights: users, to themselves.

    Told is an app client of a user pool of Cognito through which users change an attribute (`UpdateUserAttributes`
    with their own token), or set it as they sign up, by which an identity pool gives another role than all users have
    (the rules of `roleMappings`), or a tag of their session for which a policy asks. Clients write what they list in
    `writeAttributes`; those that list nothing, all standard attributes (`profile`, `name`, `address`, …) and no custom
    ones. Groups (`cognito:groups`) are nobody's to write.

    Clients of machines and of servers (with a secret) pass, as do those for users of other providers alone, to whom
    Cognito's own scope (`aws.cognito.signin.user.admin`) is not given: AWS asks that they write what is mapped. So do
    attributes that cannot be changed, where only administrators make users, and addresses that must be verified before
    they count. Where the stack has no role of users, nobody sees for what a tag is asked, and it is advice.

    Refused:
        portal:
          type: aws:cognito/userPoolClient:UserPoolClient
          properties:
            userPoolId: eu-west-1_Portal001
            writeAttributes: [email, "custom:role"]
        roles:
          type: aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment
          properties:
            identityPoolId: "eu-west-1:0f0f0f0f-1111-2222-3333-444444444444"
            roles: {authenticated: "arn:aws:iam::111122223333:role/customer"}
            roleMappings:
              - identityProvider: "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Portal001:3n4b5urk1ft4fl3mg5e62d9ado"
                type: Rules
                ambiguousRoleResolution: AuthenticatedRole
                mappingRules:
                  - claim: "custom:role"
                    matchType: Equals
                    value: staff
                    roleArn: "arn:aws:iam::111122223333:role/staff"

    Mended:
        portal:
          type: aws:cognito/userPoolClient:UserPoolClient
          properties:
            userPoolId: eu-west-1_Portal001
            writeAttributes: [email]
        roles:
          type: aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment
          properties:
            identityPoolId: "eu-west-1:0f0f0f0f-1111-2222-3333-444444444444"
            roles: {authenticated: "arn:aws:iam::111122223333:role/customer"}
            roleMappings:
              - identityProvider: "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Portal001:3n4b5urk1ft4fl3mg5e62d9ado"
                type: Rules
                ambiguousRoleResolution: AuthenticatedRole
                mappingRules:
                  - claim: "custom:role"
                    matchType: Equals
                    value: staff
                    roleArn: "arn:aws:iam::111122223333:role/staff"
    """
    del ask
    if claims := stack.once(user_claims):
        for client in stack.of_type(*CLIENTS):
            yield from _of_client(client, claims, stack)


def _of_client(client: Resource, claims: tuple[UserClaim, ...], stack: Stack) -> Iterator[Problem | Open]:
    """One problem for each attribute, by the first thing that goes by it, and all that is not known."""
    told, unknown = set[str](), dict[tuple[str, tuple[str, ...]], Open]()
    for claim in claims:
        if claim.claim in told:
            continue
        try:
            found = _of_claim(client, claim, stack)
        except Undecided as stopped:
            found = Open(client, (stopped.path,))
        if isinstance(found, Open):
            unknown[found.on.urn, found.paths] = found
        elif found:
            told.add(claim.claim)
            yield found
    yield from unknown.values()


def _of_claim(client: Resource, claim: UserClaim, stack: Stack) -> Problem | Open | None:
    pool, left = _pool_of(client, stack)
    if pool is None or (claim.pool and pool.key and claim.pool.key != pool.key):
        return None
    if not claim.claim:
        return Open(claim.by, claim.unknown) if claim.unknown else None
    if not lets_write(client, pool, claim.claim):
        return None
    if claim.unknown or left:
        return Open(claim.by, claim.unknown) if claim.unknown else Open(client, left)
    return _of_tag(_problem(client, claim), claim.tag, stack) if claim.tag else _problem(client, claim)


def _of_tag(problem: Problem, tag: str, stack: Stack) -> Problem | None:
    """Nothing, where the roles of users are seen and nothing hangs on the tag; advice where they are not."""
    if is_asked_for(stack, tag):
        return problem
    return None if any(entered_by_users(stack)) else replace(problem, confidence="medium", advisory=True)


def _pool_of(client: Resource, stack: Stack) -> tuple[UserPool | None, tuple[str, ...]]:
    """Its pool; one of which nothing is known, and the path, where it is not known yet which."""
    try:
        return stack.once(UserPools).of(client), ()
    except Undecided as unknown:
        return UserPool(""), (unknown.path,)


def _problem(client: Resource, claim: UserClaim) -> Problem:
    secrets = client.secrets() | claim.by.secrets()
    is_hidden = claim.claim in secrets
    attribute = "an attribute" if is_hidden else repr(claim.claim)
    gives = f"the tag {claim.tag!r}" if claim.tag else f"role {_name(claim.role)!r}"
    if is_hidden or claim.role in secrets or not (claim.tag or claim.role):
        gives = "a tag" if claim.tag else "a role"
    return Problem(
        f"app client {client.name!r} lets users write {attribute}, by which {claim.by.name!r} gives them {gives}",
        at=WRITABLE,
        key=None if is_hidden else claim.claim,
        on=client,
        mended=None if is_hidden else _without(client, claim.claim),
    )


def _name(role: str) -> str:
    arn = Arn.parse(role)
    return arn.resource.rpartition("/")[2] if arn else role


def _without(client: Resource, attribute: str) -> str | None:
    """What the client may write besides; None where not all of that is known, or not to be repeated."""
    found = texts_at(client.state, f"{WRITABLE}[]")
    if found.unknown or client.secrets() & {*found.texts}:
        return None
    return json.dumps({WRITABLE: [one for one in found.texts or UNASKED if one != attribute]})
