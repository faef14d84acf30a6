"""A consumer means the role that AWS would give it, and where that is not certain, none."""

import time
from dataclasses import replace

from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource


def role(stack: str, account: str, **inputs: object) -> Resource:
    given = {"name": "shared", "arn": f"arn:aws:iam::{account}:role/shared", **inputs}
    return Resource.of("aws:iam/role:Role", "shared", stack=stack, **given)


def crawler(stack: str, said: object = "shared") -> Resource:
    return Resource.of("aws:glue/crawler:Crawler", "crawler", stack=stack, role=said)


def used(*resources: Resource) -> list[str]:
    return [use.role for use in Consumers(Stack(resources)).uses]


DEV, PROD = role("dev", "111122223333"), role("prod", "444455556666")


def test_a_name_means_the_role_of_the_same_stack() -> None:
    assert used(DEV, PROD, crawler("dev"), crawler("prod")) == [DEV.urn, PROD.urn]


def test_a_name_that_two_other_stacks_have_means_neither() -> None:
    assert used(DEV, PROD, crawler("test")) == ["shared"]
    assert used(DEV, crawler("test")) == [DEV.urn]


def test_an_arn_means_the_role_of_its_account_in_whatever_stack() -> None:
    assert used(DEV, PROD, crawler("dev", "arn:aws:iam::444455556666:role/shared")) == [PROD.urn]
    assert used(DEV, crawler("dev", "arn:aws:iam::999999999999:role/shared")) == [
        "arn:aws:iam::999999999999:role/shared"
    ]


def test_a_role_whose_arn_is_not_known_yet_is_meant_by_one_that_ends_in_its_name() -> None:
    new = replace(role("dev", ""), inputs=role("dev", "", arn=UNKNOWN).inputs)
    assert used(new, crawler("dev", "arn:aws:iam::111122223333:role/team/shared")) == [new.urn]


def test_a_role_is_known_by_the_id_that_its_provider_gave_it() -> None:
    new = replace(Resource.of("aws:iam/role:Role", "new"), id="new-1a2b3c4")
    assert used(new, crawler("dev", "new-1a2b3c4")) == [new.urn]


def test_many_roles_of_one_name_cost_time_in_proportion() -> None:
    """Four times as many may cost four times the time, with room for a busy machine, not sixteen times."""
    quarter = min(_seconds(2_000) for _ in range(3))
    assert min(_seconds(8_000) for _ in range(3)) < 12 * max(quarter, 0.01)


def _seconds(count: int) -> float:
    roles = [Resource.of("aws:iam/role:Role", f"r{index}", name="same") for index in range(count)]
    users = [Resource.of("aws:lambda/function:Function", f"f{index}", role="same") for index in range(count)]
    begun = time.process_time()
    assert used(*roles, *users) == ["same"] * count
    return time.process_time() - begun
