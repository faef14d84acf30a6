"""What `agent-calls-are-named` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.agents import agent_role, runtime
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ARN
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["agent-calls-are-named"]
AGENT, RUNTIME, FUNCTION = "bedrock:InvokeAgent", "bedrock-agentcore:InvokeAgentRuntime", "lambda:InvokeFunction"
ALIAS = "arn:aws:bedrock:eu-west-1:111122223333:agent-alias"
LAMBDA = "arn:aws:lambda:eu-west-1:111122223333:function"
CORE = "arn:aws:bedrock-agentcore:eu-west-1:111122223333"


def judged(*statements: Any) -> Answer:
    return judge_stack(RULE, agent_role(), may("support", *statements))


@pytest.mark.parametrize(
    ("action", "resource", "what"),
    [
        (AGENT, "*", "agent"),
        (AGENT, f"{ALIAS}/*", "agent"),
        (AGENT, f"{ALIAS}/*/*", "agent"),
        ("BEDROCK:invokeagent", ["x", "arn:aws:bedrock:*:*:*"], "agent"),
        (RUNTIME, f"{CORE}:runtime/*", "agent"),
        ("bedrock-agentcore:Invoke*", "*", "agent"),
        (FUNCTION, f"{LAMBDA}:*", "function"),
        (["lambda:Invoke*", "s3:GetObject"], "*", "function"),
        (FUNCTION, "arn:aws-cn:lambda:*:*:function:*", "function"),
    ],
)
def test_an_agent_that_may_call_any_is_found(action: Any, resource: Any, what: str) -> None:
    assert messages(judged(allow(action, resource))) == [
        f"role 'support' is tagged as an agent's, and may call every {what}"
    ]


def test_what_it_may_call_is_said_in_one_finding() -> None:
    (problem,) = judged(allow([AGENT, FUNCTION]), allow(RUNTIME)).problems
    assert problem.message.endswith("may call every agent, every function")
    assert problem.key == f"{AGENT} {RUNTIME} {FUNCTION}"


@pytest.mark.parametrize(
    "statements",
    [
        [allow(AGENT, f"{ALIAS}/AB12CD34EF/TSTALIASID")],
        [allow(AGENT, f"{ALIAS}/AB12CD34EF/*")],
        [allow(RUNTIME, [f"{CORE}:runtime/refunds-a1b2c3", f"{CORE}:runtime/refunds-a1b2c3/*"])],
        [allow("bedrock-agentcore:InvokeGateway")],
        [allow(FUNCTION, [f"{LAMBDA}:support-tickets", f"{LAMBDA}:support-tickets:*"])],
        [allow(FUNCTION, f"{LAMBDA}:support-*")],
        [allow(FUNCTION, Condition={"StringEquals": {"aws:ResourceTag/agent": "support"}})],
        [allow(FUNCTION, Condition={"StringEquals": {"aws:ResourceTag/agent": "${aws:PrincipalTag/AgentName}"}})],
        [allow(FUNCTION), deny(FUNCTION, NotResource=f"{LAMBDA}:support-tickets", Resource=None)],
        [allow([AGENT, FUNCTION]), deny([AGENT, "lambda:*"])],
        [allow(["bedrock:GetAgent", "lambda:GetFunction", "lambda:ListFunctions"])],
        [allow("bedrock:InvokeModel")],
    ],
    ids=repr,
)
def test_an_agent_that_names_its_tools_passes(statements: list[dict[str, Any]]) -> None:
    given = [{key: value for key, value in one.items() if value is not None} for one in statements]
    assert passes(judged(*given))


@pytest.mark.parametrize("action", ["*", "lambda:*", "bedrock:*", "bedrock-agentcore:*"])
def test_a_whole_service_is_another_rules_matter(action: str) -> None:
    assert passes(judged(allow(action)))


def test_only_agents_are_asked() -> None:
    """An orchestrator that is no agent does what its code says."""
    assert passes(judge_stack(RULE, role("app", "lambda.amazonaws.com"), may("app", allow(FUNCTION))))


def test_whoever_runs_an_agent_is_one() -> None:
    held = role("support", "bedrock-agentcore.amazonaws.com")
    answer = judge_stack(RULE, held, may("support", allow(FUNCTION)), runtime(f"{ARN}role/support"))
    assert messages(answer) == ["role 'support' runs agent 'assistant', and may call every function"]


def test_a_boundary_counts() -> None:
    bounded = agent_role(permissionsBoundary=f"{ARN}policy/agents")
    allowed = Resource.of(
        "aws:iam/policy:Policy",
        "agents",
        name="agents",
        arn=f"{ARN}policy/agents",
        policy={"Version": "2012-10-17", "Statement": [allow("lambda:*", f"{LAMBDA}:support-*")]},
    )
    assert passes(judge_stack(RULE, bounded, may("support", allow(FUNCTION)), allowed))


def test_what_is_not_known_is_undecided() -> None:
    unknown = agent_role(inlinePolicies=[{"name": "tools", "policy": UNKNOWN}])
    assert unknowns(judge_stack(RULE, unknown)) == ["inlinePolicies[0].policy"]
    perhaps = role("support", tags={"PrincipalType": UNKNOWN})
    assert unknowns(judge_stack(RULE, perhaps, may("support", allow(FUNCTION)))) == ["tags.PrincipalType"]
    assert passes(judge_stack(RULE, perhaps, may("support", allow(FUNCTION, f"{LAMBDA}:tickets"))))


def test_a_marked_policy_is_judged_and_not_told() -> None:
    rights = {"Version": "2012-10-17", "Statement": [allow(FUNCTION)]}
    marked = agent_role(inlinePolicies=Secret([{"name": "tools", "policy": rights}]))
    (problem,) = judge_stack(RULE, marked).problems
    assert problem.message == "role 'support' is tagged as an agent's, and may call what it does not name"
    assert problem.key == ""


ODD = st.sampled_from([None, 7, [], {}, "x", [None], "*", "arn:aws:lambda:::", "arn:*", UNKNOWN, Secret("x"), ["*", 7]])


@given(ODD, ODD)
def test_no_shape_breaks_the_rule(action: Any, resource: Any) -> None:
    rights = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}
    judge_stack(RULE, agent_role(inlinePolicies=[{"name": "tools", "policy": rights}]))
