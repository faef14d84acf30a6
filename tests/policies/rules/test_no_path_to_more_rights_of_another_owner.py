"""What another owner answers for counts with all that it may, whoever takes it over, and though it is named."""

from typing import Any

import pytest
from tests.support.becoming import FUNCTION, allow, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

WORKLOAD, PIPELINE = "lambda.amazonaws.com", "codebuild.amazonaws.com"
DESK = f"{ARN}role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Desk_0011223344556677"
REWRITES = allow("lambda:UpdateFunctionCode", FUNCTION)
SEES = allow("s3:GetObject", "arn:aws:s3:::payroll/*")
STORES = allow("s3:PutObject", "arn:aws:s3:::payroll/*")
PASSES = (
    allow("iam:PassRole", f"{ARN}role/pays", Condition={"StringEquals": {"iam:PassedToService": WORKLOAD}}),
    allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
)


def holder(trust: str, team: str = "web", called: str = "web-desk") -> Resource:
    return role(called, trust, tags={"owner": team})


def paying(*statements: dict[str, Any], trust: str = WORKLOAD) -> tuple[Resource, ...]:
    return role("pays", trust, tags={"owner": "payroll"}), may("pays", *statements), function("fn", "pays")


def told(*resources: Resource) -> list[str]:
    return messages(judge_stack(no_path_to_more_rights, *resources))


@pytest.mark.parametrize("trust", [WORKLOAD, DESK], ids=["workload", "people"])
@pytest.mark.parametrize("given", [(REWRITES,), PASSES], ids=["code", "passed"])
@pytest.mark.parametrize(("gain", "says"), [(SEES, "s3:GetObject"), (STORES, "s3:PutObject")], ids=["reads", "stores"])
def test_whoever_takes_it_has_what_it_reads_and_what_it_changes(
    trust: str, given: tuple[dict[str, Any], ...], gain: dict[str, Any], says: str
) -> None:
    (message,) = told(holder(trust), may("web-desk", *given), *paying(gain))
    assert message.startswith(f"role 'web-desk' leads to role 'pays', which may {says} on arn:aws:s3:::payroll/*")


def test_what_a_pipeline_was_given_by_its_name_it_may_see() -> None:
    for given in ((REWRITES,), PASSES):
        assert told(holder(PIPELINE), may("web-desk", *given), *paying(STORES))
        assert not told(holder(PIPELINE), may("web-desk", *given), *paying(SEES))
    by_pattern = allow("lambda:UpdateFunctionCode", f"{FUNCTION[:-1]}*")
    assert told(holder(PIPELINE), may("web-desk", by_pattern), *paying(SEES))


@pytest.mark.parametrize("trust", [PIPELINE, DESK], ids=["pipeline", "people"])
def test_one_of_its_own_and_one_that_is_called_alike_is_its_work(trust: str) -> None:
    assert not told(holder(trust, team="payroll"), may("web-desk", REWRITES), *paying(STORES))
    assert not told(holder(trust, called="pays-desk"), may("pays-desk", REWRITES), *paying(STORES))


@pytest.mark.parametrize(
    ("called", "team", "is_told"),
    [
        ("backend-deploy", "backend", True),
        ("gha-backend", "team-backend", True),
        ("github-deploy", "backend", False),
        ("platform-deploy", "team-platform", False),
        ("app-deploy", "app", False),
        ("github-deploy", "github", False),
    ],
    ids=["its owner's", "its team's", "nobody's", "a platform's", "a kind's", "a pipeline's"],
)
def test_a_pipeline_called_after_its_owner_is_not_there_for_all(called: str, team: str, *, is_told: bool) -> None:
    """`backend` says what kind of thing it is, where that is not whose it is."""
    assert bool(told(holder(PIPELINE, team, called), may(called, REWRITES), *paying(STORES))) is is_told


def test_a_credential_of_another_owners_user_has_what_that_user_may() -> None:
    pushes = allow("codecommit:GitPush", f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:payments-core")
    mirror = aws("iam/user", "mirror", name="release-mirror", tags={"owner": "release"})
    rights = aws("iam/userPolicy", "push", user="release-mirror", policy={"Statement": [pushes]})
    makes = may("web-desk", allow("iam:CreateServiceSpecificCredential", f"arn:aws:iam::{ACCOUNT}:user/release-mirror"))
    (message,) = told(holder(WORKLOAD), makes, mirror, rights)
    assert "leads to user 'mirror', which may codecommit:GitPush" in message
    assert not told(holder(WORKLOAD, team="release"), makes, mirror, rights)


def test_people_who_may_add_a_version_to_what_they_order_have_all_that_its_launch_role_may() -> None:
    product = f"arn:aws:catalog:eu-west-1:{ACCOUNT}:product/prod-db1"
    both = allow(["servicecatalog:CreateProvisioningArtifact", "servicecatalog:ProvisionProduct"], product)
    launches = role("launches", "servicecatalog.amazonaws.com"), may("launches", allow("rds:ModifyDBInstance"))
    says = f'{{"RoleArn": "{ARN}role/launches"}}'
    launch = aws("servicecatalog/constraint", "launch", productId="prod-db1", type="LAUNCH", parameters=says)
    stack = role("desk", DESK), may("desk", both), *launches, launch
    assert "which may rds:ModifyDBInstance" in only(judge_stack(no_path_to_more_rights, *stack))
    orders = role("desk", DESK), may("desk", allow("servicecatalog:ProvisionProduct", product)), *launches, launch
    assert passes(judge_stack(no_path_to_more_rights, *orders))
