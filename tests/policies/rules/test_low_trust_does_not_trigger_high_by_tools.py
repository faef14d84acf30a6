"""What an agent calls as its tool changes no identities, unless somebody confirms each call."""

from typing import Any

import pytest
from tests.support.becoming import allow, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

TOOL = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:tools"
WRITES = allow("iam:PutRolePolicy", f"{ARN}role/app-*")


def group(*confirmed: Any) -> Resource:
    functions = [
        {"name": f"f{at}", **({"requireConfirmation": one} if one else {})} for at, one in enumerate(confirmed)
    ]
    schema = {"functionSchema": {"memberFunctions": {"functions": functions}}} if confirmed else {}
    return aws("bedrock/agentAgentActionGroup", "access", actionGroupExecutor={"lambda": TOOL}, **schema)


def of_agent(confirmed: Any) -> Resource:
    functions = [{"name": "f", **({"requireConfirmation": confirmed} if confirmed else {})}]
    made = {"actionGroupExecutor": {"lambda": TOOL}, "functionSchema": {"functions": functions}}
    return native("bedrock:Agent", "desk-agent", actionGroups=[made])


def judged(calls: Resource | None, *statements: dict[str, Any]) -> Answer:
    runs = role("desk"), may("desk", *(statements or (WRITES,))), function("tools", "desk", arn=TOOL)
    return judge_stack(low_trust_does_not_trigger_high, *runs, *((calls,) if calls else ()))


@pytest.mark.parametrize(
    "calls",
    [
        group(),
        group(None),
        group("DISABLED"),
        group("ENABLED", "DISABLED"),
        group("ENABLED", None),
        group(UNKNOWN),
        of_agent(None),
        of_agent("DISABLED"),
    ],
)
def test_a_tool_that_changes_identities_is_told(calls: Resource) -> None:
    assert only(judged(calls)) == (
        f"role 'desk', as which a tool of an agent runs, may iam:PutRolePolicy on {ARN}role/app-*, without a check"
    )


@pytest.mark.parametrize(
    ("calls", "statement"),
    [
        (None, WRITES),
        (group("ENABLED"), WRITES),
        (group("ENABLED", "ENABLED"), WRITES),
        (of_agent("ENABLED"), WRITES),
        (group(), allow("iam:GetRolePolicy", f"{ARN}role/app-*")),
        (group(), allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/tickets")),
    ],
    ids=["no tool", "confirmed", "both confirmed", "native", "reads", "other things"],
)
def test_a_call_that_is_confirmed_or_changes_other_things_passes(
    calls: Resource | None, statement: dict[str, Any]
) -> None:
    assert passes(judged(calls, statement))


def with_policy(given: Any, calls: Resource) -> Answer:
    policy = aws("iam/rolePolicy", "given", role="desk", policy=given)
    return judge_stack(
        low_trust_does_not_trigger_high, role("desk"), policy, function("tools", "desk", arn=TOOL), calls
    )


def allowing(action: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [allow(action, UNKNOWN)]}


@pytest.mark.parametrize("given", [UNKNOWN, allowing("iam:PutRolePolicy"), allowing("iam:*")])
def test_what_may_change_identities_once_it_is_known_is_left_open(given: Any) -> None:
    (path,) = unknowns(with_policy(given, group()))
    assert path.startswith("policy")
    assert passes(with_policy(given, group("ENABLED")))


def test_what_is_not_known_of_other_changes_is_not_left_open() -> None:
    assert passes(with_policy(allowing("dynamodb:PutItem"), group()))


def test_nothing_of_a_marked_policy_is_repeated() -> None:
    secret = aws("iam/rolePolicy", "hidden", role="desk", policy=Secret(may("desk", WRITES).inputs.raw["policy"]))
    runs = role("desk"), secret, function("tools", "desk", arn=TOOL)
    assert "iam:" not in only(judge_stack(low_trust_does_not_trigger_high, *runs, group()))


READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:psp-??????")
GIVEN = (
    "import boto3, json\ndef handler(event, context):\n    p = {i['name']: i['value'] for i in event['parameters']}\n"
)
CALLS = "    return getattr(boto3.client(p['service']), p['operation'])(**json.loads(p['arguments']))"
CHECKS = "    if p['operation'] not in ('get_item',):\n        return None\n"
FIXED = "    return boto3.client('secretsmanager').get_secret_value(SecretId='psp')"


def runs(body: str, calls: Resource, *statements: dict[str, Any]) -> Answer:
    code = {"assets": {"main.py": {"text": GIVEN + body}}}
    made = aws(
        "lambda/function", "tools", name="tools", arn=TOOL, role=f"{ARN}role/desk", handler="main.handler", code=code
    )
    return judge_stack(low_trust_does_not_trigger_high, role("desk"), may("desk", *statements), made, calls)


@pytest.mark.parametrize("body", [CALLS, "    return eval(p['rule'])"])
def test_a_tool_that_does_whatever_the_agent_says_gives_out_the_secrets_of_its_role(body: str) -> None:
    told = only(runs(body, group(), READS))
    assert "as which a tool of an agent runs and does whatever it is told ('tools'), may secretsmanager:Get" in told


@pytest.mark.parametrize(
    ("body", "calls", "statement"),
    [
        (CALLS, group("ENABLED"), READS),
        (CALLS, group(), allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/tickets")),
        (CHECKS + CALLS, group(), READS),
        (FIXED, group(), READS),
    ],
    ids=["confirmed", "has no secret", "checks which", "does what it was written for"],
)
def test_a_tool_that_is_held_to_something_passes(body: str, calls: Resource, statement: dict[str, Any]) -> None:
    assert passes(runs(body, calls, statement))
