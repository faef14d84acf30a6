"""Who may only write objects that are not there yet replaces none."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, graph, inner, may, role
from tests.support.grants import ARN, aws

from daypass.model.resource import Resource

STRONG = role("b", "glue.amazonaws.com", "ec2.amazonaws.com")
JOB = aws("glue/job", "etl", name="etl", roleArn=f"{ARN}role/b", command={"scriptLocation": "s3://scripts/etl.py"})
OBJECTS = "arn:aws:s3:::scripts/*"
ONLY_NEW = {"Condition": {"Null": {"s3:if-none-match": "false"}}}


def changes(*given: dict[str, Any], made: tuple[Resource, ...] = (JOB,)) -> bool:
    found = inner(graph(role("a"), may("a", *given), STRONG, *made), "a")
    return any(edge.how == "code" for edge in found)


def test_a_script_that_is_there_is_not_replaced_by_who_makes_new_objects_alone() -> None:
    assert changes(allow("s3:PutObject", OBJECTS))
    assert not changes(allow("s3:PutObject", OBJECTS, **ONLY_NEW))
    only_all = {"Condition": {"StringEquals": {"s3:if-none-match": "*"}}}
    assert not changes(allow("s3:PutObject", OBJECTS, **only_all))


def test_who_deletes_it_first_makes_it_anew() -> None:
    writes = allow("s3:PutObject", OBJECTS, **ONLY_NEW)
    assert changes(writes, allow("s3:DeleteObject", OBJECTS))
    assert changes(writes, allow("s3:DeleteObjectVersion", OBJECTS))
    assert changes(writes, allow("s3:PutLifecycleConfiguration", "arn:aws:s3:::scripts"))
    assert not changes(writes, allow("s3:PutLifecycleConfiguration", "arn:aws:s3:::drafts"))
    assert not changes(writes, allow("s3:DeleteObject", "arn:aws:s3:::scripts/drafts/*"))
    assert not changes(writes, allow("s3:DeleteObject", OBJECTS), deny("s3:DeleteObject", OBJECTS))


@pytest.mark.parametrize(
    "condition",
    [
        {"Null": {"s3:if-none-match": "true"}},
        {"StringEqualsIfExists": {"s3:if-none-match": "*"}},
        {"Null": {"s3:if-match": "false"}},
    ],
)
def test_a_write_that_may_find_the_object_there_replaces_it(condition: dict[str, Any]) -> None:
    assert changes(allow("s3:PutObject", OBJECTS, Condition=condition))


def test_a_denial_of_all_other_writes_holds_as_well_also_in_the_policy_of_the_bucket() -> None:
    others = deny("s3:PutObject", OBJECTS, Condition={"Null": {"s3:if-none-match": "true"}})
    assert not changes(allow("s3:PutObject", OBJECTS), others)
    assert changes(allow(["s3:PutObject", "s3:DeleteObject"], OBJECTS), others)
    bucket = aws("s3/bucketPolicy", "scripts", bucket="scripts", policy=document({**others, "Principal": "*"}))
    assert not changes(allow("s3:PutObject", OBJECTS), made=(JOB, bucket))
    assert changes(allow(["s3:PutObject", "s3:DeleteObject"], OBJECTS), made=(JOB, bucket))


def test_what_a_machine_copies_from_a_folder_may_be_new() -> None:
    machine = aws(
        "ec2/instance", "vm", iamInstanceProfile="b", userData="#!/bin/sh\naws s3 sync s3://scripts/boot/ /opt"
    )
    made = (machine, aws("iam/instanceProfile", "b", name="b", role="b"))
    assert changes(allow("s3:PutObject", OBJECTS, **ONLY_NEW), made=made)
