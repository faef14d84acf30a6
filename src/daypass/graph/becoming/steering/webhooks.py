"""This is where it is told by which webhooks somebody has a project of CodeBuild build what they propose.

Who writes the filters of a webhook, or makes one, says which events start a build: a pull request brings its own
buildspec, which runs as the role of the project. What holds others back (an approval by a comment) stands there, too.
Whoever proposes something there needs no right in AWS for that. Sources: AWS CodeBuild API Reference, "UpdateWebhook"
and "CreateWebhook" (`filterGroups`, `pullRequestBuildPolicy`); CodeBuild User Guide, "GitHub webhook events"; Service
Authorization Reference, "AWS CodeBuild" (asked about the project); read 2026-12.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.branches import PROJECTS
from daypass.graph.becoming.steering.named import name_in
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import is_empty, texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource

_WEBHOOKS: Final = ("aws:codebuild/webhook:Webhook",)
_PROJECT: Final = "projectName"
_REWRITES: Final = "codebuild-x06"
_MAKES: Final = "codebuild-x07"
PROPOSING: Final = frozenset((_REWRITES, _MAKES))
"""The paths on which somebody has pull requests built: their own, where they may propose something there."""

_PROPOSED_TO: Final = frozenset(("GITHUB", "GITHUB_ENTERPRISE", "GITLAB", "GITLAB_SELF_MANAGED", "BITBUCKET"))
"""Sources that have pull requests, and webhooks."""


class Rewritten(NamedTuple):
    """On which path a webhook is written, and the project about which somebody is asked."""

    path: str
    arn: str


@dataclass(frozen=True)
class Webhooks:
    """Those of a stack."""

    stack: Stack

    def of(self, workload: Resource) -> Iterator[Rewritten]:
        """By which path somebody has this one build pull requests; nothing for what is no project of such a source."""
        if workload.type in PROJECTS and not _PROPOSED_TO.isdisjoint(texts_at(workload.state, "source.type").texts):
            name = name_in(workload)
            has_one = bool(self._projects & {name, workload.urn}) or not is_empty(said(workload, "triggers"))
            yield Rewritten(_REWRITES if has_one else _MAKES, f"arn:*:codebuild:*:*:project/{name}")

    @cached_property
    def _projects(self) -> frozenset[str]:
        """The names of the projects that have one, and the URNs of those that may be meant where that is not known."""
        each = tuple(self.stack.of_type(*_WEBHOOKS))
        behind = (urn for one in each for urn in one.property_dependencies.get(_PROJECT, ()))
        return frozenset((*(text_of(said(one, _PROJECT)) for one in each), *behind))
