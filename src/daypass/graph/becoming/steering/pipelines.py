"""This is where it is told from where a pipeline takes what it builds and deploys, and the builds that it starts.

Whoever writes there decides what the builds do, as their roles, and what is deployed, as the pipeline's. What comes
after a manual approval somebody has looked at. Sources: CodePipeline User Guide, "Action structure reference" (Amazon
S3, CodeCommit and Amazon ECR source actions, CodeBuild, CloudFormation); CodeBuild API Reference, "ProjectSource"; read
2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.pipeline_actions import Action, actions_of
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource

PIPELINES: Final = ("aws:codepipeline/pipeline:Pipeline", "aws-native:codepipeline:Pipeline")
_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:codebuild/project:Project": ("source.location", "secondarySources[].location"),
    "aws-native:codebuild:Project": ("source.location", "secondarySources[].location"),
    "aws:amplify/app:App": ("repository",),
    "aws-native:amplify:App": ("repository",),
}
"""Where builds name the repository from which they take what they do."""

_PROJECTS: Final = ("aws:codebuild/project:Project", "aws-native:codebuild:Project")
_REPOSITORY: Final = re.compile(
    r"https://git-codecommit\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/v1/repos/([\w.-]{1,100})"
)
_WORKS: Final = ("Build", "Test", "Deploy", "Invoke", "Compute")
"""Categories of actions that do something with what the sources brought."""

_ANY_BRANCH: Final = "refs/heads/*"
"""A build by itself says at most which commit it takes by default: whoever starts it may choose another."""


class Branch(NamedTuple):
    """A branch of a repository, by the repository's ARN and as Git writes it; `*` stands for what is not known."""

    arn: str
    name: str


@dataclass(frozen=True)
class Pipelines:
    """The pipelines of a stack, and what a build of it takes from CodeCommit by itself."""

    stack: Stack

    def objects_of(self, workload: Resource) -> Iterator[str]:
        """The ARNs of the objects of S3 that a pipeline, or a build that it starts, works with; in any partition."""
        for action in self._sources_of(workload):
            bucket, key = action.says("S3Bucket"), action.says("S3ObjectKey")
            if action.provider == "S3" and bucket and key:
                yield f"arn:*:s3:::{bucket}/{key}"

    def branches_of(self, workload: Resource) -> Iterator[Branch]:
        """The same for branches of CodeCommit."""
        for action in self._sources_of(workload):
            if action.provider == "CodeCommit" and (name := action.says("RepositoryName")):
                yield Branch(f"arn:*:codecommit:*:*:{name}", f"refs/heads/{action.says('BranchName') or '*'}")
        texts = (text for place in _PLACES.get(workload.type, ()) for text in texts_at(workload.state, place).texts)
        for text in texts:
            if found := _REPOSITORY.fullmatch(text):
                yield Branch(f"arn:*:codecommit:{found[1]}:*:{found[2]}", _ANY_BRANCH)

    def images_of(self, workload: Resource) -> Iterator[str]:
        """The same for repositories of ECR."""
        for action in self._sources_of(workload):
            if action.provider == "ECR" and (name := action.says("RepositoryName")):
                yield f"arn:*:ecr:*:*:repository/{name}"

    def _sources_of(self, workload: Resource) -> tuple[Action, ...]:
        if workload.type in PIPELINES:
            actions = actions_of(workload).early
            return _sources(actions) if any(map(_is_its_own, actions)) else ()
        return self._of_builds.get(text_of(said(workload, "name")), ()) if workload.type in _PROJECTS else ()

    @cached_property
    def _of_builds(self) -> Mapping[str, tuple[Action, ...]]:
        """Name of a project → the sources of the pipelines that start it before anybody agreed."""
        found: dict[str, tuple[Action, ...]] = {}
        for pipeline in self.stack.of_type(*PIPELINES):
            actions = actions_of(pipeline).early
            for name in dict.fromkeys(filter(None, (one.says("ProjectName") for one in actions))):
                found[name] = (*found.get(name, ()), *_sources(actions))
        return found


def _is_its_own(action: Action) -> bool:
    """Whether the pipeline does something, as its role or one it passes; a build of CodeBuild has another role."""
    return action.category in _WORKS and action.provider != "CodeBuild"


def _sources(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    return tuple(one for one in actions if one.category == "Source")
