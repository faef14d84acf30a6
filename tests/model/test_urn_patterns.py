"""A pattern of URNs names what it says: within one part, or all that remain."""

import pytest

from daypass.model.urn import stack_matches, urn_matches

USER = "urn:pulumi:prod::billing::aws:iam/user:User::bob"


@pytest.mark.parametrize(
    ("pattern", "urn", "named"),
    [
        (USER, USER, True),
        ("urn:pulumi:prod::billing::**", USER, True),
        ("urn:pulumi:*::billing::**", USER, True),
        ("**", USER, True),
        ("urn:pulumi:*::billing::aws:iam/*::*", USER, True),
        ("urn:pulumi:prod::billing::aws:iam/user:User::*o*", USER, True),
        ("urn:pulumi:prod::billing::aws:iam/user:User::b*b*b", USER, False),
        ("urn:pulumi:prod::*", USER, False),
        ("urn:pulumi:p*::aws:iam/user:User::bob", USER, False),
        ("urn:pulumi:prod::bill::**", USER, False),
        ("urn:pulumi:prod::billing::aws:iam/user:User::*", f"{USER}::x", True),
        ("urn:pulumi:prod::billing::*::bob", "urn:pulumi:prod::billing::c:i:C$aws:iam/user:User::bob", True),
        ("", USER, False),
        (USER, "", False),
        (
            "urn:pulumi:prod::p::pulumi:providers:aws::default_7_51_1",
            "urn:pulumi:prod::p::pulumi:providers:aws::default_8_0_0",
            True,
        ),
        (
            "urn:pulumi:prod::p::pulumi:providers:aws::default_*",
            "urn:pulumi:prod::p::pulumi:providers:aws::default_8_0_0",
            True,
        ),
        (
            "urn:pulumi:prod::p::pulumi:providers:aws::default_*",
            "urn:pulumi:prod::p::pulumi:providers:aws::east",
            False,
        ),
        ("urn:pulumi:prod::p::pulumi:providers:aws::default", "urn:pulumi:prod::p::pulumi:providers:aws::east", False),
    ],
)
def test_a_star_stays_within_its_part_and_two_take_the_rest(pattern: str, urn: str, named: bool) -> None:  # noqa: FBT001 - a table
    assert urn_matches(pattern, urn) == named


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("urn:pulumi:prod::billing::x::y", True),
        ("urn:pulumi:*::billing::**", True),
        ("urn:pulumi:dev::billing::**", False),
        ("urn:pulumi:prod::other::x::y", False),
        ("**", True),
    ],
)
def test_the_stack_of_a_pattern_is_its_first_two_parts(pattern: str, named: bool) -> None:  # noqa: FBT001 - a table
    assert stack_matches(pattern, USER) == named
