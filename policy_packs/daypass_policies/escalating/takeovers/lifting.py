"""This is where it is told what somebody gets who takes the permissions boundary off a role that they become.

A boundary gives nothing and only holds back, so that whoever acts as the role then has all that it was given. Source:
IAM User Guide, "Permissions boundaries for IAM entities"; read 2026-11.
"""

from collections.abc import Iterator
from dataclasses import replace

from daypass.data.identity_edits import IdentityEdit, edits_by_action
from daypass.graph.becoming.anything.boundless import Boundaries
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import best
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import Gain, Weight, counts, gains, may_too


def gained_by_lifting(edge: Edge, actor: Actor, rising: Rising, weights: tuple[Weight, ...]) -> Gain | None:
    """The heaviest of what the boundary held back."""
    other = rising.actors.by_urn.get(edge.target.key)
    if other is None or other.is_bounded_elsewhere or not _takes_off(edge, actor, rising):
        return None
    free = replace(other, means=tuple(means.lifted() for means in other.means))
    held_back = (gain for gain in gains(actor, free, weights) if not may_too(other, gain).possible)
    return next(filter(counts, held_back), None)


def _takes_off(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether what is done to the boundary leaves none that holds: another one may hold as much."""
    edit = edits_by_action()[edge.action]
    if not edit.puts_boundary:
        return True
    boundaries = rising.reach.stack.once(Boundaries, rising.reach.settings)
    puts = best(
        boundaries.puts(means, edit.action, edge.target.arn, facts)
        for means in actor.means
        for facts in _facts(edit, edge, rising)
    )
    return puts.is_certain


def _facts(edit: IdentityEdit, edge: Edge, rising: Rising) -> Iterator[Facts]:
    editable = rising.reach.editable
    return (editable.facts(member, edit) for on, _, member in editable.ways_to(edge.target) if on == edit.on)
