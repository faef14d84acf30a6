"""The least that is enough mends a trust: what is exact stays, and what comes out has no such finding any more."""

import json
from typing import Any

import pytest
from tests.policies.test_issuers_in_trusts import ISSUERS
from tests.support.roles import GITHUB, github, problems, role, statement

from daypass.model.resource import Resource
from daypass.report.deciding import deciding
from daypass.report.mending import mended_document
from daypass_policies.rules import catalog

RULE = catalog()["trust-pins-subject"]
WEB = "sts:AssumeRoleWithWebIdentity"
MAIN, PROD = "repo:acme/x:ref:refs/heads/main", "repo:acme/x:environment:prod"
ANY_PROD = "repo:acme/y:environment:ENVIRONMENT"


def mended(said: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The condition after every finding of the rule is mended, each in what the one before has left."""
    resource = role(said)
    while found := problems(RULE, resource):
        decided = deciding(resource, found[0].at)
        assert decided is not None
        document = mended_document(decided, found[0].mended or "")
        assert document is not None, found[0].mended
        resource = Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=json.dumps(document))
        (said,) = document["Statement"]
    condition: dict[str, dict[str, Any]] = said["Condition"]
    return condition


def of(claims: dict[str, Any]) -> dict[str, Any]:
    return {f"{GITHUB}:{claim}": value for claim, value in claims.items()}


AUD = {"aud": "sts.amazonaws.com"}


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (
            {"StringEquals": AUD, "StringLike": {"sub": [MAIN, "repo:acme/y:*"]}},
            {"StringEquals": AUD, "StringLike": {"sub": [MAIN, ANY_PROD]}},
        ),
        (
            {"StringEquals": AUD, "StringLike": {"sub": [PROD, "*"]}},
            {"StringEquals": AUD, "StringLike": {"sub": [PROD, "repo:ORG/REPO:environment:ENVIRONMENT"]}},
        ),
        (
            {"StringEquals": AUD, "StringLike": {"sub": ["repo:acme/y:*", "repo:acme/z:*"]}},
            {"StringEquals": AUD | {"sub": [ANY_PROD, ANY_PROD.replace("/y", "/z")]}},
        ),
        ({"StringEquals": {"sub": PROD}}, {"StringEquals": {"sub": PROD} | AUD}),
        ({"StringLike": {"sub": PROD}}, {"StringLike": {"sub": PROD}, "StringEquals": AUD}),
        ({"StringEqualsIfExists": AUD | {"sub": PROD}}, {"StringEquals": AUD | {"sub": PROD}}),
        ({"ForAllValues:StringEquals": AUD | {"sub": PROD}}, {"StringEquals": AUD | {"sub": PROD}}),
        (
            {"StringEquals": AUD, "ForAllValues:StringLike": {"sub": [MAIN, "repo:acme/y:*"]}},
            {"StringEquals": AUD, "StringLike": {"sub": [MAIN, ANY_PROD]}},
        ),
        (
            {"StringEqualsIfExists": AUD, "StringLike": {"sub": "repo:acme/y:*"}},
            {"StringEquals": {"sub": ANY_PROD} | AUD},
        ),
        (
            {"StringEquals": AUD, "StringEqualsIgnoreCase": {"sub": MAIN}},
            {"StringEquals": AUD | {"sub": MAIN}},
        ),
        (
            {
                "StringEquals": AUD,
                "StringEqualsIfExists": {"environment": "prod"},
                "StringLike": {"sub": "repo:acme/x:*"},
            },
            {"StringEquals": AUD | {"environment": "prod"}, "StringLike": {"sub": "repo:acme/x:*"}},
        ),
        (
            {"StringLike": {"aud": ["sts.amazonaws.com", "sts*"], "sub": PROD}},
            {"StringLike": {"aud": "sts.amazonaws.com", "sub": PROD}},
        ),
        (
            {"stringlike": {"sub": [MAIN, "repo:acme/y:*"]}, "StringEquals": AUD},
            {"stringlike": {"sub": [MAIN, ANY_PROD]}, "StringEquals": AUD},
        ),
    ],
    ids=json.dumps,
)
def test_only_what_is_loose_or_missing_changes(written: dict[str, Any], wanted: dict[str, Any]) -> None:
    said = github(audience=False, **written)
    assert mended(said) == {operator: of(claims) for operator, claims in wanted.items()}


@pytest.mark.parametrize(("path", "good", "bad"), ISSUERS, ids=[path for path, _, _ in ISSUERS])
def test_who_gets_in_as_meant_still_does_whatever_the_issuer(path: str, good: str, bad: str) -> None:
    provider = {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{path}"}
    audience, subject = f"{path}:aud", f"{path}:sub"

    def left(**condition: Any) -> dict[str, dict[str, Any]]:
        return mended(statement(provider, WEB, **condition))

    exact = {"StringEquals": {audience: "ours"}}
    both = left(**exact, StringLike={subject: [good, bad]})
    assert both["StringEquals"] == exact["StringEquals"]
    assert good in both["StringLike"][subject]
    assert bad not in both["StringLike"][subject]
    assert left(**exact, StringLikeIfExists={subject: good}) == {**exact, "StringLike": {subject: good}}
    without = left(StringLike={subject: good})
    assert without["StringLike"] == {subject: good}
    assert list(without["StringEquals"]) == [audience]
    assert left(**exact)["StringEquals"].items() >= exact["StringEquals"].items()
    assert left(**{"ForAllValues:StringLike": {subject: good, audience: "ours"}}) == {
        "StringLike": {subject: good, audience: "ours"}
    }


@pytest.mark.parametrize(
    ("host", "written", "wanted"),
    [
        (
            "cognito-identity.amazonaws.com",
            {"StringEquals": {"aud": "eu-central-1:1"}},
            {"StringEquals": {"aud": "eu-central-1:1"}, "ForAnyValue:StringEquals": {"amr": "authenticated"}},
        ),
        (
            "accounts.google.com",
            {"StringEquals": {"sub": "115"}},
            {"StringEquals": {"sub": "115", "aud": "AUDIENCE"}},
        ),
        (
            "graph.facebook.com",
            {"StringEqualsIfExists": {"app_id": "7"}},
            {"StringEquals": {"app_id": "7"}},
        ),
    ],
    ids=json.dumps,
)
def test_the_providers_that_aws_knows_are_mended_alike(
    host: str, written: dict[str, Any], wanted: dict[str, Any]
) -> None:
    def keyed(said: dict[str, Any]) -> dict[str, Any]:
        return {
            operator: {f"{host}:{claim}": value for claim, value in keys.items()} for operator, keys in said.items()
        }

    assert mended(statement({"Federated": host}, WEB, **keyed(written))) == keyed(wanted)


def test_a_saml_trust_keeps_the_audience_that_is_right() -> None:
    provider = {"Federated": "arn:aws:iam::111122223333:saml-provider/corp"}
    good = "https://signin.aws.amazon.com/saml"
    said = statement(provider, "sts:AssumeRoleWithSAML", StringLike={"SAML:aud": [good, "*"], "SAML:sub": "ci"})
    assert mended(said) == {"StringLike": {"SAML:aud": good, "SAML:sub": "ci"}}
    weak = statement(provider, "sts:AssumeRoleWithSAML", StringEqualsIfExists={"SAML:aud": good})
    assert mended(weak) == {"StringEquals": {"SAML:aud": good}}


def test_the_message_asks_for_what_the_difference_shows() -> None:
    """An operator where only that changes, a value where one does."""
    for written, said in (
        ({"StringEqualsIgnoreCase": {"sub": MAIN}}, f"ask for {GITHUB}:sub with StringEquals"),
        ({"StringLike": {"sub": [MAIN, "repo:acme/y:*"]}}, f"ask for {GITHUB}:sub = '{ANY_PROD}'"),
        (
            {"StringEquals": {"sub": PROD}, "StringLike": {"aud": ["sts.amazonaws.com", "*"]}},
            f"ask for {GITHUB}:aud = 'sts.amazonaws.com'",
        ),
    ):
        (problem,) = problems(RULE, role(github(audience="aud" not in str(written), **written)))
        assert problem.message.endswith(f"it should {said}")
