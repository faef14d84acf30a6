"""A log group of a trail keeps events until somebody asks."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.log_group_is_kept import log_group_is_kept

ARN = "arn:aws:logs:eu-west-1:111122223333:log-group:audit"
TRAIL = Resource.of("aws:cloudtrail/trail:Trail", "audit", s3BucketName="logs", cloudWatchLogsGroupArn=f"{ARN}:*")
NATIVE_TRAIL = Resource.of("aws-native:cloudtrail:Trail", "audit", cloudWatchLogsLogGroupArn=ARN)


def group(type_: str = "aws:cloudwatch/logGroup:LogGroup", **inputs: Any) -> Resource:
    return Resource.of(type_, "events", arn=ARN, **inputs)


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(log_group_is_kept, *resources, **ask)


@pytest.mark.parametrize("days", [1, 7, 14.0, "5", 29])
def test_a_group_that_forgets_too_soon_is_told(days: Any) -> None:
    (message,) = messages(judged(group(retentionInDays=days), TRAIL))
    assert message.startswith("log group 'events', which trail 'audit' writes to, forgets events after")
    assert len(judged(group("aws-native:logs:LogGroup", retentionInDays=days), NATIVE_TRAIL).problems) == 1


@pytest.mark.parametrize("given", [{}, {"retentionInDays": 0}, {"retentionInDays": 30}, {"retentionInDays": 365}])
def test_a_group_that_keeps_them_passes(given: dict[str, Any]) -> None:
    assert passes(judged(group(**given), TRAIL))


def test_how_long_is_an_option() -> None:
    assert passes(judged(group(retentionInDays=7), TRAIL, options={"minDays": 7}))
    assert len(judged(group(retentionInDays=30), TRAIL, options={"minDays": 60}).problems) == 1


def test_the_strict_profile_wants_three_months() -> None:
    assert len(judged(group(retentionInDays=60), TRAIL, profile="strict").problems) == 1
    assert passes(judged(group(retentionInDays=90), TRAIL, profile="strict"))


def test_a_group_of_an_application_is_not_asked() -> None:
    assert passes(judged(group(retentionInDays=7)))
    other = Resource.of("aws:cloudwatch/logGroup:LogGroup", "app", name="/aws/lambda/app", retentionInDays=7)
    assert passes(judged(other, TRAIL))


@pytest.mark.parametrize("odd", [UNKNOWN, "soon", [7], True])
def test_what_is_unknown_or_no_number_leaves_it_open(odd: Any) -> None:
    assert unknowns(judged(group(retentionInDays=odd), TRAIL)) == ["retentionInDays"]


def test_a_group_is_found_by_its_name_before_it_has_an_arn() -> None:
    named = Resource.of("aws:cloudwatch/logGroup:LogGroup", "events", name="audit", retentionInDays=7)
    assert len(judged(named, TRAIL).problems) == 1
