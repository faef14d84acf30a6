"""Whatever is found by what others write of it is found in one way; what differs on purpose is shown side by side."""

from dataclasses import replace
from typing import Any

import pytest

from daypass.graph.consumers import Consumers
from daypass.graph.faults import NOT_HERE, SEVERAL, Fault
from daypass.graph.leaves import leaves
from daypass.graph.names import Names
from daypass.graph.property_path import Leaf, Step, walk
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, kinds_of
from daypass.model.resource import UNKNOWN, Partial, Properties, Provider, Resource

ARN = "arn:aws:iam::111122223333:role"
FOUND = Fault("")


def role(name: str, *, stack: str = "dev", project: str = "app", **inputs: object) -> Resource:
    return Resource.of("aws:iam/role:Role", name, in_stack=stack, in_project=project, **{"name": "shared", **inputs})


def user(**inputs: object) -> Resource:
    return Resource.of("aws:glue/job:Job", "job", in_project="app", roleArn="shared", **inputs)


def under(resource: Resource, provider: str) -> Resource:
    return replace(resource, provider=Provider(urn=provider))


def used(*resources: Resource) -> list[str]:
    return [use.role for use in Consumers(Stack(resources)).uses]


def test_of_two_accounts_in_one_stack_a_name_means_the_role_of_the_same_provider() -> None:
    one, other = under(role("one"), "one"), under(role("other"), "other")
    assert used(one, other, under(user(), "other")) == [other.urn]
    assert used(one, other, under(user(), "third")) == ["shared"]


def test_of_two_environments_a_name_means_the_role_of_the_same_one() -> None:
    dev, prod = role("r", project="base"), role("r", stack="prod", project="base")
    assert used(dev, prod, user()) == [dev.urn]


def test_what_a_pack_is_shown_of_a_role_that_was_looked_up_is_the_role_that_its_stack_makes() -> None:
    """A pack is not told which resources were looked up: those have no inputs of their own."""
    made = role("made", stack="base", arn=f"{ARN}/shared")
    found = replace(role("found"), inputs=Properties(Partial()), outputs=made.inputs)
    assert used(found, made, user()) == [made.urn]
    waiting = replace(user(), inputs=Properties({"roleArn": UNKNOWN}), property_dependencies={"roleArn": (found.urn,)})
    assert used(found, made, waiting) == [made.urn]


def test_what_a_program_says_of_a_role_that_it_looks_up_names_it() -> None:
    found = replace(role("found"), external=True, outputs=Properties(Partial()))
    assert used(found, user()) == [found.urn]


@pytest.mark.parametrize(
    ("text", "whole", "by_last_part"),
    [
        ("shared", FOUND, FOUND),
        ("service-role/shared", NOT_HERE, FOUND),
        (f"{ARN}/team/shared", FOUND, FOUND),
        (f"{ARN}/shared", NOT_HERE, FOUND),
        (f"{ARN}/other", NOT_HERE, NOT_HERE),
        ("arn:x", NOT_HERE, NOT_HERE),
        ("", NOT_HERE, NOT_HERE),
        ("/", NOT_HERE, NOT_HERE),
    ],
)
def test_a_path_counts_for_what_attaches_policies_and_not_for_what_uses_roles(
    text: str, whole: Fault, by_last_part: Fault
) -> None:
    pending = role("pending", path="/team/", arn=UNKNOWN)
    strict = Names.of([pending], kinds_of(ROLE)).named(user(), text)
    loose = Names.of([pending], kinds_of(ROLE), by_last_part=True).named(user(), text)
    assert (strict.fault, loose.fault) == (whole, by_last_part)
    assert {strict.urn, loose.urn} <= {pending.urn, ""}


def test_a_text_that_means_two_things_means_none() -> None:
    names = Names.of([role("a"), role("b")], kinds_of(ROLE))
    assert names.named(user(), "shared").fault == SEVERAL


NO_MAP = "is no map of properties"


@pytest.mark.parametrize(
    ("value", "strict", "loose"),
    [
        ({"b": "x"}, [("a[0].b", "x", "")], [("a.b", "x", "")]),
        ([{"b": "x"}], [("a[0].b", "x", "")], [("a[0].b", "x", "")]),
        ('{"B": "x"}', [("a[0]", None, NO_MAP)], [("a.b", "x", "")]),
        ([[{"b": "x"}]], [("a[0]", None, NO_MAP)], [("a[0][0].b", "x", "")]),
        ([[]], [("a[0]", None, NO_MAP)], []),
        (["x"], [("a[0]", None, NO_MAP)], [("a[0]", None, NO_MAP)]),
        ([UNKNOWN], [("a[0]", UNKNOWN, "")], [("a[0]", UNKNOWN, "")]),
        (UNKNOWN, [("a", UNKNOWN, "")], [("a", UNKNOWN, "")]),
    ],
)
def test_another_shape_is_read_on_where_types_are_many_and_a_fault_where_permissions_are_given(
    value: Any, strict: list[Any], loose: list[Any]
) -> None:
    way = (Step("each"), Step("key", "b"))
    for is_loose, expected in ((False, strict), (True, loose)):
        found = walk(Leaf(value, "a"), way, loose=is_loose)
        assert [(leaf.path, leaf.value, leaf.fault) for leaf in found] == expected
        assert all(leaf.whole == (value is UNKNOWN) for leaf in found)


def test_the_name_of_an_entry_stands_beside_its_value_and_without_one_is_a_fault() -> None:
    entries = [{"name": "n", "policy": "{"}, {"name": "m"}, {}]
    found = list(leaves(role("r", inlinePolicies=entries), "inlinePolicies[].policy", "name"))
    assert [(leaf.name, leaf.value, leaf.fault) for leaf in found] == [("n", "{", ""), ("m", None, "is missing")]
