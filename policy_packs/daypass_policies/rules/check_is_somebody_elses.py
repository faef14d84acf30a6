"""What waits for a check waits for somebody else's."""

from collections.abc import Iterator

from daypass.graph.becoming.steering.pipelines import PIPELINES
from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.low_trust.codebuild_types import NATIVE_PROJECT, WEBHOOK
from daypass_policies.escalating.low_trust.own_checks import own_checks
from daypass_policies.escalating.low_trust.pull_request_builds import pull_request_builds
from daypass_policies.escalating.rising import Rising
from daypass_policies.handed_out import TYPES_AND_IDENTITIES


@rule(
    "check-is-somebody-elses",
    risk="privilege-escalation",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=tuple(dict.fromkeys((*TYPES_AND_IDENTITIES, WEBHOOK, NATIVE_PROJECT, *PIPELINES))),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-5", "NIST-800-53:AC-3", "SOC2:CC8.1", "SOC2:CC6.3"),
    remedy="Let somebody else check it: take away the right to answer, or have pull requests wait for an approval.",
)
def check_is_somebody_elses(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Who checks their own work has all that the check is there to keep from them.

    Told is, as the way to more rights that it is, who gives, forges or skips the approval for which a pipeline or a
    state machine waits before it does what they may not (`low-trust-does-not-trigger-high` says what counts), and whose
    pull request is built, before anybody looked at it, as a role that releases (`pull-request-build-is-approved` does).
    Readers look for it under either risk, and one change mends both.

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
            projectName: checks
            pullRequestBuildPolicy: {requiresCommentApproval: DISABLED}
            filterGroups: [{filters: [{type: EVENT, pattern: PULL_REQUEST_CREATED}]}]
        checks-build:
          type: aws:codebuild/project:Project
          properties: {name: checks, serviceRole: "arn:aws:iam::111122223333:role/checks"}
        checker:
          type: aws:iam/role:Role
          properties:
            name: checks
            arn: arn:aws:iam::111122223333:role/checks
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
            inlinePolicies:
              - name: reads
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage",
                   "Resource": "arn:aws:ecr:eu-west-1:111122223333:repository/shop"}]}
    """
    yield from stack.once(own_checks, stack.once(Rising, ask.settings))
    yield from stack.once(pull_request_builds, ask.settings)
