"""This is where it is told which roles are entered before anybody has looked, as what the stack has of pipelines shows.

A trust asks for an environment of GitHub, as whoever set that up lets in nobody but what was reviewed. An environment
without reviewers and without a policy of branches lets in a workflow of any branch that names it. Pulumi Cloud previews
what a pull request proposes, where the settings of the stack say so, and the subject tells such a run by its operation
alone. A role that is there for plans says that no other is, and what a plan runs its proposer wrote. Sources: Pulumi
Docs, "OIDC setup for Pulumi Deployments"; HCP Terraform, "Dynamic provider credentials" (a role for each phase); read
2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass_policies.trusting.open_environments import OpenEnvironments
from daypass_policies.trusting.phases import Phase, let_in_beside, phases
from daypass_policies.trusting.pipelines import subjects_alone
from daypass_policies.trusting.previewed_stacks import PreviewedStacks
from daypass_policies.trusting.trust import ROLES, known_admissions, trust_of

_SUBJECT: Final = re.compile(
    r"repo:[^:/@]+(?:@[0-9]+)?/(?P<repository>[^:/@]+)(?:@[0-9]+)?:environment:(?P<environment>[^*?]+)"
)
_PULUMI: Final = "api.pulumi.com/oidc"
_PREVIEW: Final = "preview"


class Unguarded(NamedTuple):
    """Who enters (in words that precede "enters"), and why, in words that follow "as"; `unknown`: whether they do."""

    who: str
    why: str
    unknown: tuple[Untold, ...] = ()


def unguarded(role: Resource, stack: Stack) -> Iterator[Unguarded]:
    """How they enter a role, as far as its trust is known."""
    if role.type not in ROLES:
        return
    try:
        subjects = subjects_alone(trust_of(role))
    except (MalformedDocument, Undecided):
        return
    for subject in subjects:
        named = _SUBJECT.fullmatch(subject)
        doubts = stack.once(OpenEnvironments).doubts(named["repository"], named["environment"]) if named else None
        if named and doubts is not None:
            why = f"environment {named['environment']!r} asks nobody and takes every branch"
            yield Unguarded("every branch", why, doubts)
    for phase in phases(known_admissions(role)):
        planner = stack.once(_beside_planners).get((role.urn, phase))
        if planner:
            yield Unguarded("every plan", f"any phase gets in, and plans have role {planner!r} of their own")
        previews = stack.once(PreviewedStacks).doubts(phase.workload[-1]) if _is_of_previews(phase) else None
        if previews is not None:
            why = "its stack previews pull requests, and any operation gets in"
            yield Unguarded("every pull request", why, previews)


def _beside_planners(stack: Stack) -> Mapping[tuple[str, Phase], str]:
    """The roles by URN, and the phases by which plans enter them, that have one of their own → what that one is called.

    A role whose trust is not known, or is none, lets in nobody here.
    """
    entered: dict[object, list[tuple[Resource, tuple[Phase, ...]]]] = {}
    for role in stack.of_type(*ROLES):
        found = phases(known_admissions(role))
        for workload, each in grouped((phase.workload, phase) for phase in found).items():
            entered.setdefault(workload, []).append((role, each))
    return {
        (role.urn, phase): planner.name for each in entered.values() for role, planner, phase in let_in_beside(each)
    }


def _is_of_previews(phase: Phase) -> bool:
    """Whether runs of a stack get in that only show what they would do."""
    return phase.workload[0] == _PULUMI and phase.runs[:1] in ((None,), (_PREVIEW,))
