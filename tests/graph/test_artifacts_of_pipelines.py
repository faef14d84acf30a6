"""Whoever writes to the bucket of a pipeline what its next action takes says what is built or deployed."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only

from daypass.graph.becoming.steering.artifacts import Artifacts
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

SITE = allow("s3:PutObject", "arn:aws:s3:::site/*")
PUTS = allow("s3:PutObject", "arn:aws:s3:::arts/*")
CODEBUILD = "codebuild.amazonaws.com"


def action(category: str, provider: str, takes: str = "", **configuration: str) -> dict[str, Any]:
    taken = {"inputArtifacts": [takes]} if takes else {}
    return {"name": category, "category": category, "provider": provider, "configuration": configuration, **taken}


GIT = action("Source", "CodeStarSourceConnection", ConnectionArn="c", FullRepositoryId="acme/site")
BUILD = action("Build", "CodeBuild", "Source", ProjectName="site-build")
DEPLOY = action("Build", "CodeBuild", "BuildOutput", ProjectName="site-deploy")
APPROVAL = action("Approval", "Manual")


def pipeline(*actions: dict[str, Any], **inputs: Any) -> Resource:
    stages = [{"name": f"s{at}", "actions": [one]} for at, one in enumerate((GIT, *actions))]
    given = {"name": "release", "roleArn": f"{ARN}role/site-pipeline", "artifactStores": [{"location": "arts"}]}
    return aws("codepipeline/pipeline", "release", **{**given, **inputs}, stages=stages)


def project(name: str) -> Resource:
    return aws("codebuild/project", name, name=name, serviceRole=f"{ARN}role/{name}", source={"type": "CODEPIPELINE"})


def told(made: Resource, *given: dict[str, Any], to: str = "site-deploy", also: tuple[Resource, ...] = ()) -> list[str]:
    builds = project("site-build"), role("site-build", CODEBUILD), may("site-build", PUTS)
    deploys = project("site-deploy"), role("site-deploy", CODEBUILD), may("site-deploy", SITE)
    runs = role("site-pipeline", "codepipeline.amazonaws.com"), may("site-pipeline", PUTS)
    writer = (role("lint-checks", CODEBUILD), may("lint-checks", *given)) if given else ()
    found = messages(judge_stack(no_path_to_more_rights, made, *builds, *deploys, *runs, *writer, *also))
    return [text for text in found if f"'{to}', which may" in text and "(codepipeline-x14: " in text]


@pytest.mark.parametrize("given", [PUTS, allow("s3:PutObject", "arn:aws:s3:::arts/release/BuildOutpu/*")])
def test_whoever_writes_what_the_deployment_takes_acts_as_that(given: dict[str, Any]) -> None:
    message = only(told(pipeline(BUILD, DEPLOY), given))
    assert message.startswith("role 'lint-checks' leads to role 'site-deploy', which may s3:PutObject on")
    assert "(codepipeline-x14: s3:PutObject)" in message


def test_so_does_whom_the_policy_of_the_bucket_lets_write() -> None:
    statement = {"Principal": {"AWS": f"{ARN}role/lint-checks"}, **PUTS}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    bucket = aws("s3/bucket", "arts", bucket="arts"), aws("s3/bucketPolicy", "arts", bucket="arts", policy=policy)
    assert only(told(pipeline(BUILD, DEPLOY), allow("s3:ListAllMyBuckets"), to="site-build", also=bucket))


def test_that_somebody_agreed_before_says_nothing_of_what_is_taken_after() -> None:
    assert only(told(pipeline(BUILD, APPROVAL, DEPLOY), PUTS))


def test_who_takes_part_in_the_pipeline_is_there_to_write_it() -> None:
    assert told(pipeline(BUILD, DEPLOY)) == []


@pytest.mark.parametrize(
    "given",
    [
        [allow("s3:PutObject", "arn:aws:s3:::arts/reports/*")],
        [allow("s3:PutObject", "arn:aws:s3:::arts/release/Source/*")],
        [allow("s3:PutObject", "arn:aws:s3:::others/*")],
        [allow("s3:GetObject", "arn:aws:s3:::arts/*")],
        [PUTS, deny("s3:PutObject", "arn:aws:s3:::arts/release/*")],
        [PUTS, SITE],
    ],
    ids=["reports", "what only the build takes", "elsewhere", "only reads", "is denied", "may the same"],
)
def test_who_does_not_write_it_or_gains_nothing_passes(given: list[dict[str, Any]]) -> None:
    assert told(pipeline(BUILD, DEPLOY), *given) == []


def in_native(one: dict[str, Any]) -> dict[str, Any]:
    type_ = {"category": one["category"], "provider": one["provider"], "owner": "AWS", "version": "1"}
    taken = [{"name": name} for name in one.get("inputArtifacts", ())]
    return {"name": "a", "actionTypeId": type_, "configuration": one["configuration"], "inputArtifacts": taken}


@pytest.mark.parametrize(
    "store",
    [
        {"artifactStore": {"type": "S3", "location": "arts"}},
        {"artifactStores": [{"region": "eu-west-1", "artifactStore": {"type": "S3", "location": "arts"}}]},
    ],
)
def test_the_same_of_a_pipeline_of_aws_native(store: dict[str, Any]) -> None:
    stages = [{"name": f"s{at}", "actions": [in_native(one)]} for at, one in enumerate((GIT, BUILD, DEPLOY))]
    role_arn = f"{ARN}role/site-pipeline"
    made = native("codepipeline:Pipeline", "release", name="release", roleArn=role_arn, stages=stages, **store)
    assert only(told(made, PUTS))
    assert told(made, allow("s3:PutObject", "arn:aws:s3:::arts/reports/*")) == []


def test_names_are_cut_as_codepipeline_cuts_them() -> None:
    made = pipeline(BUILD, DEPLOY, name="storefront-release-of-production")
    (found,) = Artifacts(Stack((made, project("site-deploy")))).of(project("site-deploy"))
    assert found.arn.startswith("arn:*:s3:::arts/storefront-release-o/BuildOutpu/")
    assert not list(Artifacts(Stack((made,))).of(role("site-deploy")))


def test_a_bucket_that_is_not_known_yet_is_undecided() -> None:
    made = pipeline(BUILD, DEPLOY, artifactStores=[{"location": UNKNOWN}])
    (first, other) = Artifacts(Stack((made, project("site-deploy")))).of(project("site-deploy"))
    assert (first.unknown, bool(other.unknown)) == ((), True)
    assert told(made, allow("s3:PutObject", "arn:aws:s3:::arts/reports/*")) == []


def test_what_deploys_as_the_pipeline_itself_takes_it_as_well() -> None:
    deploys = action("Deploy", "CloudFormation", "BuildOutput", StackName="site")
    made = pipeline(BUILD, deploys)
    (found,) = Artifacts(Stack((made,))).of(made)
    assert found.arn.startswith("arn:*:s3:::arts/release/BuildOutpu/")
