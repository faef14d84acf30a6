"""Whoever writes the row, or sends the message, by which something is taken for approved agrees for everyone."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.graph.becoming.steering.commands.records import records
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
TABLE, QUEUE = f"arn:aws:dynamodb:{HERE}:table/requests", f"arn:aws:sqs:{HERE}:requests"
GRANTER = f"arn:aws:lambda:{HERE}:function:granter"
PATTERN = {"dynamodb": {"NewImage": {"state": {"S": ["APPROVED"]}}}}
MESSAGE = {"body": {"state": ["APPROVED"]}}
WRITES = allow(["dynamodb:PutItem", "dynamodb:GetItem"], TABLE)
ATTACHES = allow("iam:AttachRolePolicy", f"{ARN}role/jit-*")
RUNS = function("granter", "granter"), role("granter"), may("granter", ATTACHES, allow("dynamodb:UpdateItem", TABLE))
MADE = aws("dynamodb/table", "requests", name="requests", hashKey="pk", arn=TABLE)


def filters(*patterns: Any) -> dict[str, Any]:
    return {"filters": [{"pattern": json.dumps(one)} for one in patterns]}


def mapping(pattern: Any = None, **inputs: Any) -> Resource:
    said = {"eventSourceArn": f"{TABLE}/stream/2026", "functionName": GRANTER}
    return aws("lambda/eventSourceMapping", "m", **{**said, "filterCriteria": filters(pattern or PATTERN), **inputs})


def judged(
    *given: Any, on: Resource | None = None, by: str = "jit-tool", beside: tuple[Resource, ...] = (), **inputs: Any
) -> Answer:
    writer = role(by, **inputs), function(by, by), may(by, *(given or (WRITES,)))
    return judge_stack(no_path_to_more_rights, *writer, MADE, on or mapping(), *RUNS, *beside)


OTHER = role("callback"), function("callback", "callback"), may("callback", WRITES)


def test_who_writes_the_row_that_says_so_gives_itself_rights() -> None:
    assert only(judged()) == (
        "role 'jit-tool' may write the row that says that something was approved, by which event source mapping 'm' "
        f"starts function 'granter' as role 'granter', which may iam:AttachRolePolicy on {ARN}role/jit-* "
        "(dynamodb:PutItem), by policy.Statement[0] of 'jit-tool-policy'"
    )


def test_who_is_there_for_approvals_or_alone_writes_there_for_others_passes() -> None:
    assert passes(judged(by="jit-approvals"))
    assert passes(judged(by="review-desk"))
    assert passes(judged(by="portal"))
    found = judged(by="portal", beside=OTHER)
    assert {one.on.name for one in found.problems if one.on} == {"portal", "callback"}


@pytest.mark.parametrize(
    "given",
    [
        [allow("dynamodb:PutItem", f"{TABLE}-inbox")],
        [allow("dynamodb:GetItem", TABLE)],
        [WRITES, deny("dynamodb:PutItem", TABLE)],
        [{**WRITES, "Condition": {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["pk", "note"]}}}],
        [WRITES, deny("dynamodb:*", Condition={"ForAnyValue:StringEquals": {"dynamodb:Attributes": ["state"]}})],
        [allow("*")],
    ],
    ids=["another table", "reads", "denied", "other attributes", "denied attribute", "everything"],
)
def test_who_may_not_write_such_a_row_passes(given: list[Any]) -> None:
    found = judged(*given)
    assert not any("says that something was approved" in one.message for one in found.problems)


@pytest.mark.parametrize(
    ("asked", "is_told"),
    [
        ({"ForAllValues:StringEquals": {"dynamodb:Attributes": ["pk", "state"]}}, True),
        ({"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["jit-tool"]}}, True),
    ],
)
def test_a_condition_that_lets_it_write_such_a_row_holds_nothing(asked: dict[str, Any], *, is_told: bool) -> None:
    assert bool(judged({**WRITES, "Condition": asked}).problems) is is_told


def test_the_key_of_a_row_counts_where_the_filter_asks_for_one() -> None:
    asks = mapping({"dynamodb": {**PATTERN["dynamodb"], "Keys": {"pk": {"S": [{"prefix": "approvals#"}]}}}})
    for key, is_told in (("approvals#*", True), ("drafts#*", False)):
        given = {**WRITES, "Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": key}}}
        assert bool(judged(given, on=asks).problems) is is_told


@pytest.mark.parametrize(
    ("pattern", "is_told"),
    [
        ({"dynamodb": {"NewImage": {"approved": {"BOOL": [True]}}}}, True),
        ({"eventName": ["INSERT", "MODIFY"], **PATTERN}, True),
        ({"eventName": ["REMOVE"], **PATTERN}, False),
        ({"dynamodb": {"OldImage": {"state": {"S": ["APPROVED"]}}}}, False),
        ({"dynamodb": {"NewImage": {"state": {"S": ["PENDING"]}}}}, False),
        ({"dynamodb": {"NewImage": {"state": {"S": [{"anything-but": ["APPROVED"]}]}}}}, False),
        ({"eventName": ["INSERT"]}, False),
        ({"dynamodb": {"NewImage": {"state": {"S": ["RELEASED"]}}}}, False),
        ({"dynamodb": {"": ["APPROVED"]}}, False),
        ({"": ["APPROVED"]}, False),
    ],
)
def test_what_is_an_approval_the_filter_says(pattern: dict[str, Any], *, is_told: bool) -> None:
    assert bool(judged(on=mapping(pattern)).problems) is is_told


def test_messages_of_a_queue_and_records_of_a_stream_are_forged_too() -> None:
    sends = allow("sqs:SendMessage", QUEUE)
    assert "may send the message" in only(judged(sends, on=mapping(MESSAGE, eventSourceArn=QUEUE)))
    assert only(judged(sends, on=mapping({"body": ["RELEASE_APPROVED"]}, eventSourceArn=QUEUE)))
    assert only(judged(sends, on=mapping({"body": {"": ["APPROVED"]}}, eventSourceArn=QUEUE)))
    stream = f"arn:aws:kinesis:{HERE}:stream/requests"
    of_stream = mapping({"data": {"state": ["APPROVED"]}}, eventSourceArn=f"{stream}/consumer/c:1")
    assert "may put the record" in only(judged(allow("kinesis:PutRecord", stream), on=of_stream))
    assert passes(judged(sends, on=mapping(MESSAGE, eventSourceArn=f"arn:aws:kafka:{HERE}:cluster/c/1")))


def test_a_pipe_hands_on_as_a_mapping_does() -> None:
    said = {"source": QUEUE, "target": GRANTER, "sourceParameters": {"filterCriteria": filters(MESSAGE)}}
    sends = allow("sqs:SendMessage", QUEUE)
    assert "by which pipe 'p' starts function 'granter'" in only(judged(sends, on=aws("pipes/pipe", "p", **said)))
    assert only(judged(sends, on=native("pipes:Pipe", "p", **said)))
    assert passes(judged(sends, on=aws("pipes/pipe", "p", **said, desiredState="STOPPED")))
    assert passes(judged(sends, on=aws("pipes/pipe", "p", **said, enrichment=f"{GRANTER}-looks-it-up")))


def test_a_mapping_of_aws_native_and_one_that_names_the_function_count() -> None:
    said = {"eventSourceArn": f"{TABLE}/stream/2026", "filterCriteria": filters(PATTERN)}
    assert only(judged(on=native("lambda:EventSourceMapping", "m", **said, functionName="granter")))
    assert only(judged(on=mapping(functionName=f"{GRANTER}:live")))
    assert passes(judged(on=mapping(functionName="another")))
    assert passes(judged(on=mapping(enabled=False)))
    assert passes(judged(on=mapping(filterCriteria=None)))


def test_what_changes_no_identities_is_no_matter_of_workloads() -> None:
    pays = function("granter", "granter"), role("granter"), may("granter", allow("s3:PutObject", "arn:aws:s3:::live/*"))
    writer = role("jit-tool"), function("jit-tool", "jit-tool"), may("jit-tool", WRITES)
    assert passes(judge_stack(no_path_to_more_rights, *writer, MADE, mapping(), *pays, *OTHER))
    agent = role("notes", "bedrock-agentcore.amazonaws.com"), may("notes", WRITES)
    found = judge_stack(low_trust_does_not_trigger_high, *agent, MADE, mapping(), *pays)
    assert only(found) == (
        "role 'notes', as which an agent acts, may write the row (dynamodb:PutItem) that says that something was "
        "approved, and by which event source mapping 'm' starts function 'granter'; that acts as role 'granter', "
        "which may s3:PutObject on arn:aws:s3:::live/*, as it may not itself, by policy.Statement[0] of 'notes-policy'"
    )
    reads = role("notes", "bedrock-agentcore.amazonaws.com"), may("notes", allow("dynamodb:GetItem", TABLE))
    assert passes(judge_stack(low_trust_does_not_trigger_high, *reads, MADE, mapping(), *pays))


def test_a_source_that_is_not_known_yet_is_what_is_behind_it() -> None:
    made = mapping(eventSourceArn=UNKNOWN)
    behind = {"eventSourceArn": (MADE.urn,)}
    on = Resource(made.urn, made.type, made.name, inputs=made.inputs, property_dependencies=behind)
    assert only(judged(on=on))


@pytest.mark.parametrize("key", ["filterCriteria", "eventSourceArn"])
def test_what_is_not_known_of_a_mapping_leaves_it_open(key: str) -> None:
    found = judged(on=mapping(**{key: UNKNOWN}))
    assert not found.problems
    assert any(key in one for one in unknowns(found))
    assert passes(judged(allow("logs:PutLogEvents"), on=mapping(**{key: UNKNOWN})))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret([]), [7], [UNKNOWN], [[]], {"a": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    shapes = [{"filters": odd}, {"filters": [{"pattern": odd}]}, {"filters": [odd]}]
    made = [mapping(**{key: odd}) for key in ("eventSourceArn", "functionName", "filterCriteria", "enabled")]
    made += [mapping(filterCriteria=one) for one in shapes]
    patterns = [{"dynamodb": odd}, {"dynamodb": {"NewImage": odd}}, {**PATTERN, "eventName": odd}]
    made += [mapping(filterCriteria={"filters": [{"pattern": one}]}) for one in patterns]
    made += [aws("pipes/pipe", "p", source=odd, target=odd, sourceParameters=odd, targetParameters=odd)]
    for one in made:
        assert list(records(Stack((one, MADE)))) is not None
        assert judged(on=one).error is None
