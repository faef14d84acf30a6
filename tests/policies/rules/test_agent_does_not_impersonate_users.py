"""What `agent-does-not-impersonate-users` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.agents import agent_role, runtime
from tests.support.becoming import allow, deny, document, may, role, user_may
from tests.support.grants import ARN, aws, user
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["agent-does-not-impersonate-users"]
FOR_USER = "bedrock-agentcore:GetWorkloadAccessTokenForUserId"
DIRECTORY = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:workload-identity-directory/default"


def equals(*users: str, operator: str = "StringEquals") -> dict[str, Any]:
    return {"Condition": {operator: {"bedrock-agentcore:userid": list(users)}}}


@pytest.mark.parametrize(
    "action",
    [
        FOR_USER,
        FOR_USER.lower(),
        "bedrock-agentcore:*",
        "bedrock-agentcore:GetWorkloadAccessToken*",
        "bedrock-agentcore:*ForUserId",
        "bedrock-agentcore:InvokeAgentRuntime*",
        "bedrock-agentcore:InvokeAgentRuntimeForUser",
        ["s3:GetObject", FOR_USER],
    ],
)
def test_who_names_the_calls_is_found(action: Any) -> None:
    (problem,) = judge_stack(RULE, role("backend"), may("backend", allow(action))).problems
    assert problem.on is not None
    assert problem.on.name == "backend"


def test_one_finding_says_all_of_an_identity() -> None:
    stack = (role("backend"), may("backend", allow("bedrock-agentcore:*")))
    (problem,) = judge_stack(RULE, *stack).problems
    assert problem.key is not None
    assert len(problem.key.split()) == 3


@pytest.mark.parametrize(
    "statements",
    [
        [allow(["bedrock-agentcore:GetWorkloadAccessToken", f"{FOR_USER[:-6]}JWT"], DIRECTORY)],
        [allow("bedrock-agentcore:GetWorkloadAccessTokenForJWT")],
        [allow("bedrock-agentcore:InvokeAgentRuntime")],
        [allow("bedrock-agentcore:*"), deny(["*:*ForUser", "*:*ForUserId"])],
        [allow(FOR_USER, **equals("alice", "bob"))],
        [allow(FOR_USER), deny(FOR_USER, **equals("alice", operator="StringNotEquals"))],
        [allow("s3:*")],
        [allow("*")],
    ],
    ids=repr,
)
def test_who_cannot_say_who_the_user_is_passes(statements: list[dict[str, Any]]) -> None:
    """Who may do everything is the matter of `no-admin-access`, unless it is an agent."""
    assert passes(judge_stack(RULE, role("backend"), may("backend", *statements)))


@pytest.mark.parametrize("pattern", ["*", "alice-*"])
def test_a_pattern_of_users_is_judged_by_whom_it_takes_in(pattern: str) -> None:
    found = judge_stack(RULE, role("b"), may("b", allow(FOR_USER, **equals(pattern, operator="StringLike"))))
    assert bool(found.problems) == (pattern == "*")


def test_whatever_an_agent_may_do_counts() -> None:
    assert messages(judge_stack(RULE, role("support"), runtime(), may("support", allow("*"))))
    everything_else = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
    assert messages(judge_stack(RULE, agent_role(), may("support", everything_else)))
    assert messages(judge_stack(RULE, agent_role(managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])))


def test_a_boundary_counts() -> None:
    fence = aws("iam/policy", "fence", arn=f"{ARN}policy/fence", policy=document(allow("s3:*")))
    stack = (agent_role(permissionsBoundary=f"{ARN}policy/fence"), fence, may("support", allow(FOR_USER)))
    assert passes(judge_stack(RULE, *stack))


def test_a_policy_of_a_role_that_is_elsewhere_is_found() -> None:
    (found,) = messages(judge_stack(RULE, may("elsewhere", allow(FOR_USER))))
    assert "the role of policy 'elsewhere-policy'" in found
    assert passes(judge_stack(RULE, may("elsewhere", allow("*"))))


def test_a_role_that_may_be_an_agents_is_undecided() -> None:
    stack = (role("backend", tags=UNKNOWN), may("backend", allow("*")))
    assert unknowns(judge_stack(RULE, *stack)) == ["tags"]
    assert messages(judge_stack(RULE, stack[0], may("backend", allow(FOR_USER))))


def test_a_user_is_found_as_well() -> None:
    assert messages(judge_stack(RULE, user("ann"), user_may("ann", allow(FOR_USER))))


def test_what_is_unknown_is_undecided() -> None:
    assert (
        len(unknowns(judge_stack(RULE, agent_role(), aws("iam/rolePolicy", "p", role="support", policy=UNKNOWN)))) == 1
    )
    attached = aws("iam/rolePolicyAttachment", "a", role="support", policyArn=UNKNOWN)
    assert unknowns(judge_stack(RULE, agent_role(), attached)) == ["policyArn"]
    unclear = aws("iam/rolePolicy", "p", role="plain", policy=UNKNOWN)
    assert unknowns(judge_stack(RULE, role("plain"), unclear)) == ["policy"]


@given(st.sampled_from(["s3:Get*", "bedrock:InvokeModel", "bedrock-agentcore:InvokeGateway", "sqs:*", "ec2:Describe*"]))
def test_other_rights_of_an_agent_pass(action: str) -> None:
    assert passes(judge_stack(RULE, agent_role(), runtime(), may("support", allow(action))))


def test_a_stack_without_identities_passes() -> None:
    assert passes(judge_stack(RULE, Resource.of("aws:s3/bucket:Bucket", "b")))


def test_what_a_marked_policy_says_is_not_repeated() -> None:
    marked = aws("iam/rolePolicy", "p", role="support", policy=Secret(document(allow(FOR_USER))))
    (problem,) = judge_stack(RULE, agent_role(), marked).problems
    assert FOR_USER.partition(":")[2] not in f"{problem.message} {problem.key}"
