"""An agent of Bedrock is changed by the right of its own service on its own name, and by no other."""

from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def judged(*resources: Resource) -> Answer:
    return judge_stack(no_path_to_more_rights, *resources)


def test_a_named_agent_that_runs_as_an_administrator_is_a_path_by_the_right_of_its_own_service() -> None:
    runtime = f"arn:aws:bedrock-agentcore:eu-west-1:{ACCOUNT}:runtime/x-1"
    strong = role("b", "bedrock-agentcore.amazonaws.com", managedPolicyArns=[ADMINISTRATOR])
    given = may("a", allow("bedrock-agentcore:InvokeAgentRuntimeCommand", runtime))
    made = aws("bedrock/agentcoreAgentRuntime", "x", agentRuntimeArn=runtime, roleArn=f"{ARN}role/b")
    (message,) = messages(judged(role("a"), given, strong, made))
    assert "may make agent 'x' do something else (bedrock-004: bedrock-agentcore:InvokeAgentRuntimeCommand)" in message
    other = runtime.replace("x-1", "y-2")
    assert passes(judged(role("a"), may("a", allow("bedrock-agentcore:*Command", other)), strong, made))
    agent = f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:agent/A"
    assert passes(
        judged(role("a"), given, strong, aws("bedrock/agentAgent", "x", agentArn=agent, roleArn=f"{ARN}role/b"))
    )


def test_a_shell_of_a_harness_is_opened_by_the_arn_of_that() -> None:
    harness = f"arn:aws:bedrock-agentcore:eu-west-1:{ACCOUNT}:harness/research-a1b2c3d4e5"
    strong = role("b", "bedrock-agentcore.amazonaws.com", managedPolicyArns=[ADMINISTRATOR])
    made = aws("bedrock/agentcoreHarness", "research", arn=harness, executionRoleArn=f"{ARN}role/b")
    action = "bedrock-agentcore:InvokeAgentRuntimeCommand"
    for on in (harness, f"{harness[:-10]}*"):
        (message,) = messages(judged(role("a"), may("a", allow(action, on)), strong, made))
        assert f"may make AgentCore harness 'research' do something else (bedrock-x11: {action})" in message
    for given in (
        allow(action, harness.replace("research", "other")),
        allow("bedrock-agentcore:InvokeHarness", harness),
    ):
        assert passes(judged(role("a"), may("a", given), strong, made))
