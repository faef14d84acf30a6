"""This is where it is told whether one statement applies to a request: its action, resource, principal, conditions.

What is unknown raises `Undecided` by itself. Who asks about many requests keeps a `Reading` of the statement instead.
Source: IAM User Guide, "IAM JSON policy elements reference"; read 2026-11.
"""

from daypass.iam.condition import Condition
from daypass.iam.conditions import test_of
from daypass.iam.context import Context
from daypass.iam.principal import Principal
from daypass.iam.reading import Reading
from daypass.iam.request import Request
from daypass.iam.statement import Statement
from daypass.iam.variables import FIRST_VERSION


def applies(statement: Statement, request: Request, version: str) -> bool:
    """Whether the statement says something about this request. `version` is its document's.

    Raises `MalformedDocument`, `MalformedRequest` for a value of a condition that cannot be read, and `Undecided`.
    """
    return Reading(statement, version).applies(request)


def fits_action(statement: Statement, action: str) -> bool:
    """Whether `Action` takes the action in, or `NotAction` does not leave it out. Case does not count."""
    return Reading(statement, FIRST_VERSION).fits_action(action)


def fits_resource(statement: Statement, resource: str, context: Context, version: str) -> bool:
    """Whether `Resource` takes the resource in, or `NotResource` does not leave it out; a trust policy has neither.

    A pattern is tried on the whole ARN: a `*` also takes in `:`, where AWS promises that only for one that ends a part
    of the ARN. Source: "IAM JSON policy elements: Resource".
    """
    return Reading(statement, version).fits_resource(resource, context)


def fits_principal(statement: Statement, principal: Principal) -> bool:
    """Whether `Principal` names the principal, or `NotPrincipal` does not; an identity policy has neither."""
    return Reading(statement, FIRST_VERSION).fits_principal(principal)


def holds(condition: Condition, context: Context, version: str, path: str = "") -> bool:
    """Whether the condition is met. `path` is that of its statement, for what is said of a value nobody can read."""
    return test_of(condition, version, path)(context)
