"""What `database-grant-names-its-role` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.grants import depending
from tests.support.rules import judge, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.database_grant_names_its_role import database_grant_names_its_role

SNOWFLAKE = "snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole"


def judged(resource: Resource) -> Answer:
    return judge(database_grant_names_its_role, resource)


def postgres(
    *privileges: Any, role: Any = "public", type_: str = "postgresql:index/grant:Grant", **more: Any
) -> Resource:
    said = {"database": "accounts", "role": role, "objectType": "table", "privileges": list(privileges), **more}
    return Resource.of(type_, "tables", **said)


@pytest.mark.parametrize("type_", ["grant:Grant", "defaultPrivileges:DefaultPrivileges"])
def test_what_every_login_may_change_is_told(type_: str) -> None:
    (problem,) = judged(postgres("SELECT", "INSERT", "UPDATE", type_=f"postgresql:index/{type_}")).problems
    assert problem.message == "'tables' lets every login change what is there"
    assert (problem.at, problem.severity) == ("role", None)


def test_what_every_login_may_read_is_told_as_less() -> None:
    (problem,) = judged(postgres("select", role="PUBLIC")).problems
    assert problem.message == "'tables' lets every login read what is there"
    assert problem.severity == "medium"


@pytest.mark.parametrize(
    "quiet",
    [
        postgres("SELECT", role="api"),
        postgres(),
        postgres("EXECUTE", objectType="function"),
        postgres("ALL", objectType="type"),
        postgres("CONNECT", "TEMPORARY", objectType="database"),
        postgres("USAGE", objectType="schema"),
        Resource.of("redshift:index/grant:Grant", "g", group="analysts", objectType="table", privileges=["select"]),
        Resource.of(SNOWFLAKE, "g", accountRoleName="PUBLIC", privileges=["USAGE"], onAccountObject={}),
        Resource.of(SNOWFLAKE, "g", accountRoleName="LOADER", allPrivileges=True),
        Resource.of(SNOWFLAKE, "g", accountRoleName="PUBLIC", allPrivileges=False, privileges=["USAGE"]),
        Resource.of("snowflake:index/grantAccountRole:GrantAccountRole", "g", roleName="A", parentRoleName="B"),
        Resource.of("databricks:index/grant:Grant", "g", principal="account users", privileges=["SELECT", "BROWSE"]),
        Resource.of("databricks:index/grant:Grant", "g", principal="loaders", privileges=["MODIFY"]),
    ],
    ids=lambda one: f"{one.type} {dict(one.inputs.raw)}",
)
def test_named_roles_and_what_shows_nothing_pass(quiet: Resource) -> None:
    assert passes(judged(quiet))


@pytest.mark.parametrize(
    "loud",
    [
        postgres("CREATE", objectType="schema"),
        postgres("ALL"),
        Resource.of("redshift:index/grant:Grant", "g", group="public", objectType="table", privileges=["select"]),
        Resource.of(SNOWFLAKE, "g", accountRoleName='"PUBLIC"', privileges=["SELECT"], onSchemaObject={}),
        Resource.of(SNOWFLAKE, "g", accountRoleName="PUBLIC", allPrivileges=True),
        Resource.of(SNOWFLAKE, "g", accountRoleName="PUBLIC", privileges=["CREATE TABLE"]),
        Resource.of("snowflake:index/grantAccountRole:GrantAccountRole", "g", roleName="A", parentRoleName="PUBLIC"),
        Resource.of("snowflake:index/grantDatabaseRole:GrantDatabaseRole", "g", parentRoleName="PUBLIC"),
        Resource.of("databricks:index/grant:Grant", "g", principal="account users", privileges=["ALL_PRIVILEGES"]),
    ],
    ids=lambda one: f"{one.type} {dict(one.inputs.raw)}",
)
def test_each_vendors_word_for_everybody_is_known(loud: Resource) -> None:
    assert only([one.message for one in judged(loud).problems])


@pytest.mark.parametrize("key", ["role", "privileges", "objectType"])
def test_what_is_not_known_leaves_it_undecided(key: str) -> None:
    assert unknowns(judged(postgres("ALL", **{key: UNKNOWN}))) == [key]


def test_a_role_that_the_stack_makes_is_one_of_its_own() -> None:
    made = Resource.of("postgresql:index/role:Role", "api", name="api")
    assert passes(judged(depending(postgres("ALL", role=UNKNOWN), role=made)))


def test_grants_of_unity_catalog_in_one_resource_are_told_each_for_itself() -> None:
    def grants(*each: Any) -> Resource:
        return Resource.of("databricks:index/grants:Grants", "catalog", catalog="ledger", grants=list(each))

    wide = {"principal": "account users", "privileges": ["USE_CATALOG", "ALL_PRIVILEGES"]}
    narrow = {"principal": "ledger-etl", "privileges": ["ALL_PRIVILEGES"]}
    (problem,) = judged(grants(narrow, wide)).problems
    assert problem.at == "grants[1].principal"
    assert passes(judged(grants(narrow, {"principal": "account users", "privileges": ["USE_CATALOG", "SELECT"]})))
    assert unknowns(judged(grants(UNKNOWN))) == ["grants[0]"]
    assert unknowns(judged(grants({**wide, "principal": UNKNOWN}))) == ["grants[0].principal"]


@pytest.mark.parametrize("privilege", ["MANAGE GRANTS", "APPLY MASKING POLICY", "CREATE DATABASE"])
def test_who_may_give_rights_or_decides_what_is_masked_changes_more_than_data(privilege: str) -> None:
    given = Resource.of(SNOWFLAKE, "all", accountRoleName="PUBLIC", privileges=[privilege], onAccount=True)
    assert only(judged(given)) == "'all' lets every login change what is there"
