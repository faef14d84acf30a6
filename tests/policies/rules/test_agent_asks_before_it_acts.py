"""What `agent-asks-before-it-acts` refuses, passes and leaves undecided."""

import json
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.agent_asks_before_it_acts import agent_asks_before_it_acts

RULE = agent_asks_before_it_acts
GROUP = "aws:bedrock/agentAgentActionGroup:AgentAgentActionGroup"
ARN = "arn:aws:lambda:eu-west-1:111122223333:function:pay"
EXECUTOR = {"actionGroupExecutor": {"lambda": ARN}}
NOBODY = "as soon as a text talks the agent into it: nobody is asked first"


def group(**inputs: Any) -> Resource:
    return Resource.of(GROUP, "tools", **{**EXECUTOR, **inputs})


def functions(*each: Any, **inputs: Any) -> Resource:
    return group(functionSchema={"memberFunctions": {"functions": [*each]}}, **inputs)


def named(name: str, description: str = "", *parameters: str, **more: Any) -> Resource:
    asked = [{"mapBlockKey": one, "type": "string"} for one in parameters]
    return functions({"name": name, "description": description, "parameters": asked, **more})


def api(path: str = "/do", method: str = "post", **operation: Any) -> Resource:
    return group(apiSchema={"payload": json.dumps({"openapi": "3.0.0", "paths": {path: {method: operation}}})})


def code(text: Any, file: str = "main.py") -> Resource:
    assets = {file: {"text": text}}
    return Resource.of("aws:lambda/function:Function", "pay", name="pay", arn=ARN, code={"assets": assets})


def judged(*resources: Resource) -> Answer:
    return judge_stack(RULE, *resources)


@pytest.mark.parametrize(
    ("one", "does"),
    [
        (named("issue_refund", "Refunds a booking", requireConfirmation="DISABLED"), "moves money"),
        (named("refund"), "moves money"),
        (named("goodwill", "Pays goodwill to an account"), "moves money"),
        (named("transferMoney"), "moves money"),
        (named("transfer", "", "iban", "amount"), "moves money"),
        (named("settle", "Closes the account and transfers the balance to the given IBAN"), "closes accounts"),
        (named("accountClose"), "closes accounts"),
        (named("update_payee_iban"), "changes who is paid"),
        (named("delete_customer"), "deletes"),
        (named("tidy", "Use this to permanently delete a customer's data"), "deletes"),
        (named("refund", "Refunds without approval"), "moves money"),
        (named("refund", "Does not need an approval"), "moves money"),
        (api(operationId="closeAccount", **{"x-requireConfirmation": "DISABLED"}), "closes accounts"),
        (api("/users/{id}", "delete"), "deletes"),
        (api(summary="Pays out a claim"), "moves money"),
    ],
    ids=repr,
)
def test_what_nobody_can_take_back_is_told_where_nobody_is_asked(one: Resource, does: str) -> None:
    assert f"of 'tools' {does}, {NOBODY}" in only(judged(one))


@pytest.mark.parametrize(
    "one",
    [
        named("issue_refund", requireConfirmation="ENABLED"),
        api(operationId="closeAccount", **{"x-requireConfirmation": "ENABLED"}),
        functions({"name": "refund"}, actionGroupExecutor={"customControl": "RETURN_CONTROL"}),
        functions({"name": "refund"}, actionGroupState="DISABLED"),
        named("book_tour", "Books a tour"),
        named("cancel_booking", "Cancels the guest's own booking"),
        named("get_refund", "Refunds: how much and when"),
        named("refund_status"),
        named("refundCalculator"),
        named("cancel_account_deletion"),
        named("refundPolicy", "Reads out when we refund"),
        named("proposeTransfer", "Proposes a transfer for approval in the banking app", "iban", "amount"),
        named("refund", "Files a refund for approval by the desk"),
        named("send_payment_link", "Sends a link to pay the bill"),
        named("transfer_call", "Transfers the caller to an agent"),
        named("transferToHuman", "Hands over"),
        named("delete_draft"),
        named("faq", "Refund policy of the shop"),
        named("send_mail", "Sends a mail to the customer", "amount"),
        named("close_ticket"),
        api("/refunds", "get", description="Refunds of a customer"),
        group(parentActionGroupSignature="AMAZON.UserInput"),
        functions(),
    ],
    ids=repr,
)
def test_what_is_asked_first_and_what_can_be_taken_back_passes(one: Resource) -> None:
    assert passes(judged(one))


@pytest.mark.parametrize(
    "text",
    [
        "def handler(event, context):\n    if amount(event) > 50:\n        raise ValueError\n    pay(event)\n",
        "def handler(event, context):\n    pay(min(amount(event), 50))\n",
        "def handler(event, context):\n    t.update_item(ConditionExpression='budget >= :a')\n",
        "import hmac\ndef handler(e, c):\n    if not hmac.compare_digest(mac(e), e['mac']):\n        raise E\n",
    ],
)
def test_code_that_holds_the_agent_to_a_limit_needs_nobodys_yes(text: str) -> None:
    assert passes(judged(named("refund"), code(text)))


@pytest.mark.parametrize(
    "text",
    [
        "def handler(event, context):\n    pay(event)\n",
        "def handler(event, context):\n    if len(event['parameters']) > 2:\n        return\n    pay(event)\n",
        "def handler(event, context):\n    if event['apiPath'] == '/pay':\n        pay(event)\n",
        "def handler(event, context):\n    if pay(event)['HTTPStatusCode'] >= 400:\n        raise ValueError\n",
        "def handler(event, context):\n    pay(event, min(3, 4))\n",
        "def (",
    ],
)
def test_code_that_does_what_it_is_told_is_no_limit(text: str) -> None:
    assert messages(judged(named("refund"), code(text)))


def test_a_limit_in_javascript_is_one_too() -> None:
    limit = "exports.handler = async (e) => {\n  if (sum(e) > 50) throw new Error()\n  await pay(e)\n}\n"
    assert passes(judged(named("refund"), code(limit, "index.js")))
    assert messages(judged(named("refund"), code("exports.handler = async (e) => pay(e)\n", "index.js")))
    length = "exports.handler = async (e) => {\n  if (e.items.length > 0) await pay(e)\n}\n"
    assert messages(judged(named("refund"), code(length, "index.js")))


def test_a_guardrail_asks_nobody() -> None:
    agent = Resource.of(
        "aws:bedrock/agentAgent:AgentAgent", "desk", guardrailConfigurations=[{"guardrailIdentifier": "g"}]
    )
    assert messages(judged(agent, named("refund")))


def test_the_groups_of_an_agent_of_aws_native_are_asked_one_by_one() -> None:
    asked = {"name": "refund", "requireConfirmation": "ENABLED"}
    groups = [
        {"actionGroupName": "a", **EXECUTOR, "functionSchema": {"functions": [asked, {"name": "erase"}]}},
        {"actionGroupName": "b", "actionGroupState": "DISABLED", "functionSchema": {"functions": [{"name": "pay"}]}},
        {"actionGroupName": "c", "functionSchema": {"functions": [{"name": "send", "parameters": {"iban": {}}}]}},
    ]
    answer = judged(Resource.of("aws-native:bedrock:Agent", "desk", actionGroups=groups))
    assert "action 'erase' of 'desk' deletes" in only(answer)
    assert answer.problems[0].at == "actionGroups[0].functionSchema.functions[1]"


@pytest.mark.parametrize(
    ("one", "left"),
    [
        (group(apiSchema={"payload": UNKNOWN}), ["apiSchema.payload"]),
        (group(apiSchema={"payload": "openapi: 3.0.0\n"}), ["apiSchema.payload"]),
        (group(apiSchema={"s3": {"s3BucketName": "schemas", "s3ObjectKey": "a.json"}}), ["apiSchema.s3"]),
        (functions({"name": UNKNOWN}), ["functionSchema.memberFunctions.functions[0].name"]),
        (
            functions({"name": "refund", "requireConfirmation": UNKNOWN}),
            ["functionSchema.memberFunctions.functions[0]"],
        ),
        (functions({"name": "refund"}, actionGroupExecutor=UNKNOWN), ["actionGroupExecutor"]),
    ],
    ids=repr,
)
def test_what_is_not_known_is_no_pass(one: Resource, left: list[str]) -> None:
    answer = judged(one)
    assert unknowns(answer) == left
    assert not answer.problems


def test_code_that_is_not_known_yet_may_hold_a_limit() -> None:
    answer = judged(named("refund"), code(UNKNOWN))
    assert unknowns(answer) == ["code.assets['main.py'].text"]
    assert not answer.problems


def test_what_is_known_is_told_beside_what_is_not() -> None:
    answer = judged(functions({"name": UNKNOWN}, {"name": "refund"}))
    assert "action 'refund'" in only(answer)
    assert unknowns(answer) == ["functionSchema.memberFunctions.functions[0].name"]


def test_a_name_that_is_marked_is_not_repeated() -> None:
    assert only(judged(functions({"name": Secret("refund_all")}))).startswith("an action of 'tools' moves money")


def test_a_group_that_was_only_looked_up_is_somebody_elses() -> None:
    of = named("refund")
    assert passes(judged(Resource(of.urn, of.type, of.name, inputs=of.inputs, external=True)))
