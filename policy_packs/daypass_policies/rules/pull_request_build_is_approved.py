"""Nobody's pull request runs as a role that releases before somebody has looked at it."""

from collections.abc import Callable, Iterator
from functools import partial

from daypass.graph.becoming.steering.pipelines import PIPELINES
from daypass.graph.consumers import Use
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.builds import Builds, Started
from daypass_policies.escalating.low_trust.codebuild_types import NATIVE_PROJECT, WEBHOOK
from daypass_policies.escalating.low_trust.early_releases import early_releases
from daypass_policies.escalating.low_trust.pipeline_triggers import TRIGGERS, Triggered, triggered
from daypass_policies.escalating.low_trust.unreviewed import Unsure
from daypass_policies.escalating.low_trust.webhooks import Unasked, Webhook, webhooks
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.told import Doubts


@rule(
    "pull-request-build-is-approved",
    risk="role-chaining",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=(WEBHOOK, NATIVE_PROJECT, *PIPELINES),
    stack=True,
    controls=("NHI6:2025", "NIST-800-53:AC-3", "SOC2:CC8.1", "SOC2:CC6.3"),
    remedy="Let pull requests ask for an approval (ALL_PULL_REQUESTS), or build them as a role that changes nothing.",
)
def pull_request_build_is_approved(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A pull request brings its own build instructions: what builds it does what its author wrote, as the build's role.

    Told is a webhook of CodeBuild, or triggers of a project, that builds pull requests (`PULL_REQUEST_CREATED`,
    `…_UPDATED`, `…_REOPENED`) without a filter on who made them (`ACTOR_ACCOUNT_ID`, `^NUMBER$`: without the anchors
    whoever has a number that holds it passes), and starts a project whose role may change something or read a secret,
    or leads to one that may. What a build writes for itself does not count: logs, reports, its cache and artifacts, and
    what is for tests or previews. It passes where pull requests, or those from forks, wait for the approval of somebody
    who may do more than read the repository (`pullRequestBuildPolicy`). One that says nothing of it is medium: newer
    webhooks then hold back strangers by themselves, and build at once what any member writes. So is a pipeline that
    pull requests start (`triggers`), and that builds, or has CloudFormation apply a template, before an approval of its
    own.

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
    builds, told = Builds(stack, stack.once(Rising, ask.settings)), _Told()
    is_unnamed = False
    for webhook in webhooks(stack):
        if unknown := webhook.unknown:
            yield Open(webhook.resource, unknown)
        elif webhook.builds_pull_requests and (unasked := webhook.unasked):
            started = webhook.starts(builds)
            yield from _of(webhook.resource, started, builds, told, partial(_by_webhook, webhook, unasked))
            is_unnamed = is_unnamed or started.unnamed
    for pipeline in triggered(stack):
        if unknown := pipeline.unknown:
            yield Open(pipeline.resource, unknown)
        elif pipeline.is_by_pull_requests:
            started, released = pipeline.starts(builds), early_releases(pipeline.resource, stack)
            yield from _of(pipeline.resource, started, builds, told, partial(_by_pipeline, pipeline, "builds"))
            yield from _of(pipeline.resource, released, builds, told, partial(_by_pipeline, pipeline, "releases"))
            is_unnamed = is_unnamed or started.unnamed
    if is_unnamed:
        yield from (Open(build.consumer, ("name",)) for build in builds.unnamed)


class _Told:
    """What was left open already of builds that several things start, and of what starts several."""

    def __init__(self) -> None:
        self._doubts = Doubts()
        self._said: set[tuple[str, str]] = set()

    def waiting(self, starter: Resource, unknown: tuple[str, ...]) -> Iterator[Open]:
        """What keeps from knowing what it starts."""
        left = tuple(path for path in unknown if (starter.urn, path) not in self._said)
        self._said.update((starter.urn, path) for path in left)
        if left:
            yield Open(starter, left)

    def of(self, build: Use, unsure: Unsure | None) -> Iterator[Open]:
        """What keeps from knowing as whom it is built, or what that one may do."""
        key = (build.consumer.urn, build.role)
        if key not in self._said:
            self._said.add(key)
            if build.unknown:
                yield Open(build.consumer, (build.unknown,))
            elif unsure:
                yield from self._doubts.of(unsure.whose, unsure.unknown)


def _of(
    starter: Resource, started: Started, builds: Builds, told: _Told, tell: Callable[[Actor, str], Problem]
) -> Iterator[Problem | Open]:
    """What is wrong with the builds that a webhook or a pipeline starts."""
    for build in started.certain:
        actor, does = builds.actor(build), builds.does(build, starter)
        if actor and does.words:
            yield tell(actor, does.words)
        else:
            yield from told.of(build, does.unsure)
    if any(map(builds.weighs, started.possible)):
        yield from told.waiting(starter, started.unknown)


def _by_webhook(webhook: Webhook, unasked: Unasked, actor: Actor, does: str) -> Problem:
    noun = "webhook" if webhook.resource.type == WEBHOOK else "build"
    which = "pull requests" if unasked.is_by_default else "every pull request"
    return Problem(
        f"{noun} {webhook.resource.name!r} builds {which} as {actor.title}, which {does}, and {unasked.says}",
        at=unasked.at,
        key=actor.resource.name,
        severity="medium" if unasked.is_by_default else None,
        on=webhook.resource,
    )


def _by_pipeline(pipeline: Triggered, verb: str, actor: Actor, does: str) -> Problem:
    fact = f"pipeline {pipeline.resource.name!r} {verb} pull requests as {actor.title}, which {does}"
    return Problem(
        f"{fact}, before anybody agreed",
        at=TRIGGERS,
        key=actor.resource.name,
        severity="medium",
        on=pipeline.resource,
    )
