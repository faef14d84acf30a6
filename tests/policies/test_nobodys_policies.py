"""A managed policy that nothing attaches, and one for an identity of elsewhere, is judged as if somebody had it."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, role
from tests.support.grants import ARN, aws, user
from tests.support.rules import judge_stack, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass.rule import Rule
from daypass_policies.rules import catalog

TELLING = {
    "record-cannot-be-stopped": "cloudtrail:StopLogging",
    "no-rewriting-of-any-policy": "kms:PutKeyPolicy",
    "boundary-cannot-be-removed": "iam:DeleteRolePermissionsBoundary",
    "revocation-cannot-be-undone": "iam:DeleteRolePolicy",
    "model-access-is-named": "bedrock:InvokeModel",
    "agent-does-not-impersonate-users": "bedrock-agentcore:InvokeAgentRuntimeForUser",
    "no-bedrock-api-key": "iam:CreateServiceSpecificCredential",
}
"""A rule → an action of which it tells."""

WHOLE = ("chime:*", "s3:*", "bedrock-mantle:*")

each_rule = pytest.mark.parametrize(("rule", "action"), [(catalog()[name], action) for name, action in TELLING.items()])


def policy(*statements: dict[str, Any], **more: Any) -> Resource:
    return aws("iam/policy", "deploy", name="deploy", policy=document(*statements), **more)


@each_rule
@pytest.mark.parametrize("more", WHOLE)
def test_what_is_broad_beside_it_takes_nothing_away(rule: Rule, action: str, more: str) -> None:
    assert judge_stack(rule, policy(allow(action))).problems
    assert judge_stack(rule, policy(allow([more, action]))).problems
    assert judge_stack(rule, policy(allow(more), allow(action))).problems


@each_rule
def test_what_it_takes_back_itself_is_not_told(rule: Rule, action: str) -> None:
    assert passes(judge_stack(rule, policy(allow(["chime:*", action]), deny(action))))
    assert passes(judge_stack(rule, policy(allow(["chime:*", "sqs:SendMessage"]))))


@each_rule
@pytest.mark.parametrize(
    "unclear",
    [
        aws("iam/policy", "deploy", policy=UNKNOWN),
        aws("iam/rolePolicy", "deploy", role="elsewhere", policy=UNKNOWN),
        aws("iam/policy", "deploy", policy={"Version": "2012-10-17", "Statement": UNKNOWN}),
        aws("iam/policy", "deploy", policy={"Version": "2012-10-17", "Statement": [{**allow("*"), "Action": UNKNOWN}]}),
    ],
    ids=["policy", "elsewhere", "statement", "action"],
)
def test_what_is_not_known_of_it_is_undecided(rule: Rule, action: str, unclear: Resource) -> None:
    answer = judge_stack(rule, unclear)
    assert unknowns(answer), action
    assert not answer.problems


@each_rule
@pytest.mark.parametrize("holder", [role("app"), user("app")], ids=["role", "user"])
@pytest.mark.parametrize(
    "written",
    [UNKNOWN, {"Version": "2012-10-17", "Statement": [{**allow("*"), "Action": UNKNOWN}]}],
    ids=["policy", "action"],
)
def test_what_is_not_known_of_an_identity_here_is_undecided(
    rule: Rule, action: str, holder: Resource, written: Any
) -> None:
    kind = "role" if "role" in holder.type else "user"
    unclear = aws(f"iam/{kind}Policy", "p", **{kind: "app"}, policy=written)
    assert unknowns(judge_stack(rule, holder, unclear)), action


@each_rule
def test_an_action_that_is_not_known_is_no_matter_where_it_is_denied(rule: Rule, action: str) -> None:
    unknown = {**allow("*"), "Action": UNKNOWN}
    statements = [unknown, deny([f"{action.partition(':')[0]}:*", "iam:*", "*:*ogging", "kms:*", "bedrock*:*", "*"])]
    assert passes(judge_stack(rule, aws("iam/policy", "deploy", policy={"Statement": statements})))


@each_rule
def test_what_stands_elsewhere_is_asked_there(rule: Rule, action: str) -> None:
    attached = aws("iam/rolePolicyAttachment", "a", role="app", policyArn=f"{ARN}policy/of-another-stack")
    assert passes(judge_stack(rule, role("app"), attached)), action
    assert passes(judge_stack(rule, attached))


@each_rule
def test_a_policy_that_goes_to_an_identity_of_elsewhere_is_told(rule: Rule, action: str) -> None:
    given = aws("iam/rolePolicyAttachment", "a", role="elsewhere", policyArn=f"{ARN}policy/deploy")
    (problem,) = judge_stack(rule, policy(allow(action), arn=f"{ARN}policy/deploy"), given).problems
    assert problem.message.startswith("the role of policy 'a' may ")


@each_rule
def test_what_is_the_boundary_of_an_identity_gives_nothing(rule: Rule, action: str) -> None:
    fence = policy(allow(["chime:*", action]), arn=f"{ARN}policy/deploy")
    assert passes(judge_stack(rule, role("app", permissionsBoundary=f"{ARN}policy/deploy"), fence))


@each_rule
def test_what_calls_itself_a_boundary_is_told_in_strict(rule: Rule, action: str) -> None:
    fence = aws("iam/policy", "fence", name="app-boundary", policy=document(allow(["chime:*", action])))
    assert passes(judge_stack(rule, fence))
    assert judge_stack(rule, fence, profile="strict").problems


@each_rule
@pytest.mark.parametrize("element", ["Resource", "Condition"])
def test_an_action_that_is_named_is_not_passed_for_what_else_is_not_known(
    rule: Rule, action: str, element: str
) -> None:
    statement = {**allow(action), element: UNKNOWN}
    written = {"Version": "2012-10-17", "Statement": [statement]}
    for stack in (
        (role("app"), aws("iam/rolePolicy", "p", role="app", policy=written)),
        (aws("iam/policy", "deploy", policy=written),),
    ):
        answer = judge_stack(rule, *stack)
        assert unknowns(answer) or answer.problems
