"""Filters of models elsewhere are told where they let pass what they are there to stop."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules.model_filter_is_on import model_filter_is_on

NATIVE = "azure-native:cognitiveservices:RaiPolicy"
CLASSIC = "azure:cognitive/accountRaiPolicy:AccountRaiPolicy"
TEMPLATE = "gcp:modelarmor/template:Template"
FLOOR = "gcp:modelarmor/floorsetting:Floorsetting"
SERVING = "databricks:index/modelServing:ModelServing"
ON = {"piAndJailbreakFilterSettings": {"filterEnforcement": "ENABLED", "confidenceLevel": "LOW_AND_ABOVE"}}
OFF = {"piAndJailbreakFilterSettings": {"filterEnforcement": "DISABLED"}}
CHAT = {"servedEntities": [{"externalModel": {"name": "gpt-4o", "provider": "openai", "task": "llm/v1/chat"}}]}


def judged(type_: str, **inputs: Any) -> Answer:
    return judge(model_filter_is_on, Resource.of(type_, "it", **inputs))


def native(name: Any, *, enabled: Any = True, blocking: Any = True) -> Answer:
    one = {"name": name, "enabled": enabled, "blocking": blocking, "severityThreshold": "High", "source": "Prompt"}
    return judged(NATIVE, properties={"basePolicyName": "Microsoft.DefaultV2", "contentFilters": [one]})


@pytest.mark.parametrize("name", ["Hate", "sexual", "Violence", "SelfHarm", "Selfharm", "Jailbreak", "Indirect Attack"])
def test_a_filter_that_is_off_or_only_annotates_is_told(name: str) -> None:
    assert "switched off" in messages(native(name, enabled=False, blocking=False))[0]
    assert "only annotates" in messages(native(name, blocking=False))[0]
    assert passes(native(name))
    classic = {"name": name, "filterEnabled": True, "blockEnabled": False, "source": "Completion"}
    assert messages(judged(CLASSIC, contentFilters=[classic]))


@pytest.mark.parametrize("name", ["Profanity", "Protected Material Text", "Protected Material Code", "own"])
def test_other_filters_are_a_matter_of_taste(name: str) -> None:
    assert passes(native(name, enabled=False))


def test_what_is_not_known_of_azure_is_undecided() -> None:
    assert unknowns(native("Hate", enabled=UNKNOWN)) == ["properties.contentFilters[0]"]
    assert unknowns(native(UNKNOWN, enabled=False))
    assert passes(native("Profanity", enabled=UNKNOWN))
    assert passes(native(UNKNOWN))
    assert unknowns(judged(NATIVE, properties=UNKNOWN)) == ["properties"]


@pytest.mark.parametrize(
    "type_", ["azure-native:cognitiveservices:Deployment", "azure:cognitive/deployment:Deployment"]
)
def test_a_deployment_has_the_default_unless_it_says_none(type_: str) -> None:
    says = (
        {"properties": {"raiPolicyName": "Microsoft.Nil"}} if "native" in type_ else {"raiPolicyName": "Microsoft.Nil"}
    )
    assert messages(judged(type_, **says)) == ["model deployment 'it' has no content filter"]
    assert passes(judged(type_))
    assert passes(judged(type_, raiPolicyName="strict"))
    assert unknowns(judged(type_, raiPolicyName=UNKNOWN)) == ["raiPolicyName"]


@pytest.mark.parametrize(
    "inputs",
    [
        {"filterConfig": OFF},
        {"filterConfig": {}},
        {"filterConfig": {**OFF, "sdpSettings": {"basicConfig": {"filterEnforcement": "ENABLED"}}}},
        {"filterConfig": ON, "templateMetadata": {"enforcementType": "INSPECT_ONLY"}},
    ],
)
def test_a_template_that_stops_nothing_is_told(inputs: dict[str, Any]) -> None:
    assert len(judged(TEMPLATE, templateId="prompts", **inputs).problems) == 1


@pytest.mark.parametrize(
    "inputs",
    [
        {"filterConfig": ON},
        {"filterConfig": ON, "templateMetadata": {"enforcementType": "INSPECT_AND_BLOCK"}},
        {"filterConfig": OFF, "templateId": "support-responses"},
        {"filterConfig": {"sdpSettings": {"basicConfig": {"filterEnforcement": "ENABLED"}}}},
        {"filterConfig": {**ON, "maliciousUriFilterSettings": {"filterEnforcement": "DISABLED"}}},
    ],
)
def test_a_template_that_stops_something_passes(inputs: dict[str, Any]) -> None:
    assert passes(judged(TEMPLATE, **inputs))


def test_floor_settings_that_are_not_enforced_are_told() -> None:
    assert messages(judged(FLOOR, filterConfig=ON, enableFloorSettingEnforcement=False))
    assert messages(judged(FLOOR, filterConfig=OFF, enableFloorSettingEnforcement=True))
    only = {"inspectOnly": True}
    assert messages(judged(FLOOR, filterConfig=ON, enableFloorSettingEnforcement=True, aiPlatformFloorSetting=only))
    blocks = {"inspectAndBlock": True}
    assert passes(judged(FLOOR, filterConfig=ON, enableFloorSettingEnforcement=True, aiPlatformFloorSetting=blocks))
    assert passes(judged(FLOOR, filterConfig=ON))
    assert unknowns(judged(FLOOR, enableFloorSettingEnforcement=UNKNOWN)) == ["enableFloorSettingEnforcement"]


@pytest.mark.parametrize(
    "guardrails",
    [
        None,
        {"input": {"safety": False, "pii": {"behavior": "NONE"}}},
        {"input": {}},
        {"output": {"invalidKeywords": []}},
    ],
)
def test_a_gateway_without_guardrails_is_told(guardrails: Any) -> None:
    gateway = {"usageTrackingConfig": {"enabled": True}, "guardrails": guardrails}
    assert messages(judged(SERVING, config=CHAT, aiGateway=gateway)) == [
        "serving endpoint 'it' has an AI gateway without guardrails"
    ]
    ours = {"servedEntities": [{"entityName": "system.ai.llama_v3_3_70b_instruct"}]}
    assert messages(judged(SERVING, config=ours, aiGateway=gateway))


@pytest.mark.parametrize(
    "guardrails",
    [
        {"input": {"safety": True}},
        {"output": {"pii": {"behavior": "MASK"}}},
        {"input": {"invalidKeywords": ["secret"]}},
    ],
)
def test_a_gateway_with_guardrails_passes(guardrails: dict[str, Any]) -> None:
    assert passes(judged(SERVING, config=CHAT, aiGateway={"guardrails": guardrails}))


@pytest.mark.parametrize(
    "entity",
    [
        {"entityName": "main.shop.churn"},
        {"externalModel": {"task": "llm/v1/embeddings"}},
        {"entityName": "system.ai.bge_large_en_v1_5"},
    ],
)
def test_what_no_guardrail_can_look_at_passes(entity: dict[str, Any]) -> None:
    assert passes(judged(SERVING, config={"servedEntities": [entity]}, aiGateway={"rateLimits": []}))
    assert passes(judged(SERVING, config=CHAT))


def test_what_is_not_known_of_a_gateway_is_undecided() -> None:
    assert unknowns(judged(SERVING, config=CHAT, aiGateway=UNKNOWN)) == ["aiGateway"]
    assert unknowns(judged(SERVING, config=CHAT, aiGateway={"guardrails": UNKNOWN}))
    assert unknowns(judged(SERVING, config=UNKNOWN, aiGateway={"rateLimits": []})) == ["config"]
    assert passes(
        judged(SERVING, config=CHAT, aiGateway={"guardrails": {"input": {"safety": True}, "output": UNKNOWN}})
    )


def test_a_secret_and_what_was_looked_up_are_not_repeated() -> None:
    hidden = Secret([{"name": "Hate", "filterEnabled": False}])
    (problem,) = judged(CLASSIC, contentFilters=hidden).problems
    assert "hate" not in f"{problem.message} {problem.key}"
    seen = Resource(urn="u", type=CLASSIC, name="seen", inputs=Properties(Partial(contentFilters=[{"name": "Hate"}])))
    assert passes(judge(model_filter_is_on, seen))


@pytest.mark.parametrize(
    "said",
    [
        {"name": "support-agent"},
        {"tags": [{"key": "class", "value": "agent"}]},
        {"tags": [{"key": "daypass-class", "value": "Agent"}]},
        {"description": "owner=payments; class=agent"},
    ],
    ids=repr,
)
def test_an_agent_that_calls_a_vendors_model_without_a_gateway_is_told(said: dict[str, Any]) -> None:
    (problem,) = judged(SERVING, config=CHAT, **said).problems
    assert "without an AI gateway" in problem.message
    assert problem.at == "aiGateway"
    assert passes(judged(SERVING, config={"servedEntities": [{"entityName": "system.ai.llama"}]}, **said))


@pytest.mark.parametrize(
    "said",
    [{"name": "translate"}, {"tags": [{"key": "class", "value": "service"}]}, {"tags": [{"key": "agent"}]}],
    ids=repr,
)
def test_a_vendors_model_that_no_agent_calls_passes(said: dict[str, Any]) -> None:
    assert passes(judged(SERVING, config=CHAT, **said))


def test_whether_an_agent_calls_it_may_not_be_known() -> None:
    assert unknowns(judged(SERVING, config=CHAT, tags=UNKNOWN)) == ["tags"]
    assert passes(judged(SERVING, config=UNKNOWN, name="translate"))
