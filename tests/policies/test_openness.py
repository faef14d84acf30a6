"""What closes a statement that names everyone, and what only looks like closing it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.resource_policies import QUEUE, deny, document, native, queue, statement
from tests.support.rules import judge_stack, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.resource_policy_is_not_public import resource_policy_is_not_public


def judged(*resources: Resource) -> Answer:
    return judge_stack(resource_policy_is_not_public, *resources)


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}},
        {"stringequals": {"AWS:PRINCIPALORGID": ["o-abc123", "o-def456"]}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc123/r-1/ou-2/*"}},
        {"StringEquals": {"aws:PrincipalAccount": "111122223333"}},
        {"StringEquals": {"aws:SourceAccount": 111122223333}},
        {"StringEquals": {"AWS:SourceOwner": "111122223333"}},
        {"StringEquals": {"aws:SourceOrgID": "o-abc123"}},
        {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:orders"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:uploads"}},
        {"ArnLike": {"aws:SourceArn": ["arn:aws:s3:::uploads", "arn:aws:s3:::uploads-*"]}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app-*"}},
        {"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}},
        {"StringEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"]}},
        {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
        {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "2001:db8::/32"]}},
        {"StringEquals": {"kms:CallerAccount": "111122223333", "kms:ViaService": "sqs.eu-west-1.amazonaws.com"}},
        {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}},
        {"StringLike": {"aws:userid": "AROAEXAMPLEROLEID123:*"}},
        {"StringEquals": {"s3:DataAccessPointAccount": "111122223333"}},
        {"StringLike": {"s3:DataAccessPointArn": "arn:aws:s3:eu-west-1:111122223333:accesspoint/*"}},
        {"Bool": {"aws:PrincipalIsAWSService": "true"}},
        {"StringLike": {"sns:Endpoint": "*@example.com"}},
        {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abc123"}, "Null": {"aws:PrincipalOrgID": "false"}},
    ],
    ids=str,
)
def test_a_condition_on_who_comes_from_where_closes_it(condition: Any) -> None:
    assert passes(judged(queue(statement(Condition=condition))))
    assert passes(judged(native(statement({"AWS": "*"}, Condition=condition))))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"aws:PrincipalOrgID": "*"}},
        {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
        {"StringEquals": {"aws:PrincipalOrgID": []}},
        {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abc123"}},
        {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-abc123"}},
        {"StringNotEquals": {"aws:PrincipalAccount": "444455556666"}},
        {"Null": {"aws:PrincipalOrgID": "false"}},
        {"StringLike": {"aws:SourceVpce": "*"}},
        {"StringLike": {"aws:SourceVpce": "vpce-*"}},
        {"StringEquals": {"aws:SourceVpce": ""}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:orders"}},
        {"ArnLike": {"aws:SourceArn": ["arn:aws:sns:eu-west-1:111122223333:orders", "*"]}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}},
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
        {"IpAddress": {"aws:SourceIp": [f"{first}.0.0.0/4" for first in range(0, 256, 16)]}},
        {"IpAddress": {"aws:SourceIp": "::/0"}},
        {"IpAddress": {"aws:SourceIp": "anywhere"}},
        {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
        {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}},
        {"StringLike": {"aws:Referer": "https://example.com/*"}},
        {"StringEquals": {"aws:UserAgent": "our-app"}},
        {"StringEquals": {"aws:PrincipalTag/team": "payments"}},
        {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"Bool": {"aws:PrincipalIsAWSService": "false"}},
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"StringEquals": {"kms:ViaService": "sqs.eu-west-1.amazonaws.com"}},
        {"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}},
        {"StringEquals": {"s3:ExistingObjectTag/public": "yes"}},
        {"StringLike": {"sns:Endpoint": "https://*"}},
        {"StringEquals": {"aws:ResourceAccount": "111122223333"}},
        {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}},
    ],
    ids=str,
)
def test_what_a_caller_chooses_or_everyone_meets_does_not(condition: Any) -> None:
    assert len(judged(queue(statement(Condition=condition))).problems) == 1


@pytest.mark.parametrize(
    "taken",
    [
        deny({"StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"}}),
        deny({"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-abc123"}}, Principal={"AWS": "*"}),
        deny(
            {
                "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-abc123"},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
            }
        ),
        deny(
            {
                "NotIpAddressIfExists": {"aws:SourceIp": "192.0.2.0/24"},
                "StringNotEqualsIfExists": {"aws:SourceVpce": "vpce-1"},
            }
        ),
        deny({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, Action="sqs:*", Resource="arn:aws:sqs:*:*:orders"),
        deny({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"}}),
        {key: value for key, value in deny({}).items() if key != "Condition"},
        {
            key: value
            for key, value in deny({}, NotPrincipal={"AWS": "arn:aws:iam::111122223333:root"}).items()
            if key not in ("Condition", "Principal")
        },
    ],
    ids=str,
)
def test_a_deny_of_everyone_else_takes_it_back(taken: Any) -> None:
    assert passes(judged(queue(statement(), taken)))
    assert passes(judged(native(taken, statement())))


def test_all_that_a_policy_can_be_about_is_its_own_resource() -> None:
    outside = {"StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"}}
    assert passes(judged(queue(statement(resource="*"), deny(outside, Resource=QUEUE))))
    assert passes(judged(queue(statement(action="*"), deny(outside, Action="sqs:*"))))
    assert not passes(judged(queue(statement(action="*"), deny(outside, Action="sqs:Send*"))))
    both = ["arn:aws:s3:::data", "arn:aws:s3:::data/*"]
    bucket = "aws:s3/bucketPolicy:BucketPolicy"
    for resources, is_closed in (
        (both, True),
        (both[:1], False),
        (both[1:], False),
        ("arn:aws:es:*:*:domain/d", False),
    ):
        policy = json.dumps(document(statement(action="s3:*", resource="*"), deny(outside, Resource=resources)))
        assert passes(judged(Resource.of(bucket, "b", policy=policy))) == is_closed


@pytest.mark.parametrize(
    "taken",
    [
        deny({"Bool": {"aws:SecureTransport": "false"}}),
        deny({"StringEquals": {"aws:PrincipalAccount": "444455556666"}}),
        deny({"StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"}}, Action="sqs:DeleteQueue"),
        deny({"StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"}}, Resource="arn:aws:sqs:*:*:other"),
        deny({"Bool": {"aws:PrincipalIsAWSService": "false"}}, Action="sqs:DeleteQueue"),
        deny({"Bool": {"aws:PrincipalIsAWSService": "false"}}, Principal={"AWS": "444455556666"}),
        deny({"StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"}}, Principal={"AWS": "444455556666"}),
        deny(
            {
                "StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"},
                "Bool": {"aws:SecureTransport": "false"},
            }
        ),
        deny(
            {
                "StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"},
                "StringNotLike": {"aws:Referer": "https://example.com/*"},
            }
        ),
    ],
    ids=str,
)
def test_a_deny_that_leaves_strangers_in_does_not(taken: Any) -> None:
    assert len(judged(queue(statement(), taken)).problems) == 1


@given(st.sampled_from(["StringLike", "StringEquals", "ArnLike"]), st.text("*?o-/:a", max_size=6))
def test_no_pattern_of_an_organisation_closes(operator: str, value: str) -> None:
    condition = {operator: {"aws:PrincipalOrgID": f"*{value}"}}
    is_literal = operator == "StringEquals"
    assert bool(judged(queue(statement(Condition=condition))).problems) != is_literal
