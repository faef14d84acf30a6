"""Whom a role trusts is of its own environment, by account, by tag, by stack or by name."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.roles import AUDIENCE, github, statement, trust
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules.trust_stays_in_its_environment import trust_stays_in_its_environment

PROD = {"daypass:environment": "prod"}
ACCOUNTS = Settings(accounts={"111122223333": "prod", "444455556666": "dev", "777788889999": "tooling"})
OTHER = "arn:aws:iam::444455556666:role/"
OWN = "arn:aws:iam::111122223333:role/"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(trust_stays_in_its_environment, *resources, **ask)


def role(*statements: Any, name: str = "deploy", stack: str = "main", **inputs: Any) -> Resource:
    return Resource.of(
        "aws-native:iam:Role", name, in_stack=stack, assumeRolePolicyDocument=trust(*statements), **inputs
    )


def trusting(principal: str, **condition: Any) -> Resource:
    return role(statement({"AWS": principal}, **condition), tags=PROD)


def test_a_role_of_another_environment_is_told_by_its_name() -> None:
    (problem,) = judged(trusting(f"{OTHER}deploy-dev")).problems
    assert problem.message == f"role 'deploy' of production trusts '{OTHER}deploy-dev' of development"
    assert (problem.key, problem.confidence) == ("development name", None)


def test_an_account_of_another_environment_is_told_by_the_settings() -> None:
    for principal in (f"{OTHER}deployer", "arn:aws:iam::444455556666:root", "444455556666"):
        (problem,) = judged(trusting(principal), settings=ACCOUNTS).problems
        assert (problem.key, problem.confidence) == ("development account", "high")
        assert passes(judged(trusting(principal)))


def test_an_account_comes_before_a_name() -> None:
    assert passes(judged(trusting(f"{OWN}copies-from-dev"), settings=ACCOUNTS))


def test_accounts_tell_apart_what_names_do_not() -> None:
    settings = Settings(accounts={"444455556666": "dev"})
    staging = role(statement({"AWS": f"{OTHER}deployer"}), tags={"daypass:environment": "staging"})
    assert "role/deployer' of development" in only(judged(staging, settings=settings))
    assert passes(judged(role(statement({"AWS": f"{OWN}x-dev"}), tags={"daypass:environment": "staging"})))


@pytest.mark.parametrize(
    "principal",
    [
        f"{OWN}deploy-prod",
        f"{OTHER}deployer",
        f"{OTHER}products-api",
        f"{OTHER}devops-automation",
        f"{OTHER}test-results-writer",
        "arn:aws:iam::777788889999:role/deployer",
        "*",
    ],
)
def test_what_belongs_to_no_other_environment_passes(principal: str) -> None:
    settings = Settings(accounts={"777788889999": "tooling", "111122223333": "prod"})
    assert passes(judged(trusting(principal), settings=settings))


@pytest.mark.parametrize("tag", ["shared", "global", "tooling"])
def test_a_role_that_belongs_to_all_may_trust_all(tag: str) -> None:
    everyone = statement({"AWS": [f"{OTHER}deploy-dev", f"{OWN}deploy-prod"]})
    assert passes(judged(role(everyone, tags={"daypass:environment": tag}, stack="prod")))


def test_the_stack_tells_where_no_tag_does_and_the_name_where_neither_does() -> None:
    inside = statement({"AWS": f"{OTHER}deploy-dev"})
    assert "role/deploy-dev' of development" in only(judged(role(inside, stack="prod")))
    assert "role/deploy-dev' of development" in only(judged(role(inside, name="api-prod")))
    assert passes(judged(role(inside)))
    assert passes(judged(role(inside, stack="dev")))


def test_a_role_of_the_same_scan_is_told_by_its_tag_and_by_its_stack() -> None:
    trusted = f"{OTHER}deployer"
    made = Resource.of("aws:iam/role:Role", "deployer", in_stack="dev", name="deployer", arn=trusted)
    assert judged(trusting(trusted), made).problems[0].key == "development tag"
    tagged = Resource.of("aws:iam/role:Role", "deployer", name="deployer", arn=trusted, tags={"Env": "qa"})
    assert judged(trusting(trusted), tagged).problems[0].key == "qa tag"
    shared = Resource.of("aws:iam/role:Role", "x-dev", name="x-dev", arn=f"{OTHER}x-dev", tags={"Env": "shared"})
    assert passes(judged(trusting(f"{OTHER}x-dev"), shared))


def test_what_one_stack_makes_belongs_together_unless_it_is_tagged() -> None:
    mate = Resource.of("aws:iam/role:Role", "copy", in_stack="main", name="copy-dev", arn=f"{OWN}copy-dev")
    assert passes(judged(trusting(f"{OWN}copy-dev"), mate))
    looked_up = replace(mate, external=True)
    assert "role/copy-dev' of development" in only(judged(trusting(f"{OWN}copy-dev"), looked_up))


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"sub": "repo:acme/invoice:environment:dev"}, "development"),
        ({"sub": ["repo:acme/invoice:environment:prod", "repo:acme/invoice:environment:qa"]}, "qa"),
        ({"sub": "repo:acme/invoice:ref:refs/heads/develop"}, "development"),
        ({"sub": "repo:acme/invoice:ref:refs/heads/main", "environment": "staging"}, "staging"),
        ({"sub": "project_path:acme/invoice:ref_type:branch:ref:staging"}, "staging"),
        ({"sub": "organization:acme:project:shop:workspace:shop-dev:run_phase:apply"}, "development"),
        ({"sub": "pulumi:deploy:org:acme:project:shop:stack:dev:operation:update"}, "development"),
        ({"sub": "system:serviceaccount:shop-test:api"}, "test"),
        ({"sub": "system:serviceaccount:shop:api-dev"}, "development"),
        ({"sub": "pulumi:environments:org:acme:env:shop/dev"}, "development"),
        ({"sub": "pulumi:environments:org:acme:env:shop-dev"}, "development"),
        ({"sub": "spiffe://example.org/ns/dev/sa/api"}, "development"),
        ({"sub": "spiffe://example.org/ns/shop/sa/api-staging"}, "staging"),
        ({"sub": "spiffe://example.org/staging/api"}, "staging"),
        ({"sub": "spiffe://dev.example.org/api"}, "development"),
        ({"sub": "organization:acme:pipeline:shop-deploy-dev:ref:refs/heads/main:commit:x:step:y"}, "development"),
        ({"sub": "sc://acme/shop/aws-dev"}, "development"),
        ({"sub": "p://acme/shop/deploy-staging"}, "staging"),
        ({"sub": "owner:acme:project:shop:environment:preview"}, "preview"),
        ({"sub": "repo:acme/shop:environment:preview"}, "preview"),
    ],
)
def test_a_token_tells_it_by_its_claims(claims: Any, told: str) -> None:
    (problem,) = judged(role(github(StringEquals={**AUDIENCE, **claims}), tags=PROD)).problems
    assert problem.key == f"{told} name"


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "repo:acme/invoice:environment:prod"},
        {"sub": "repo:acme/dev-tools:ref:refs/heads/main"},
        {"sub": "repo:acme/invoice-dev:environment:production"},
        {"sub": "repo:acme/test:ref:refs/tags/v1"},
        {"sub": "organization:acme:project:dev:workspace:shop-prod:run_phase:*"},
        {"sub": "system:serviceaccount:shop:test-runner"},
        {"sub": "repo:acme/invoice:environment:*"},
        {"sub": "repo:acme/invoice:ref:refs/heads/feature-dev"},
        {"sub": "system:serviceaccount:shop-dev:api-prod"},
        {"sub": "pulumi:environments:org:acme:env:dev/prod"},
        {"sub": "pulumi:environments:org:acme:env:shop/*"},
        {"sub": "spiffe://example.dev/api"},
        {"sub": "spiffe://example.org/dev-tools/api"},
        {"sub": "spiffe://example.org"},
        {"sub": "organization:acme:pipeline:shop-test:ref:refs/heads/main:commit:x:step:y"},
        {"sub": "sc://acme/dev/aws-prod"},
        {"sub": "sc://acme/shop/*"},
        {"sub": "repo:acme/link-preview:ref:refs/heads/main"},
        {"sub": "system:serviceaccount:shop:link-preview"},
    ],
)
def test_other_words_of_a_subject_tell_nothing(claims: Any) -> None:
    assert passes(judged(role(github(StringLike={**claims}), tags=PROD)))


def test_conditions_on_callers_are_read() -> None:
    root = "arn:aws:iam::111122223333:root"
    message = only(judged(trusting(root, StringEquals={"aws:PrincipalTag/daypass:environment": "dev"})))
    assert "dev' of development" in message
    assert passes(judged(trusting(root, StringEquals={"aws:PrincipalTag/daypass:environment": "prod"})))
    message = only(judged(trusting("*", ArnLike={"aws:PrincipalArn": f"{OTHER}deploy-dev-*"})))
    assert "role/deploy-dev-*' of development" in message
    service = role(
        statement({"Service": "events.amazonaws.com"}, StringEquals={"aws:SourceAccount": "444455556666"}), tags=PROD
    )
    assert "444455556666' of development" in only(judged(service, settings=ACCOUNTS))
    assert passes(judged(trusting(root, ArnNotLike={"aws:PrincipalArn": f"{OTHER}deploy-dev"})))


def test_a_deny_lets_nobody_in() -> None:
    assert passes(judged(role({**statement({"AWS": f"{OTHER}deploy-dev"}), "Effect": "Deny"}, tags=PROD)))


def test_several_of_one_environment_are_one_finding() -> None:
    several = [f"{OTHER}{name}-dev" for name in ("a", "b", "c", "d")]
    (message,) = messages(judged(role(statement({"AWS": several}), tags=PROD)))
    assert message.endswith("and 1 more of development")


def test_what_is_not_known_is_undecided_where_it_matters() -> None:
    unknown = role(statement({"AWS": UNKNOWN}), tags=PROD)
    assert unknowns(judged(unknown)) == ["assumeRolePolicyDocument.Statement[0].Principal.AWS"]
    whole = Resource.of("aws:iam/role:Role", "r", in_stack="prod", assumeRolePolicy=UNKNOWN)
    assert unknowns(judged(whole)) == ["assumeRolePolicy"]
    assert passes(judged(Resource.of("aws:iam/role:Role", "r", in_stack="main", assumeRolePolicy=UNKNOWN)))
    tag = role(statement({"AWS": f"{OTHER}deploy-dev"}), tags={"daypass:environment": UNKNOWN})
    assert unknowns(judged(tag)) == ["tags.daypass:environment"]
    assert passes(judged(role(statement({"AWS": f"{OTHER}deployer"}), tags={"daypass:environment": UNKNOWN})))


def test_a_secret_trust_is_judged_and_not_quoted() -> None:
    hidden = Resource.of(
        "aws-native:iam:Role",
        "deploy",
        assumeRolePolicyDocument=Secret(trust(statement({"AWS": f"{OTHER}deploy-dev"}))),
        tags=PROD,
    )
    assert messages(judged(hidden)) == ["role 'deploy' of production trusts someone of development"]


def test_a_trust_that_nobody_can_read_is_another_rules_matter() -> None:
    assert passes(judged(Resource.of("aws:iam/role:Role", "r", in_stack="prod", assumeRolePolicy="{")))


def test_a_stack_without_roles_has_nothing_to_say() -> None:
    assert passes(judged())


def test_a_role_without_an_environment_does_not_let_in_several() -> None:
    subjects = ["repo:acme/invoice:environment:dev", "repo:acme/invoice:environment:prod"]
    both = github(StringEquals={**AUDIENCE, "sub": subjects})
    (problem,) = judged(role(both)).problems
    assert (problem.message, problem.key) == (
        "role 'deploy' lets in development and production",
        "several environments",
    )
    assert passes(judged(role(both, tags={"daypass:environment": "shared"})))
    assert passes(judged(role(github(StringEquals={**AUDIENCE, "sub": subjects[1]}))))


CLUSTER = "oidc.eks.eu-west-1.amazonaws.com/id/AAAABBBBCCCCDDDDEEEEFFFF00001111"


def by_provider(host: str, environment: str) -> Answer:
    arn = f"arn:aws:iam::111122223333:oidc-provider/{host}"
    provider = Resource.of(
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider", "p", arn=arn, tags={"daypass:environment": environment}
    )
    pinned = {"StringEquals": {f"{host}:sub": "system:serviceaccount:shop:api", f"{host}:aud": "sts.amazonaws.com"}}
    return judged(role(statement({"Federated": arn}, "sts:AssumeRoleWithWebIdentity", **pinned), tags=PROD), provider)


def test_the_cluster_of_another_environment_is_told_by_the_tag_of_its_provider() -> None:
    assert "of production trusts tokens of " in only(by_provider(CLUSTER, "staging"))
    assert passes(by_provider(CLUSTER, "prod"))
    assert passes(by_provider(CLUSTER, "shared"))


def test_an_issuer_of_everybody_has_no_environment() -> None:
    assert passes(by_provider("token.actions.githubusercontent.com", "staging"))


@pytest.mark.parametrize(
    ("name", "environment", "is_told"),
    [
        ("preview-push", "preview", False),
        ("ShopPreviews", "preview", False),
        ("sandbox-maker", "sandbox", False),
        ("push", "preview", True),
        ("preview-to-prod-push", "preview", True),
        ("staging-push", "staging", True),
    ],
)
def test_what_is_called_after_previews_is_there_for_them(name: str, environment: str, *, is_told: bool) -> None:
    entered = github(StringEquals={"sub": f"repo:acme/shop:environment:{environment}"})
    assert bool(messages(judged(role(entered, name=name, tags=PROD)))) is is_told
