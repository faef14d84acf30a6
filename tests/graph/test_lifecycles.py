"""Who writes the lifecycle configuration of a notebook decides what it runs when it starts next."""

import base64
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}"
CONFIGURATION = f"{HERE}:notebook-instance-lifecycle-config/stop-idle"
WRITES = "sagemaker:UpdateNotebookInstanceLifecycleConfig"
STRONG = role("b", "sagemaker.amazonaws.com", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])


def notebook(**inputs: Any) -> Resource:
    said = {"name": "lab", "roleArn": f"{ARN}role/b", "arn": f"{HERE}:notebook-instance/lab"}
    return aws("sagemaker/notebookInstance", "lab", **{**said, "lifecycleConfigName": "stop-idle", **inputs})


def judged(of: Resource, *given: dict[str, Any]) -> Answer:
    return judge_stack(
        no_path_to_more_rights, role("a"), may("a", *(given or (allow(WRITES, CONFIGURATION),))), STRONG, of
    )


def test_whoever_writes_what_a_notebook_runs_when_it_starts_acts_as_its_role() -> None:
    assert f"may make notebook 'lab' do something else (sagemaker-x15: {WRITES})" in only(judged(notebook()))
    said = {"roleArn": f"{ARN}role/b", "lifecycleConfigName": "stop-idle", "notebookInstanceName": "lab"}
    assert only(judged(native("sagemaker:NotebookInstance", "lab", **said)))


@pytest.mark.parametrize(
    "given",
    [
        (allow(WRITES, f"{CONFIGURATION}-2"),),
        (allow("sagemaker:DescribeNotebookInstanceLifecycleConfig", CONFIGURATION),),
        (allow(WRITES, f"{HERE}:*"), deny(WRITES, CONFIGURATION)),
    ],
    ids=["another", "reads", "denied"],
)
def test_who_may_not_write_it_changes_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(notebook(), *given))


def test_a_notebook_without_one_runs_nothing_of_the_kind() -> None:
    assert passes(judged(notebook(lifecycleConfigName=None)))
    assert passes(judged(notebook(lifecycleConfigName=7)))


def test_one_that_is_not_known_yet_may_be_any() -> None:
    answer = judged(notebook(lifecycleConfigName=UNKNOWN))
    assert messages(answer) == []
    assert unknowns(answer) == ["lifecycleConfigName"]


def test_the_entry_point_of_a_job_and_the_module_of_a_model_are_code() -> None:
    writes = allow("s3:PutObject", "arn:aws:s3:::scripts/*")
    served = {"environment": {"SAGEMAKER_SUBMIT_DIRECTORY": "s3://scripts/serve.tar.gz"}}
    assert "s3-x01" in only(
        judged(aws("sagemaker/model", "m", executionRoleArn=f"{ARN}role/b", primaryContainer=served), writes)
    )
    local = {"environment": {"SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code"}}
    assert passes(judged(aws("sagemaker/model", "m", executionRoleArn=f"{ARN}role/b", primaryContainer=local), writes))
    job = {"sparkSubmitJobDriver": {"entryPoint": "s3://scripts/etl.py"}}
    template = {"executionRoleArn": f"{ARN}role/b", "jobDriver": job}
    assert "s3-x01" in only(judged(aws("emrcontainers/jobTemplate", "j", jobTemplateData=template), writes))


def configuration(script: Any, **inputs: Any) -> Resource:
    text = base64.b64encode(script.encode()).decode() if isinstance(script, str) else script
    kind = "sagemaker/notebookInstanceLifecycleConfiguration"
    return aws(kind, "l", **{"name": "stop-idle", "onStart": text, **inputs})


COPIES = "#!/bin/bash\nset -e\naws s3 cp s3://boot/setup.sh /tmp/setup.sh\nbash /tmp/setup.sh\n"
PUTS = allow("s3:PutObject", "arn:aws:s3:::boot/*")


def who_puts(script: Any, *, of: Resource | None = None, given: dict[str, Any] = PUTS, **inputs: Any) -> Answer:
    made = configuration(script, **inputs), of or notebook()
    return judge_stack(no_path_to_more_rights, role("a"), may("a", given), STRONG, *made)


def test_who_writes_what_it_copies_and_runs_does_so_too() -> None:
    assert "may make notebook 'lab' do something else (s3-x01: s3:PutObject)" in only(who_puts(COPIES))
    assert only(who_puts("aws s3 sync s3://boot/tools /opt/tools && bash /opt/tools/run.sh"))


@pytest.mark.parametrize(
    "answer",
    [
        who_puts(COPIES, given=allow("s3:PutObject", "arn:aws:s3:::boot/data/*")),
        who_puts(COPIES, name="another"),
        who_puts(COPIES, of=notebook(lifecycleConfigName=None)),
        who_puts("aws s3 cp s3://boot/prices.csv /home/ec2-user/prices.csv"),
        who_puts("aws s3 cp /tmp/log s3://boot/log"),
        who_puts("", onCreate=base64.b64encode(COPIES.encode()).decode()),
        who_puts(None),
        who_puts(UNKNOWN),
        who_puts(7),
    ],
    ids=["elsewhere", "another", "none", "data", "copies it there", "once", "no script", "not known", "odd"],
)
def test_what_no_start_runs_is_nobodys_code(answer: Answer) -> None:
    assert messages(answer) == []
