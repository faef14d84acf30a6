"""The map shows who can become whom, the strongest first, and says what it leaves out; never a secret."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.roles import github, statement, trust

from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.report.render.graph_choice import END_LIMIT, NODES_LIMIT, WAYS_LIMIT, map_of
from daypass.report.render.graph_layout import layout
from daypass.report.render.graph_map import Map
from daypass.settings import Settings

ACCOUNT = "arn:aws:iam::111122223333:role"


def role(name: str, *statements: Any, allow: tuple[str, str] | None = None, **more: Any) -> Resource:
    """A role of that name with the trust of these statements and one inline policy (action, resource)."""
    inputs = {"name": name, "arn": f"{ACCOUNT}/{name}", "assumeRolePolicy": json.dumps(trust(*statements)), **more}
    if allow:
        said = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": allow[0], "Resource": allow[1]}}
        inputs["inlinePolicies"] = [{"name": "a", "policy": json.dumps(said)}]
    return Resource.of("aws:iam/role:Role", name, **inputs)


def drawn(*resources: Resource) -> Map:
    return map_of([Stack(resources)], Settings())


def lines(map_: Map) -> set[tuple[str, str, tuple[str, ...]]]:
    names = {spot.key: spot.name for spot in map_.spots}
    return {(names[arrow.source], names[arrow.target], arrow.hows) for arrow in map_.arrows}


def admin(name: str, *statements: Any) -> Resource:
    return role(name, *statements, allow=("*", "*"))


def test_a_chain_from_outside_to_the_strongest_is_drawn() -> None:
    build = role("build", github(StringLike={"sub": "repo:acme/*"}), allow=("sts:AssumeRole", f"{ACCOUNT}/root"))
    root = admin("root", statement({"AWS": f"{ACCOUNT}/build"}))
    found = drawn(build, root)
    assert {("repo:acme/*", "build", ("federation",)), ("build", "root", ("assume",))} <= lines(found)
    assert {spot.name: spot.level for spot in found.spots}["root"] == "admin"
    assert {spot.noun for spot in found.spots if spot.shape == "outside"} >= {"token.actions.githubusercontent.com"}


def test_what_is_only_possible_is_marked_so() -> None:
    found = drawn(role("a", statement({"Service": "lambda.amazonaws.com"})), role("b", assumeRolePolicy=UNKNOWN))
    assert {arrow.certain for arrow in found.arrows} == {True, False}


def test_a_user_and_a_workload_have_shapes_of_their_own() -> None:
    user = Resource.of("aws:iam/user:User", "robot", name="robot", arn="arn:aws:iam::111122223333:user/robot")
    function = Resource.of("aws:lambda/function:Function", "api", role=f"{ACCOUNT}/a")
    found = drawn(user, function, role("a", statement({"Service": "lambda.amazonaws.com"})))
    assert {(spot.name, spot.shape) for spot in found.spots} >= {("robot", "user"), ("api", "workload")}
    assert ("api", "a", ("runs as",)) in lines(found)


def test_a_large_stack_shows_its_strongest_and_counts_the_rest() -> None:
    weak = [role(f"weak{number}", statement({"AWS": f"{4 * 10**11 + number}"})) for number in range(300)]
    strong = role("root", statement({"AWS": "999999999999"}), allow=("s3:PutObject", "*"))
    found = drawn(*weak, strong)
    assert ("999999999999", "root", ("assume",)) in lines(found)
    assert len(found.spots) <= NODES_LIMIT
    assert len(found.arrows) <= WAYS_LIMIT
    assert found.more_ways == 301 - len(found.arrows)
    assert "Not drawn" in found.remainder


def test_a_fan_is_cut_so_that_others_are_seen() -> None:
    roles = [role(f"r{number}", statement({"AWS": "444455556666"})) for number in range(50)]
    found = drawn(*roles, role("other", statement({"AWS": "999999999999"})))
    assert ("999999999999", "other", ("assume",)) in lines(found)
    assert sum(name == "444455556666" for name, _, _ in lines(found)) == END_LIMIT
    drawn_alone = {spot.name for spot in found.spots} - {end for one, other, _ in lines(found) for end in (one, other)}
    assert not drawn_alone, "whoever has ways that are not drawn looks as if there were none"


def test_several_stacks_are_one_map() -> None:
    function = Resource.of("aws:lambda/function:Function", "api", in_stack="prod", role=f"{ACCOUNT}/a")
    stacks = [Stack((role("a", statement({"Service": "lambda.amazonaws.com"})),)), Stack((function,))]
    assert ("api", "a", ("runs as",)) in lines(map_of(stacks, Settings()))
    assert map_of([], Settings()) == Map()


def test_an_identity_that_another_stands_for_is_counted() -> None:
    """Two exports may have one URN for different roles, of two accounts; the picture shows one of them, and says so."""
    one = role("a", statement({"Service": "lambda.amazonaws.com"}))
    other = role("a", statement({"Service": "lambda.amazonaws.com"}), arn="arn:aws:iam::999999999999:role/a")
    assert map_of([Stack((one,)), Stack((one,))], Settings()).remainder == ""
    assert map_of([Stack((one,)), Stack((other,))], Settings()).more_spots == 1


CANARY = "c4n4ry-0b1d-secret"


@pytest.mark.parametrize(
    "document",
    [
        trust(statement({"AWS": f"arn:aws:iam::444455556666:role/{CANARY}"})),
        trust(github(StringLike={"sub": f"repo:{CANARY}/*"})),
        trust(statement({"Service": f"{CANARY}.amazonaws.com"})),
    ],
    ids=["principal", "subject", "service"],
)
def test_no_secret_is_drawn(document: dict[str, Any]) -> None:
    found = drawn(role("a", assumeRolePolicy=Secret(json.dumps(document))))
    assert found.arrows
    assert CANARY not in repr(found)


PAIRS = st.lists(st.tuples(st.sampled_from("abcdefghij"), st.sampled_from("abcdefghij")), max_size=40)


@given(PAIRS)
def test_nothing_stands_in_the_place_of_another_and_lines_lead_right(pairs: list[tuple[str, str]]) -> None:
    keys = list("abcdefghijk")
    made = layout(keys, pairs)
    assert set(made.at) == set(keys)
    bends = [bend for each in made.bends.values() for bend in each]
    places = [*made.at.values(), *bends]
    assert len(places) == len(set(places))
    assert all(0 <= column < made.columns and 0 <= row <= made.rows for column, row in places)
    for source, target in made.bends:
        assert made.at[source][0] < made.at[target][0]
    assert made == layout(keys, pairs)


def test_a_long_chain_is_no_wider_than_a_screen_or_two() -> None:
    keys = [str(number) for number in range(500)]
    assert layout(keys, list(pairwise(keys))).columns <= 6
