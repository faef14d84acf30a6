"""Which wildcards of a grant need a reason."""

import pytest

from daypass.model.wildcard import wide_action, wide_resource

HERE = "eu-central-1:111122223333"


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "arn:aws:s3:::*",
        "arn:aws:s3:::*/*",
        "arn:aws:s3:::invoice-*",
        "arn:aws:s3:::invoice-?/x",
        "arn:aws:*:::x",
        f"arn:aws:sqs:{HERE}:*",
        "arn:aws:sqs:eu-central-1:*:orders",
        f"arn:aws:dynamodb:{HERE}:table/*",
        f"arn:aws:dynamodb:{HERE}:table/inv*",
        f"arn:aws:dynamodb:{HERE}:*/invoices",
        f"arn:aws:lambda:{HERE}:function:*",
        "arn:aws:iam::111122223333:role/*",
        f"arn:aws:secretsmanager:{HERE}:secret:invoice-*",
        f"arn:aws:*:{HERE}:orders",
        f"arn:aws:ssm:{HERE}:parameter/*",
        "arn:aws:apigateway:eu-central-1::/restapis/*",
        f"arn:aws:sns:{HERE}:or*:x",
        f"arn:aws:logs:{HERE}:log-group:*",
        f"arn:aws:logs:{HERE}:log-group:/*",
        f"arn:aws:logs:{HERE}:log-group:/aw*",
        f"arn:aws:s3:{HERE}:accesspoint/*",
        f"arn:aws:ecs:{HERE}:task/*/x",
    ],
)
def test_what_leaves_open_what_it_is_about(resource: str) -> None:
    assert wide_resource(resource)


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:s3:::invoice-prod",
        "arn:aws:s3:::invoice-prod/*",
        "arn:aws:s3:::invoice-prod/a/*/b",
        "arn:*:s3:::invoice",
        f"arn:aws:sqs:{HERE}:orders",
        "arn:aws:sqs:*:111122223333:orders",
        f"arn:aws:sns:{HERE}:orders:*",
        f"arn:aws:dynamodb:{HERE}:table/invoices/index/*",
        f"arn:aws:lambda:{HERE}:function:invoice:*",
        "arn:aws:iam::111122223333:role/daypass/*",
        f"arn:aws:logs:{HERE}:log-group:/aws/lambda/x:*",
        f"arn:aws:logs:{HERE}:log-group:/invoice/*",
        f"arn:aws:ssm:{HERE}:parameter/invoice/*",
        "arn:aws:s3:::home/${aws:PrincipalTag/team}/*",
        "arn:aws:s3:::${aws:PrincipalTag/team}/*",
        f"arn:aws:execute-api:{HERE}:a1b2/*/GET/x",
        f"arn:aws:s3:{HERE}:accesspoint/reports/object/*",
        "arn:aws:apigateway:eu-central-1::/restapis/a1b2/*",
    ],
)
def test_what_is_below_a_named_thing(resource: str) -> None:
    assert not wide_resource(resource)


def test_actions() -> None:
    assert all(map(wide_action, ["*", "s3:*", "s3:Get*", "s3:GetObjec?"]))
    assert not wide_action("s3:GetObject")


def test_a_hostile_resource_is_judged_at_once() -> None:
    assert not wide_resource("arn:aws:s3:::a" + "${" * 200_000)
