"""What a function is fed with that gives rights to named roles, one of these roles may write: so it asks for itself."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws, depending, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

PLACE = f"eu-west-1:{ACCOUNT}"
TABLE = f"arn:aws:dynamodb:{PLACE}:table/grants"
QUEUE = f"arn:aws:sqs:{PLACE}:steps"
STREAM = f"arn:aws:kinesis:{PLACE}:stream/steps"
REPAIR = f"{ARN}policy/repair"
LEDGER = allow("dynamodb:UpdateItem", f"arn:aws:dynamodb:{PLACE}:table/ledger")
PUTS = allow("dynamodb:PutItem", TABLE)
ATTACHES = allow("iam:AttachRolePolicy", [f"{ARN}role/chat", f"{ARN}role/oncall"])
HANDS = "role 'chat' may write the row that event source mapping 'feed' hands to role 'broker'"


def repair(**inputs: Any) -> Resource:
    return aws("iam/policy", "repair", **{"name": "repair", "arn": REPAIR, "policy": document(LEDGER), **inputs})


def feed(source: Any = f"{TABLE}/stream/2026-01-10T08:00:00.000", **inputs: Any) -> Resource:
    said = {"eventSourceArn": source, "functionName": f"arn:aws:lambda:{PLACE}:function:broker", **inputs}
    return aws("lambda/eventSourceMapping", "feed", **said)


APPROVAL = (
    role("approval"),
    may("approval", PUTS, allow("sqs:SendMessage", QUEUE), allow("kinesis:PutRecord", STREAM)),
)


def judged(
    *given: dict[str, Any],
    gives: dict[str, Any] = ATTACHES,
    fed: Resource | None = None,
    others: tuple[Resource, ...] = APPROVAL,
    policy: Resource | None = None,
    who: str = "chat",
) -> Answer:
    broker = (role("broker"), may("broker", gives), function("broker", "broker"), fed or feed(), policy or repair())
    holder = (role(who), may(who, *(given or (PUTS,))), function(who, who))
    return judge_stack(no_path_to_more_rights, *holder, *broker, *others)


def test_who_writes_the_row_grants_itself() -> None:
    answer = judged()
    message = only(answer)
    assert message.startswith(f"{HANDS}, which may give it what it was not given (iam:AttachRolePolicy: dynamodb:")
    assert all(one.advisory for one in answer.problems)


@pytest.mark.parametrize(
    ("gives", "by"),
    [
        (allow("iam:AttachRolePolicy", f"{ARN}role/*"), "iam:AttachRolePolicy"),
        ({**ATTACHES, "Condition": {"ArnEquals": {"iam:PolicyARN": REPAIR}}}, "iam:AttachRolePolicy"),
        (allow("iam:PutRolePolicy", [f"{ARN}role/chat", f"{ARN}role/oncall"]), "iam:PutRolePolicy"),
        (allow("iam:UpdateAssumeRolePolicy", f"{ARN}role/fixer"), "iam:UpdateAssumeRolePolicy"),
    ],
    ids=str,
)
def test_whatever_gives_it_rights_counts(gives: dict[str, Any], by: str) -> None:
    fixer = (role("fixer", "ec2.amazonaws.com"), may("fixer", LEDGER))
    (message,) = [text for text in messages(judged(gives=gives, others=(*APPROVAL, *fixer))) if "role 'chat'" in text]
    assert message.startswith(HANDS)
    assert by in message


def test_a_group_that_a_user_of_a_machine_is_put_into() -> None:
    robot = aws("iam/user", "robot", name="robot", arn=f"{ARN}user/robot", tags={"daypass:class": "service"})
    group = aws("iam/group", "fixers", name="fixers", arn=f"{ARN}group/fixers")
    may_fix = aws("iam/groupPolicy", "fix", group="fixers", policy=document(LEDGER))
    writes = aws("iam/userPolicy", "writes", user="robot", policy=document(PUTS))
    made = (robot, group, may_fix, writes)
    message = only(judged(LEDGER, gives=allow("iam:AddUserToGroup", f"{ARN}group/fixers"), others=(*APPROVAL, *made)))
    assert "user 'robot' may write the row" in message
    assert "iam:AddUserToGroup" in message


@pytest.mark.parametrize(
    ("source", "write", "words"),
    [
        (QUEUE, allow("sqs:SendMessage", QUEUE), "send the message"),
        (STREAM, allow("kinesis:PutRecord", STREAM), "put the record"),
    ],
)
def test_queues_and_streams_are_fed_as_well(source: str, write: dict[str, Any], words: str) -> None:
    assert f"role 'chat' may {words} that event source mapping 'feed'" in only(judged(write, fed=feed(source)))
    assert passes(judged(PUTS, fed=feed(source)))


def bucket_feed(**inputs: Any) -> Resource:
    one = {"lambdaFunctionArn": f"arn:aws:lambda:{PLACE}:function:broker", "events": ["s3:ObjectCreated:*"], **inputs}
    return aws("s3/bucketNotification", "feed", bucket="steps", lambdaFunctions=[one])


def test_objects_are_handed_on_below_their_prefix() -> None:
    others = (role("approval"), may("approval", allow("s3:PutObject", "arn:aws:s3:::steps/*")))
    everything, below = allow("s3:PutObject", "arn:aws:s3:::steps/*"), allow("s3:PutObject", "arn:aws:s3:::steps/in/*")
    words = "role 'chat' may write the object that notification 'feed' hands"
    assert words in only(judged(everything, fed=bucket_feed(), others=others))
    assert words in only(judged(below, fed=bucket_feed(filterPrefix="in/", filterSuffix=".json"), others=others))
    assert passes(judged(below, fed=bucket_feed(filterPrefix="out/"), others=others))
    assert passes(judged(everything, fed=bucket_feed(events=["s3:ObjectRemoved:*"]), others=others))
    configuration = {"event": "s3:ObjectCreated:Put", "function": f"arn:aws:lambda:{PLACE}:function:broker"}
    said = {"lambdaConfigurations": [configuration]}
    made = native("s3:Bucket", "feed", bucketName="steps", notificationConfiguration=said)
    assert words in only(judged(everything, fed=made, others=others))


@pytest.mark.parametrize(
    "given",
    [
        [allow("dynamodb:GetItem", TABLE)],
        [allow("dynamodb:PutItem", TABLE.replace("grants", "notes"))],
        [PUTS, deny("dynamodb:*", TABLE)],
        [PUTS, LEDGER],
        [{**PUTS, "Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": "request#*"}}}],
        [
            {
                **PUTS,
                "Condition": {
                    "ForAllValues:StringEquals": {"dynamodb:Attributes": ["id", "note"]},
                    "StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
                },
            }
        ],
    ],
    ids=str,
)
def test_who_may_not_write_there_or_has_it_already_is_quiet(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    "gives",
    [
        allow("iam:AttachRolePolicy", f"{ARN}role/oncall"),
        allow("iam:DetachRolePolicy", f"{ARN}role/*"),
        {**ATTACHES, "Condition": {"ArnEquals": {"iam:PolicyARN": f"{ARN}policy/another"}}},
        allow("dynamodb:UpdateItem", f"arn:aws:dynamodb:{PLACE}:table/ledger"),
    ],
    ids=str,
)
def test_a_function_that_gives_it_nothing_is_quiet(gives: dict[str, Any]) -> None:
    assert passes(judged(gives=gives))


@pytest.mark.parametrize("who", ["approval", "access-approvals", "review-desk"])
def test_who_is_called_after_approvals_is_the_one_that_is_meant(who: str) -> None:
    attaches = allow("iam:AttachRolePolicy", [f"{ARN}role/{who}", f"{ARN}role/oncall"])
    assert passes(judged(gives=attaches, who=who, others=()))


def test_who_alone_writes_there_is_the_one_that_is_meant() -> None:
    assert passes(judged(others=()))
    portal = (role("portal"), may("portal", PUTS))
    assert HANDS in only(judged(others=portal))  # the table is called after what was granted
    requests = TABLE.replace("grants", "grant-requests")
    asks = allow("dynamodb:PutItem", requests)
    both = (role("portal"), may("portal", asks))
    assert passes(judged(asks, fed=feed(f"{requests}/stream/x"), others=both))


def test_a_feed_that_is_off_hands_nothing_on() -> None:
    assert passes(judged(fed=feed(enabled=False)))


def test_a_policy_of_the_queue_that_lets_it_send_counts() -> None:
    principal = {"AWS": f"{ARN}role/chat"}
    sends = {"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": QUEUE}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [sends]})
    queue = aws("sqs/queue", "steps", name="steps", arn=QUEUE, policy=policy)
    answer = judged(allow("logs:PutLogEvents"), fed=feed(QUEUE), others=(*APPROVAL, queue))
    assert "role 'chat' may send the message" in only(answer)


def test_what_is_not_known_yet_is_undecided() -> None:
    awaited = judged(policy=repair(policy=UNKNOWN))
    assert not awaited.problems
    assert unknowns(awaited)
    table = aws("dynamodb/table", "t", name=UNKNOWN)
    answer = judged(fed=depending(feed(), eventSourceArn=table))
    assert not answer.problems
    assert unknowns(answer)
    filtered = judged(fed=feed(filterCriteria=UNKNOWN))
    assert not filtered.problems
    assert unknowns(filtered)
