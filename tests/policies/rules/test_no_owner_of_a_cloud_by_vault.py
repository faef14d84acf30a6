"""What Vault hands out to machines is told where it administers a cloud, a cluster or a server of databases."""

from base64 import b64encode
from time import monotonic
from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules import catalog

RULE = catalog()["no-owner-of-a-cloud"]
MORE = catalog()["no-path-to-owner-of-a-cloud"]
AWS = "vault:aws/secretBackendRole:SecretBackendRole"
AZURE = "vault:azure/backendRole:BackendRole"
DATABASE = "vault:database/secretBackendRole:SecretBackendRole"
GOOGLE = "vault:gcp/secretRoleset:SecretRoleset"
CLUSTER = "vault:kubernetes/secretBackendRole:SecretBackendRole"
CONSUL = "vault:consul/secretBackendRole:SecretBackendRole"
NOMAD = "vault:index/nomadSecretRole:NomadSecretRole"
SUBSCRIPTION = "/subscriptions/0c1d2e3f-0000-4000-8000-000000000001"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


def judged(type_: str, **inputs: Any) -> Answer:
    return judge_stack(RULE, Resource.of(type_, "ci", **inputs))


def makes(*statements: Any) -> Answer:
    return judged(DATABASE, creationStatements=list(statements))


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (AWS, {"credentialType": "iam_user", "policyArns": [ADMIN]}),
        (AWS, {"credentialType": "federation_token", "policyArns": ["arn:aws:iam::aws:policy/IAMFullAccess"]}),
        (AZURE, {"azureRoles": [{"roleName": "Owner", "scope": SUBSCRIPTION}]}),
        (GOOGLE, {"bindings": [{"resource": "//cloudresourcemanager…/projects/a", "roles": ["roles/owner"]}]}),
        (CLUSTER, {"kubernetesRoleType": "ClusterRole", "kubernetesRoleName": "cluster-admin"}),
        (CONSUL, {"consulPolicies": ["global-management"]}),
        (NOMAD, {"type": "management"}),
    ],
)
def test_administrators_that_vault_hands_out_are_told(type_: str, inputs: dict[str, Any]) -> None:
    assert only(judged(type_, **inputs)).startswith("what Vault hands out by role 'ci' may ")


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (AWS, {"credentialType": "assumed_role", "policyArns": [ADMIN], "roleArns": ["arn:aws:iam::1:role/a"]}),
        (AWS, {"credentialType": "iam_user", "policyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}),
        (AZURE, {"azureRoles": [{"roleName": "Owner", "scope": f"{SUBSCRIPTION}/resourceGroups/rg-sandbox"}]}),
        (GOOGLE, {"bindings": [{"resource": "//x", "roles": ["roles/viewer"]}]}),
        (CLUSTER, {"kubernetesRoleType": "Role", "kubernetesRoleName": "cluster-admin"}),
        (CONSUL, {"consulPolicies": ["web"]}),
        (NOMAD, {"type": "client", "policies": ["web"]}),
    ],
)
def test_what_may_do_little_passes(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE ROLE \"{{name}}\" WITH SUPERUSER LOGIN PASSWORD '{{password}}';",
        "CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' SUPERUSER;",
        "CREATE ROLE '{{username}}' WITH PASSWORD = '{{password}}' AND SUPERUSER = true AND LOGIN = true;",
        'CREATE USER "{{name}}";\nGRANT rds_superuser TO "{{name}}";',
        "CREATE USER '{{name}}'@'%'; GRANT ALL PRIVILEGES ON *.* TO '{{name}}'@'%';",
        "ALTER SERVER ROLE [sysadmin] ADD MEMBER [{{name}}];",
        '{"db": "admin", "roles": [{"role": "root"}]}',
        '{"elasticsearch_roles": ["superuser"]}',
        'CREATE ROLE "{{name}}"\n  WITH SUPERUSER\n\tLOGIN;',
        "GRANT ALL PRIVILEGES ON *.*\nTO '{{name}}'@'%';",
        "CREATE ROLE x WITH /* for now */ SUPERUSER -- until May\nLOGIN;",
        "GRANT/*!50000 ALL ON *.* TO */ '{{name}}'; GRANT ALL ON *.* TO x;",
        "CREATE ROLE x WITH PASSWORD = 'a--b' AND SUPERUSER= true",
        '["CREATE ROLE x WITH LOGIN SUPERUSER", "GRANT a TO x"]',
        '{"db":"admin","roles":["root"]}',
        '{"db": "admin", "roles": ["readWrite", "root"]}',
        b64encode(b"CREATE ROLE x WITH SUPERUSER LOGIN;").decode(),
        b64encode(b'{"db": "admin", "roles": ["root"]}').decode(),
    ],
)
def test_logins_of_superusers_are_told(statement: str) -> None:
    assert only(makes(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE ROLE \"{{name}}\" NOSUPERUSER LOGIN PASSWORD '{{password}}';",
        "CREATE ROLE '{{username}}' WITH SUPERUSER = false AND LOGIN = true;",
        "CREATE USER '{{name}}'@'%'; GRANT ALL PRIVILEGES ON orders.* TO '{{name}}'@'%';",
        '{"db": "orders", "roles": [{"role": "readWrite"}]}',
    ],
)
def test_logins_of_a_database_alone_pass(statement: str) -> None:
    assert passes(makes(statement))


@pytest.mark.parametrize(
    "statement",
    [
        'CREATE ROLE "{{name}}" LOGIN; GRANT app, rds_superuser TO "{{name}}";',
        'CREATE ROLE "{{name}}" LOGIN; GRANT "rds_superuser" TO "{{name}}" WITH ADMIN OPTION;',
        "CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' IN ROLE app, rds_superuser;",
        'CREATE ROLE "{{name}}" LOGIN IN GROUP "cloudsqlsuperuser" VALID UNTIL \'{{expiration}}\';',
        'ALTER GROUP rds_superuser ADD USER "{{name}}";',
        "CREATE USER {{username}} IDENTIFIED BY x; GRANT CONNECT, DBA TO {{username}};",
        "GRANT SUPER, SELECT ON *.* TO '{{name}}'@'%'",
        "GRANT SELECT , SUPER ON *.* TO '{{name}}'@'%'",
    ],
)
def test_a_list_gives_each_of_what_stands_in_it(statement: str) -> None:
    assert only(makes(statement)).startswith("what Vault hands out by role 'ci' may ")


@pytest.mark.parametrize(
    "statement", ["CREATE ROLE x LOGIN CREATEROLE PASSWORD 'y';", "GRANT CREATE USER, SELECT ON *.* TO x"]
)
def test_who_makes_roles_is_on_the_way_to_more(statement: str) -> None:
    answer = judge_stack(MORE, Resource.of(DATABASE, "ci", creationStatements=[statement]))
    assert [problem.advisory for problem in answer.problems] == [True]
    passes(makes(statement))


@pytest.mark.parametrize(
    "statement",
    [
        'CREATE ROLE "{{name}}" LOGIN IN ROLE app, reporting; GRANT app, reporting TO "{{name}}";',
        "GRANT SELECT, SUPER ON shop.* TO x",
        "GRANT SELECT, INSERT (a, b) ON shop.orders TO x",
        "REVOKE GRANT OPTION FOR dba ON x.y FROM z",
        "REVOKE app, rds_superuser FROM x",
        "GRANT app TO dba_watcher",
    ],
)
def test_a_list_of_what_is_little_passes(statement: str) -> None:
    passes(makes(statement))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(makes(UNKNOWN))
    assert unknowns(judged(AWS, credentialType=UNKNOWN, policyArns=[ADMIN]))
    assert passes(judged(AWS, credentialType="assumed_role", policyArns=UNKNOWN))


GROUP = f"{SUBSCRIPTION}/resourceGroups/rg-a"


def test_a_role_and_its_scope_are_read_in_the_same_item() -> None:
    reader, owner = {"roleName": "Reader", "scope": GROUP}, {"roleName": "Owner", "scope": SUBSCRIPTION}
    (problem,) = judged(AZURE, azureRoles=[reader, owner]).problems
    assert problem.at == "azureRoles[1].roleName"
    assert passes(judged(AZURE, azureRoles=[{**reader, "scope": SUBSCRIPTION}, {**owner, "scope": GROUP}]))
    assert set(unknowns(judged(AZURE, azureRoles=[reader, {**owner, "scope": UNKNOWN}]))) == {"azureRoles[1].scope"}
    assert unknowns(judged(AZURE, azureRoles=[reader, UNKNOWN]))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE ROLE x LOGIN; -- never a superuser;",
        "CREATE ROLE x LOGIN; /* no superuser;",
        "CREATE ROLE x LOGIN;\n# grant dba to x;",
        b64encode(b"CREATE ROLE x LOGIN;").decode(),
        '{"db": "root", "roles": ["readWrite"]}',
        '{"db": "admin", "roles": [{"role": "readWrite", "db": "root"}]}',
    ],
)
def test_what_stands_in_a_comment_or_elsewhere_gives_nothing(statement: str) -> None:
    assert passes(makes(statement))


@pytest.mark.parametrize(
    "text",
    [
        *("/* " * 40_000, "'" * 40_001, "= " * 40_000 + " ", " " * 40_000, "[" * 100_000),
        *("GRANT " * 20_000, "GRANT " + "a," * 40_000 + " TO x", 'x IN ROLE a,"' * 10_000, "GRANT a TO x;" * 10_000),
    ],
)
def test_hostile_statements_are_read_in_linear_time(text: str) -> None:
    started = monotonic()
    assert passes(makes(text))
    assert monotonic() - started < 5
