"""Agents that share a role are told from other workloads that do."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import ROOT, judge_stack, messages, passes, unknowns, with_outputs

from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.agent_has_its_own_identity import agent_has_its_own_identity
from daypass_policies.rules.one_role_one_workload import one_role_one_workload
from daypass_policies.trusting.sharing import AGENTS

ARN = "arn:aws:iam::111122223333:role/agents"
AGENT = "aws:bedrock/agentAgent:AgentAgent"


def agent(name: str, role: Any = ARN, **inputs: Any) -> Resource:
    return Resource.of(AGENT, name, agentResourceRoleArn=role, **inputs)


def runtime(name: str, role: Any = ARN) -> Resource:
    return Resource.of("aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime", name, roleArn=role)


FUNCTION = Resource.of("aws:lambda/function:Function", "api", role=ARN)


def test_two_agents_with_one_role_are_found_once() -> None:
    answer = judge_stack(agent_has_its_own_identity, agent("support"), runtime("refunds"))
    assert messages(answer) == ["role 'agents' is used by 2 agents: agent 'support', agent 'refunds'"]
    assert answer.problems[0].key == "agents"
    assert passes(judge_stack(one_role_one_workload, agent("support"), runtime("refunds")))


def test_a_role_for_each_agent_passes() -> None:
    assert passes(judge_stack(agent_has_its_own_identity, agent("support"), runtime("refunds", f"{ARN}-2")))
    assert passes(judge_stack(agent_has_its_own_identity, agent("support")))
    assert passes(judge_stack(agent_has_its_own_identity, FUNCTION, replace(FUNCTION, urn=f"{FUNCTION.urn}-2")))


def test_what_agents_share_with_others_is_the_general_rules_matter() -> None:
    resources = (agent("support"), agent("refunds"), FUNCTION)
    assert passes(judge_stack(agent_has_its_own_identity, *resources))
    assert len(judge_stack(one_role_one_workload, *resources).problems) == 1


def test_agents_of_two_stacks_that_are_scanned_together_are_seen() -> None:
    other = Resource.of(AGENT, "refunds", in_stack="prod", agentResourceRoleArn=ARN)
    assert len(judge_stack(agent_has_its_own_identity, agent("support"), other).problems) == 1


def test_one_workload_tag_or_parent_makes_one_of_them() -> None:
    tags = {"daypass:workload": "support"}
    assert passes(judge_stack(agent_has_its_own_identity, agent("blue", tags=tags), agent("green", tags=tags)))
    team = replace(Resource.of("acme:index:Team", "team"), custom=False, parent=ROOT.urn)
    members = [replace(agent(name), parent=team.urn) for name in ("blue", "green")]
    assert passes(judge_stack(agent_has_its_own_identity, team, *members))


@pytest.mark.parametrize(("first", "second", "are_two"), [("triage", "billing", True), ("triage", "triage", False)])
def test_agents_that_are_called_otherwise_are_several_whatever_they_work_for(
    first: str, second: str, *, are_two: bool
) -> None:
    each = [
        agent(name, tags={"daypass:workload": "care", "AgentName": called})
        for name, called in (("a", first), ("b", second))
    ]
    assert bool(judge_stack(agent_has_its_own_identity, *each).problems) is are_two


def test_one_agent_without_a_name_leaves_what_they_work_for_to_decide() -> None:
    tags = {"daypass:workload": "care"}
    each = agent("blue", tags=tags), agent("green", tags={**tags, "AgentName": "green"})
    assert passes(judge_stack(agent_has_its_own_identity, *each))


def test_a_name_that_is_not_known_yet_is_undecided() -> None:
    named = agent("a", tags={"AgentName": "triage"}), agent("b", tags={"AgentName": UNKNOWN})
    for stack in (named, named[::-1]):
        answer = judge_stack(agent_has_its_own_identity, *stack)
        assert (messages(answer), unknowns(answer)) == ([], ["tags.AgentName"])
        assert [one.on for one in answer.undecided] == [named[1]]
    assert passes(judge_stack(agent_has_its_own_identity, named[1]))


def test_a_role_that_is_not_known_is_undecided_where_it_may_be_the_others() -> None:
    answer = judge_stack(agent_has_its_own_identity, agent("support", UNKNOWN), agent("refunds"))
    assert (messages(answer), unknowns(answer)) == ([], ["agentResourceRoleArn"])
    assert passes(judge_stack(agent_has_its_own_identity, agent("support", UNKNOWN)))


def test_a_role_of_a_preview_is_known_by_the_dependency() -> None:
    made = Resource.of("aws:iam/role:Role", "agents", name=UNKNOWN, arn=UNKNOWN)
    waiting = [
        replace(agent(name, UNKNOWN), property_dependencies={"agentResourceRoleArn": (made.urn,)}) for name in "ab"
    ]
    (problem,) = judge_stack(agent_has_its_own_identity, made, *waiting).problems
    assert problem.on == made


@pytest.mark.parametrize("type_", sorted(AGENTS))
def test_every_type_of_agent_is_known_by_what_uses_a_role(type_: str) -> None:
    properties = {"agentResourceRoleArn": ARN, "roleArn": ARN, "executionRoleArn": ARN}
    assert (
        len(judge_stack(agent_has_its_own_identity, *(Resource.of(type_, n, **properties) for n in "ab")).problems) == 1
    )


@pytest.mark.parametrize("odd", [None, 7, [], {}, [None], "", Secret(UNKNOWN)])
def test_what_is_no_role_breaks_nothing(odd: Any) -> None:
    assert not judge_stack(agent_has_its_own_identity, agent("support", odd), agent("refunds")).problems


def test_the_state_of_a_stack_that_exists_is_read_from_outputs() -> None:
    made = [with_outputs(replace(agent(name), inputs=Properties({})), agentResourceRoleArn=ARN) for name in "ab"]
    assert len(judge_stack(agent_has_its_own_identity, *made).problems) == 1
