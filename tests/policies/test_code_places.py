"""Who writes where a workload reads its code from makes it do something else, as the strong role that it runs as."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, document, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.data.code_places import FORMS, code_places
from daypass.data.role_consumers import role_consumers
from daypass.graph.becoming.steering.placed import code_of
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
ROLE = f"{ARN}role/b"
JOB = aws("glue/job", "etl", name="etl", roleArn=ROLE, command={"scriptLocation": "s3://scripts/jobs/etl.py"})
INSTALLS = {"--additional-python-modules": "pandas==2.2.3,s3://wheels/shop-1.0-py3-none-any.whl"}
MODULES = aws("glue/job", "etl", name="etl", roleArn=ROLE, defaultArguments=INSTALLS)
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
        (MODULES, "arn:aws:s3:::wheels/*"),
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


FILES: Any = {
    "requirementsS3Path": "requirements.txt",
    "pluginsS3Path": "plugins.zip",
    "startupScriptS3Path": "startup.sh",
}


def flows(**inputs: Any) -> Resource:
    bucket = {"sourceBucketArn": "arn:aws:s3:::dags", "dagS3Path": "dags/"}
    return aws("mwaa/environment", "af", executionRoleArn=ROLE, **{**bucket, **inputs})


@pytest.mark.parametrize(("key", "file"), FILES.items())
def test_what_an_environment_installs_or_runs_first_is_code_as_well(key: str, file: str) -> None:
    made = flows(**{key: file})
    assert found(made, f"arn:aws:s3:::dags/{file}")
    assert not found(made, "arn:aws:s3:::dags/other/*")
    assert not found(flows(), f"arn:aws:s3:::dags/{file}")
    twin = native("mwaa:Environment", "af", executionRoleArn=ROLE, sourceBucketArn="arn:aws:s3:::dags", **{key: file})
    assert found(twin, f"arn:aws:s3:::dags/{file}")


@pytest.mark.parametrize(("key", "file"), FILES.items())
def test_a_version_holds_it_to_what_somebody_has_seen(key: str, file: str) -> None:
    version = key.replace("Path", "ObjectVersion")
    assert not found(flows(**{key: file, version: "3sL4kqtJlcpXroDTDmJ"}), f"arn:aws:s3:::dags/{file}")
    assert found(flows(**{key: file, version: ""}), f"arn:aws:s3:::dags/{file}")
    noted = Properties({"sourceBucketArn": "arn:aws:s3:::dags", key: file, version: "3sL4kqtJlcpXroDTDmJ"})
    assert found(replace(flows(**{key: file}), outputs=noted), f"arn:aws:s3:::dags/{file}")
    role_b = role("b", "airflow-env.amazonaws.com", **ADMINISTRATOR)
    written = may("a", allow("s3:PutObject", f"arn:aws:s3:::dags/{file}"))
    hidden = flows(**{key: file, version: UNKNOWN})
    answer = judge_stack(no_path_to_more_rights, role("a"), written, role_b, hidden)
    assert not [text for text in messages(answer) if "'a'" in text]
    assert any(version in text for text in unknowns(answer))


def test_who_is_kept_to_data_by_the_bucket_replaces_no_code_of_an_environment() -> None:
    kept = {
        "Effect": "Deny",
        "Principal": {"AWS": f"{ARN}role/a"},
        "Action": ["s3:PutObject", "s3:DeleteObject"],
        "NotResource": "arn:aws:s3:::dags/feeds/*",
    }
    policy = aws("s3/bucketPolicy", "dags", bucket="dags", policy=document(kept))
    role_b = role("b", "airflow-env.amazonaws.com", **ADMINISTRATOR)
    stack = role("a"), may("a", allow("s3:PutObject", "arn:aws:s3:::dags/*")), role_b, policy

    def leads(made: Resource) -> bool:
        return any("'a'" in text for text in messages(judge_stack(no_path_to_more_rights, *stack, made)))

    assert not leads(flows(**FILES))
    for at_hand in ({"dagS3Path": "feeds/dags"}, {"requirementsS3Path": "feeds/requirements.txt"}):
        assert leads(flows(**{**FILES, **at_hand}))


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
    files = {"requirementsS3Path": odd, "requirementsS3ObjectVersion": odd}
    assert isinstance(list(code_of(aws("mwaa/environment", "af", sourceBucketArn="arn:aws:s3:::d", **files))), list)


def test_each_place_is_of_something_that_runs_as_a_role() -> None:
    assert set(code_places()) <= set(role_consumers())
    assert {place.form for places in code_places().values() for place in places} == set(FORMS)
    assert all(place.source.startswith("https://") for places in code_places().values() for place in places)
