"""What conditions are said to ask is true of every request that they let through."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.roles import statement, trust

from daypass.iam.asked import asked_of, asked_under, limiting_keys
from daypass.iam.condition import Condition, Operator
from daypass.iam.document import Document
from daypass.iam.glob import matches
from daypass.model.kind import Claim

OPERATORS = ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "StringNotEquals", "StringNotLike", "Null"]
PREFIXES = ["", "ForAllValues:", "ForAnyValue:"]
KEYS = ["a", "A", "b"]
VALUES = ["x", "X", "x*", "*", "xy", "true", "false"]

conditions = st.lists(
    st.tuples(
        st.sampled_from(PREFIXES),
        st.sampled_from(OPERATORS),
        st.sampled_from(["", "IfExists"]),
        st.sampled_from(KEYS),
        st.lists(st.sampled_from(VALUES), max_size=2),
    ),
    max_size=4,
)
requests = st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["x", "X", "xy", "y", ""]))


def lets_through(condition: Condition, request: Mapping[str, str]) -> bool:
    """What AWS does with one condition and a request whose keys have one value each."""
    value = request.get(condition.key.lower())
    if condition.operator == "Null":
        return any((value is None) == (wanted == "true") for wanted in condition.values)
    if value is None:
        if condition.qualifier:
            return condition.qualifier == "ForAllValues"
        return condition.if_exists or condition.test.negated
    found = any(_equal(condition.operator.replace("Not", ""), wanted, value) for wanted in condition.values)
    return not found if condition.test.negated else found


def _equal(operator: str, wanted: str, value: str) -> bool:
    if operator == "StringLike":
        return matches(wanted, value)
    return wanted.lower() == value.lower() if operator == "StringEqualsIgnoreCase" else wanted == value


def made(parts: list[tuple[str, str, str, str, list[str]]]) -> tuple[Condition, ...]:
    """The conditions of those parts that AWS would accept."""
    found = []
    for prefix, base, if_exists, key, values in parts:
        operator = Operator.parse(f"{prefix}{base}{if_exists}")
        if operator and not (base == "Null" and (prefix or not set(values) <= {"true", "false"})):
            found.append(Condition(operator.base, operator.qualifier, operator.if_exists, key, tuple(values)))
    return tuple(found)


def fits(claim: Claim, value: str) -> bool:
    if claim.folded:
        return claim.text.lower() == value.lower()
    return claim.text == value if claim.exact else matches(claim.text, value)


@given(conditions, requests)
def test_what_is_let_through_has_what_is_asked(
    parts: list[tuple[str, str, str, str, list[str]]], request: dict[str, str]
) -> None:
    """The heart of every trust rule: a claim that is said to be pinned is pinned."""
    asking = made(parts)
    if all(lets_through(condition, request) for condition in asking):
        for key, claims in asked_of(asking, "2012-10-17").items():
            assert key in request
            assert any(fits(claim, request[key]) for claim in claims)


def asked(version: str = "2012-10-17", **condition: object) -> dict[str, list[tuple[str, bool]]]:
    """Key → (text, exact) of each alternative, of one statement with these operators."""
    (only,) = Document.parse(trust(statement("*", **condition), version=version)).statements
    found = asked_of(only.conditions, version)
    return {key: [(claim.text, claim.exact) for claim in claims] for key, claims in found.items()}


def test_variables_stand_for_anything_and_spelt_signs_for_themselves() -> None:
    assert asked(StringEquals={"k": "repo:${aws:PrincipalTag/x}:a"}) == {"k": [("repo:*:a", False)]}
    assert asked(StringEquals={"k": "repo:${unclosed"}) == {"k": [("repo:*", False)]}
    assert asked(StringEquals={"k": "a${*}b${?}${$}"}) == {"k": [("a*b?$", True)]}
    assert asked("2008-10-17", StringEquals={"k": "${aws:username}"}) == {"k": [("${aws:username}", True)]}


def test_what_belongs_to_the_thing_asked_for_is_nothing_that_a_caller_brings() -> None:
    assert asked(StringEquals={"k": "${AWS:resourceorgid}"}) == {"k": [("${aws:ResourceOrgID}", True)]}
    assert asked(StringLike={"k": "${aws:ResourceAccount}"}) == {"k": [("${aws:ResourceAccount}", True)]}
    assert asked(StringEquals={"k": "${aws:ResourceOrgID}*"}) == {"k": [("**", False)]}
    assert asked(StringEquals={"k": "${aws:PrincipalOrgID}"}) == {"k": [("*", False)]}


def test_wildcards_count_where_the_operator_takes_them() -> None:
    assert asked(StringEquals={"k": "a*"}) == {"k": [("a*", True)]}
    assert asked(StringLike={"k": ["a", "a?"]}) == {"k": [("a", True), ("a?", False)]}
    assert asked(ArnEquals={"k": "arn:aws:iam::1:role/*"}) == {"k": [("arn:aws:iam::1:role/*", False)]}


def test_of_two_conditions_on_one_key_the_narrower_stands() -> None:
    both = asked(StringLike={"k": "a*"}, StringEquals={"K": ["abc"]})
    assert both == {"k": [("abc", True)]}
    assert asked(StringLike={"k": "ab*"}, **{"ForAnyValue:StringLike": {"k": "a*"}}) == {"k": [("ab*", False)]}


@pytest.mark.parametrize("operator", ["NumericEquals", "DateEquals", "Bool", "IpAddress", "BinaryEquals"])
def test_only_texts_are_asked_for_but_every_kind_of_value_limits(operator: str) -> None:
    (only,) = Document.parse(trust(statement("*", **{operator: {"k": "1"}}))).statements
    assert asked_of(only.conditions, "2012-10-17") == {}
    assert limiting_keys(only.conditions, "2012-10-17") == {"k"}


def test_claims_stand_under_their_issuer() -> None:
    claim = (Claim("x", exact=True),)
    everything = {"issuer.example/a:sub": claim, "issuer.example:sub": claim, "other.example:sub": claim}
    assert asked_under("Issuer.example/A", everything) == {"sub": claim}
    assert asked_under("issuer.example", everything) == {"sub": claim}
