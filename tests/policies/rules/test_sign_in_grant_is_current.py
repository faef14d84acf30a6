"""Clients that take the implicit or the password grant are told; those that say other grants, or are off, are not."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.outdated_grants import OutdatedGrant, outdated_grants
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules.sign_in_grant_is_current import sign_in_grant_is_current as rule

AUTH0 = "auth0:index/client:Client"
OKTA = "okta:app/oAuth:OAuth"
KEYCLOAK = "keycloak:openid/client:Client"
EACH = [
    pytest.param(type_, row, id=f"{type_} {row.value}") for type_, rows in outdated_grants().items() for row in rows
]


def judged(type_: str, **inputs: Any) -> Answer:
    return judge(rule, Resource.of(type_, "shop", **inputs))


def client(type_: str, row: OutdatedGrant, value: Any, **more: Any) -> Answer:
    first, *rest = row.at.removesuffix("[]").split(".")
    said: Any = [value] if row.at.endswith("[]") else value
    for name in reversed(rest):
        said = {name: said}
    return judged(type_, **{first: said}, **more)


@pytest.mark.parametrize(("type_", "row"), EACH)
def test_each_grant_of_the_table_is_told(type_: str, row: OutdatedGrant) -> None:
    (problem,) = client(type_, row, True if row.value == "true" else row.value).problems
    assert problem.message.startswith(f"{row.noun} 'shop' ")
    assert f"({row.grant} grant)" in problem.message
    assert problem.key == row.grant


@pytest.mark.parametrize(("type_", "row"), EACH)
def test_another_grant_and_none_pass_and_what_is_not_known_is_undecided(type_: str, row: OutdatedGrant) -> None:
    assert passes(client(type_, row, False if row.value == "true" else "authorization_code"))
    assert passes(judged(type_))
    assert unknowns(client(type_, row, UNKNOWN))


@pytest.mark.parametrize(("type_", "row"), EACH)
def test_a_client_that_is_off_passes(type_: str, row: OutdatedGrant) -> None:
    taken = True if row.value == "true" else row.value
    for path, value in row.off:
        off = False if value == "false" else value.upper()
        assert passes(client(type_, row, taken, **{path: off}))
        assert unknowns(client(type_, row, taken, **{path: UNKNOWN})) == [path]


@pytest.mark.parametrize("on", [True, "true", "1", "T"])
def test_a_switch_says_what_its_provider_reads(on: Any) -> None:
    assert only(judged(KEYCLOAK, implicitFlowEnabled=on))
    assert passes(judged(KEYCLOAK, implicitFlowEnabled=on, enabled="0"))
    assert passes(judged(KEYCLOAK, implicitFlowEnabled="0", directAccessGrantsEnabled="f"))


def test_each_of_several_grants_is_told_with_its_place() -> None:
    answer = judged(AUTH0, grantTypes=["authorization_code", "implicit", "password"])
    assert [problem.at for problem in answer.problems] == ["grantTypes[1]", "grantTypes[2]"]
    hidden = judged(OKTA, grantTypes=[UNKNOWN, "implicit"])
    assert (len(hidden.problems), unknowns(hidden)) == (1, ["grantTypes[0]"])


def test_what_machines_take_passes() -> None:
    assert passes(judged(AUTH0, grantTypes=["client_credentials"]))
    assert passes(judged(KEYCLOAK, serviceAccountsEnabled=True, standardFlowEnabled=True))
    assert passes(
        judged("azuread:index/application:Application", web={"implicitGrant": {"idTokenIssuanceEnabled": True}})
    )


def test_what_was_looked_up_is_told_where_it_is_made_and_a_secret_is_told_too() -> None:
    seen = Resource(urn="u", type=AUTH0, name="x", inputs=Properties(Partial(grantTypes=["implicit"])))
    assert passes(judge(rule, seen))
    assert messages(judged(AUTH0, grantTypes=Secret(["implicit"])))
