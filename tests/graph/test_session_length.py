"""How long a session lasts is read alike wherever it is asked, and what is no number of seconds is none."""

from typing import Any

import pytest

from daypass.graph.session_length import LENGTH, PROFILES, seconds_said, session_seconds
from daypass.graph.ways import ROLE, USER, kinds_of
from daypass.model.identity_types import ROLES_AND_USERS
from daypass.model.resource import UNKNOWN, Resource, Undecided


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, 3600),
        (900, 900),
        (900.0, 900),
        ("900", 900),
        (900.5, None),
        ("15m", None),
        ("-900", None),
        ("1234567890", None),
        (0, None),
        (True, None),
        ([900], None),
        (UNKNOWN, None),
    ],
)
def test_a_whole_number_of_seconds_counts_however_it_is_written(said: Any, seconds: int | None) -> None:
    assert seconds_said(said) == seconds


@pytest.mark.parametrize("type_", [*kinds_of(ROLE), *PROFILES])
def test_a_length_that_is_not_known_yet_leaves_it_undecided(type_: str) -> None:
    assert session_seconds(Resource.of(type_, "x", **{LENGTH[type_]: 1800})) == 1800
    assert session_seconds(Resource.of(type_, "x")) == 3600
    with pytest.raises(Undecided, match=LENGTH[type_]):
        session_seconds(Resource.of(type_, "x", **{LENGTH[type_]: UNKNOWN}))


def test_roles_and_users_are_those_to_which_something_is_given() -> None:
    assert set(ROLES_AND_USERS) == {*kinds_of(ROLE), *kinds_of(USER)}
