"""This is where it is said for people that a holder leads to an identity that is stronger, or trusted more."""

from dataclasses import replace

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.steering.commands.orders import NAMING
from daypass.graph.becoming.steering.webhooks import PROPOSING
from daypass.rule import Problem
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rise
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.told import placed, unless_bounded


def to_stronger(who: str, actor: Actor, rise: Rise, how: str = "") -> Problem:
    """What a certain rise is; `who` says whose it is, `how` what is missing on the way."""
    is_fact = rise.is_far and not rise.is_by_name
    problem = Problem(
        f"{who} leads to {rise.target}, which {rise.words}{how}: {steps_of(rise)}",
        key=f"to {rise.target.name}",
        severity="high" if is_fact else "medium",
        advisory=not is_fact,
        on=actor.resource,
    )
    return unless_bounded(problem) if rise.is_bounded_elsewhere else problem


def to_one(actor: Actor, rise: Rise) -> Problem:
    """A path to one identity of the stack, that the holder may name as it should: it is too strong."""
    ids = sorted({id_ for edge in rise.edges for id_ in edge.paths})
    fact = f"{actor.title} may act as {rise.target}, which {rise.words}: {steps_of(rise)}"
    told = Problem(fact, key=f"to {rise.target.name} {' '.join(ids)}".strip(), on=actor.resource)
    if rise.is_by_name:
        return replace(told, severity="medium", confidence="medium", advisory=True)
    if (NAMING | PROPOSING).isdisjoint(ids):
        return told
    # Whoever names a commit must have put it into the repository, and the stack does not say who pushes there.
    message = f"{fact}, where they have a commit or a pull request in its repository"
    return replace(told, message=message, severity="medium", confidence="medium", advisory=True)


def to_class_above(actor: Actor, step: Edge, how: str = "", *, is_bounded_elsewhere: bool = False) -> Problem:
    """What a step is to a role of a class that is trusted more."""
    classes = f"of class {step.source.workload_class} leads to {step.target} of class {step.target.workload_class}"
    problem = Problem(
        f"{actor.title} {classes}{how}: {step.says}",
        key=f"to {step.target.name}",
        severity="medium",
        advisory=True,
        on=actor.resource,
    )
    return unless_bounded(problem) if is_bounded_elsewhere else problem


def to_another(who: str, actor: Actor, taken: Taken, how: str = "") -> Problem:
    """Whose rights somebody takes who was not given them."""
    without = " without its permissions boundary" if taken.is_lifted else ""
    return Problem(
        f"{who} leads to {taken.target}, which may {taken.gain}{without}, as it may not itself{how}: {steps_of(taken)}",
        key=f"to {taken.target.name}",
        severity="medium",
        confidence="medium",
        advisory=True,
        on=actor.resource,
    )


def steps_of(way: Rise | Taken) -> str:
    """Each step in a sentence, with the statements that let it be."""
    return ", then ".join(_step(edge) for edge in way.edges)


def _step(edge: Edge) -> str:
    said = " and ".join(dict.fromkeys(map(placed, edge.grounds)))
    return f"{edge.says}{f' ({said})' if said else ''}"
