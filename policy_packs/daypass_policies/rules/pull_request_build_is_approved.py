"""Nobody's pull request runs as a role that releases before somebody has looked at it."""

from collections.abc import Iterator

from daypass.graph.becoming.steering.pipelines import PIPELINES
from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.low_trust.codebuild_types import NATIVE_PROJECT, WEBHOOK
from daypass_policies.escalating.low_trust.pull_request_builds import pull_request_builds


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
    yield from stack.once(pull_request_builds, ask.settings)
