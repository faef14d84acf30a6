"""This is where it is told of which services a statement may ask for whom they act.

A statement that names a service beside one that does not say it could not ask: it would lock the other one out.
"""

from collections.abc import Callable

from daypass_policies.grant import Grant


def may_be_asked(grant: Grant, says_who: Callable[[str], bool]) -> bool:
    """Whether the grant is of a service, and all services of its statement are known to say for whom they act.

    `says_who` is asked about a principal such as `sns.amazonaws.com`. Raises `Undecided`.
    """
    if grant.kind != "Service" or not says_who(grant.principal):
        return False
    beside = (grant.statement.principals or {}).get("Service", ())
    return all(map(says_who, beside))
