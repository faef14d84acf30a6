"""This is where the part of the pool is that trusts workloads from outside, on AWS and elsewhere."""

import json
from typing import Any, Final

from tests.support.packs import UNKNOWN, secret

Pool = dict[str, tuple[str, dict[str, Any]]]

_GITHUB: Final = "token.actions.githubusercontent.com"
_ACCOUNT: Final = "arn:aws:iam::111122223333:oidc-provider/"
_ROLE: Final = "aws:iam/role:Role"


def _trust(issuer: str, **condition: Any) -> str:
    made = {
        "Effect": "Allow",
        "Principal": {"Federated": _ACCOUNT + issuer},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [made]})


_PINNED: Final = {f"{_GITHUB}:aud": "sts.amazonaws.com", f"{_GITHUB}:sub": "repo:acme/a:environment:p"}
_DUD: Final = _trust(_GITHUB, StringEquals=_PINNED, StringNotEquals={f"{_GITHUB}:event_name": "pull_request"})

_GOOGLE: Final = "gcp:serviceaccount/account:Account"
_POOLS: Final = "cognito-identity.amazonaws.com"
_GUESTS: Final = {f"{_POOLS}:aud": "eu-west-1:1", f"{_POOLS}:amr": "unauthenticated"}

_DOOR: Final = "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy"
_KAFKA: Final = "confluentcloud:index/identityPool:IdentityPool"
_POOL: Final = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
_ENTRA: Final = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential"
_URL: Final = f"https://{_GITHUB}"
_VAULT: Final = "vault:jwt/authBackendRole:AuthBackendRole"
_PODS: Final = "vault:kubernetes/authBackendRole:AuthBackendRole"
_MACHINES: Final = "vault:aws/authBackendRole:AuthBackendRole"
_GIVEN: Final = {"tokenPolicies": ["shop"]}
_EXCHANGE: Final = "api://AzureADTokenExchange"
_ENVIRONMENT: Final = "github:index/repositoryEnvironment:RepositoryEnvironment"
_BOOKS: Final = "repo:acme/books:environment:prod"

FEDERATION: Final[Pool] = {
    "past-review": (
        "github:index/repositoryRuleset:RepositoryRuleset",
        {
            "repository": "a",
            "enforcement": "active",
            "conditions": {"refName": {"includes": ["~ALL"]}},
            "bypassActors": [{"actorType": "Integration", "actorId": 4711.0}],
            "rules": {"pullRequest": {"requiredApprovingReviewCount": 1.0}},
        },
    ),
    "environment-of-all": (_ENVIRONMENT, {"repository": "books", "environment": "prod"}),
    "environment-trusted": (
        _ENTRA,
        {"displayName": "books", "audiences": [_EXCHANGE], "issuer": _URL, "subject": secret(_BOOKS)},
    ),
    "environment-trusted-unknown": (
        _ENTRA,
        {"displayName": "b", "audiences": [_EXCHANGE], "issuer": _URL, "subject": UNKNOWN},
    ),
    "past-review-unknown": (
        "github:index/branchProtection:BranchProtection",
        {
            "repositoryId": UNKNOWN,
            "pattern": "main",
            "requiredPullRequestReviews": [{"pullRequestBypassers": ["/x-bot"]}],
        },
    ),
    "into-a-branch": (
        _ROLE,
        {
            "assumeRolePolicy": _trust(
                _GITHUB,
                StringEquals={
                    f"{_GITHUB}:aud": "sts.amazonaws.com",
                    f"{_GITHUB}:sub": "repo:acme/a:ref:refs/heads/main",
                },
            )
        },
    ),
    "any-token": (_DOOR, {"includes": [{"anyValidServiceToken": {}}], "requires": []}),
    "any-token-unknown": (_DOOR, {"includes": [{"anyValidServiceToken": {}}], "requires": UNKNOWN}),
    "grants": ("auth0:index/client:Client", {"grantTypes": ["implicit", UNKNOWN]}),
    "grants-marked": ("okta:app/oAuth:OAuth", {"grantTypes": secret(["password"]), "status": UNKNOWN}),
    "redirect": ("auth0:index/client:Client", {"callbacks": ["https://*.acme.example/back", UNKNOWN]}),
    "redirect-plain": ("gitlab:index/application:Application", {"redirectUrl": secret("http://acme.example/back")}),
    "redirect-unknown": (
        "keycloak:openid/client:Client",
        {"standardFlowEnabled": UNKNOWN, "validRedirectUris": ["https://acme.example/*"]},
    ),
    "workspaces": (
        _ROLE,
        {
            "assumeRolePolicy": _trust(
                "app.terraform.io",
                StringEquals={"app.terraform.io:aud": "aws.workload.identity"},
                StringLike={"app.terraform.io:sub": "organization:acme:*"},
            )
        },
    ),
    "guests": (_ROLE, {"assumeRolePolicy": _trust(_POOLS, StringEquals=_GUESTS).replace(_ACCOUNT, "")}),
    "guests-marked": (_ROLE, {"assumeRolePolicy": secret(_trust(_POOLS, StringEquals=_GUESTS).replace(_ACCOUNT, ""))}),
    "absent-key": (_ROLE, {"assumeRolePolicy": _DUD}),
    "absent-key-secret": (_ROLE, {"assumeRolePolicy": secret(_DUD)}),
    "absent-key-unknown": (_ROLE, {"assumeRolePolicy": secret(UNKNOWN)}),
    "vault-mount": ("vault:jwt/authBackend:AuthBackend", {"path": "ci", "oidcDiscoveryUrl": _URL}),
    "vault-open": (_VAULT, {"backend": "ci", "roleType": "jwt", "boundClaims": {"ref": secret("refs/heads/main")}}),
    "vault-closed": (_VAULT, {"backend": "ci", "roleType": "jwt", "boundClaims": {"repository_id": "7"}}),
    "vault-unknown": (_VAULT, {"backend": "ci", "roleType": "jwt", "boundClaims": UNKNOWN}),
    "vault-pods": (_PODS, {"boundServiceAccountNames": ["*"], "boundServiceAccountNamespaces": ["*"], **_GIVEN}),
    "vault-pods-secret": (
        _PODS,
        {"boundServiceAccountNames": secret(["api"]), "boundServiceAccountNamespaces": ["*"], **_GIVEN},
    ),
    "vault-pods-unknown": (
        _PODS,
        {"boundServiceAccountNames": ["api"], "boundServiceAccountNamespaces": UNKNOWN, **_GIVEN},
    ),
    "vault-account": (_MACHINES, {"boundAccountIds": ["111122223333"], "authType": "ec2", **_GIVEN}),
    "vault-account-unknown": (_MACHINES, {"boundIamPrincipalArns": [UNKNOWN], **_GIVEN}),
    "confluent": (_KAFKA, {"filter": secret('claims.iss == "https://login.example.org"')}),
    "confluent-unknown": (_KAFKA, {"filter": UNKNOWN}),
    "pool-open": (_POOL, {"oidc": {"issuerUri": "https://gitlab.com"}, "attributeMapping": {"google.subject": "a"}}),
    "pool-closed": (
        _POOL,
        {
            "oidc": {"issuerUri": "https://gitlab.com"},
            "attributeMapping": {"google.subject": "assertion.sub"},
            "attributeCondition": "assertion.namespace_id == '7'",
        },
    ),
    "pool-unknown": (_POOL, {"oidc": {"issuerUri": "https://gitlab.com"}, "attributeCondition": UNKNOWN}),
    "pool-secret": (_POOL, {"oidc": {"issuerUri": "https://gitlab.com"}, "attributeCondition": secret("true")}),
    "pool-bound": (
        "gcp:serviceaccount/iAMMember:IAMMember",
        {
            "serviceAccountId": "projects/acme/serviceAccounts/ci@acme.iam.gserviceaccount.com",
            "role": "roles/iam.workloadIdentityUser",
            "member": "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/*",
        },
    ),
    "google-shop": (_GOOGLE, {"accountId": "shop", "project": "acme"}),
    "google-release": (_GOOGLE, {"accountId": "release", "project": "acme"}),
    "google-becomes": (
        "gcp:serviceaccount/iAMMember:IAMMember",
        {
            "serviceAccountId": "projects/acme/serviceAccounts/release@acme.iam.gserviceaccount.com",
            "role": "roles/iam.serviceAccountTokenCreator",
            "member": "serviceAccount:shop@acme.iam.gserviceaccount.com",
        },
    ),
    "google-mailer": (_GOOGLE, {"accountId": "mailer", "project": "acme"}),
    "google-becomes-mailer": (
        "gcp:serviceaccount/iAMBinding:IAMBinding",
        {
            "serviceAccountId": "projects/acme/serviceAccounts/mailer@acme.iam.gserviceaccount.com",
            "role": "roles/iam.serviceAccountKeyAdmin",
            "members": ["serviceAccount:shop@acme.iam.gserviceaccount.com", UNKNOWN],
        },
    ),
    "google-mailer-runs": (
        "gcp:projects/iAMMember:IAMMember",
        {
            "project": secret("acme"),
            "role": secret("roles/run.admin"),
            "member": "serviceAccount:mailer@acme.iam.gserviceaccount.com",
        },
    ),
    "google-vendor": (
        "gcp:serviceaccount/iAMBinding:IAMBinding",
        {
            "serviceAccountId": "projects/acme/serviceAccounts/mailer@acme.iam.gserviceaccount.com",
            "role": "roles/iam.serviceAccountTokenCreator",
            "members": [secret("serviceAccount:shared-sync@syncly.iam.gserviceaccount.com")],
        },
    ),
    "google-left-out": (
        "gcp:iam/foldersPolicyBinding:FoldersPolicyBinding",
        {
            "policyKind": "PRINCIPAL_ACCESS_BOUNDARY",
            "condition": {"expression": secret("principal.subject !=\n 'etl@acme.iam.gserviceaccount.com'")},
        },
    ),
    "google-left-out-unknown": (
        "gcp:iam/projectsPolicyBinding:ProjectsPolicyBinding",
        {"policyKind": "PRINCIPAL_ACCESS_BOUNDARY", "condition": {"expression": UNKNOWN}},
    ),
    "google-somebody-stores": (
        "gcp:projects/iAMMember:IAMMember",
        {"project": "acme", "role": "roles/storage.admin", "member": UNKNOWN},
    ),
    "pool-person": (
        "gcp:serviceaccount/iAMMember:IAMMember",
        {
            "serviceAccountId": "projects/acme/serviceAccounts/ci@acme.iam.gserviceaccount.com",
            "role": "roles/iam.serviceAccountTokenCreator",
            "member": "user:maria@acme.example",
        },
    ),
    "pool-team": (
        "gcp:serviceaccount/iAMBinding:IAMBinding",
        {
            "serviceAccountId": "projects/acme/serviceAccounts/ci@acme.iam.gserviceaccount.com",
            "role": "roles/iam.serviceAccountTokenCreator",
            "members": ["group:backend-developers@acme.example", UNKNOWN],
        },
    ),
    "entra-wide": (_ENTRA, {"issuer": _URL, "subject": "repo:acme/a:pull_request", "audiences": _EXCHANGE}),
    "entra-audience": (_ENTRA, {"issuer": _URL, "subject": "repo:acme/a:environment:p", "audiences": "vault"}),
    "entra-secret": (_ENTRA, {"issuer": _URL, "subject": secret("repo:acme/*"), "audiences": [_EXCHANGE]}),
    "entra-unknown": (_ENTRA, {"issuer": _URL, "subject": UNKNOWN, "audiences": _EXCHANGE}),
    "provider-audience": (
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        {"url": "https://gitlab.com", "clientIdLists": ["https://gitlab.com", "aws", UNKNOWN]},
    ),
    "pulumi-issuer": (
        "pulumiservice:index:OidcIssuer",
        {
            "organization": "acme",
            "name": "ci",
            "url": _URL,
            "policies": [
                {"decision": "allow", "rules": {"aud": "urn:pulumi:org:acme", "sub": "repo:acme/*"}},
                {"decision": "allow", "rules": {"aud": "urn:pulumi:org:acme", "sub": UNKNOWN}},
                {"decision": "allow", "rules": {"aud": "urn:pulumi:org:acme", "sub": secret("repo:acme*")}},
            ],
        },
    ),
}
