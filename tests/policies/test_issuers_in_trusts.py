"""Every issuer's trust is judged by what that issuer says of its workloads, and weighs as much as the role may do."""

import json
from typing import Any

import pytest
from tests.support.roles import github, problems, role, statement

from daypass.model.resource import UNKNOWN, Secret
from daypass_policies.rules import catalog

RULE = catalog()["trust-pins-subject"]
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
EVERYTHING = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
READ = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}})


@pytest.mark.parametrize(
    ("inputs", "weighs"),
    [
        ({"managedPolicyArns": [ADMINISTRATOR]}, True),
        ({"managedPolicyArns": [UNKNOWN, ADMINISTRATOR]}, True),
        ({"inlinePolicies": [{"name": "all", "policy": EVERYTHING}]}, True),
        ({"inlinePolicies": [{"name": "all", "policy": Secret(EVERYTHING)}]}, True),
        ({"managedPolicyArns": [ADMINISTRATOR], "permissionsBoundary": UNKNOWN}, False),
        ({"managedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}, False),
        ({"inlinePolicies": [{"name": "read", "policy": READ}, {"name": "broken", "policy": "{"}]}, False),
        ({"managedPolicyArns": UNKNOWN, "inlinePolicies": UNKNOWN}, False),
        ({"managedPolicyArns": 7}, False),
    ],
    ids=str,
)
def test_a_role_that_may_do_everything_weighs_one_more(inputs: dict[str, Any], weighs: bool) -> None:  # noqa: FBT001 - a column of the table
    for subject, usual, graver in (("repo:acme/invoice:*", "medium", "high"), ("repo:acme/*", "high", "critical")):
        (problem,) = problems(RULE, role(github(StringLike={"sub": subject}), **inputs))
        assert problem.severity == (graver if weighs else usual)


ISSUERS = [
    ("gitlab.com", "project_path:acme/app:ref_type:branch:ref:main", "project_path:acme/*"),
    ("app.terraform.io", "organization:acme:project:p:workspace:w:run_phase:*", "organization:acme:*"),
    ("agent.buildkite.com", "organization:acme:pipeline:p:ref:refs/heads/main:commit:*:step:*", "organization:acme:*"),
    ("api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc", "{11111111-2222}:*", "*"),
    ("oidc.circleci.com/org/0a1b", "org/0a1b/project/9f8e/user/*", "org/0a1b/project/*"),
    ("oidc.codefresh.io", "account:5f30:pipeline:64de:*", "account:5f30:*"),
    ("scalr.io", "account:acme:environment:prod:workspace:net", "account:acme:*"),
    ("proidc.upbound.io", "mcp:acme/prod:provider:provider-aws", "mcp:acme/*"),
    ("oidc.vercel.com/acme", "owner:acme:project:web:environment:production", "owner:acme:*"),
    ("api.pulumi.com/oidc", "pulumi:deploy:org:acme:project:p:stack:s:*", "pulumi:deploy:org:acme:*"),
    ("oidc.fly.io/acme", "acme:shop-api:*", "acme:*"),
    ("acme.app.spacelift.io", "space:prod:stack:net:run_type:*:scope:write", "space:*"),
    ("vstoken.dev.azure.com/1111", "sc://acme/core/aws", "sc://acme/*"),
    ("spire.acme.example", "spiffe://acme.example/ns/billing/sa/worker", "spiffe://acme.example/*"),
    ("login.example.org", "svc-42", "svc-*"),
]


@pytest.mark.parametrize(("path", "good", "bad"), ISSUERS, ids=[path for path, _, _ in ISSUERS])
def test_every_issuer_is_judged_by_its_own_subjects(path: str, good: str, bad: str) -> None:
    """One workload passes; its organisation, no subject at all and no audience do not."""
    provider = {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{path}"}
    audience = {"StringEquals": {f"{path}:aud": "AUDIENCE"}}

    def found(**condition: Any) -> list[str | None]:
        made = statement(provider, "sts:AssumeRoleWithWebIdentity", **condition)
        return [problem.severity for problem in problems(RULE, role(made))]

    assert found(**audience, StringLike={f"{path}:sub": good}) == []
    assert found(**audience, StringLike={f"{path}:sub": bad}) == ["high"]
    assert found(**audience, StringLike={f"{path}:sub": [good, bad]}) == ["high"]
    assert found(**audience, StringLikeIfExists={f"{path}:sub": good}) == ["low"]  # no token is without a subject
    assert found(**audience, StringLikeIfExists={f"{path}:sub": bad}) == ["high"]
    assert found(**audience)[0] in ("critical", "high")
    assert found(StringLike={f"{path}:sub": good}) == ["low"]  # the provider's list of audiences still holds


def test_the_mended_condition_keeps_what_differs_from_run_to_run_a_wildcard() -> None:
    path = "app.terraform.io"
    provider = {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{path}"}
    made = statement(provider, "sts:AssumeRoleWithWebIdentity", StringLike={f"{path}:sub": "organization:acme:*"})
    (problem,) = problems(RULE, role(made))
    assert json.loads(problem.mended or "")["Condition"] == {
        "StringLike": {f"{path}:sub": "organization:acme:project:PROJECT:workspace:WORKSPACE:run_phase:*"},
        "StringEquals": {f"{path}:aud": "aws.workload.identity"},
    }


@pytest.mark.parametrize(
    ("asked", "severity"),
    [
        ({"aud": "client.apps.googleusercontent.com", "sub": "115"}, None),
        ({"oaud": "https://acme.example", "sub": "115"}, None),
        ({"aud": "115123456789012345678"}, None),
        ({"email": "ci@acme.iam.gserviceaccount.com", "oaud": "aws"}, None),
        ({"sub": "115"}, "medium"),
        ({"aud": "client.apps.googleusercontent.com"}, "critical"),
        ({"oaud": "https://acme.example"}, "critical"),
        ({}, "critical"),
    ],
    ids=str,
)
def test_google_is_asked_for_an_account_and_an_audience(asked: dict[str, str], severity: str | None) -> None:
    host = "accounts.google.com"
    condition = {"StringEquals": {f"{host}:{claim}": value for claim, value in asked.items()}} if asked else {}
    found = problems(RULE, role(statement({"Federated": host}, "sts:AssumeRoleWithWebIdentity", **condition)))
    assert [problem.severity for problem in found] == ([severity] if severity else [])


def test_sentinel_is_told_apart_by_the_session_that_microsoft_names() -> None:
    """AWS asks for that key, because all its customers have one subject and one audience."""
    path = "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d/"
    provider = {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{path}"}
    asked = {f"{path}:aud": "api://1462b192-27f7-4cb9-8523-0f4ecb54b47e"}
    named = asked | {"sts:RoleSessionName": "MicrosoftSentinel_0f0f"}
    web = "sts:AssumeRoleWithWebIdentity"
    assert problems(RULE, role(statement(provider, web, StringEquals=named))) == []
    (problem,) = problems(RULE, role(statement(provider, web, StringEquals=asked)))
    assert problem.severity == "critical"


@pytest.mark.parametrize(
    ("audience", "is_loose"),
    [
        ("https://signin.aws.amazon.com/saml", False),
        ("https://*.signin.aws.amazon.com/saml", False),
        ("https://*.signin.amazonaws.cn/saml", False),
        ("https://*.aws.amazon.com/saml", True),
        ("https://*/saml", True),
        ("*", True),
    ],
)
def test_an_assertion_may_be_for_sign_in_in_any_region(audience: str, is_loose: bool) -> None:  # noqa: FBT001 - a column of the table
    provider = {"Federated": "arn:aws:iam::111122223333:saml-provider/corp"}
    made = statement(provider, "sts:AssumeRoleWithSAML", StringLike={"SAML:aud": audience})
    assert bool(problems(RULE, role(made))) == is_loose


@pytest.mark.parametrize(
    ("path", "subject", "claim", "pinned"),
    [
        ("gitlab.com", "project_path:acme/app:ref_type:branch:ref:main", "project_id", True),
        ("gitlab.com", "project_path:acme/app:ref_type:branch:ref:main", "namespace_id", True),
        ("gitlab.com", "project_path:acme/app:ref_type:branch:ref:main", "user_login", False),
        ("agent.buildkite.com", "organization:acme:pipeline:app:*", "pipeline_id", True),
        ("agent.buildkite.com", "organization:acme:pipeline:app:*", "pipeline_slug", False),
    ],
)
def test_a_name_alone_does_in_the_standard_profile_and_not_in_the_strict_one(
    path: str,
    subject: str,
    claim: str,
    pinned: bool,  # noqa: FBT001 - a column of the table
) -> None:
    provider = {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{path}"}
    web = "sts:AssumeRoleWithWebIdentity"
    asked = {f"{path}:aud": "AUDIENCE"}
    by_name = role(statement(provider, web, StringEquals=asked, StringLike={f"{path}:sub": subject}))
    assert problems(RULE, by_name) == []
    (problem,) = problems(RULE, by_name, profile="strict")
    assert "by its name alone" in problem.message
    by_id = statement(provider, web, StringEquals=asked | {f"{path}:{claim}": "7"}, StringLike={f"{path}:sub": subject})
    assert bool(problems(RULE, role(by_id), profile="strict")) is not pinned


def test_no_name_is_asked_to_be_more_where_sts_maps_no_id() -> None:
    for path, subject in (
        ("app.terraform.io", "organization:acme:project:p:workspace:w:run_phase:apply"),
        ("github.acme.example/_services/token", "repo:acme/app:environment:prod"),
    ):
        provider = {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{path}"}
        asked = {f"{path}:aud": "x", f"{path}:sub": subject}
        made = role(statement(provider, "sts:AssumeRoleWithWebIdentity", StringEquals=asked))
        assert problems(RULE, made, profile="strict") == []
