"""This is where it is told what a request says that passes a role: to which service, and for which thing.

A statement may let roles be passed for one kind of thing alone: then whatever takes a role for another kind is closed.
The thing belongs to the service to which the role is passed, or to that of the action. Sources: IAM User Guide,
"Available keys for IAM" (`iam:AssociatedResourceArn`); IAM API Reference, "AddRoleToInstanceProfile"; read 2026-11.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from daypass.data.escalation_paths import HANDS_OVER
from daypass.data.role_takers import things_of
from daypass.graph.becoming.callers import ANY, Caller
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means
from daypass.iam.arn import Arn

PASSED_TO: Final = "iam:passedtoservice"
ASSOCIATED: Final = "iam:associatedresourcearn"

_SUFFIX: Final = ".amazonaws.com"


def things_for(means: Means, service: str, actions: Iterable[str]) -> tuple[str, ...]:
    """The ARNs, as patterns, of what these actions have a role passed to the service for, where a statement asks.

    None where no statement does, or where nobody can tell: then it may be anything.
    """
    return _things(service, tuple(actions), means.caller) if ASSOCIATED in means.told(HANDS_OVER).keys else ()


def passing(service: str, things: Iterable[str]) -> Iterator[Facts]:
    """What requests say that pass a role to the service for any of these; for anything where there are none."""
    to = Facts({PASSED_TO: service})
    each = [to.and_(Facts({ASSOCIATED: thing})) for thing in things]
    yield from each or (to,)


def _things(service: str, actions: tuple[str, ...], caller: Caller) -> tuple[str, ...]:
    own = Arn.parse(caller.arn)
    partition, account = (own.partition if own else ANY), caller.account
    return tuple(_here(thing, partition, account) for thing in _things_of(service, actions))


def _here(thing: str, partition: str, account: str) -> str:
    """The same in a partition and an account. Roles are passed in their own account alone."""
    arn = Arn.parse(thing)
    if arn is None:
        return thing
    is_in_one = bool(account) and arn.account == ANY and arn.resource != ANY  # some ARNs of a service may name none
    return ":".join(("arn", *arn._replace(partition=partition, account=account if is_in_one else arn.account)))


@lru_cache(maxsize=4096)
def _things_of(service: str, actions: tuple[str, ...]) -> tuple[str, ...]:
    own = {action.partition(":")[0] for action in actions}
    theirs = [label for label in service.removesuffix(_SUFFIX).split(".") if label not in own]
    found = things_of(actions)
    return (*found, *(f"arn:*:{label}:*:*:*" for label in theirs)) if found else ()
