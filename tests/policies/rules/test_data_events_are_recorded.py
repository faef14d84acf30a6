"""A trail records the use of what the identities beside it use, or says nothing of what was taken."""

import json
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.data.data_events import data_events
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.data_events_are_recorded import data_events_are_recorded

TRAIL = "aws:cloudtrail/trail:Trail"
ROLE = "aws:iam/role:Role"
OBJECTS = "AWS::S3::Object"


def trail(**inputs: Any) -> Resource:
    return Resource.of(TRAIL, "audit", **({"s3BucketName": "logs", "isMultiRegionTrail": True} | inputs))


def role(actions: Any, resource: Any = "arn:aws:s3:::invoices/*", name: str = "app", **more: Any) -> Resource:
    statement = {"Effect": "Allow", "Action": actions, "Resource": resource, **more}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return Resource.of(ROLE, name, name=name, inlinePolicies=[{"name": "work", "policy": policy}])


def advanced(*types: str) -> dict[str, Any]:
    fields = [{"field": "eventCategory", "equals": ["Data"]}, {"field": "resources.type", "equals": list(types)}]
    management = [{"field": "eventCategory", "equals": ["Management"]}]
    return {"advancedEventSelectors": [{"fieldSelectors": management}, {"fieldSelectors": fields}]}


def judged(*resources: Resource) -> Answer:
    return judge_stack(data_events_are_recorded, *resources)


def test_each_service_whose_data_is_used_unrecorded_is_told_once() -> None:
    answer = judged(
        trail(), role(["s3:GetObject", "dynamodb:Query"]), role("LAMBDA:Invoke*", name="b"), role("s3:*", name="c")
    )
    assert messages(answer) == [
        "trail 'audit' records no data events of Amazon S3, which role 'app' may use",
        "trail 'audit' records no data events of DynamoDB, which role 'app' may use",
        "trail 'audit' records no data events of Lambda, which role 'b' may use",
    ]
    assert [problem.key for problem in answer.problems] == [event.type for event in data_events() if event.always]


@pytest.mark.parametrize(
    ("action", "service"),
    [
        ("sqs:SendMessage", "Amazon SQS"),
        ("SQS:ReceiveMessage", "Amazon SQS"),
        ("sqs:*", "Amazon SQS"),
        ("sns:Publish", "Amazon SNS"),
    ],
)
def test_messages_count_where_no_use_of_data_is_recorded(action: str, service: str) -> None:
    sends = role(action, "*")
    fact = f"trail 'audit' records no data events of {service}, which role 'app' may use"
    assert messages(judged(trail(), sends)) == [fact]
    assert passes(judged(trail(**advanced(OBJECTS)), sends))
    assert passes(judged(trail(), Resource.of(TRAIL, "data", s3BucketName="logs", **advanced(OBJECTS)), sends))
    strict = judge_stack(data_events_are_recorded, trail(**advanced(OBJECTS)), sends, profile="strict")
    assert messages(strict) == [fact]
    recorded = trail(**advanced("AWS::SQS::Queue", "AWS::SNS::Topic"))
    assert passes(judge_stack(data_events_are_recorded, recorded, sends, profile="strict"))


def test_messages_do_not_count_beside_what_weighs_more() -> None:
    both = role(["s3:GetObject", "sns:Publish"], "*")
    (message,) = messages(judged(trail(), both))
    assert message == "trail 'audit' records no data events of Amazon S3, which role 'app' may use"
    strict = messages(judge_stack(data_events_are_recorded, trail(), both, profile="strict"))
    assert strict == [message, "trail 'audit' records no data events of Amazon SNS, which role 'app' may use"]


def test_the_settings_of_a_queue_are_no_use_of_data() -> None:
    assert passes(judged(trail(), role(["sqs:GetQueueAttributes", "sqs:CreateQueue", "sns:Subscribe"], "*")))


@pytest.mark.parametrize(
    "selectors",
    [
        {"eventSelectors": [{"dataResources": [{"type": OBJECTS, "values": ["arn:aws:s3"]}]}]},
        advanced(OBJECTS),
        advanced("AWS::DynamoDB::Table", OBJECTS),
    ],
)
def test_a_trail_that_records_them_passes(selectors: dict[str, Any]) -> None:
    assert passes(judged(trail(**selectors), role("s3:GetObject")))


def limited(*starts: str, **fields: Any) -> dict[str, Any]:
    found = advanced(OBJECTS)
    arn = {"field": "resources.ARN", **({"startsWiths": list(starts)} if starts else {}), **fields}
    found["advancedEventSelectors"][1]["fieldSelectors"].append(arn)
    return found


def basic(*values: Any) -> dict[str, Any]:
    return {"eventSelectors": [{"dataResources": [{"type": OBJECTS, "values": list(values)}]}]}


@pytest.mark.parametrize("selectors", [limited("arn:aws:s3:::website/"), basic("arn:aws:s3:::website/")])
def test_a_trail_that_records_another_bucket_only_is_told(selectors: dict[str, Any]) -> None:
    fact = "trail 'audit' records the use of other data in Amazon S3 than role 'app' may use"
    assert messages(judged(trail(**selectors), role("s3:GetObject"))) == [fact]
    assert messages(judged(trail(**selectors), role("s3:GetObject", "arn:aws:s3:::website/*"))) == []


@pytest.mark.parametrize(
    ("selectors", "resource"),
    [
        (limited("arn:aws:s3:::inv"), "arn:aws:s3:::invoices/*"),
        (limited("arn:aws:s3:::invoices/cards/"), "arn:aws:s3:::invoices/*"),
        (limited(notStartsWiths=["arn:aws:s3:::website/"]), "arn:aws:s3:::invoices/*"),
        (limited("arn:aws:s3:::website/"), ["arn:aws:s3:::website/*", "arn:aws:s3:::invoices/*"]),
        (limited("arn:aws:s3:::website/"), "arn:aws:s3:::inv*"),
        (limited("arn:aws:s3:::website/"), "arn:aws:s3:::logs/*"),
        (basic("arn:aws:s3"), "arn:aws:s3:::invoices/*"),
        (basic("arn:aws:s3:::"), "arn:aws:s3:::invoices/*"),
        (basic("arn:aws:s3:::website/", UNKNOWN), "arn:aws:s3:::invoices/*"),
    ],
)
def test_a_trail_that_may_record_what_is_used_passes(selectors: dict[str, Any], resource: Any) -> None:
    assert messages(judged(trail(**selectors), role("s3:GetObject", resource))) == []


def test_another_trail_or_an_event_store_may_record_them() -> None:
    other = Resource.of(TRAIL, "data", s3BucketName="logs", **advanced(OBJECTS))
    store = Resource.of("aws:cloudtrail/eventDataStore:EventDataStore", "lake", **advanced(OBJECTS))
    assert passes(judged(trail(), other, role("s3:GetObject")))
    assert passes(judged(trail(), store, role("s3:GetObject")))


@pytest.mark.parametrize(
    "who",
    [
        role("s3:ListBucket"),
        role("*", "*"),
        role("s3:GetObject", "arn:aws:s3:::logs/*"),
        role("logs:PutLogEvents"),
        role("s3:GetObject", Effect="Deny"),
        Resource.of(ROLE, "auditor", managedPolicyArns=["arn:aws:iam::aws:policy/ReadOnlyAccess"]),
    ],
)
def test_identities_that_use_no_data_in_particular_ask_for_nothing(who: Resource) -> None:
    assert passes(judged(trail(), who))


def test_an_ordinary_stack_without_a_trail_is_not_asked() -> None:
    assert passes(judged(role("s3:GetObject")))


def test_a_trail_of_data_alone_is_not_asked_about_the_rest() -> None:
    own = {"eventSelectors": [{"includeManagementEvents": False, "dataResources": [{"type": OBJECTS}]}]}
    assert passes(judged(trail(**own), role("dynamodb:GetItem", "*")))


def test_what_is_unknown_leaves_it_open() -> None:
    assert unknowns(judged(trail(advancedEventSelectors=UNKNOWN), role("s3:GetObject"))) == ["advancedEventSelectors"]
    hidden = Resource.of(ROLE, "hidden", inlinePolicies=[{"name": "work", "policy": UNKNOWN}])
    assert len(judged(trail(), hidden).undecided) == 1
    assert messages(judged(trail(), hidden, role("s3:GetObject")))


def test_the_table_says_what_basic_selectors_take() -> None:
    assert [event.type for event in data_events() if event.always] == [
        OBJECTS,
        "AWS::DynamoDB::Table",
        "AWS::Lambda::Function",
    ]
    assert all(":" in action for event in data_events() for action in event.actions)


ITEMS = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"


@pytest.mark.parametrize("actions", ["dynamodb:UpdateItem", ["dynamodb:PutItem", "dynamodb:DeleteItem"]], ids=str)
def test_who_may_only_write_items_is_asked_of_in_strict(actions: Any) -> None:
    assert passes(judged(trail(), role(actions, ITEMS)))
    assert judge_stack(data_events_are_recorded, trail(), role(actions, ITEMS), profile="strict").problems


@pytest.mark.parametrize("actions", [["dynamodb:PutItem", "dynamodb:Query"], "dynamodb:*", "dynamodb:Batch*"], ids=str)
def test_who_may_read_items_as_well_is_told(actions: Any) -> None:
    assert len(judged(trail(), role(actions, ITEMS)).problems) == 1


def test_the_one_who_reads_is_named_and_not_the_one_who_writes() -> None:
    (message,) = messages(judged(trail(), role("dynamodb:PutItem", ITEMS), role("dynamodb:Scan", ITEMS, name="match")))
    assert "role 'match'" in message


def test_messages_beside_items_that_are_written_are_not_told_for_that() -> None:
    sends = role("sns:Publish", "arn:aws:sns:eu-west-1:111122223333:alerts", name="b")
    assert passes(judged(trail(), role("dynamodb:PutItem", ITEMS), sends))
    assert len(judged(trail(), sends).problems) == 1


def test_objects_are_told_whoever_writes_them() -> None:
    assert len(judged(trail(), role("s3:PutObject")).problems) == 1


def test_what_strict_alone_asks_of_is_some_of_the_actions() -> None:
    assert all(set(event.strict) < set(event.actions) for event in data_events() if event.strict)


def service_role(service: str, policy: str) -> Resource:
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    arn = f"arn:aws:iam::aws:policy/{policy}"
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    return Resource.of(ROLE, "backup", name="backup", assumeRolePolicy=document, managedPolicyArns=[arn])


BACKUP = "AWSBackupServiceRolePolicyForS3Backup"


def test_what_a_service_of_aws_uses_by_its_own_policy_is_named_by_nobody() -> None:
    assert passes(judged(trail(), service_role("backup.amazonaws.com", BACKUP)))
    assert passes(judged(trail(), service_role("glue.amazonaws.com", "service-role/AWSGlueServiceRole")))
    (message,) = messages(judged(trail(), service_role("backup.amazonaws.com", BACKUP), role("s3:GetObject", name="z")))
    assert message == "trail 'audit' records no data events of Amazon S3, which role 'z' may use"


def test_on_the_role_of_something_else_it_counts() -> None:
    assert messages(judged(trail(), service_role("ec2.amazonaws.com", BACKUP)))
