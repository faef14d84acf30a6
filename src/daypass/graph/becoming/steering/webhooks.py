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
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

_WEBHOOKS: Final = ("aws:codebuild/webhook:Webhook",)
_PROJECT: Final = "projectName"
_REWRITES: Final = "codebuild-x06"
_MAKES: Final = "codebuild-x07"
PROPOSING: Final = frozenset((_REWRITES, _MAKES))
"""The paths on which somebody has pull requests built: their own, where they may propose something there."""

_PROPOSED_TO: Final = frozenset(("GITHUB", "GITHUB_ENTERPRISE", "GITLAB", "GITLAB_SELF_MANAGED", "BITBUCKET"))
"""Sources that have pull requests, and webhooks."""


class Rewritten(NamedTuple):
    """On which path a webhook is written, the project about which somebody is asked; `unknown`: whether it has one."""

    path: str
    arn: str
    unknown: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class Webhooks:
    """Those of a stack."""

    stack: Stack

    def of(self, workload: Resource) -> Iterator[Rewritten]:
        """By which path somebody has this one build pull requests; nothing for what is no project of such a source."""
        if workload.type not in PROJECTS:
            return
        types, name, triggers = texts_at(workload.state, "source.type"), name_in(workload), said(workload, "triggers")
        doubts = tuple(Untold.of(workload, path) for path in types.unknown)
        if doubts or not _PROPOSED_TO.isdisjoint(types.texts):
            has_one = bool(self._projects & {name, workload.urn}) or not is_empty(triggers)
            lost = () if has_one else self._lost
            is_hidden = bare(triggers) is UNKNOWN
            maybe = (*doubts, *lost, *((Untold.of(workload, "triggers"),) if is_hidden else ()))
            for path in (_REWRITES, _MAKES) if lost or is_hidden else (_REWRITES if has_one else _MAKES,):
                yield Rewritten(path, f"arn:*:codebuild:*:*:project/{name}", maybe)

    @cached_property
    def _lost(self) -> tuple[Untold, ...]:
        """That it is not known of some webhook whose it is, nor what that depends on."""
        each = (one for one in self.stack.of_type(*_WEBHOOKS) if bare(said(one, _PROJECT)) is UNKNOWN)
        return tuple(Untold.of(one, _PROJECT) for one in each if not any(self._behind(one)))[:1]

    def _behind(self, webhook: Resource) -> Iterator[str]:
        """The URNs of the projects that its project may be, where that is not known."""
        for urn in webhook.property_dependencies.get(_PROJECT, ()):
            one = self.stack.by_urn.get(urn)
            if one and one.type in PROJECTS:
                yield urn

    @cached_property
    def _projects(self) -> frozenset[str]:
        """The names of the projects that have one, and the URNs of those that may be meant where that is not known."""
        each = tuple(self.stack.of_type(*_WEBHOOKS))
        behind = (urn for one in each for urn in self._behind(one))
        return frozenset((*(text_of(said(one, _PROJECT)) for one in each), *behind))
