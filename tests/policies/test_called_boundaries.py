"""What a policy is called proves nothing: it makes of a finding advice, and one line of a boundary that is broad."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, passes, unknowns

from daypass.iam.scope import boundary_document
from daypass.model.resource import UNKNOWN, Resource
from daypass.model.term import CLASSES
from daypass.rule import Problem
from daypass_policies.rules import catalog

STACK_RULES = [rule for rule in catalog().values() if rule.stack]
TAKING_OFF = deny(["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"])
LEADING = {
    "no-path-to-more-rights": ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
    "pass-role-names-its-roles": ["iam:PassRole"],
    "no-assuming-of-any-role": ["sts:AssumeRole"],
    "no-rewriting-of-own-rights": ["iam:DeleteRolePermissionsBoundary"],
}
"""A mandatory rule → actions of which it tells."""

each_rule = pytest.mark.parametrize(("rule", "actions"), LEADING.items())


def policy(called: str, *statements: dict[str, Any], **more: Any) -> Resource:
    said = {"name": called, "arn": f"{ARN}policy/{called}", "policy": document(*statements), **more}
    return aws("iam/policy", "deploy", **said)


def told(*stack: Resource, profile: str = "standard") -> list[tuple[str, Problem]]:
    answers = [(rule, judge_stack(rule, *stack, profile=profile)) for rule in STACK_RULES]
    return [(rule.name, problem) for rule, answer in answers for problem in answer.problems]


@each_rule
@pytest.mark.parametrize("more", [{"name": "deploy-boundary"}, {"path": "/boundaries/"}], ids=str)
def test_a_name_makes_advice_of_it(rule: str, actions: list[str], more: dict[str, str]) -> None:
    (plain,) = judge_stack(catalog()[rule], policy("deploy", allow(actions))).problems
    (named,) = judge_stack(catalog()[rule], policy("deploy", allow(actions), **more)).problems
    assert (plain.advisory, named.advisory, named.severity) == (False, True, "medium")
    assert named.message == f"{plain.message}, unless it is nothing but a permissions boundary, as its name says"


@each_rule
def test_a_name_that_is_not_known_yet_says_nothing(rule: str, actions: list[str]) -> None:
    text = document(allow(actions))
    (unknown,) = judge_stack(catalog()[rule], aws("iam/policy", "app-boundary", name=UNKNOWN, policy=text)).problems
    (made_up,) = judge_stack(catalog()[rule], aws("iam/policy", "app-boundary", policy=text)).problems
    assert (unknown.advisory, made_up.advisory) == (False, True)


@each_rule
def test_the_name_of_what_somebody_is_given_says_nothing(rule: str, actions: list[str]) -> None:
    attached = aws("iam/rolePolicyAttachment", "a", role="ops", policyArn=f"{ARN}policy/deploy-boundary")
    named = policy("deploy-boundary", allow(actions))
    for holders in ((), (role("ops"),)):
        (problem,) = judge_stack(catalog()[rule], named, attached, *holders).problems
        assert not problem.advisory


@each_rule
def test_what_is_the_boundary_of_a_role_gives_nothing(rule: str, actions: list[str]) -> None:
    bounded = role("ops", permissionsBoundary=f"{ARN}policy/deploy")
    assert passes(judge_stack(catalog()[rule], policy("deploy", allow(actions)), bounded))


@each_rule
def test_what_such_a_policy_says_and_is_not_known_is_undecided(rule: str, actions: list[str]) -> None:
    assert unknowns(judge_stack(catalog()[rule], policy("deploy-boundary", policy=UNKNOWN))), actions


@pytest.mark.parametrize(
    "statements",
    [
        [allow(["s3:*", "ec2:*", "lambda:*", "sts:*", "cloudformation:*", "kms:*", "cloudtrail:*", "bedrock:*"])],
        [allow(["s3:*", "ec2:*", "bedrock:*", "cloudtrail:*"]), allow(["iam:PassRole", "sts:AssumeRole"])],
        [allow(["s3:*", "ec2:*"]), allow("iam:PassRole"), TAKING_OFF],
        [allow("iam:*")],
        [allow("*"), deny("chime:*")],
        [{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}],
        [allow("*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}})],
    ],
    ids=str,
)
def test_a_broad_boundary_that_others_are_to_use_is_told_once(statements: list[dict[str, Any]]) -> None:
    ((rule, problem),) = told(policy("app-boundary", *statements))
    assert (rule, problem.advisory) == ("no-admin-access", True)


def test_the_more_it_gives_the_more_is_told_in_strict() -> None:
    fence = policy("app-boundary", allow(["s3:*", "ec2:*"]), allow("iam:PassRole"))
    rules = {rule for rule, _ in told(fence, profile="strict")}
    assert rules >= {"no-admin-access", "no-path-to-more-rights", "pass-role-names-its-roles"}


@pytest.mark.parametrize(
    "statements",
    [
        [allow("*"), TAKING_OFF],
        [allow("*"), deny(["iam:*", "organizations:*"])],
        [allow(["s3:*", "sqs:*", "dynamodb:*"]), TAKING_OFF],
        [allow(["s3:GetObject", "sqs:SendMessage"])],
    ],
    ids=str,
)
def test_what_keeps_on_the_boundary_of_whoever_has_it_is_one(statements: list[dict[str, Any]]) -> None:
    assert told(policy("app-boundary", *statements)) == []


@pytest.mark.parametrize("workload_class", ["", *CLASSES])
@pytest.mark.parametrize("profile", ["standard", "strict"])
def test_our_own_boundary_is_not_told(workload_class: str, profile: str) -> None:
    own = boundary_document(workload_class)
    assert told(policy("daypass-boundary", path="/daypass/", policy=own), profile=profile) == []
