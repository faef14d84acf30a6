"""A resource without tags is shown with those that it should have; one that has some is left to its author."""

import json
from typing import Any

import pytest

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.mending.tagged import tagged

OWNER = {"daypass:owner": "OWNER"}


def shown(tags: Any, type_: str = "aws:iam/role:Role") -> Any:
    return json.loads(tagged(Resource.of(type_, "r", tags=tags), OWNER) or "null")


@pytest.mark.parametrize("nothing", [None, {}, []])
def test_tags_are_a_map_or_for_one_provider_a_list(nothing: Any) -> None:
    assert shown(nothing) == {"tags": OWNER}
    assert shown(nothing, "aws-native:iam:Role") == {"tags": [{"key": "daypass:owner", "value": "OWNER"}]}


@pytest.mark.parametrize("some", [{"Name": "api"}, [{"key": "Name"}], UNKNOWN, Secret({}), "x", 7])
def test_what_it_says_already_is_not_repeated(some: Any) -> None:
    assert shown(some) is None
