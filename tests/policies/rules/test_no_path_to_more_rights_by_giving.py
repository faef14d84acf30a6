"""Who names to a state machine whom it gives a policy decides who may do what that says, unless somebody agrees."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

MACHINE = f"arn:aws:states:eu-west-1:{ACCOUNT}:stateMachine:requests"
STARTS = allow("states:StartExecution", MACHINE)
PAYS, LOGS = f"{ARN}policy/payout", allow("logs:PutLogEvents", "*")
BANK = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bank-AbCdEf")
TEAMS = f"{ARN}role/team-*"
CALL = "arn:aws:states:::aws-sdk:"
GIVES = {"RoleName.$": "$.role", "PolicyArn": PAYS}


def attaches(on: Any = TEAMS) -> dict[str, Any]:
    return allow("iam:AttachRolePolicy", on, Condition={"ArnEquals": {"iam:PolicyARN": PAYS}})


def task(resource: str, parameters: Any, **more: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": resource, "Parameters": parameters, **more}


def judged(
    *rights: dict[str, Any],
    asks: Any = None,
    calls: str = "iam:attachRolePolicy",
    before: dict[str, Any] | None = None,
    given: tuple[dict[str, Any], ...] = (STARTS,),
    payout: Any = None,
    team: tuple[dict[str, Any], ...] = (LOGS,),
    who: tuple[str, str] = ("portal", "service"),
) -> Answer:
    first = {"First": {"Next": "Give", **before}} if before else {}
    states = {**first, "Give": task(f"{CALL}{calls}", asks or GIVES, End=True)}
    text = json.dumps({"StartAt": "First" if before else "Give", "States": states})
    said = {"name": "requests", "arn": MACHINE, "roleArn": f"{ARN}role/granter", "definition": text}
    written = {"Version": "2012-10-17", "Statement": list(rights or (attaches(),))}
    granter = role("granter", "states.amazonaws.com"), aws("iam/rolePolicy", "g", role="granter", policy=written)
    made = aws("iam/policy", "payout", name="payout", arn=PAYS, policy=document(BANK) if payout is None else payout)
    team_a = role("team-a", tags={"daypass:class": "service"}), may("team-a", *team)
    name, class_ = who
    starter = role(name, tags={"daypass:class": class_}), may(name, *given)
    machine = aws("sfn/stateMachine", "requests", **said)
    return judge_stack(no_path_to_more_rights, *starter, machine, *granter, made, *team_a)


def told(*rights: dict[str, Any], name: str = "portal", class_: str = "service", **others: Any) -> list[str]:
    return [text for text in messages(judged(*rights, who=(name, class_), **others)) if f"'{name}'" in text]


def test_they_give_it_to_whom_they_name() -> None:
    message = only(told())
    assert (
        f"leads to role 'granter', which may iam:AttachRolePolicy on {ARN}role/team-a, as it may not itself" in message
    )
    assert "(states-x07: states:StartExecution)" in message


TELLS = task("arn:aws:states:::sns:publish", {"TopicArn": "t", "Message": "given"}, ResultPath=None)
RECORDS = task("arn:aws:states:::dynamodb:putItem", {"TableName": "given", "Item": {}}, ResultPath="$.written")
WAITS = task("arn:aws:states:::sqs:sendMessage.waitForTaskToken", {"QueueUrl": "q"}, ResultPath=None)
ASKS = {"Type": "Task", "Resource": f"arn:aws:states:eu-west-1:{ACCOUNT}:activity:agree", "ResultPath": None}
CHECKS = task("arn:aws:states:::lambda:invoke", {"FunctionName": "check", "Payload.$": "$"}, ResultPath="$.checked")
LOOKS = {"Type": "Choice", "Choices": [{"Variable": "$.role", "StringEquals": "team-a", "Next": "Give"}]}


@pytest.mark.parametrize("before", [TELLS, RECORDS, {"Type": "Pass"}], ids=["tells", "records", "passes on"])
def test_what_only_tells_or_records_it_asks_nobody(before: dict[str, Any]) -> None:
    assert only(told(before=before))


@pytest.mark.parametrize("before", [WAITS, ASKS, CHECKS, LOOKS], ids=["waits", "activity", "checks", "looks"])
def test_somebody_who_agrees_or_a_check_before_is_quiet(before: dict[str, Any]) -> None:
    assert told(before=before) == []


def test_so_it_is_of_a_document_and_of_names_that_are_joined() -> None:
    puts, asks = allow("iam:PutRolePolicy", TEAMS), {"RoleName.$": "$.role", "PolicyName": "more"}
    calls = "iam:putRolePolicy"
    assert only(told(puts, calls=calls, asks={**asks, "PolicyDocument": document(BANK)}))
    assert told(puts, calls=calls, asks={**asks, "PolicyDocument": document(deny("*"))}) == []
    assert told(puts, calls=calls, asks={**asks, "PolicyDocument": document(LOGS)}) == []
    assert only(told(asks={**GIVES, "RoleName.$": "States.Format('team-{}', $.team)"}))
    assert told(asks={**GIVES, "RoleName.$": "States.Format('bed-{}', $.bed)"}) == []


def test_also_whom_the_stack_does_not_have_but_a_pattern_takes_in() -> None:
    assert f"iam:AttachRolePolicy on {ARN}role/squad/*" in only(told(attaches(f"{ARN}role/squad/*")))
    assert told(attaches(f"{ARN}role/squad/one")) == []


@pytest.mark.parametrize(
    ("rights", "others"),
    [
        ((attaches(f"{ARN}role/team-a"),), {}),
        ((attaches(),), {"asks": {"RoleName": "team-a", "PolicyArn": PAYS}}),
        ((attaches(),), {"payout": document(LOGS)}),
        ((attaches(),), {"payout": document(allow("secretsmanager:GetSecretValue", "*:secret:portal-??????"))}),
        ((attaches(), deny("iam:*")), {}),
        ((attaches(),), {"given": (STARTS, BANK)}),
        ((attaches(),), {"given": (LOGS,)}),
        ((attaches(),), {"given": (STARTS, attaches()), "asks": GIVES}),
    ],
    ids=["one", "written", "little", "their own", "denied", "has it", "does not start it", "gives it anyway"],
)
def test_what_is_not_theirs_to_decide_or_is_theirs_to_give_is_quiet(
    rights: tuple[dict[str, Any], ...], others: dict[str, Any]
) -> None:
    assert "states-x07" not in str(told(*rights, **others))


def test_who_gives_approvals_or_deploys_or_is_a_person_is_quiet() -> None:
    assert told(name="access-approver") == []
    assert told(name="release-approvals") == []
    assert told(class_="pipeline") == []
    assert told(class_="human") == []
    assert only(told(class_="agent"))


def opens(principal: Any, effect: str = "Allow") -> dict[str, Any]:
    trust = {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole"}
    return {"RoleName.$": "$.role", "PolicyDocument": document(trust)}


def trusted(asks: dict[str, Any], *team: dict[str, Any]) -> list[str]:
    opening = allow("iam:UpdateAssumeRolePolicy", TEAMS)
    return told(opening, calls="iam:updateAssumeRolePolicy", asks=asks, team=team or (BANK,))


def test_a_trust_that_is_written_down_opens_whichever_role_they_name() -> None:
    assert f"may iam:UpdateAssumeRolePolicy on {ARN}role/team-a" in only(trusted(opens({"AWS": f"{ARN}role/desk"})))
    assert only(trusted(opens("*")))
    assert trusted(opens({"AWS": f"{ARN}role/desk"}, "Deny")) == []
    assert trusted(opens({"Service": "lambda.amazonaws.com"})) == []
    assert trusted(opens({"AWS": f"{ARN}role/desk"}), LOGS) == []


def test_the_policy_may_be_theirs_to_name_as_well() -> None:
    both = {"RoleName.$": "$.role", "PolicyArn.$": "$.policy"}
    assert f"iam:AttachRolePolicy on {ARN}role/team-a" in only(told(asks=both))
    assert told(asks=both, before=WAITS) == []
    assert told(asks=both, payout=document(LOGS)) == []


@pytest.mark.parametrize(
    ("sql", "is_told"),
    [
        ("States.Format('GRANT ROLE payout TO {}', $.user)", True),
        ("States.Format('grant select on all tables in schema pay to {};', $.user)", True),
        ("States.Format('ALTER GROUP payout ADD USER {}', $.user)", True),
        ("States.Format('GRANT ROLE {} TO desk', $.role)", False),
        ("States.Format('SELECT grant FROM given WHERE id = {}', $.id)", False),
        ("States.Format('REVOKE ROLE payout FROM {}', $.user)", False),
    ],
)
def test_so_it_is_of_a_grant_in_a_database(sql: str, *, is_told: bool) -> None:
    right = allow("redshift-data:ExecuteStatement", f"arn:aws:redshift-serverless:eu-west-1:{ACCOUNT}:workgroup/x")
    asks = {"WorkgroupName": "x", "Database": "pay", "Sql.$": sql}
    assert bool(told(right, calls="redshiftdata:executeStatement", asks=asks)) is is_told


@pytest.mark.parametrize(
    ("rights", "others"),
    [
        ((attaches(),), {"payout": UNKNOWN}),
        ((allow("iam:AttachRolePolicy", TEAMS, Condition=UNKNOWN),), {}),
        ((allow("iam:AttachRolePolicy", TEAMS, Condition=UNKNOWN),), {"asks": {**GIVES, "PolicyArn.$": "$.policy"}}),
    ],
    ids=["what it says", "whether it may", "whether it may what they name"],
)
def test_what_is_not_known_yet_is_undecided(rights: tuple[dict[str, Any], ...], others: dict[str, Any]) -> None:
    answer = judged(*rights, **others)
    assert messages(answer) == []
    assert unknowns(answer)
