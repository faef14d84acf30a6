"""This is where it is written how a policy is mended by which a holder gets more rights, as `Problem.mended` has it.

What only its author knows is a word in capitals. Where several statements give the same right, nothing is written.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from daypass.data.escalation_paths import HANDS_OVER
from daypass.graph.becoming.means import ASSUME
from daypass.graph.becoming.passing.associated import PASSED_TO
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.iam.statement import Statement
from daypass.rule import Problem
from daypass_policies import rights
from daypass_policies.escalating.actors import Actor
from daypass_policies.mending.allowing import Mend, allowed_by, without
from daypass_policies.mending.leaving_out import without_resources

_SESSION: Final = (ASSUME.lower(), "sts:tagsession", "sts:setsourceidentity")
_SERVICE: Final = {"StringEquals": {"iam:PassedToService": "SERVICE.amazonaws.com"}}
_SOME_ACCOUNT: Final = "ACCOUNT"


def mended(problem: Problem, actor: Actor, actions: Collection[str], mend: Mend) -> Problem:
    """The same with what mends it, at the one statement that gives the holder these actions; else as it is."""
    asked = rights.Holder(actor.resource, actor.noun, actor.permissions)
    found = allowed_by(problem, asked, actions, mend)
    return found if found.mended else problem


def role_named(actor: Actor) -> Mend:
    """To name the role and whom it is passed to, where the statement is about nothing else; else to pass none."""
    caller = actor.means[0].caller
    own = Arn.parse(caller.arn)
    partition, account = own.partition if own else "aws", caller.account or _SOME_ACCOUNT

    def mend(statement: Statement, actions: Collection[str]) -> Mapping[str, Any] | None:
        if not _is_about(statement, (HANDS_OVER.lower(),)):
            return without(statement, actions)
        is_for_one = any(condition.is_on(PASSED_TO) for condition in statement.conditions)
        named = {"Resource": f"arn:{partition}:iam::{account}:role/ROLE"}
        return named if is_for_one else {**named, "Condition": _SERVICE}

    return mend


def assumed_role_named(statement: Statement, actions: Collection[str]) -> Mapping[str, Any] | None:
    """To name the role that is assumed, where the statement is about nothing else."""
    is_alone = bool(actions) and _is_about(statement, _SESSION)
    return {"Resource": f"arn:{_partition(statement)}:iam::{_SOME_ACCOUNT}:role/ROLE"} if is_alone else None


def without_resource(arn: str) -> Mend:
    """To leave out the one thing that is named, and the statement with it where it is the only one."""

    def mend(statement: Statement, actions: Collection[str]) -> Mapping[str, Any] | None:
        return without_resources(statement, (arn,)) if actions else None

    return mend


def _partition(statement: Statement) -> str:
    arns = filter(None, map(Arn.parse, statement.resources))
    return next((arn.partition for arn in arns if not has_wildcard(arn.partition)), "aws")


def _is_about(statement: Statement, actions: Collection[str]) -> bool:
    """Whether the statement is about nothing but these, in small letters."""
    return bool(statement.actions) and all(pattern.lower() in actions for pattern in statement.actions)
