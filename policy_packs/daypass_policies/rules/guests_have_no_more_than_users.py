"""What a pool holds each of its users to is not open to its guests, who are anyone at all."""

from collections.abc import Iterable, Iterator
from typing import Final

from daypass.graph.identity_pools import GUEST, POOL, POOLS, GivenRole, IdentityPools
from daypass.graph.leaves import switch
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.actors import Actor, Actors
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.told import Doubts, by, told_at
from daypass_policies.handed_out import TYPES_AND_IDENTITIES
from daypass_policies.trusting.users_own import AS_ANOTHER, users_own

_GUESTS: Final = "allowUnauthenticatedIdentities"


@rule(
    "guests-have-no-more-than-users",
    risk="public-trust",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=tuple(dict.fromkeys((*POOLS, *TYPES_AND_IDENTITIES))),
    stack=True,
    controls=("NHI4:2025", "NHI5:2025", "NIST-800-53:AC-3", "NIST-800-53:AC-6"),
    remedy="Give the role of guests what everybody may see alone, and leave the users' own out of it.",
)
def guests_have_no_more_than_users(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever reads the pool's id in a web page gets the role of its guests, and all that this may.

    Told is a guests' role that may do to what is any user's what the role of those who signed in may do to each user's
    own alone, as it names that by the user's id: a folder of S3, rows by `dynamodb:LeadingKeys`. Where users may do the
    same to what is others', as they read each other's pictures, it is no user's own. What guests may do to their own,
    by their id, passes, and so does a pool that lets in no guests.

    Refused:
        club:
          type: aws:cognito/identityPool:IdentityPool
          properties: {identityPoolName: club, allowUnauthenticatedIdentities: true}
        roles:
          type: aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment
          properties:
            identityPoolId: eu-west-1:1f0c2b7e-8d11-4d0b-9a3c-3c5b8a7e6d01
            roles:
              authenticated: arn:aws:iam::111122223333:role/member
              unauthenticated: arn:aws:iam::111122223333:role/guest
        member:
          type: aws:iam/role:Role
          properties:
            name: member
            arn: arn:aws:iam::111122223333:role/member
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
            inlinePolicies:
              - name: own
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
                   "Resource": "arn:aws:s3:::club/members/${cognito-identity.amazonaws.com:sub}/*"}]}
        guest:
          type: aws:iam/role:Role
          properties:
            name: guest
            arn: arn:aws:iam::111122223333:role/guest
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
            inlinePolicies:
              - name: reads
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
                   "Resource": "arn:aws:s3:::club/*"}]}

    Mended:
        club:
          type: aws:cognito/identityPool:IdentityPool
          properties: {identityPoolName: club, allowUnauthenticatedIdentities: true}
        roles:
          type: aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment
          properties:
            identityPoolId: eu-west-1:1f0c2b7e-8d11-4d0b-9a3c-3c5b8a7e6d01
            roles: {unauthenticated: "arn:aws:iam::111122223333:role/guest"}
        guest:
          type: aws:iam/role:Role
          properties:
            name: guest
            arn: arn:aws:iam::111122223333:role/guest
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
            inlinePolicies:
              - name: reads
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
                   "Resource": "arn:aws:s3:::club/brochures/*"}]}
    """
    pools, actors, doubts = stack.once(IdentityPools), stack.once(Actors, ask.settings), Doubts()
    open_to_guests = [pool for pool in pools.each if switch(pool, _GUESTS) is not False]
    for pool in open_to_guests:
        lets_in = switch(pool, _GUESTS)
        for one, guest, found in _found(pool, pools.attachments(pool), pools, actors):
            if found and (lets_in is None or one.unknown):
                yield Open(pool, (_GUESTS,)) if lets_in is None else Open(guest.resource, _paths(one))
            elif found:
                yield found
            yield from doubts.of(guest)
    for attachment in pools.adrift if open_to_guests else ():
        if any(found for *_, found in _found(open_to_guests[0], (attachment,), pools, actors)):
            yield Open(attachment, (POOL,))


def _found(
    pool: Resource, attachments: Iterable[Resource], pools: IdentityPools, actors: Actors
) -> Iterator[tuple[GivenRole, Actor, Problem | None]]:
    """What is told of each role of guests that these give, if anything."""
    given = [one for each in attachments for one in _given(pools, each)]
    users = [actor for one in given if one.whose != GUEST for actor in _actors(one, actors)]
    for one in given if users else ():
        for guest in _actors(one, actors) if one.whose == GUEST else ():
            yield one, guest, _opened(guest, [user for user in users if user is not guest], pool)


def _given(pools: IdentityPools, attachment: Resource) -> tuple[GivenRole, ...]:
    return (*pools.given(attachment), *pools.given_by_rules(attachment))


def _actors(given: GivenRole, actors: Actors) -> Iterator[Actor]:
    return (actor for urn in given.roles if (actor := actors.by_urn.get(urn)))


def _paths(given: GivenRole) -> tuple[str, ...]:
    return tuple(one.what for one in given.unknown)


def _opened(guest: Actor, users: list[Actor], pool: Resource) -> Problem | None:
    """The first that guests may do to what is a user's own."""
    for user in users:
        for own in users_own(user):
            answer = may(guest, own.action, own.resource, AS_ANOTHER)
            if answer.is_certain and not may(user, own.action, own.resource, AS_ANOTHER).is_certain:
                does = "do with" if own.is_marked else f"{own.action} on"
                fact = (
                    f"{guest.title}, which guests of identity pool {pool.name!r} get, who are anyone at all, "
                    f"may {does} what is any user's; {user.title} holds each of them to their own{by(answer.grounds)}"
                )
                return told_at(answer.grounds, guest, Problem(fact, key=f"users' own of {user.resource.name}"))
    return None
