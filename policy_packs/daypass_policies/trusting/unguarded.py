"""This is where it is told which roles are entered before anybody has looked, as what the stack has of pipelines shows.

A trust asks for an environment of GitHub, as whoever set that up lets in nobody but what was reviewed. An environment
without reviewers and without a policy of branches lets in a workflow of any branch that names it. Pulumi Cloud previews
what a pull request proposes, where the settings of the stack say so, and the subject tells such a run by its operation
alone. A role that is there for plans says that no other is, and what a plan runs its proposer wrote. Sources: GitHub
Docs, "Deployments and environments" (required reviewers, deployment branches and tags) and "Available rules for
rulesets"; Pulumi Docs, "OIDC setup for Pulumi Deployments" and `DeploymentSettings` (`previewPullRequests`); HCP
Terraform, "Dynamic provider credentials" (a role for each phase); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.leaves import said, text_of, yes_or_no
from daypass.graph.property_path import is_empty, texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided, bare
from daypass_policies.trusting.phases import Phase, let_in_beside, phases
from daypass_policies.trusting.pipelines import subjects_alone
from daypass_policies.trusting.trust import ROLES, known_admissions, trust_of

_ENVIRONMENTS: Final = "github:index/repositoryEnvironment:RepositoryEnvironment"
_RULESETS: Final = "github:index/repositoryRuleset:RepositoryRuleset"
_SETTINGS: Final = "pulumiservice:index:DeploymentSettings"
_SUBJECT: Final = re.compile(
    r"repo:[^:/@]+(?:@[0-9]+)?/(?P<repository>[^:/@]+)(?:@[0-9]+)?:environment:(?P<environment>[^*?]+)"
)
_GUARDS: Final = ("reviewers", "deploymentBranchPolicy")
_EVERY_BRANCH: Final = "~ALL"
_PULUMI: Final = "api.pulumi.com/oidc"
_REPOSITORIES: Final = ("github", "vcs")
"""Where the settings of a stack speak of its repository."""

_PREVIEW: Final = "preview"


class Unguarded(NamedTuple):
    """Who enters (in words that precede "enters"), and why, in words that follow "as"."""

    who: str
    why: str


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
        if named and (named["repository"].lower(), named["environment"].lower()) in stack.once(_open_environments):
            why = f"environment {named['environment']!r} asks nobody and takes every branch"
            yield Unguarded("every branch", why)
    for phase in phases(known_admissions(role)):
        planner = stack.once(_beside_planners).get((role.urn, phase))
        if planner:
            yield Unguarded("every plan", f"any phase gets in, and plans have role {planner!r} of their own")
        if _is_of_previews(phase) and phase.workload[-1] in stack.once(_previewed):
            yield Unguarded("every pull request", "its stack previews pull requests, and any operation gets in")


def _open_environments(stack: Stack) -> frozenset[tuple[str, str]]:
    """The repositories and names, in small letters, of those that let in whatever names them."""
    held = frozenset(_repository(one) for one in stack.of_type(_RULESETS) if _is_of_every_branch(one))
    each = (one for one in stack.of_type(_ENVIRONMENTS) if all(is_empty(said(one, guard)) for guard in _GUARDS))
    named = ((_repository(one), text_of(said(one, "environment")).lower()) for one in each)
    return frozenset(one for one in named if all(one) and one[0] not in held)


def _repository(of: Resource) -> str:
    return text_of(said(of, "repository")).rpartition("/")[2].lower()


def _is_of_every_branch(ruleset: Resource) -> bool:
    """Whether rules hold for all branches: then it is they who say what is pushed."""
    included = texts_at(ruleset.state, "conditions.refName.includes[]").texts
    return _EVERY_BRANCH in included and text_of(said(ruleset, "enforcement")) == "active"


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


def _previewed(stack: Stack) -> Mapping[tuple[str | None, ...], tuple[str, ...]]:
    """The organisation, project and name of each stack of Pulumi Cloud whose pull requests are previewed."""
    each = (one for one in stack.of_type(_SETTINGS) if any(_previews(one, key) for key in _REPOSITORIES))
    return grouped(
        (tuple(text_of(said(one, key)) for key in ("organization", "project", "stack")), one.urn) for one in each
    )


def _previews(settings: Resource, key: str) -> bool:
    block = bare(said(settings, key))
    return isinstance(block, Mapping) and yes_or_no(block.get("previewPullRequests")) is True


def _is_of_previews(phase: Phase) -> bool:
    """Whether runs of a stack get in that only show what they would do."""
    return phase.workload[0] == _PULUMI and phase.runs[:1] in ((None,), (_PREVIEW,))
