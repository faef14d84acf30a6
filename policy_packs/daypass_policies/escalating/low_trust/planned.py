"""This is where it is told that plans, for which there is a role of their own, get another one that changes things.

Who plans with a role apart from the one that applies means to keep the proposals of anybody from what reviewed code
does. A trust that leaves the phase open undoes that, as a run asks for whatever role lets it in. Where a third role is
for applying, the open one is for both, and was meant so.
"""

from collections.abc import Iterator
from typing import NamedTuple

from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.rule import Open, Problem
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.doubting import doubted
from daypass_policies.escalating.takeovers.gaining import HEAVY, gained
from daypass_policies.escalating.told import Doubts
from daypass_policies.trusting.phases import Phase, let_in_beside, phases
from daypass_policies.trusting.trust import known_admissions


class _Entered(NamedTuple):
    """A role, and the runs of one workload that enter it."""

    actor: Actor
    phases: tuple[Phase, ...]


class _Unsure(NamedTuple):
    """A role that plans enter, and what is not known of what they get by it: of its rights, or of theirs."""

    entered: Actor
    whose: Actor
    unknown: tuple[Untold, ...]


def entered_by_plans(rising: Rising) -> Iterator[Problem | Open]:
    """The roles that plans enter beside one of their own, each once; then those of which that is not known."""
    by_workload: dict[object, list[_Entered]] = {}
    for actor in sorted(rising.actors.each, key=lambda one: one.resource.urn):
        for workload, each in grouped((phase.workload, phase) for phase in _phases(actor)).items():
            by_workload.setdefault(workload, []).append(_Entered(actor, each))
    found = [one for entered in by_workload.values() for one in _among(entered, rising)]
    told: set[str] = set()
    for one in found:
        if isinstance(one, Problem) and one.on and one.on.urn not in told:
            told.add(one.on.urn)
            yield one
    yield from _open([one for one in found if isinstance(one, _Unsure) and one.entered.resource.urn not in told])


def _open(unsure: list[_Unsure]) -> Iterator[Open]:
    """What is not known, by whose it is, each once."""
    whose = {one.whose.resource.urn: one.whose for one in unsure}
    unknown: dict[str, list[Untold]] = {urn: [] for urn in whose}
    for one in unsure:
        unknown[one.whose.resource.urn].extend(one.unknown)
    doubts = Doubts()
    for urn, actor in whose.items():
        yield from doubts.of(actor, unknown[urn])


def _phases(actor: Actor) -> tuple[Phase, ...]:
    return tuple(phases(known_admissions(actor.resource))) if actor.node else ()


def _among(entered: list[_Entered], rising: Rising) -> Iterator[Problem | _Unsure]:
    """Of the roles that runs of one workload enter."""
    ways = [(one, planner, phase) for one, planner, phase in let_in_beside((one.actor, one.phases) for one in entered)]
    for actor in {one.resource.urn: one for one, _, _ in ways}.values():
        found = [(planner, phase) for one, planner, phase in ways if one is actor]
        problem = next((told for each in found if (told := _problem(actor, *each, rising))), None)
        if problem:
            yield problem
        else:
            yield from (unsure for planner, _ in found for unsure in _unsure(actor, planner, rising))


def _unsure(entered: Actor, planner: Actor, rising: Rising) -> Iterator[_Unsure]:
    for doubt in doubted(planner, entered.node, rising, HEAVY) if entered.node else ():
        if doubt.unknown:
            yield _Unsure(entered, entered, doubt.unknown)
        if doubt.held:
            yield _Unsure(entered, planner, doubt.held)


def _problem(entered: Actor, planner: Actor, phase: Phase, rising: Rising) -> Problem | None:
    gain = gained(planner, entered.node, rising, HEAVY) if entered.node else None
    if gain is None:
        return None
    return Problem(
        f"{entered.title} lets in plans of what nobody has looked at, for which there is "
        f"{planner.title}, and may {gain} and that one may not",
        at=phase.where,
        key=f"plans of {planner.resource.name}",
        severity="medium",
        confidence="medium",
        advisory=True,
        on=entered.resource,
    )
