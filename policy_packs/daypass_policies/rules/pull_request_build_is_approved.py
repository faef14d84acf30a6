"""Nobody's pull request runs as a role that releases before somebody has looked at it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.gaining import HEAVY, gains
from daypass_policies.escalating.rising import Rising

_WEBHOOK: Final = "aws:codebuild/webhook:Webhook"
_PROJECT: Final = "aws:codebuild/project:Project"
_APPROVAL: Final = "pullRequestBuildPolicy.requiresCommentApproval"
_FILTERS: Final = tuple(f"filterGroups[].filters[].{key}" for key in ("type", "pattern", "excludeMatchedPattern"))
_OFF: Final = "DISABLED"
_PULL: Final = "PULL_REQUEST_"
_MERGED: Final = ("PULL_REQUEST_MERGED", "PULL_REQUEST_CLOSED")
"""Events that come after somebody has decided."""


@rule(
    "pull-request-build-is-approved",
    risk="role-chaining",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=(_WEBHOOK,),
    stack=True,
    controls=("NHI6:2025", "NIST-800-53:AC-3", "SOC2:CC8.1", "SOC2:CC6.3"),
    remedy="Let pull requests ask for an approval (ALL_PULL_REQUESTS), or build them as a role that changes nothing.",
)
def pull_request_build_is_approved(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A pull request brings its own build instructions: what builds it does what its author wrote, as the build's role.

    Told is a webhook of CodeBuild that builds pull requests (`PULL_REQUEST_CREATED`, `…_UPDATED`, `…_REOPENED`)
    without a filter on who made them (`ACTOR_ACCOUNT_ID`, `^NUMBER$`: without the anchors whoever has a number that
    holds it passes), switches the approval by a comment off (`pullRequestBuildPolicy`, `DISABLED`), and starts a
    project whose role may change something or read a secret. One that says nothing of the approval is left to what
    CodeBuild does by itself.

    Refused:
        checks:
          type: aws:codebuild/webhook:Webhook
          properties:
            projectName: release
            pullRequestBuildPolicy: {requiresCommentApproval: DISABLED}
            filterGroups: [{filters: [{type: EVENT, pattern: PULL_REQUEST_CREATED}]}]
        release:
          type: aws:codebuild/project:Project
          properties: {name: release, serviceRole: "arn:aws:iam::111122223333:role/release"}
        releaser:
          type: aws:iam/role:Role
          properties:
            name: release
            arn: arn:aws:iam::111122223333:role/release
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
            inlinePolicies:
              - name: push
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:PutImage",
                   "Resource": "arn:aws:ecr:eu-west-1:111122223333:repository/shop"}]}

    Mended:
        checks:
          type: aws:codebuild/webhook:Webhook
          properties:
            projectName: release
            pullRequestBuildPolicy: {requiresCommentApproval: ALL_PULL_REQUESTS, approverRoles: [GITHUB_WRITE]}
            filterGroups: [{filters: [{type: EVENT, pattern: PULL_REQUEST_CREATED}]}]
        release:
          type: aws:codebuild/project:Project
          properties: {name: release, serviceRole: "arn:aws:iam::111122223333:role/release"}
        releaser:
          type: aws:iam/role:Role
          properties:
            name: release
            arn: arn:aws:iam::111122223333:role/release
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
            inlinePolicies:
              - name: push
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:PutImage",
                   "Resource": "arn:aws:ecr:eu-west-1:111122223333:repository/shop"}]}
    """
    for webhook in stack.of_type(_WEBHOOK):
        approval, groups = texts_at(webhook.state, _APPROVAL), _listed(said(webhook, "filterGroups"))
        unknown = (*approval.unknown, *(path for way in _FILTERS for path in texts_at(webhook.state, way).unknown))
        if unknown:
            yield Open(webhook, tuple(dict.fromkeys(unknown)))
        elif _OFF in approval.texts and any(map(_builds_pull_requests, groups)):
            yield from _judged(webhook, stack, stack.once(Rising, ask.settings))


def _builds_pull_requests(group: object) -> bool:
    """Whether a group of filters, all of which must fit, lets the pull requests of anybody through."""
    filters = _listed(group.get("filters")) if isinstance(group, dict) else []
    each = [{key: bare(value) for key, value in one.items()} for one in filters if isinstance(one, dict)]
    if any(one.get("type") == "ACTOR_ACCOUNT_ID" and _names_whole_numbers(one) for one in each):
        return False
    patterns = [one.get("pattern", "") for one in each if one.get("type") == "EVENT"]
    if not all(isinstance(pattern, str) for pattern in patterns):
        return True  # what is no text may fit any event
    named = (event.strip() for pattern in patterns for event in str(pattern).split(","))
    return any(event.startswith(_PULL) and event not in _MERGED for event in named)


def _listed(value: object) -> list[object]:
    """The elements of a list, without the marks of secrets: that a filter is marked changes nothing about it."""
    plain = bare(value)
    return [bare(one) for one in plain] if isinstance(plain, list) else []


def _names_whole_numbers(written: Mapping[str, object]) -> bool:
    """Whether the filter lets in accounts by their whole numbers; without anchors any number lets in that holds one.

    Source: AWS CodeBuild User Guide, "GitHub webhook events" (the pattern is a regular expression); read 2026-11.
    """
    pattern = written.get("pattern")
    if written.get("excludeMatchedPattern") or not isinstance(pattern, str):
        return False
    inner = re.fullmatch(r"\^\((\?:)?[0-9|]+\)\$", pattern)
    return bool(inner) or all(re.fullmatch(r"\^[0-9]+\$", one) for one in pattern.split("|"))


def _judged(webhook: Resource, stack: Stack, rising: Rising) -> Iterator[Problem]:
    for role in _roles(webhook, stack):
        actor = rising.actors.by_urn.get(role)
        if actor and (gain := next(gains(None, actor, HEAVY), None)):
            fact = f"webhook {webhook.name!r} builds every pull request as {actor.title}, which may {gain}"
            yield Problem(f"{fact}, and asks nobody first", at=_APPROVAL, key=actor.resource.name, on=webhook)


def _roles(webhook: Resource, stack: Stack) -> Iterator[str]:
    """The URNs of the roles as which the webhook's project builds."""
    name = text_of(said(webhook, "projectName"))
    named = webhook.property_dependencies.get("projectName", ())
    for use in stack.once(Consumers).every_use:
        project = use.consumer
        is_meant = project.urn in named or (name and text_of(said(project, "name")) == name)
        if project.type == _PROJECT and use.own and is_meant:
            yield use.role
