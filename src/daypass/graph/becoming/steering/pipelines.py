"""This is where it is told from where a pipeline takes what it builds and deploys, and the builds that it starts.

Whoever writes there decides what the builds do, as their roles, and what is deployed, as the pipeline's. What comes
after a manual approval somebody has looked at, unless who writes may also approve. Sources: CodePipeline User Guide,
"Action structure reference" (Amazon S3, CodeCommit and Amazon ECR source actions, CodeBuild, CloudFormation);
CodePipeline API Reference, "PutApprovalResult"; Service Authorization Reference, "AWS CodePipeline" (what that is asked
about); CodeBuild API Reference, "ProjectSource"; read 2026-11.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.branches import ANY_BRANCH, PROJECTS, Branches
from daypass.graph.becoming.steering.pipeline_actions import PROVIDER, Action, actions_of
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import Resource

PIPELINES: Final = ("aws:codepipeline/pipeline:Pipeline", "aws-native:codepipeline:Pipeline")
_BESIDE: Final = "secondarySources[].location"
_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:codebuild/project:Project": ("source.location", _BESIDE),
    "aws-native:codebuild:Project": ("source.location", _BESIDE),
    "aws:amplify/app:App": ("repository",),
    "aws-native:amplify:App": ("repository",),
}
"""Where builds name the repository from which they take what they do."""

_ITSELF: Final = "the pipeline"
_REPOSITORY: Final = re.compile(
    r"https://git-codecommit\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/v1/repos/([\w.-]{1,100})"
)
_WORKS: Final = ("Build", "Test", "Deploy", "Invoke", "Compute")
"""Categories of actions that do something with what the sources brought."""


class Brought(NamedTuple):
    """What a source of this provider (`S3`) brings: its ARN, and of a repository the branch, as Git writes it.

    `*` stands for what is not known of either. `unknown` says what may be an approval that comes before anything is
    done with it: () where there is none for certain. `approvals` are the ARNs of those that do: somebody must agree at
    each of them. `is_moved`: it is taken from this branch only once somebody has made that the default one.
    """

    provider: str
    arn: str
    branch: str = ""
    unknown: tuple[Untold, ...] = ()
    approvals: tuple[str, ...] = ()
    is_moved: bool = False


@dataclass(frozen=True)
class Pipelines:
    """The pipelines of a stack, and what a build of it takes from CodeCommit by itself."""

    stack: Stack

    def of(self, workload: Resource) -> Iterator[Brought]:
        """What a pipeline, or a build that it starts, works with; in any partition."""
        if workload.type in PIPELINES:
            yield from _brought(workload, _as_pipeline).get(_ITSELF, ())
        elif workload.type in PROJECTS:
            yield from self._of_builds.get(text_of(said(workload, "name")), ())
        for place in _PLACES.get(workload.type, ()):
            for text in texts_at(workload.state, place).texts:
                if found := _REPOSITORY.fullmatch(text):
                    arn = f"arn:*:codecommit:{found[1]}:*:{found[2]}"
                    built = self._branches.of(workload, found[2]) if place != _BESIDE else (ANY_BRANCH,)
                    yield from (
                        Brought("CodeCommit", arn, one.name, one.unknown, is_moved=one.is_moved) for one in built
                    )

    @cached_property
    def _branches(self) -> Branches:
        return Branches(self.stack)

    @cached_property
    def _of_builds(self) -> Mapping[str, tuple[Brought, ...]]:
        """Name of a project → the sources of the pipelines that start it before anybody agreed."""
        found: dict[str, list[Brought]] = {}
        for pipeline in self.stack.of_type(*PIPELINES):
            for name, brought in _brought(pipeline, lambda one: one.project).items():
                found.setdefault(name, []).extend(brought)
        return {name: tuple(brought) for name, brought in found.items()}


def _as_pipeline(action: Action) -> str:
    """For the pipeline where it does something, as its role or one it passes; a build of CodeBuild has another role."""
    return _ITSELF if action.category in _WORKS and action.provider != "CodeBuild" else ""


def _brought(pipeline: Resource, for_whom: Callable[[Action], str]) -> Mapping[str, tuple[Brought, ...]]:
    """What its sources bring for each whom one of its actions is for; at once, or else when somebody has agreed."""
    actions = actions_of(pipeline)
    held_back = tuple(Untold.of(pipeline, path) for path in actions.unknown)
    doubts: dict[str, tuple[Untold, ...]] = {}
    for early, unknown in ((actions.certain, ()), (actions.held_back, held_back)):
        for action in early:
            if whom := for_whom(action):
                own = tuple(Untold.of(pipeline, path) for path in action.unknown(*PROVIDER))
                doubts[whom] = min(doubts.get(whom, (*own, *unknown)), (*own, *unknown), key=len)
    later = ((for_whom(one), one) for one in reversed(actions.later))  # what runs twice does so first with the fewest
    agreed = {whom: _approvals(pipeline, one) for whom, one in later if whom and whom not in doubts}
    sources = tuple(_sources(actions.early)) if doubts or agreed else ()
    return {
        **{whom: tuple(one._replace(unknown=unknown) for one in sources) for whom, unknown in doubts.items()},
        **{whom: tuple(one._replace(approvals=approvals) for one in sources) for whom, approvals in agreed.items()},
    }


def _approvals(pipeline: Resource, later: Action) -> tuple[str, ...]:
    """What somebody must be let answer so that this runs; for one that is not known, what nobody named."""
    own = text_of(said(pipeline, "arn")) or f"arn:*:codepipeline:*:*:{text_of(said(pipeline, 'name')) or ANY}"
    return tuple(dict.fromkeys(f"{own}/{one or f'{PROBE}/{PROBE}'}" for one in later.agreed))


def _sources(actions: Iterable[Action]) -> Iterator[Brought]:
    for one in actions:
        if one.category == "Source" and (arn := _arn(one)):
            branch = f"refs/heads/{one.says('BranchName') or '*'}" if one.provider == "CodeCommit" else ""
            yield Brought(one.provider, arn, branch)


def _arn(source: Action) -> str:
    """Where it takes from; "" for what is not known, or none of AWS."""
    bucket, key, name = map(source.says, ("S3Bucket", "S3ObjectKey", "RepositoryName"))
    if source.provider == "S3":
        return f"arn:*:s3:::{bucket}/{key}" if bucket and key else ""
    of_name = {"CodeCommit": f"arn:*:codecommit:*:*:{name}", "ECR": f"arn:*:ecr:*:*:repository/{name}"}
    return of_name.get(source.provider, "") if name else ""
