"""This is where it is told what somebody gets of a role as which they try a state of their own, though it is named.

To try one (`states:TestState`) runs it at once as the role that is passed, calls of AWS included, and leaves nothing
behind: nobody deploys by that, so a pipeline that makes no state machines was not given the role for its work. So it is
with a runbook of Systems Manager that a workload writes and starts. A role as which nothing of the stack runs was made
to try things with, unless it is called after what it changes and the holder is not: `invoice-writer`, which writes
`invoices`, is no trial of `quotes-api`. Sources: Step Functions API Reference, "TestState"; Step Functions Developer
Guide, "Using TestState API to test a state in Step Functions"; AWS Systems Manager API Reference,
"StartAutomationExecution"; read 2026-12.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import Consumers
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import (
    is_called_by,
    is_kin,
    is_of_the_work_of_others,
    words_of_target,
)
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, Weight, every_gained
from daypass_policies.escalating.takeovers.workers import is_there_for_others, works_for_itself

_TRIES: Final[Mapping[str, tuple[str, ...]]] = {
    "stepfunctions-x01": ("states:CreateStateMachine", "states:UpdateStateMachine"),
    "ssm-003": ("ssm:CreateDocument",),
}
"""Path on which a state, or a runbook, of one's own runs at once as the role that is passed → who may do this deploys
such things, and with them their roles."""


_FOR_TRIALS: Final = frozenset(
    (
        *("probe", "trial", "try", "test", "tester", "testing", "mock", "stub", "dummy", "sample", "example", "demo"),
        *("dry", "dryrun", "sandbox", "playground", "experiment", "lint", "linter", "validate", "validator"),
    )
)
"""Words, in the singular, by which roles are called that were made to try things with."""


def gained_by_trying(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What this step gives so; nothing of a role that is called like the holder, or by nothing."""
    makes = [action for path in edge.paths for action in _TRIES.get(path, ())]
    if not makes:
        return None
    is_asked = not _deploys(actor, makes) if is_there_for_others(actor) else works_for_itself(actor, rising)
    return next(of_others(edge.target, actor, rising), None) if is_asked else None


def of_others(role: Node, actor: Actor, rising: Rising, weights: tuple[Weight, ...] = HEAVY) -> Iterator[Gain]:
    """What is to be had of a role that is somebody else's: something runs as it, else it is called after its work."""
    if not words_of_target(role) or is_kin(actor, role):
        return
    is_run = bool(rising.reach.stack.once(Consumers).by_role.get(role.key))
    is_a_trials = not is_run and _is_for_trials(role, rising)
    for gain in () if is_a_trials else every_gained(actor, role, rising, weights):
        if is_run or is_of_the_work_of_others(actor, role, gain.resource):
            yield gain


def _is_for_trials(role: Node, rising: Rising) -> bool:
    other = rising.actors.by_urn.get(role.key)
    return other is not None and is_called_by(other, _FOR_TRIALS)


def _deploys(actor: Actor, makes: Iterable[str]) -> bool:
    return any(best(means.anywhere(action) for means in actor.means).possible for action in makes)
