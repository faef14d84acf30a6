"""A durable function and a runbook that wait go on by who is there for it, and by no other workload."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, depending, new
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

HERE = f"eu-west-1:{ACCOUNT}"
FUNCTION = f"arn:aws:lambda:{HERE}:function:payout"
INBOX = f"arn:aws:sqs:{HERE}:inbox"
LEDGER = allow("dynamodb:UpdateItem", f"arn:aws:dynamodb:{HERE}:table/ledger")
ANSWERS = allow("lambda:SendDurableExecutionCallbackSuccess", f"{FUNCTION}:*")
READS = allow("sqs:ReceiveMessage", INBOX)
RUNS = f"arn:aws:ssm:{HERE}:automation-execution/*"
SIGNALS, FINDS = allow("ssm:SendAutomationSignal", RUNS), allow("ssm:DescribeAutomationExecutions")


def judged(
    what: tuple[Resource, ...], *given: dict[str, Any], by: str = "mailer", other: str = "duty-desk", **tags: str
) -> Answer:
    holder = role(by, tags={f"daypass:{key.rstrip('_')}": value for key, value in tags.items()}), may(by, *given)
    others = (role(other), may(other, ANSWERS, SIGNALS)) if other else ()
    return judge_stack(low_trust_does_not_trigger_high, *holder, *others, *what)


def function(**inputs: Any) -> tuple[Resource, ...]:
    durable = {"durableConfig": {"executionTimeout": 3600}, **inputs}
    return (
        aws("lambda/function", "payout", name="payout", arn=FUNCTION, role=f"{ARN}role/payout", **durable),
        role("payout"),
        may("payout", LEDGER, allow("sqs:SendMessage", INBOX)),
    )


def test_who_reads_the_id_and_answers_has_a_durable_function_do_what_they_may_not() -> None:
    assert only(judged(function(), ANSWERS, READS)) == (
        "role 'mailer' may answer (lambda:SendDurableExecutionCallbackSuccess) in place of somebody else, where "
        "durable function 'payout' waits for that; it then acts as role 'payout', which may dynamodb:UpdateItem on "
        f"arn:aws:dynamodb:{HERE}:table/ledger, as it may not itself, by policy.Statement[0] of 'mailer-policy'"
    )


def test_the_history_shows_the_id_as_well() -> None:
    assert only(judged(function(), ANSWERS, allow("lambda:GetDurableExecutionHistory", f"{FUNCTION}:*")))


@pytest.mark.parametrize(
    "given",
    [
        (ANSWERS,),
        (READS,),
        (ANSWERS, allow("sqs:ReceiveMessage", f"{INBOX}-2")),
        (ANSWERS, READS, LEDGER),
        (ANSWERS, READS, deny("lambda:SendDurableExecution*")),
        (READS, allow("lambda:SendDurableExecutionCallbackSuccess", FUNCTION)),
        (READS, allow("lambda:SendDurableExecutionCallbackFailure", f"{FUNCTION}:*")),
    ],
    ids=["no id", "does not answer", "another queue", "does it anyhow", "denied", "names no execution", "says no"],
)
def test_who_lacks_one_of_these_or_gains_nothing_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(function(), *given))


def test_who_is_there_to_answer_passes() -> None:
    assert passes(judged(function(), ANSWERS, READS, other=""))
    assert passes(judged(function(), ANSWERS, READS, other="reporting"))
    assert passes(judged(function(), ANSWERS, READS, by="approvals"))
    assert passes(judged(function(), ANSWERS, READS, by="payout-callbacks"))
    assert passes(judged(function(), ANSWERS, READS, class_="pipeline"))
    assert passes(judged(function(durableConfig=None), ANSWERS, READS))


# Runbooks


def step(action: str, **inputs: Any) -> dict[str, Any]:
    return {"name": action.rpartition(":")[2], "action": action, "inputs": inputs}


WRITE = step("aws:executeAwsApi", Service="dynamodb", Api="UpdateItem")


def runbook(*steps: dict[str, Any], content: str = "") -> tuple[Resource, ...]:
    said = {"schemaVersion": "0.3", "assumeRole": f"{ARN}role/override", "mainSteps": list(steps)}
    inputs = {"name": "override", "documentType": "Automation", "content": content or json.dumps(said)}
    arn = f"arn:aws:ssm:{HERE}:document/override"
    return (
        aws("ssm/document", "override", arn=arn, **inputs),
        role("override", "ssm.amazonaws.com"),
        may("override", LEDGER),
    )


PAUSED = runbook(step("aws:pause"), WRITE)
IN_YAML = f"""schemaVersion: '0.3'
assumeRole: {ARN}role/override
mainSteps:
  - name: wait
    action: aws:pause
  - name: write
    action: aws:executeAwsApi
"""


@pytest.mark.parametrize(
    "what", [PAUSED, runbook(WRITE, step("aws:pause"), step("aws:sleep"), WRITE), runbook(content=IN_YAML)]
)
def test_who_signals_a_runbook_that_pauses_has_it_go_on_as_its_role(what: tuple[Resource, ...]) -> None:
    message = only(judged(what, SIGNALS, FINDS))
    assert "may have it go on (ssm:SendAutomationSignal) in place of somebody else, where runbook 'override'" in message
    assert "it then acts as role 'override', which may dynamodb:UpdateItem" in message


@pytest.mark.parametrize(
    "steps",
    [
        (WRITE,),
        (WRITE, step("aws:pause")),
        (step("aws:pause"), step("aws:sleep")),
        (step("aws:pause"), step("aws:approve"), WRITE),
        (step("aws:approve"), WRITE),
    ],
    ids=["waits for nobody", "is done", "only waits", "asks an approver then", "asks an approver"],
)
def test_a_runbook_that_does_nothing_after_a_pause_passes(steps: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(runbook(*steps), SIGNALS, FINDS))


def test_who_finds_no_run_or_may_not_signal_or_is_there_for_it_passes() -> None:
    assert passes(judged(PAUSED, SIGNALS))
    assert passes(judged(PAUSED, FINDS))
    assert passes(judged(PAUSED, SIGNALS, FINDS, deny("ssm:SendAutomationSignal")))
    assert passes(judged(PAUSED, SIGNALS, FINDS, LEDGER))
    assert passes(judged(PAUSED, SIGNALS, FINDS, other=""))
    assert passes(judged(PAUSED, SIGNALS, FINDS, by="on-call"))
    assert passes(judged(PAUSED, SIGNALS, FINDS, by="override-console"))


def test_a_runbook_whose_content_is_not_known_yet_is_left_undecided() -> None:
    document, own, given = PAUSED
    held = role("override", lets_in("ssm.amazonaws.com", Condition={"ArnLike": {"aws:SourceArn": RUNS}}))
    for what in (
        (depending(document, content=own), own, given),
        (new(document, "content"), held, given),
        (new(document, "documentType"), own, given),
    ):
        answer = judged(what, SIGNALS, FINDS)
        assert not answer.problems
        assert unknowns(answer)
    assert passes(judged((depending(document, content=own), own, given), SIGNALS))


def test_a_function_of_which_it_is_not_known_whether_it_waits_is_left_undecided() -> None:
    answer = judged(function(durableConfig=UNKNOWN), ANSWERS, READS)
    assert not answer.problems
    assert unknowns(answer) == ["durableConfig"]
