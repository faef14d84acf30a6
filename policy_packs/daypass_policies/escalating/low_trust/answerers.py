"""This is where it is told whether it is somebody else who is there to answer where something waits.

By names: another is called after approvals, or whoever may answer is called like something else that they may answer,
and another is not. Who is called after what waits, or by nothing that says whose they are, is there for it.
"""

from collections.abc import Callable, Iterable

from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.approvals import records_approvals
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like, words_of
from daypass_policies.escalating.takeovers.workers import is_workloads

Beside = Callable[[Actor], Iterable[str]]
"""The names of what else somebody may answer."""


def is_anothers(actor: Actor, others: Iterable[Actor], names: Iterable[str], beside: Beside, rising: Rising) -> bool:
    """Whether one of the others is there to answer what is called by these names, and the holder is not.

    A pipeline that may do everything with such a thing deploys it.
    """
    stack = rising.reach.stack
    if not words_of(actor) or _is_called_like(actor, names) or records_approvals(actor, stack):
        return False
    if not is_workloads(actor, rising):
        return False
    is_elsewhere = _is_called_like(actor, beside(actor))
    return any(
        records_approvals(other, stack) or (is_elsewhere and not _is_called_like(other, beside(other)))
        for other in others
        if other is not actor
    )


def _is_called_like(actor: Actor, names: Iterable[str]) -> bool:
    return any(is_called_like(actor, name) for name in names)
