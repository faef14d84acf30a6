"""This is where it is told who scales what others run, and gets nothing by what they change but to scale it.

How many of a thing run gives nobody what these do, and whoever is called after that is there to say it, by whatever
detour: a stack that registers targets, or a schedule. What a group starts (`autoscaling:UpdateAutoScalingGroup`) is
another matter. Sources: Service Authorization Reference, "AWS Application Auto Scaling", "AWS Auto Scaling" and "Amazon
EC2 Auto Scaling"; read 2026-12.
"""

from typing import Final

from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.belonging import is_called_by
from daypass_policies.escalating.takeovers.gaining import Gain
from daypass_policies.escalating.takeovers.workers import is_an_agents

_SCALING: Final = frozenset(
    (
        *("autoscale", "autoscaler", "autoscaling", "capacity", "scale", "scaledown", "scaler", "scaleup", "scaling"),
        *("rightsizer", "rightsizing"),
    )
)
"""Words by which those are called who say how much of a thing runs."""

_SERVICES: Final = ("application-autoscaling:", "autoscaling-plans:")
_ACTIONS: Final = frozenset(
    (
        *("autoscaling:setdesiredcapacity", "autoscaling:executepolicy"),
        *("autoscaling:putscalingpolicy", "autoscaling:deletepolicy"),
        *("autoscaling:putscheduledupdategroupaction", "autoscaling:batchputscheduledupdategroupaction"),
        *("autoscaling:deletescheduledaction", "autoscaling:batchdeletescheduledaction"),
    )
)
"""What does nothing but say so."""


def is_its_scaling(actor: Actor, gain: Gain) -> bool:
    """Whether it is to scale, and the holder is called after that. An agent does what it is talked into."""
    action = gain.action.lower()
    scales = action.startswith(_SERVICES) or action in _ACTIONS
    return scales and is_called_by(actor, _SCALING) and not is_an_agents(actor)
