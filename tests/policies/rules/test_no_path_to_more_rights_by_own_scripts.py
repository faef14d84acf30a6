"""Who starts a job of Glue, and puts objects where its role reads, has it run code of their own as that role."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

GLUE = "glue.amazonaws.com"
JOB = f"arn:aws:glue:eu-west-1:{ACCOUNT}:job/load"
STARTS = allow("glue:StartJobRun", JOB)
INBOX, SCRIPTS, LAKE = (f"arn:aws:s3:::{bucket}/*" for bucket in ("inbox", "scripts", "lake"))
PUTS = allow("s3:PutObject", INBOX)
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:warehouse-??????"
OPENS = allow("secretsmanager:GetSecretValue", SECRET)
READS = allow("s3:GetObject", [INBOX, SCRIPTS])
KEPT = {
    "--scriptLocation": "s3://scripts/load.py",
    "--extra-py-files": "s3://scripts/tools.zip",
    "--extra-jars": "s3://scripts/tools.jar",
    "--additional-python-modules": "pyarrow==17.0.0",
}


def job(**inputs: Any) -> Resource:
    command = {"name": "glueetl", "scriptLocation": "s3://scripts/load.py"}
    return aws("glue/job", "load", **{"name": "load", "roleArn": f"{ARN}role/loads", "command": command, **inputs})


def judged(
    *given: dict[str, Any],
    of: Resource | None = None,
    does: tuple[dict[str, Any], ...] = (READS, OPENS),
    by: Resource | None = None,
    rule: Any = no_path_to_more_rights,
) -> Answer:
    runs = role("loads", GLUE), may("loads", *does), of or job()
    return judge_stack(rule, by or role("a"), may("a", *given), *runs)


@pytest.mark.parametrize("class_", ["", "service", "agent"])
@pytest.mark.parametrize(
    "given",
    [
        (STARTS, PUTS),
        (allow("glue:Start*", JOB.replace("load", "*")), PUTS),
        (STARTS, allow("s3:PutObject", INBOX.replace("*", "today/*"))),
    ],
    ids=["the job", "any job", "a folder"],
)
def test_what_it_puts_where_the_job_reads_runs_as_its_role(class_: str, given: tuple[dict[str, Any], ...]) -> None:
    holder = role("a", tags={"daypass:class": class_} if class_ else {})
    (problem,) = judged(*given, by=holder).problems
    assert "leads to role 'loads', which may secretsmanager:GetSecretValue" in problem.message
    assert "may have Glue job 'load' run code that it puts where that reads (glue-x02" in problem.message
    assert problem.advisory


def test_a_job_that_reads_any_bucket_reads_one_of_theirs() -> None:
    assert "glue-x02" in only(judged(STARTS, does=(allow("s3:GetObject"), OPENS)))
    assert passes(judged(STARTS, does=(allow("s3:GetObject", "arn:aws:s3:::acme-*/*"), OPENS)))


def test_a_job_of_aws_native_is_started_alike() -> None:
    of = native("glue:Job", "load", name="load", role=f"{ARN}role/loads")
    assert "glue-x02" in only(judged(STARTS, PUTS, of=of))


@pytest.mark.parametrize(
    "given",
    [
        (STARTS,),
        (PUTS,),
        (allow("glue:StartTrigger", "*"), PUTS),
        (allow("glue:StartJobRun", f"{JOB}-other"), PUTS),
        (STARTS, allow("s3:PutObject", LAKE)),
        (STARTS, allow("s3:GetObject", INBOX)),
        (STARTS, PUTS, deny("glue:StartJobRun", JOB)),
        (STARTS, PUTS, OPENS),
    ],
    ids=["puts none", "starts none", "a trigger", "another", "elsewhere", "reads", "denied", "has it"],
)
def test_half_of_the_way_and_what_it_has_anyhow_give_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


CHANGES = READS, allow("s3:PutObject", LAKE)


def called(name: str, *given: dict[str, Any], does: tuple[dict[str, Any], ...] = CHANGES, **of: Any) -> list[str]:
    """What is told where the holder is called so."""
    holder = role(name, *((of["by"],) if "by" in of else ()), tags=of.get("tags", {}))
    runs = role("loads", GLUE), may("loads", *does), job()
    return messages(judge_stack(no_path_to_more_rights, holder, may(name, *(given or (STARTS, PUTS))), *runs))


@pytest.mark.parametrize("name", ["tariff-refresh", "a"])
def test_what_a_job_changes_that_is_called_otherwise_was_not_given_to_who_may_start_it(name: str) -> None:
    assert "which may s3:PutObject on arn:aws:s3:::lake/*" in only(called(name))
    any_job = allow("glue:StartJobRun", JOB.replace("load", "*"))
    assert "which may s3:PutObject on arn:aws:s3:::lake/*" in only(called(name, any_job, PUTS))


def test_what_a_job_changes_that_is_called_alike_is_its_work_but_for_an_agent() -> None:
    assert called("load-refresh") == []
    assert only(called("load-refresh", tags={"daypass:class": "agent"}))
    assert called("load-refresh", does=(READS, allow("s3:GetObject", LAKE))) == []


def test_a_job_that_only_reads_gives_nothing_that_counts() -> None:
    assert called("tariff-refresh", does=(READS, allow("dynamodb:GetItem", "*"))) == []


def installing(by: str = "tariff-refresh", *given: dict[str, Any], **of: Any) -> list[str]:
    """What is told where who puts nothing anywhere starts a job that installs modules, unless it says otherwise."""
    runs = role("loads", GLUE), may("loads", *CHANGES), job(**{"glueVersion": "5.0", **of})
    return messages(judge_stack(no_path_to_more_rights, role(by), may(by, *(given or (STARTS,))), *runs))


def test_anyone_publishes_the_modules_that_a_job_installs() -> None:
    assert "which may s3:PutObject on arn:aws:s3:::lake/*" in only(installing())
    assert only(installing(glueVersion="", command={"name": "pythonshell", "scriptLocation": "s3://scripts/load.py"}))


def test_who_is_called_alike_or_starts_what_installs_nothing_brings_none() -> None:
    assert installing("load-refresh") == installing("a") == []
    assert installing("tariff-refresh", allow("glue:StartJobRun", f"{JOB}-other")) == []
    assert installing(glueVersion="") == installing(glueVersion="1.0") == installing(connections=["warehouse"]) == []
    for kept in (UNKNOWN, {"--additional-python-modules": "pyarrow==17.0.0"}):
        assert installing(nonOverridableArguments=kept) == []


@pytest.mark.parametrize(("read", "written"), [("inbox/*", "inbox/code/*"), ("inbox/code/*", "inbox/*")])
def test_either_may_be_held_to_a_folder(read: str, written: str) -> None:
    reads, puts = allow("s3:GetObject", f"arn:aws:s3:::{read}"), allow("s3:PutObject", f"arn:aws:s3:::{written}")
    assert only(called("tariff-refresh", STARTS, puts, does=(reads, OPENS)))
    denied = deny("s3:PutObject", "arn:aws:s3:::inbox/code/*")
    assert called("tariff-refresh", STARTS, puts, denied, does=(reads, OPENS)) == []


def test_one_folder_is_not_another() -> None:
    reads, puts = allow("s3:GetObject", "arn:aws:s3:::inbox/code/*"), allow("s3:PutObject", "arn:aws:s3:::inbox/drop/*")
    assert called("tariff-refresh", STARTS, puts, does=(reads, OPENS)) == []


def test_a_pipeline_takes_the_secrets_of_a_job_that_is_called_otherwise() -> None:
    by = {"by": "codebuild.amazonaws.com"}
    assert "secretsmanager:GetSecretValue" in only(called("tariff-deploy", does=(READS, OPENS), **by))
    assert called("tariff-deploy", **by) == []
    assert called("load-deploy", does=(READS, OPENS), **by) == []
    assert called("deploy", does=(READS, OPENS), **by) == []


def test_what_checks_a_job_does_not_change_with_it() -> None:
    assert only(called("load-check", by="codebuild.amazonaws.com"))


def test_a_job_that_says_all_its_code_for_good_runs_nothing_else() -> None:
    assert passes(judged(STARTS, PUTS, of=job(nonOverridableArguments=KEPT)))
    assert passes(judged(STARTS, PUTS, of=job(nonOverridableArguments=UNKNOWN)))
    for left in KEPT:
        kept = {key: value for key, value in KEPT.items() if key != left}
        assert "glue-x02" in only(judged(STARTS, PUTS, of=job(nonOverridableArguments=kept)))


@pytest.mark.parametrize("service", ["codebuild.amazonaws.com", "scheduler.amazonaws.com"])
def test_pipelines_and_what_only_starts_it_as_it_is_defined_are_quiet(service: str) -> None:
    every = role("a", service), aws("scheduler/schedule", "nightly", target={"roleArn": f"{ARN}role/a", "arn": "x"})
    runs = role("loads", GLUE), may("loads", READS, OPENS), job()
    assert passes(judge_stack(no_path_to_more_rights, *every, may("a", STARTS, PUTS), *runs))


def test_every_branch_has_it_run_its_own_code() -> None:
    issuer = "token.actions.githubusercontent.com"
    asked = {
        "StringLike": {f"{issuer}:sub": "repo:acme/load:*"},
        "StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"},
    }
    provider = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"}
    branch = role("a", lets_in(provider, "sts:AssumeRoleWithWebIdentity", Condition=asked))
    (message,) = messages(judged(STARTS, PUTS, by=branch))
    assert "which every branch enters, leads to role 'loads'" in message
    assert passes(judged(STARTS, PUTS, by=branch, rule=low_trust_does_not_trigger_high))
    assert passes(judged(STARTS, by=branch))
