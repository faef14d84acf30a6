"""The login of a workload becomes no owner of a schema; that of migrations does."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.database_login_does_not_become_owner import database_login_does_not_become_owner

OWNER = Resource.of("postgresql:index/role:Role", "owner", name="shop_owner")
SCHEMA = Resource.of("postgresql:index/schema:Schema", "shop", name="shop", owner="shop_owner")


def judged(*resources: Resource) -> Answer:
    return judge_stack(database_login_does_not_become_owner, OWNER, SCHEMA, *resources)


def login(name: Any = "shop_api", *roles: Any, **inputs: Any) -> Resource:
    return Resource.of(
        "postgresql:index/role:Role", "api", name=name, **{"login": True, "roles": list(roles), **inputs}
    )


def grant(member: Any, role: Any) -> Resource:
    return Resource.of("postgresql:index/grantRole:GrantRole", "grant", role=member, grantRole=role)


def test_a_login_does_not_become_the_owner_of_a_schema() -> None:
    assert only(judged(login("shop_api", "shop_owner"))) == (
        "login 'api' may become 'shop_owner', which owns schema 'shop'"
    )
    assert judged(login(), grant("shop_api", "shop_owner")).problems
    assert judged(login(assumeRole="shop_owner")).problems


def test_nor_of_a_database_nor_what_is_stronger() -> None:
    database = Resource.of("postgresql:index/database:Database", "books", name="books", owner="books_owner")
    assert only(judged(database, login("api", "books_owner"))).endswith("which owns database 'books'")
    for key in ("superuser", "createRole"):
        strong = Resource.of("postgresql:index/role:Role", "strong", name="strong", **{key: True})
        assert judged(strong, login("api", "strong")).problems


def test_through_another_role() -> None:
    group = Resource.of("postgresql:index/role:Role", "group", name="shop_all", roles=["shop_owner"])
    assert judged(group, login("shop_api", "shop_all")).problems


@pytest.mark.parametrize("name", ["shop_migrator", "flyway", "shop_admin", "shop_developers", "break_glass"])
def test_migrations_and_administrators_pass(name: str) -> None:
    assert passes(judged(login(name, "shop_owner")))


def test_who_is_no_login_or_no_member_or_the_owner_passes() -> None:
    assert passes(judged(login("shop_api", "shop_owner", login=False)))
    assert passes(judged(login("shop_api", "shop_writer", "shop_reader")))
    own = Resource.of("postgresql:index/schema:Schema", "api", name="api", owner="shop_api")
    assert passes(judged(own, login("shop_api", "shop_owner")))
    assert passes(judged(login(), grant("shop_owner", "shop_api")))


def test_what_is_not_known_yet_is_undecided() -> None:
    assert unknowns(judged(login("shop_api", UNKNOWN))) == ["roles[0]"]
    assert unknowns(judged(login(UNKNOWN, "shop_owner"))) == ["name"]
    assert unknowns(judged(login("shop_api", "shop_owner", login=UNKNOWN))) == ["login"]
    waiting = replace(login("shop_api", UNKNOWN), property_dependencies={"roles": (OWNER.urn,)})
    assert judged(waiting).problems


def test_a_secret_name_is_not_repeated() -> None:
    assert "shop_owner" not in only(judged(login("shop_api", Secret("shop_owner"))))
