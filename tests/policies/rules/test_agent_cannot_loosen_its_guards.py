"""What `agent-cannot-loosen-its-guards` refuses, passes and leaves undecided."""

import pytest
from tests.support.agents import agent_role, runtime
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.data.agent_guards import agent_guards
from daypass.model.resource import UNKNOWN, Secret
from daypass_policies.rules import catalog

RULE = catalog()["agent-cannot-loosen-its-guards"]


@pytest.mark.parametrize(
    "action", [*agent_guards(), "bedrock-agentcore:*", "bedrock:*Guardrail", "*", "bedrock-agentcore:update*"]
)
def test_an_agent_that_may_change_a_guard_is_found(action: str) -> None:
    assert len(messages(judge_stack(RULE, agent_role(), may("support", allow(action))))) == 1
    assert len(messages(judge_stack(RULE, role("support"), runtime(), may("support", allow(action))))) == 1


@pytest.mark.parametrize(
    "action",
    [
        *(
            "bedrock-agentcore:InvokeGateway",
            "bedrock-agentcore:GetGateway",
            "bedrock:ApplyGuardrail",
            "bedrock:Invoke*",
        ),
        *("bedrock-agentcore:SubmitRegistryRecordForApproval", "bedrock-agentcore:SearchRegistryRecords", "s3:*"),
    ],
)
def test_using_what_is_guarded_passes(action: str) -> None:
    assert passes(judge_stack(RULE, agent_role(), may("support", allow(action))))


def test_only_agents_are_asked() -> None:
    """Somebody has to deploy the guards."""
    assert passes(judge_stack(RULE, role("pipeline"), may("pipeline", allow("bedrock-agentcore:*"))))


def test_a_deny_and_a_boundary_count() -> None:
    denied = may("support", allow("bedrock-agentcore:*"), deny(["bedrock-agentcore:*"]))
    assert passes(judge_stack(RULE, agent_role(), denied))
    fence = aws("iam/policy", "fence", arn=f"{ARN}policy/f", policy=document(allow("bedrock-agentcore:Invoke*")))
    bounded = agent_role(permissionsBoundary=f"{ARN}policy/f")
    assert passes(judge_stack(RULE, bounded, fence, may("support", allow("*"))))


def test_the_guards_are_told_once_each() -> None:
    (problem,) = judge_stack(RULE, agent_role(), may("support", allow("*"))).problems
    assert problem.message.count("the guardrail") == 1
    assert problem.key == " ".join(agent_guards())


def test_what_is_unknown_is_undecided() -> None:
    unclear = aws("iam/rolePolicy", "p", role="support", policy=UNKNOWN)
    assert len(unknowns(judge_stack(RULE, agent_role(), unclear))) == 1
    assert unknowns(judge_stack(RULE, agent_role(tags=UNKNOWN), may("support", allow("*")))) == ["tags"]
    assert passes(judge_stack(RULE, agent_role(tags=UNKNOWN), may("support", allow("s3:Get*"))))


def test_what_a_marked_policy_says_is_not_repeated() -> None:
    marked = aws("iam/rolePolicy", "p", role="support", policy=Secret(document(allow("bedrock:UpdateGuardrail"))))
    (problem,) = judge_stack(RULE, agent_role(), marked).problems
    assert "bedrock:UpdateGuardrail".partition(":")[2] not in f"{problem.message} {problem.key}"


FULL = "arn:aws:iam::aws:policy/BedrockAgentCoreFullAccess"


def test_what_awss_own_policy_for_all_of_agentcore_gives_is_told_here_alone() -> None:
    agent = agent_role(managedPolicyArns=[FULL]), runtime()
    assert len(messages(judge_stack(RULE, *agent))) == 1
    for name in ("agent-calls-are-named", "agent-does-not-impersonate-users", "mcp-rights-are-guarded"):
        assert passes(judge_stack(catalog()[name], *agent))
        written = may("support", allow(["lambda:InvokeFunction", "bedrock-agentcore:*UserId", "s3:DeleteBucket"]))
        assert len(messages(judge_stack(catalog()[name], *agent, written))) == 1


def test_where_that_policy_loosens_nothing_what_else_it_gives_is_told() -> None:
    agent = agent_role(managedPolicyArns=[FULL]), runtime()
    kept = may("support", deny(["bedrock-agentcore:Update*", "bedrock-agentcore:Delete*", "bedrock-agentcore:Put*"]))
    made = may("support", deny(["bedrock-agentcore:Create*", "bedrock:*"]))
    assert passes(judge_stack(RULE, *agent, kept, made))
    for name in ("agent-calls-are-named", "agent-does-not-impersonate-users", "mcp-rights-are-guarded"):
        assert len(messages(judge_stack(catalog()[name], *agent, kept, made))) == 1
