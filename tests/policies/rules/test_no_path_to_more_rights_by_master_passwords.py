"""A workload that may change any database sets its master password, and so is its owner."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT
from tests.support.rules import judge_stack, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

RDS = f"arn:aws:rds:eu-west-1:{ACCOUNT}"
MODIFIES = "rds:ModifyDBInstance"


def judged(*given: dict[str, Any], trust: str = "lambda.amazonaws.com", **inputs: Any) -> Answer:
    return judge_stack(no_path_to_more_rights, role("parker", trust, **inputs), may("parker", *given))


@pytest.mark.parametrize(
    ("given", "action"),
    [
        ([allow(["rds:StopDBInstance", "rds:Modify*"], f"{RDS}:db:*")], MODIFIES),
        ([allow(MODIFIES)], MODIFIES),
        ([allow("rds:ModifyDBCluster", f"{RDS}:cluster:*")], "rds:ModifyDBCluster"),
        ([allow("redshift:ModifyCluster")], "redshift:ModifyCluster"),
        ([allow("es:UpdateDomainConfig", f"arn:aws:es:*:{ACCOUNT}:domain/*")], "es:UpdateDomainConfig"),
        ([allow("lightsail:UpdateRelationalDatabase")], "lightsail:UpdateRelationalDatabase"),
    ],
    ids=str,
)
def test_any_database_is_advice(given: list[dict[str, Any]], action: str) -> None:
    (problem,) = judged(*given).problems
    assert problem.message.startswith(f"role 'parker' may set the master password of any database ({action})")
    assert (problem.advisory, problem.key) == (True, f"opens {action}")


def test_who_is_told_the_password_of_any_database_of_lightsail_reads_it() -> None:
    tells = "lightsail:GetRelationalDatabaseMasterUserPassword"
    (problem,) = judged(allow("lightsail:Get*")).problems
    assert problem.message.startswith(f"role 'parker' may read the master password of any database ({tells})")
    assert passes(judged(allow("lightsail:GetInstance*")))
    assert passes(judged(allow("lightsail:Get*", f"arn:aws:lightsail:*:{ACCOUNT}:RelationalDatabase/0f1e2d3c")))


@pytest.mark.parametrize(
    "given",
    [
        [allow(MODIFIES, f"{RDS}:db:ledger")],
        [allow(MODIFIES, f"{RDS}:db:report-*")],
        [allow(MODIFIES, Condition={"StringEquals": {"aws:ResourceTag/parked": "nightly"}})],
        [allow(MODIFIES), deny(MODIFIES)],
        [allow([MODIFIES, "rds:CreateDBInstance"])],
        [allow(["rds:StopDBInstance", "rds:StartDBInstance"])],
    ],
    ids=str,
)
def test_what_it_names_what_is_tagged_and_what_it_makes_pass(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


def test_pipelines_hosts_and_roles_of_services_pass() -> None:
    for trust in ("codebuild.amazonaws.com", "ec2.amazonaws.com"):
        assert passes(judged(allow(MODIFIES), trust=trust))
    of_aws = ["arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"]
    kept = role("kept", "backup.amazonaws.com", managedPolicyArns=of_aws, tags={"daypass:class": "service"})
    assert passes(judge_stack(no_path_to_more_rights, kept))


@pytest.mark.parametrize("odd", [None, 7, "", [], {}, UNKNOWN, Secret("x")])
def test_no_shape_breaks_it(odd: Any) -> None:
    assert judged(allow(MODIFIES), tags=odd, arn=odd).error is None
