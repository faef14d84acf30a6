"""A workload works with its own part of a store of data, and does not administer all of it."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, depending, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_data_admin import no_data_admin
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

JOBS = "glue.amazonaws.com"
BOTH = allow(["lakeformation:GetDataAccess", "lakeformation:GrantPermissions"])
DRAWS, GRANTS = allow("lakeformation:GetDataAccess"), allow("lakeformation:GrantPermissions")


def lake(*admins: Any, **more: Any) -> Resource:
    return aws("lakeformation/dataLakeSettings", "settings", admins=list(admins or (f"{ARN}role/loader",)), **more)


def of_lake(*own: dict[str, Any], made: Any = None, called: str = "loader", by: str = JOBS, **inputs: Any) -> Answer:
    settings = made or lake(f"{ARN}role/{called}")
    return judge_stack(no_data_admin, settings, role(called, by, **inputs), may(called, *own))


@pytest.mark.parametrize(
    ("own", "by"),
    [
        ([BOTH], "lakeformation:GrantPermissions"),
        ([DRAWS, allow("lakeformation:BatchGrantPermissions")], "lakeformation:BatchGrantPermissions"),
        ([DRAWS, allow("lakeformation:PutDataLakeSettings")], "lakeformation:PutDataLakeSettings"),
        ([GRANTS, allow("glue:*Table")], "lakeformation:GrantPermissions"),
        ([allow("lakeformation:*")], "lakeformation:GrantPermissions"),
    ],
)
def test_a_workload_that_is_named_administrator_of_the_lake_and_may_use_it_is_told(own: Any, by: str) -> None:
    answer = of_lake(*own)
    told = "role 'loader' of a workload administers the data lake with which it works: it may grant itself everything"
    assert only(answer) == f"{told} there ({by})"
    (problem,) = answer.problems
    assert (problem.at, problem.on and problem.on.name) == ("admins[0]", "settings")


CREATES = allow(["glue:CreateTable", "glue:GetTable"], f"arn:aws:glue:eu-west-1:{ACCOUNT}:table/clicks/*")


@pytest.mark.parametrize("creates", [CREATES, allow("glue:*"), allow("glue:Create*", "*")], ids=str)
def test_an_administrator_that_grants_nothing_lays_a_table_over_any_location(creates: dict[str, Any]) -> None:
    told = "role 'loader' of a workload administers the data lake with which it works: it may create a table over"
    assert only(of_lake(DRAWS, creates)) == f"{told} whatever lies there, and read it (glue:CreateTable)"


@pytest.mark.parametrize(
    "own",
    [
        [CREATES],
        [DRAWS, allow("glue:CreateTable", f"arn:aws:glue:eu-west-1:{ACCOUNT}:catalog")],
        [DRAWS, allow(["glue:GetTable", "glue:UpdateTable"], f"arn:aws:glue:eu-west-1:{ACCOUNT}:table/clicks/*")],
        [DRAWS, CREATES, deny("glue:CreateTable")],
        [DRAWS, CREATES, deny("lakeformation:GetDataAccess")],
    ],
    ids=str,
)
def test_who_creates_no_table_or_draws_nothing_reads_none(own: list[dict[str, Any]]) -> None:
    assert passes(of_lake(*own))


def test_a_loader_that_is_no_administrator_creates_tables_where_it_was_let() -> None:
    assert passes(of_lake(DRAWS, CREATES, made=lake(f"{ARN}role/lake-admin")))
    assert passes(of_lake(DRAWS, CREATES, made=lake(f"{ARN}role/lake-admin", readOnlyAdmins=[f"{ARN}role/loader"])))


@pytest.mark.parametrize(
    "made",
    [
        lake(f"{ARN}role/admins", f"{ARN}role/loader", f"{ARN}role/loader"),
        native("lakeformation:DataLakeSettings", "s", admins=[{"dataLakePrincipalIdentifier": f"{ARN}role/loader"}]),
        replace(lake(UNKNOWN), property_dependencies={"admins": (role("loader", JOBS).urn,)}),
    ],
)
def test_it_is_found_however_it_is_named_and_told_once(made: Resource) -> None:
    assert "role 'loader' of a workload administers the data lake" in only(of_lake(BOTH, made=made))


@pytest.mark.parametrize(
    "own",
    [
        [],
        [DRAWS],
        [GRANTS],
        [GRANTS, allow("lakeformation:RevokePermissions")],
        [GRANTS, allow("glue:UpdateTable", f"arn:aws:glue:eu-west-1:{ACCOUNT}:table/clicks/*")],
        [BOTH, deny("lakeformation:Grant*")],
        [allow("lakeformation:Get*"), allow("lakeformation:List*")],
    ],
    ids=str,
)
def test_who_may_not_grant_or_not_use_it_is_one_in_name_alone(own: list[dict[str, Any]]) -> None:
    assert passes(of_lake(*own))


def test_a_boundary_that_forbids_to_grant_is_a_guard() -> None:
    limit = aws("iam/policy", "limit", name="limit", arn=f"{ARN}policy/limit", policy={"Statement": [DRAWS]})
    settings = lake()
    bounded = role("loader", JOBS, permissionsBoundary=f"{ARN}policy/limit")
    assert passes(judge_stack(no_data_admin, settings, limit, bounded, may("loader", BOTH)))
    elsewhere = role("loader", JOBS, permissionsBoundary=f"{ARN}policy/other")
    told = only(judge_stack(no_data_admin, settings, elsewhere, may("loader", BOTH)))
    assert told.endswith("unless a permissions boundary, which the stack does not have, forbids it")


@pytest.mark.parametrize(
    "called",
    [
        "lake-admin",
        "LakeAdminRole",
        "data-steward",
        "dataGovernance",
        "lakeformation-sync",
        "lake-setup",
        "lake-setup-fn",
    ],
)
def test_who_is_called_as_its_administrator_is_meant_to_be_one(called: str) -> None:
    assert passes(of_lake(BOTH, called=called))


@pytest.mark.parametrize("called", ["click-loader", "setup-reports", "access-log-loader", "badminton-scores"])
def test_a_word_that_says_something_else_is_no_excuse(called: str) -> None:
    assert messages(of_lake(BOTH, called=called))


def test_what_it_says_that_it_is_for_counts_too() -> None:
    assert passes(of_lake(BOTH, tags={"daypass:purpose": "Governs who may read which table"}))
    assert messages(of_lake(BOTH, tags={"daypass:purpose": "Loads clicks"}))
    assert unknowns(of_lake(BOTH, tags={"daypass:purpose": UNKNOWN})) == ["tags.daypass:purpose"]
    assert passes(of_lake(DRAWS, tags={"daypass:purpose": UNKNOWN}))


@pytest.mark.parametrize(
    "inputs",
    [
        {"tags": {"daypass:class": "pipeline"}},
        {"tags": {"daypass:class": "break-glass"}},
        {"by": "codebuild.amazonaws.com"},
        {"by": f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Lake_0123456789abcdef"},
    ],
    ids=str,
)
def test_pipelines_people_and_roles_for_emergencies_are_left_alone(inputs: Any) -> None:
    assert passes(of_lake(BOTH, **inputs))


def test_who_administers_the_lake_that_the_stack_does_not_have_is_nobody_here() -> None:
    assert passes(of_lake(BOTH, made=lake(f"{ARN}role/elsewhere")))
    assert passes(of_lake(BOTH, made=lake(f"{ARN}role/elsewhere", readOnlyAdmins=[f"{ARN}role/loader"])))


def test_an_administrator_that_is_not_known_is_undecided_where_it_may_be_such_a_one() -> None:
    others = (role("loader", JOBS).urn, role("second", JOBS).urn)
    waiting = replace(lake(UNKNOWN), property_dependencies={"admins": others})
    answer = judge_stack(no_data_admin, waiting, role("loader", JOBS), role("second", JOBS), may("loader", BOTH))
    assert not answer.problems
    assert unknowns(answer) == ["admins[0]"]
    whole = judge_stack(
        no_data_admin, depending(lake(), admins=role("loader")), role("loader", JOBS), may("loader", BOTH)
    )
    assert unknowns(whole) == ["admins"]
    assert passes(judge_stack(no_data_admin, waiting, role("loader", JOBS), role("second", JOBS), may("loader", DRAWS)))


def test_rights_that_are_not_known_are_undecided() -> None:
    settings, loader = lake(), role("loader", JOBS)
    answer = judge_stack(no_data_admin, settings, loader, aws("iam/rolePolicy", "p", role="loader", policy=UNKNOWN))
    assert not answer.problems
    assert unknowns(answer) == ["policy"]


@pytest.mark.parametrize("odd", [7, [], {}, "", UNKNOWN, Secret(""), [7], [UNKNOWN], True, None, [[]], [{}]])
def test_no_shape_breaks_it(odd: Any) -> None:
    for made in (
        aws("lakeformation/dataLakeSettings", "s", admins=odd),
        lake(odd),
        native("lakeformation:DataLakeSettings", "s", admins=odd),
        native("lakeformation:DataLakeSettings", "s", admins=[{"dataLakePrincipalIdentifier": odd}]),
    ):
        assert isinstance(messages(of_lake(BOTH, made=made)), list)


def test_it_is_a_way_to_more_rights_as_well() -> None:
    stack = lake(), role("loader", JOBS), may("loader", BOTH)
    (problem,) = judge_stack(no_path_to_more_rights, *stack).problems
    assert problem.message == only(judge_stack(no_data_admin, *stack))
    assert problem.advisory
