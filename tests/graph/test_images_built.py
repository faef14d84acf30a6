"""Who writes what a component of Image Builder downloads decides what the machine runs on which the image is made."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.graph.becoming.steering.machines.components import downloads_of
from daypass.graph.becoming.steering.machines.image_recipes import ImageRecipes
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"arn:aws:imagebuilder:eu-west-1:{ACCOUNT}:"
OBJECT = "arn:aws:s3:::tools/agent/run.sh"
FOUND = "arn:*:s3:::tools/agent/run.sh"
DIGEST = "bb54068aea85faa7e487530083366be9962390af822e4c71ef1aca7033c83e66"
STRONG = (
    role("b", "ec2.amazonaws.com", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"]),
    aws("iam/instanceProfile", "p", name="p", role="b"),
)


def step(called: str, action: str, *lines: str, **says: str) -> str:
    said = "".join(f"        {key}: {value}\n" for key, value in says.items())
    return f"      - name: {called}\n        action: {action}\n{said}        inputs:\n" + "".join(
        f"          {line}\n" for line in lines
    )


def document(*steps: str) -> str:
    return "name: agent\nschemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n" + "".join(steps)


def bash(*commands: str, **says: str) -> str:
    return step("run", "ExecuteBash", "commands:", *(f"  - {command}" for command in commands), **says)


FETCH = step("fetch", "S3Download", "- source: s3://tools/agent/run.sh", "  destination: /tmp/run.sh")
RUNS = document(FETCH, bash("bash /tmp/run.sh"))


def component(data: Any = RUNS, **inputs: Any) -> Resource:
    arn = f"{HERE}component/agent/1.0.0/1"
    said = {"name": "agent", "platform": "Linux", "version": "1.0.0", "arn": arn, "data": data}
    return aws("imagebuilder/component", "agent", **{**said, **inputs})


def recipe(*components: Any, **inputs: Any) -> Resource:
    arn = f"{HERE}image-recipe/golden/1.0.0"
    named = [{"componentArn": one} for one in components or (f"{HERE}component/agent/1.0.0/1",)]
    said = {"name": "golden", "version": "1.0.0", "arn": arn, "components": named}
    return aws("imagebuilder/imageRecipe", "golden", **{**said, **inputs})


def infrastructure(**inputs: Any) -> Resource:
    arn = f"{HERE}infrastructure-configuration/golden"
    said = {"name": "golden", "arn": arn, "instanceProfileName": "p"}
    return aws("imagebuilder/infrastructureConfiguration", "build", **{**said, **inputs})


def pipeline(kind: str = "imagebuilder/imagePipeline", **inputs: Any) -> Resource:
    said = {
        "name": "nightly",
        "imageRecipeArn": f"{HERE}image-recipe/golden/1.0.0",
        "infrastructureConfigurationArn": f"{HERE}infrastructure-configuration/golden",
    }
    return aws(kind, "nightly", **{**said, **inputs})


BUILDS = (component(), recipe(), infrastructure(), pipeline())


def judged(*made: Resource, given: Any = None) -> Answer:
    statements = given if isinstance(given, tuple) else (given or allow("s3:PutObject", OBJECT),)
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *statements), *STRONG, *made)


def test_whoever_writes_what_a_component_downloads_may_act_as_the_builder() -> None:
    text = only(judged(*BUILDS))
    assert text.startswith("role 'a' may act as role 'b'")
    assert "may make image build 'build' do something else (s3-x01: s3:PutObject)" in text
    assert only(judged(*BUILDS[:3], pipeline("imagebuilder/image")))


@pytest.mark.parametrize(
    "made",
    [
        BUILDS[:3],
        (*BUILDS[:3], pipeline(infrastructureConfigurationArn=f"{HERE}infrastructure-configuration/other")),
        (*BUILDS[:3], pipeline(imageRecipeArn=f"{HERE}image-recipe/other/1.0.0")),
        (component(), recipe(f"{HERE}component/other/1.0.0/1"), *BUILDS[2:]),
        (component(), recipe(f"{HERE}component/agent/2.0.0"), *BUILDS[2:]),
        (component(data=None, uri="s3://tools/agent/run.sh"), *BUILDS[1:]),
        (*BUILDS[:2], infrastructure(instanceProfileName="q"), pipeline()),
    ],
    ids=["no pipeline", "infrastructure", "recipe", "component", "version", "kept", "profile"],
)
def test_what_is_not_joined_is_run_by_nobody(made: tuple[Resource, ...]) -> None:
    assert passes(judged(*made))


def test_who_may_not_write_it_changes_nothing() -> None:
    assert passes(judged(*BUILDS, given=allow("s3:PutObject", "arn:aws:s3:::tools/docs/*")))
    assert passes(judged(*BUILDS, given=(allow("s3:PutObject", "arn:aws:s3:::tools/*"), deny("s3:PutObject", OBJECT))))
    assert only(judged(*BUILDS, given=allow("s3:PutBucketPolicy", "arn:aws:s3:::tools")))


@pytest.mark.parametrize("named", ["component/agent/1.0.0", "component/agent/x.x.x", "component/Agent/1.x.x"])
def test_a_version_may_be_named_in_part(named: str) -> None:
    assert only(judged(component(), recipe(f"{HERE}{named}"), *BUILDS[2:]))


def test_a_container_recipe_and_the_other_provider_count_too() -> None:
    said = {"name": "golden", "version": "1.0.0", "components": [{"componentArn": f"{HERE}component/agent/1.0.0/1"}]}
    arn = f"{HERE}container-recipe/golden/1.0.0"
    container = aws("imagebuilder/containerRecipe", "golden", arn=arn, **said)
    built = pipeline(imageRecipeArn=None, containerRecipeArn=arn)
    assert only(judged(component(), container, infrastructure(), built))
    raw = (component().inputs.raw, recipe().inputs.raw, infrastructure().inputs.raw, pipeline().inputs.raw)
    types = ("Component", "ImageRecipe", "InfrastructureConfiguration", "ImagePipeline")
    made = [native(f"imagebuilder:{type_}", type_, **inputs) for type_, inputs in zip(types, raw, strict=True)]
    assert only(judged(*made))


def test_the_user_data_of_a_recipe_runs_there_as_well() -> None:
    starts = recipe(userDataBase64="#!/bin/bash\naws s3 cp s3://tools/agent/run.sh - | bash\n", components=[])
    assert only(judged(starts, *BUILDS[2:]))


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ((bash("aws s3 cp s3://tools/agent/run.sh /tmp/run.sh", "bash /tmp/run.sh"),), [FOUND]),
        ((bash("|", "  aws s3 sync s3://tools/agent/ /opt/agent"),), ["arn:*:s3:::tools/agent/daypass-probe"]),
        (
            (step("all", "S3Download", "- source: 's3://tools/agent/*'", "  destination: '/opt'"),),
            ["arn:*:s3:::tools/agent/daypass-probe"],
        ),
        (
            (step("all", "S3Download", '- source: "s3://tools/{{ stage }}/run.sh"'),),
            ["arn:*:s3:::tools/daypass-probe"],
        ),
        ((step("nested", "ExecuteDocument", "document: s3://tools/agent/run.sh"),), [FOUND]),
        ((step("one", "S3Download", "-", "  destination: /tmp/run.sh", "  source: s3://tools/agent/run.sh"),), [FOUND]),
        ((step("up", "S3Upload", "- source: /var/log/build.log", "  destination: s3://logs/build.log"),), []),
        ((step("web", "WebDownload", "- source: https://example.org/run.sh", "  destination: /tmp/run.sh"),), []),
        ((bash("echo hello", "# aws s3 cp s3://tools/agent/run.sh /tmp"),), []),
        ((bash("aws s3 cp /var/log/build.log s3://logs/build.log"),), []),
    ],
    ids=["copies", "folder", "many", "placeholder", "document", "order", "uploads", "web", "comment", "copies to"],
)
def test_what_a_document_downloads_is_told_by_its_lines(steps: tuple[str, ...], found: list[str]) -> None:
    assert list(downloads_of(component(document(*steps)))) == found


def as_json(*steps: dict[str, Any]) -> str:
    return json.dumps({"schemaVersion": 1.0, "phases": [{"name": "build", "steps": list(steps)}]})


DOWNLOADS = {
    "action": "S3Download",
    "inputs": [{"destination": "/tmp/run.sh", "source": "s3://tools/agent/run.sh"}],
    "name": "fetch",
}


def test_a_document_in_json_is_read_too() -> None:
    runs = {"action": "ExecuteBash", "name": "run", "inputs": {"commands": ["bash /tmp/run.sh"]}}
    assert list(downloads_of(component(as_json(DOWNLOADS, runs)))) == [FOUND]
    checks = {
        "action": "ExecuteBash",
        "name": "x",
        "inputs": {"commands": [f"echo '{DIGEST} /tmp/run.sh' | sha256sum -c"]},
    }
    assert list(downloads_of(component(as_json(DOWNLOADS, checks, runs)))) == []
    for odd in ("[]", '{"phases": 1}', '{"phases": [{"steps": [{"inputs": [1], "name": 2}]}]}', "{" * 99, ""):
        assert list(downloads_of(component(odd))) == []


CHECK = f"echo '{DIGEST}  /tmp/run.sh' | sha256sum -c -"


@pytest.mark.parametrize(
    ("steps", "is_held"),
    [
        ((FETCH, bash(CHECK), bash("bash /tmp/run.sh")), True),
        ((FETCH, bash(CHECK, onFailure="Abort", maxAttempts="3"), bash("bash /tmp/run.sh")), True),
        ((FETCH, bash("set -euo pipefail", CHECK, "bash /tmp/run.sh")), True),
        ((FETCH, bash(f"{CHECK} || exit 1", "bash /tmp/run.sh")), True),
        ((FETCH, bash(f'echo "{DIGEST}  {{{{ build.fetch.inputs[0].destination }}}}" | sha256sum --check')), True),
        ((bash("aws s3 cp s3://tools/agent/run.sh /tmp/run.sh", CHECK), bash("bash /tmp/run.sh")), True),
        ((FETCH, bash(CHECK, "bash /tmp/run.sh")), False),
        ((FETCH, bash(CHECK, onFailure="Continue"), bash("bash /tmp/run.sh")), False),
        ((FETCH, bash(f"{CHECK} || true"), bash("bash /tmp/run.sh")), False),
        ((FETCH, bash("bash /tmp/run.sh"), bash(CHECK)), False),
        ((FETCH, bash("bash {{ build.fetch.inputs[0].destination }}"), bash(CHECK)), False),
        ((FETCH, bash(CHECK.replace("run.sh", "other.sh")), bash("bash /tmp/run.sh")), False),
        ((FETCH, bash("sha256sum -c /tmp/run.sh.sha256")), False),
    ],
    ids=[
        *("last command", "aborts", "strict shell", "exits", "chained", "copied", "goes on in the step"),
        *("goes on after it", "no matter", "too late", "too late by a chain", "another", "fetched"),
    ],
)
def test_what_is_held_to_a_digest_before_it_runs_is_nobodys_to_change(steps: tuple[str, ...], *, is_held: bool) -> None:
    assert list(downloads_of(component(document(*steps)))) == ([] if is_held else [FOUND])


def test_in_a_preview_a_pipeline_joins_what_it_depends_on() -> None:
    made = [
        replace(one, property_dependencies=behind)
        for one, behind in (
            (component(arn=UNKNOWN), {}),
            (recipe(UNKNOWN, arn=UNKNOWN), {"components": (component().urn,)}),
            (infrastructure(arn=UNKNOWN), {}),
            (
                pipeline(imageRecipeArn=UNKNOWN, infrastructureConfigurationArn=UNKNOWN),
                {"imageRecipeArn": (recipe().urn,), "infrastructureConfigurationArn": (infrastructure().urn,)},
            ),
        )
    ]
    assert only(judged(*made))
    whole = replace(recipe(components=UNKNOWN, arn=UNKNOWN), property_dependencies={"components": (component().urn,)})
    answer = judged(made[0], whole, *made[2:])
    assert not answer.problems
    assert unknowns(answer) == ["components"]


def test_a_document_that_is_not_known_may_download_anything() -> None:
    answer = judged(component(UNKNOWN), *BUILDS[1:])
    assert messages(answer) == []
    assert unknowns(answer) == ["data"]
    assert passes(judged(component(UNKNOWN), *BUILDS[1:], given=allow("s3:GetObject", OBJECT)))


def test_odd_shapes_are_nobodys() -> None:
    odd = aws("imagebuilder/imagePipeline", "odd", imageRecipeArn=7, infrastructureConfigurationArn=["x"])
    stack = Stack((odd, recipe(components="x"), infrastructure(), component(data=[1])))
    assert list(ImageRecipes(stack).of(infrastructure())) == []


@pytest.mark.parametrize(
    "of_others", ["arn:aws:s3:::bucket", "arn:aws:iam::111122223333:root", f"{HERE}component", "arn:"]
)
@pytest.mark.parametrize("key", ["imageRecipeArn", "containerRecipeArn", "infrastructureConfigurationArn"])
def test_the_arn_of_something_else_names_nothing_that_builds(key: str, of_others: str) -> None:
    nameless = component(name=UNKNOWN, arn=UNKNOWN)
    assert passes(judged(nameless, recipe(of_others), infrastructure(), pipeline(**{key: of_others, "name": "x"})))


BASE = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/golden/base"


@pytest.mark.parametrize("named", ["ssm:/golden/base", "ssm:golden/base", f"ssm:{BASE}"])
def test_who_writes_the_parameter_with_the_base_image_chooses_what_the_machine_boots(named: str) -> None:
    made = component(document()), recipe(parentImage=named), infrastructure(), pipeline()
    assert "(ssm-x09: ssm:PutParameter)" in only(judged(*made, given=allow("ssm:PutParameter", BASE)))
    assert passes(judged(*made, given=allow("ssm:PutParameter", f"{BASE}-test")))
    assert passes(judged(*made[:-1], given=allow("ssm:PutParameter", BASE)))


@pytest.mark.parametrize(
    "named",
    [
        "ami-0abcdef1234567890",
        "ssm:/aws/service/ami-amazon-linux-latest/al2023",
        f"{HERE.replace(ACCOUNT, 'aws')}image/amazon-linux-2023-x86/x.x.x",
        "ssm:",
        UNKNOWN,
        {},
        7,
    ],
)
def test_a_base_image_that_only_aws_names_is_nobodys_to_choose(named: Any) -> None:
    made = component(document()), recipe(parentImage=named), infrastructure(), pipeline()
    assert passes(judged(*made, given=allow("ssm:PutParameter", "*")))
