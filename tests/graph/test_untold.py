"""What is not known is told by words for people, and told apart by whose it is."""

import pytest

from daypass.graph.untold import Untold
from daypass.model.resource import Resource

ROLE = Resource.of("aws:iam/role:Role", "app")
POLICY = Resource.of("aws:iam/rolePolicy:RolePolicy", "app")


@pytest.mark.parametrize(
    ("untold", "words"),
    [
        (Untold.of(POLICY, "policy.Statement[0]"), "policy.Statement[0] of 'app'"),
        (Untold.of("whoever asks", "network"), "network of whoever asks"),
        (Untold("more than can be asked"), "more than can be asked"),
    ],
)
def test_people_read_what_is_not_known_and_of_whom(untold: Untold, words: str) -> None:
    assert str(untold) == words


def test_two_things_of_one_name_are_two() -> None:
    assert str(Untold.of(ROLE, "policy")) == str(Untold.of(POLICY, "policy"))
    assert Untold.of(ROLE, "policy") != Untold.of(POLICY, "policy")
    assert len({Untold.of(ROLE, "policy"), Untold.of(ROLE, "policy")}) == 1
