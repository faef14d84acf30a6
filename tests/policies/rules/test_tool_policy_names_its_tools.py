"""What `tool-policy-names-its-tools` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.provider_sdk import problem_in_sdk
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["tool-policy-names-its-tools"]
GATEWAY = 'AgentCore::Gateway::"arn:aws:bedrock-agentcore:eu-west-1:111122223333:gateway/g"'


def policy(statement: Any, name: str = "tools", type_: str = RULE.applies_to[0], **others: Any) -> Resource:
    return Resource.of(type_, name, policyEngineId="e", definition={"cedar": {"statement": statement}}, **others)


@pytest.mark.parametrize(
    "statement",
    [
        "permit(principal, action, resource);",
        "permit (\n  principal,\n  action,\n  resource\n)",
        f"permit(principal, action, resource == {GATEWAY});",
        "permit(principal is AgentCore::OAuthUser, action, resource is AgentCore::Gateway);",
        '// all\n@id("all") permit(principal, action, resource); // yes',
        Secret("permit(principal, action, resource);"),
        "permit(principal, action, resource) when { true };",
        "permit(principal, action, resource) when { };",
        "permit(principal, action, resource) when { (1 == 1) } unless { false };",
        'permit(principal, action, resource) when { "a" == "a" } when { !false };',
    ],
    ids=repr,
)
@pytest.mark.parametrize("type_", RULE.applies_to)
def test_a_policy_that_permits_all_is_found(statement: Any, type_: str) -> None:
    assert len(messages(judge_stack(RULE, policy(statement, type_=type_)))) == 1


@pytest.mark.parametrize(
    "statement",
    [
        f'permit(principal, action == AgentCore::Action::"Weather__forecast", resource == {GATEWAY});',
        f'permit(principal, action in [AgentCore::Action::"A__b"], resource == {GATEWAY});',
        f'permit(principal, action, resource == {GATEWAY}) when {{ principal.getTag("scope") like "*tools*" }};',
        f"permit(principal, action, resource == {GATEWAY}) unless {{ context.input.amount > 500 }};",
        f'permit(principal == AgentCore::OAuthUser::"anna", action, resource == {GATEWAY});',
        f"permit(principal, action, resource == {GATEWAY}) when {{ true }} when {{ context.input.amount < 500 }};",
        "permit(principal, action, resource) when { false };",
        "permit(principal, action, resource) unless { true };",
        "permit(principal, action, resource) when { 1 == 12 };",
        'permit(principal, action, resource) when { "a" == "a" && context.input.amount < 5 };',
        "forbid(principal, action, resource);",
        "",
        None,
        7,
        "guardrail something else",
    ],
    ids=repr,
)
def test_a_policy_that_says_what_passes(statement: Any) -> None:
    assert passes(judge_stack(RULE, policy(statement)))


def test_permitting_all_but_something_passes() -> None:
    forbids = policy(f'forbid(principal, action == AgentCore::Action::"Pay__send", resource == {GATEWAY});', "no-pay")
    assert passes(judge_stack(RULE, policy("permit(principal, action, resource);"), forbids))


def test_a_policy_that_only_logs_neither_permits_nor_forbids() -> None:
    everything, forbids = "permit(principal, action, resource);", f"forbid(principal, action, resource == {GATEWAY});"
    assert passes(judge_stack(RULE, policy(everything, enforcementMode="LOG_ONLY")))
    assert messages(judge_stack(RULE, policy(everything), policy(forbids, "no-pay", enforcementMode="LOG_ONLY")))
    assert passes(judge_stack(RULE, policy(everything), policy(forbids, "no-pay", enforcementMode="ACTIVE")))
    unclear = judge_stack(RULE, policy(everything), policy(forbids, "no-pay", enforcementMode=UNKNOWN))
    assert unknowns(unclear) == ["enforcementMode", "enforcementMode"]


def test_what_is_unknown_is_undecided() -> None:
    assert unknowns(judge_stack(RULE, policy(UNKNOWN))) == ["definition.cedar.statement"]
    both = judge_stack(RULE, policy("permit(principal, action, resource);"), policy(UNKNOWN, "may-forbid"))
    assert (len(messages(both)), len(unknowns(both))) == (0, 2)


@pytest.mark.parametrize("text", ["permit(principal," + " " * 200_000, "//" * 100_000, "@a" * 100_000, '@a("' * 50_000])
def test_a_long_text_that_says_nothing_passes(text: str) -> None:
    assert passes(judge_stack(RULE, policy(text)))


def test_the_provider_takes_what_is_read() -> None:
    assert problem_in_sdk(RULE.applies_to[0], "definition.cedar.statement", frozenset()) == ""
