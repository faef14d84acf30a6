"""Who writes where a workload reads its code from makes it do something else, as the strong role that it runs as."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only

from daypass.data.code_places import FORMS, code_places
from daypass.data.role_consumers import role_consumers
from daypass.graph.becoming.steering.placed import code_of
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
ROLE = f"{ARN}role/b"
JOB = aws("glue/job", "etl", name="etl", roleArn=ROLE, command={"scriptLocation": "s3://scripts/jobs/etl.py"})
FLOWS = aws("mwaa/environment", "af", executionRoleArn=ROLE, sourceBucketArn="arn:aws:s3:::dags", dagS3Path="dags/")
BUILD = aws("codebuild/project", "ci", name="ci", serviceRole=ROLE, source={"type": "S3", "location": "src/app.zip"})
NATIVE = native("glue:Job", "etl", name="etl", role=ROLE, command={"scriptLocation": "s3://scripts/jobs/etl.py"})


def found(workload: Resource, written: str, action: str = "s3:PutObject", **strong: Any) -> list[str]:
    made = role(
        "b", "glue.amazonaws.com", "airflow-env.amazonaws.com", "codebuild.amazonaws.com", **(strong or ADMINISTRATOR)
    )
    given = may("a", allow(action, written))
    return [
        text
        for text in messages(judge_stack(no_path_to_more_rights, role("a"), given, made, workload))
        if "'a'" in text
    ]


@pytest.mark.parametrize(
    ("workload", "written"),
    [
        (JOB, "arn:aws:s3:::scripts/*"),
        (JOB, "arn:aws:s3:::scripts/jobs/etl.py"),
        (NATIVE, "arn:aws:s3:::*/*"),
        (BUILD, "arn:aws:s3:::src/*"),
        (FLOWS, "arn:aws:s3:::dags/*"),
        (FLOWS, "arn:aws:s3:::dags/dags/*"),
    ],
)
def test_whoever_writes_the_code_of_something_strong_may_act_as_it(workload: Resource, written: str) -> None:
    (message,) = found(workload, written)
    assert message.startswith("role 'a' may act as role 'b', which may do everything: role 'a' may make ")
    assert "(s3-x01: s3:PutObject)" in message
    assert "s3-x01: s3:PutObject" in only(found(workload, written, "s3:Put*"))


@pytest.mark.parametrize(
    ("workload", "written"),
    [
        (JOB, "arn:aws:s3:::scripts/other/*"),
        (JOB, "arn:aws:s3:::reports/*"),
        (BUILD, "arn:aws:s3:::app/*"),
        (aws("codebuild/project", "ci", serviceRole=ROLE, source={"location": "https://a/b.git"}), "arn:aws:s3:::*"),
        (FLOWS, "arn:aws:s3:::dags/plugins/*"),
        (aws("codebuild/project", "ci", serviceRole=ROLE, source={"buildspec": "- cp arn:aws:s3:::a/b ."}), "*"),
        (aws("glue/job", "etl", roleArn=ROLE, command={}), "arn:aws:s3:::*"),
        (aws("glue/job", "etl", roleArn=ROLE, command={"scriptLocation": UNKNOWN}), "arn:aws:s3:::scripts/*"),
    ],
)
def test_whoever_writes_elsewhere_may_not(workload: Resource, written: str) -> None:
    assert not found(workload, written)


def test_reading_the_code_and_writing_that_of_something_weak_is_harmless() -> None:
    assert not found(JOB, "arn:aws:s3:::scripts/*", "s3:GetObject")
    logs = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    assert not found(JOB, "arn:aws:s3:::scripts/*", managedPolicyArns=[logs])


@pytest.mark.parametrize(
    "odd", [None, 7, [], {}, "", "s3:", UNKNOWN, Secret("s3://scripts/x"), {"scriptLocation": [7]}]
)
def test_no_shape_breaks_it(odd: Any) -> None:
    assert isinstance(list(code_of(aws("glue/job", "etl", command=odd))), list)
    assert isinstance(list(code_of(aws("codebuild/project", "ci", source=odd))), list)
    assert isinstance(list(code_of(aws("codebuild/project", "ci", source={"location": odd}))), list)
    assert isinstance(list(code_of(aws("mwaa/environment", "af", sourceBucketArn=odd, dagS3Path=odd))), list)


def test_each_place_is_of_something_that_runs_as_a_role() -> None:
    assert set(code_places()) <= set(role_consumers())
    assert {place.form for places in code_places().values() for place in places} == set(FORMS)
    assert all(place.source.startswith("https://") for places in code_places().values() for place in places)
