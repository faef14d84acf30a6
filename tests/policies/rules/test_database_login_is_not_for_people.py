"""People who are members of a workload's login are told; machines, readers and those on call pass."""

from typing import Any

import pytest
from tests.support.grants import depending
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.database_login_is_not_for_people import database_login_is_not_for_people

MARIA = "maria.lopez@example.org"


def role(name: Any, made: str = "app", **says: Any) -> Resource:
    return Resource.of("postgresql:index/role:Role", made, name=name, **says)


def grant(member: Any = MARIA, of: Any = "shop_app") -> Resource:
    return Resource.of("postgresql:index/grantRole:GrantRole", "grant", role=member, grantRole=of)


def judged(*resources: Resource) -> Answer:
    return judge_stack(database_login_is_not_for_people, *resources)


def test_a_person_does_not_become_the_login_of_a_workload() -> None:
    told = f"{MARIA!r} may become 'shop_app', the login of a workload, by 'grant'"
    assert only(judged(grant())) == told
    assert only(judged(role("checkout", login=True), grant(of="checkout"))).startswith(
        f"{MARIA!r} may become 'checkout'"
    )


@pytest.mark.parametrize("says", [{"roles": ["shop_app"]}, {"assumeRole": "shop_app"}])
def test_each_way_of_saying_it_is_told(says: dict[str, Any]) -> None:
    assert only(judged(role(MARIA, "maria", login=True, **says)))
    assert only(judged(role("developers", "devs", **says)))


@pytest.mark.parametrize(
    "quiet",
    [
        grant(of="shop_readers"),
        grant(of="shop_app_readonly"),
        grant(of="shop_app_owner"),
        grant(of="analysts"),
        grant(of="shop_break_glass"),
        grant("svc-report@example.org"),
        grant("api@shop-prod.iam"),
        grant("shop_api"),
        grant("jonas-breakglass@example.org"),
        grant("developers_on_call"),
    ],
)
def test_roles_to_be_given_and_machines_and_emergencies_pass(quiet: Resource) -> None:
    assert passes(judged(role("shop_readers", login=False), quiet))


def test_what_is_not_known_is_found_by_what_it_depends_on_or_left_open() -> None:
    app = role("checkout", login=True)
    assert only(judged(app, depending(grant(of=UNKNOWN), grantRole=app)))
    assert unknowns(judged(grant(of=UNKNOWN))) == ["grantRole"]
    assert unknowns(judged(grant(UNKNOWN))) == ["role"]
    assert unknowns(judged(role("checkout", login=UNKNOWN), grant(of="checkout"))) == ["login"]


def test_what_is_marked_is_not_said() -> None:
    assert only(judged(grant(of=Secret("shop_app")))) == "a person may become the login of a workload, by 'grant'"


@pytest.mark.parametrize("name", ["shop_app", "shop_app_write", "orders_service_rw"])
def test_a_role_of_the_stack_that_nobody_signs_in_as_is_there_to_be_given(name: str) -> None:
    assert passes(judged(role(name, login=False), grant("developers", of=name)))
    assert only(judged(role(name, login=True), grant("developers", of=name)))
    assert unknowns(judged(role("checkout", login=UNKNOWN), grant("developers", of="checkout"))) == ["login"]
