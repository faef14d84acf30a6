"""This is where it is told that a path is nobody's: by what is told as too much, of a role that does as it is written.

Services alone enter such a role, and do with it what a definition says (a rule of EventBridge, the integration of an
API, a delivery stream). That it has all of a service, `no-admin-access` tells with the same remedy.
"""

from typing import Final

from daypass.data.managed_policies import managed_policy_gives
from daypass.data.service_calls import plain_principal
from daypass.graph.becoming.held import Held
from daypass.iam.arn import Arn
from daypass.iam.breadth import BroadStatement
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.administering import is_narrow, is_small, makes_administrator
from daypass_policies.escalating.escalation import HeldPath
from daypass_policies.escalating.service_roles import DELIVERING
from daypass_policies.escalating.takeovers.workers import AS_DEFINED
from daypass_policies.rights import mentions
from daypass_policies.trusting.trust import known_admissions

_AS_WRITTEN: Final = (AS_DEFINED | DELIVERING) - {"cloudformation.amazonaws.com", "ecs-tasks.amazonaws.com"}
"""Services that do with a role what a deployment wrote down, and take no template and no command from whoever calls."""


def only_does_as_written(actor: Actor) -> bool:
    """Whether such services enter the role, and nobody else."""
    admitted = known_admissions(actor.resource)
    return bool(actor.node and admitted) and all(
        one.kind == "Service" and plain_principal(one.principal) in _AS_WRITTEN for one in admitted
    )


def is_told_as_too_much(held: HeldPath, actor: Actor) -> bool:
    """Whether each action of the path is given with all of a service, and nothing holds back what gives it.

    A policy of AWS goes as a whole. What makes an administrator is another matter.
    """
    if actor.bounds is not None or actor.is_bounded_elsewhere:
        return False
    return all(
        any(_is_whole(one, action, actor) for means in actor.means for one in means.told(action).allows)
        for action in held.path.actions
    )


def _is_whole(held: Held, action: str, actor: Actor) -> bool:
    if held.doubt is not None:
        return False
    arn = Arn.parse(held.given.arn) if held.given.is_of_aws else None
    if arn:
        services = managed_policy_gives(arn.aws_managed_policy)
        return not (is_small(services) or makes_administrator(services))
    return any(
        one.statement.path == held.line.statement.path and mentions(one.statement, action) and _is_all_of_a_service(one)
        for one in actor.broad
    )


def _is_all_of_a_service(reached: BroadStatement) -> bool:
    return not is_narrow(reached) and not makes_administrator(reached.services)
