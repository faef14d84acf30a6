"""What `agent-cannot-loosen-its-guards` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.agents import agent_role, runtime
from tests.support.becoming import allow, deny, document, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.data.agent_guards import agent_guards
from daypass.model.resource import UNKNOWN, Resource, Secret
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


TOOL = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:notes"


def test_what_an_agent_calls_as_its_tool_is_asked_as_well() -> None:
    group = aws("bedrock/agentAgentActionGroup", "notes", actionGroupExecutor={"lambda": TOOL})
    tool = role("notes"), function("notes", "notes"), may("notes", allow("bedrock:UpdateAgentActionGroup"))
    assert messages(judge_stack(RULE, *tool, group)) == [
        "tool's role 'notes' may change what guards its agent: what the agent may call"
    ]
    assert passes(judge_stack(RULE, *tool))


def test_an_agent_approves_no_release() -> None:
    approves = allow(
        "codepipeline:PutApprovalResult", f"arn:aws:codepipeline:eu-west-1:{ACCOUNT}:release/Approve/People"
    )
    assert messages(judge_stack(RULE, agent_role(), may("support", approves))) == [
        "agent's role 'support' may change what guards it: the approval of a release"
    ]


@pytest.mark.parametrize(
    ("action", "thing"),
    [
        ("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/support-allowed-tools"),
        ("dynamodb:*", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/tool-policies"),
        ("ssm:PutParameter", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/support/tools/allowlist"),
        ("s3:PutObject", "arn:aws:s3:::support/command-allowlist.json"),
    ],
)
def test_an_agent_that_writes_the_list_of_its_tools_is_found(action: str, thing: str) -> None:
    assert messages(judge_stack(RULE, agent_role(), may("support", allow(action, thing)))) == [
        "agent's role 'support' may change what guards it: the list of what it may use"
    ]
    assert passes(judge_stack(RULE, agent_role(), may("support", allow(action, thing), deny(action, thing))))


@pytest.mark.parametrize(
    ("action", "thing"),
    [
        ("dynamodb:GetItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/support-allowed-tools"),
        ("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/tool-results"),
        ("s3:PutObject", "arn:aws:s3:::support/approved/*"),
        ("s3:PutObject", "*"),
    ],
)
def test_what_is_no_such_list_or_only_read_passes(action: str, thing: str) -> None:
    assert passes(judge_stack(RULE, agent_role(), may("support", allow(action, thing))))


LIST = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/allowed-tools"


def written(**late: Any) -> Resource:
    statement = {**allow("dynamodb:PutItem", LIST), **late}
    return aws("iam/rolePolicy", "late", role="support", policy={"Version": "2012-10-17", "Statement": [statement]})


def test_a_list_that_is_not_known_yet_is_undecided() -> None:
    found = judge_stack(RULE, agent_role(), written(Resource=UNKNOWN))
    assert unknowns(found) == ["policy.Statement[0].Resource"]
    assert passes(judge_stack(RULE, agent_role(), written(Resource=UNKNOWN, Action="dynamodb:GetItem")))


def test_what_is_not_known_of_a_list_hides_no_guard_that_is_certain() -> None:
    guards = may("support", allow("bedrock:UpdateGuardrail"))
    for late in (written(Resource=UNKNOWN), written(Condition=UNKNOWN)):
        assert messages(judge_stack(RULE, agent_role(), guards, late)) == [
            "agent's role 'support' may change what guards it: the guardrail"
        ]
