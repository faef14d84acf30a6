"""Who writes what another's workload believes decides what that does."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
PAYS = allow("sqs:SendMessage", f"arn:aws:sqs:{HERE}:payouts")
APPLICATION = f"arn:aws:appconfig:{HERE}:application/app1"
PROFILE = f"{APPLICATION}/configurationprofile/limits1"
FETCHES = allow("appconfig:GetLatestConfiguration", f"{APPLICATION}/environment/prod1/configuration/limits1")
DEPLOYS = ["appconfig:CreateHostedConfigurationVersion", "appconfig:StartDeployment"]
MEMORY = f"arn:aws:bedrock-agentcore:{HERE}:memory/concierge-A1b2C3d4E5"
RECALLS = allow("bedrock-agentcore:RetrieveMemoryRecords", MEMORY)
PROMPT = f"arn:aws:bedrock:{HERE}:prompt/PDAM000001"
UPDATES = allow("bedrock:UpdatePrompt", f"arn:aws:bedrock:{HERE}:prompt/*")
INSTANCE = f"arn:aws:connect:{HERE}:instance/aaaa"
TOOL = (
    "def handler(event, context):\n"
    "    if event['sessionAttributes'].get('role') == 'manager':\n"
    "        return pay(event)\n"
)
ALIAS = f"arn:aws:bedrock:{HERE}:agent-alias/AGENT1/LIVE1"
ASKS = allow("bedrock:InvokeAgent", ALIAS)


def told(*resources: Resource, by: str = "banner") -> list[str]:
    return [one for one in messages(judge_stack(no_path_to_more_rights, *resources)) if f"role '{by}' may" in one]


def writer(*given: dict[str, Any], by: str = "banner") -> tuple[Resource, ...]:
    return role(by), may(by, *given)


def loans(*given: dict[str, Any]) -> tuple[Resource, ...]:
    return role("loan"), may("loan", *(given or (FETCHES, PAYS)))


def profile(**said: Any) -> Resource:
    whole = {"locationUri": "hosted", **said}
    return replace(aws("appconfig/configurationProfile", "limits", **whole), id="limits1:app1")


ANY_PROFILE = allow(DEPLOYS, [APPLICATION, f"{APPLICATION}/*"])


def test_who_deploys_any_configuration_decides_for_whoever_reads_one() -> None:
    (message,) = told(*writer(ANY_PROFILE), *loans(), profile())
    assert (
        "write and deploy configuration 'limits', by which role 'loan' decides, and that may sqs:SendMessage" in message
    )
    assert told(*writer(ANY_PROFILE), *loans())  # a profile that another stack has
    assert not told(*writer(ANY_PROFILE), *loans(FETCHES))


def test_who_was_given_the_very_profile_or_is_called_like_it_was_to_write_it() -> None:
    itself = allow(DEPLOYS, [APPLICATION, PROFILE, f"{APPLICATION}/environment/prod1"])
    assert not told(*writer(itself), *loans(), profile())
    assert not told(*writer(ANY_PROFILE, by="loan-editor"), *loans(), profile(), by="loan-editor")
    assert not told(*writer(ANY_PROFILE, by="limits-editor"), *loans(), profile(), by="limits-editor")


@pytest.mark.parametrize(
    "given",
    [
        allow(DEPLOYS, [APPLICATION, f"{APPLICATION}/configurationprofile/banners1", f"{APPLICATION}/environment/*"]),
        allow(DEPLOYS[0], [APPLICATION, f"{APPLICATION}/*"]),
        allow([*DEPLOYS, "appconfig:CreateConfigurationProfile"], [APPLICATION, f"{APPLICATION}/*"]),
    ],
)
def test_what_is_another_profile_is_not_deployed_or_is_looked_after_is_quiet(given: dict[str, Any]) -> None:
    assert not told(*writer(given), *loans(), profile())


def test_a_denial_a_validator_and_a_value_kept_elsewhere_are_heeded() -> None:
    assert not told(*writer(ANY_PROFILE, deny(DEPLOYS[1], PROFILE)), *loans(), profile())
    checked = [{"type": "LAMBDA", "content": f"arn:aws:lambda:{HERE}:function:check"}]
    assert not told(*writer(ANY_PROFILE), *loans(), profile(validators=checked))
    assert told(*writer(ANY_PROFILE), *loans(), profile(validators=[{"type": "JSON_SCHEMA", "content": "{}"}]))
    assert not told(*writer(ANY_PROFILE), *loans(), profile(locationUri="ssm-parameter://limits"))


def remembering(*given: dict[str, Any]) -> tuple[Resource, ...]:
    return role("concierge", "bedrock-agentcore.amazonaws.com"), may("concierge", *given, PAYS)


@pytest.mark.parametrize("action", ["CreateEvent", "BatchCreateMemoryRecords", "BatchUpdateMemoryRecords"])
@pytest.mark.parametrize("on", [MEMORY, f"arn:aws:bedrock-agentcore:{HERE}:memory/*"])
def test_who_writes_what_an_agent_remembers_has_it_act(action: str, on: str) -> None:
    given = allow(f"bedrock-agentcore:{action}", on)
    assert "remembers in memory 'concierge-A1b2C3d4E5'" in told(*writer(given), *remembering(RECALLS))[0]


def test_an_own_memory_an_own_part_and_an_own_name_are_quiet() -> None:
    writes = allow("bedrock-agentcore:CreateEvent", MEMORY)
    held = {**writes, "Condition": {"StringEquals": {"bedrock-agentcore:actorId": "survey"}}}
    assert not told(*writer(held), *remembering(RECALLS))
    assert not told(*writer(allow("bedrock-agentcore:CreateEvent", f"{MEMORY}x")), *remembering(RECALLS))
    assert not told(*writer(writes, by="concierge-web"), *remembering(RECALLS), by="concierge-web")
    assert not told(*writer(allow("bedrock-agentcore:RetrieveMemoryRecords", MEMORY)), *remembering(RECALLS))
    assert not told(*writer(writes), role("concierge"), may("concierge", RECALLS, PAYS))  # no agent


def flow(prompt: str) -> Resource:
    source = {"sourceConfiguration": {"resource": {"promptArn": prompt}}}
    nodes = [{"name": "Verdict", "type": "Prompt", "configuration": {"prompt": source}}]
    return aws("bedrock/agentFlow", "verdict", executionRoleArn=f"{ARN}role/verdict", definition={"nodes": nodes})


def asking(*given: dict[str, Any]) -> tuple[Resource, ...]:
    return role("verdict", "bedrock.amazonaws.com"), may("verdict", *given, PAYS)


def test_who_rewrites_the_draft_of_a_prompt_decides_for_the_flow_that_uses_it() -> None:
    assert (
        "write the draft of a prompt, by which role 'verdict' decides"
        in told(*writer(UPDATES), *asking(), flow(PROMPT))[0]
    )
    assert told(*writer(UPDATES), *asking(allow("bedrock:GetPrompt", PROMPT)))


def test_a_version_of_a_prompt_stays_as_it_is() -> None:
    reads = allow("bedrock:GetPrompt", [PROMPT, f"{PROMPT}:3"])
    assert not told(*writer(UPDATES), *asking(reads), flow(f"{PROMPT}:3"))
    assert not told(*writer(UPDATES), *asking(allow("bedrock:GetPrompt", f"{PROMPT}:3")))


def test_who_was_given_the_very_prompt_or_makes_prompts_was_to_write_it() -> None:
    assert not told(*writer(allow("bedrock:UpdatePrompt", PROMPT)), *asking(), flow(PROMPT))
    assert not told(*writer(UPDATES, allow("bedrock:CreatePrompt")), *asking(), flow(PROMPT))


def limits() -> tuple[Resource, ...]:
    on = {"instanceId": "aaaa", "functionArn": f"arn:aws:lambda:{HERE}:function:raise"}
    return (
        function("raise", "raise"),
        role("raise"),
        may("raise", PAYS),
        aws("connect/lambdaFunctionAssociation", "r", **on),
    )


def test_who_writes_any_flow_of_connect_invokes_what_is_associated() -> None:
    edits = allow("connect:UpdateContactFlowContent", f"{INSTANCE}/contact-flow/*")
    assert "write a flow of Connect that invokes function 'raise'" in told(*writer(edits), *limits())[0]
    assert not told(*writer(edits, allow("connect:CreateContactFlow", f"{INSTANCE}/*")), *limits())
    assert not told(*writer(allow("connect:UpdateContactFlowContent", f"{INSTANCE}/contact-flow/menu")), *limits())
    assert not told(*writer(allow("connect:UpdateContactFlowContent", f"{INSTANCE}b/contact-flow/*")), *limits())


def tool(text: str = TOOL) -> tuple[Resource, ...]:
    code = {"assets": {"main.py": {"text": text}}}
    executor = {"lambda": f"arn:aws:lambda:{HERE}:function:adjust"}
    group = aws("bedrock/agentAgentActionGroup", "tools", agentId="AGENT1", actionGroupExecutor=executor)
    runs = function("adjust", "adjust", handler="main.handler", code=code)
    return runs, role("adjust"), may("adjust", PAYS), group, role("desk"), may("desk", ASKS)


def test_who_invokes_an_agent_says_the_attributes_by_which_its_tool_decides() -> None:
    assert "with session attributes by which its tool 'adjust' decides" in told(*writer(ASKS), *tool())[0]
    other = allow("bedrock:InvokeAgent", f"arn:aws:bedrock:{HERE}:agent-alias/AGENT2/LIVE1")
    assert not told(*writer(other), *tool())


@pytest.mark.parametrize(
    "text",
    [
        TOOL.replace("sessionAttributes", "parameters"),
        f"import hmac\n{TOOL}",
        "def handler(event, context):\n    return pay(event['sessionAttributes'])\n",
    ],
)
def test_a_tool_that_does_not_decide_by_them_or_asks_for_a_signature_is_quiet(text: str) -> None:
    assert not told(*writer(ASKS), *tool(text))


def test_where_one_alone_invokes_it_these_tell_nobody_apart() -> None:
    every = [one for one in tool() if "desk" not in one.name]
    assert not told(*writer(ASKS), *every)


ALARM = f"arn:aws:cloudwatch:{HERE}:alarm:provider-down"
SETS = allow("cloudwatch:SetAlarmState", f"arn:aws:cloudwatch:{HERE}:alarm:*")


def bypass(**said: Any) -> tuple[Resource, ...]:
    acts = {"name": "provider-down", "alarmActions": [f"arn:aws:lambda:{HERE}:function:bypass"], **said}
    alarm = aws("cloudwatch/metricAlarm", "provider-down", **acts)
    return function("bypass", "bypass"), role("bypass"), may("bypass", PAYS), alarm


def test_who_sets_the_state_of_any_alarm_has_functions_act_on_it() -> None:
    (message,) = told(*writer(SETS), *bypass())
    assert "set the state of alarm 'provider-down', on which function 'bypass' acts, and that may sqs:Send" in message
    assert told(*writer(SETS), *bypass(alarmActions=[], okActions=[f"arn:aws:lambda:{HERE}:function:bypass:live"]))


@pytest.mark.parametrize(
    "given",
    [
        allow("cloudwatch:SetAlarmState", ALARM),
        allow("cloudwatch:SetAlarmState", f"arn:aws:cloudwatch:{HERE}:alarm:drill*"),
        allow("cloudwatch:DescribeAlarms"),
        allow(["cloudwatch:SetAlarmState", "cloudwatch:PutMetricAlarm"]),
    ],
)
def test_the_very_alarm_others_and_all_that_somebody_looks_after_are_quiet(given: dict[str, Any]) -> None:
    assert not told(*writer(given), *bypass())


def test_an_alarm_that_is_denied_off_or_tells_people_alone_is_quiet() -> None:
    assert not told(*writer(SETS, deny("cloudwatch:SetAlarmState", ALARM)), *bypass(arn=ALARM))
    assert not told(*writer(SETS), *bypass(actionsEnabled=False))
    assert not told(*writer(SETS), *bypass(alarmActions=[f"arn:aws:sns:{HERE}:on-call"]))
    assert not told(*writer(SETS, by="bypass-drill"), *bypass(), by="bypass-drill")


LIMITS = f"arn:aws:ssm:{HERE}:parameter/buyer/limits"
CALLS = allow("lambda:InvokeFunction", f"arn:aws:lambda:{HERE}:function:gateway")
OWN = allow("ssm:PutParameter", f"arn:aws:ssm:{HERE}:parameter/buyer/*")


def gateway(reads: str = LIMITS, **said: Any) -> tuple[Resource, ...]:
    parameter = aws("ssm/parameter", "limits", **{"name": "/buyer/limits", "type": "String", "value": "25", **said})
    called = aws("lambda/function", "gateway", name="gateway", role=f"{ARN}role/buyer-gateway")
    return role("buyer-gateway"), may("buyer-gateway", allow("ssm:GetParameter", reads), PAYS), called, parameter


def buyer(*given: dict[str, Any], by: str = "bedrock.amazonaws.com") -> tuple[Resource, ...]:
    return role("buyer", by), may("buyer", *given)


def test_an_agent_that_writes_any_parameter_of_a_path_says_what_its_tool_is_held_to() -> None:
    (message,) = told(*buyer(OWN, CALLS), *gateway(), by="buyer")
    assert "write parameter 'limits', by which its tool 'gateway' decides, and that may sqs:SendMessage" in message


@pytest.mark.parametrize(
    "given",
    [
        (OWN, CALLS, deny("ssm:PutParameter", LIMITS)),
        (allow("ssm:PutParameter", LIMITS), CALLS),
        (allow("ssm:PutParameter", f"arn:aws:ssm:{HERE}:parameter/buyer/notes/*"), CALLS),
        (OWN, CALLS, PAYS),
        (OWN,),
    ],
)
def test_what_is_denied_given_by_name_apart_no_more_or_of_no_tool_is_quiet(given: tuple[dict[str, Any], ...]) -> None:
    assert not told(*buyer(*given), *gateway(), by="buyer")


def test_secrets_what_is_read_by_a_pattern_and_who_is_no_agent_are_quiet() -> None:
    assert not told(*buyer(OWN, CALLS), *gateway(type="SecureString"), by="buyer")
    assert not told(*buyer(OWN, CALLS), *gateway(name="/buyer/other"), by="buyer")
    assert not told(*buyer(OWN, CALLS), *gateway(f"arn:aws:ssm:{HERE}:parameter/buyer/*"), by="buyer")
    assert not told(*buyer(OWN, CALLS, by="lambda.amazonaws.com"), *gateway(), by="buyer")
