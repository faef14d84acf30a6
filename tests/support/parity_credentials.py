"""This is where the part of the pool is that is about credentials of every vendor: how each may be given an end."""

from typing import Any, Final

from tests.support.packs import UNKNOWN, secret

APPLICATION: Final = "azuread:index/applicationPassword:ApplicationPassword"
GRAFANA: Final = "grafana:oss/serviceAccountToken:ServiceAccountToken"
VAULT: Final = "vault:index/token:Token"
SECRET: Final = "aws:secretsmanager/secretVersion:SecretVersion"
ACTIONS: Final = "github:index/actionsSecret:ActionsSecret"
_WIDE: Final = "github:index/actionsOrganizationSecret:ActionsOrganizationSecret"
CLUSTER: Final = "aws:rds/cluster:Cluster"
KUBERNETES: Final = "kubernetes:core/v1:Secret"
ARN: Final = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:api"

POD: Final = "kubernetes:core/v1:Pod"


def _projected(seconds: Any) -> dict[str, Any]:
    return {"projected": {"sources": [{"serviceAccountToken": {"path": "token", "expirationSeconds": seconds}}]}}


ENDS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "token-over": ("gitlab:index/projectDeployToken:ProjectDeployToken", {"project": "1", "expiresAt": "2025-01-01"}),
    "google-key": ("gcp:serviceaccount/key:Key", {"serviceAccountId": UNKNOWN}),
    "datadog-key": ("datadog:index/apiKey:ApiKey", {"name": secret("agent")}),
    "ends-late": (APPLICATION, {"endDate": "2100-01-01T00:00:00Z"}),
    "ends-late-marked": (APPLICATION, {"endDate": secret("2100-01-01T00:00:00Z")}),
    "ends-soon": (APPLICATION, {"endDate": "2026-12-24"}),
    "ends-unknown": (APPLICATION, {"endDate": UNKNOWN}),
    "ends-secret-unknown": (APPLICATION, {"endDateRelative": secret(UNKNOWN)}),
    "ends-either": (APPLICATION, {"endDate": UNKNOWN, "endDateRelative": "720h"}),
    "ends-oddly": (APPLICATION, {"endDate": [1]}),
    "ends-never": (APPLICATION, {"endDate": None}),
    "seconds": (GRAFANA, {"secondsToLive": 31536000.0}),
    "seconds-text": (GRAFANA, {"secondsToLive": "3600"}),
    "seconds-none": (GRAFANA, {"secondsToLive": 0}),
    "renewed": (VAULT, {"ttl": "1h", "period": "24h"}),
    "renewed-unknown": (VAULT, {"ttl": "1h", "period": UNKNOWN}),
    "login": ("vault:jwt/authBackendRole:AuthBackendRole", {"tokenType": "batch", "tokenTtl": 2592000.0}),
    "login-soon": ("vault:jwt/authBackendRole:AuthBackendRole", {"tokenType": "batch", "tokenTtl": "900"}),
    "login-long": ("vault:appRole/authBackendRole:AuthBackendRole", {"tokenTtl": 2592000.0, "tokenPeriod": "0"}),
    "lease-long": ("vault:database/secretBackendRole:SecretBackendRole", {"defaultTtl": secret(31536000.0)}),
    "lease-unknown": ("vault:ssh/secretBackendRole:SecretBackendRole", {"keyType": UNKNOWN, "maxTtl": "8760h"}),
    "login-unknown": ("vault:appRole/authBackendRole:AuthBackendRole", {"tokenType": UNKNOWN, "tokenTtl": 2592000}),
    "app-role": ("vault:appRole/authBackendRole:AuthBackendRole", {"secretIdTtl": 0, "secretIdNumUses": "0"}),
    "app-role-unknown": ("vault:appRole/authBackendRole:AuthBackendRole", {"secretIdTtl": UNKNOWN}),
    "boundary-left": (
        "gcp:iam/projectsPolicyBinding:ProjectsPolicyBinding",
        {"condition": {"expression": "principal.subject != 'a@acme.iam.gserviceaccount.com'"}},
    ),
    "boundary-unknown": (
        "gcp:iam/projectsPolicyBinding:ProjectsPolicyBinding",
        {"policyKind": UNKNOWN, "condition": {"expression": "principal.subject != 'a@b.iam.gserviceaccount.com'"}},
    ),
    "delegated": (
        "azure:lighthouse/definition:Definition",
        {"authorizations": [{"roleDefinitionId": "b24988ac-6180-42a0-ab88-20f7382dd24c"}]},
    ),
    "delegated-without-factor": (
        "azure-native:managedservices/v20221001:RegistrationDefinition",
        {
            "properties": {
                "eligibleAuthorizations": [{"roleDefinitionId": secret("b24988ac-6180-42a0-ab88-20f7382dd24c")}]
            }
        },
    ),
    "delegated-unknown": (
        "azure:lighthouse/definition:Definition",
        {"authorizations": [{"roleDefinitionId": UNKNOWN}]},
    ),
    "engine-users": ("vault:aws/secretBackendRole:SecretBackendRole", {"credentialType": "iam_user"}),
    "engine-roles": ("vault:aws/secretBackendRole:SecretBackendRole", {"credentialType": "assumed_role"}),
    "engine-unknown": ("vault:aws/secretBackendRole:SecretBackendRole", {"credentialType": UNKNOWN}),
    "machine": (
        "okta:auth/serverPolicyRule:ServerPolicyRule",
        {"grantTypeWhitelists": ["client_credentials"], "accessTokenLifetimeMinutes": 1440.0},
    ),
    "machine-unknown": (
        "okta:auth/serverPolicyRule:ServerPolicyRule",
        {"grantTypeWhitelists": [UNKNOWN], "accessTokenLifetimeMinutes": "1440"},
    ),
    "machine-of-keycloak": (
        "keycloak:openid/client:Client",
        {"serviceAccountsEnabled": "true", "accessTokenLifespan": secret("86400")},
    ),
    "refresh": (
        "auth0:index/client:Client",
        {"grantTypes": ["refresh_token"], "refreshToken": {"expirationType": "non-expiring"}},
    ),
    "refresh-unknown": (
        "auth0:index/client:Client",
        {"grantTypes": [UNKNOWN], "refreshToken": {"tokenLifetime": 94608000.0}},
    ),
    "refresh-of-keycloak": (
        "keycloak:openid/client:Client",
        {"clientOfflineSessionMaxLifespan": secret("315360000")},
    ),
    "projected": (POD, {"spec": {"volumes": [_projected(31536000.0), _projected("600")]}}),
    "projected-unknown": (POD, {"spec": {"volumes": [_projected(UNKNOWN)]}}),
    "registry": ("azure:containerservice/tokenPassword:TokenPassword", {"password1": {"expiry": "2026-12-24"}}),
    "registry-second": (
        "azure:containerservice/tokenPassword:TokenPassword",
        {"password1": {"expiry": "2026-12-24"}, "password2": {}},
    ),
    "deploy-key": ("github:index/repositoryDeployKey:RepositoryDeployKey", {"key": "ssh-ed25519 AAAA"}),
    "key-pair": ("aws:ec2/keyPair:KeyPair", {"publicKey": UNKNOWN}),
}

HELD: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "cluster": (CLUSTER, {"masterPassword": secret("hunter22")}),
    "cluster-managed": (CLUSTER, {"manageMasterUserPassword": True}),
    "cluster-managed-unknown": (CLUSTER, {"masterPassword": UNKNOWN, "manageMasterUserPassword": UNKNOWN}),
    "client": ("okta:app/oAuth:OAuth", {"label": "worker", "type": "service"}),
    "client-unknown": ("okta:app/oAuth:OAuth", {"tokenEndpointAuthMethod": UNKNOWN}),
    "legacy": ("snowflake:index/legacyServiceUser:LegacyServiceUser", {"name": "LOADER"}),
    "pod-token": (KUBERNETES, {"type": "kubernetes.io/service-account-token"}),
    "pod-token-unknown": (KUBERNETES, {"type": UNKNOWN}),
    "pod-secret": (KUBERNETES, {"stringData": {"a": secret("b")}}),
    "cloud-key": (ACTIONS, {"secretName": "AWS_SECRET_ACCESS_KEY"}),
    "cloud-key-marked": (ACTIONS, {"secretName": secret("AWS_SECRET_ACCESS_KEY")}),
    "cloud-role": (ACTIONS, {"secretName": "AWS_ROLE_ARN"}),
    "organisation-wide": (_WIDE, {"secretName": "SIGNING_KEY", "visibility": "all"}),
    "organisation-wide-marked": (_WIDE, {"secretName": secret("SIGNING_KEY"), "visibility": "all"}),
    "organisation-wide-unknown": (_WIDE, {"secretName": "SIGNING_KEY", "visibility": UNKNOWN}),
    "cloud-unknown": (ACTIONS, {"secretName": UNKNOWN}),
    "azure": ("azuredevops:index/serviceEndpointAzureRM:ServiceEndpointAzureRM", {"projectId": "p"}),
    "version": (SECRET, {"secretId": ARN, "secretString": secret("k7-Xq29vLm")}),
    "version-unknown": (SECRET, {"secretId": ARN, "secretString": UNKNOWN}),
    "version-to-come": (SECRET, {"secretId": ARN, "secretString": "changeme"}),
    "made": ("random:index/randomPassword:RandomPassword", {"length": 32}),
    "made-again": ("random:index/randomPassword:RandomPassword", {"length": 32, "keepers": {"on": "2026-11"}}),
    "certificate": ("tls:index/selfSignedCert:SelfSignedCert", {"validityPeriodHours": 87600}),
    "certificate-authority": (
        "tls:index/selfSignedCert:SelfSignedCert",
        {"validityPeriodHours": 87600, "isCaCertificate": True},
    ),
    "user-policy": ("aws:iam/userPolicyAttachment:UserPolicyAttachment", {"user": "ci", "policyArn": UNKNOWN}),
}
