"""Who writes the pickle that a workload is told to load writes what it runs."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, function, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.graph.becoming.steering.pickles import pickles_of
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

MODELS = "arn:aws:s3:::models"
LIVE = "arn:*:s3:::models/live/risk.pkl"
URI = "s3://models/live/risk.pkl"
READS = allow("s3:GetObject", f"{MODELS}/live/*")
HOLDS = allow("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/holds")
WRITES = allow("s3:PutObject", f"{MODELS}/*")
NO_RIGHTS = allow("logs:PutLogEvents")


def task(*containers: dict[str, Any]) -> Resource:
    each = [{"name": "app", "image": "app", **one} for one in containers]
    return aws("ecs/taskDefinition", "scorer", taskRoleArn=f"{ARN}role/scorer", containerDefinitions=each)


def of_variables(**variables: Any) -> Resource:
    return function("scorer", "scorer", environment={"variables": variables})


def of_command(*words: str, **container: Any) -> Resource:
    return task({"command": list(words), **container})


def found(workload: Resource) -> list[str]:
    return [one.arn for one in pickles_of(workload)]


def judged(
    workload: Resource,
    *writes: dict[str, Any],
    reads: tuple[dict[str, Any], ...] = (READS, HOLDS),
    called: str = "notebook",
    beside: tuple[Resource, ...] = (),
) -> Answer:
    service = "lambda.amazonaws.com" if "Function" in workload.type else "ecs-tasks.amazonaws.com"
    scorer = role("scorer", service), may("scorer", *reads)
    writer = role(called, "sagemaker.amazonaws.com"), may(called, *(writes or (WRITES,)))
    return judge_stack(no_path_to_more_rights, workload, *scorer, *writer, *beside)


def told(workload: Resource, *writes: dict[str, Any], called: str = "notebook", **others: Any) -> list[str]:
    every = messages(judged(workload, *writes, called=called, **others))
    return [text for text in every if text.startswith(f"role '{called}' leads to role 'scorer'")]


def test_who_writes_it_acts_as_who_loads_it() -> None:
    message = only(told(of_command("python", "serve.py", "--model", URI)))
    assert "(s3-x01: s3:PutObject)" in message
    assert "which may dynamodb:PutItem" in message
    opens = allow("s3:PutBucketPolicy", MODELS)
    assert "(s3-x02: s3:PutBucketPolicy)" in only(told(of_command("serve", URI), opens))


@pytest.mark.parametrize(
    "workload",
    [
        of_command("serve", f"--model={URI}"),
        of_command("sh", "-c", f"aws s3 cp {URI} /tmp/m.pkl && python serve.py"),
        task({"environment": [{"name": "MODEL", "value": URI}]}),
        task({"image": "a"}, {"environment": [{"name": "MODEL_URI", "value": URI.replace("s3:", "s3a:")}]}),
        aws("ecs/taskDefinition", "t", containerDefinitions=json.dumps([{"command": ["serve", URI]}])),
        native("ecs:TaskDefinition", "t", containerDefinitions=[{"environment": [{"name": "M", "value": URI}]}]),
        aws("batch/jobDefinition", "j", containerProperties=json.dumps({"command": ["score", URI]})),
        of_variables(MODEL=URI),
        of_variables(MODEL=Secret(URI)),
        of_variables(MODELS=f"s3://models/other.json,{URI}"),
        of_variables(MODEL_BUCKET="models", MODEL_KEY="live/risk.pkl"),
        of_variables(BUCKET=MODELS, FILE="risk.pkl", PREFIX="live/"),
        of_variables(BUCKET="s3://models", OTHER="x", MODEL_PATH="live/risk.pkl"),
        aws("glue/job", "g", defaultArguments={"--model_uri": URI}),
        aws("codebuild/project", "p", environment={"environmentVariables": [{"name": "MODEL", "value": URI}]}),
        aws("sagemaker/model", "m", primaryContainer={"environment": {"MODEL": URI}}),
        aws("apprunner/service", "a", sourceConfiguration={"imageRepository": {"runtime": {"MODEL": URI}}}),
    ],
    ids=lambda workload: workload.type,
)
def test_it_is_found_wherever_a_workload_is_told_of_it(workload: Resource) -> None:
    assert found(workload) == [LIVE]


@pytest.mark.parametrize(
    "key", ["a.pkl", "a.pickle", "a.joblib", "a.dill", "a.cloudpickle", "a.pkl.gz", "a.joblib.z", "a.JOBLIB.xz"]
)
def test_a_pickle_is_known_by_how_it_ends(key: str) -> None:
    assert found(of_variables(MODEL=f"s3://models/{key}")) == [f"arn:*:s3:::models/{key}"]


def test_an_archive_of_torchserve_brings_its_handler() -> None:
    assert found(of_command("torchserve", "--models", "a=s3://models/a.mar")) == ["arn:*:s3:::models/a.mar"]


@pytest.mark.parametrize("key", ["a.pt", "a.pth", "a.ckpt"])
def test_a_file_of_pytorch_is_one_where_all_that_is_in_it_is_loaded(key: str) -> None:
    uri, switch = f"s3://models/{key}", "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"
    assert found(of_variables(MODEL=uri, **{switch: "1"})) == [f"arn:*:s3:::models/{key}"]
    said = [{"name": switch, "value": "true"}]
    assert found(of_command("score", "--model", uri, environment=said)) == [f"arn:*:s3:::models/{key}"]
    assert found(task({"command": ["score", uri]}, {"environment": said})) == []  # that of another container
    assert found(of_variables(MODEL=uri)) == []
    assert found(of_variables(MODEL=uri, **{switch: "0"})) == []
    assert found(of_variables(MODEL=uri, **{switch: UNKNOWN})) == []


@pytest.mark.parametrize(
    "workload",
    [
        of_command("mlflow", "models", "serve", "-m", "s3://models/7/model/", "--port", "80"),
        of_command("sh", "-c", "mlflow models predict --env-manager local --model-uri=s3://models/7/model"),
        of_variables(MLFLOW_MODEL_URI="s3://models/7/model"),
    ],
)
def test_a_model_of_mlflow_says_what_is_imported(workload: Resource) -> None:
    assert found(workload) == ["arn:*:s3:::models/7/model/MLmodel"]
    assert only(told(workload, reads=(allow("s3:GetObject", f"{MODELS}/*"), HOLDS)))


@pytest.mark.parametrize(
    "workload",
    [
        of_command("mlflow", "server", "--default-artifact-root", "s3://models/7"),
        of_command("mlflow", "models", "serve", "-m", "models:/risk/3"),
        of_command("mlflow", "artifacts", "download", "-u", "s3://models/7/model"),
        of_variables(MLFLOW_TRACKING_URI="s3://models/7/model"),
        of_variables(MLFLOW_MODEL_OUTPUT="s3://models/7/model"),
        of_variables(MODEL_URI="s3://models/7/model"),
    ],
)
def test_a_folder_that_is_no_model_of_mlflow_is_none(workload: Resource) -> None:
    assert found(workload) == []


@pytest.mark.parametrize(
    "workload",
    [
        of_variables(MODEL="s3://models/live/risk.safetensors"),
        of_variables(MODEL="s3://models/live/risk.onnx"),
        of_variables(MODEL="s3://models/live/risk.pkl.json"),
        of_variables(MODEL=f"{URI}?versionId=abc"),
        of_variables(MODEL="/opt/models/risk.pkl", BUCKET="models"),
        of_variables(MODEL="./risk.pkl", BUCKET="models"),
        of_variables(MODEL="risk.pkl"),
        of_variables(MODEL="https://example.org/risk.pkl"),
        of_variables(MODEL_OUTPUT=URI),
        of_variables(OUTPUT_BUCKET="models", MODEL_KEY="live/risk.pkl"),
        of_command("train", "--save-to", URI),
        of_command("train", f"--out={URI}"),
        of_command("sh", "-c", f"python train.py && aws s3 cp /tmp/risk.pkl {URI}"),
        task({"environment": [{"name": "EXPORT_URI", "value": URI}]}),
        of_variables(MODEL=URI, MODEL_SHA256="0" * 64),
        of_variables(MODEL=URI, DIGEST="sha256:0"),
        of_variables(MODEL_BUCKET="models", MODEL_KEY="live/risk.pkl", MODEL_VERSION_ID="abc"),
        of_command("serve", "--model", URI, "--model-sha256", "0" * 64),
        of_variables(MODEL=UNKNOWN),
        of_variables(MODEL=["s3://", 3, None]),
        function("scorer", "scorer", environment=UNKNOWN),
        aws("ecs/taskDefinition", "t", containerDefinitions="{"),
    ],
    ids=str,
)
def test_what_is_none_or_is_written_there_or_held_to_what_is_set_is_not(workload: Resource) -> None:
    assert found(workload) == []


def test_a_digest_of_something_else_holds_nothing() -> None:
    assert found(of_variables(MODEL=URI, IMAGE_DIGEST="sha256:0", API_VERSION="2", PASSWORD_HASH="x")) == [LIVE]
    assert found(of_variables(MODEL=URI, MODEL_SHA256="")) == [LIVE]


def test_of_several_buckets_that_counts_which_is_called_alike() -> None:
    said = {"DATA_BUCKET": "data", "MODEL_BUCKET": "models", "MODEL_KEY": "live/risk.pkl"}
    assert found(of_variables(**said)) == [LIVE]


@pytest.mark.parametrize(
    ("writes", "others"),
    [
        ((allow("s3:PutObject", f"{MODELS}/candidates/*"),), {}),
        ((WRITES, deny("s3:PutObject", f"{MODELS}/live/*")), {}),
        ((allow("s3:GetObject", f"{MODELS}/*"),), {}),
        ((WRITES,), {"reads": (HOLDS,)}),
        ((WRITES,), {"reads": (allow("s3:PutObject", f"{MODELS}/live/*"), HOLDS)}),
        ((WRITES, HOLDS, READS), {}),
        ((WRITES,), {"reads": (READS, NO_RIGHTS), "called": "scorer-publish"}),
    ],
    ids=["beside it", "denied", "reads", "not read", "written by it", "has it all", "gives nothing"],
)
def test_who_may_not_write_it_or_gets_nothing_of_who_does_not_load_it_is_quiet(
    writes: tuple[dict[str, Any], ...], others: dict[str, Any]
) -> None:
    assert told(of_variables(MODEL=URI), *writes, **others) == []


def release() -> tuple[Resource, ...]:
    return (
        role("promote", "codebuild.amazonaws.com", tags={"daypass:class": "pipeline"}),
        may("promote", allow("s3:PutObject", f"{MODELS}/live/*")),
    )


def test_a_training_that_alone_writes_it_releases_it() -> None:
    assert told(of_variables(MODEL=URI), called="risk-train") == []
    assert only(told(of_variables(MODEL=URI), called="risk-train", beside=release()))
    given = allow("s3:PutObject", f"{MODELS}/live/*")
    assert told(of_variables(MODEL=URI), given, called="risk-train", beside=release()) == []
    everywhere = release()[0], may("promote", allow("s3:PutObject", "*"))
    assert told(of_variables(MODEL=URI), called="risk-train", beside=everywhere) == []
    assert "'promote'" not in str(messages(judged(of_variables(MODEL=URI), beside=release())))


def test_where_it_is_in_a_bucket_that_is_not_known_it_is_undecided() -> None:
    workload = of_variables(MODEL_BUCKET=UNKNOWN, MODEL_KEY="live/risk.pkl")
    answer = judged(workload)
    assert messages(answer) == []
    assert unknowns(answer)
    assert not unknowns(judged(workload, allow("s3:PutObject", f"{MODELS}/candidates/risk.pkl")))


def test_whether_it_is_read_may_not_be_known() -> None:
    asks = {**READS, "Condition": UNKNOWN}
    written = aws("iam/rolePolicy", "r", role="scorer", policy={"Version": "2012-10-17", "Statement": [asks]})
    answer = judged(of_variables(MODEL=URI), reads=(HOLDS,), beside=(written,))
    assert messages(answer) == []
    assert unknowns(answer)
    bucket = aws(
        "s3/bucketPolicy",
        "p",
        bucket="models",
        policy=document({**READS, "Principal": {"AWS": f"{ARN}role/scorer"}}),
    )
    assert only(told(of_variables(MODEL=URI), reads=(HOLDS,), beside=(bucket,)))
