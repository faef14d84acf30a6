"""Who writes the archive from which a model of SageMaker takes its program writes what it runs."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only

from daypass.graph.becoming.steering.model_archives import archives_of
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

BUCKET = "arn:aws:s3:::models"
URI = "s3://models/live/model.tar.gz"
LIVE = "arn:*:s3:::models/live/model.tar.gz"
INSIDE = {"SAGEMAKER_PROGRAM": "inference.py", "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code"}
READS = allow("s3:GetObject", f"{BUCKET}/live/*")
CARDS = allow("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/cards")
WRITES = allow("s3:PutObject", f"{BUCKET}/*")


def container(environment: Any = INSIDE, **inputs: Any) -> dict[str, Any]:
    return {"image": "a", "environment": environment, **(inputs or {"modelDataUrl": URI})}


def model(first: Any, *others: Any) -> Resource:
    each = {"containers": [first, *others]} if others else {"primaryContainer": first}
    return aws("sagemaker/model", "scoring", executionRoleArn=f"{ARN}role/scoring", **each)


def told(
    of: Resource, *writes: dict[str, Any], called: str = "labeling", beside: tuple[Resource, ...] = ()
) -> list[str]:
    served = role("scoring", "sagemaker.amazonaws.com"), may("scoring", READS, CARDS)
    writer = role(called), may(called, *(writes or (WRITES,)))
    every = messages(judge_stack(no_path_to_more_rights, of, *served, *writer, *beside))
    return [text for text in every if text.startswith(f"role '{called}' leads to role 'scoring'")]


def test_who_writes_the_archive_acts_as_the_role_of_the_model() -> None:
    message = only(told(model(container())))
    assert "(s3-x01: s3:PutObject)" in message
    assert "which may dynamodb:PutItem" in message


def test_so_does_who_opens_the_bucket_to_themselves() -> None:
    assert "(s3-x02: s3:PutBucketPolicy)" in only(told(model(container()), allow("s3:PutBucketPolicy", BUCKET)))


@pytest.mark.parametrize(
    "of",
    [
        model(container()),
        model(container({"SAGEMAKER_PROGRAM": "inference.py"})),
        model(container({"SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model"})),
        model(container({}), container()),
        model(container(modelDataSource={"s3DataSources": [{"s3DataType": "S3Object", "s3Uri": URI}]})),
        native("sagemaker:Model", "m", containers=[container(modelDataSource={"s3DataSource": {"s3Uri": URI}})]),
        model(container({"OPTION_TRUST_REMOTE_CODE": "true"})),
        model(container({"HF_MODEL_ID": "/opt/ml/model", "HF_MODEL_TRUST_REMOTE_CODE": "1"})),
        model(container({"SM_VLLM_MODEL": "/opt/ml/model/qwen", "SM_VLLM_TRUST_REMOTE_CODE": ""})),
    ],
    ids=[
        *("both", "program", "directory", "second container", "source", "native"),
        *("trusts code", "trusts code of the model that it names", "trusts code by an option of vLLM"),
    ],
)
def test_it_is_the_archive_of_each_container_that_runs_what_is_unpacked(of: Resource) -> None:
    assert list(archives_of(of)) == [LIVE]


def test_of_a_folder_it_is_whatever_lies_in_it() -> None:
    source = {"s3DataType": "S3Prefix", "s3Uri": "s3://models/live/"}
    arn = only(list(archives_of(model(container(modelDataSource={"s3DataSources": [source]})))))
    assert arn.startswith("arn:*:s3:::models/live/")


@pytest.mark.parametrize(
    "of",
    [
        model(container({})),
        model(container(UNKNOWN)),
        model(container({"SAGEMAKER_PROGRAM": "a.py", "SAGEMAKER_SUBMIT_DIRECTORY": "s3://code/a.tar.gz"})),
        model(container({"SAGEMAKER_PROGRAM": "a.py", "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model-code"})),
        model(container(modelDataUrl=UNKNOWN)),
        model(container(modelPackageName="fraud")),
        aws("sagemaker/endpoint", "e", endpointConfigName="e"),
        model(container({"OPTION_TRUST_REMOTE_CODE": "false", "HF_MODEL_ID": "/opt/ml/model"})),
        model(container({"HF_TRUST_REMOTE_CODE": ""})),
        model(container({"SM_VLLM_TRUST_REMOTE_CODE": "false"})),
        model(container({"HF_MODEL_ID": "acme/llm", "OPTION_TRUST_REMOTE_CODE": "true"})),
        model(container({"OPTION_TRUST_REMOTE_CODE": UNKNOWN})),
        model(container({"SM_VLLM_TRUST_REMOTE_CODE": UNKNOWN})),
        model(container({"HF_MODEL_ID": UNKNOWN, "OPTION_TRUST_REMOTE_CODE": "true"})),
        model(container({"OPTION_TRUST_REMOTE_CODE": 7})),
    ],
    ids=[
        *("no program", "not known", "code elsewhere", "code in the image", "place not known", "package", "no model"),
        *("trusts none", "says nothing", "is no option of vLLM", "code of a hub", "trust not known"),
        *("option not known", "model not known", "odd"),
    ],
)
def test_where_nothing_says_that_code_is_in_the_archive_none_is(of: Resource) -> None:
    assert list(archives_of(of)) == []


@pytest.mark.parametrize(
    "writes",
    [
        [allow("s3:PutObject", f"{BUCKET}/labels/*")],
        [WRITES, deny("s3:PutObject", f"{BUCKET}/live/*")],
        [allow("s3:GetObject", f"{BUCKET}/*")],
        [WRITES, CARDS, READS],
    ],
    ids=["beside it", "is denied", "only reads", "may the same"],
)
def test_who_does_not_write_it_or_gains_nothing_passes(writes: list[dict[str, Any]]) -> None:
    assert told(model(container()), *writes) == []


def test_a_training_is_there_to_write_what_is_served() -> None:
    assert told(model(container()), allow("s3:PutObject", f"{BUCKET}/live/*"), called="risk-training") == []
    assert told(model(container(modelDataUrl="s3://models/fraud/17/model.tar.gz")), called="risk-training") == []


def test_a_training_that_was_given_the_bucket_was_not_given_the_folder_of_what_is_served() -> None:
    assert only(told(model(container()), called="risk-training"))


def test_a_training_makes_candidates_where_another_releases_them() -> None:
    promoter = role("promoter"), may("promoter", WRITES)
    candidates = allow("s3:PutObject", f"{BUCKET}/live/*")
    assert only(told(model(container()), candidates, called="risk-training", beside=promoter))


DLC = "763104351884.dkr.ecr.eu-west-1.amazonaws.com"


def of_aws(repository: str, environment: Any = None, **inputs: Any) -> Resource:
    image = repository if "/" in repository else f"{DLC}/{repository}:2.3.0-cpu-py311"
    made = {"image": image, "modelDataUrl": URI, **inputs}
    return model({**made, "environment": environment} if environment is not None else made)


@pytest.mark.parametrize(
    "of",
    [
        of_aws("pytorch-inference"),
        of_aws("huggingface-pytorch-inference-neuronx", {}),
        of_aws("djl-inference", {"HF_MODEL_ID": "/opt/ml/model"}),
        of_aws(f"{DLC}/tensorflow-inference@sha256:{'a' * 64}"),
        of_aws("871362719292.dkr.ecr.ap-east-1.amazonaws.com/mxnet-inference:1.9"),
        of_aws("727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/autogluon-inference:1.1", {"LEVEL": "info"}),
    ],
)
def test_images_of_aws_import_what_lies_in_the_archive_by_themselves(of: Resource) -> None:
    assert list(archives_of(of)) == [LIVE]


@pytest.mark.parametrize(
    "of",
    [
        of_aws("huggingface-pytorch-tgi-inference"),
        of_aws("pytorch-training"),
        of_aws("111122223333.dkr.ecr.eu-west-1.amazonaws.com/fraud-inference:1"),
        of_aws("pytorch-inference", UNKNOWN),
        of_aws("pytorch-inference", {"SAGEMAKER_SUBMIT_DIRECTORY": "s3://code/a.tar.gz"}),
        of_aws("pytorch-inference", {"SAGEMAKER_SUBMIT_DIRECTORY": UNKNOWN}),
        of_aws("huggingface-pytorch-inference", {"HF_MODEL_ID": "acme/bert"}),
        model({"image": UNKNOWN, "modelDataUrl": URI}),
    ],
)
def test_other_images_and_those_that_are_told_otherwise_do_not(of: Resource) -> None:
    assert list(archives_of(of)) == []
