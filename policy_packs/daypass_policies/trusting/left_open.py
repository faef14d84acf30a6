"""This is where it is told which trusts in one workload leave open whose code it runs: any branch's, or any proposal's.

A pipeline is one workload, and what it runs stands in the branch that it is started for, with the keys of its steps.
So a subject that takes in every branch lets in whoever may push one. A wildcard runs across slashes, so that a branch
may be called after what stands behind it (`x/vcs-ref/refs/heads/main`). Of a run that plans what a pull request
proposes the author of that writes the providers and programs that run. Sources: Buildkite Docs, "OIDC" (`sub`,
`build_branch`); CircleCI Docs, "OpenID Connect tokens in jobs" (`vcs-ref`); Atlassian, "Integrate Pipelines with
resource servers using OIDC" (the deployment environment in the subject); HCP Terraform, "Speculative plans", which a
workspace runs unless told not to; Spacelift, "OpenID Connect" (`run_type`); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.leaves import said, switch, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.admitted import Admitted
from daypass.model.resource import Resource
from daypass_policies.trusting.phases import Phase, phases
from daypass_policies.trusting.trust import ROLES, known_admissions

_REF: Final = "ref"
_WORKSPACES: Final = ("tfe:index/workspace:Workspace",)
_SPECULATES: Final = "speculativeEnabled"


class LeftOpen(NamedTuple):
    """Who enters (in words that follow "lets in"), why, in words that follow "as", and by which statement."""

    who: str
    why: str
    where: str


def left_open(role: Resource, stack: Stack) -> Iterator[LeftOpen]:
    """What the trust of a role leaves open, each once for a statement."""
    for one in known_admissions(role):
        if one.kind == "Federated" and one.breadth == "one workload":
            if _REF in one.left_open:
                yield LeftOpen(
                    "every branch of its pipeline", "its subject fits whatever branch that runs for", one.where
                )
            elif one.left_open and not _is_settled(role, one, stack):
                yield LeftOpen("every plan of what is proposed", "any phase of a run gets in", one.where)


def _is_settled(role: Resource, admitted: Admitted, stack: Stack) -> bool:
    """Whether the stack has roles for other phases, or keeps the workspace from planning what is proposed."""
    entering = stack.once(_entering)
    found = tuple(phases((admitted,)))
    others = {urn for phase in found for urn in entering.get(phase.workload, ())} - {role.urn}
    return bool(others) or any(_name(phase) in stack.once(_without_proposals) for phase in found)


def _name(phase: Phase) -> str | None:
    return phase.workload[-1][-1] if phase.workload[-1] else None


def _entering(stack: Stack) -> Mapping[object, tuple[str, ...]]:
    """A workload → the roles, by URN, that runs of it enter."""
    return grouped(
        (phase.workload, role.urn) for role in stack.of_type(*ROLES) for phase in phases(known_admissions(role))
    )


def _without_proposals(stack: Stack) -> frozenset[str]:
    """The workspaces of HCP Terraform, by name, that do not plan what a pull request proposes."""
    off = (one for one in stack.of_type(*_WORKSPACES) if switch(one, _SPECULATES, default=True) is False)
    return frozenset(filter(None, (text_of(said(one, "name")) for one in off)))
