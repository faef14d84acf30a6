"""The table of services that call resources is what its readers take it for."""

import re

import pytest

from daypass.data.resource_policies import resource_policies
from daypass.data.service_calls import plain_principal, service_calls
from daypass.data.service_principals import ANSWERS
from daypass.data.table import read_table


def test_each_call_stands_once_with_answers_and_a_page() -> None:
    assert len(service_calls()) == len(read_table("service_calls").rows)
    targets = {place.service for place in resource_policies().values()}
    for (principal, target), call in service_calls().items():
        assert re.fullmatch(r"([a-z0-9-]+\.)+amazonaws\.com", principal), principal
        assert plain_principal(principal) == principal
        assert target in targets
        assert {call.account, call.arn} <= set(ANSWERS)
        assert target == "kms" or not call.context
        assert call.source.startswith("https://docs.aws.amazon.com/")
    assert list(service_calls()) == sorted(service_calls())


def test_only_what_is_known_to_be_said_may_be_asked() -> None:
    assert service_calls()["sns.amazonaws.com", "sqs"].says_who
    assert not service_calls()["events.amazonaws.com", "kms"].says_who  # asked for, it would drop every message
    assert not service_calls()["s3.amazonaws.com", "kms"].says_who


@pytest.mark.parametrize(
    ("principal", "plain"),
    [
        ("logs.eu-west-1.amazonaws.com", "logs.amazonaws.com"),
        ("sns.us-gov-west-1.amazonaws.com", "sns.amazonaws.com"),
        ("cloudtrail.amazonaws.com.cn", "cloudtrail.amazonaws.com"),
        ("s3.cn-north-1.amazonaws.com.cn", "s3.amazonaws.com"),
        ("delivery.logs.amazonaws.com", "delivery.logs.amazonaws.com"),
        ("SNS.amazonaws.com", "sns.amazonaws.com"),
        ("alexa-appkit.amazon.com", "alexa-appkit.amazon.com"),
    ],
)
def test_a_principal_counts_without_region_and_partition(principal: str, plain: str) -> None:
    assert plain_principal(principal) == plain
