"""This is where it is told what somebody gets of a role as which they try a state of their own, though it is named.

To try one (`states:TestState`) runs it at once as the role that is passed, calls of AWS included, and leaves nothing
behind: nobody deploys by that, so a pipeline that makes no state machines was not given the role for its work. So it is
with a runbook of Systems Manager that a workload writes and starts. A role as which nothing runs was made to try things
with. Sources: Step Functions API Reference, "TestState"; Step Functions Developer Guide, "Using TestState API to test a
state in Step Functions"; AWS Systems Manager API Reference, "StartAutomationExecution"; read 2026-12.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import Consumers
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_kin, words_of_target
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, gained
from daypass_policies.escalating.takeovers.workers import is_there_for_others, works_for_itself

_TRIES: Final[Mapping[str, tuple[str, ...]]] = {
    "stepfunctions-x01": ("states:CreateStateMachine", "states:UpdateStateMachine"),
    "ssm-003": ("ssm:CreateDocument",),
}
"""Path on which a state, or a runbook, of one's own runs at once as the role that is passed → who may do this deploys
such things, and with them their roles."""


def gained_by_trying(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What this step gives so; nothing of a role that is called like the holder, or by nothing."""
    makes = [action for path in edge.paths for action in _TRIES.get(path, ())]
    if not makes or not _runs_for_another(edge.target, actor, rising):
        return None
    is_asked = not _deploys(actor, makes) if is_there_for_others(actor) else works_for_itself(actor, rising)
    return gained(actor, edge.target, rising, HEAVY) if is_asked else None


def _runs_for_another(role: Node, actor: Actor, rising: Rising) -> bool:
    """Whether something else runs as it, and nothing says that it is the holder's."""
    uses = rising.reach.stack.once(Consumers).by_role.get(role.key, ())
    return bool(uses) and bool(words_of_target(role)) and not is_kin(actor, role)


def _deploys(actor: Actor, makes: Iterable[str]) -> bool:
    return any(best(means.anywhere(action) for means in actor.means).possible for action in makes)
