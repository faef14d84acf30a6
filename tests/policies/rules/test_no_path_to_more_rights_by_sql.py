"""SQL acts as the roles of its database: who runs it as the master user has what these may."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws, depending, native, new
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

PLACE = f"eu-west-1:{ACCOUNT}"
CLUSTER = f"arn:aws:rds:{PLACE}:cluster:orders"
PAYOUT = f"arn:aws:lambda:{PLACE}:function:payout"
SECRETS = f"arn:aws:secretsmanager:{PLACE}:secret"
RUNS = allow("rds-data:ExecuteStatement", CLUSTER)
TAG = {"StringEquals": {"secretsmanager:ResourceTag/aws:rds:primaryDBClusterArn": CLUSTER}}
MASTER = allow("secretsmanager:GetSecretValue", f"{SECRETS}:rds!cluster-*", Condition=TAG)
INVOKES = allow("lambda:InvokeFunction", PAYOUT)
SAYS = "may run SQL as the master user of database cluster 'orders', which acts as role 'acts', which may "


def cluster(**inputs: Any) -> Resource:
    said = {
        "clusterIdentifier": "orders",
        "arn": CLUSTER,
        "engine": "aurora-postgresql",
        "masterUsername": "boss",
        "manageMasterUserPassword": True,
        "enableHttpEndpoint": True,
        "iamDatabaseAuthenticationEnabled": True,
        "clusterResourceId": "cluster-ABC",
    }
    return aws("rds/cluster", "db", **{**said, **inputs})


def associated(feature: str = "Lambda", **inputs: Any) -> Resource:
    said = {"dbClusterIdentifier": "orders", "featureName": feature, "roleArn": f"{ARN}role/acts"}
    return aws("rds/clusterRoleAssociation", "association", **{**said, **inputs})


def judged(
    *given: dict[str, Any],
    made: tuple[Resource, ...] = (),
    does: dict[str, Any] = INVOKES,
    service: str = "rds.amazonaws.com",
    who: str = "ask",
    **inputs: Any,
) -> Answer:
    acts = (role("acts", service), may("acts", does))
    holder = (role(who, **inputs), may(who, *(given or (RUNS, MASTER))), function(who, who))
    return judge_stack(no_path_to_more_rights, *holder, *acts, *(made or (cluster(), associated())))


def test_who_runs_sql_as_the_master_user_invokes_the_function() -> None:
    answer = judged()
    assert only(answer).startswith(f"role 'ask' {SAYS}lambda:InvokeFunction on {PAYOUT} (rds-data:ExecuteStatement)")
    assert all(one.advisory for one in answer.problems)


@pytest.mark.parametrize(
    "given",
    [
        (RUNS, allow("secretsmanager:GetSecretValue", f"{SECRETS}:rds!*")),
        (RUNS, allow("secretsmanager:GetSecretValue", "*", Condition={"StringLike": {**TAG["StringEquals"]}})),
        (allow("rds-data:BatchExecuteStatement", f"arn:aws:rds:{PLACE}:cluster:*"), MASTER),
        (allow("rds-db:connect", f"arn:aws:rds-db:{PLACE}:dbuser:cluster-ABC/boss"),),
    ],
    ids=str,
)
def test_the_ways_to_be_the_master_user(given: tuple[dict[str, Any], ...]) -> None:
    assert SAYS in only(judged(*given))


@pytest.mark.parametrize(
    "made",
    [
        (cluster(iamRoles=[f"{ARN}role/acts"]),),
        (
            native(
                "rds:DbCluster",
                "db",
                dbClusterIdentifier="orders",
                dbClusterArn=CLUSTER,
                masterUsername="boss",
                manageMasterUserPassword=True,
                enableHttpEndpoint=True,
                associatedRoles=[{"featureName": "Lambda", "roleArn": f"{ARN}role/acts"}],
            ),
        ),
        (cluster(), depending(associated(), dbClusterIdentifier=cluster())),
    ],
)
def test_the_ways_to_give_a_database_a_role(made: tuple[Resource, ...]) -> None:
    assert SAYS in only(judged(made=made))


@pytest.mark.parametrize(
    "given",
    [
        (RUNS,),
        (MASTER,),
        (RUNS, MASTER, deny("secretsmanager:GetSecretValue")),
        (RUNS, allow("secretsmanager:GetSecretValue", f"{SECRETS}:ask/db-*")),
        (RUNS, allow("secretsmanager:GetSecretValue", f"{SECRETS}:rds!db-*")),
        (
            RUNS,
            {**MASTER, "Condition": {"StringEquals": {"secretsmanager:ResourceTag/aws:rds:primaryDBClusterArn": "x"}}},
        ),
        (allow("rds-data:ExecuteStatement", f"arn:aws:rds:{PLACE}:cluster:notes"), MASTER),
        (allow("rds-db:connect", f"arn:aws:rds-db:{PLACE}:dbuser:cluster-ABC/ask"),),
        (allow("rds-db:connect", f"arn:aws:rds-db:{PLACE}:dbuser:cluster-XYZ/boss"),),
        (RUNS, MASTER, INVOKES),
    ],
    ids=str,
)
def test_who_is_not_the_master_user_or_may_do_it_already_is_quiet(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    "made",
    [
        (cluster(),),
        (cluster(enableHttpEndpoint=False), associated()),
        (cluster(manageMasterUserPassword=False), associated()),
        (cluster(), associated(dbClusterIdentifier="notes")),
        (cluster(), associated("s3Import")),
        (cluster(), associated("Comprehend")),
    ],
)
def test_databases_that_do_not_act_so_are_quiet(made: tuple[Resource, ...]) -> None:
    assert passes(judged(made=made))


def test_a_database_that_takes_no_tokens_has_nobody_sign_in_so() -> None:
    connects = allow("rds-db:connect", f"arn:aws:rds-db:{PLACE}:dbuser:cluster-ABC/boss")
    assert passes(judged(connects, made=(cluster(iamDatabaseAuthenticationEnabled=False), associated())))


def test_a_role_that_another_service_has_is_not_the_databases() -> None:
    assert passes(judged(service="monitoring.rds.amazonaws.com"))


WRITES = allow("s3:PutObject", "arn:aws:s3:::payroll/*")
LOOKS = allow("s3:GetObject", "arn:aws:s3:::payroll/*")


@pytest.mark.parametrize(("feature", "does"), [("s3Export", WRITES), ("s3Import", LOOKS)])
def test_objects_are_copied_for_a_stranger_to_the_database(feature: str, does: dict[str, Any]) -> None:
    made = (cluster(), associated(feature))
    assert SAYS in only(judged(made=made, does=does))
    assert passes(judged(made=made, does=does, who="orders-api"))
    agent = {"tags": {"daypass:class": "agent"}}
    assert SAYS in only(judged(made=made, does=does, who="orders-helper", **agent))


def test_what_is_called_like_the_workload_or_its_database_is_its_own() -> None:
    for name in ("orders-notify", "ask-again"):
        does = allow("lambda:InvokeFunction", f"arn:aws:lambda:{PLACE}:function:{name}")
        assert passes(judged(does=does, who="ask-orders"))
    assert SAYS in only(judged(who="ask-orders"))


def secret(name: str, **says: str) -> tuple[Resource, ...]:
    arn = f"{SECRETS}:{name}-aB3dE6"
    value = json.dumps(
        {"username": "app", "password": "-", "host": f"orders.cluster-x.{PLACE[:9]}.rds.amazonaws.com", **says}
    )
    return (
        aws("secretsmanager/secret", name, name=name, arn=arn),
        aws("secretsmanager/secretVersion", f"{name}-v", secretId=arn, secretString=value),
    )


@pytest.mark.parametrize(
    ("name", "says", "told"),
    [
        ("ask/db", {}, ""),
        ("prod/orders-db", {}, ""),
        ("billing-readonly/db", {}, ""),
        ("billing/db", {"host": "notes.cluster-x.eu-west-1.rds.amazonaws.com"}, ""),
        ("billing/db", {}, "another user"),
        ("billing/db", {"username": "boss"}, "the master user"),
        ("orders-db-admin", {"host": "", "username": ""}, "the master user"),
        ("orders-postgres", {"username": "orders_ro"}, ""),
    ],
)
def test_secrets_of_the_stack_are_of_users_of_the_database(name: str, says: dict[str, str], told: str) -> None:
    read = allow("secretsmanager:GetSecretValue", f"{SECRETS}:{name}-*")
    answer = judged(RUNS, read, made=(cluster(manageMasterUserPassword=False), associated(), *secret(name, **says)))
    assert not told or f"may run SQL as {told} of database cluster 'orders'" in only(answer)
    assert bool(told) or passes(answer)
    copied = judged(RUNS, read, made=(cluster(), associated("s3Export"), *secret(name, **says)), does=WRITES)
    assert passes(copied) is (told != "the master user")


def test_a_secret_made_of_what_the_master_user_has_is_the_master_users() -> None:
    password = new(aws("random/randomPassword", "pw"), "result")
    kept, version = secret("vault", username="", host="")
    made = (depending(cluster(manageMasterUserPassword=False), masterPassword=password), associated(), password)
    read = allow("secretsmanager:GetSecretValue", f"{SECRETS}:vault-*")
    assert SAYS in only(judged(RUNS, read, made=(*made, kept, depending(version, secretString=password))))
    assert SAYS in only(judged(RUNS, read, made=(*made, depending(version, secretString=password))))
    assert passes(judged(RUNS, read, made=(*made, kept, version)))


@pytest.mark.parametrize("takes", [True, False])
def test_a_native_database_says_by_its_own_switch_whether_it_takes_tokens(*, takes: bool) -> None:
    said = {"dbClusterIdentifier": "orders", "dbClusterArn": CLUSTER, "masterUsername": "boss"}
    roles = {"associatedRoles": [{"featureName": "Lambda", "roleArn": f"{ARN}role/acts"}]}
    made = native("rds:DbCluster", "db", **said, **roles, enableIamDatabaseAuthentication=takes)
    connects = allow("rds-db:connect", f"arn:aws:rds-db:{PLACE}:dbuser:*/boss")
    answer = judged(connects, made=(made,))
    assert bool(answer.problems) is takes


WAREHOUSE = f"arn:aws:redshift:{PLACE}:cluster:lake"
QUERIES = allow("redshift-data:ExecuteStatement", WAREHOUSE)


def warehouse(**inputs: Any) -> Resource:
    said = {"clusterIdentifier": "lake", "arn": WAREHOUSE, "masterUsername": "boss", "iamRoles": [f"{ARN}role/acts"]}
    return aws("redshift/cluster", "wh", **{**said, **inputs})


@pytest.mark.parametrize(
    "login",
    [
        allow("redshift:GetClusterCredentials", f"arn:aws:redshift:{PLACE}:dbuser:lake/boss"),
        allow("secretsmanager:GetSecretValue", f"{SECRETS}:redshift!lake-*"),
    ],
)
def test_a_warehouse_acts_as_its_roles(login: dict[str, Any]) -> None:
    made = (warehouse(manageMasterPassword=True),)
    does = {"does": INVOKES, "service": "redshift.amazonaws.com", "made": made}
    assert "as the master user of Redshift cluster 'lake'" in only(judged(QUERIES, login, **does))
    assert passes(judged(QUERIES, **does))
    own = allow("redshift:GetClusterCredentials", f"arn:aws:redshift:{PLACE}:dbuser:lake/ask")
    assert passes(judged(QUERIES, own, **does))


def test_a_namespace_is_asked_in_its_workgroup() -> None:
    workgroup = f"arn:aws:redshift-serverless:{PLACE}:workgroup/w1"
    said = {"namespaceName": "lake", "arn": f"arn:aws:redshift-serverless:{PLACE}:namespace/n1"}
    roles = {"iamRoles": [f"{ARN}role/acts"], "manageAdminPassword": True}
    made = (
        aws("redshiftserverless/namespace", "n", **said, **roles),
        aws("redshiftserverless/workgroup", "w", namespaceName="lake", arn=workgroup),
    )
    login = allow("secretsmanager:GetSecretValue", f"{SECRETS}:redshift!lake-*")
    for where, is_told in ((workgroup, True), (workgroup.replace("w1", "w2"), False)):
        queries = allow("redshift-data:ExecuteStatement", where)
        answer = judged(queries, login, made=made, service="redshift.amazonaws.com")
        assert bool(answer.problems) is is_told


def test_what_is_not_known_yet_is_undecided() -> None:
    for made in (
        (cluster(enableHttpEndpoint=UNKNOWN), associated()),
        (cluster(manageMasterUserPassword=UNKNOWN), associated()),
        (cluster(), associated(dbClusterIdentifier=UNKNOWN)),
    ):
        answer = judged(made=made)
        assert not answer.problems
        assert unknowns(answer)
    acts = (role("acts", "rds.amazonaws.com"), new(may("acts", INVOKES), "policy"))
    holder = (role("ask"), may("ask", RUNS, MASTER), function("ask", "ask"))
    answer = judge_stack(no_path_to_more_rights, *holder, *acts, cluster(), associated())
    assert not answer.problems
    assert unknowns(answer)


def test_odd_shapes_do_no_harm() -> None:
    odd = (cluster(clusterIdentifier=7, masterUserSecrets="x"), associated(featureName=["Lambda"]))
    judged(made=odd)
    judged(made=(cluster(masterUsername={"a": 1}), associated(), *secret("billing/db", host="")))
    assert document(RUNS)
