"""Everything, or everything in a service, is seen in any spelling; what is narrow is left alone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daypass.iam.action import EVERYTHING, action_matches, whole_service
from daypass.iam.arn import Arn, names_resource
from daypass.iam.breadth import BroadStatement, broad
from daypass.iam.document import Document
from daypass.iam.glob import matches
from daypass.model.resource import UNKNOWN, Undecided


def reached(*statements: dict[str, Any]) -> list[BroadStatement]:
    return list(
        broad(Document.parse({"Statement": [{"Effect": "Allow", "Resource": "*", **one} for one in statements]}))
    )


@pytest.mark.parametrize("action", ["*", "*:*", "**", "?*", "*:?*", "**:**"])
def test_everything_has_many_spellings(action: str) -> None:
    assert whole_service(action) == EVERYTHING
    assert [(one.breadth, one.limit) for one in reached({"Action": ["s3:GetObject", action]})] == [("everything", "")]


@pytest.mark.parametrize(
    ("action", "service"),
    [
        ("s3:*", "s3"),
        ("S3:*", "s3"),
        ("s3:**", "s3"),
        ("s3:?*", "s3"),
        ("I*:*", "i*"),
        ("iam*", "iam*"),
        ("ec?:*", "ec?"),
    ],
)
def test_a_whole_service_has_many_spellings(action: str, service: str) -> None:
    assert whole_service(action) == service
    assert [one.services for one in reached({"Action": action})] == [(service,)]


@pytest.mark.parametrize(
    ("actions", "services"),
    [
        (["iam:*e*"], ("iam",)),
        (["IAM:?*E*?"], ("iam",)),
        (["*:*t*"], ("*",)),
        ([f"iam:{letter}*" for letter in "acdglpu"], ("iam",)),
        (["s3:get*", "s3:*t", "s3:*ob*", "s3:a*", "s3:p*", "s3:d*"], ()),
    ],
)
def test_a_service_in_pieces_is_a_whole_one(actions: list[str], services: tuple[str, ...]) -> None:
    assert [one.services for one in reached({"Action": actions})] == ([services] if services else [])
    assert [one.breadth for one in reached({"NotAction": actions})] == ["everything"]


@pytest.mark.parametrize("action", ["s3:Get*", "s3:GetObject", "*:Get*", "iam:*User*", "s3", "", ":", "s3:", "???"])
def test_what_is_narrower_is_no_whole_service(action: str) -> None:
    assert whole_service(action) == ""
    assert reached({"Action": action}) == []


def test_a_pattern_of_many_wildcards_is_read_once() -> None:
    assert reached({"Action": ["iam:" + "*?" * 200_000 + "x", "iam:a" + "*?" * 200_000 + "xx"]}) == []


def test_all_but_some_actions_is_everything_and_all_but_everything_is_nothing() -> None:
    assert [one.breadth for one in reached({"NotAction": ["iam:*", "organizations:*"]})] == ["everything"]
    assert reached({"NotAction": "*"}) == []
    assert reached({"NotAction": ["s3:*", "*:*"]}) == []


def test_all_but_some_resources_is_every_resource() -> None:
    document = Document.parse(
        {"Statement": {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::audit/*"}}
    )
    assert [one.limit for one in broad(document)] == [""]


def test_a_denial_gives_nothing() -> None:
    assert reached({"Effect": "Deny", "Action": "*"}) == []


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:s3:::reports",
        "arn:aws:s3:::reports/*",
        "arn:aws:sqs:*:*:orders",
        "arn:aws:dynamodb:*:*:table/orders",
        "arn:aws:iam::111122223333:role/daypass/*",
        "arn:aws:logs:*:*:log-group:/aws/lambda/api:*",
        "arn:aws-cn:s3:::reports/*",
    ],
)
def test_a_name_limits_a_service_to_what_it_names(resource: str) -> None:
    assert names_resource(resource)
    assert [one.limit for one in reached({"Action": "s3:*", "Resource": [resource]})] == ["named resources"]


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "arn:*",
        "arn:aws:s3:::*",
        "arn:aws:s3:::*/*",
        "arn:aws:s3:::*-*",
        "arn:aws:iam::*:role/*",
        "arn:aws:logs:*:*:log-group:*",
        "arn:aws:apigateway:eu-west-1::/restapis/*",
        "arn:aws:route53:::hostedzone/*",
        "arn:*:*:*:*:*",
        "",
    ],
)
def test_a_type_or_a_wildcard_names_nothing(resource: str) -> None:
    assert not names_resource(resource)
    assert [one.limit for one in reached({"Action": "s3:*", "Resource": ["arn:aws:s3:::reports", resource]})] == [""]


@pytest.mark.parametrize(
    ("condition", "limit"),
    [
        ({"StringEquals": {"aws:ResourceTag/team": "payments"}}, "resource tags"),
        ({"StringEquals": {"ec2:ResourceTag/team": "${aws:PrincipalTag/team}"}}, "resource tags"),
        ({"StringLike": {"aws:ResourceTag/team": "*"}}, ""),
        ({"StringEqualsIfExists": {"aws:ResourceTag/team": "payments"}}, ""),
        ({"ForAllValues:StringEquals": {"aws:ResourceTag/team": "payments"}}, ""),
        ({"StringNotEquals": {"aws:ResourceTag/team": "payments"}}, ""),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, ""),
    ],
)
def test_only_a_tag_that_must_be_there_limits_a_service(condition: dict[str, Any], limit: str) -> None:
    assert [one.limit for one in reached({"Action": "ec2:*", "Condition": condition})] == [limit]
    assert [one.limit for one in reached({"Action": "*", "Condition": condition})] == [""]


def test_an_unknown_counts_only_where_it_would_decide() -> None:
    assert reached({"Action": "s3:GetObject", "Resource": UNKNOWN}, {"Effect": "Deny", "Action": UNKNOWN}) == []
    with pytest.raises(Undecided, match="Resource"):
        reached({"Action": "s3:*", "Resource": UNKNOWN})


def test_what_is_found_stands_beside_what_is_unknown() -> None:
    document = Document.parse({"Statement": [UNKNOWN, {"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    found = broad(document)
    assert next(found).statement.index == 1
    with pytest.raises(Undecided):
        next(found)


def test_an_arn_knows_an_aws_managed_policy_in_each_partition() -> None:
    names = [Arn.parse(f"arn:{partition}:iam::aws:policy/job-function/Billing") for partition in ("aws", "aws-cn")]
    assert [arn.aws_managed_policy for arn in names if arn] == ["job-function/Billing"] * 2
    own = Arn.parse("arn:aws:iam::111122223333:policy/AdministratorAccess")
    assert own
    assert own.aws_managed_policy == ""
    assert Arn.parse("AdministratorAccess") is None


@settings(deadline=None)
@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_a_wildcard_means_what_a_slow_reading_says(pattern: str, text: str) -> None:
    assert matches(pattern, text) == _slowly(pattern, text)


def _slowly(pattern: str, text: str) -> bool:
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(_slowly(pattern[1:], text[index:]) for index in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and _slowly(pattern[1:], text[1:])


def test_a_hostile_pattern_ends() -> None:
    assert not matches("*a" * 200 + "b", "a" * 5_000)
    assert action_matches("IAM:Pass*", "iam:PassRole")
