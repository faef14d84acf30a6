"""A part of a thing is told by its ARN, as the Service Authorization Reference writes it."""

import pytest

from daypass_policies.crossing.part_of import whole_of

HERE = "eu-west-1:111122223333"


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        (f"arn:aws:glue:{HERE}:table/lake/orders", f"arn:aws:glue:{HERE}:database/lake"),
        (f"arn:aws:glue:{HERE}:table/lake/*", f"arn:aws:glue:{HERE}:database/lake"),
        (f"arn:aws:ecs:{HERE}:service/core/api", f"arn:aws:ecs:{HERE}:cluster/core"),
        (f"arn:aws:eks:{HERE}:nodegroup/core/*/*", f"arn:aws:eks:{HERE}:cluster/core"),
        (f"arn:aws:dynamodb:{HERE}:table/orders/index/by-day", f"arn:aws:dynamodb:{HERE}:table/orders"),
        (f"arn:aws:states:{HERE}:execution:close:*", f"arn:aws:states:{HERE}:stateMachine:close"),
        (f"arn:aws:lambda:{HERE}:function:api:live", f"arn:aws:lambda:{HERE}:function:api"),
        (f"arn:aws:logs:{HERE}:log-group:/aws/lambda/api:*", f"arn:aws:logs:{HERE}:log-group:/aws/lambda/api"),
    ],
)
def test_its_whole_is_named_in_its_arn(part: str, whole: str) -> None:
    assert whole_of(part) == whole


@pytest.mark.parametrize(
    "thing",
    [
        f"arn:aws:glue:{HERE}:database/lake",
        f"arn:aws:glue:{HERE}:table/lake",
        f"arn:aws:lambda:{HERE}:function:api",
        "arn:aws:s3:::lake/orders",
        "arn:aws:iam::111122223333:role/path/api",
        *("*", "", "arn:aws:glue", f"arn:aws:glue:{HERE}:*", f"arn:aws:glue:{HERE}:/", f"arn:aws:glue:{HERE}:"),
    ],
)
def test_what_is_a_whole_or_of_no_known_kind_is_part_of_nothing(thing: str) -> None:
    assert whole_of(thing) == ""
