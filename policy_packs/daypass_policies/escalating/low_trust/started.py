"""This is where it is told what something that an event or a record starts does, and somebody may not.

A state machine counts by what it does before it asks anybody else, a pipeline before anybody has agreed.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.commands.flows import MACHINES, Flow, Place, Step, hidden_part
from daypass.graph.becoming.steering.commands.waits import waits_of
from daypass.graph.becoming.steering.pipeline_actions import actions_of
from daypass.graph.becoming.steering.pipelines import PIPELINES
from daypass.graph.consumers import Use
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.action import EVERYTHING
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.machine_tasks import Done, Tasks
from daypass_policies.escalating.low_trust.runners import Runners
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.doubting import doubted
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, every_gained

_SOURCES: Final = "Source"


class StartedUse(NamedTuple):
    """What is started does `done`; `untold`: what keeps from knowing of any."""

    use: Use
    done: Done | None
    untold: tuple[Untold, ...] = ()

    @property
    def words(self) -> str:
        """What people call it."""
        return f"{self.use.noun} {self.use.consumer.name!r}"


def anything(_: Gain) -> bool:
    """That whatever weighs counts."""
    return True


class Starting:
    """What is started in a stack."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._rising, self._runners, self._tasks = rising, stack.once(Runners), Tasks(stack, rising)

    def by(self, uses: Iterable[Use], actor: Actor, counts: Callable[[Gain], bool] = anything) -> Iterator[StartedUse]:
        """What of these does something that counts and that somebody may not, or may do so."""
        for use in {each.consumer.urn: each for each in uses}.values():
            is_machine = use.consumer.type in MACHINES
            found = self._in_machine(use, actor, counts) if is_machine else self._of(use, actor, counts)
            if found.done or found.untold:
                yield found

    def roles(self, use: Use) -> Iterator[Actor]:
        """As whom it works; of a pipeline nothing counts that it does only once somebody has agreed."""
        urns = [use.role]
        if use.consumer.type in PIPELINES:
            early = [action for action in actions_of(use.consumer).early if action.category != _SOURCES]
            builds = [build.role for action in early for build in self._runners.named("build", action.project)]
            urns = [*urns, *builds] if early else []
        yield from filter(None, map(self._rising.actors.by_urn.get, dict.fromkeys(urns)))

    def _in_machine(self, use: Use, actor: Actor, counts: Callable[[Gain], bool]) -> StartedUse:
        """What a state machine does before it asks anybody else."""
        machine = use.consumer
        flow = Flow(machine)
        asking = {wait.place for wait in waits_of(flow) if not wait.is_work}

        def says(place: Place) -> Step:
            return "stops" if place in asking else "passes"

        places = [place for place in flow.reached(says) if place not in asking]
        each = filter(None, (self._tasks.done(actor, machine, place) for place in places))
        done = next((one for one in each if counts(one.gain)), None)
        untold = next(filter(None, (self._tasks.untold(actor, machine, place) for place in places)), ())
        hidden = hidden_part(machine)
        return StartedUse(use, done, untold or ((Untold.of(machine, hidden),) if hidden else ()))

    def _of(self, use: Use, actor: Actor, counts: Callable[[Gain], bool]) -> StartedUse:
        """What anything else may do that is started."""
        nodes = [role.node for role in self.roles(use) if role is not actor and role.node]
        gains = ((node, one) for node in nodes for one in every_gained(actor, node, self._rising, HEAVY))
        done = next((Done(node, gain) for node, gain in gains if counts(gain)), None)
        doubts = (one for node in nodes for one in doubted(actor, node, self._rising, HEAVY))
        doubt = next((one for one in doubts if one.gain.action == EVERYTHING or counts(one.gain)), None)
        return StartedUse(use, done, (*doubt.unknown, *doubt.held) if doubt else ())
