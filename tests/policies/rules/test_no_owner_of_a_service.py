"""What `no-owner-of-a-cloud` says of machines that administer a service that is no cloud."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["no-owner-of-a-cloud"]
OKTA = "okta:app/oauthRoleAssignment:OauthRoleAssignment"
BRIDGED = "okta:index/appOauthRoleAssignment:AppOauthRoleAssignment"
ATLAS = "mongodbatlas:index/apiKey:ApiKey"
OF_PROJECTS = "mongodbatlas:index/projectApiKey:ProjectApiKey"
ACCOUNT = "databricks:index/servicePrincipalRole:ServicePrincipalRole"
WORKSPACE = "databricks:index/permissionAssignment:PermissionAssignment"
AUTH0 = "auth0:index/clientGrant:ClientGrant"
MANAGEMENT = "https://acme.eu.auth0.com/api/v2/"


def judged(type_: str, **inputs: Any) -> Answer:
    return judge_stack(RULE, Resource.of(type_, "sync", **inputs))


@pytest.mark.parametrize("type_", [OKTA, BRIDGED])
def test_a_client_that_is_super_administrator_of_okta_is_found(type_: str) -> None:
    answer = judged(type_, clientId="0oa1", type="SUPER_ADMIN")
    fact = "the client of assignment 'sync' may do everything in the organisation of Okta, as SUPER_ADMIN"
    assert only(answer) == fact
    assert not answer.problems[0].advisory


@pytest.mark.parametrize(
    ("type_", "inputs", "told"),
    [
        (ATLAS, {"roleNames": ["ORG_READ_ONLY", "ORG_OWNER"]}, "plain"),
        ("mongodbatlas:index/serviceAccount:ServiceAccount", {"roles": ["ORG_OWNER"]}, "plain"),
        (OF_PROJECTS, {"projectAssignments": [{"projectId": "p", "roleNames": ["GROUP_OWNER"]}]}, "advice"),
        (ACCOUNT, {"role": "account_admin", "servicePrincipalId": "1"}, "plain"),
        (WORKSPACE, {"permissions": ["ADMIN"], "servicePrincipalName": "3f0e2d1c"}, "advice"),
        (AUTH0, {"audience": MANAGEMENT, "allowAllScopes": True}, "plain"),
        (OKTA, {"type": "ORG_ADMIN"}, "advice"),
    ],
)
def test_every_administrator_of_a_service_is_found(type_: str, inputs: dict[str, Any], told: str) -> None:
    (problem,) = judged(type_, **inputs).problems
    assert problem.advisory == (told == "advice")


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (OKTA, {"type": "READ_ONLY_ADMIN"}),
        (OKTA, {"type": "CUSTOM", "role": "r", "resourceSet": "s"}),
        (ATLAS, {"roleNames": ["ORG_MEMBER"]}),
        (OF_PROJECTS, {"projectAssignments": [{"projectId": "p", "roleNames": ["GROUP_READ_ONLY"]}]}),
        (ACCOUNT, {"role": "arn:aws:iam::111122223333:instance-profile/jobs"}),
        (WORKSPACE, {"permissions": ["USER"], "servicePrincipalName": "3f0e2d1c"}),
        (WORKSPACE, {"permissions": ["ADMIN"], "groupName": "platform"}),
        (AUTH0, {"audience": MANAGEMENT, "scopes": ["read:users"]}),
        (AUTH0, {"audience": "https://kitchen.example.net", "allowAllScopes": True}),
    ],
    ids=repr,
)
def test_lesser_roles_and_people_are_left_alone(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


POSTGRES = "postgresql:index/role:Role"
MYSQL = "mysql:index/grant:Grant"
KAFKA = "kafka:index/acl:Acl"
CONFLUENT = "confluentcloud:index/roleBinding:RoleBinding"
ALLOYDB = "gcp:alloydb/user:User"
OF_CLUSTER = {"aclPrincipal": "User:sync", "aclResourceType": "Cluster", "aclPermissionType": "Allow"}
TOKEN = "gitlab:index/personalAccessToken:PersonalAccessToken"
KEYCLOAK = "keycloak:openid/clientServiceAccountRole:ClientServiceAccountRole"
KEYCLOAK_REALM = "keycloak:openid/clientServiceAccountRealmRole:ClientServiceAccountRealmRole"
TAILSCALE = "tailscale:index/oauthClient:OauthClient"
POLICY = "grafana:cloud/accessPolicy:AccessPolicy"
SCALEWAY = "scaleway:iam/policy:Policy"
OF_TOPICS = {"aclPrincipal": "User:sync", "aclResourceType": "Topic", "aclPermissionType": "Allow"}
RULE_OF_CLUSTER = "confluentcloud:index/kafkaAcl:KafkaAcl"


@pytest.mark.parametrize(
    ("type_", "inputs", "told"),
    [
        (POSTGRES, {"login": True, "superuser": True}, "plain"),
        (POSTGRES, {"login": True, "roles": ["app", "rds_superuser"]}, "plain"),
        ("postgresql:index/grantRole:GrantRole", {"role": "app", "grantRole": "rds_superuser"}, "advice"),
        (MYSQL, {"user": "app", "database": "*", "privileges": ["ALL PRIVILEGES"]}, "plain"),
        (MYSQL, {"user": "app", "database": "*", "privileges": ["SELECT", "super"]}, "plain"),
        (MYSQL, {"user": "app", "database": "shop", "roles": ["rds_superuser_role"]}, "plain"),
        ("gcp:sql/user:User", {"type": "CLOUD_IAM_SERVICE_ACCOUNT", "databaseRoles": ["cloudsqlsuperuser"]}, "plain"),
        (ALLOYDB, {"userId": "app@acme.iam", "databaseRoles": ["alloydbsuperuser"]}, "plain"),
        ("mongodbatlas:index/databaseUser:DatabaseUser", {"roles": [{"roleName": "atlasAdmin"}]}, "plain"),
        ("rabbitmq:index/user:User", {"tags": ["administrator"]}, "advice"),
        ("elasticstack:index/securityUser:SecurityUser", {"roles": ["superuser"]}, "plain"),
        (KAFKA, {**OF_CLUSTER, "aclOperation": "All"}, "plain"),
        (CONFLUENT, {"principal": "User:sa-1a2b", "roleName": "OrganizationAdmin"}, "plain"),
        (CONFLUENT, {"principal": "User:pool-1a2b", "roleName": "EnvironmentAdmin"}, "advice"),
        ("grafana:oss/serviceAccount:ServiceAccount", {"role": "Admin"}, "advice"),
        ("aws:grafana/workspaceServiceAccount:WorkspaceServiceAccount", {"grafanaRole": "ADMIN"}, "advice"),
        (TOKEN, {"scopes": ["api", "sudo"]}, "plain"),
        ("gitlab:index/groupAccessToken:GroupAccessToken", {"accessLevel": "owner"}, "advice"),
        (KEYCLOAK, {"role": "realm-admin", "realmId": "shop"}, "plain"),
        (KEYCLOAK_REALM, {"role": "admin", "realmId": "master"}, "plain"),
        (TAILSCALE, {"scopes": ["all"]}, "plain"),
        ("pulumiservice:index:OrgAccessToken", {"admin": True}, "plain"),
        ("doppler:index/serviceAccount:ServiceAccount", {"workplaceRole": "admin"}, "plain"),
        ("launchdarkly:index/accessToken:AccessToken", {"role": "admin"}, "plain"),
        ("digitalocean:index/spacesKey:SpacesKey", {"grants": [{"permission": "fullaccess"}]}, "advice"),
        (KAFKA, {**OF_TOPICS, "aclOperation": "All", "aclResourceName": "*"}, "advice"),
        ("mssql:index/serverRoleMember:ServerRoleMember", {"roleId": "3", "memberId": "263"}, "advice"),
    ],
)
def test_administrators_of_databases_and_platforms_are_found(type_: str, inputs: dict[str, Any], told: str) -> None:
    (problem,) = judged(type_, **inputs).problems
    assert problem.advisory == (told == "advice")


PATHS = catalog()["no-path-to-owner-of-a-cloud"]


@pytest.mark.parametrize(
    ("type_", "inputs", "told"),
    [
        (POSTGRES, {"login": True, "roles": ["pg_execute_server_program"]}, "plain"),
        (POSTGRES, {"login": True, "createRole": True}, "advice"),
        (MYSQL, {"user": "app", "database": "*", "privileges": ["CREATE USER"]}, "advice"),
        (KEYCLOAK, {"role": "impersonation", "realmId": "shop"}, "advice"),
        (AUTH0, {"audience": MANAGEMENT, "scopes": ["read:users", "update:client_grants"]}, "advice"),
        (POLICY, {"scopes": ["accesspolicies:write"], "realms": [{"type": "org"}]}, "plain"),
        (POLICY, {"scopes": ["accesspolicies:write"], "realms": [{"type": "stack"}, {"type": "org"}]}, "plain"),
        (SCALEWAY, {"applicationId": "a", "rules": [{"permissionSetNames": ["IAMManager"]}]}, "plain"),
        (RULE_OF_CLUSTER, {"resourceType": "CLUSTER", "operation": "ALTER", "permission": "ALLOW"}, "plain"),
    ],
)
def test_who_may_become_an_administrator_is_told_once_as_a_path(type_: str, inputs: dict[str, Any], told: str) -> None:
    (problem,) = judge_stack(PATHS, Resource.of(type_, "sync", **inputs)).problems
    assert problem.advisory == (told == "advice")
    assert passes(judged(type_, **inputs))


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (POSTGRES, {"superuser": True}),
        (POSTGRES, {"login": True, "superuser": False, "roles": ["rds_iam", "pg_monitor"]}),
        (MYSQL, {"user": "app", "database": "shop", "privileges": ["ALL PRIVILEGES"]}),
        (MYSQL, {"user": "app", "database": "*", "privileges": ["SELECT", "REPLICATION CLIENT"]}),
        ("gcp:sql/user:User", {"type": "CLOUD_IAM_USER", "databaseRoles": ["cloudsqlsuperuser"]}),
        (ALLOYDB, {"userId": "ada@acme.example", "databaseRoles": ["alloydbsuperuser"]}),
        ("mongodbatlas:index/databaseUser:DatabaseUser", {"roles": [{"roleName": "readWrite"}]}),
        ("rabbitmq:index/user:User", {"tags": ["monitoring"]}),
        ("elasticstack:index/securityUser:SecurityUser", {"roles": ["monitoring_user"]}),
        (KAFKA, {**OF_CLUSTER, "aclOperation": "Describe"}),
        (KAFKA, {**OF_CLUSTER, "aclOperation": "All", "aclPermissionType": "Deny"}),
        (KAFKA, {**OF_CLUSTER, "aclOperation": "All", "aclResourceType": "Topic"}),
        (CONFLUENT, {"principal": "User:u-1a2b", "roleName": "OrganizationAdmin"}),
        (CONFLUENT, {"principal": "User:sa-1a2b", "roleName": "DeveloperWrite"}),
        ("grafana:oss/serviceAccount:ServiceAccount", {"role": "Editor"}),
        (TOKEN, {"scopes": ["api"]}),
        ("gitlab:index/groupAccessToken:GroupAccessToken", {"accessLevel": "maintainer"}),
        (KEYCLOAK, {"role": "view-users", "realmId": "shop"}),
        (KEYCLOAK_REALM, {"role": "admin", "realmId": "shop"}),
        (AUTH0, {"audience": MANAGEMENT, "scopes": ["update:users"]}),
        (TAILSCALE, {"scopes": ["all:read", "auth_keys"]}),
        ("pulumiservice:index:OrgAccessToken", {"admin": False}),
        ("doppler:index/serviceAccount:ServiceAccount", {"workplaceRole": "collaborator"}),
        (POLICY, {"scopes": ["accesspolicies:write"], "realms": [{"type": "stack"}]}),
        (POLICY, {"scopes": ["metrics:write"], "realms": [{"type": "org"}]}),
        ("launchdarkly:index/accessToken:AccessToken", {"role": "reader"}),
        (SCALEWAY, {"groupId": "admins", "rules": [{"permissionSetNames": ["IAMManager"]}]}),
        (SCALEWAY, {"applicationId": "a", "rules": [{"permissionSetNames": ["ObjectStorageReadOnly"]}]}),
        ("digitalocean:index/spacesKey:SpacesKey", {"grants": [{"permission": "read", "bucket": "a"}]}),
        (KAFKA, {**OF_TOPICS, "aclOperation": "Read", "aclResourceName": "*"}),
        (KAFKA, {**OF_TOPICS, "aclOperation": "All", "aclResourceName": "orders"}),
        (RULE_OF_CLUSTER, {"resourceType": "CLUSTER", "operation": "DESCRIBE", "permission": "ALLOW"}),
        ("mssql:index/serverRoleMember:ServerRoleMember", {"roleId": "17", "memberId": "263"}),
    ],
    ids=repr,
)
def test_lesser_roles_of_databases_and_platforms_pass(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


def test_all_that_must_stand_beside_it_is_asked() -> None:
    unknown = {"aclPrincipal": "User:sync", "aclOperation": "All", "aclResourceType": UNKNOWN}
    assert unknowns(judged(KAFKA, **unknown, aclPermissionType="Allow")) == ["aclResourceType"]
    assert passes(judged(KAFKA, **unknown, aclPermissionType="Deny"))


def test_a_role_that_is_not_known_is_no_pass() -> None:
    assert unknowns(judged(OKTA, type=UNKNOWN)) == ["type"]
    assert unknowns(judged(ATLAS, roleNames=["ORG_MEMBER", UNKNOWN])) == ["roleNames[1]"]
    assert unknowns(judged(AUTH0, audience=UNKNOWN, allowAllScopes=True)) == ["audience"]
    assert passes(judged(AUTH0, audience="https://kitchen.example.net", allowAllScopes=UNKNOWN))


def test_a_role_that_is_marked_is_not_repeated() -> None:
    assert only(judged(OKTA, type=Secret("SUPER_ADMIN"))).endswith("as a role")
