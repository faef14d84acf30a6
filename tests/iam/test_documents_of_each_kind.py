"""AWS's own line between documents that it takes and documents that it refuses is ours too.

The cases are in `cases/documents.json`: `document` is the object, or its JSON as text where the text itself is the
point. `fill`: the text FILL in it is made as long as AWS must be to count so many characters; `white`: so many spaces
stand between the tokens. `place`: where inside the document the refusal must be. Each names who says so.
"""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daypass.data.managed_documents import FILE
from daypass.iam.acceptance import check, size
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.kind import KINDS
from daypass.iam.scope import boundary_document, grant_document
from daypass.iam.statement import PRINCIPAL_KINDS
from daypass.model.grant import Grant
from daypass.model.resource import UNKNOWN, Secret, Undecided
from daypass.model.term import CLASSES

CASES: Final[list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "cases" / "documents.json").read_text(encoding="utf-8")
)
ACCEPTED: Final = [case for case in CASES if case["accepted"]]
REFUSED: Final = [case for case in CASES if not case["accepted"]]

named = pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case["name"])


def text_of(case: dict[str, Any]) -> str:
    """The text as it is sent to AWS, as long as the case says."""
    document = case["document"]
    text = document if isinstance(document, str) else json.dumps(document, separators=(",", ":"))
    text = text.replace("{", "{" + " " * case.get("white", 0), 1)
    if "fill" not in case:
        return text
    counted = size(Document.parse(text), case["kind"], text=text)
    return text.replace("FILL", "x" * (case["fill"] - counted + len("FILL")))


@named
def test_what_aws_takes_is_taken_and_printed_as_it_was(case: dict[str, Any]) -> None:
    text = text_of(case)
    document = Document.parse(text, path="policy")
    check(document, case["kind"], text=text)
    assert document.as_written() == json.loads(text) == json.loads(document.to_json()), case["source"]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["name"])
def test_what_aws_refuses_is_refused_at_its_place(case: dict[str, Any]) -> None:
    text = text_of(case)
    with pytest.raises(MalformedDocument) as caught:
        check(Document.parse(text, path="policy"), case["kind"], text=text)
    assert caught.value.place == "policy" + (f".{case['place']}" if case["place"] else ""), case["why"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_case_says_who_says_so(case: dict[str, Any]) -> None:
    assert case["kind"] in KINDS
    assert case["source"].startswith("https://")
    assert case["why"]
    assert ("place" in case) is not case["accepted"]


def test_the_table_is_large_enough_and_covers_each_kind_from_both_sides() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 100
    assert len(ACCEPTED) >= 45
    assert len(REFUSED) >= 45
    taken, refused = (Counter(case["kind"] for case in cases) for cases in (ACCEPTED, REFUSED))
    assert set(taken) == set(refused) == set(KINDS), (taken, refused)


def test_each_kind_says_its_source() -> None:
    assert all(kind.source.startswith("https://docs.aws.amazon.com/") for kind in KINDS.values())


# What AWS, and we, have written.


def test_every_policy_of_aws_itself_is_worded_as_we_ask() -> None:
    """AWS has taken them all. Their length is its own affair: some are longer than a customer's may be."""
    kind = replace(KINDS["managed"], limit=10**6, version="")
    lines = FILE.read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) > 1000
    for line in lines:
        policy = json.loads(line)
        check(Document.parse(policy["document"], path=policy["policy"]), kind)


@pytest.mark.parametrize("workload_class", ["", *CLASSES])
def test_our_boundaries_are_boundaries(workload_class: str) -> None:
    check(Document.parse(boundary_document(workload_class)), "boundary")


def test_our_grants_are_policies_of_a_role() -> None:
    check(Document.parse(grant_document(Grant.parse("s3:PutObject on arn:aws:s3:::invoice-prod/*"))), "role-inline")


# What is not known yet.


def statement(**more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **more}


@pytest.mark.parametrize(
    "document",
    [
        {"Statement": [UNKNOWN]},
        {"Statement": [statement(Action=["s3:*", UNKNOWN])]},
        {"Statement": [statement(Resource=Secret(UNKNOWN))]},
        {"Statement": [statement(Sid=UNKNOWN)]},
        {"Statement": [statement(), statement(Condition={"StringEquals": {"aws:SourceVpc": UNKNOWN}})]},
    ],
)
def test_what_hides_behind_an_unknown_is_undecided(document: Any) -> None:
    with pytest.raises(Undecided):
        check(Document.parse(document), "identity")


def test_what_is_wrong_beside_an_unknown_is_wrong() -> None:
    document = Document.parse({"Statement": [UNKNOWN, statement(Resource=UNKNOWN, Action=["s3:*", "GetObject"])]})
    with pytest.raises(MalformedDocument) as caught:
        check(document, "identity")
    assert caught.value.place == "Statement[1].Action[1]"


def test_a_secret_is_judged_and_not_told() -> None:
    document = Document.parse({"Statement": Secret(statement(Action=Secret(["canary-8f14e45f"])))}, path="policy")
    with pytest.raises(MalformedDocument) as caught:
        check(document, "role-inline")
    assert caught.value.place == "policy.Statement.Action[0]"
    assert "canary" not in str(caught.value)


# Any document of the grammar, and any other.

TEXTS = st.text(st.characters(max_codepoint=0xFF, exclude_categories=["C"]), max_size=12)
VALUES = st.one_of(TEXTS, st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))


def one_or_more(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, min_size=1, max_size=4)


ACTIONS = one_or_more(
    st.sampled_from(["*", "s3:Get*", "S3:putobject", "iam:*Key*", "ec2:Run?nstances", "sts:AssumeRole"])
)
RESOURCES = one_or_more(
    st.sampled_from(["*", "arn:aws:sqs", "arn:*:s3:::b/${aws:username, 'x'}/*", "arn:aws:iam::123456789012:role/*"])
)
CALLERS = one_or_more(
    st.sampled_from(
        ["*", "123456789012", "arn:aws:iam::123456789012:root", "arn:aws:sts::123456789012:assumed-role/a/b"]
    )
)
PRINCIPALS = st.just("*") | st.fixed_dictionaries(
    {"AWS": CALLERS},
    optional={"Service": st.just("ec2.amazonaws.com"), "CanonicalUser": st.just("79a59df900b949e55d96a1e698fbaced")},
)
OPERATORS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "ForAllValues:", "ForAnyValue:"]),
    st.sampled_from(["StringEquals", "StringNotLike", "NumericLessThan", "DateEquals", "Bool", "ArnLike", "IpAddress"]),
    st.sampled_from(["", "IfExists"]),
)
KEYS = st.sampled_from(["aws:SourceVpc", "aws:PrincipalTag/team", "s3:prefix"])
CONDITIONS = st.dictionaries(
    OPERATORS, st.dictionaries(KEYS, VALUES | st.lists(VALUES, max_size=4), min_size=1, max_size=3), max_size=3
)


def either(one: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from([one, f"Not{one}"]).flatmap(lambda name: st.fixed_dictionaries({name: values}))


def statements(*, principal: bool) -> st.SearchStrategy[dict[str, Any]]:
    more = {"Sid": st.from_regex(r"[0-9A-Za-z]{0,8}", fullmatch=True), "Condition": CONDITIONS}
    parts = [
        st.fixed_dictionaries({"Effect": st.sampled_from(["Allow", "Deny"])}, optional=more),
        either("Action", ACTIONS),
        either("Resource", RESOURCES),
        *([st.fixed_dictionaries({"Principal": PRINCIPALS})] if principal else []),
    ]
    merged = st.tuples(*parts).map(lambda made: {name: part for one in made for name, part in one.items()})
    return merged.flatmap(
        lambda made: st.permutations(list(made)).map(lambda order: {name: made[name] for name in order})
    )


def documents(*, principal: bool) -> st.SearchStrategy[dict[str, Any]]:
    listed = st.lists(
        statements(principal=principal), min_size=1, max_size=4, unique_by=lambda one: one.get("Sid", id(one))
    )
    version = {"Version": st.sampled_from(["2008-10-17", "2012-10-17"])}
    return st.fixed_dictionaries({"Statement": statements(principal=principal) | listed}, optional=version)


@settings(deadline=None)
@given(documents(principal=False))
def test_every_identity_policy_of_the_grammar_is_taken_and_printed_as_it_was(value: dict[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False)
    document = Document.parse(text)
    check(document, "role-inline", text=text)
    assert document.as_written() == json.loads(document.to_json()) == value
    assert Document.parse(value).to_json() == document.to_json()


@settings(deadline=None)
@given(documents(principal=True))
def test_every_resource_policy_of_the_grammar_is_taken_and_printed_as_it_was(value: dict[str, Any]) -> None:
    document = Document.parse(json.dumps(value, indent=2))
    check(document, "resource")
    assert document.as_written() == json.loads(document.to_json()) == value


WORDS = st.sampled_from(
    [
        *("Version", "Id", "Statement", "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal"),
        *("NotPrincipal", "Condition", *PRINCIPAL_KINDS, "StringEquals", "Null", "aws:SourceVpc", "*", "Allow", "Deny"),
        *("2012-10-17", "s3:GetObject", "arn:aws:s3:::a", "arn:aws:iam::1:*/*", "123456789012", "::::::", "\u65e5", ""),
    ]
)
ANYTHING = st.recursive(
    WORDS | st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=24,
)
ODD_STATEMENTS = st.dictionaries(WORDS, ANYTHING, max_size=3).flatmap(
    lambda odd: statements(principal=True).map(lambda made: made | odd)
)


@settings(deadline=None, max_examples=300)
@given(ANYTHING | st.fixed_dictionaries({"Statement": ODD_STATEMENTS | st.lists(ODD_STATEMENTS, max_size=3)}))
def test_whatever_is_said_each_kind_takes_it_or_says_where_it_is_malformed(value: Any) -> None:
    for kind in KINDS:
        try:
            document = Document.parse(json.dumps(value), path="policy")
            check(document, kind)
        except MalformedDocument as malformed:
            assert malformed.place.startswith("policy")  # noqa: PT017 - either outcome is right, and nothing else
            assert malformed.fact  # noqa: PT017 - as above
