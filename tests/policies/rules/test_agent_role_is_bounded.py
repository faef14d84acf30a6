"""What `agent-role-is-bounded` refuses, passes and leaves undecided."""

import json
from typing import Any

import pytest
from tests.support.agents import BEDROCK, BOUNDARY, NAMED, agent_role, runtime
from tests.support.becoming import allow, document, lets_in, role
from tests.support.grants import ARN, aws, depending, native
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["agent-role-is-bounded"]


def bare(**inputs: Any) -> Resource:
    """A role that says nothing of an agent."""
    return role("support", "bedrock-agentcore.amazonaws.com", **inputs)


def keys(*resources: Resource) -> list[str | None]:
    return [problem.key for problem in judge_stack(RULE, *resources).problems]


@pytest.mark.parametrize(
    "user",
    [
        runtime(),
        Resource.of(BEDROCK, "assistant", agentResourceRoleArn=f"{ARN}role/support"),
        Resource.of("aws:bedrock/agentcoreHarness:AgentcoreHarness", "h", executionRoleArn=f"{ARN}role/support"),
        native("bedrockagentcore:Runtime", "assistant", roleArn=f"{ARN}role/support"),
        native("bedrock:Agent", "assistant", agentResourceRoleArn="support"),
    ],
    ids=lambda user: user.type,
)
def test_the_role_of_an_agent_has_a_boundary_and_says_that_it_is_one(user: Resource) -> None:
    assert keys(bare(), user) == ["boundary tags"]
    assert keys(bare(permissionsBoundary=BOUNDARY), user) == ["tags"]
    assert keys(bare(tags=NAMED), user) == ["boundary"]
    assert passes(judge_stack(RULE, bare(tags=NAMED, permissionsBoundary=BOUNDARY), user))


@pytest.mark.parametrize(
    "tags", [{"PrincipalType": "agent"}, {"PrincipalType": Secret("Agent")}, {"daypass:class": "agent"}]
)
def test_a_tag_alone_makes_an_agent(tags: dict[str, Any]) -> None:
    assert keys(bare(tags=tags)) == ["boundary tags"]


def test_what_a_role_lacks_is_told_once_with_all_that_mends_it() -> None:
    (problem,) = judge_stack(RULE, bare(), runtime()).problems
    assert problem.message.endswith(
        "and has no permissions boundary and no tag PrincipalType = Agent and no tag AgentName"
    )
    assert {*json.loads(problem.mended or "")} == {"permissionsBoundary", "tags"}


@pytest.mark.parametrize(
    ("policy", "severity"),
    [
        (document(allow("bedrock:InvokeModel", "arn:aws:bedrock:eu-west-1::foundation-model/m")), "medium"),
        (document(allow(["logs:PutLogEvents", "ecr:BatchGetImage"])), "low"),
        (document(allow("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/t")), "medium"),
        (document(allow("iam:PutRolePolicy")), None),
        (document(allow("*")), None),
        (UNKNOWN, None),
    ],
)
def test_a_role_that_stays_what_it_is_weighs_less(policy: Any, severity: str | None) -> None:
    given = aws("iam/rolePolicy", "given", role="support", policy=policy)
    (problem,) = judge_stack(RULE, bare(), runtime(), given).problems
    assert problem.severity == severity


@pytest.mark.parametrize("tags", [{"PrincipalType": "Human", "AgentName": "x"}, {"daypass:class": "service"}])
def test_a_role_that_says_it_is_something_else_is_believed(tags: Any) -> None:
    assert passes(judge_stack(RULE, bare(tags=tags)))


def trusting(service: str, *sources: str, name: str = "support") -> Resource:
    """A role that lets in a service, for these resources of it alone where there are any."""
    asked = {"Condition": {"ArnLike": {"AWS:SourceArn": list(sources)}}} if sources else {}
    return role(name, lets_in(f"{service}.amazonaws.com", **asked))


@pytest.mark.parametrize(
    "agent",
    [
        trusting("bedrock-agentcore"),
        trusting("bedrock-agentcore", "arn:aws:bedrock-agentcore:eu-west-1:111122223333:*"),
        trusting("bedrock-agentcore", "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/*"),
        trusting("bedrock", "arn:aws:bedrock:eu-west-1:111122223333:agent/*"),
        trusting("bedrock", name="AmazonBedrockExecutionRoleForAgents_A1B2"),
        trusting("lambda", name="agent-role-support"),
    ],
    ids=repr,
)
def test_a_trust_and_a_name_may_say_that_a_role_is_an_agents(agent: Resource) -> None:
    assert keys(agent) == ["boundary tags"]


@pytest.mark.parametrize(
    "other",
    [
        trusting("bedrock"),
        trusting("bedrock", "arn:aws:bedrock:eu-west-1:111122223333:knowledge-base/*"),
        trusting("bedrock-agentcore", "arn:aws:bedrock-agentcore:eu-west-1:111122223333:gateway/*"),
        trusting("lambda", name="support-agent-logs"),
        Resource.of("aws:iam/role:Role", "x", assumeRolePolicy="{"),
        Resource.of("aws:iam/role:Role", "x", assumeRolePolicy=UNKNOWN),
    ],
    ids=repr,
)
def test_another_role_is_no_matter_of_this_rule(other: Resource) -> None:
    assert passes(judge_stack(RULE, other))


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("agentcoreGateway:AgentcoreGateway", "roleArn"),
        ("agentcoreMemory:AgentcoreMemory", "memoryExecutionRoleArn"),
        ("agentcoreCodeInterpreter:AgentcoreCodeInterpreter", "executionRoleArn"),
    ],
)
def test_the_role_of_a_gateway_or_a_memory_is_none(kind: str, key: str) -> None:
    user = Resource.of(f"aws:bedrock/{kind}", "x", **{key: f"{ARN}role/support"})
    assert passes(judge_stack(RULE, bare(), user))
    assert passes(judge_stack(RULE, bare(), depending(user, **{key: bare()})))


@pytest.mark.parametrize("user", ["bedrock/agentKnowledgeBase:AgentKnowledgeBase", "lambda/function:Function"])
def test_what_runs_no_prompts_is_no_agent(user: str) -> None:
    """Whatever its trust says: it is known what the role is used for."""
    other = Resource.of(f"aws:{user}", "x", roleArn=f"{ARN}role/support", role=f"{ARN}role/support")
    assert passes(judge_stack(RULE, bare(), other))


@pytest.mark.parametrize(
    "boundary", ["", "arn:aws:iam::aws:policy/AdministratorAccess", "agents", ["x"], Secret(""), 7]
)
def test_a_boundary_that_bounds_nothing_is_none(boundary: Any) -> None:
    assert keys(agent_role(permissionsBoundary=boundary)) == ["boundary"]


def test_a_boundary_that_is_made_with_the_role_is_one() -> None:
    """Its ARN is not known in a preview; that there is one decides."""
    assert passes(judge_stack(RULE, agent_role(permissionsBoundary=UNKNOWN)))


def test_a_class_tells_an_agent_with_a_boundary_apart() -> None:
    def told(profile: str, **tags: str) -> list[str]:
        made = agent_role(tags={"daypass:class": "agent", **tags}, permissionsBoundary=BOUNDARY)
        return messages(judge_stack(RULE, made, profile=profile))

    assert not told("standard")
    assert told("strict")
    assert told("standard", PrincipalType="Human")
    assert told("standard", AgentName="desk")
    assert not told("strict", **NAMED)


@pytest.mark.parametrize("tags", [{"PrincipalType": "Agent", "AgentName": " "}, {"PrincipalType": "Agent"}])
def test_an_agent_has_a_name(tags: dict[str, Any]) -> None:
    (found,) = messages(judge_stack(RULE, agent_role(tags=tags, permissionsBoundary=BOUNDARY)))
    assert "AgentName" in found
    assert "PrincipalType" not in found


def test_a_role_that_a_preview_does_not_know_is_found_by_what_depends_on_it() -> None:
    made = runtime()
    assert passes(judge_stack(RULE, bare(tags=NAMED, permissionsBoundary=BOUNDARY), depending(made, roleArn=(bare(),))))
    assert keys(bare(), depending(made, roleArn=(bare(),))) == ["boundary tags"]


def test_what_is_unknown_is_undecided() -> None:
    assert unknowns(judge_stack(RULE, bare(), runtime(UNKNOWN))) == ["roleArn"]
    assert unknowns(judge_stack(RULE, bare(tags=UNKNOWN))) == ["tags"]
    assert unknowns(judge_stack(RULE, agent_role(tags={**NAMED, "AgentName": UNKNOWN}))) == ["tags.AgentName"]


def test_one_tag_that_is_not_known_yet_leaves_the_others_known() -> None:
    """Where one value is unknown, the engine does not know what all tags together are."""
    said = {"daypass:class": "service", "daypass:owner": UNKNOWN}
    assert passes(judge_stack(RULE, bare(tags=said, tagsAll=UNKNOWN)))
    assert passes(judge_stack(RULE, role("fn", tags={"daypass:owner": UNKNOWN}, tagsAll=UNKNOWN)))
    assert unknowns(judge_stack(RULE, role("fn", tags={"daypass:class": UNKNOWN}))) == ["tags.daypass:class"]


def test_a_role_elsewhere_and_a_stack_without_roles_pass() -> None:
    assert passes(judge_stack(RULE, bare(tags=NAMED, permissionsBoundary=BOUNDARY), runtime(f"{ARN}role/other")))
    assert passes(judge_stack(RULE, runtime(UNKNOWN)))
