"""This is where it is told whether a statement that asks for a service in between can be met: `aws:CalledVia`.

Such a key is there only where the service makes the request with the rights of whoever called it. Who has no action by
which it does so never comes through it. Of a service that the table does not have that is possible, and so it is where
a condition takes in services by a pattern, or asks for any of them (`aws:ViaAWSService`). Source: IAM User Guide, "AWS
global condition context keys"; read 2026-11.
"""

from collections.abc import Callable
from typing import Final

from daypass.data.acting_services import acting_services
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.reading_verbs import READING
from daypass.iam.condition import Condition, Operator
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided

_KEYS: Final = ("aws:calledvia", "aws:calledviafirst", "aws:calledvialast")
_POSITIVE: Final = tuple(
    Operator(base, qualifier)
    for base in ("StringEquals", "StringEqualsIgnoreCase", "StringLike")
    for qualifier in ("", "ForAnyValue")
)


def can_be_met(line: Line, action: str, may: Callable[[str], bool]) -> bool:
    """Whether who `may` do certain actions (patterns) may do this one through a service, where it asks for one.

    A service reads for more than those by which it acts, so that nothing is told of what only reads.
    """
    if line.keys.isdisjoint(_KEYS) or action.partition(":")[2].startswith(READING):
        return True
    try:
        asked = [one for one in line.statement.conditions if one.key.lower() in _KEYS and one.test in _POSITIVE]
    except Undecided:
        return True
    return all(_comes_through(one, may) for one in asked)


def _comes_through(asked: Condition, may: Callable[[str], bool]) -> bool:
    return any(_acts(service, may) for service in asked.values)


def _acts(service: str, may: Callable[[str], bool]) -> bool:
    actions = acting_services().get(service.lower())
    return actions is None or has_wildcard(service) or "${" in service or any(map(may, actions))
