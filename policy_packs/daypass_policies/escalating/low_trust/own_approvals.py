"""This is where it is told which builds, and which agents, may agree themselves to what a pipeline does next.

A build runs whatever was committed, an agent does as a text says, and the approval is there so that somebody looks at
that first. Source: AWS CodePipeline User Guide, "Manage approval actions in CodePipeline" (`PutApprovalResult`, with
the token that `GetPipelineState` shows); read 2026-11.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer, all_of
from daypass.graph.becoming.means import best
from daypass.graph.becoming.steering.pipeline_actions import actions_of
from daypass.graph.becoming.steering.pipelines import PIPELINES, approvals_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Open
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.low_trust.acting import Acting, agents_acting
from daypass_policies.escalating.low_trust.builds import Builds, name_of
from daypass_policies.escalating.low_trust.early_builds import early_builds
from daypass_policies.escalating.rising import Rising

AGREES: Final = "codepipeline:PutApprovalResult"


class OwnApproval(NamedTuple):
    """A role that may give an approval for which the pipeline waits, and who acts as it, in words.

    `undecided` is what may still say otherwise: that the pipeline builds later, or that the role is no agent's.
    """

    actor: Actor
    acting: str
    pipeline: Resource
    answer: Answer
    undecided: Open | None = None


def own_approvals(stack: Stack, rising: Rising) -> Iterator[OwnApproval]:
    """Those of a stack that are possible, each role once for a pipeline."""
    gated = [(one, gates) for one in stack.of_type(*PIPELINES) if (gates := _gates(one))]
    if not gated:
        return
    builds = Builds(stack, rising)
    agents = [one for one in agents_acting(stack, rising) if not one.actor.has_among_everything(AGREES)]
    for pipeline, gates in gated:
        for actor, acting, undecided in (*_early(pipeline, builds), *agents):
            answers = [all_of(may(actor, AGREES, approval) for approval in gate) for gate in gates]
            if any(one.possible for one in answers):
                yield OwnApproval(actor, acting, pipeline, best(answers), undecided)


def _gates(pipeline: Resource) -> tuple[tuple[str, ...], ...]:
    """The ARNs of the approvals that come before each thing that a pipeline does only then."""
    return tuple(
        gate for gate in dict.fromkeys(approvals_of(pipeline, one) for one in actions_of(pipeline).later) if gate
    )


def _early(pipeline: Resource, builds: Builds) -> Iterator[Acting]:
    """The roles as which it builds before anybody has to agree, each with what keeps that from being certain."""
    early = early_builds(pipeline)
    behind = builds.behind(pipeline, _STAGES) if early.unnamed else ()
    seen = set[str]()
    for uses, unknown in (
        (builds.named(sorted(early.certain)), ()),
        (builds.named(sorted(early.held_back)), early.unknown),
        ([use for use in behind if name_of(use.consumer) not in early.mentioned], early.unnamed),
    ):
        for actor in filter(None, map(builds.actor, uses)):
            if actor.resource.urn not in seen and not actor.has_among_everything(AGREES):
                seen.add(actor.resource.urn)
                undecided = Open(pipeline, unknown) if unknown else None
                yield Acting(actor, f"as which pipeline {pipeline.name!r} builds", undecided)


_STAGES: Final = "stages"
