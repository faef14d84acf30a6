"""A user of a vendor that is no person and says nothing is told."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource
from daypass.settings import Ownership, Settings
from daypass_policies.rules.machine_user_says_its_owner import machine_user_says_its_owner

USER = "snowflake:index/serviceUser:ServiceUser"
OLD = "snowflake:index/legacyServiceUser:LegacyServiceUser"
CONFLUENT = "confluentcloud:index/serviceAccount:ServiceAccount"
TAGGING = "snowflake:index/tagAssociation:TagAssociation"
ATLAS = "mongodbatlas:index/databaseUser:DatabaseUser"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(machine_user_says_its_owner, *resources, **ask)


def user(type_: str = USER, **inputs: Any) -> Resource:
    return Resource.of(type_, "loader", **inputs)


@pytest.mark.parametrize(("type_", "at"), [(USER, "comment"), (OLD, "comment"), (CONFLUENT, "description")])
@pytest.mark.parametrize("text", [None, "", "TODO", "n/a", "Managed by Pulumi", "created with Terraform."])
def test_a_user_that_says_nothing_is_told(type_: str, at: str, text: str | None) -> None:
    (problem,) = judged(user(type_, **{at: text})).problems
    assert (problem.at, problem.message.endswith(f"its {at} says nothing")) == (at, True)
    assert passes(judged(user(type_, **{at: "Loads orders for payments, ask #payments"})))


def test_what_is_switched_off_looked_up_or_owned_elsewhere_passes() -> None:
    assert passes(judged(user(disabled="true")))
    seen = Resource(urn="u", type=USER, name="seen", inputs=Properties(Partial(comment=None)))
    assert passes(judged(seen))
    settings = Settings(ownership=(Ownership(urn="**", owner="payments"),))
    assert passes(judged(user(), settings=settings))


@pytest.mark.parametrize("named", ['"SHOP_LOADER"', "shop_loader", {"name": "SHOP_LOADER"}])
def test_a_tag_from_outside_says_it_too(named: Any) -> None:
    tagging = Resource.of(TAGGING, "owner", objectType="USER", objectIdentifiers=[named], tagValue="payments")
    assert passes(judged(user(name="SHOP_LOADER"), tagging))
    assert messages(judged(user(name="OTHER"), tagging))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(user(comment=UNKNOWN))) == ["comment"]
    tagging = Resource.of(TAGGING, "owner", objectType="USER", objectIdentifiers=[UNKNOWN])
    assert unknowns(judged(user(), tagging)) == ["objectIdentifiers[0]"]
    assert messages(judged(user(CONFLUENT), tagging))
    assert unknowns(judged(user(ATLAS, labels=UNKNOWN), profile="strict")) == ["labels"]


def test_others_are_asked_by_the_strict_alone() -> None:
    assert passes(judged(user(ATLAS)))
    assert messages(judged(user(ATLAS), profile="strict"))
    assert passes(judged(user(ATLAS, labels=[{"key": "team", "value": "payments"}]), profile="strict"))
    assert messages(judged(user("vault:identity/entity:Entity"), profile="strict"))


@pytest.mark.parametrize(
    ("type_", "machine", "of_people", "at"),
    [
        ("auth0:index/client:Client", {"appType": "non_interactive"}, {"appType": "spa"}, "description"),
        ("okta:app/oAuth:OAuth", {"type": "service"}, {"type": "browser"}, "adminNote"),
        ("keycloak:openid/client:Client", {"serviceAccountsEnabled": True}, {}, "description"),
    ],
)
def test_a_client_that_acts_for_itself_is_asked_and_one_for_people_by_the_strict_alone(
    type_: str, machine: dict[str, Any], of_people: dict[str, Any], at: str
) -> None:
    assert messages(judged(user(type_, **machine)))
    assert passes(judged(user(type_, **machine, **{at: "Loads orders for payments"})))
    assert passes(judged(user(type_, **of_people)))
    assert messages(judged(user(type_, **of_people), profile="strict"))
    (key,) = machine
    assert unknowns(judged(user(type_, **{key: UNKNOWN}))) == [key]
    assert passes(judged(user(type_, **{key: UNKNOWN}, **{at: "Loads orders for payments"})))
