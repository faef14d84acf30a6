"""An environment is told by whole segments, and by nothing that only looks like one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass.data.environment_words import NOT_PRODUCTION, TELLS, environment_words
from daypass.model.resource import UNKNOWN, Properties, Resource, Undecided
from daypass.settings import Settings
from daypass_policies.crossing.environments import (
    crosses,
    differs,
    is_environment_key,
    is_for_tests,
    of_account,
    of_arn,
    of_name,
    of_resource,
    of_value,
)


@pytest.mark.parametrize("name", ["orders-dev-integration-test", "orders-dev-staging", "dev-uat"])
def test_words_of_several_others_say_that_it_is_not_production_s(name: str) -> None:
    assert of_name(name) == NOT_PRODUCTION
    assert of_name(f"{name}-prod") == ""
    assert crosses(of_name(name), "production")


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("orders-prod", "production"),
        ("prod-orders", "production"),
        ("ProdDeployRole", "production"),
        ("acme_prod_eu", "production"),
        ("product-prod", "production"),
        ("prod1", "production"),
        ("orders-prod-1a2b3c4", "production"),
        ("prod-*", "production"),
        ("orders-live", "production"),
        ("deploy-dev", "development"),
        ("DevAccountRole", "development"),
        ("acme-staging-db", "staging"),
        ("orders-test", "test"),
        ("test-orders", "test"),
        ("test", "test"),
        ("orders-test-eu-west-1", "test"),
        ("orders-test-111122223333", "test"),
        ("preprod-orders", "preproduction"),
        ("pre-prod-orders", "preproduction"),
        ("non-prod", "nonproduction"),
        ("orders-staging-table", "staging"),
        ("staging-zoned-orders", "staging"),
        ("staging-orders-zone", "staging"),
    ],
)
def test_a_segment_tells(name: str, environment: str) -> None:
    assert of_name(name) == environment


@pytest.mark.parametrize(
    "name",
    [
        *("products", "reproduction", "product-api", "prodigy", "delivery", "devices-api", "developer", "live-video"),
        *("console.acme.dev", "console.acme.dev-1a2b3c4", "shop.acme.live", "*.acme.dev"),
        *(
            "dev-tools",
            "DevOpsRole",
            "devops",
            "devsecops",
            "test-results",
            "test-data",
            "load-test-reports",
            "stage-artifacts",
            "StagingArea",
            "tracking-staging-zone",
            "lake_staging_layer",
            "staging-landing-policy",
            "warehouse-staging-tables",
            "StagingSchema",
        ),
        *("qa-bot", "code-sandbox", "latest", "attestation", "contest", "quantum", "dev-to-prod-sync", "", "*", "-"),
        *("${aws:PrincipalTag/env}-orders", "orders-${aws:PrincipalTag/prod}", "backstage", "stages"),
    ],
)
def test_what_only_looks_like_one_tells_nothing(name: str) -> None:
    assert of_name(name) == ""


@pytest.mark.parametrize(
    ("value", "environment"),
    [
        *(("prod", "production"), ("PROD", "production"), ("Production", "production"), ("prod-eu", "production")),
        *(("sandbox", "sandbox"), ("develop", "development"), ("test", "test"), ("pre-prod", "preproduction")),
        *(("shared", ""), ("tooling", ""), ("all", ""), ("", ""), ("security", "")),
    ],
)
def test_a_field_that_holds_nothing_else_may_say_more(value: str, environment: str) -> None:
    assert of_value(value) == environment


@pytest.mark.parametrize(
    ("arn", "environment"),
    [
        ("arn:aws:s3:::prod-orders/dev/x", "production"),
        ("arn:aws:s3:::artefacts/development/*", ""),
        ("arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf", "production"),
        ("arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-xxxDev", ""),
        ("arn:aws:ssm:eu-west-1:111122223333:parameter/prod/db", "production"),
        ("arn:aws:lambda:eu-west-1:111122223333:function:orders:prod", ""),
        ("arn:aws:lambda:eu-west-1:111122223333:function:orders-prod:7", "production"),
        ("arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/by-test", ""),
        ("arn:aws:execute-api:eu-west-1:111122223333:a1/prod/GET/x", ""),
        ("arn:aws:sqs:eu-west-1:111122223333:orders-prod", "production"),
        ("arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/orders-dev:*", "development"),
        ("arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", ""),
        ("arn:aws:logs:eu-west-1:111122223333:log-group:/aws/codebuild/shop-test:*", ""),
        ("arn:aws:codebuild:eu-west-1:111122223333:project/shop-test", ""),
        ("arn:aws:ssm:eu-west-1::parameter/aws/service/ami-amazon-linux-latest/*", ""),
        ("arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0", ""),
        *(("*", ""), ("arn:aws:s3:::*", ""), ("arn:prod", ""), ("prod", ""), ("", "")),
    ],
)
def test_of_an_arn_only_the_name_counts(arn: str, environment: str) -> None:
    assert of_arn(arn) == environment


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*",
        "arn:aws:s3:::prod-*-starport-layer-bucket",
        "arn:aws:rds:eu-west-1:111122223333:db:awsbackup-restore-test-*",
        "arn:aws:s3:::jumpstart-cache-prod-us-east-1/*",
        "arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignalsOrgScopeProd/service-view",
    ],
)
def test_things_of_aws_itself_are_of_no_environment(arn: str) -> None:
    assert of_arn(arn) == ""
    assert (
        of_arn(
            arn.replace("starport", "orders")
            .replace("jumpstart-cache", "x")
            .replace("awsbackup", "x")
            .replace("AWSService", "")
        )
        != ""
    )


@pytest.mark.parametrize(
    ("arn", "is_so"),
    [
        ("arn:aws:s3:::shop-previews/*", True),
        ("arn:aws:s3:::previews/*", True),
        ("arn:aws:s3:::shopSandboxes-eu-west-1/*", True),
        ("arn:aws:dynamodb:eu-west-1:111122223333:table/shop-preview", True),
        ("arn:aws:secretsmanager:eu-west-1:111122223333:secret:previews/shop-AbCdEf", True),
        ("arn:aws:sqs:eu-west-1:111122223333:shop-non-prod", True),
        ("arn:aws:s3:::prod-previews/*", False),
        ("arn:aws:s3:::acme-prod-test/*", False),
        ("arn:aws:s3:::prod-load-test/*", False),
        ("arn:aws:s3:::prod/*", False),
        ("arn:aws:s3:::pre-prod-test/*", True),
        ("arn:aws:s3:::preview-sites-prod/*", True),
        ("arn:aws:s3:::shop-preview-app-eu/*", True),
        ("arn:aws:s3:::shop-preview-state/*", True),
        ("arn:aws:ecr:eu-west-1:111122223333:repository/orders-ci", True),
        ("arn:aws:s3:::scratch/*", True),
        ("arn:aws:s3:::prod-scratch/*", False),
        ("arn:aws:ecr:eu-west-1:111122223333:repository/ci-images", False),
        ("arn:aws:ssm:eu-west-1:111122223333:parameter/prod/preview", False),
        ("arn:aws:s3:::preview-images/*", False),
        ("arn:aws:s3:::shop/previews/*", False),
        ("arn:aws:s3:::shop-stages/*", False),
        ("arn:aws:s3:::shop-orders/*", False),
        ("arn:aws:execute-api:eu-west-1:111122223333:a1/preview/GET/x", False),
        *(("*", False), ("arn:aws:s3:::*", False), ("", False)),
    ],
)
def test_what_ends_in_a_word_of_another_environment_is_for_tests(arn: str, *, is_so: bool) -> None:
    assert is_for_tests(arn) is is_so


def test_only_production_is_a_border_unless_accounts_are_written_down() -> None:
    assert crosses("production", "test")
    assert crosses("nonproduction", "production")
    assert not crosses("development", "test")
    assert not crosses("production", "")
    assert differs("development", "test")
    assert not differs("development", "nonproduction")
    assert not differs("production", "production")
    assert not differs("", "production")


def test_the_tag_comes_before_the_stack_and_the_stack_before_the_name() -> None:
    def environment(stack: str, name: str, /, **inputs: object) -> str:
        return of_resource(Resource.of("aws:iam/role:Role", name, in_stack=stack, **inputs), Settings())

    assert environment("dev", "api-prod", tags={"daypass:environment": "staging"}) == "staging"
    assert environment("dev", "api-prod", tags={"Environment": "staging"}) == "staging"
    assert environment("dev", "api-prod", tags={"daypass:environment": "shared"}) == ""
    assert environment("dev", "api-prod") == "development"
    assert environment("acme-prod", "api") == "production"
    assert environment("main", "api-prod") == "production"
    assert environment("main", "api", name="api-test") == "test"
    assert environment("main", "api") == ""
    with pytest.raises(Undecided):
        environment("dev", "api", tags={"daypass:environment": UNKNOWN})


@pytest.mark.parametrize("key", ["ENVIRONMENT", "ENV", "Stage", "acme:environment", "acme/Env", "Daypass:Environment"])
def test_a_tag_of_another_spelling_counts_where_its_value_is_an_environment(key: str) -> None:
    bucket = Resource.of("aws:s3/bucket:Bucket", "api-prod", in_stack="main", tags={key: "dev"})
    assert of_resource(bucket, Settings()) == "development"
    assert of_resource(replace(bucket, inputs=Properties({"tags": {key: "shared"}})), Settings()) == "production"
    assert is_environment_key(key.lower(), Settings())


@pytest.mark.parametrize("key", ["ENVIRONMENT", "ENV", "Daypass:Environment"])
def test_a_tag_of_a_role_is_the_same_in_any_case(key: str) -> None:
    role = Resource.of("aws:iam/role:Role", "api-prod", in_stack="main", tags={key: "shared"})
    assert of_resource(role, Settings()) == ""


@pytest.mark.parametrize("key", ["", "environments", "kubernetes.io/cluster/prod", "environment-owner", "backstage"])
def test_other_tags_say_no_environment(key: str) -> None:
    assert not is_environment_key(key, Settings())
    role = Resource.of("aws:iam/role:Role", "api", in_stack="main", tags={key: "dev"})
    assert of_resource(role, Settings()) == ""


def test_a_key_of_the_organisation_comes_first() -> None:
    ours = Settings(tags={"environment": "acme-landscape"})
    role = Resource.of("aws:iam/role:Role", "api", tags={"acme-landscape": "prod", "Environment": "dev"})
    assert of_resource(role, ours) == "production"
    assert is_environment_key("ACME-landscape", ours)


def test_the_other_provider_names_roles_otherwise() -> None:
    assert of_resource(Resource.of("aws-native:iam:Role", "api", in_stack="main", roleName="api-prod"), Settings()) == (
        "production"
    )


def test_what_was_only_looked_up_is_not_of_the_stack_that_looks() -> None:
    found = replace(Resource.of("aws:iam/role:Role", "central", in_stack="dev"), external=True)
    assert of_resource(found, Settings()) == ""
    assert of_resource(replace(found, name="central-prod"), Settings()) == "production"


def test_a_hostile_name_costs_nothing() -> None:
    assert of_name("-1" * 200_000) == ""
    assert of_arn(f"arn:aws:sqs:::{'prod-' * 200_000}") == ""


def test_an_account_belongs_to_what_the_settings_say() -> None:
    settings = Settings(accounts={"111122223333": "prod", "444455556666": "tooling"})
    assert of_account("111122223333", settings) == "production"
    assert of_account("444455556666", settings) == ""
    assert of_account("*", settings) == ""


def test_the_table_is_whole() -> None:
    words = environment_words()
    assert all(word.isalpha() and word == word.lower() for word in words)
    assert {word.tells for word in words.values()} == set(TELLS)
    assert all(words.get(word.environment) for word in words.values())


@given(st.text(max_size=60), st.text(max_size=60))
def test_every_text_has_an_answer(one: str, other: str) -> None:
    for told in (of_name(one), of_value(one), of_arn(f"arn:aws:{other}:::{one}")):
        assert told == "" or told in {word.environment for word in environment_words().values()}


def test_letters_that_a_service_drew_by_lot_are_no_words() -> None:
    assert of_name("policy-engine/refunds-k3v9x2m4qa") == ""
    assert of_name("refunds-qa") != ""
    assert of_name("orders-prod2") == "production"
