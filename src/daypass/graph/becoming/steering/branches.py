"""This is where it is told which branches of a repository of CodeCommit a build takes by itself.

A project of CodeBuild has the version of its source, else it takes the default branch of the repository, which is any
once somebody makes it that; an app of Amplify builds the branches that it has. Whoever starts a build may choose
another, as the stack itself may do. Where that is not told, any branch may be the one. Sources:
CodeBuild API Reference, "Project" (`sourceVersion`); Amplify API Reference, "CreateApp" and "CreateBranch"; CodeCommit
API Reference, "UpdateDefaultBranch"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.commands.versions import ANY_PROJECT, StartedProject, projects_started
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import Resource

PROJECTS: Final = ("aws:codebuild/project:Project", "aws-native:codebuild:Project")
_HEADS: Final = "refs/heads/"
_BRANCH: Final = re.compile(r"(?!refs/)(?![0-9a-f]{7,40}$)[A-Za-z0-9][\w./-]{0,254}")
"""A name of a branch, and of no commit or tag."""

REPOSITORIES: Final = ("aws:codecommit/repository:Repository", "aws-native:codecommit:Repository")
_APPS: Final = ("aws:amplify/app:App", "aws-native:amplify:App")
_BUILT: Final = ("aws:amplify/branch:Branch", "aws-native:amplify:Branch")
_MAKES_MORE: Final = "enableAutoBranchCreation"
_MORE: Final = "autoBranchCreationConfig"
_BUILDS: Final = "enableAutoBuild"


class Branch(NamedTuple):
    """As Git writes it, with `*` for what is not known. `is_moved`: it is built once it is made the default one.

    `unknown`: whether it is built at all.
    """

    name: str
    is_moved: bool = False
    unknown: tuple[Untold, ...] = ()


ANY_BRANCH: Final = Branch(f"{_HEADS}*")


@dataclass(frozen=True)
class Branches:
    """Those that the builds of a stack take."""

    stack: Stack

    def of(self, workload: Resource, repository: str) -> tuple[Branch, ...]:
        """Those of this repository that the workload builds, or may be made to build by who moves its default."""
        if workload.type in _APPS:
            return tuple(self._of_app(workload)) or (ANY_BRANCH,)
        name, version = text_of(said(workload, "name")), said(workload, "sourceVersion")
        started = [one for one in self._started if not name or one.project in (name, ANY_PROJECT)]
        if not all(one.unknown for one in started):
            return (ANY_BRANCH,)
        perhaps = tuple(ANY_BRANCH._replace(unknown=one.unknown) for one in started[:1])
        if is_empty(version):
            return (_branch(self._default(repository)), ANY_BRANCH._replace(is_moved=True), *perhaps)
        return (_branch(text_of(version)), *perhaps)

    def _of_app(self, app: Resource) -> Iterator[Branch]:
        """None where it may build others than the stack says."""
        if switch(app, _MAKES_MORE) is not False or not is_empty(said(app, _MORE)):
            return
        ids = {app.id, text_of(said(app, "id")), text_of(said(app, "appId"))} - {""}
        for one in self.stack.of_type(*_BUILT):
            is_built = switch(one, _BUILDS, default=True)
            if text_of(said(one, "appId")) in ids and is_built is not False:
                unknown = () if is_built else (Untold.of(one, _BUILDS),)
                yield _branch(text_of(said(one, "branchName")))._replace(unknown=unknown)

    def _default(self, repository: str) -> str:
        """The default branch of all repositories of this name; "" where the stack does not say it, or they differ."""
        found = set(self._defaults.get(repository, ()))
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def _defaults(self) -> Mapping[str, tuple[str, ...]]:
        each = self.stack.of_type(*REPOSITORIES)
        return grouped((text_of(said(one, "repositoryName")), text_of(said(one, "defaultBranch"))) for one in each)

    @cached_property
    def _started(self) -> tuple[StartedProject, ...]:
        return tuple(dict.fromkeys(projects_started(self.stack)))


def _branch(text: str) -> Branch:
    """The branch of this name; any where it is none, or not known."""
    name = text.removeprefix(_HEADS)
    return Branch(f"{_HEADS}{name}") if _BRANCH.fullmatch(name) else ANY_BRANCH
