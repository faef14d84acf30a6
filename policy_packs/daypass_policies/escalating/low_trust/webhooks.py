"""This is where it is told whose pull requests a webhook of CodeBuild builds before anybody was asked about them.

Sources: AWS CodeBuild User Guide, "GitHub webhook events" and "Pull request comment approval"; AWS CodeBuild API
Reference, "PullRequestBuildPolicy"; AWS CloudFormation Template Reference, "AWS::CodeBuild::Project ProjectTriggers";
read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.escalating.low_trust.builds import Builds, StartedBuilds, name_of
from daypass_policies.escalating.low_trust.codebuild_types import NATIVE_PROJECT, WEBHOOK

_NAME: Final = "projectName"
_TRIGGERS: Final = "triggers"

_APPROVAL: Final = "pullRequestBuildPolicy.requiresCommentApproval"
_APPROVERS: Final = "pullRequestBuildPolicy.approverRoles[]"
_GROUPS: Final = "filterGroups"
_OFF: Final = "DISABLED"
_ANYONE: Final = ("_READ", "_GUEST")
"""How the roles end that whoever sees a public repository has: whose pull requests then wait for nobody."""

_PULL: Final = "PULL_REQUEST_"
_MERGED: Final = ("PULL_REQUEST_MERGED", "PULL_REQUEST_CLOSED")
"""Events that come after somebody has decided."""


class Unasked(NamedTuple):
    """How the webhook comes to build what nobody was asked about: `says` follows "and", `at` is where it stands.

    `is_by_default`: nothing is said, and what CodeBuild does by itself holds strangers back, if it is a new webhook.
    """

    says: str
    at: str
    is_by_default: bool = False


class Webhook(NamedTuple):
    """A webhook, or the triggers of a project: `resource` has it, and `within` is the path of its properties there."""

    resource: Resource
    within: str = ""

    @property
    def unknown(self) -> tuple[str, ...]:
        """The paths of what is not known yet and decides."""
        each = f"{_GROUPS}[][]" if self.within else f"{_GROUPS}[].filters[]"
        ways = (_APPROVAL, _APPROVERS, *(f"{each}.{key}" for key in ("type", "pattern", "excludeMatchedPattern")))
        found = (path for way in ways for path in texts_at(self.resource.state, self.within + way).unknown)
        return tuple(dict.fromkeys(found))

    @property
    def builds_pull_requests(self) -> bool:
        """Whether a group of filters, all of which must fit, lets the pull requests of anybody through."""
        return any(map(_lets_in, self._groups()))

    @property
    def unasked(self) -> Unasked | None:
        """How nobody is asked first; None where somebody is."""
        approval = texts_at(self.resource.state, self.within + _APPROVAL).texts
        if _OFF in approval:
            return Unasked("asks nobody first", self.within + _APPROVAL)
        if not approval:
            return Unasked("does not say whose wait for an approval", self.within + _GROUPS, is_by_default=True)
        approvers = texts_at(self.resource.state, self.within + _APPROVERS).texts
        if any(one.endswith(_ANYONE) for one in approvers):
            return Unasked("asks about nobody who may read the repository", self.within + _APPROVERS.removesuffix("[]"))
        return None

    def starts(self, builds: Builds) -> StartedBuilds:
        """The builds that it starts."""
        if self.within:
            return StartedBuilds(builds.of(self.resource))
        name, behind = text_of(said(self.resource, _NAME)), builds.behind(self.resource, _NAME)
        if name:
            depends = (use for use in behind if not name_of(use.consumer))
            found = (*builds.named([name]), *depends)
            return StartedBuilds(found, unnamed=not found and builds.lacks([name]))
        if len({use.consumer.urn for use in behind}) == 1:
            return StartedBuilds(behind)
        is_unknown = bare(said(self.resource, _NAME)) is UNKNOWN
        return StartedBuilds(possible=behind or builds.weighty, unknown=(_NAME,)) if is_unknown else StartedBuilds()

    def _groups(self) -> Iterator[list[Mapping[str, Any]]]:
        """The filters of each group. That one is marked as secret changes nothing about it."""
        holder = bare(said(self.resource, _TRIGGERS)) if self.within else {_GROUPS: said(self.resource, _GROUPS)}
        for group in _listed(holder.get(_GROUPS)) if isinstance(holder, Mapping) else ():
            filters = _listed(group.get("filters") if isinstance(group, Mapping) else group)
            yield [{key: bare(value) for key, value in one.items()} for one in filters if isinstance(one, Mapping)]


def webhooks(stack: Stack) -> Iterator[Webhook]:
    """Those of a stack."""
    yield from map(Webhook, stack.of_type(WEBHOOK))
    yield from (Webhook(one, f"{_TRIGGERS}.") for one in stack.of_type(NATIVE_PROJECT))


def _lets_in(filters: list[Mapping[str, Any]]) -> bool:
    if any(one.get("type") == "ACTOR_ACCOUNT_ID" and _names_whole_numbers(one) for one in filters):
        return False
    patterns = [one.get("pattern", "") for one in filters if one.get("type") == "EVENT"]
    if not all(isinstance(pattern, str) for pattern in patterns):
        return True  # what is no text may fit any event
    named = (event.strip() for pattern in patterns for event in str(pattern).split(","))
    return any(event.startswith(_PULL) and event not in _MERGED for event in named)


def _names_whole_numbers(written: Mapping[str, Any]) -> bool:
    """Whether the filter lets in accounts by their whole numbers; without anchors any number lets in that holds one."""
    pattern = written.get("pattern")
    if written.get("excludeMatchedPattern") or not isinstance(pattern, str):
        return False
    inner = re.fullmatch(r"\^\((\?:)?[0-9|]+\)\$", pattern)
    return bool(inner) or all(re.fullmatch(r"\^[0-9]+\$", one) for one in pattern.split("|"))


def _listed(value: object) -> list[Any]:
    """The elements of a list, without the marks of secrets."""
    plain = bare(value)
    return [bare(one) for one in plain] if isinstance(plain, list) else []
