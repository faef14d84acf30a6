"""A boundary that the bounded can take off bounds nobody."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.becoming.anything.attachable import VERSIONS
from daypass.graph.becoming.means import Means
from daypass.graph.leaves import was_looked_up
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, USER
from daypass.iam.arn import Arn
from daypass.iam.document import ALL_ALLOWED, Document
from daypass.iam.policies import Policies
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.boundaries_of_others import BoundariesOfOthers
from daypass_policies.mending.allowing import Mend, allowed_by, asking, without
from daypass_policies.owning.ownership import read_fact
from daypass_policies.rights import (
    HOLDERS,
    Holder,
    Holders,
    actions_of,
    allows,
    denying,
    may,
    require_all_known,
)
from daypass_policies.trusting.demanded import asks_everyone_for_second_factor
from daypass_policies.trusting.people import FOR_EMERGENCIES
from daypass_policies.wording import listed

_ANOTHER: Final = "arn:aws:iam::aws:policy/AdministratorAccess"
"""A boundary that is none. Who may put it may put any; who may put only the account's own may put that alone."""


_PUTTING_ANOTHER: Final = denying({"StringNotEquals": {"iam:PermissionsBoundary": _ANOTHER}})

_REMOVAL: Final[Mapping[str, str]] = {
    "iam:DeleteRolePermissionsBoundary": "take the boundary off roles",
    "iam:PutRolePermissionsBoundary": "put another boundary on roles",
    "iam:DeleteUserPermissionsBoundary": "take the boundary off users",
    "iam:PutUserPermissionsBoundary": "put another boundary on users",
}

_ANYWHERE: Final = Arn("*", "iam", "", "*", "")
"""Each is asked on what it is about: `iam:Delete*` on roles takes the boundary off no user.

Source: Service Authorization Reference, AWS IAM (resource types of the actions); read 2026-12.
"""

_LEFT: Final = "Leave the policies that bound others to the pipeline that deploys them."


@rule(
    "boundary-cannot-be-removed",
    risk="revocation-gap",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=HOLDERS,
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6(10)", "NIST-800-53:AC-3", "SOC2:CC6.3"),
    other_remedies=(_LEFT,),
    remedy="Deny Delete- and Put…PermissionsBoundary in the boundary, or allow Put with iam:PermissionsBoundary alone.",
)
def boundary_cannot_be_removed(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A boundary limits what a stolen session can do for as long as that session cannot take it off.

    Judged is what an identity may do in the end: all its policies, less what its boundary leaves out. An identity with
    a boundary may neither take boundaries off, nor put another one, nor write a new version of its own. One without a
    boundary is asked only where its policies name boundaries, and so is a policy for an identity of elsewhere. It asks
    as itself: a statement for another `aws:PrincipalArn` allows it nothing, and a Deny for its own denies. To put the
    account's boundary, under the condition `iam:PermissionsBoundary`, is how pipelines make bounded roles, and passes.
    Told is, too, who may write a new version of what bounds others, by an ARN or a pattern that is not any policy's;
    pipelines write what a boundary says, and are not. A role of class `break-glass` whose trust asks everyone for a
    second factor is there to mend whatever is broken, also a boundary: it is told in profile `strict` alone. Where the
    boundary is not in the stack, an identity passes that is allowed none of this, and one whose policies name it does
    not.

    Refused:
        deploy:
          type: aws:iam/role:Role
          properties:
            inlinePolicies:
              - name: boundaries
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                   "Action": "iam:DeleteRolePermissionsBoundary", "Resource": "*"}]}

    Mended:
        deploy:
          type: aws:iam/role:Role
          properties:
            inlinePolicies:
              - name: boundaries
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                   "Action": "iam:PutRolePermissionsBoundary", "Resource": "*", "Condition": {"StringEquals":
                   {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/daypass/daypass-boundary"}}}]}
    """
    boundaries, reach = _Boundaries(), stack.once(Reachability, ask.settings)
    for found in stack.once(EffectivePermissions).each:
        if found.noun in (ROLE, USER) and not was_looked_up(found.identity):
            for judged in (_of_itself(found, reach, boundaries, ask), _of_others(found, reach, ask)):
                try:
                    yield from judged
                except Undecided as stopped:
                    yield Open(found.identity, (stopped.path,))
    for holder in stack.once(Holders).asked(ask.profile):
        if holder.is_elsewhere and holder.noun in _ELSEWHERE:
            yield from _of_elsewhere(holder)


def _is_for_emergencies(identity: Resource, ask: Ask) -> bool:
    """Whether people alone enter it, with a second factor, and its tags say for what."""
    return asks_everyone_for_second_factor(identity) and read_fact(identity, ask, "class") == FOR_EMERGENCIES


def _of_itself(found: Permissions, reach: Reachability, boundaries: "_Boundaries", ask: Ask) -> Iterator[Problem]:
    if ask.profile == "strict" or not _is_for_emergencies(found.identity, ask):
        yield from _judged(found, reach, boundaries)


def _judged(found: Permissions, reach: Reachability, boundaries: "_Boundaries") -> Iterator[Problem]:
    holder = Holder(found.identity, found.noun, found)
    named = _names_boundaries(found.policies)
    if not named and not _is_bounded(found):
        _require_read(holder)
        return
    node = reach.node(found.identity.urn)
    means = reach.means(node) if node else ()
    where = _where(found)
    able = [one for one in _REMOVAL if _may(found.policies, one, *_others(means, one), where=where)]
    can = [_REMOVAL[action] for action in able]
    if _rewrites(found, means):
        can.append("rewrite its own boundary")
    if can:
        if found.boundary_is_unknown and not named:
            raise Undecided("permissionsBoundary")
        fact = f"{found.noun} {found.identity.name!r} may {' and '.join(can[:2])}"
        problem = Problem(fact, key="boundary", on=found.identity)
        mend = _mended(able, found.bounded.arn if found.bounded else "")
        yield allowed_by(problem, holder, able, mend) if len(can) == len(able) else problem
    elif boundaries.let_through(found):
        require_all_known(found)


def _of_others(found: Permissions, reach: Reachability, ask: Ask) -> Iterator[Problem | Open]:
    bound = reach.stack.once(BoundariesOfOthers).rewritten_by(found)
    if (bound.known or bound.hidden) and read_fact(found.identity, ask, "class") in _LOOK_AFTER_BOUNDARIES:
        return
    if bound.known:
        names = dict.fromkeys(repr(one.name) for one in bound.known)
        fact = f"{found.noun} {found.identity.name!r} may rewrite the boundary of {listed(names, _SHOWN)}"
        yield Problem(fact, key="boundary of others", remedy=_LEFT, on=found.identity)
    yield from (Open(one, ("permissionsBoundary",)) for one in bound.hidden)


_LOOK_AFTER_BOUNDARIES: Final = ("pipeline", FOR_EMERGENCIES)
_SHOWN: Final = 3

_ELSEWHERE: Final = (ROLE, USER, "holder")
"""Whom a policy of the stack is given to that the stack does not have, or not yet."""


def _of_elsewhere(holder: Holder) -> Iterator[Problem | Open]:
    try:
        if not _names_boundaries(holder.policies):
            _require_read(holder)
            return
        able = [action for action in _REMOVAL if _may(holder.policies, action)]
        if not able:
            _require_read(holder)
    except Undecided as stopped:
        yield Open(holder.on, (stopped.path,))
        return
    if able:
        fact = f"{holder.called} may {' and '.join([_REMOVAL[action] for action in able][:2])}"
        yield allowed_by(Problem(fact, key="boundary", on=holder.on), holder, able, _mended(able))


def _require_read(holder: Holder) -> None:
    """Raise `Undecided` where what is not known yet may name boundaries, and lets it do any of this."""
    for path in holder.untold:
        raise Undecided(path)
    for path in holder.unread:
        if any(_may(holder.policies, action) for action in _REMOVAL):
            raise Undecided(path)


def _mended(able: list[str], boundary: str = "") -> Mend:
    """To take a boundary off is nobody's task; to put one is, as long as it is the account's."""
    if not all(":Put" in action for action in able):
        return without
    return asking({"StringEquals": {"iam:PermissionsBoundary": boundary or "BOUNDARY_ARN"}})


def _is_bounded(found: Permissions) -> bool:
    return found.bounded is not None or found.boundary_is_unknown


def _names_boundaries(policies: Policies) -> bool:
    """Whether a statement that allows names them, as `iam:*Boundary` does and `iam:*` does not."""
    return any("boundary" in action.lower() for statement in allows(policies) for action in actions_of(statement))


def _rewrites(found: Permissions, means: tuple[Means, ...]) -> bool:
    arn = found.bounded.arn if found.bounded else ""
    return bool(arn) and any(may(found.policies, one, arn, *_others(means, one)) for one in VERSIONS)


def _others(means: tuple[Means, ...], action: str) -> Iterator[Document]:
    """Policies that leave only the requests of the identity itself, for a question about those."""
    for one in means[:1]:  # roles and users ask as one caller
        yield from one.caller.facts.denying(one.told(action).keys)


def _where(found: Permissions) -> Arn:
    """The account of an identity, as far as its boundary says, which is one of the same account or of AWS."""
    arn = Arn.parse(found.bounded.arn) if found.bounded else None
    return arn if arn and not arn.aws_managed_policy else _ANYWHERE


def _may(policies: Policies, action: str, *besides: Document, where: Arn = _ANYWHERE) -> bool:
    kind = "user" if "User" in action else "role"
    on = f"arn:{where.partition}:iam::{where.account}:{kind}/*"
    return may(policies, action, on, *besides, *([_PUTTING_ANOTHER] if ":Put" in action else []))


class _Boundaries:
    """What boundaries would let through; each is asked once, however many identities it bounds."""

    def __init__(self) -> None:
        self._known: dict[int, bool] = {}

    def let_through(self, found: Permissions) -> bool:
        """Whether the boundary lets any of it through: then it matters what is not known of the policies."""
        boundary = found.boundary
        if boundary is None:
            return True
        if id(boundary) not in self._known:
            most = Policies((ALL_ALLOWED,), boundary)
            self._known[id(boundary)] = any(_may(most, action) for action in _REMOVAL)
        return self._known[id(boundary)]
