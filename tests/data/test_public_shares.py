"""The table of what is shared by a list names types and properties that the providers have."""

import pytest
from tests.support.provider_sdk import problem_in_schema, problem_in_sdk

from daypass.data.public_shares import SharePlace, public_shares
from daypass.data.table import read_table

PLACES = list(public_shares().items())


@pytest.mark.parametrize(("type_", "place"), PLACES, ids=[type_ for type_, _ in PLACES])
def test_type_and_property_are_those_of_the_provider(type_: str, place: SharePlace) -> None:
    is_native = type_.startswith("aws-native:")
    problem = problem_in_schema(type_, place.path) if is_native else problem_in_sdk(type_, place.path, frozenset())
    assert problem == ""


def test_each_type_has_one_place_with_a_noun() -> None:
    assert len(PLACES) == len(read_table("public_shares").rows)
    assert all(place.noun for _, place in PLACES)
