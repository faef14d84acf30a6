"""Who signs in to Redshift as itself copies objects as the roles that it has, as everybody does there."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

PLACE = f"eu-west-1:{ACCOUNT}"
GROUP = f"arn:aws:redshift-serverless:{PLACE}:workgroup/0a1b2c3d-0000-1111-2222-333344445555"
CLUSTER = f"arn:aws:redshift:{PLACE}:cluster:finance"
GETS = allow("redshift-serverless:GetCredentials", GROUP)
QUERIES = allow("redshift-data:ExecuteStatement", GROUP)
ROLES = {"iamRoles": [f"{ARN}role/books"], "defaultIamRoleArn": f"{ARN}role/books"}
COPIES = allow("s3:GetObject", "arn:aws:s3:::invoices/*")


def namespace(name: str = "finance", **roles: Any) -> tuple[Resource, ...]:
    return (
        aws("redshiftserverless/namespace", name, namespaceName=name, manageAdminPassword=True, **(roles or ROLES)),
        aws("redshiftserverless/workgroup", name, namespaceName=name, workgroupName=name, arn=GROUP),
    )


def judged(
    *given: dict[str, Any], made: tuple[Resource, ...] = (), by: str = "poller", does: dict[str, Any] = COPIES
) -> Answer:
    acts = role("books", "redshift.amazonaws.com"), may("books", does)
    return judge_stack(no_path_to_more_rights, role(by), may(by, *given), *acts, *(made or namespace()))


def test_sql_of_its_own_user_reads_what_the_roles_of_the_namespace_do() -> None:
    message = only(judged(GETS, QUERIES))
    assert "run SQL as its own user of Redshift namespace 'finance', which acts as role 'books'" in message
    assert "which may s3:GetObject on arn:aws:s3:::invoices/*" in message


def test_a_cluster_knows_it_by_another_action() -> None:
    made = (aws("redshift/cluster", "finance", clusterIdentifier="finance", arn=CLUSTER, **ROLES),)
    gets = allow("redshift:GetClusterCredentialsWithIAM", f"arn:aws:redshift:{PLACE}:dbname:finance/*")
    assert "as its own user of Redshift cluster" in only(
        judged(gets, allow("redshift-data:ExecuteStatement", CLUSTER), made=made)
    )


@pytest.mark.parametrize(
    "given",
    [
        (GETS,),
        (QUERIES,),
        (GETS, QUERIES, deny("redshift-serverless:GetCredentials")),
        (allow("redshift-serverless:GetCredentials", f"{GROUP[:-1]}6"), QUERIES),
        (GETS, QUERIES, COPIES),
    ],
    ids=["runs none", "is nobody", "is denied", "another", "reads it anyhow"],
)
def test_who_runs_none_there_has_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_whose_database_it_is_was_given_its_copies() -> None:
    assert passes(judged(GETS, QUERIES, by="finance-poller"))
    assert passes(judged(GETS, QUERIES, made=namespace("analytics")))
    assert passes(judged(GETS, QUERIES, made=namespace("finance", iamRoles=[])))


def test_to_make_functions_it_must_be_let() -> None:
    assert passes(judged(GETS, QUERIES, does=allow("lambda:InvokeFunction", "*")))
