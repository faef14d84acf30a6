"""Who changes where a delivery stream or a connector writes has what it carries put where they read it."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

STREAM = f"arn:aws:firehose:eu-west-1:{ACCOUNT}:deliverystream/card-lake"
CONNECTOR = f"arn:aws:kafkaconnect:eu-west-1:{ACCOUNT}:connector/trips-sink/0f0e-2"
TURNS = allow("firehose:UpdateDestination", STREAM)
SETS = allow("kafkaconnect:UpdateConnector", CONNECTOR)
CARDS, TUNING = "arn:aws:s3:::cards/*", "arn:aws:s3:::tuning/*"
READS = allow("s3:GetObject", TUNING)
WIDE, NARROW = allow("s3:PutObject", [CARDS, TUNING]), allow("s3:PutObject", CARDS)
TOPICS = f"arn:aws:kafka:eu-west-1:{ACCOUNT}:topic/ride/5a1b"


def stream(**inputs: Any) -> Resource:
    placed = {"bucketArn": "arn:aws:s3:::cards", "roleArn": f"{ARN}role/delivers"}
    given = {"name": "card-lake", "arn": STREAM, "destination": "extended_s3", "extendedS3Configuration": placed}
    return aws("kinesis/firehoseDeliveryStream", "card-lake", **{**given, **inputs})


def connector(bucket: str = "cards", **inputs: Any) -> Resource:
    settings = {"topics": "trips", "s3.bucket.name": bucket}
    given = {"name": "trips-sink", "arn": CONNECTOR, "serviceExecutionRoleArn": f"{ARN}role/delivers"}
    return aws("mskconnect/connector", "trips-sink", **{**given, "connectorConfiguration": settings, **inputs})


def judged(
    *given: dict[str, Any],
    carrier: Resource,
    writes: tuple[dict[str, Any], ...] = (WIDE,),
    by: str = "tuner",
    **of: Any,
) -> Answer:
    trusted = "kafkaconnect.amazonaws.com" if "mskconnect" in carrier.type else "firehose.amazonaws.com"
    delivers = role("delivers", trusted), may("delivers", *writes)
    return judge_stack(no_path_to_more_rights, role(by, **of), may(by, *given), *delivers, carrier)


@pytest.mark.parametrize("turns", [TURNS, allow("firehose:Update*"), allow("firehose:UpdateDestination")], ids=str)
def test_whoever_changes_the_destination_reads_what_is_delivered(turns: dict[str, Any]) -> None:
    message = only(judged(turns, READS, carrier=stream()))
    assert "'tuner' may have what delivery stream 'card-lake' carries put where it reads that" in message
    assert "(firehose:UpdateDestination)" in message


def test_it_is_so_by_a_pattern_of_buckets_and_where_the_arn_is_not_known_yet() -> None:
    every = (allow("s3:PutObject", "arn:aws:s3:::*/*"),)
    assert only(judged(TURNS, READS, carrier=stream(arn=UNKNOWN), writes=every))
    placed = {"bucketArn": "arn:aws:s3:::cards", "roleArn": f"{ARN}role/delivers"}
    said = native(
        "kinesisfirehose:DeliveryStream", "x", deliveryStreamName="card-lake", s3DestinationConfiguration=placed
    )
    assert only(judged(TURNS, READS, carrier=said))


@pytest.mark.parametrize(
    ("given", "writes"),
    [
        ([TURNS, READS], NARROW),
        ([TURNS], WIDE),
        ([TURNS, allow("s3:GetObject", [TUNING, CARDS])], WIDE),
        ([allow("firehose:DescribeDeliveryStream"), READS], WIDE),
        ([allow("firehose:UpdateDestination", STREAM.replace("card", "other")), READS], WIDE),
        ([TURNS, READS, deny("firehose:UpdateDestination")], WIDE),
    ],
    ids=["writes nowhere else", "reads nothing", "reads it anyhow", "only looks", "another stream", "is denied"],
)
def test_who_turns_no_stream_to_where_they_read_passes(given: list[dict[str, Any]], writes: dict[str, Any]) -> None:
    assert passes(judged(*given, carrier=stream(), writes=(writes,)))


def test_what_is_called_like_it_and_what_deploys_look_after_it() -> None:
    assert passes(judged(TURNS, READS, carrier=stream(), by="card-lake-loader"))
    assert passes(judged(TURNS, READS, carrier=stream(), tags={"daypass:class": "pipeline"}))


def test_what_scales_a_connector_is_not_there_for_what_it_carries() -> None:
    writes = WIDE, allow("kafka-cluster:ReadData", f"{TOPICS}/trips")
    for by in ("tuner", "sink-scaler"):
        message = only(judged(SETS, READS, carrier=connector(), writes=writes, by=by))
        assert "may have what Kafka connector 'trips-sink' carries put where it reads that" in message
    assert passes(judged(SETS, READS, carrier=connector(), writes=writes, by="sink-config"))


def test_who_reads_where_a_connector_writes_gets_other_topics_so_where_its_role_reads_many() -> None:
    one, many = (allow("kafka-cluster:ReadData", f"{TOPICS}/{name}") for name in ("trips", "*"))
    assert passes(judged(SETS, READS, carrier=connector("tuning"), writes=(WIDE, one)))
    assert only(judged(SETS, READS, carrier=connector("tuning"), writes=(WIDE, many)))


def test_what_is_not_known_of_the_right_is_undecided() -> None:
    hidden = {"Effect": "Allow", "Action": "firehose:UpdateDestination", "Resource": "*", "Condition": UNKNOWN}
    policy = aws("iam/rolePolicy", "p", role="tuner", policy={"Version": "2012-10-17", "Statement": [hidden, READS]})
    delivers = role("delivers", "firehose.amazonaws.com"), may("delivers", WIDE)
    answer = judge_stack(no_path_to_more_rights, role("tuner"), policy, *delivers, stream())
    assert not answer.problems
    assert unknowns(answer)
