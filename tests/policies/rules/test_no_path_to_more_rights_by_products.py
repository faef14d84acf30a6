"""Who adds a version to a product and launches it has their own template run as the role of its launch constraint."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

CATALOG = "servicecatalog.amazonaws.com"
PRODUCT = f"arn:aws:catalog:eu-west-1:{ACCOUNT}:product/prod-db1"
OTHER = f"arn:aws:catalog:eu-west-1:{ACCOUNT}:product/prod-drafts"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:orders-??????"
READS = allow("secretsmanager:GetSecretValue", SECRET)
BUILDS = allow(["rds:CreateDBInstance", "rds:RestoreDBInstanceFromDBSnapshot"], "*")
ADDS, LAUNCHES = "servicecatalog:CreateProvisioningArtifact", "servicecatalog:ProvisionProduct"
UPDATES = "servicecatalog:UpdateProvisionedProduct"


def constraint(product: Any = "prod-db1", type_: str = "LAUNCH", **named: Any) -> Resource:
    says = json.dumps(named or {"RoleArn": f"{ARN}role/launches"})
    return aws("servicecatalog/constraint", "launch", productId=product, type=type_, parameters=says)


def judged(*given: dict[str, Any], of: Resource | None = None, right: Any = READS, by: Any = None) -> Answer:
    launching = role("launches", CATALOG), may("launches", right), of or constraint()
    return judge_stack(no_path_to_more_rights, by or role("a"), may("a", *given), *launching)


@pytest.mark.parametrize("launch", [LAUNCHES, UPDATES])
@pytest.mark.parametrize("product", [PRODUCT, f"{PRODUCT[:-1]}*"], ids=["by its name", "by a pattern"])
@pytest.mark.parametrize("named", [{"RoleArn": f"{ARN}role/launches"}, {"LocalRoleName": "launches"}], ids=str)
def test_a_version_of_their_own_runs_as_the_launch_role(launch: str, product: str, named: dict[str, str]) -> None:
    on = "*" if launch == UPDATES else PRODUCT
    message = only(judged(allow(ADDS, product), allow(launch, on), of=constraint(**named)))
    assert message.startswith("role 'a' leads to role 'launches', which may secretsmanager:GetSecretValue on ")
    assert "may make launch constraint 'launch' do something else (servicecatalog-x0" in message


def test_a_constraint_of_aws_native_counts_alike() -> None:
    says = {"productId": "prod-db1", "portfolioId": "port-1", "localRoleName": "launches"}
    of = native("servicecatalog:LaunchRoleConstraint", "launch", **says)
    assert "leads to role 'launches'" in only(judged(allow([ADDS, LAUNCHES], PRODUCT), of=of))
    assert passes(judged(allow([ADDS, LAUNCHES], OTHER), of=of))


@pytest.mark.parametrize(
    "given",
    [
        (allow([ADDS, "servicecatalog:DescribeProduct"], PRODUCT),),
        (allow(LAUNCHES, PRODUCT),),
        (allow(ADDS, OTHER), allow(LAUNCHES, PRODUCT)),
        (allow(ADDS, PRODUCT), allow(LAUNCHES, OTHER)),
        (allow(["servicecatalog:UpdateProvisioningArtifact", LAUNCHES], PRODUCT),),
        (allow([ADDS, LAUNCHES], PRODUCT), deny(ADDS, PRODUCT)),
        (allow([ADDS, LAUNCHES], PRODUCT), READS),
    ],
    ids=["launches none", "adds none", "adds to another", "launches another", "renames", "denied", "has it"],
)
def test_half_of_the_way_and_another_product_give_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_a_product_that_launches_as_nobody_gives_nothing() -> None:
    runs_once = constraint(type_="TEMPLATE", Rules="{}")
    assert passes(judged(allow([ADDS, LAUNCHES], PRODUCT), of=runs_once))


def test_a_product_that_is_not_made_yet_is_reached_by_what_takes_in_every_one() -> None:
    every = f"{PRODUCT[:-8]}*"
    assert "servicecatalog-x01" in only(judged(allow([ADDS, LAUNCHES], every), of=constraint(UNKNOWN)))
    by_region = allow([ADDS, LAUNCHES], every.replace("product/*", "product/prod-*"))
    assert "leads to role 'launches'" in only(judged(by_region))


def test_what_builds_for_others_gets_what_a_launch_role_changes_unless_the_product_is_given_to_a_pipeline() -> None:
    builds = role("a", "codebuild.amazonaws.com")
    by_pattern = allow(ADDS, f"{PRODUCT[:-8]}*"), allow(LAUNCHES, PRODUCT)
    assert "which may rds:CreateDBInstance" in only(judged(*by_pattern, right=BUILDS, by=builds))
    pipeline = role("a", "codebuild.amazonaws.com", tags={"daypass:class": "pipeline"})
    assert passes(judged(allow([ADDS, LAUNCHES], PRODUCT), right=BUILDS, by=pipeline))
