"""What `no-owner-of-a-cloud` and `no-path-to-owner-of-a-cloud` say of service users of Snowflake."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

OWNER = catalog()["no-owner-of-a-cloud"]
PATH = catalog()["no-path-to-owner-of-a-cloud"]
LOADER = Resource.of("snowflake:index/serviceUser:ServiceUser", "loader", name="LOADER")
WRITES = Resource.of("snowflake:index/accountRole:AccountRole", "writes", name="WRITES")


def given(role: Any, name: str = "grant", **to: Any) -> Resource:
    to = to or {"userName": "LOADER"}
    return Resource.of("snowflake:index/grantAccountRole:GrantAccountRole", name, roleName=role, **to)


def rights(*privileges: Any, **inputs: Any) -> Resource:
    inputs = {"accountRoleName": "WRITES", "privileges": list(privileges), **inputs}
    return Resource.of("snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole", "rights", **inputs)


@pytest.mark.parametrize("role", ["ACCOUNTADMIN", "SECURITYADMIN", "ORGADMIN", "GLOBALORGADMIN", '"ACCOUNTADMIN"'])
@pytest.mark.parametrize("user", ["LOADER", '"LOADER"'])
def test_a_service_user_that_administers_the_account_is_refused(role: str, user: str) -> None:
    (problem,) = judge_stack(OWNER, LOADER, given(role, userName=user)).problems
    assert "service user 'loader' of Snowflake may " in problem.message
    assert (problem.severity, problem.advisory, problem.at) == (None, False, "roleName")


def test_a_service_user_with_a_password_is_one_too() -> None:
    legacy = replace(LOADER, type="snowflake:index/legacyServiceUser:LegacyServiceUser")
    assert "may do everything in its account" in only(judge_stack(OWNER, legacy, given("ACCOUNTADMIN")))


def test_whoever_holds_a_role_has_what_that_is_given() -> None:
    chain = (
        given("ACCOUNTADMIN", "top", parentRoleName="WRITES"),
        given("WRITES", "middle", parentRoleName="LOADS"),
        given("LOADS", "bottom"),
    )
    assert "service user 'loader'" in only(judge_stack(OWNER, LOADER, WRITES, *chain))
    assert passes(judge_stack(OWNER, LOADER, WRITES, *chain[:2]))


def test_roles_that_are_given_to_each_other_end() -> None:
    circle = (given("A", "one", parentRoleName="B"), given("B", "two", parentRoleName="A"))
    assert passes(judge_stack(OWNER, LOADER, *circle, given("ACCOUNTADMIN", parentRoleName="A")))


@pytest.mark.parametrize("role", ["WRITES", "SYSADMIN", "USERADMIN", "PUBLIC"])
def test_another_role_passes(role: str) -> None:
    assert passes(judge_stack(OWNER, LOADER, WRITES, given(role)))


def test_its_own_role_below_the_administrators_gives_it_nothing_of_theirs() -> None:
    """A role that is given to `SYSADMIN` or `ACCOUNTADMIN` is what these have, and not the other way round."""
    hierarchy = (
        given("WRITES", "up", parentRoleName="SYSADMIN"),
        given("WRITES", "top", parentRoleName="ACCOUNTADMIN"),
    )
    assert passes(judge_stack(OWNER, LOADER, WRITES, given("WRITES"), *hierarchy))


@pytest.mark.parametrize(
    "person",
    [
        Resource.of("snowflake:index/user:User", "maria", name="MARIA"),
        Resource.of("snowflake:index/networkPolicy:NetworkPolicy", "net", name="NET"),
    ],
)
def test_people_and_users_that_nothing_in_the_stack_knows_are_left_alone(person: Resource) -> None:
    assert passes(judge_stack(OWNER, person, given("ACCOUNTADMIN", userName="MARIA")))


@pytest.mark.parametrize(
    "right",
    [
        rights("manage grants", onAccount=True),
        rights("CREATE ROLE", "MANAGE GRANTS", onAccount=True),
        rights(allPrivileges=True, onAccount=True),
    ],
)
def test_the_right_to_grant_anything_is_a_path(right: Resource) -> None:
    answer = judge_stack(PATH, LOADER, WRITES, given("WRITES"), right)
    assert (
        only(answer) == "service user 'loader' of Snowflake may give itself any role in its account, as MANAGE GRANTS"
    )
    assert passes(judge_stack(OWNER, LOADER, WRITES, given("WRITES"), right))


@pytest.mark.parametrize(
    "right",
    [
        rights("CREATE DATABASE", "EXECUTE TASK", onAccount=True),
        rights(allPrivileges=True, onSchema={"schemaName": '"A"."RAW"'}),
        rights("USAGE", onSchema={"schemaName": '"A"."RAW"'}),
    ],
)
def test_rights_to_work_with_are_no_path(right: Resource) -> None:
    assert passes(judge_stack(PATH, LOADER, WRITES, given("WRITES"), right))


@pytest.mark.parametrize(
    ("grant", "where"),
    [
        (given(UNKNOWN), "roleName"),
        (given("ACCOUNTADMIN", userName=UNKNOWN), "userName"),
        (given("ACCOUNTADMIN", parentRoleName=UNKNOWN), "parentRoleName"),
    ],
)
def test_what_is_not_known_leaves_it_undecided(grant: Resource, where: str) -> None:
    assert unknowns(judge_stack(OWNER, LOADER, grant)) == [where]


def test_what_an_unknown_name_depends_on_is_what_it_means() -> None:
    grant = replace(given("ACCOUNTADMIN", userName=UNKNOWN), property_dependencies={"userName": (LOADER.urn,)})
    assert "service user 'loader'" in only(judge_stack(OWNER, LOADER, grant))


def test_a_role_that_is_marked_as_a_secret_is_not_repeated() -> None:
    assert "ACCOUNTADMIN" not in "".join(messages(judge_stack(OWNER, LOADER, given(Secret("ACCOUNTADMIN")))))
