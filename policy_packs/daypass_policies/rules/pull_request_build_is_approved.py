"""Nobody's pull request runs as a role that releases before somebody has looked at it."""

from collections.abc import Iterator

from daypass.graph.becoming.steering.pipelines import PIPELINES
from daypass.graph.consumers import Use
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.building import does_more
from daypass_policies.escalating.low_trust.pipeline_triggers import TRIGGERS, Triggered, triggered
from daypass_policies.escalating.low_trust.unreviewed import taken_over_steps
from daypass_policies.escalating.low_trust.webhooks import NATIVE_PROJECT, WEBHOOK, Unasked, Webhook, webhooks
from daypass_policies.escalating.rising import Rising


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
    pull requests start (`triggers`), and that builds before an approval of its own.

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
    rising = stack.once(Rising, ask.settings)
    for webhook in webhooks(stack):
        if unknown := webhook.unknown:
            yield Open(webhook.resource, unknown)
        elif webhook.builds_pull_requests and (unasked := webhook.unasked):
            for build in webhook.builds(stack):
                yield from _by_webhook(webhook, unasked, build, rising)
    for pipeline in triggered(stack):
        if unknown := pipeline.unknown:
            yield Open(pipeline.resource, unknown)
        elif pipeline.is_by_pull_requests:
            for build in pipeline.builds(stack):
                yield from _by_pipeline(pipeline, build, rising)


def _by_webhook(webhook: Webhook, unasked: Unasked, build: Use, rising: Rising) -> Iterator[Problem]:
    actor = rising.actors.by_urn.get(build.role)
    if actor and (does := _does(actor, rising, build.consumer)):
        noun = "webhook" if webhook.resource.type == WEBHOOK else "build"
        which = "pull requests" if unasked.is_by_default else "every pull request"
        yield Problem(
            f"{noun} {webhook.resource.name!r} builds {which} as {actor.title}, which {does}, and {unasked.says}",
            at=unasked.at,
            key=actor.resource.name,
            severity="medium" if unasked.is_by_default else None,
            on=webhook.resource,
        )


def _by_pipeline(pipeline: Triggered, build: Use, rising: Rising) -> Iterator[Problem]:
    actor = rising.actors.by_urn.get(build.role)
    if actor and (does := _does(actor, rising, build.consumer, pipeline.resource)):
        fact = f"pipeline {pipeline.resource.name!r} builds pull requests as {actor.title}, which {does}"
        yield Problem(
            f"{fact}, before anybody agreed",
            at=TRIGGERS,
            key=actor.resource.name,
            severity="medium",
            on=pipeline.resource,
        )


def _does(actor: Actor, rising: Rising, *its: Resource) -> str:
    """What the build's role does that is more than its own work, by itself or by where it leads; "" for nothing."""
    if gain := does_more(actor, *its):
        return f"may {gain}"
    taken = taken_over_steps(actor, rising)
    return f"leads to {taken.target}, which may {taken.gain}" if taken else ""
