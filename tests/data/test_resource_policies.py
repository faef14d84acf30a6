"""The table of resource policies names types and properties that the providers have."""

import pytest
from tests.support.provider_sdk import problem_in_schema, problem_in_sdk

from daypass.data.resource_policies import EXPOSURES, FORMS, PolicyPlace, resource_policies
from daypass.data.table import read_table

PLACES = list(resource_policies().items())


@pytest.mark.parametrize(("type_", "place"), PLACES, ids=[type_ for type_, _ in PLACES])
def test_type_and_properties_are_those_of_the_provider(type_: str, place: PolicyPlace) -> None:
    paths = [path for path in (place.path, place.target) if path]
    if type_.startswith("aws-native:"):
        # The schemas have documents as objects, so that only "leads to no text" is what it should be.
        assert [found for path in paths if (found := problem_in_schema(type_, path)).startswith("no ")] == []
    else:
        assert [found for path in paths if (found := problem_in_sdk(type_, path, frozenset()))] == []


def test_each_type_has_one_place_and_the_words_are_known() -> None:
    assert len(PLACES) == len(read_table("resource_policies").rows)
    assert {place.form for _, place in PLACES} == set(FORMS)
    assert {place.exposure for _, place in PLACES} == set(EXPOSURES)
    assert all(place.noun and place.service for _, place in PLACES)


@pytest.mark.parametrize(
    "service",
    ["secretsmanager", "kms", "sqs", "sns", "s3", "lambda", "ecr", "es", "elasticfilesystem", "events", "glacier"],
)
def test_what_is_shared_most_is_there(service: str) -> None:
    assert service in {place.service for _, place in PLACES}
