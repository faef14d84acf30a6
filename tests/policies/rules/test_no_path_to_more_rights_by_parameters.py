"""Who starts a pipeline of SageMaker and names the code of a step by a parameter has it run as the role of that."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.graph.becoming.steering.model_pipelines import ChosenCode, chosen_code
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

SAGEMAKER = "sagemaker.amazonaws.com"
STARTS = allow("sagemaker:StartPipelineExecution", f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:pipeline/train")
PUTS = allow("s3:PutObject", "arn:aws:s3:::inbox/*")
READS = allow("s3:GetObject", ["arn:aws:s3:::inbox/*", "arn:aws:s3:::scripts/*"])
OPENS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:lake-??????")
TRAINS = f"{ARN}role/trains"
GIVEN = {"Get": "Parameters.Code"}
FOLDER = "/opt/ml/processing/input/code"
SCRIPT = [f"{FOLDER}/prep.py"]


def prepares(location: Any, entry: Any = ("python3", *SCRIPT), **says: Any) -> dict[str, Any]:
    """A step that prepares data by a script from this location."""
    taken = {"InputName": "code", "S3Input": {"S3Uri": location, "LocalPath": FOLDER}}
    application = {"ImageUri": "image", "ContainerEntrypoint": entry, **says}
    arguments = {"AppSpecification": application, "RoleArn": TRAINS, "ProcessingInputs": [taken]}
    return {"Name": "prep", "Type": "Processing", "Arguments": arguments}


def definition(*steps: Any, **parameter: Any) -> str:
    said = {"Name": "Code", "Type": "String", "DefaultValue": "s3://scripts/prep.py", **parameter}
    return json.dumps({"Version": "2020-12-01", "Parameters": [said], "Steps": steps})


def pipeline(*steps: Any, **parameter: Any) -> Resource:
    said = definition(*steps or (prepares(GIVEN),), **parameter)
    return aws("sagemaker/pipeline", "train", pipelineName="train", roleArn=TRAINS, pipelineDefinition=said)


def judged(
    of: Resource | None = None,
    given: tuple[dict[str, Any], ...] = (STARTS, PUTS),
    does: tuple[dict[str, Any], ...] = (READS, OPENS),
) -> Answer:
    runs = role("trains", SAGEMAKER), may("trains", *does), of or pipeline()
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *given), *runs)


def test_the_script_that_it_puts_where_the_step_reads_runs_as_its_role() -> None:
    text = only(judged())
    assert "leads to role 'trains', which may secretsmanager:GetSecretValue" in text
    assert "may have SageMaker pipeline 'train' run code that it puts where that reads (sagemaker-x14" in text
    assert only(judged(given=(STARTS,), does=(allow("s3:GetObject"), OPENS)))


def test_the_other_provider_holds_its_definition_below() -> None:
    said = {"pipelineDefinitionBody": definition(prepares(GIVEN))}
    assert only(
        judged(native("sagemaker:Pipeline", "train", roleArn=TRAINS, pipelineName="train", pipelineDefinition=said))
    )


@pytest.mark.parametrize(
    "given",
    [
        (STARTS,),
        (PUTS,),
        (STARTS, allow("s3:PutObject", "arn:aws:s3:::lake/*")),
        (STARTS, PUTS, deny("sagemaker:StartPipelineExecution", "*")),
        (allow("sagemaker:StartPipelineExecution", f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:pipeline/other"), PUTS),
        (STARTS, PUTS, OPENS),
    ],
    ids=["puts none", "starts none", "elsewhere", "denied", "another", "has it"],
)
def test_half_of_the_way_and_what_it_has_anyhow_give_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(given=given))


@pytest.mark.parametrize(
    "of",
    [
        pipeline(prepares("s3://scripts/prep.py")),
        pipeline(EnumValues=["s3://scripts/prep.py", "s3://scripts/prep-2.py"]),
        pipeline(prepares(GIVEN, entry=["python3", "/opt/program/prep.py"])),
        pipeline(prepares(GIVEN, entry=None)),
        pipeline(prepares({"Get": "Execution.PipelineExecutionId"})),
        pipeline(prepares({"Std:Join": {"On": "/", "Values": ["s3://scripts", GIVEN]}})),
        pipeline({"Name": "train", "Arguments": {"RoleArn": TRAINS, "InputDataConfig": [{"S3Uri": GIVEN}]}}),
        pipeline({"Name": "train", "Arguments": {"RoleArn": TRAINS, "ResourceConfig": {"InstanceType": GIVEN}}}),
    ],
    ids=["fixed", "listed", "data alone", "own entry", "id", "below a folder of others", "training data", "size"],
)
def test_a_parameter_that_names_no_code_of_theirs_is_what_it_is_there_for(of: Resource) -> None:
    assert passes(judged(of))


def test_what_they_may_put_below_the_beginning_that_is_written_down_is_theirs() -> None:
    of = pipeline(prepares({"Std:Join": {"On": "/", "Values": ["s3://inbox/code", GIVEN]}}))
    assert only(judged(of))
    assert passes(judged(of, given=(STARTS, allow("s3:PutObject", "arn:aws:s3:::inbox/data/*"))))


def test_an_image_is_theirs_where_they_push_one_that_the_role_pulls() -> None:
    of = pipeline(
        {"Name": "train", "Arguments": {"RoleArn": TRAINS, "AlgorithmSpecification": {"TrainingImage": GIVEN}}}
    )
    repository = f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/models"
    pushes, pulls = allow("ecr:PutImage", repository), allow("ecr:BatchGetImage", repository)
    assert only(judged(of, given=(STARTS, pushes), does=(pulls, OPENS)))
    assert passes(judged(of, given=(STARTS, PUTS), does=(pulls, READS, OPENS)))
    assert only(judged(of, given=(STARTS,), does=(allow("ecr:BatchGetImage"), OPENS)))


def test_of_several_steps_the_role_counts_that_runs_what_is_chosen() -> None:
    other = prepares("s3://scripts/publish.py")
    other["Arguments"]["RoleArn"] = f"{ARN}role/publishes"
    every = role("publishes", SAGEMAKER), may("publishes", READS, OPENS)
    runs = role("trains", SAGEMAKER), may("trains", READS), role("a"), may("a", STARTS, PUTS)
    assert passes(judge_stack(no_path_to_more_rights, *every, *runs, pipeline(prepares(GIVEN), other)))
    other["Arguments"]["ProcessingInputs"][0]["S3Input"]["S3Uri"] = GIVEN
    text = only(judge_stack(no_path_to_more_rights, *every, *runs, pipeline(prepares("s3://scripts/prep.py"), other)))
    assert "leads to role 'publishes'" in text


@pytest.mark.parametrize(
    "arguments",
    [
        {"HyperParameters": {"sagemaker_submit_directory": GIVEN}},
        {"PrimaryContainer": {"Environment": {"SAGEMAKER_SUBMIT_DIRECTORY": GIVEN}}},
        {"StepConfig": {"HadoopJarStep": {"Jar": GIVEN}}},
        {"Conditions": [], "IfSteps": [prepares(GIVEN)], "ElseSteps": []},
        {"Conditions": [], "ElseSteps": [prepares(GIVEN, entry=["python3"], ContainerArguments=SCRIPT)]},
        prepares({"Std:Join": {"On": "", "Values": ["s3://", GIVEN, "/prep.py"]}})["Arguments"],
    ],
    ids=["submitted", "served", "jar", "branch", "arguments", "joined"],
)
def test_code_stands_in_several_places(arguments: Any) -> None:
    assert list(chosen_code(pipeline({"Name": "x", "Arguments": arguments}))) == [ChosenCode("object", TRAINS)]


PREP = "arn:aws:s3:::scripts/prep.py"


@pytest.mark.parametrize(
    ("location", "written"),
    [
        ("s3://scripts/prep.py", "scripts/prep.py"),
        ("s3://scripts", "scripts/prep.py"),
        ("s3://scripts/v1/", "scripts/v1/prep.py"),
        (GIVEN, "scripts/prep.py"),
        ({"Std:Join": {"On": "/", "Values": ["s3://scripts", "v2", "prep.py"]}}, "scripts/v2/prep.py"),
    ],
    ids=["object", "bucket", "folder", "default", "joined"],
)
def test_who_writes_the_script_of_a_step_acts_as_its_role(location: Any, written: str) -> None:
    text = only(judged(pipeline(prepares(location)), (allow("s3:PutObject", f"arn:aws:s3:::{written}"),)))
    assert "may make SageMaker pipeline 'train' do something else (s3-x01: s3:PutObject)" in text
    assert passes(judged(pipeline(prepares(location)), (allow("s3:PutObject", f"arn:aws:s3:::{written}.log"),)))
    assert passes(judged(pipeline(prepares(location)), (allow("s3:GetObject", f"arn:aws:s3:::{written}"),)))


def test_what_only_an_execution_knows_and_what_no_script_is_are_nobodys() -> None:
    writes = (allow("s3:PutObject", ["arn:aws:s3:::scripts/*", "arn:aws:s3:::inbox/*"]),)
    made = {"Std:Join": {"On": "/", "Values": ["s3://scripts", {"Get": "Execution.PipelineExecutionId"}]}}
    assert passes(judged(pipeline(prepares(made)), writes))
    assert passes(judged(pipeline(prepares("s3://scripts/rows.csv", entry=["python3", "/opt/prep.py"])), writes))


def test_a_script_runs_as_the_role_of_its_step_alone() -> None:
    publishes = role("publishes", SAGEMAKER), may("publishes", READS, OPENS)
    other = prepares("s3://scripts/publish.py", entry=["python3", f"{FOLDER}/publish.py"])
    other["Arguments"]["RoleArn"] = f"{ARN}role/publishes"
    of = pipeline(prepares("s3://scripts/prep.py"), other)
    runs = role("trains", SAGEMAKER), may("trains", READS), role("a"), *publishes
    assert passes(judge_stack(no_path_to_more_rights, *runs, may("a", allow("s3:PutObject", PREP)), of))
    written = may("a", allow("s3:PutObject", "arn:aws:s3:::scripts/publish.py"))
    assert "leads to role 'publishes'" in only(judge_stack(no_path_to_more_rights, *runs, written, of))


@pytest.mark.parametrize("odd", [UNKNOWN, 7, "", "{", "[]", '{"Steps": 1, "Parameters": [{"Name": 2}]}', "{}"])
def test_a_definition_of_another_shape_chooses_nothing(odd: Any) -> None:
    assert list(chosen_code(aws("sagemaker/pipeline", "train", roleArn=TRAINS, pipelineDefinition=odd))) == []
    joined = {"Arguments": {"ImageUri": {"Std:Join": str(odd)}, "ProcessingInputs": [7]}}
    assert list(chosen_code(pipeline(joined))) == []


@pytest.mark.parametrize("odd", [[], ["Parameters.Code"], {"Get": "Parameters.Code"}, {"a": 1}, 7, None])
def test_what_gets_something_else_than_a_parameter_by_its_name_chooses_nothing(odd: Any) -> None:
    for location in ({"Get": odd}, {"Std:Join": {"On": "/", "Values": ["s3://scripts", {"Get": odd}]}}):
        assert passes(judged(pipeline(prepares(location), {"Arguments": {"ImageUri": location}})))
