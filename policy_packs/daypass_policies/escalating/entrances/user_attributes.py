"""This is where it is told who sets attributes of users by which an identity pool gives them a role, or a tag.

IAM asks about the pool alone: whoever may set one attribute of one user may set any of any, the administrators' and
those of their own making. Of a workload it is told that may become such a user too: it sets their password, makes them,
or confirms one that signs up where everyone may: itself. One that only sets attributes, as after a sign-up, hands out
the rights and has none of them. Sources: Service Authorization Reference, "Amazon Cognito User Pools"; Amazon Cognito
Developer Guide, "Using attributes for access control", "Using role-based access control" and "Signing up and confirming
user accounts"; read 2026-11.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.assuming.trusts import OF_POOLS, is_for_pools
from daypass.graph.becoming.lines import Line
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource, Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.entrances.pool_users import OfUsers, of_users, tagged
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.tags.retagging import PRINCIPAL_TAG
from daypass_policies.trusting.own_attributes import CUSTOM, UNASKED, stays, takes_anyone
from daypass_policies.trusting.user_claims import UserClaim, user_claims

_SETS: Final = "cognito-idp:AdminUpdateUserAttributes"
_ENTERS: Final = "cognito-idp:AdminSetUserPassword"
_MAKES: Final = "cognito-idp:AdminCreateUser"
_CONFIRMS: Final = "cognito-idp:AdminConfirmSignUp"
_SET_BY_OTHERS: Final = (*UNASKED, "email_verified", "phone_number_verified")
_AUDIENCE: Final = f"{OF_POOLS}:aud"


class _Chosen(NamedTuple):
    """What users get by an attribute; `becoming` are the actions one of which makes one of them somebody's own."""

    of: OfUsers
    tag: str
    becoming: tuple[str, ...]

    @property
    def words(self) -> str:
        what = "choose the tag of a session of role" if self.tag else "give itself, as a user, role"
        return f"set the attributes of users, and so {what} {self.of.role.name!r}"


def sets_attributes(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The attributes that a workload sets for whom it likes, where they give what it was not given."""
    chosen = rising.reach.stack.once(_chosen, rising)
    for one in chosen if chosen and has_by_itself(actor, _SETS) else ():
        answer = may(actor, _SETS, one.of.pool, one.of.brings)
        if answer.possible and _becomes_one(actor, one) and one.of.gives_more(actor):
            yield Opened(_SETS, one.words, answer)


def _becomes_one(actor: Actor, one: _Chosen) -> bool:
    answers = (may(actor, action, one.of.pool, one.of.brings) for action in one.becoming)
    return any(answer.is_certain for answer in answers)


def _chosen(stack: Stack, rising: Rising) -> tuple[_Chosen, ...]:
    claims = (one for one in stack.once(user_claims) if one.pool and _is_set_by_others(one.claim))
    return tuple(found for claim in claims for found in (_by_tag if claim.tag else _by_role)(claim, rising))


def _is_set_by_others(claim: str) -> bool:
    return claim.startswith(CUSTOM) or claim in _SET_BY_OTHERS


def _by_role(claim: UserClaim, rising: Rising) -> Iterator[_Chosen]:
    """The role that a rule gives; of one whose ARN is not known yet, the only one on which the rules depend."""
    behind = [urn for urn in claim.by.property_dependencies.get("roleMappings", ()) if urn in rising.actors.by_urn]
    named = rising.by_arn.get(claim.role)
    urn = named.resource.urn if named else behind[0] if not claim.role and len(behind) == 1 else ""
    if claim.pool and (found := of_users(claim.pool, urn, rising)):
        yield _Chosen(found, "", _becoming(claim))


def _by_tag(claim: UserClaim, rising: Rising) -> Iterator[_Chosen]:
    """The roles of users that ask for the tag: as with any value of it, and with each that they write."""
    key = f"{PRINCIPAL_TAG}{claim.tag.lower()}"
    for urn in sorted(rising.reach.trusts.by_urn):
        found = of_users(claim.pool, urn, rising) if claim.pool and _is_of_pool(urn, claim.by, rising) else None
        lines = [held.line for means in found.anyone.means for held in means.everything] if found else []
        if found and any(key in line.keys for line in lines):
            for value in dict.fromkeys((PROBE, *(text for line in lines for text in _values(line, key)))):
                yield _Chosen(tagged(found, key, value), claim.tag, _becoming(claim))


def _becoming(claim: UserClaim) -> tuple[str, ...]:
    """An attribute that keeps its first value is set as the user is made; nobody signs up where staff makes them."""
    try:
        if claim.pool and stays(claim.pool, claim.claim):
            return (_MAKES,)
    except Undecided:
        return (_MAKES,)
    try:
        return (_ENTERS, _MAKES, _CONFIRMS) if claim.pool and takes_anyone(claim.pool) else (_ENTERS, _MAKES)
    except Undecided:
        return (_ENTERS, _MAKES)


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
