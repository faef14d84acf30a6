"""Whoever makes itself a device, or has devices run what it likes, has the role that devices get."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

CERTIFICATES = f"arn:aws:iot:eu-west-1:{ACCOUNT}:cert/*"
ENROLS = allow("iot:CreateKeysAndCertificate"), allow("iot:AttachPolicy", CERTIFICATES)
DEPLOYS = (allow(["greengrass:CreateComponentVersion", "greengrass:CreateDeployment"]),)
SECRET = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:plant-??????")
ALIAS = aws("iot/roleAlias", "gateways", alias="gateways", roleArn=f"{ARN}role/plant")


def judged(*given: dict[str, Any], called: str = "a", trust: str = "lambda.amazonaws.com", **others: Any) -> Answer:
    alias, right = others.get("alias", ALIAS), others.get("right", SECRET)
    plant = role("plant", "credentials.iot.amazonaws.com"), may("plant", right)
    return judge_stack(no_path_to_more_rights, role(called, trust), may(called, *given), *plant, alias)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (ENROLS, "role 'a' may make itself a device that gets role 'plant' (iot:AttachPolicy)"),
        (DEPLOYS, "role 'a' may have devices run what it likes that get role 'plant' (greengrass:CreateDeployment)"),
    ],
)
def test_it_has_the_secrets_of_the_devices(given: tuple[dict[str, Any], ...], words: str) -> None:
    (problem,) = judged(*given).problems
    assert problem.message.startswith(words)
    assert problem.advisory


@pytest.mark.parametrize("given", [ENROLS, DEPLOYS], ids=["enrols", "deploys"])
def test_so_has_a_host(given: tuple[dict[str, Any], ...]) -> None:
    assert only(judged(*given, trust="ec2.amazonaws.com")).startswith("role 'a' may ")
    assert passes(judged(*given, SECRET, trust="ec2.amazonaws.com"))


def test_it_has_all_that_devices_of_another_owner_may() -> None:
    publishes = may("plant", allow("s3:PutObject", "arn:aws:s3:::firmware/*"))
    plant = role("plant", "credentials.iot.amazonaws.com", tags={"owner": "fleet"}), publishes, ALIAS
    for team, is_told in (("desk", True), ("fleet", False)):
        enrols = role("a", tags={"owner": team}), role("desk", tags={"owner": team}), may("desk", *ENROLS)
        assert bool(judge_stack(no_path_to_more_rights, *enrols, *plant).problems) is is_told


@pytest.mark.parametrize(
    "given",
    [
        ENROLS[:1],
        ENROLS[1:],
        (ENROLS[0], allow("iot:AttachPolicy", f"arn:aws:iot:eu-west-1:{ACCOUNT}:thinggroup/*")),
        (*ENROLS, deny("iot:Attach*")),
        (*ENROLS, SECRET),
        (allow("greengrass:CreateDeployment"),),
    ],
    ids=str,
)
def test_one_half_denials_and_what_it_has_anyhow_pass(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    ("policy", "is_told"),
    [
        (document(allow("iot:Publish")), False),
        (document(deny("iot:AssumeRoleWithCertificate")), False),
        ("{", False),
        (document(allow("iot:Publish"), allow("iot:AssumeRoleWithCertificate")), True),
        (document(allow("iot:*")), True),
        (UNKNOWN, True),
    ],
    ids=["publishes", "denies", "malformed", "takes roles", "does all", "unknown"],
)
def test_a_device_needs_a_policy_that_lets_it_take_a_role(policy: Any, *, is_told: bool) -> None:
    plant = (role("plant", "credentials.iot.amazonaws.com"), may("plant", SECRET), ALIAS)
    policies = (
        aws("iot/policy", "meters", policy=policy),
        aws("iot/policy", "lamps", policy=document(allow("iot:Sub"))),
    )
    stack = (*plant, *policies, role("a"))
    assert bool(judge_stack(no_path_to_more_rights, *stack, may("a", *ENROLS)).problems) is is_told
    writes = may("a", *ENROLS, allow("iot:CreatePolicyVersion"))
    assert len(judge_stack(no_path_to_more_rights, *stack, writes).problems) == 1


def test_devices_that_read_no_secret_pass() -> None:
    assert passes(judged(*ENROLS, right=allow("iot:Publish")))


def test_who_makes_devices_of_another_kind_has_nothing_to_do_with_what_these_change() -> None:
    takes = aws("iot/policy", "plant", policy=document(allow("iot:AssumeRoleWithCertificate")))
    meters = aws("iot/policy", "meters", policy=document(allow("iot:Publish")))
    stores = may("plant", allow("s3:PutObject", "arn:aws:s3:::ledger/*"))
    plant = role("plant", "credentials.iot.amazonaws.com"), stores, ALIAS, takes
    for called, policies, is_told in (
        ("meter-registrar", (meters,), True),
        ("meter-registrar", (), False),
        ("plant-registrar", (meters,), False),
    ):
        enrols = role(called), may(called, *ENROLS)
        assert bool(judge_stack(no_path_to_more_rights, *plant, *policies, *enrols).problems) is is_told


def test_a_claim_certificate_is_on_the_way_to_a_device_and_no_other_kind() -> None:
    takes = aws("iot/policy", "plant", policy=document(allow("iot:AssumeRoleWithCertificate")))
    topic = f"arn:aws:iot:eu-west-1:{ACCOUNT}:topic/$aws/provisioning-templates/plants/*"
    claims = aws("iot/policy", "claim", policy=document(allow("iot:Publish", topic)))
    stores = may("plant", allow("s3:PutObject", "arn:aws:s3:::ledger/*"))
    plant = role("plant", "credentials.iot.amazonaws.com"), stores, ALIAS, takes, claims
    assert passes(judge_stack(no_path_to_more_rights, *plant, role("fleet-maker"), may("fleet-maker", *ENROLS)))


@pytest.mark.parametrize("alias", [ALIAS, None], ids=["a device", "no device"])
def test_a_device_does_not_write_its_own_policy(alias: Resource | None) -> None:
    revises = allow("iot:CreatePolicyVersion", f"arn:aws:iot:eu-west-1:{ACCOUNT}:policy/plant")
    plant = role("plant", "credentials.iot.amazonaws.com"), may("plant", revises)
    answer = judge_stack(no_path_to_more_rights, *plant, *filter(None, [alias]))
    told = ["may write the policy of IoT of the devices that have it" in one.message for one in answer.problems]
    assert told == [True] * bool(alias)


def test_a_pipeline_deploys_to_its_own_devices() -> None:
    build = "codebuild.amazonaws.com"
    assert passes(judged(*DEPLOYS, called="plant-deploy", trust=build))
    assert "may have devices run what it likes" in only(judged(*DEPLOYS, called="website-deploy", trust=build))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, Secret(f"{ARN}role/plant"), f"{ARN}role/gone"])
def test_no_shape_breaks_it(odd: Any) -> None:
    made: Resource = aws("iot/roleAlias", "gateways", alias=odd, roleArn=odd)
    assert judged(*ENROLS, alias=made).error is None
