"""A pipeline's key is known by how it is connected, or by the name of the secret that it lies in."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules.pipeline_is_federated import pipeline_is_federated

AWS = "azuredevops:index/serviceEndpointAws:ServiceEndpointAws"
AZURE = "azuredevops:index/serviceEndpointAzureRM:ServiceEndpointAzureRM"
CODEBUILD = "aws:codebuild/sourceCredential:SourceCredential"
GITHUB = "github:index/actionsSecret:ActionsSecret"
GITLAB = "gitlab:index/projectVariable:ProjectVariable"
VAULT = "vault:aws/secretBackend:SecretBackend"
STATIC = "vault:gcp/secretStaticAccount:SecretStaticAccount"
KEY = {"accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": Secret("x")}
OF_GITHUB = [type_ for type_ in pipeline_is_federated.applies_to if type_.startswith("github:")]
OF_GITLAB = [type_ for type_ in pipeline_is_federated.applies_to if type_.startswith("gitlab:")]
SCHEME = "serviceEndpointAuthenticationScheme"


def judged(type_: str, **inputs: Any) -> Answer:
    return judge(pipeline_is_federated, Resource.of(type_, "deploy", **inputs))


def strictly(type_: str, **inputs: Any) -> Answer:
    return judge(pipeline_is_federated, Resource.of(type_, "deploy", **inputs), profile="strict")


@pytest.mark.parametrize(
    ("type_", "inputs", "advisory"),
    [
        (AWS, KEY, False),
        (AWS, {"secretAccessKey": UNKNOWN, "useOidc": False}, False),
        (AZURE, {}, False),
        (AZURE, {SCHEME: "ServicePrincipal"}, False),
        (AZURE, {SCHEME: "somethingElse"}, False),
        (CODEBUILD, {"authType": "PERSONAL_ACCESS_TOKEN"}, True),
        (CODEBUILD, {"authType": "BASIC_AUTH", "token": UNKNOWN}, True),
        (VAULT, {"accessKey": "AKIAIOSFODNN7EXAMPLE"}, True),
        (VAULT, {"secretKeyWo": UNKNOWN, "roleArn": "arn:aws:iam::111122223333:role/vault"}, True),
        (VAULT, {"accessKey": "A", "rotationPeriod": 86400, "disableAutomatedRotation": True}, True),
        (VAULT, {"accessKey": "A", "rotationPeriod": 31536000}, True),
        (STATIC, {"secretType": "service_account_key"}, False),
    ],
)
def test_a_connection_with_a_key_is_told(type_: str, inputs: dict[str, Any], *, advisory: bool) -> None:
    (problem,) = judged(type_, **inputs).problems
    assert problem.advisory is advisory
    assert "'deploy' " in problem.message
    assert "; instead: " in problem.message


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (AWS, {"useOidc": True, "roleToAssume": "arn:aws:iam::111122223333:role/deploy"}),
        (AWS, {**KEY, "useOidc": True}),
        (AWS, {"projectId": "p"}),
        (AZURE, {SCHEME: "WorkloadIdentityFederation"}),
        (AZURE, {SCHEME: "ManagedServiceIdentity"}),
        (CODEBUILD, {"authType": "CODECONNECTIONS"}),
        (CODEBUILD, {"authType": "SECRETS_MANAGER"}),
        (VAULT, {"roleArn": "arn:aws:iam::111122223333:role/vault", "identityTokenAudience": "aws"}),
        (VAULT, {"accessKey": "A", "secretKey": "B", "rotationPeriod": 86400}),
        (VAULT, {"accessKey": "A", "rotationSchedule": "0 0 * * SAT"}),
        (STATIC, {}),
        (STATIC, {"secretType": "access_token"}),
    ],
)
def test_a_connection_that_is_federated_passes(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


@pytest.mark.parametrize(
    "name",
    [
        *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PROD_AWS_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY_PROD"),
        *("AZURE_CREDENTIALS", "AZURE_CLIENT_SECRET", "ARM_CLIENT_SECRET", "ARM_ACCESS_KEY", "azureClientSecret"),
        *(
            "GCP_SA_KEY",
            "GCP_CREDENTIALS",
            "GOOGLE_CREDENTIALS",
            "GOOGLE_APPLICATION_CREDENTIALS",
            "GCLOUD_SERVICE_KEY",
        ),
        *("GCP_SERVICE_ACCOUNT_KEY", "GCP_SERVICE_ACCOUNT_JSON", "aws_secret_access_key", "OCI_API_KEY"),
    ],
)
@pytest.mark.parametrize("type_", [*OF_GITHUB, *OF_GITLAB])
def test_a_key_to_a_cloud_is_refused_by_its_name(type_: str, name: str) -> None:
    (problem,) = judged(type_, **{"secretName" if type_ in OF_GITHUB else "key": name}).problems
    assert "'deploy' is a key to a cloud that never expires; instead: " in problem.message
    assert (problem.advisory, problem.severity) == (False, None)


@pytest.mark.parametrize("name", ["SLACK_TOKEN", "DB_PASSWORD", "NPM_TOKEN", "SIGNING_KEY", "DEPLOY_KEY", "apiKey"])
@pytest.mark.parametrize(("type_", "at"), [(GITHUB, "secretName"), (GITLAB, "key")])
def test_a_secret_that_no_token_of_a_run_replaces_is_told_in_strict_alone(type_: str, at: str, name: str) -> None:
    assert passes(judged(type_, **{at: name, "masked": True}))
    (problem,) = strictly(type_, **{at: name}).problems
    assert (problem.advisory, problem.severity) == (True, "medium")


@pytest.mark.parametrize("name", ["PULUMI_ACCESS_TOKEN", "PYPI_API_TOKEN", "VAULT_TOKEN", "SNOWFLAKE_PASSWORD"])
@pytest.mark.parametrize(("type_", "at"), [(GITHUB, "secretName"), (GITLAB, "key")])
def test_the_secret_of_who_takes_the_token_of_a_run_is_advisory(type_: str, at: str, name: str) -> None:
    (problem,) = judged(type_, **{at: name}).problems
    assert "'deploy' is a credential that never expires" in problem.message
    assert (problem.advisory, problem.severity) == (True, "medium")


@pytest.mark.parametrize(
    "name",
    [
        *("AWS_ROLE_ARN", "AWS_REGION", "AWS_ACCOUNT_ID", "AWS_KMS_KEY_ID", "AZURE_CLIENT_ID", "AZURE_TENANT_ID"),
        *("AWS_ROLE_TO_ASSUME", "AWS_DEPLOY_ROLE", "WORKLOAD_IDENTITY_POOL"),
        *("AZURE_SUBSCRIPTION_ID", "GCP_PROJECT", "GCP_WORKLOAD_IDENTITY_PROVIDER", "GCP_SERVICE_ACCOUNT"),
        *("DOCKERHUB_USERNAME", "SONAR_HOST_URL", "SIGNING_PUBLIC_KEY", "AZURE_KEY_VAULT", "AZURE_CONTAINER_REGISTRY"),
        *("VAULT_ADDR", "SLACK_CHANNEL", "SSH_KNOWN_HOSTS", "DEPLOY_URL"),
    ],
)
@pytest.mark.parametrize(("type_", "at"), [(GITHUB, "secretName"), (GITLAB, "key")])
def test_what_only_tells_about_something_passes(type_: str, at: str, name: str) -> None:
    assert passes(judged(type_, **{at: name, "masked": True}))


@pytest.mark.parametrize("name", ["DATABASE_URL", "MONGODB_URI", "SLACK_WEBHOOK_URL"])
def test_an_address_with_a_login_in_it_is_told_where_it_is_kept_as_a_secret(name: str) -> None:
    for value in (
        UNKNOWN,
        Secret("postgres://app:hunter22@db/app"),
        f"https://hooks.slack.com/services/T0001111/{'B0' * 9}",
    ):
        (problem,) = strictly(GITHUB, secretName=name, plaintextValue=value).problems
        assert problem.severity == "low"
    assert passes(judged(GITLAB, key=name, value="https://db.internal"))


def test_what_a_name_does_not_tell_is_a_secret_at_github_and_a_setting_at_gitlab() -> None:
    (problem,) = strictly(GITHUB, secretName="KUBECONFIG").problems
    assert (problem.advisory, problem.severity) == (True, "low")
    assert passes(judged(GITHUB, secretName="INVOICE", plaintextValue="arn:aws:iam::111122223333:role/invoice"))
    assert passes(judged(GITLAB, key="KUBECONFIG"))
    assert len(strictly(GITLAB, key="KUBECONFIG", masked=True).problems) == 1
    assert len(strictly(GITLAB, key="KUBECONFIG", hidden=True).problems) == 1
    assert unknowns(strictly(GITLAB, key="KUBECONFIG", masked=UNKNOWN)) == ["masked"]


@pytest.mark.parametrize(
    ("type_", "inputs", "path"),
    [
        (AWS, {**KEY, "useOidc": UNKNOWN}, "useOidc"),
        (AWS, {**KEY, "useOidc": "perhaps"}, "useOidc"),
        (AZURE, {SCHEME: UNKNOWN}, SCHEME),
        (AZURE, {SCHEME: [1]}, SCHEME),
        (CODEBUILD, {"authType": UNKNOWN}, "authType"),
        (GITHUB, {"secretName": UNKNOWN}, "secretName"),
        (GITHUB, {"secretName": Secret(UNKNOWN)}, "secretName"),
        (GITHUB, {"secretName": 7}, "secretName"),
        (GITLAB, {"key": {}}, "key"),
        (VAULT, {"accessKey": "A", "rotationPeriod": UNKNOWN}, "rotationPeriod"),
        (STATIC, {"secretType": UNKNOWN}, "secretType"),
    ],
)
def test_what_is_unknown_or_odd_is_undecided(type_: str, inputs: dict[str, Any], path: str) -> None:
    answer = judged(type_, **inputs)
    assert (messages(answer), unknowns(answer)) == ([], [path])


@pytest.mark.parametrize("type_", pipeline_is_federated.applies_to)
def test_what_was_only_looked_up_is_undecided(type_: str) -> None:
    found = Resource("urn:x", type_, "deploy", outputs=Properties(Partial()), external=True)
    answer = judge(pipeline_is_federated, found)
    assert not answer.problems
    assert answer.undecided


@pytest.mark.parametrize(("type_", "at", "key"), [(GITHUB, "secretName", "plaintextValue"), (GITLAB, "key", "value")])
def test_what_comes_from_a_credential_of_the_program_is_told_where_that_is_made(type_: str, at: str, key: str) -> None:
    made = Resource.of(type_, "deploy", **{at: "AWS_SECRET_ACCESS_KEY", key: Secret("x")})
    for behind, is_told in (("aws:iam/accessKey:AccessKey", False), ("aws:iam/user:User", True)):
        urn = f"urn:pulumi:dev::shop::shop:ci:Keys${behind}::ci"
        answer = judge(pipeline_is_federated, replace(made, property_dependencies={key: (urn,)}))
        assert bool(answer.problems) is is_told


def test_what_opens_no_cloud_is_to_be_fetched_by_the_run() -> None:
    (problem,) = strictly(GITHUB, secretName="TUNNEL_TOKEN", plaintextValue=Secret("x")).problems
    assert "instead: a secret manager that each run reads by OIDC" in problem.message


def test_neither_a_value_nor_a_name_is_shown() -> None:
    canary = "canary-77"
    answers = [
        judged(GITHUB, secretName=Secret(f"{canary}_AWS_SECRET"), plaintextValue=Secret(canary)),
        strictly(GITLAB, key=f"{canary}_TOKEN", value=canary),
        judged(AWS, accessKeyId=canary, secretAccessKey=Secret(canary)),
    ]
    assert all(answer.problems for answer in answers)
    assert canary not in repr([answer.problems for answer in answers])
