"""The table of what bears an identity is whole, and tells where each type of the SDK carries its tags."""

import pytest
from tests.support.provider_sdk import problem_in_schema, problem_in_sdk

from daypass.data.identity_bearers import (
    ASKS,
    CARRIES,
    KINDS,
    IdentityBearer,
    bearers_of,
    described_bearers,
    identity_bearers,
    tagged_bearers,
)
from daypass.data.table import read_table
from daypass.model.described import DESCRIBED

BEARERS = list(identity_bearers().values())
NOTHING: frozenset[str] = frozenset()


def named(bearer: IdentityBearer) -> str:
    return bearer.type


def test_every_row_says_what_the_head_explains() -> None:
    rows = read_table("identity_bearers").rows
    assert len(rows) == len(BEARERS)
    assert {row["kind"] for row in rows} == set(KINDS)
    assert {row["carries"] for row in rows} == set(CARRIES)
    assert {row["asks"] for row in rows} == set(ASKS)
    assert all(row["noun"] for row in rows)


@pytest.mark.parametrize("bearer", [one for one in BEARERS if one.type.startswith("aws:")], ids=named)
def test_a_type_of_the_installed_sdk_carries_tags_where_the_table_says_so(bearer: IdentityBearer) -> None:
    assert (problem_in_sdk(bearer.type, "tags.*", NOTHING) == "") == (bearer.carries == "tags")


@pytest.mark.parametrize("bearer", [one for one in BEARERS if one.type.startswith("aws-native:")], ids=named)
def test_a_type_of_cloudformation_carries_them_as_a_list_or_a_map(bearer: IdentityBearer) -> None:
    assert "" in (problem_in_schema(bearer.type, "tags[].key"), problem_in_schema(bearer.type, "tags.*"))


def test_types_are_found_by_kind_and_by_whether_they_carry_tags() -> None:
    assert "aws:kms/grant:Grant" in bearers_of("credential")
    assert "aws:kms/grant:Grant" not in tagged_bearers()
    assert "aws:bedrock/agentAgent:AgentAgent" in tagged_bearers()
    assert bearers_of("nothing") == ()


def test_what_says_it_in_its_description_is_read_so_everywhere() -> None:
    assert set(described_bearers()) == DESCRIBED
