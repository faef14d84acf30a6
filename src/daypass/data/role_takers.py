"""This is where the actions are that take a role which the caller hands over, and for which services that role is.

Whoever may pass any role, and may do one of them, gives a role to something that then works as they say. The known sets
of actions are in `escalation_paths`; these are all that AWS's own interfaces have.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from daypass.data.escalation_paths import HANDS_OVER, EscalationPath
from daypass.data.table import read_table

_ACTIONS: Final = (
    "https://docs.aws.amazon.com/service-authorization/latest/reference/"
    "reference_policies_actions-resources-contextkeys.html"
)


class RoleTaker(NamedTuple):
    """An action, and the principals for which the role may be, as `iam:PassedToService` names them.

    `things` are patterns of ARNs: what gets the role has one of these, as `iam:AssociatedResourceArn` has it.
    """

    action: str
    services: tuple[str, ...]
    things: tuple[str, ...]

    @property
    def path(self) -> EscalationPath:
        """The path on which whoever may pass a role goes by this action; it is called by the action.

        Its page leads to the actions of each service, and to what each asks of a role.
        """
        return EscalationPath(
            self.action,
            "new-passrole",
            (HANDS_OVER, self.action),
            services=self.services,
            consumer="",
            resource="",
            elsewhere=(),
            source=_ACTIONS,
        )


@cache
def role_takers() -> tuple[RoleTaker, ...]:
    """Every such action, in the order of the table."""
    rows = read_table("role_takers").rows
    return tuple(RoleTaker(row["action"], tuple(row["services"].split()), tuple(row["things"].split())) for row in rows)


@cache
def taker_paths() -> tuple[EscalationPath, ...]:
    """The path of each of them, whether or not a list has it."""
    return tuple(taker.path for taker in role_takers())


@cache
def taking_services() -> tuple[str, ...]:
    """All services for which a role that is passed may be, sorted."""
    return tuple(sorted({service for taker in role_takers() for service in taker.services}))


def things_of(actions: Iterable[str]) -> tuple[str, ...]:
    """What may get the role by any of these actions; none where none of them is known to take one."""
    return tuple(dict.fromkeys(thing for action in actions for thing in _things().get(action, ())))


@cache
def _things() -> dict[str, tuple[str, ...]]:
    return {taker.action: taker.things for taker in role_takers()}
