"""A policy document is read as AWS reads it, or not at all."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daypass.iam.document import EVERYONE, Document, MalformedDocument
from daypass.model.resource import UNKNOWN, Properties, Secret, Undecided

ALLOW: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def parse(*statements: Any, **more: Any) -> Document:
    return Document.parse(json.dumps({"Version": "2012-10-17", "Statement": list(statements), **more}), path="policy")


def test_a_single_statement_needs_no_list_and_a_single_value_none_either() -> None:
    document = Document.parse(json.dumps({"Statement": ALLOW}), path="policy")
    assert document.statements[0].actions == ("s3:GetObject",)
    assert document.statements[0].path == "policy.Statement"
    assert document.version == "2008-10-17"


def test_each_statement_knows_where_it_stands() -> None:
    assert [(one.index, one.path) for one in parse(ALLOW, ALLOW).statements] == [
        (0, "policy.Statement[0]"),
        (1, "policy.Statement[1]"),
    ]


def test_everyone_is_a_kind_of_its_own() -> None:
    assert parse({"Effect": "Allow", "Action": "*", "Principal": "*"}).statements[0].principals == {EVERYONE: ("*",)}


def test_values_of_conditions_are_compared_as_texts() -> None:
    condition = {"Bool": {"aws:SecureTransport": True}, "NumericLessThan": {"s3:max-keys": [10, 2.5, 3600.0]}}
    first, second = parse({**ALLOW, "Condition": condition}).statements[0].conditions
    assert (first.values, second.values) == (("true",), ("10", "2.5", "3600"))
    assert first.is_on("AWS:securetransport")


@pytest.mark.parametrize(
    ("written", "operator", "qualifier", "if_exists"),
    [
        ("StringLike", "StringLike", "", False),
        ("stringlikeifexists", "StringLike", "", True),
        ("ForAllValues:StringEquals", "StringEquals", "ForAllValues", False),
        ("foranyvalue:ArnLikeIfExists", "ArnLike", "ForAnyValue", True),
        ("Null", "Null", "", False),
    ],
)
def test_operators_are_taken_apart(written: str, operator: str, qualifier: str, if_exists: bool) -> None:  # noqa: FBT001 - a column of the table
    condition = parse({**ALLOW, "Condition": {written: {"aws:SourceArn": "x"}}}).statements[0].conditions[0]
    assert (condition.operator, condition.qualifier, condition.if_exists) == (operator, qualifier, if_exists)


MALFORMED = {
    "no JSON": "{",
    "empty": "",
    "a list": "[]",
    "a number": "1",
    "NaN": '{"Statement": NaN}',
    "no Statement": '{"Version": "2012-10-17"}',
    "another version": '{"Version": "2020-01-01", "Statement": []}',
    "an element AWS does not know": '{"Statement": [], "Statements": []}',
    "a key twice": '{"Statement": [], "Statement": [{"Effect": "Allow", "Action": "*"}]}',
    "an effect twice": '{"Statement": {"Effect": "Deny", "Effect": "Allow", "Action": "*"}}',
    "a number too long to read": '{"Statement": ' + "1" * 5000 + "}",
    "longer than AWS takes": '{"Statement": []}' + " " * 2**20,
    "nested too deep": "[" * 10_000,
    "nested too deep and closed": '{"a":' * 10_000 + "1" + "}" * 10_000,
}
MALFORMED_STATEMENTS: dict[str, Any] = {
    "a text": "Allow",
    "null": None,
    "no effect": {"Action": "*"},
    "a small effect": {**ALLOW, "Effect": "allow"},
    "no action": {"Effect": "Allow", "Resource": "*"},
    "both actions": {**ALLOW, "NotAction": "iam:*"},
    "both resources": {**ALLOW, "NotResource": "*"},
    "both principals": {"Effect": "Allow", "Action": "*", "Principal": "*", "NotPrincipal": {"AWS": "1"}},
    "an action that is a number": {**ALLOW, "Action": [1]},
    "an action that is null": {**ALLOW, "Action": None},
    "white space in an action": {**ALLOW, "Action": ["s3:GetObject", " * "]},
    "white space in what is left out": {"Effect": "Allow", "NotAction": "iam: *", "Resource": "*"},
    "a list in a list": {**ALLOW, "Action": [["s3:*"]]},
    "nothing left out": {"Effect": "Allow", "NotAction": [], "Resource": "*"},
    "nobody left out": {"Effect": "Allow", "Action": "*", "NotPrincipal": {"AWS": []}},
    "a principal of no kind": {"Effect": "Allow", "Action": "*", "Principal": "arn:aws:iam::111122223333:root"},
    "a kind that is none": {"Effect": "Allow", "Action": "*", "Principal": {"Aws": "*"}},
    "an operator that is none": {**ALLOW, "Condition": {"StringMatches": {"a": "b"}}},
    "Null if it exists": {**ALLOW, "Condition": {"NullIfExists": {"a": "true"}}},
    "a qualifier that is none": {**ALLOW, "Condition": {"ForSomeValues:StringLike": {"a": "b"}}},
    "one key in two spellings": {**ALLOW, "Condition": {"StringEquals": {"aws:SourceArn": "a", "AWS:SourceArn": "b"}}},
    "a condition without a key": {**ALLOW, "Condition": {"StringEquals": "a"}},
    "an element of another language": {**ALLOW, "Principals": "*"},
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_what_cannot_be_read_one_way_is_malformed(text: str) -> None:
    with pytest.raises(MalformedDocument, match="policy"):
        Document.parse(text, path="policy")


@pytest.mark.parametrize("statement", MALFORMED_STATEMENTS.values(), ids=MALFORMED_STATEMENTS)
def test_a_malformed_statement_is_named_by_its_place(statement: Any) -> None:
    with pytest.raises(MalformedDocument, match=r"policy\.Statement\[1\]"):
        parse(ALLOW, statement)


def test_an_error_holds_nothing_of_the_document() -> None:
    """The text of a JSON error is the whole document, and the document may be a secret."""
    with pytest.raises(MalformedDocument) as caught:
        Document.parse('{"Statement": "canary-8f14e45f", ', path="policy")
    assert "canary" not in f"{caught.value} {caught.value.__context__} {caught.value.__cause__}"


def test_an_unknown_is_undecided_only_for_who_reads_it() -> None:
    document = Document.parse(
        {"Statement": [UNKNOWN, {"Effect": "Allow", "Action": "s3:*", "Resource": ["a", UNKNOWN]}]}, path="policy"
    )
    unknown, _, partly = document.statements
    assert partly.actions == ("s3:*",)
    with pytest.raises(Undecided) as inner:
        partly.resources  # noqa: B018 - reading is what raises
    assert inner.value.path == "policy.Statement[1].Resource[1]"
    with pytest.raises(Undecided) as outer:
        unknown.has("Action")
    assert outer.value.path == "policy.Statement[0]"


def test_what_is_known_of_a_statement_stands_in_its_place_and_the_whole_after_all() -> None:
    """Each that it names stands for itself: `*` lets everyone in, whoever is named beside it."""
    written = {"Effect": "Allow", "Principal": {"AWS": [UNKNOWN, "*"], "Service": UNKNOWN}, "Action": ["s3:*", UNKNOWN]}
    document = Document.parse({"Statement": [written, ALLOW]}, path="policy")
    part, other, whole = document.statements
    assert (part.is_part, part.index, part.path) == (True, 0, "policy.Statement[0]")
    assert (part.principals, part.actions) == ({"AWS": ("*",)}, ("s3:*",))
    assert (other.is_part, whole.is_part, whole.index, whole.is_fully_known) == (False, False, 0, False)


@pytest.mark.parametrize(
    "written",
    [
        {**ALLOW, "Resource": [UNKNOWN, Secret(UNKNOWN)]},
        {**ALLOW, "Resource": UNKNOWN},
        {"Effect": "Allow", "NotAction": ["s3:*", UNKNOWN], "Resource": "*"},
        {**ALLOW, "Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-1", UNKNOWN]}}},
        {**ALLOW, "Resource": ["a", UNKNOWN], "Effect": UNKNOWN},
        UNKNOWN,
    ],
    ids=["all", "whole", "left-out", "asked", "effect", "statement"],
)
def test_a_statement_of_which_no_part_stands_for_itself_is_there_once(written: Any) -> None:
    (statement,) = Document.parse({"Statement": [written]}).statements
    assert not statement.is_part
    assert not statement.is_fully_known


@pytest.mark.parametrize("value", [UNKNOWN, Secret(UNKNOWN), {"Statement": UNKNOWN}])
def test_a_document_that_is_not_known_is_undecided(value: Any) -> None:
    with pytest.raises(Undecided):
        Document.parse(value, path="policy")


@pytest.mark.parametrize(
    "value",
    [
        Secret(json.dumps({"Statement": ALLOW})),
        {"Statement": [Secret(ALLOW)]},
        {"Statement": {**ALLOW, "Action": Secret("s3:*")}},
        Properties({"Statement": {**ALLOW, "Action": [Secret("s3:*")]}}),
    ],
)
def test_a_mark_of_a_secret_anywhere_marks_the_document(value: Any) -> None:
    assert Document.parse(value).secret
    assert not Document.parse({"Statement": ALLOW}).secret


def test_a_document_of_a_resource_is_found_with_its_path_and_its_mark() -> None:
    properties = Properties({"policy": Secret(json.dumps({"Statement": ALLOW}))}, "inlinePolicies[0]")
    document = Document.at(properties, "policy")
    assert (document.secret, document.path) == (True, "inlinePolicies[0].policy")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["Statement", "Effect", "Action", "Condition"]), inner)
    ),
)


@settings(deadline=None)
@given(JSON)
def test_whatever_json_says_it_is_a_document_or_malformed(value: Any) -> None:
    try:
        assert Document.parse(json.dumps(value)).statements is not None
    except MalformedDocument as malformed:
        assert str(malformed).endswith(".")  # noqa: PT017 - either outcome is right, and nothing else


@settings(deadline=None)
@given(st.text())
def test_whatever_a_text_says_it_is_a_document_or_malformed(text: str) -> None:
    try:
        assert Document.parse(text).statements is not None
    except MalformedDocument as malformed:
        assert malformed.remedy  # noqa: PT017 - as above


@settings(deadline=None)
@given(st.lists(st.sampled_from(["s3:GetObject", "iam:*", "*"]), min_size=1), st.booleans())
def test_text_and_object_say_the_same(actions: list[str], deny: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    body = {"Statement": [{"Effect": "Deny" if deny else "Allow", "Action": actions, "Resource": "*"}]}
    from_text, from_object = Document.parse(json.dumps(body)), Document.parse(Properties(body))
    assert [one.parts for one in from_text.statements] == [one.parts for one in from_object.statements]
