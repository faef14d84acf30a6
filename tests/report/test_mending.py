"""A mended policy is the written one with what was asked for changed, and the rule that asked is content with it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.roles import GITHUB, PROVIDER, github, problems, role, statement, trust

from daypass.iam.admits import admits
from daypass.iam.document import Document
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.report.deciding import deciding
from daypass.report.mending import HIDDEN, difference, is_empty, mended_arguments, mended_document
from daypass_policies.rules import catalog

RULE = catalog()["trust-pins-subject"]
GITLAB = {"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"}
WEB = "sts:AssumeRoleWithWebIdentity"

WIDE = {
    "an organisation": github(StringLike={"sub": "repo:acme/*"}),
    "a repository": github(StringLike={"sub": "repo:acme/invoice:*"}),
    "no subject": github(),
    "no audience": github(audience=False, StringEquals={"sub": "repo:acme/invoice:environment:prod"}),
    "nothing at all": statement({"Federated": PROVIDER}, WEB),
    "if it exists": github(StringEqualsIfExists={"sub": "repo:acme/invoice:environment:prod"}),
    "all of several": github(**{"ForAllValues:StringLike": {"sub": "repo:acme/*"}}),
    "a key in capitals": statement(
        {"Federated": PROVIDER}, WEB, StringLike={f"{GITHUB.upper()}:SUB": "repo:acme/*", f"{GITHUB}:aud": "sts*"}
    ),
    "another issuer": statement(GITLAB, WEB, StringLike={"gitlab.com:sub": "project_path:acme/*"}),
    "beside other conditions": github(StringLike={"sub": "repo:acme/*"}, Bool={"aws:SecureTransport": "true"}),
}


def mended(resource: Resource) -> tuple[Any, Any, list[str]]:
    """The document as written, the mended one, and the lines that tell them apart, of the rule's first finding."""
    problem = problems(RULE, resource)[0]
    decided = deciding(resource, problem.at)
    assert decided is not None
    assert problem.mended is not None
    document = mended_document(decided, problem.mended)
    assert document is not None
    return decided.document.as_written(), document, difference(decided, document, "'deploy'")


@pytest.mark.parametrize("said", WIDE.values(), ids=WIDE)
def test_the_rule_is_content_with_the_mended_policy(said: dict[str, Any]) -> None:
    _, document, lines = mended(role(said))
    assert problems(RULE, Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=json.dumps(document))) == []
    assert [line for line in lines if line.startswith("+")]


@pytest.mark.parametrize("said", [said for name, said in WIDE.items() if name != "if it exists"], ids=str)
def test_the_token_that_gets_in_does_not_get_past_the_mended_policy(said: dict[str, Any]) -> None:
    resource = role(said)
    problem = problems(RULE, resource)[0]
    decided = deciding(resource, problem.at)
    assert decided is not None
    request = decided.request(problem.witness or "")
    assert request is not None

    def lets_in(document: Any) -> bool:
        asked = {"action": request.action, "principal": request.principal, "context": request.context}
        return admits(Document.parse(document), **asked).is_allowed

    assert lets_in(decided.document.as_written())
    assert not lets_in(mended_document(decided, problem.mended or ""))


def test_where_nobody_else_gets_in_no_token_is_shown() -> None:
    decided = deciding(role(WIDE["if it exists"]), "assumeRolePolicy.Statement[0]")
    assert decided is not None
    assert decided.request() is None


@pytest.mark.parametrize("said", WIDE.values(), ids=WIDE)
def test_a_token_that_is_shown_has_a_subject_and_an_audience(said: dict[str, Any]) -> None:
    decided = deciding(role(said), "assumeRolePolicy.Statement[0]")
    assert decided is not None
    if request := decided.request():
        assert all(request.context.get(f"{request.principal.name}:{claim}") for claim in ("sub", "aud"))


def test_nothing_but_the_condition_changes() -> None:
    lambda_ = statement({"Service": "lambda.amazonaws.com"})
    said = {**WIDE["beside other conditions"], "Sid": "Deploy"}
    before, after, lines = mended(role(lambda_, said))
    assert after["Statement"][0] == before["Statement"][0]
    assert list(after["Statement"][1]) == list(before["Statement"][1])
    assert after["Statement"][1]["Condition"]["Bool"] == {"aws:SecureTransport": "true"}
    assert "StringLike" not in after["Statement"][1]["Condition"]
    changed = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert all("Sid" not in line and "Principal" not in line for line in changed)


def test_the_written_policy_is_left_alone() -> None:
    resource = Resource.of("aws-native:iam:Role", "deploy", assumeRolePolicyDocument=trust(WIDE["an organisation"]))
    copy = json.dumps(resource.inputs.raw)
    mended(resource)
    assert json.dumps(resource.inputs.raw) == copy


def test_a_statement_without_a_list_around_it_stays_one() -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": WIDE["an organisation"]})
    _, document, _ = mended(Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=text))
    assert isinstance(document["Statement"], dict)


def test_what_would_lock_out_others_is_not_done_for_anybody() -> None:
    said = statement({"Federated": [PROVIDER, GITLAB["Federated"]]}, WEB)
    resource = role(said)
    decided = deciding(resource, "assumeRolePolicy.Statement[0]")
    assert decided is not None
    problem = problems(RULE, resource)[0]
    assert mended_document(decided, problem.mended or "{}") is None


NO_ELEMENTS = [
    "",
    "ask for more",
    "[]",
    "{}",
    "5",
    '{"StringEquals": {"a": "b"}}',
    '{"Condition": {"StringEquals": "x"}}',
    '{"Condition": []}',
    '{"Statement": {}}',
    '{"Statement": null, "Action": "*"}',
    '{"Effect": "Perhaps"}',
    '{"Effect": null}',
    '{"action": "s3:*"}',
]


@pytest.mark.parametrize("text", NO_ELEMENTS)
def test_what_is_no_element_of_a_statement_is_put_nowhere(text: str) -> None:
    decided = deciding(role(WIDE["no subject"]), "assumeRolePolicy.Statement[0]")
    assert decided is not None
    assert mended_document(decided, text) is None


OPERATORS = st.sampled_from(["StringEquals", "StringLike", "StringEqualsIfExists", "StringEqualsIgnoreCase"])
SUBJECTS = st.sampled_from(["repo:acme/*", "repo:*", "repo:acme/invoice:*", "*", "repo:acme/invoice:ref:refs/heads/*"])


@given(st.dictionaries(OPERATORS, SUBJECTS, max_size=3), st.booleans())
def test_whatever_was_asked_loosely_the_mended_policy_passes(asked: dict[str, str], audience: bool) -> None:  # noqa: FBT001 - drawn
    conditions = {operator: {"sub": value} for operator, value in asked.items()}
    resource = role(github(audience=audience, **conditions))
    if any(problem.mended for problem in problems(RULE, resource)):
        _, document, _ = mended(resource)
        assert problems(RULE, Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=json.dumps(document))) == []


CONDITIONS = {
    "service-trust-asks-source": statement({"Service": "scheduler.amazonaws.com"}),
    "vendor-trust-asks-external-id": statement({"AWS": "arn:aws:iam::464622532012:root"}),
    "trust-names-no-whole-account": statement({"AWS": "arn:aws:iam::444455556666:root"}),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_each_rule_that_asks_for_a_condition_is_content_with_it(name: str) -> None:
    asked = catalog()[name]
    written = role(CONDITIONS[name])
    (problem,) = problems(asked, written)
    decided = deciding(written, problem.at)
    assert decided
    assert problem.mended
    document = mended_document(decided, problem.mended)
    assert problems(asked, Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=json.dumps(document))) == []
    assert [line for line in difference(decided, document, "'deploy'") if line.startswith("+")]


READ = {"Sid": "Read", "Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
LIST = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports"}


def changed(asked: dict[str, Any], *statements: Any, at: int = 0) -> Any:
    """What stands in the mended policy of these statements, where this is asked of one of them."""
    policy = Resource.of("aws:iam/policy:Policy", "p", policy=json.dumps(trust(*statements)))
    decided = deciding(policy, f"policy.Statement[{at}]")
    assert decided is not None
    document = mended_document(decided, json.dumps(asked))
    return document and document["Statement"]


def test_an_element_takes_the_place_of_its_twin() -> None:
    (statement_,) = changed({"Action": ["s3:Get*", "s3:List*"]}, READ)
    assert list(statement_) == ["Sid", "Effect", "Action", "Resource"]
    assert statement_["Action"] == ["s3:Get*", "s3:List*"]


@pytest.mark.parametrize(
    ("asked", "after"),
    [
        ({"Resource": "arn:aws:s3:::x"}, {**LIST, "Resource": "arn:aws:s3:::x"}),
        ({"Effect": "Deny"}, {**LIST, "Effect": "Deny"}),
        ({"Sid": "L", "Action": "s3:*"}, {**LIST, "Action": "s3:*", "Sid": "L"}),
        (
            {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
            {**LIST, "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        ),
    ],
    ids=["resource", "effect", "two", "a condition where there was none"],
)
def test_only_the_elements_that_are_asked_for_change(asked: dict[str, Any], after: dict[str, Any]) -> None:
    assert changed(asked, READ, LIST, at=1) == [READ, after]


TWO_KEYS = {
    "StringLike": {"aws:PrincipalArn": "*", "aws:PrincipalTag/team": "a"},
    "Bool": {"aws:SecureTransport": "true"},
}


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"Condition": None}, None),
        ({"Condition": {"StringLike": {"AWS:PrincipalArn": None}}}, {"StringLike": {"aws:PrincipalTag/team": "a"}}),
        ({"Condition": {"Null": {"aws:PrincipalArn": None}}}, "nothing to change"),
    ],
    ids=["all", "one key", "one that is not there"],
)
def test_null_takes_out(asked: dict[str, Any], left: Any) -> None:
    said = {**LIST, "Condition": TWO_KEYS}
    made = changed(asked, said)
    if left == "nothing to change":
        assert made is None
    else:
        wanted = {**left, "Bool": TWO_KEYS["Bool"]} if left else None
        assert made == [{**LIST, "Condition": wanted} if wanted else LIST]


def test_a_key_may_be_asked_for_by_two_operators() -> None:
    asked = {"StringEquals": {"aws:SourceAccount": "ACCOUNT"}, "Null": {"aws:SourceAccount": "false"}}
    (statement_,) = changed({"Condition": asked}, {**LIST, "Condition": {"StringLike": {"aws:sourceaccount": "*"}}})
    assert statement_["Condition"] == asked


def test_a_statement_is_taken_out_and_what_is_left_stays() -> None:
    assert changed({"Statement": None}, READ, LIST) == [LIST]
    policy = Resource.of("aws:iam/policy:Policy", "p", policy=json.dumps({"Statement": READ}))
    decided = deciding(policy, "policy.Statement")
    assert decided is not None
    document = mended_document(decided, '{"Statement": null}')
    assert is_empty(document)
    assert [line for line in difference(decided, document, "'p'") if line.startswith("-")]


def test_whoever_names_the_principal_too_locks_out_nobody_unawares() -> None:
    everyone = {**LIST, "Principal": {"AWS": ["111122223333", "444455556666"]}}
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
    assert changed({"Condition": condition}, everyone) is None
    asked = {"Principal": {"AWS": "111122223333"}, "Condition": condition}
    assert changed(asked, everyone) == [{**everyone, **asked}]


def test_a_policy_of_aws_is_not_mended() -> None:
    decided = deciding(role(WIDE["no subject"]), "AdministratorAccess.Statement[0]")
    assert decided is not None
    assert mended_document(decided, '{"Action": "s3:GetObject"}') is None


def test_a_statement_without_a_document_is_shown_without_one() -> None:
    bus = Resource.of("aws-native:events:EventBusPolicy", "b", statement={**LIST, "Principal": "*"})
    decided = deciding(bus, "statement.Statement")
    assert decided is not None
    lines = difference(decided, mended_document(decided, '{"Principal": {"AWS": "ACCOUNT"}}'), "'b'")
    assert not [line for line in lines if "Version" in line or "Statement" in line]


def test_arguments_are_mended_without_showing_what_is_secret_or_unknown() -> None:
    written = Resource.of("t", "r", maxSessionDuration=43200, password=Secret("hunter2!"), later=UNKNOWN, gone=None)
    asked = {"maxSessionDuration": 3600, "password": None, "later": "x", "gone": True}
    pair = mended_arguments(written, json.dumps(asked))
    assert pair is not None
    before, after = pair
    assert before == {"maxSessionDuration": 43200, "password": HIDDEN, "later": HIDDEN}
    assert after == {"maxSessionDuration": 3600, "later": "x", "gone": True}
    for unreadable in ("[]", "{", '{"later": 1, "later": 2}', '{"later": ' * 100_000):
        assert mended_arguments(written, unreadable) is None
    assert mended_arguments(written, json.dumps(asked), by_name=True) == (
        {**before, "maxSessionDuration": HIDDEN},
        after,
    )
