"""Every type in the table of credentials, declared carelessly, is found in an export; declared with care, it is not."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from tests.support.commands import daypass
from tests.support.states import entry, export, urn, write

from daypass.data.credential_tokens import Ending, Form, credential_tokens

RISK: Final = "long-lived-credential"
PASSWORD: Final = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"k7-Xq29vLm"'}
"""A marked value, as `pulumi stack export --show-secrets` writes it."""
KEPT: Final = {**PASSWORD, "plaintext": '"another-Q7vx2"'}
"""What is kept in a vault, and is no database's password: that is told at the database."""

SECRET: Final = {"secretName": "AWS_SECRET_ACCESS_KEY", "plaintextValue": PASSWORD}
VARIABLE: Final = {"key": "AWS_SECRET_ACCESS_KEY", "value": PASSWORD, "masked": True}
ARN: Final = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:api-AbCdEf"
MANAGED: Final = {"manageMasterUserPassword": True}
ROLE: Final = {"secretName": "AWS_ROLE_ARN", "plaintextValue": "arn:aws:iam::111122223333:role/daypass/ci-prod"}

CARELESS: Final[Mapping[str, dict[str, Any]]] = {
    "auth0:index/clientCredentials:ClientCredentials": {"authenticationMethod": "client_secret_post"},
    "aws-native:appsync:ApiKey": {"apiId": "a1b2c3", "expires": 4102444800},
    "aws-native:cognito:UserPoolClient": {"userPoolId": "eu-west-1_a1b2c3d4e", "generateSecret": True},
    "aws-native:elasticache:User": {"userId": "app", "engine": "valkey", "passwords": [PASSWORD]},
    "aws-native:memorydb:User": {"userName": "app", "authenticationMode": {"type": "password"}},
    "aws-native:amazonmq:Broker": {"users": [{"username": "app", "password": PASSWORD}]},
    "aws-native:codebuild:SourceCredential": {"authType": "PERSONAL_ACCESS_TOKEN", "token": PASSWORD},
    "aws-native:directoryservice:SimpleAd": {"name": "corp.example.org", "password": PASSWORD},
    "aws-native:dms:Endpoint": {"username": "app", "password": PASSWORD},
    "aws-native:docdbelastic:Cluster": {"authType": "PLAIN_TEXT", "adminUserPassword": PASSWORD},
    "aws-native:elasticache:ReplicationGroup": {"authToken": PASSWORD},
    "aws-native:iam:ManagedPolicy": {"users": ["ci"]},
    "aws-native:opensearchservice:Domain": {
        "advancedSecurityOptions": {"enabled": True, "masterUserOptions": {"masterUserPassword": PASSWORD}}
    },
    "aws-native:redshift:Cluster": {"masterUsername": "root", "masterUserPassword": PASSWORD},
    "aws-native:transfer:User": {"userName": "partner", "sshPublicKeys": ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd0"]},
    "aws-native:rds:DbCluster": {"masterUsername": "root", "masterUserPassword": PASSWORD},
    "aws-native:rds:DbInstance": {"masterUsername": "root", "masterUserPassword": PASSWORD},
    "aws-native:redshiftserverless:Namespace": {"adminUsername": "root", "adminUserPassword": PASSWORD},
    "aws-native:secretsmanager:Secret": {"name": "api", "secretString": KEPT},
    "aws:appsync/apiKey:ApiKey": {"apiId": "a1b2c3", "expires": "2100-01-01T00:00:00Z"},
    "aws:codebuild/sourceCredential:SourceCredential": {"authType": "PERSONAL_ACCESS_TOKEN", "token": PASSWORD},
    "aws:cognito/userPoolClient:UserPoolClient": {"userPoolId": "eu-west-1_a1b2c3d4e", "generateSecret": True},
    "aws:directoryservice/directory:Directory": {"name": "corp.example.org", "password": PASSWORD},
    "aws:dms/endpoint:Endpoint": {"username": "app", "password": PASSWORD},
    "aws:docdb/cluster:Cluster": {"masterUsername": "root", "masterPassword": PASSWORD},
    "aws:docdb/elasticCluster:ElasticCluster": {"authType": "PLAIN_TEXT", "adminUserPassword": PASSWORD},
    "aws:elasticache/replicationGroup:ReplicationGroup": {"description": "sessions", "authToken": PASSWORD},
    "aws:elasticache/user:User": {"userName": "app", "engine": "valkey", "passwords": [PASSWORD]},
    "aws:iam/policyAttachment:PolicyAttachment": {
        "users": ["ci"],
        "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
    },
    "aws:memorydb/user:User": {"userName": "app", "authenticationMode": {"type": "password", "passwords": [PASSWORD]}},
    "aws:mq/broker:Broker": {"users": [{"username": "app", "password": PASSWORD}]},
    "aws:opensearch/domain:Domain": {
        "advancedSecurityOptions": {"enabled": True, "masterUserOptions": {"masterUserPassword": PASSWORD}}
    },
    "aws:rds/cluster:Cluster": {"masterUsername": "root", "masterPassword": PASSWORD},
    "aws:rds/instance:Instance": {"username": "root", "password": PASSWORD},
    "aws:redshift/cluster:Cluster": {"masterUsername": "root", "masterPassword": PASSWORD},
    "aws:redshiftserverless/namespace:Namespace": {"adminUsername": "root", "adminUserPassword": PASSWORD},
    "aws:secretsmanager/secretVersion:SecretVersion": {"secretId": ARN, "secretString": KEPT},
    "aws:ssm/parameter:Parameter": {"type": "SecureString", "value": KEPT},
    "azuread:index/synchronizationSecret:SynchronizationSecret": {"credentials": [{"key": "Token", "value": PASSWORD}]},
    "azuredevops:index/serviceEndpointAws:ServiceEndpointAws": {"accessKeyId": "AKIA", "secretAccessKey": PASSWORD},
    "azuredevops:index/serviceEndpointAzureRM:ServiceEndpointAzureRM": {"credentials": {"serviceprincipalid": "0"}},
    "gcp:alloydb/user:User": {"cluster": "orders", "userType": "ALLOYDB_BUILT_IN", "password": PASSWORD},
    "gcp:secretmanager/secretVersion:SecretVersion": {"secret": "projects/p/secrets/api", "secretData": KEPT},
    "gcp:sql/user:User": {"instance": "orders", "name": "app", "password": PASSWORD},
    **{
        f"github:index/{name}": SECRET
        for name in (
            "actionsEnvironmentSecret:ActionsEnvironmentSecret",
            "actionsOrganizationSecret:ActionsOrganizationSecret",
            "actionsSecret:ActionsSecret",
            "codespacesOrganizationSecret:CodespacesOrganizationSecret",
            "codespacesSecret:CodespacesSecret",
            "codespacesUserSecret:CodespacesUserSecret",
            "dependabotOrganizationSecret:DependabotOrganizationSecret",
            "dependabotSecret:DependabotSecret",
        )
    },
    "gitlab:index/groupVariable:GroupVariable": VARIABLE,
    "gitlab:index/projectVariable:ProjectVariable": VARIABLE,
    "keycloak:openid/client:Client": {"clientId": "worker", "accessType": "CONFIDENTIAL"},
    "kubernetes:core/v1:Secret": {"type": "kubernetes.io/service-account-token"},
    "mongodbatlas:index/databaseUser:DatabaseUser": {"username": "app", "password": PASSWORD},
    "okta:app/oAuth:OAuth": {"label": "worker", "type": "service", "tokenEndpointAuthMethod": "client_secret_basic"},
    "postgresql:index/role:Role": {"name": "app", "password": PASSWORD},
    "snowflake:index/serviceUser:ServiceUser": {"name": "LOADER", "rsaPublicKey": "MIIBIjANBgkqhkiG9w0BAQEFAAOC"},
    "snowflake:index/userProgrammaticAccessToken:UserProgrammaticAccessToken": {"user": "LOADER", "daysToExpiry": 365},
    "vault:aws/secretBackend:SecretBackend": {"accessKey": "AKIA", "secretKey": PASSWORD},
    "vault:gcp/secretStaticAccount:SecretStaticAccount": {"secretType": "service_account_key"},
}
"""What makes a type a credential where an argument decides that; of the others it is enough that they exist."""

CAREFUL: Final[Mapping[str, dict[str, Any]]] = {
    "auth0:index/clientCredentials:ClientCredentials": {"authenticationMethod": "private_key_jwt"},
    "aws-native:cognito:UserPoolClient": {"userPoolId": "eu-west-1_a1b2c3d4e", "allowedOauthFlows": ["code"]},
    "aws-native:elasticache:User": {"userId": "app", "authenticationMode": {"type": "iam"}},
    "aws-native:memorydb:User": {"userName": "app", "authenticationMode": {"type": "iam"}},
    "aws-native:codebuild:SourceCredential": {"authType": "CODECONNECTIONS", "token": f"{ARN}"},
    "aws-native:dms:Endpoint": {"postgreSqlSettings": {"secretsManagerSecretId": ARN}},
    "aws-native:docdbelastic:Cluster": {"authType": "SECRET_ARN", "adminUserPassword": ARN},
    "aws-native:elasticache:ReplicationGroup": {"userGroupIds": ["app"]},
    "aws-native:iam:ManagedPolicy": {"roles": ["ci"]},
    "aws-native:opensearchservice:Domain": {
        "advancedSecurityOptions": {"enabled": True, "masterUserOptions": {"masterUserArn": ROLE["plaintextValue"]}}
    },
    "aws-native:redshift:Cluster": {"masterUsername": "root", "manageMasterPassword": True},
    "aws-native:transfer:User": {"userName": "partner", "sshPublicKeys": []},
    "aws-native:rds:DbCluster": {"masterUsername": "root", **MANAGED},
    "aws-native:rds:DbInstance": {"masterUsername": "root", **MANAGED},
    "aws-native:redshiftserverless:Namespace": {"adminUsername": "root", "manageAdminPassword": True},
    "aws-native:secretsmanager:Secret": {"name": "api", "generateSecretString": {"passwordLength": 32}},
    "aws:codebuild/sourceCredential:SourceCredential": {"authType": "CODECONNECTIONS", "token": f"{ARN}"},
    "aws:cognito/userPoolClient:UserPoolClient": {"userPoolId": "eu-west-1_a1b2c3d4e", "generateSecret": False},
    "aws:dms/endpoint:Endpoint": {"secretsManagerArn": ARN},
    "aws:docdb/cluster:Cluster": {"masterUsername": "root", **MANAGED},
    "aws:docdb/elasticCluster:ElasticCluster": {"authType": "SECRET_ARN", "adminUserPassword": ARN},
    "aws:elasticache/replicationGroup:ReplicationGroup": {"description": "sessions", "userGroupIds": ["app"]},
    "aws:elasticache/user:User": {"userName": "app", "authenticationMode": {"type": "iam"}},
    "aws:iam/policyAttachment:PolicyAttachment": {
        "roles": ["ci"],
        "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
    },
    "aws:memorydb/user:User": {"userName": "app", "authenticationMode": {"type": "iam"}},
    "aws:opensearch/domain:Domain": {
        "advancedSecurityOptions": {"enabled": True, "masterUserOptions": {"masterUserArn": ROLE["plaintextValue"]}}
    },
    "aws:rds/cluster:Cluster": {"masterUsername": "root", **MANAGED},
    "aws:rds/instance:Instance": {"username": "root", "iamDatabaseAuthenticationEnabled": True, **MANAGED},
    "aws:redshift/cluster:Cluster": {"masterUsername": "root", "manageMasterPassword": True},
    "aws:redshiftserverless/namespace:Namespace": {"adminUsername": "root", "manageAdminPassword": True},
    "azuredevops:index/serviceEndpointAws:ServiceEndpointAws": {
        "useOidc": True,
        "roleToAssume": "arn:aws:iam::1:role/r",
    },
    "azuredevops:index/serviceEndpointAzureRM:ServiceEndpointAzureRM": {
        "serviceEndpointAuthenticationScheme": "WorkloadIdentityFederation"
    },
    "gcp:alloydb/user:User": {"cluster": "orders", "userType": "ALLOYDB_IAM_USER"},
    "gcp:secretmanager/secretVersion:SecretVersion": {"secret": "projects/p/secrets/api", "secretDataWo": PASSWORD},
    "gcp:sql/user:User": {"instance": "orders", "name": "app@p.iam", "type": "CLOUD_IAM_SERVICE_ACCOUNT"},
    "github:index/actionsSecret:ActionsSecret": ROLE,
    "gitlab:index/projectVariable:ProjectVariable": {"key": "AWS_ROLE_ARN", "value": ROLE["plaintextValue"]},
    "keycloak:openid/client:Client": {"accessType": "CONFIDENTIAL", "clientAuthenticatorType": "client-jwt"},
    "kubernetes:core/v1:Secret": {"type": "Opaque", "stringData": {"password": PASSWORD}},
    "mongodbatlas:index/databaseUser:DatabaseUser": {"username": ROLE["plaintextValue"], "awsIamType": "ROLE"},
    "okta:app/oAuth:OAuth": {"label": "worker", "type": "service", "tokenEndpointAuthMethod": "private_key_jwt"},
    "postgresql:index/role:Role": {"name": "app", "login": True, "roles": ["rds_iam"]},
    "snowflake:index/serviceUser:ServiceUser": {"defaultWorkloadIdentity": {"aws": {"arn": ROLE["plaintextValue"]}}},
    "vault:aws/secretBackend:SecretBackend": {"identityTokenAudience": "vault", "roleArn": ROLE["plaintextValue"]},
    "vault:gcp/secretStaticAccount:SecretStaticAccount": {"secretType": "access_token"},
}
"""The same types where nothing lives long: another way to sign in, or none of ours."""

NOW: Final = datetime.now(UTC)
SOON: Final = NOW + timedelta(days=7)

SHORT: Final[Mapping[Form, Any]] = {
    "date": SOON.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "epoch": int(SOON.timestamp()),
    "epoch-ms": int(SOON.timestamp()) * 1_000,
    "epoch-us": str(int(SOON.timestamp()) * 1_000_000),
    "seconds": 3600,
    "hours": 24,
    "days": 7,
    "duration": "24h",
    "iso": "P1D",
    "uses": 1,
    "validity": {"type": "DAYS", "value": "7"},
    "moment": "now+7d",
}
"""An end that is soon, in each form that an argument has."""

LONG: Final[Mapping[Form, Any]] = {
    "date": "2100-01-02T03:04:05Z",
    "epoch": 4_102_444_800,
    "epoch-ms": 4_102_444_800_000,
    "epoch-us": "4102444800000000",
    "seconds": 10 * 365 * 86_400,
    "hours": 87_600,
    "days": 3650,
    "duration": "87600h",
    "iso": "P10Y",
    "uses": 0,
    "validity": {"type": "END_DATE", "value": "2100-01-02T03:04:05Z"},
    "moment": "now+10y",
}
"""An end that is none, though somebody wrote one."""


def placed(path: str, value: Any) -> dict[str, Any]:
    """The arguments in which the value stands at the path."""
    step, _, rest = path.partition(".")
    name = step.removesuffix("[]")
    inner = placed(rest, value) if rest else value
    return {name: [inner] if step.endswith("[]") else inner}


def ended(ending: Ending, values: Mapping[Form, Any]) -> dict[str, Any]:
    """The arguments that end a credential so, in the first place where it may be ended."""
    return placed(ending.paths[0], values[ending.form])


def careless() -> dict[str, tuple[str, dict[str, Any]]]:
    """Name of a resource → type and arguments: each type without an end, and with one that is none."""
    found = {}
    for type_, token in credential_tokens().items():
        found[named(type_)] = (type_, CARELESS.get(type_, {}))
        for ending in token.endings:
            arguments = CARELESS.get(type_, {}) | ended(ending, LONG)
            found[f"{named(type_)}-{ending.paths[0]}"] = (type_, arguments)
    return found


def careful() -> dict[str, tuple[str, dict[str, Any]]]:
    """The same with care: every type that may end, ended soon; every type that need be no credential, none."""
    found = {f"{named(type_)}-none": (type_, arguments) for type_, arguments in CAREFUL.items()}
    for type_, token in credential_tokens().items():
        for ending in token.endings:
            arguments = CARELESS.get(type_, {}) | ended(ending, SHORT)
            found[f"{named(type_)}-{ending.paths[0]}"] = (type_, arguments)
    return found


def named(type_: str) -> str:
    return re.sub(r"\W+", "-", type_)


CARELESSLY: Final = careless()
CAREFULLY: Final = careful()


@cache
def risks(folder: Path, *, careful: bool) -> Mapping[str, set[str]]:
    """URN → the risks of its findings in an export of all of them, as `daypass scan` reports them."""
    declared = CAREFULLY if careful else CARELESSLY
    entries = [entry(type_, name, arguments) for name, (type_, arguments) in declared.items()]
    path = write(folder / f"careful-{careful}.json", export(*entries))
    found: dict[str, set[str]] = {}
    for finding in daypass("scan", path, "--format", "json").json["findings"]:
        if finding["status"] == "fail":
            found.setdefault(finding["urn"], set()).add(finding["risk"])
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@pytest.mark.parametrize("name", CARELESSLY)
def test_a_credential_that_stays_is_found_under_its_risk(folder: Path, name: str) -> None:
    type_, _ = CARELESSLY[name]
    assert RISK in risks(folder, careful=False)[urn(type_, name)]


@pytest.mark.parametrize("name", CAREFULLY)
def test_one_that_ends_soon_and_what_is_none_are_left_in_peace(folder: Path, name: str) -> None:
    type_, _ = CAREFULLY[name]
    assert RISK not in risks(folder, careful=True).get(urn(type_, name), set())


def test_every_type_whose_arguments_decide_has_a_careful_twin() -> None:
    conditional = {type_ for type_, token in credential_tokens().items() if token.kind == "conditional"}
    assert conditional <= CAREFUL.keys()
