"""This is where the part of the pool is that is about rights outside the IAM of AWS: in clusters and other clouds."""

import json
from typing import Any, Final

from tests.support.packs import UNKNOWN, secret

RBAC: Final = "kubernetes:rbac.authorization.k8s.io/v1"
DEPLOYER: Final = {"kind": "ServiceAccount", "name": "deployer", "namespace": "ci"}

Pool = dict[str, tuple[str, dict[str, Any]]]


def _reference(name: Any) -> dict[str, Any]:
    return {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name}


ROLES: Final = "arn:aws:iam::111122223333:role"
SIGNS: Final = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": "kms:Sign",
        "Resource": "arn:aws:kms:eu-west-1:111122223333:key/6e2f",
    },
}

CLUSTERS: Final[Pool] = {
    "agent-of-a-cluster": (
        f"{RBAC}:ClusterRoleBinding",
        {
            "metadata": {"name": "mends"},
            "roleRef": {"kind": "ClusterRole", "name": "mends"},
            "subjects": [{"kind": "ServiceAccount", "name": "sre-agent", "namespace": "agents"}],
        },
    ),
    "mends": (
        f"{RBAC}:ClusterRole",
        {
            "metadata": {"name": "mends"},
            "rules": [{"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["patch"]}],
        },
    ),
    "account-of-an-agent": (
        "kubernetes:core/v1:ServiceAccount",
        {"metadata": {"name": "sre-agent", "namespace": "agents", "labels": {"daypass/class": secret("agent")}}},
    ),
    "people-make-tokens-role": (
        f"{RBAC}:ClusterRole",
        {
            "metadata": {"name": "debugging"},
            "rules": [{"apiGroups": [""], "resources": ["serviceaccounts/token"], "verbs": ["create"]}],
        },
    ),
    "people-make-tokens": (
        f"{RBAC}:ClusterRoleBinding",
        {
            "metadata": {"name": "debugging"},
            "roleRef": _reference("debugging"),
            "subjects": [{"kind": "Group", "name": "shop-developers"}],
        },
    ),
    "cluster-admin": (
        f"{RBAC}:ClusterRoleBinding",
        {"metadata": {"name": "a"}, "roleRef": _reference("cluster-admin"), "subjects": [DEPLOYER]},
    ),
    "cluster-admin-secret": (
        f"{RBAC}:RoleBinding",
        {
            "metadata": {"name": "b", "namespace": "shop"},
            "roleRef": _reference("cluster-admin"),
            "subjects": secret([DEPLOYER]),
        },
    ),
    "cluster-role-unknown": (
        f"{RBAC}:ClusterRoleBinding",
        {"metadata": {"name": "c"}, "roleRef": _reference(UNKNOWN), "subjects": [DEPLOYER]},
    ),
    "cluster-public": (
        f"{RBAC}:ClusterRoleBinding",
        {
            "metadata": {"name": "e"},
            "roleRef": _reference("view"),
            "subjects": [{"kind": "User", "name": "system:anonymous"}, {"kind": "Group", "name": UNKNOWN}],
        },
    ),
    "cluster-binder": (
        f"{RBAC}:ClusterRole",
        {
            "metadata": {"name": "binder"},
            "rules": [{"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "verbs": ["bind"]}],
        },
    ),
    "cluster-binder-bound": (
        f"{RBAC}:ClusterRoleBinding",
        {"metadata": {"name": "d"}, "roleRef": _reference("binder"), "subjects": [DEPLOYER, UNKNOWN]},
    ),
    "azure-api-staging": (
        "azure:authorization/userAssignedIdentity:UserAssignedIdentity",
        {"name": "id-api-staging", "resourceGroupName": "rg-staging", "principalId": "p-crossing"},
    ),
    "azure-api-in-production": (
        "azure:keyvault/accessPolicy:AccessPolicy",
        {
            "objectId": "p-crossing",
            "keyVaultId": "/subscriptions/1/resourceGroups/rg-prod/providers/Microsoft.KeyVault/vaults/kv",
        },
    ),
    "people-exec": (
        f"{RBAC}:ClusterRole",
        {"metadata": {"name": "exec"}, "rules": [{"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["create"]}]},
    ),
    "people-exec-bound": (
        f"{RBAC}:RoleBinding",
        {
            "metadata": {"name": "exec", "namespace": "shop-prod"},
            "roleRef": _reference("exec"),
            "subjects": [{"kind": "Group", "name": "shop-developers"}],
        },
    ),
    "people-run-jobs": (
        "databricks:index/accessControlRuleSet:AccessControlRuleSet",
        {"grantRules": [{"role": "roles/servicePrincipal.user", "principals": ["groups/account users"]}]},
    ),
    "login-of-an-owner": (
        "postgresql:index/role:Role",
        {"name": "books_api", "login": True, "roles": ["books_owner"]},
    ),
    "login-schema": ("postgresql:index/schema:Schema", {"name": "books", "owner": "books_owner"}),
    "cluster-staging-in-production": (
        f"{RBAC}:RoleBinding",
        {
            "metadata": {"name": "f", "namespace": "shop-prod"},
            "roleRef": _reference("view"),
            "subjects": [{"kind": "ServiceAccount", "name": "reports", "namespace": "shop-staging"}],
        },
    ),
    "pods-starter": (
        f"{RBAC}:RoleBinding",
        {
            "metadata": {"name": "starter", "namespace": "pay"},
            "roleRef": _reference("edit"),
            "subjects": [{"kind": "ServiceAccount", "name": "reports", "namespace": "pay"}],
        },
    ),
    "pods-ledger": (
        "aws:eks/podIdentityAssociation:PodIdentityAssociation",
        {"clusterName": "core", "namespace": "pay", "serviceAccount": "ledger", "roleArn": f"{ROLES}/pods-ledger"},
    ),
    "pods-ledger-role": (
        "aws:iam/role:Role",
        {
            "name": "pods-ledger",
            "arn": f"{ROLES}/pods-ledger",
            "assumeRolePolicy": json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": {
                        "Effect": "Allow",
                        "Action": ["sts:AssumeRole", "sts:TagSession"],
                        "Principal": {"Service": "pods.eks.amazonaws.com"},
                    },
                }
            ),
            "inlinePolicies": [{"name": "signs", "policy": json.dumps(SIGNS)}],
        },
    ),
}

RUNNER: Final = "serviceAccount:runner@acme-prod.iam.gserviceaccount.com"
ASSIGNMENT: Final = "azure:authorization/assignment:Assignment"
SUBSCRIPTION: Final = {"scope": "/subscriptions/1", "principalId": "0001", "principalType": "ServicePrincipal"}

_POLICY: Final = "vault:index/policy:Policy"
_APPROLE: Final = "vault:appRole/authBackendRole:AuthBackendRole"
_SNOWFLAKE: Final = "snowflake:index/grantAccountRole:GrantAccountRole"

CLOUDS: Final[Pool] = {
    "okta-super": ("okta:app/oauthRoleAssignment:OauthRoleAssignment", {"clientId": "0oa1", "type": "SUPER_ADMIN"}),
    "okta-marked": ("okta:app/oauthRoleAssignment:OauthRoleAssignment", {"type": secret("SUPER_ADMIN")}),
    "okta-unknown": ("okta:app/oauthRoleAssignment:OauthRoleAssignment", {"type": UNKNOWN}),
    "auth0-all": ("auth0:index/clientGrant:ClientGrant", {"audience": UNKNOWN, "allowAllScopes": True}),
    "google-hands": ("gcp:projects/iAMMember:IAMMember", {"role": "roles/iam.serviceAccountUser", "member": RUNNER}),
    "store-open": ("minio:index/s3Bucket:S3Bucket", {"acl": secret("public-read-write")}),
    "store-unknown": ("azure:storage/container:Container", {"containerAccessType": UNKNOWN}),
    "tailscale-all": (
        "tailscale:index/federatedIdentity:FederatedIdentity",
        {"issuer": "https://token.actions.githubusercontent.com", "subject": secret("repo:acme/*")},
    ),
    "databricks-unknown": (
        "databricks:index/servicePrincipalFederationPolicy:ServicePrincipalFederationPolicy",
        {"oidcPolicy": {"issuer": "https://token.actions.githubusercontent.com", "subject": UNKNOWN}},
    ),
    "network-open": ("mongodbatlas:index/projectIpAccessList:ProjectIpAccessList", {"cidrBlock": secret("0.0.0.0/0")}),
    "network-unknown": ("snowflake:index/networkPolicy:NetworkPolicy", {"allowedIpLists": UNKNOWN}),
    "forks-built": ("buildkite:Pipeline/pipeline:Pipeline", {"providerSettings": {"buildPullRequestForks": True}}),
    "forks-unknown": ("gcp:cloudbuild/trigger:Trigger", {"github": {"name": "sdk", "pullRequest": UNKNOWN}}),
    "google-owner": ("gcp:projects/iAMMember:IAMMember", {"role": "roles/owner", "member": RUNNER}),
    "google-tokens": (
        "gcp:projects/iAMBinding:IAMBinding",
        {"role": "roles/iam.serviceAccountTokenCreator", "members": secret([RUNNER])},
    ),
    "google-crossing": (
        "gcp:projects/iAMMember:IAMMember",
        {"project": "acme-dev", "role": "roles/datastore.user", "member": RUNNER},
    ),
    "google-public": (
        "gcp:storage/bucketIAMBinding:BucketIAMBinding",
        {"bucket": "acme", "role": "roles/storage.objectAdmin", "members": [RUNNER, "allUsers"]},
    ),
    "google-gone": (
        "gcp:pubsub/topicIAMBinding:TopicIAMBinding",
        {"topic": "orders", "members": [RUNNER, "deleted:user:ann@example.com?uid=1", UNKNOWN]},
    ),
    "google-gone-policy": (
        "gcp:storage/bucketIAMPolicy:BucketIAMPolicy",
        {"policyData": secret(json.dumps({"bindings": [{"members": ["deleted:group:ops@example.com?uid=1"]}]}))},
    ),
    "atlas-user-left-out": (
        "mongodbatlas:index/auditing:Auditing",
        {"enabled": True, "auditFilter": '{"users.user": {"$nin": ["parity-batch"]}}'},
    ),
    "atlas-user-left-out-unknown": ("mongodbatlas:index/auditing:Auditing", {"auditFilter": UNKNOWN}),
    "google-exempted": (
        "gcp:projects/iAMAuditConfig:IAMAuditConfig",
        {
            "service": "allServices",
            "auditLogConfigs": [
                {"logType": "DATA_READ", "exemptedMembers": [RUNNER, UNKNOWN]},
                {"logType": UNKNOWN, "exemptedMembers": secret(["user:ann@example.com"])},
            ],
        },
    ),
    "google-member-unknown": (
        "gcp:secretmanager/secretIamMember:SecretIamMember",
        {"secretId": "prod-key", "role": "roles/secretmanager.secretAccessor", "member": UNKNOWN},
    ),
    "google-role-unknown": ("gcp:folder/iAMMember:IAMMember", {"role": UNKNOWN, "member": RUNNER}),
    "google-policy": (
        "gcp:projects/iAMPolicy:IAMPolicy",
        {"policyData": json.dumps({"bindings": [{"role": "roles/editor", "members": [RUNNER]}]})},
    ),
    "google-called": ("gcp:cloudrunv2/service:Service", {"name": "invoices", "invokerIamDisabled": UNKNOWN}),
    "google-caller": (
        "gcp:eventarc/trigger:Trigger",
        {"serviceAccount": "e@acme.example", "destination": {"cloudRunService": {"service": "invoices"}}},
    ),
    "google-called-by-all": (
        "gcp:cloudrunv2/serviceIamBinding:ServiceIamBinding",
        {"name": "invoices", "role": "roles/run.invoker", "members": [UNKNOWN, secret("allUsers")]},
    ),
    "google-whole-company": (
        "gcp:storage/bucketIAMBinding:BucketIAMBinding",
        {"bucket": "acme", "role": "roles/x", "members": [secret("projectEditor:partner-tools"), UNKNOWN]},
    ),
    "google-long-tokens": (
        "gcp:orgpolicy/policy:Policy",
        {
            "name": "projects/acme/policies/iam.allowServiceAccountCredentialLifetimeExtension",
            "spec": {"rules": [{"values": {"allowedValues": [secret("etl@acme.iam.gserviceaccount.com"), UNKNOWN]}}]},
        },
    ),
    "google-long-pool": ("gcp:iam/workforcePool:WorkforcePool", {"sessionDuration": "43200s", "disabled": UNKNOWN}),
    "azure-shared-orders": (
        "azure-native:app:ContainerApp",
        {"identity": {"userAssignedIdentities": ["/subscriptions/1/userAssignedIdentities/id-shop"]}},
    ),
    "azure-shared-mailer": (
        "azure:containerapp/app:App",
        {"identity": {"identityIds": secret(["/subscriptions/1/userAssignedIdentities/id-shop"])}},
    ),
    "azure-shared-unknown": ("azure:containerapp/job:Job", {"identity": {"identityIds": [UNKNOWN]}}),
    "azure-owner": (ASSIGNMENT, {**SUBSCRIPTION, "roleDefinitionName": "Owner"}),
    "azure-grants": (ASSIGNMENT, {**SUBSCRIPTION, "roleDefinitionName": secret("User Access Administrator")}),
    "azure-scope-unknown": (ASSIGNMENT, {**SUBSCRIPTION, "roleDefinitionName": "Owner", "scope": UNKNOWN}),
    "entra-of-many": (
        "azuread:index/application:Application",
        {
            "signInAudience": secret("AzureADMultipleOrgs"),
            "appRoles": [{"allowedMemberTypes": ["Application", UNKNOWN]}],
        },
    ),
    "entra-audience-unknown": (
        "azuread:index/application:Application",
        {"signInAudience": UNKNOWN, "appRoles": [{"allowedMemberTypes": ["Application"]}]},
    ),
    "entra-record-of-people": (
        "azure:monitoring/aadDiagnosticSetting:AadDiagnosticSetting",
        {"enabledLogs": [{"category": "AuditLogs"}, {"category": secret("SignInLogs")}]},
    ),
    "azure-record-unknown": (
        "azure:monitoring/diagnosticSetting:DiagnosticSetting",
        {"targetResourceId": "/subscriptions/1", "enabledLogs": [{"category": UNKNOWN}]},
    ),
    "azure-registry-of-all": ("azure:containerservice/registry:Registry", {"adminEnabled": secret(True)}),
    "azure-models-unknown": ("azure:cognitive/account:Account", {"localAuthEnabled": UNKNOWN}),
    "github-jobs-write": (
        "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions",
        {"defaultWorkflowPermissions": secret("write"), "canApprovePullRequestReviews": UNKNOWN},
    ),
    "github-runners-for-all": (
        "github:index/actionsRunnerGroup:ActionsRunnerGroup",
        {"allowsPublicRepositories": True, "restrictedToWorkflows": False},
    ),
    "azure-connection-of-all": (
        "azuredevops:index/pipelineAuthorization:PipelineAuthorization",
        {"projectId": "1", "resourceId": secret("2"), "type": "endpoint"},
    ),
    "azure-connection-unknown": (
        "azuredevops:index/pipelineAuthorization:PipelineAuthorization",
        {"projectId": "1", "resourceId": "2", "type": UNKNOWN},
    ),
    "github-runners-unknown": (
        "github:index/actionsRunnerGroup:ActionsRunnerGroup",
        {"allowsPublicRepositories": UNKNOWN},
    ),
    "entra-permission": (
        "azuread:index/appRoleAssignment:AppRoleAssignment",
        {"appRoleId": "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8", "principalObjectId": UNKNOWN},
    ),
    "snowflake-loader": ("snowflake:index/serviceUser:ServiceUser", {"name": "LOADER"}),
    "snowflake-admin": (_SNOWFLAKE, {"roleName": "ACCOUNTADMIN", "userName": "LOADER"}),
    "snowflake-admin-secret": (_SNOWFLAKE, {"roleName": secret("SECURITYADMIN"), "userName": "LOADER"}),
    "snowflake-narrow": (_SNOWFLAKE, {"roleName": "LOADS", "userName": "LOADER"}),
    "vault-everywhere": (_POLICY, {"name": "ops", "policy": 'path "*" { capabilities = ["update", "sudo"] }'}),
    "vault-roles": (_POLICY, {"name": "ci", "policy": secret('path "auth/*" { capabilities = ["update"] }')}),
    "vault-audit": (_POLICY, {"name": "checks", "policy": 'path "sys/audit/*" { capabilities = ["delete", "sudo"] }'}),
    "vault-checks": (_APPROLE, {"roleName": "checks", "tokenPolicies": ["checks"]}),
    "vault-makes-superusers": (
        "vault:database/secretBackendRole:SecretBackendRole",
        {"name": "a", "creationStatements": [secret('CREATE ROLE "{{name}}" SUPERUSER LOGIN;'), UNKNOWN]},
    ),
    "default-changes": (
        "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
        {
            "metadata": {"name": "default-changes", "namespace": "shop"},
            "roleRef": {"kind": "ClusterRole", "name": "edit"},
            "subjects": [{"kind": "ServiceAccount", "name": "default", "namespace": "shop"}],
        },
    ),
    "argo-all": (
        "kubernetes:argoproj.io/v1alpha1:AppProject",
        {
            "metadata": {"name": "all"},
            "spec": {"sourceRepos": ["*"], "destinations": [{"server": "*", "namespace": "*"}]},
        },
    ),
    "ssh-for-root": (
        "vault:ssh/secretBackendRole:SecretBackendRole",
        {"keyType": "ca", "allowUserCertificates": UNKNOWN, "allowedUsers": secret("*")},
    ),
    "vault-becomes": (
        _POLICY,
        {
            "name": "builds",
            "policy": secret('path "auth/approle/role/ops/*" { capabilities = ["read", "create", "update"] }'),
        },
    ),
    "vault-builds": (_APPROLE, {"roleName": "builds", "tokenPolicies": ["builds"]}),
    "databricks-payroll": (
        "databricks:index/job:Job",
        {"name": "payroll-load", "runAs": {"servicePrincipalName": secret("1f3a5c7e")}},
    ),
    "databricks-fraud": (
        "databricks:index/job:Job",
        {"name": "fraud-load", "runAs": {"servicePrincipalName": "1f3a5c7e"}},
    ),
    "databricks-pipeline-unknown": ("databricks:index/pipeline:Pipeline", {"runAs": {"servicePrincipalName": UNKNOWN}}),
    "github-sdk": ("github:index/repository:Repository", {"name": "sdk-public", "visibility": "public"}),
    "github-workflow": (
        "github:index/repositoryFile:RepositoryFile",
        {
            "repository": "sdk-public",
            "file": ".github/workflows/ci.yml",
            "content": secret("on: pull_request_target\njobs: {a: {steps: [{run: gh pr checkout 1}]}}"),
        },
    ),
    "github-workflow-unknown": (
        "github:index/repositoryFile:RepositoryFile",
        {"repository": "sdk-public", "file": ".github/workflows/ci.yml", "content": UNKNOWN},
    ),
    "vault-unread": (_POLICY, {"name": "odd", "policy": "path"}),
    "vault-ops": (_APPROLE, {"roleName": "ops", "tokenPolicies": ["ops"]}),
    "vault-ci": (_APPROLE, {"roleName": "ci", "tokenPolicies": ["ci"]}),
    "vault-odd": (_APPROLE, {"roleName": "odd", "tokenPolicies": ["odd", UNKNOWN]}),
    "consul-acl": ("consul:index/aclPolicy:AclPolicy", {"name": "acl", "rules": 'acl = "write"'}),
    "consul-token": ("consul:index/aclToken:AclToken", {"policies": ["acl", secret("global-management"), UNKNOWN]}),
    "nomad-token": ("nomad:index/aclToken:AclToken", {"type": "management"}),
    "snowflake-unknown": (_SNOWFLAKE, {"roleName": UNKNOWN, "userName": "LOADER"}),
}

ELSEWHERE: Final[Pool] = {**CLUSTERS, **CLOUDS}
