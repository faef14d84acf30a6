"""Who starts a session with a space of SageMaker Studio works in its app, as the role of the profile that owns it."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

SPACES = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:space/d-lab"
STARTS = allow("sagemaker:StartSession", f"{SPACES}/*")
READS = allow("s3:GetObject", "arn:aws:s3:::applications/*")


def judged(*given: dict[str, Any], by: str = "space-reaper", remote: Any = "ENABLED", **said: Any) -> Answer:
    profile = {"domainId": "d-lab", "userProfileName": "quant", "userSettings": {"executionRole": f"{ARN}role/credit"}}
    space = {
        "domainId": "d-lab",
        "spaceName": "scorecard",
        "ownershipSettings": {"ownerUserProfileName": "quant"},
        "spaceSharingSettings": {"sharingType": "Private"},
        "spaceSettings": {"appType": "JupyterLab", **({"remoteAccess": remote} if remote else {})},
        **said,
    }
    runs = role("credit", "sagemaker.amazonaws.com"), may("credit", READS)
    made = aws("sagemaker/userProfile", "quant", **profile), aws("sagemaker/space", "scorecard", **space)
    return judge_stack(no_path_to_more_rights, role(by), may(by, *given), *runs, *made)


@pytest.mark.parametrize("on", [f"{SPACES}/*", f"{SPACES}/scorecard", f"{SPACES}/score*"])
def test_a_session_with_a_space_shows_what_its_owner_reads(on: str) -> None:
    message = only(judged(allow("sagemaker:StartSession", on)))
    assert "leads to role 'credit', which may s3:GetObject on arn:aws:s3:::applications/*" in message
    assert "sagemaker-x16" in message


@pytest.mark.parametrize(
    "given",
    [
        (allow("sagemaker:StartSession", f"{SPACES}/scratch"),),
        (STARTS, {**deny("sagemaker:StartSession"), "Resource": [f"{SPACES}/scorecard"]}),
        (STARTS, READS),
        (allow("sagemaker:DeleteSpace", "*"),),
    ],
    ids=["another", "is denied", "reads it anyhow", "only deletes"],
)
def test_who_starts_none_there_has_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_a_space_takes_none_unless_it_says_so_and_a_shared_one_is_nobodys() -> None:
    for remote in ("", "DISABLED"):
        assert passes(judged(STARTS, remote=remote))
    assert passes(judged(STARTS, spaceSharingSettings={"sharingType": "Shared"}))
    assert passes(judged(STARTS, ownershipSettings={"ownerUserProfileName": "other"}))
    assert passes(judged(STARTS, domainId="d-other"))
    assert unknowns(judged(STARTS, remote=UNKNOWN))


def test_whose_space_it_is_by_its_name_was_given_that() -> None:
    assert passes(judged(allow("sagemaker:StartSession", f"{SPACES}/scorecard"), by="scorecard-client"))


def test_a_space_of_aws_native_is_opened_alike() -> None:
    profile = {"domainId": "d-lab", "userProfileName": "quant", "userSettings": {"executionRole": f"{ARN}role/credit"}}
    space = {"ownershipSettings": {"ownerUserProfileName": "quant"}, "spaceSettings": {"remoteAccess": "ENABLED"}}
    made = (
        native("sagemaker:UserProfile", "quant", **profile),
        native("sagemaker:Space", "scorecard", domainId="d-lab", spaceName="scorecard", **space),
    )
    runs = role("credit", "sagemaker.amazonaws.com"), may("credit", READS)
    assert only(judge_stack(no_path_to_more_rights, role("reaper"), may("reaper", STARTS), *runs, *made))
