"""A pipeline of a data lake takes rights to grant what is in it, which are rights over rights."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ARN
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

BUILDS = "codebuild.amazonaws.com"
LAKE = "lake-governance"


def in_the_lake(*governs: dict[str, Any], passed: str = "lake-*", to: str = LAKE, held: Any = ()) -> Answer:
    """'lake-etl-deploy' passes such roles to Glue, and one of them may do what `governs`."""
    jobs = allow(["glue:UpdateJob", "glue:StartJobRun"]), allow("iam:PassRole", f"{ARN}role/{passed}"), *held
    ships = role("lake-etl-deploy", BUILDS), may("lake-etl-deploy", *jobs)
    return judge_stack(no_path_to_more_rights, *ships, role(to, "glue.amazonaws.com"), may(to, *governs))


@pytest.mark.parametrize(
    "action",
    [
        "lakeformation:GrantPermissions",
        "lakeformation:BatchGrantPermissions",
        "lakeformation:PutDataLakeSettings",
        "lakeformation:Grant*",
    ],
)
def test_nobody_deploys_by_the_way_with_rights_over_rights(action: str) -> None:
    assert f"leads to role 'lake-governance', which may {action} on *" in only(in_the_lake(allow(action)))


def test_so_it_is_of_identities_where_the_pattern_alone_is_what_both_are_called_by() -> None:
    message = only(in_the_lake(allow("iam:AttachRolePolicy", f"{ARN}role/workload/*")))
    assert "leads to role 'lake-governance', which may iam:AttachRolePolicy on " in message


@pytest.mark.parametrize(
    "actions",
    [
        ["lakeformation:GetDataAccess"],
        ["lakeformation:GetDataAccess", "glue:*Table", "s3:PutObject"],
        ["lakeformation:RevokePermissions", "lakeformation:ListPermissions"],
        ["lakeformation:Get*", "lakeformation:StartTransaction", "lakeformation:CommitTransaction"],
    ],
    ids=str,
)
def test_everyday_work_in_a_lake_is_no_right_over_rights(actions: list[str]) -> None:
    assert passes(in_the_lake(allow(actions)))


def test_a_role_that_is_named_its_own_or_has_what_the_pipeline_has_passes() -> None:
    grants = allow("lakeformation:GrantPermissions")
    assert passes(in_the_lake(grants, passed=LAKE))
    assert passes(in_the_lake(grants, to="lake-etl-grants"))
    assert passes(in_the_lake(grants, held=(grants,)))
    assert passes(in_the_lake(grants, {"Effect": "Deny", "Action": "lakeformation:Grant*", "Resource": "*"}))
