"""This is where it is told who sets attributes of users by which an identity pool gives them a role, or a tag.

IAM asks about the pool alone: whoever may set one attribute of one user may set any of any, the administrators' and
those of their own making. Of a workload it is told that may become such a user too: it sets their password, makes them,
or confirms one that signs up where everyone may: itself. One that only sets attributes, as after a sign-up, hands out
the rights and has none of them; nor is it told of what is called after bringing users in, which is how they come.
Sources: Service Authorization Reference, "Amazon Cognito User Pools"; Amazon Cognito Developer Guide, "Using attributes
for access control", "Using role-based access control" and "Signing up and confirming user accounts"; read 2026-11.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.assuming.trusts import OF_POOLS, is_for_pools
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.means import best
from daypass.graph.leaves import said, text_of, within
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource, Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.entrances.pool_users import OfUsers, of_users, tagged
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.tags.retagging import PRINCIPAL_TAG
from daypass_policies.escalating.takeovers.belonging import is_there_to
from daypass_policies.trusting.own_attributes import CUSTOM, UNASKED, stays, takes_anyone
from daypass_policies.trusting.user_claims import UserClaim, user_claims
from daypass_policies.trusting.user_pools import UserPool

_SETS: Final = "cognito-idp:AdminUpdateUserAttributes"
_ENTERS: Final = "cognito-idp:AdminSetUserPassword"
_MAKES: Final = "cognito-idp:AdminCreateUser"
_CONFIRMS: Final = "cognito-idp:AdminConfirmSignUp"
_BRINGING_USERS: Final = frozenset(
    (
        *("enroll", "enrollment", "enrolment", "invitation", "invite", "inviter", "joiner", "onboard", "onboarding"),
        *("provision", "provisioner", "provisioning", "registrar", "registration", "signup"),
    )
)
"""Words by which those are called who make users and give each what they are to have."""

_SET_BY_OTHERS: Final = (*UNASKED, "email_verified", "phone_number_verified")
_AUDIENCE: Final = f"{OF_POOLS}:aud"
_MAPPINGS: Final = "roleMappings"
_ROLES: Final = "roles"


class _Chosen(NamedTuple):
    """What users get by an attribute, and what is not known of whether they do.

    `becoming` are the actions one of which makes one of them somebody's own, with what is not known of that.
    """

    of: OfUsers
    gives_tag: bool
    becoming: Mapping[str, tuple[Untold, ...]]
    unknown: tuple[Untold, ...]

    @property
    def words(self) -> str:
        what = "choose the tag of a session of role" if self.gives_tag else "give itself, as a user, role"
        return f"set the attributes of users, and so {what} {self.of.role.name!r}"


def sets_attributes(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The attributes that a workload sets for whom it likes, where they give what it was not given."""
    chosen = rising.reach.stack.once(_chosen, rising)
    for one in chosen if chosen and has_by_itself(actor, _SETS) else ():
        answer = may(actor, _SETS, one.of.pool, one.of.brings)
        becomes = _becomes_one(actor, one)
        is_its_work = is_there_to(actor, _BRINGING_USERS, one.of.role)
        if answer.possible and becomes.possible and not is_its_work and one.of.gives_more(actor):
            yield Opened(_SETS, one.words, answer.under(*becomes.unknown, *one.unknown), as_another=True)


def _becomes_one(actor: Actor, one: _Chosen) -> Answer:
    each = one.becoming.items()
    return best(may(actor, action, one.of.pool, one.of.brings).under(*unknown) for action, unknown in each)


def _chosen(stack: Stack, rising: Rising) -> tuple[_Chosen, ...]:
    claims = filter(_may_be_set_by_others, stack.once(user_claims))
    return tuple(found for claim in claims for found in (_by_tag if claim.gives_tag else _by_role)(claim, rising))


def _may_be_set_by_others(one: UserClaim) -> bool:
    """Whether others than the user set the attribute that the claim says; so they may one that is not known yet."""
    return one.claim.startswith(CUSTOM) or one.claim in _SET_BY_OTHERS or bool(one.unknown and not one.claim)


def _by_role(claim: UserClaim, rising: Rising) -> Iterator[_Chosen]:
    """The role that a rule gives; of one whose ARN is not known yet, the only one on which the rules depend."""
    behind = [urn for urn in claim.by.property_dependencies.get(_MAPPINGS, ()) if urn in rising.actors.by_urn]
    named = rising.by_arn.get(claim.role)
    each = [named.resource.urn] if named else [] if claim.role else behind
    is_told = bool(claim.role) or len(behind) == 1
    if not behind and not claim.role and not claim.claim:
        each = [urn for urn in sorted(rising.reach.trusts.by_urn) if _is_of_pool(urn, claim.by, rising)]
    unknown = () if is_told else (Untold.of(claim.by, claim.at),)
    for urn in each:
        if (is_told or not _has_anyhow(claim.by, urn, rising)) and (found := _of_users(claim, urn, rising)):
            yield _Chosen(found, gives_tag=False, becoming=_becoming(claim), unknown=(*_untold(claim), *unknown))


def _has_anyhow(by: Resource, role: str, rising: Rising) -> bool:
    """Whether all users have the role, which is then chosen by nobody."""
    trust = rising.reach.trusts.by_urn.get(role)
    given = map(text_of, within(said(by, _ROLES)))
    return role in by.property_dependencies.get(_ROLES, ()) or trust is None or trust.node.arn in given


def _by_tag(claim: UserClaim, rising: Rising) -> Iterator[_Chosen]:
    """The roles of users that ask for the tag: as with any value of it, and with each that they write."""
    for urn in sorted(rising.reach.trusts.by_urn):
        found = _of_users(claim, urn, rising) if _is_of_pool(urn, claim.by, rising) else None
        lines = [held.line for means in found.anyone.means for held in means.everything] if found else []
        for key in sorted({key for line in lines for key in line.keys if _is_key_of(key, claim)}):
            for value in dict.fromkeys((PROBE, *(text for line in lines for text in _values(line, key)))):
                if found:
                    of = tagged(found, key, value)
                    yield _Chosen(of, gives_tag=True, becoming=_becoming(claim), unknown=_untold(claim))


def _is_key_of(key: str, claim: UserClaim) -> bool:
    """Whether it is the condition key of the tag; of any, where it is not known which tag that is."""
    return key == f"{PRINCIPAL_TAG}{claim.tag.lower()}" if claim.tag else key.startswith(PRINCIPAL_TAG)


def _of_users(claim: UserClaim, role: str, rising: Rising) -> OfUsers | None:
    """The role for the users of the pool; of a pool that is not known, of whichever there is."""
    return of_users(_pool(claim), role, rising)


def _pool(claim: UserClaim) -> UserPool:
    return claim.pool or UserPool(ANY)


def _untold(claim: UserClaim) -> tuple[Untold, ...]:
    return tuple(Untold.of(claim.by, path) for path in dict.fromkeys(claim.unknown))


def _becoming(claim: UserClaim) -> dict[str, tuple[Untold, ...]]:
    """An attribute that keeps its first value is set as the user is made; nobody signs up where staff makes them."""
    pool = _pool(claim)
    is_set, keeping = _unless_unknown(pool, lambda: not stays(pool, claim.claim))
    is_open, closing = _unless_unknown(pool, lambda: takes_anyone(pool))
    found: dict[str, tuple[Untold, ...]] = {_MAKES: ()}
    if is_set:
        found[_ENTERS] = keeping
    if is_set and is_open:
        found[_CONFIRMS] = (*keeping, *closing)
    return found


def _unless_unknown(pool: UserPool, asked: Callable[[], bool]) -> tuple[bool, tuple[Untold, ...]]:
    """The answer; a yes, with what is not known, where that decides."""
    try:
        return asked(), ()
    except Undecided as stopped:
        return True, (Untold.of(pool.resource, stopped.path),) if pool.resource else ()


def _is_of_pool(urn: str, by: Resource, rising: Rising) -> bool:
    """Whether the role may be entered from the identity pool that puts on the tag."""
    pool = text_of(said(by, "identityPoolId"))
    lines = filter(is_for_pools, rising.reach.trusts.by_urn[urn].for_tokens)
    asked = [_values(line, _AUDIENCE) for line in lines]
    return not pool or any(not values or pool in values for values in asked)


def _values(line: Line, key: str) -> tuple[str, ...]:
    """The texts, without a pattern, that its conditions ask of a key."""
    try:
        found = (one for one in line.statement.conditions if one.key.lower() == key and not one.test.negated)
        return tuple(text for one in found for text in one.values if not has_wildcard(text) and "${" not in text)
    except Undecided:
        return ()
