"""This is where it is told of which services a statement may ask for whom they act.

A condition holds for all whom a statement names. One that names a service beside another that does not say for whom it
acts could not ask: it would lock that one out, and must be two statements first.
"""

from collections.abc import Callable
from enum import Enum

from daypass_policies.opening.grant import Grant


class Asking(Enum):
    """Whether a statement may ask its service for whom that acts."""

    NO = "nobody knows that the service says so"
    AT_ONCE = "all services of the statement say so"
    BY_ITSELF = "it does, and another of the statement does not"


def asking(grant: Grant, says_who: Callable[[str], bool]) -> Asking:
    """Whether the service of a grant may be asked; NO for principals of other kinds.

    `says_who` is asked about a principal such as `sns.amazonaws.com`. Raises `Undecided`.
    """
    if grant.kind != "Service" or not says_who(grant.principal):
        return Asking.NO
    beside = (grant.statement.principals or {}).get("Service", ())
    return Asking.AT_ONCE if all(map(says_who, beside)) else Asking.BY_ITSELF
