"""What is shared with everyone is told, and what is shared with somebody is not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.share_is_not_public import share_is_not_public

IMAGE = "aws:ec2/amiLaunchPermission:AmiLaunchPermission"
SNAPSHOT = "aws:rds/snapshot:Snapshot"
DOCUMENT = "aws:ssm/document:Document"
PIPELINE = "aws:imagebuilder/distributionConfiguration:DistributionConfiguration"
NATIVE_PIPELINE = "aws-native:imagebuilder:DistributionConfiguration"


def judged(type_: str, **inputs: Any) -> Answer:
    return judge(share_is_not_public, Resource.of(type_, "golden", **inputs))


@pytest.mark.parametrize("word", ["all", "ALL", " all "])
def test_an_image_for_everyone_is_told(word: str) -> None:
    (problem,) = judged(IMAGE, imageId="ami-1", group=word).problems
    assert problem.message == "image 'golden' is shared with every account there is"
    assert (problem.at, problem.advisory) == ("group", False)


@pytest.mark.parametrize(
    "type_",
    [
        SNAPSHOT,
        "aws:rds/snapshotCopy:SnapshotCopy",
        "aws:rds/clusterSnapshot:ClusterSnapshot",
        "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy",
    ],
)
@pytest.mark.parametrize("shared", [["all"], ["444455556666", "all"], Secret(["all"]), "all"])
def test_a_snapshot_for_everyone_is_told(type_: str, shared: Any) -> None:
    assert messages(judged(type_, sharedAccounts=shared)) == [
        "database snapshot 'golden' is shared with every account there is"
    ]


@pytest.mark.parametrize("ids", ["All", "all", "444455556666,All"])
def test_a_document_for_everyone_is_told(ids: str) -> None:
    found = judged(DOCUMENT, content="{}", permissions={"type": "Share", "account_ids": ids})
    assert messages(found) == ["document 'golden' is shared with every account there is"]


@pytest.mark.parametrize(
    ("type_", "key"), [(PIPELINE, "launchPermission"), (NATIVE_PIPELINE, "launchPermissionConfiguration")]
)
def test_a_pipeline_of_images_for_everyone_is_told(type_: str, key: str) -> None:
    wide: Any = {"region": "eu-west-1", "amiDistributionConfiguration": {key: {"userGroups": ["all"]}}}
    narrow = {"region": "eu-west-1", "amiDistributionConfiguration": {key: {"userIds": ["444455556666"]}}}
    (problem,) = judged(type_, distributions=[narrow, wide]).problems
    assert problem.at == f"distributions[1].amiDistributionConfiguration.{key}.userGroups[0]"
    assert passes(judged(type_, distributions=[narrow]))


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (IMAGE, {"imageId": "ami-1", "accountId": "444455556666"}),
        (IMAGE, {"imageId": "ami-1", "organizationArn": "arn:aws:organizations::111122223333:organization/o-a1b2"}),
        (IMAGE, {"imageId": "ami-1", "group": ""}),
        (SNAPSHOT, {"dbInstanceIdentifier": "all", "sharedAccounts": ["444455556666"]}),
        (SNAPSHOT, {"dbInstanceIdentifier": "orders"}),
        (SNAPSHOT, {"sharedAccounts": []}),
        (SNAPSHOT, {"sharedAccounts": None}),
        (SNAPSHOT, {"sharedAccounts": [7, None, {"all": "all"}]}),
        (DOCUMENT, {"content": "all"}),
        (DOCUMENT, {"permissions": {"type": "Share", "account_ids": "444455556666,777788889999"}}),
    ],
)
def test_what_is_shared_with_somebody_passes(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


def test_what_is_not_known_yet_is_undecided_and_hides_nothing_beside_it() -> None:
    assert unknowns(judged(SNAPSHOT, sharedAccounts=UNKNOWN)) == ["sharedAccounts"]
    both = judged(SNAPSHOT, sharedAccounts=[UNKNOWN, "all"])
    assert (len(both.problems), unknowns(both)) == (1, ["sharedAccounts[0]"])


@given(st.lists(st.text(max_size=12) | st.integers() | st.none(), max_size=5))
def test_the_word_alone_decides(shared: list[Any]) -> None:
    is_told = any(isinstance(one, str) and "all" in [part.strip().lower() for part in one.split(",")] for one in shared)
    assert bool(judged(SNAPSHOT, sharedAccounts=shared).problems) == is_told
