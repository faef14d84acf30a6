"""Who points a knowledge base at something else, has that taken in and asks it reads whatever its role reads."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ID = "KBHANDB001"
BASE = f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:knowledge-base/{ID}"
FILES, HANDBOOK = "arn:aws:s3:::hr-casefiles/*", "arn:aws:s3:::handbook/*"
FEEDS = ["bedrock:CreateDataSource", "bedrock:StartIngestionJob", "bedrock:Retrieve"]
READER = role("kb", "bedrock.amazonaws.com"), may("kb", allow("s3:GetObject", [HANDBOOK, FILES]))
SYNC = role("sync", "ecs-tasks.amazonaws.com")


def base(name: str = "people", id_: str = ID) -> Resource:
    return replace(aws("bedrock/agentKnowledgeBase", name, roleArn=f"{ARN}role/kb"), id=id_)


def source(bucket: str = "handbook", of: str = ID) -> Resource:
    s3 = {"type": "S3", "s3Configuration": {"bucketArn": f"arn:aws:s3:::{bucket}"}}
    return aws("bedrock/agentDataSource", bucket, knowledgeBaseId=of, dataSourceConfiguration=s3)


def judged(*resources: Resource) -> Answer:
    return judge_stack(no_path_to_more_rights, *resources)


def feeding(actions: Any = FEEDS, *others: dict[str, Any], on: str = BASE) -> tuple[Resource, ...]:
    return SYNC, may("sync", allow(actions, on), *others), *READER, source()


@pytest.mark.parametrize(
    "actions",
    [
        FEEDS,
        ["bedrock:*DataSource", "bedrock:*IngestionJob", "bedrock:Retrieve"],
        ["bedrock:UpdateDataSource", "bedrock:StartIngestionJob", "bedrock:RetrieveAndGenerate"],
    ],
    ids=str,
)
def test_a_workload_reads_so_what_it_may_not(actions: list[str]) -> None:
    (problem,) = judged(*feeding(actions), base()).problems
    said = "may have knowledge base 'people' take in what its role may s3:GetObject on arn:aws:s3:::hr-casefiles/*"
    assert said in problem.message
    assert problem.advisory


def test_so_it_does_of_one_whose_id_only_its_sources_say() -> None:
    assert "knowledge base 'people'" in only(judged(*feeding(), base(id_="")))
    later = native("bedrock:KnowledgeBase", "people", roleArn=f"{ARN}role/kb")
    assert "knowledge base 'people'" in only(judged(*feeding(), later))


@pytest.mark.parametrize("missing", FEEDS)
def test_it_must_point_the_base_there_have_it_taken_in_and_ask(missing: str) -> None:
    assert passes(judged(*feeding([one for one in FEEDS if one != missing]), base()))


@pytest.mark.parametrize(
    "others",
    [
        deny(["bedrock:CreateDataSource", "bedrock:UpdateDataSource"]),
        allow("s3:GetObject", FILES),
    ],
    ids=["denied", "reads it anyway"],
)
def test_what_is_denied_or_no_gain_passes(others: dict[str, Any]) -> None:
    assert passes(judged(*feeding(FEEDS, others), base()))


def test_what_the_base_takes_in_already_is_there_to_be_asked_for() -> None:
    assert passes(judged(*feeding(), base(), source("hr-casefiles")))
    assert (
        len(judged(*feeding(), base(), base("other", "KBOTHER001"), source("hr-casefiles", "KBOTHER001")).problems) == 1
    )


def test_another_base_is_not_fed() -> None:
    other = f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:knowledge-base/KBOTHER001"
    assert passes(judged(*feeding(on=other), base()))


def test_so_it_does_however_many_other_bases_there_are() -> None:
    others = [base(f"aa{at:02}", f"KBX{at:07}") for at in range(25)]
    assert "knowledge base 'people'" in only(judged(*feeding(), base(), *others))
    assert passes(judged(*feeding(), *others))


def test_a_pipeline_makes_data_sources() -> None:
    builds = role("sync", "codebuild.amazonaws.com")
    assert passes(judged(builds, *feeding()[1:], base()))


def test_a_marked_policy_is_not_quoted() -> None:
    marked = aws("iam/rolePolicy", "kb-policy", role="kb", policy=Secret(READER[1].inputs.raw["policy"]))
    message = only(judged(SYNC, may("sync", allow(FEEDS, BASE)), READER[0], marked, source(), base()))
    assert "take in what its role may read what is stored, and ask" in message
    assert "hr-casefiles" not in message
