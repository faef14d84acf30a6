"""This is where it is told from where a pipeline takes what it builds and deploys, and the builds that it starts.

Whoever writes there decides what the builds do, as their roles, and what is deployed, as the pipeline's. What comes
after a manual approval somebody has looked at. Sources: CodePipeline User Guide, "Action structure reference" (Amazon
S3, CodeCommit and Amazon ECR source actions, CodeBuild, CloudFormation), and "Add a manual approval action to a stage";
CodeBuild API Reference, "ProjectSource"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf
from operator import itemgetter
from typing import Any, Final, NamedTuple

from daypass.graph.leaves import maps, said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare

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

APPROVAL: Final = "Approval"
"""The category of actions that wait until somebody agrees."""

_ANY_BRANCH: Final = "refs/heads/*"
"""A build by itself says at most which commit it takes by default: whoever starts it may choose another."""


class Branch(NamedTuple):
    """A branch of a repository, by the repository's ARN and as Git writes it; `*` stands for what is not known."""

    arn: str
    name: str


def projects_started_by(pipeline: Resource) -> tuple[str, ...]:
    """The names of the projects of CodeBuild that it starts before somebody has to agree."""
    return tuple(dict.fromkeys(name for one in _unapproved(pipeline) if (name := one.says("ProjectName"))))


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

    def _sources_of(self, workload: Resource) -> tuple["_Action", ...]:
        if workload.type in PIPELINES:
            actions = _unapproved(workload)
            return _sources(actions) if any(one.is_its_own for one in actions) else ()
        return self._of_builds.get(text_of(said(workload, "name")), ()) if workload.type in _PROJECTS else ()

    @cached_property
    def _of_builds(self) -> Mapping[str, tuple["_Action", ...]]:
        """Name of a project → the sources of the pipelines that start it before anybody agreed."""
        found: dict[str, tuple[_Action, ...]] = {}
        for pipeline in self.stack.of_type(*PIPELINES):
            actions = _unapproved(pipeline)
            for name in projects_started_by(pipeline):
                found[name] = (*found.get(name, ()), *_sources(actions))
        return found


@dataclass(frozen=True)
class _Action:
    """One action of a pipeline."""

    category: str
    provider: str
    configuration: Mapping[str, Any]

    @property
    def is_its_own(self) -> bool:
        """Whether the pipeline does something, as its role or one it passes; a build of CodeBuild has another role."""
        return self.category in _WORKS and self.provider != "CodeBuild"

    def says(self, key: str) -> str:
        """What its configuration holds there; "" for what is no text, or not known."""
        return text_of(self.configuration.get(key))


def _sources(actions: tuple[_Action, ...]) -> tuple[_Action, ...]:
    return tuple(one for one in actions if one.category == "Source")


def _unapproved(pipeline: Resource) -> tuple[_Action, ...]:
    """The actions that run before somebody has to agree, in their order; they run stage by stage, and in `runOrder`."""
    found: list[_Action] = []
    for stage in maps(said(pipeline, "stages")):
        actions = [(_order(written), _action(written)) for written in maps(stage.get("actions"))]
        approvals = [order for order, action in actions if action.category == APPROVAL]
        last = min(approvals, default=inf)  # what has the same order runs meanwhile
        early = [(order, one) for order, one in actions if order <= last and one.category != APPROVAL]
        found.extend(action for _, action in sorted(early, key=itemgetter(0)))
        if approvals:
            break
    return tuple(found)


def _action(written: Mapping[str, Any]) -> _Action:
    type_ = bare(written.get("actionTypeId"))  # as aws-native has it; pulumi-aws says both beside the name
    kind = type_ if isinstance(type_, Mapping) else written
    configuration = bare(written.get("configuration"))
    given = configuration if isinstance(configuration, Mapping) else {}
    return _Action(text_of(kind.get("category")), text_of(kind.get("provider")), given)


def _order(action: Mapping[str, Any]) -> float:
    order = bare(action.get("runOrder"))
    return order if isinstance(order, int | float) else 1
