"""Who signs in to a database and may put a further role on it has what SQL may do as that, though it is named."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, with_outputs

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

RDS = "rds.amazonaws.com"
CLUSTER = f"arn:aws:rds:eu-west-1:{ACCOUNT}:cluster:quotes"
USERS = f"arn:aws:rds-db:eu-west-1:{ACCOUNT}:dbuser:"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:quotes-db-AbCdEf"
PUTS = allow("rds:AddRoleToDBCluster", CLUSTER)
SIGNS = allow("rds-db:connect", f"{USERS}cluster-K3YZ/quotes")
HANDS_OVER = allow("iam:PassRole", f"{ARN}role/ledger-reader")
WRITES = allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::acme-ledger/*")


def cluster(**inputs: Any) -> Resource:
    made = aws("rds/cluster", "quotes", clusterIdentifier="quotes", engine="aurora-postgresql", **inputs)
    return with_outputs(made, arn=CLUSTER, clusterResourceId="cluster-K3YZ")


def judged(
    *given: dict[str, Any],
    holder: Resource | None = None,
    passed: str = "ledger-reader",
    right: dict[str, Any] = WRITES,
    on: Resource | None = None,
    service: str = RDS,
) -> Answer:
    by = holder or role("quotes-api")
    hands_over = allow("iam:PassRole", f"{ARN}role/{passed}")
    other = role(passed, service), may(passed, right)
    return judge_stack(no_path_to_more_rights, by, may(by.name, hands_over, *given), *other, on or cluster())


def test_sql_reads_and_writes_as_the_role_of_another() -> None:
    message = only(judged(PUTS, SIGNS))
    assert message.startswith("role 'quotes-api' leads to role 'ledger-reader', which may s3:PutObject on ")
    assert "(rds:AddRoleToDBCluster)" in message
    assert "may s3:GetObject" in only(judged(PUTS, SIGNS, right=allow("s3:GetObject", "arn:aws:s3:::acme-ledger/*")))


@pytest.mark.parametrize(
    "given",
    [
        (PUTS,),
        (SIGNS,),
        (PUTS, allow("rds-db:connect", f"{USERS}cluster-OTHER/quotes")),
        (allow("rds:AddRoleToDBCluster", CLUSTER.replace("quotes", "other")), SIGNS),
        (PUTS, SIGNS, deny("rds-db:connect")),
        (PUTS, SIGNS, deny("rds:AddRoleToDBCluster")),
        (PUTS, SIGNS, WRITES),
        (PUTS, allow("secretsmanager:GetSecretValue", SECRET)),
        (PUTS, allow("rds-data:ExecuteStatement", CLUSTER)),
    ],
    ids=[
        "no entry",
        "puts none",
        "another's users",
        "on another",
        "denied",
        "may not put",
        "has it",
        "none kept",
        "off",
    ],
)
def test_half_of_the_way_gives_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    "passed", ["ledger-export", "aurora-ledger", "ledger-s3-import", "quotes-ledger", "ledger-db-s3"]
)
def test_a_role_that_is_made_for_a_database_or_called_like_it_is_its_own(passed: str) -> None:
    assert passes(judged(PUTS, SIGNS, passed=passed))


def test_a_role_that_is_called_after_nothing_that_it_touches_is_no_others() -> None:
    assert passes(judged(PUTS, SIGNS, passed="archive-reader"))
    assert passes(judged(PUTS, SIGNS, holder=role("ledger-api")))


def test_what_sql_cannot_do_is_nothing_that_it_gives() -> None:
    assert passes(judged(PUTS, SIGNS, right=allow("sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:ledger")))
    calls = allow("lambda:InvokeFunction", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:ledger")
    assert "may lambda:InvokeFunction" in only(judged(PUTS, SIGNS, right=calls))


def test_a_role_that_lets_another_service_in_cannot_be_put_there() -> None:
    assert passes(judged(PUTS, SIGNS, service="lambda.amazonaws.com"))


def test_a_pipeline_puts_there_what_others_wrote() -> None:
    assert passes(
        judged(PUTS, SIGNS, holder=role("quotes-deploy", from_github("repo:acme/quotes:ref:refs/heads/main")))
    )


def test_the_owners_password_and_requests_sign_in_as_well() -> None:
    reads = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:rds!*")
    assert "(rds:AddRoleToDBCluster)" in only(judged(PUTS, reads, on=cluster(manageMasterUserPassword=True)))
    own = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:quotes-*")
    asks = allow("rds-data:ExecuteStatement", CLUSTER)
    assert "(rds:AddRoleToDBCluster)" in only(judged(PUTS, own, asks, on=cluster(enableHttpEndpoint=True)))
    assert passes(judged(PUTS, asks, on=cluster(enableHttpEndpoint=True)))


def test_so_does_a_secret_of_the_stack_that_holds_its_password() -> None:
    made = aws("secretsmanager/secretVersion", "quotes", secretId=SECRET, secretString="x")
    held = replace(made, property_dependencies={"secretString": (cluster().urn,)})
    given = role("quotes-api"), may("quotes-api", PUTS, allow("secretsmanager:GetSecretValue", SECRET), HANDS_OVER)
    other = role("ledger-reader", RDS), may("ledger-reader", WRITES), cluster()
    assert "(rds:AddRoleToDBCluster)" in only(judge_stack(no_path_to_more_rights, *given, *other, held))
    assert passes(judge_stack(no_path_to_more_rights, *given, *other, made))


def test_what_is_not_known_keeps_nobody_from_it() -> None:
    plain = aws("rds/cluster", "quotes", clusterIdentifier="quotes", engine="aurora-postgresql")
    assert "(rds:AddRoleToDBCluster)" in only(judged(PUTS, SIGNS, on=plain))
    unnamed = aws("rds/cluster", "quotes", clusterIdentifier=UNKNOWN)
    assert "(rds:AddRoleToDBCluster)" in only(judged(PUTS, SIGNS, on=unnamed))
    asks = allow("rds-data:ExecuteStatement", CLUSTER), allow("secretsmanager:GetSecretValue", "*")
    found = messages(judged(PUTS, *asks, on=cluster(enableHttpEndpoint=UNKNOWN)))
    assert any("'ledger-reader'" in one for one in found)


def test_a_database_of_another_stack_counts_as_the_one_that_it_signs_in_to() -> None:
    elsewhere = aws("s3/bucket", "ledger", bucket="acme-ledger")
    assert "(rds:AddRoleToDBCluster)" in only(judged(PUTS, SIGNS, on=elsewhere))
    assert passes(judged(PUTS, on=elsewhere))


def test_a_database_that_takes_no_tokens_lets_nobody_in_so() -> None:
    assert passes(judged(PUTS, SIGNS, on=cluster(iamDatabaseAuthenticationEnabled=False)))
    assert "(rds:AddRoleToDBCluster)" in only(judged(PUTS, SIGNS, on=cluster(iamDatabaseAuthenticationEnabled=True)))
    puts = allow("rds:AddRoleToDBCluster", CLUSTER)
    for takes in (False, True):
        said = {"dbClusterIdentifier": "quotes", "enableIamDatabaseAuthentication": takes}
        assert passes(judged(puts, SIGNS, on=native("rds:DbCluster", "quotes", **said))) is not takes


@pytest.mark.parametrize(
    ("named", "told"),
    [("rds!cluster-*", True), ("rds!db-*", False), ("redshift!*", False), ("rds!*", True)],
)
def test_the_secret_of_the_owner_is_called_after_the_sort_of_database(named: str, *, told: bool) -> None:
    reads = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{named}")
    assert passes(judged(PUTS, reads, on=cluster(manageMasterUserPassword=True))) is not told


def test_the_secret_of_the_owner_is_where_the_database_says() -> None:
    said = native("rds:DbCluster", "quotes", dbClusterIdentifier="quotes", masterUserSecret={"secretArn": SECRET})
    assert "(rds:AddRoleToDBCluster)" in only(judged(PUTS, allow("secretsmanager:GetSecretValue", SECRET), on=said))


def test_a_secret_of_another_user_signs_in_as_well() -> None:
    login = aws("secretsmanager/secret", "app", name="quotes-db", arn=SECRET)
    reads = allow("secretsmanager:GetSecretValue", SECRET)
    given = role("quotes-api"), may("quotes-api", PUTS, reads, HANDS_OVER)
    other = role("ledger-reader", RDS), may("ledger-reader", WRITES), cluster()
    assert "(rds:AddRoleToDBCluster)" in only(judge_stack(no_path_to_more_rights, *given, *other, login))
    others = aws("secretsmanager/secret", "app", name="billing-db", arn=SECRET)
    assert passes(judge_stack(no_path_to_more_rights, *given, *other, others))


def test_so_it_is_with_an_instance() -> None:
    arn = f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:quotes"
    one = with_outputs(aws("rds/instance", "quotes", identifier="quotes"), arn=arn, resourceId="db-K3YZ")
    given = allow("rds:AddRoleToDBInstance", arn), allow("rds-db:connect", f"{USERS}db-K3YZ/quotes")
    assert "(rds:AddRoleToDBInstance)" in only(judged(*given, on=one))
    same = native("rds:DbInstance", "quotes", dbInstanceIdentifier="quotes")
    assert "(rds:AddRoleToDBInstance)" in only(judged(*given, on=same))


def test_so_it_is_with_a_warehouse_which_reads_tables_too() -> None:
    arn = f"arn:aws:redshift:eu-west-1:{ACCOUNT}:cluster:quotes"
    one = with_outputs(aws("redshift/cluster", "quotes", clusterIdentifier="quotes"), arn=arn)
    puts = allow("redshift:ModifyClusterIamRoles", arn)
    signs = allow("redshift:GetClusterCredentials", f"arn:aws:redshift:eu-west-1:{ACCOUNT}:dbuser:quotes/quotes_app")
    scans = allow("dynamodb:Scan", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger")
    message = only(judged(puts, signs, on=one, right=scans, service="redshift.amazonaws.com"))
    assert "may dynamodb:Scan" in message
    assert "(redshift:ModifyClusterIamRoles)" in message
    as_itself = allow("redshift:GetClusterCredentialsWithIAM", f"arn:aws:redshift:eu-west-1:{ACCOUNT}:dbname:quotes/*")
    assert only(judged(puts, as_itself, on=one, right=scans, service="redshift.amazonaws.com"))
    for who in ("dbuser:other/quotes_app", "dbuser:quotes-2/quotes_app"):
        elsewhere = allow("redshift:GetClusterCredentials", f"arn:aws:redshift:eu-west-1:{ACCOUNT}:{who}")
        assert passes(judged(puts, elsewhere, on=one, right=scans, service="redshift.amazonaws.com"))
    asks = allow("redshift-data:ExecuteStatement", arn)
    assert only(judged(puts, asks, on=one, right=scans, service="redshift.amazonaws.com"))
    assert passes(judged(puts, on=one, right=scans, service="redshift.amazonaws.com"))
