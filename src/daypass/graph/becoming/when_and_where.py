"""This is where it is told what the time and the place say of a request that is yet to come.

A day that is past does not come again, so that a statement which holds before one alone holds no more, and one that
holds after it holds for good. A service that has one endpoint for all regions is asked in the region of that. Sources:
IAM User Guide, "AWS global condition context keys" (`aws:CurrentTime`, `aws:EpochTime`, `aws:RequestedRegion`:
"us-east-1" for global services); AWS General Reference, "Global endpoints"; read 2026-11.
"""

from collections.abc import Mapping
from typing import Final

from daypass.errors import DaypassError
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.iam.condition import Condition
from daypass.iam.conditions import test_of
from daypass.iam.context import Context
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided

REGION: Final = "aws:requestedregion"
_GLOBAL: Final = ("iam", "organizations", "account", "route53", "cloudfront")
_ASKED_ELSEWHERE: Final = ("iam:passrole",)
"""What no request is for: it is asked about within one for another service, in that one's region."""
_HOMES: Final = (("arn:aws:", "us-east-1"), ("arn:aws-us-gov:", "us-gov-west-1"))
"""How ARNs of a partition begin, and the region of such a service there. In China they have none in common."""

_BEFORE: Final = ("DateLessThan", "DateLessThanEquals", "NumericLessThan", "NumericLessThanEquals")
_AFTER: Final = ("DateGreaterThan", "DateGreaterThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals")
_PAST: Final[Mapping[str, str]] = {"aws:currenttime": "2026-11-30T00:00:00Z", "aws:epochtime": "1795996800"}
"""A time that is past for whoever has this file. What ended later ends with the next one."""


def at_home(action: str, arn: str) -> Facts:
    """Where an action is asked for by whom this ARN names; nothing where its service has an endpoint in each region."""
    is_global = action.partition(":")[0] in _GLOBAL and action.lower() not in _ASKED_ELSEWHERE
    found = next((Facts({REGION: home}) for start, home in _HOMES if arn.startswith(start)), NOTHING)
    return found if is_global else NOTHING


def is_over(statement: Statement, version: str) -> bool:
    """Whether it holds before a time alone that is past. What nobody can read may hold."""
    try:
        return any(_held(one, version, statement.path, _BEFORE) is False for one in statement.conditions)
    except (Undecided, DaypassError):
        return False


def has_begun(condition: Condition, version: str, path: str) -> bool:
    """Whether it holds for good, as a time is past from which on it does. Raises `MalformedDocument`."""
    return _held(condition, version, path, _AFTER) is True


def _held(condition: Condition, version: str, path: str, bases: tuple[str, ...]) -> bool | None:
    """Whether it held at the time that is past; None where it is not of these, or asks for something else."""
    key, test = condition.key.lower(), condition.test
    if key not in _PAST or test.base not in bases or test.qualifier:
        return None
    return test_of(condition, version, path)(Context.of({key: _PAST[key]}))
