"""A mended policy is the written one with one condition changed, and the rule that asked for it is content with it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.roles import GITHUB, PROVIDER, github, problems, role, statement, trust

from daypass.iam.admits import admits
from daypass.iam.document import Document
from daypass.model.resource import Resource
from daypass.report.deciding import deciding
from daypass.report.mending import difference, mended_document
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


@pytest.mark.parametrize("said", WIDE.values(), ids=WIDE)
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


@pytest.mark.parametrize("text", ["", "ask for more", "[]", "{}", "5", '{"StringEquals": "x"}'])
def test_what_is_no_condition_is_put_nowhere(text: str) -> None:
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
