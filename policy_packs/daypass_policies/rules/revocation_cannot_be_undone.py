"""Who is cut off may not be the one who can lift the ban."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from daypass.data.stand_ins import NOBODYS_ACCOUNT, PROBE
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS, ROLE, USER
from daypass.iam.glob import matches
from daypass.iam.policies import Policies
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.anything import able_to, may_all, may_whole, placed
from daypass_policies.mending.allowing import allowed_by, without
from daypass_policies.rights import HOLDERS, Holder, Holders, allows, denying, may, mentions, require_all_known

_LIFTING: Final[Mapping[str, tuple[str, ...]]] = {
    ROLE: ("iam:DeleteRolePolicy", "iam:PutRolePolicy"),
    USER: ("iam:DeleteUserPolicy", "iam:PutUserPolicy"),
}
"""What takes an inline policy off an identity, or writes another under its name."""

_OF_ANY: Final = {"iam:DeleteRolePolicy": "role", "iam:DeleteUserPolicy": "user"}
"""Who may only write the policies of all gets more rights by it, and `no-path-to-more-rights` says so."""

_UNBOUNDED: Final = denying({"Null": {"iam:PermissionsBoundary": "false"}})
"""Leaves what needs no boundary: to ask for the account's own is how somebody is let manage what has it."""

_PEOPLE: Final = ("group", "permission set")
"""Members of a group have what it holds, and are asked themselves; people are not the matter of this rule."""


@rule(
    "revocation-cannot-be-undone",
    risk="revocation-gap",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=HOLDERS,
    stack=True,
    controls=("NHI1:2025", "NIST-800-53:AC-2(3)", "NIST-800-53:AC-5", "SOC2:CC6.2"),
    remedy="Name the roles whose inline policies it deletes (role/app/*), without itself, or ask for their boundary.",
)
def revocation_cannot_be_undone(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A ban of all sessions before an hour holds for those; whoever may delete inline policies may lift it.

    AWS has no condition on a policy's name, so that whoever may delete the inline policies of every role or user may
    delete `daypass-revoked` of any. Judged is what an identity may do in the end, a Deny and its boundary included, to
    a role that nobody named to it. Pipelines that manage the roles of a path or a prefix pass, and those that may only
    where the role has a boundary, or a tag that they cannot put on. Of whoever may do everything in IAM
    `no-admin-access` speaks.

    The next session of who was cut off may lift the ban on itself: told where a statement that lets it delete inline
    policies names the identity by its whole ARN, or by how its name begins where it may not write them, of which
    `no-rewriting-of-own-rights` speaks; in profile `strict` however it may.

    Refused:
        deploy:
          type: aws:iam/role:Role
          properties:
            name: deploy
            inlinePolicies:
              - name: roles
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                   "Action": ["iam:PutRolePolicy", "iam:DeleteRolePolicy"], "Resource": "arn:aws:iam::*:role/*"}]}

    Mended:
        deploy:
          type: aws:iam/role:Role
          properties:
            name: deploy
            inlinePolicies:
              - name: roles
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                   "Action": ["iam:PutRolePolicy", "iam:DeleteRolePolicy"], "Resource": "arn:aws:iam::*:role/app/*"}]}
    """
    told: set[str] = set()
    for holder in stack.once(Holders).asked(ask.profile):
        if holder.noun not in _PEOPLE:
            for problem in _of_any(holder):
                told.add(holder.on.urn)
                yield problem
    for found in stack.once(EffectivePermissions).each:
        if found.noun in _LIFTING and found.identity.urn not in told and not was_looked_up(found.identity):
            try:
                named = _named_to_itself(found)
                if named or ask.profile == "strict":
                    yield from _of_itself(found, named or _LIFTING[found.noun], is_named=bool(named))
            except Undecided as stopped:
                yield Open(found.identity, (stopped.path,))


def _of_any(holder: Holder) -> Iterator[Problem | Open]:
    able, unknown = able_to(holder, _OF_ANY, lambda action: _may_of_any(holder.policies, action))
    if able:
        whose = " and ".join(f"every {_OF_ANY[action]}" for action in able)
        fact = f"{holder.called} may lift the revocation of {whose}"
        problem = Problem(fact, key="" if holder.is_marked else " ".join(able), on=holder.on)
        yield allowed_by(problem, holder, able, without)
    elif unknown:
        yield Open(holder.on, unknown)


def _may_of_any(policies: Policies, action: str) -> bool:
    """Whether it may do it to an identity of no name, and to one of ours. Raises `Undecided`."""
    if not any(mentions(statement, action) for statement in allows(policies)):
        return False  # as with nearly everybody, told at once
    left = replace(policies, identity=(*policies.identity, _UNBOUNDED))
    return any(
        may_all(left, (action,), f"{of}/{PROBE}")
        and may_all(left, (action,), f"{of}/daypass/{PROBE}")
        and not may_whole(policies, "iam", f"{of}/{PROBE}")
        for of in placed(f"arn:*:iam::*:{_OF_ANY[action]}", policies, action)
    )


def _named_to_itself(found: Permissions) -> tuple[str, ...]:
    """What deletes its inline policies, where a statement that allows it names the identity.

    By a beginning of its name, too, where it may not write them: who writes its own rights is told so.
    """
    deleting, writing = _LIFTING[found.noun]
    own = text_of(said(found.identity, "arn"))
    known = [one for one in allows(found.policies) if own and one.is_fully_known and mentions(one, deleting)]
    patterns = bool(known) and not may(found.policies, writing, own)
    return (deleting,) if any(_names(one, own, patterns=patterns) for one in known) else ()


def _names(statement: Statement, arn: str, *, patterns: bool) -> bool:
    begun = arn[: arn.rfind("/") + 2]  # as far as the first letter of the name
    named = (one for one in statement.resources if patterns and one.startswith(begun))
    return arn in statement.resources or any(matches(one, arn) for one in named)


def _of_itself(found: Permissions, asked: tuple[str, ...], *, is_named: bool) -> Iterator[Problem]:
    """Where it is named, a boundary that nobody sees here does not hide it: no boundary is made for that."""
    lifting = [action for action in asked if _is_mentioned(found, action)]
    own = list(_own_arns(found)) if lifting else []
    can = next((action for action in lifting if any(may(found.policies, action, arn) for arn in own)), "")
    if can:
        if found.boundary_is_unknown and not is_named:
            raise Undecided("permissionsBoundary")
        fact = f"{found.noun} {found.identity.name!r} may lift its own revocation ({can} on itself)"
        yield Problem(fact, on=found.identity)
    else:
        require_all_known(found)


def _is_mentioned(found: Permissions, action: str) -> bool:
    """Whether a statement that allows is about the action: nearly none is, and to ask more of those costs more."""
    return any(mentions(statement, action) for statement in allows(found.policies))


def _own_arns(found: Permissions) -> Iterator[str]:
    """The identity's ARN, or those that it may come to have. Raises `Undecided` where its name is not known yet."""
    identity = found.identity
    arn = text_of(said(identity, "arn"))
    if arn.startswith("arn:"):
        yield arn
        return
    kind = IDENTITY_KINDS[identity.type]
    name, path = identity.state.get(kind.name), text_of(said(identity, "path"))
    resource = f"{kind.in_arn}{path or '/'}{name or f'{identity.name}-0000000'}"  # as Pulumi makes a name up
    # Whole accounts and no pattern, which would take in `role/others/…:role/deploy`, a role that could not be.
    yield from dict.fromkeys(f"arn:{home}:{resource}" for home in (f"aws:iam::{NOBODYS_ACCOUNT}", *_homes(found)))


def _homes(found: Permissions) -> Iterator[str]:
    """Partition, service and account of what its policies are about: where it lives, if they are of any use to it."""
    for statement in allows(found.policies):
        if statement.is_fully_known:
            for match in filter(None, map(_HOME.match, statement.resources)):
                yield f"{'aws' if '*' in match[1] else match[1]}:iam::{match[2]}"


_HOME: Final = re.compile(r"arn:([a-z*-]+):iam::([0-9]{12}):")
