"""Whoever makes itself a device, or has devices run what it likes, has the role that devices get."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes, unknowns

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


@pytest.mark.parametrize("action", ["iot:CreateCertificateFromCsr", "iot:RegisterCertificateWithoutCA"])
def test_a_certificate_for_a_key_of_its_own_is_as_good(action: str) -> None:
    message = only(judged(allow(action), ENROLS[1]))
    assert "may make itself a device that gets role 'plant' (iot:AttachPolicy)" in message
    assert len(judged(allow(action), *ENROLS).problems) == 1


@pytest.mark.parametrize(
    "given",
    [
        (allow("iot:CreateCertificateFromCsr"), allow("iot:AttachPolicy", f"{CERTIFICATES[:-1]}0123abcd")),
        (allow("iot:CreateCertificateFromCsr"), allow("iot:AttachThingPrincipal", CERTIFICATES)),
        (allow("iot:CreateCertificateFromCsr"), deny("iot:CreateCertificateFromCsr"), ENROLS[1]),
        (allow("iot:UpdateCertificate", CERTIFICATES), ENROLS[1]),
    ],
    ids=["another certificate", "no policy", "denied", "makes none"],
)
def test_who_renews_certificates_and_attaches_nothing_to_new_ones_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize("given", [ENROLS, DEPLOYS], ids=["enrols", "deploys"])
def test_so_has_a_host(given: tuple[dict[str, Any], ...]) -> None:
    assert only(judged(*given, trust="ec2.amazonaws.com")).startswith("role 'a' may ")
    assert passes(judged(*given, SECRET, trust="ec2.amazonaws.com"))


def test_it_has_all_that_devices_of_another_owner_may() -> None:
    publishes = may("plant", allow("s3:PutObject", "arn:aws:s3:::firmware/*"))
    plant = role("plant", "credentials.iot.amazonaws.com", tags={"owner": "fleet"}), publishes, ALIAS
    for team, is_told in (("desk", True), ("fleet", False)):
        desk = role("desk-registrar", tags={"owner": team}), may("desk-registrar", *ENROLS)
        enrols = role("a", tags={"owner": team}), *desk
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


def test_who_is_called_by_other_work_than_to_make_devices_is_not_there_to_have_what_these_change() -> None:
    takes = aws("iot/policy", "plant", policy=document(allow("iot:AssumeRoleWithCertificate")))
    stores = may("plant", allow("s3:PutObject", "arn:aws:s3:::ledger/*"))
    plant = role("plant", "credentials.iot.amazonaws.com"), stores, ALIAS, takes
    for called, is_told in (("label-printer", True), ("label-onboarding", False), ("plant-labels", False)):
        enrols = role(called), may(called, *ENROLS)
        assert bool(judge_stack(no_path_to_more_rights, *plant, *enrols).problems) is is_told


JOBS = allow("iot:CreateJob", f"arn:aws:iot:eu-west-1:{ACCOUNT}:thinggroup/*")
SWITCHES = allow("iot:Publish", f"arn:aws:iot:eu-west-1:{ACCOUNT}:topic/switching/*")


def deploying(*given: dict[str, Any], called: str = "curve-fit", right: dict[str, Any] = SWITCHES) -> Answer:
    group = aws("iot/thingGroup", "pumps", name="pumps")
    plant = role("plant", "credentials.iot.amazonaws.com"), may("plant", right), ALIAS, group
    return judge_stack(no_path_to_more_rights, *plant, role(called), may(called, *DEPLOYS, *given))


def test_who_deploys_to_any_device_and_is_there_for_something_else_has_what_they_change() -> None:
    assert only(deploying(JOBS)).startswith(
        "role 'curve-fit' may have devices run what it likes that get role 'plant' (greengrass:CreateDeployment)"
    )


@pytest.mark.parametrize("called", ["plant-curves", "pump-fit", "gateways-api", "curve-release", "edge-updater"])
def test_who_is_called_after_the_devices_or_brings_what_they_run_does_its_work(called: str) -> None:
    assert passes(deploying(JOBS, called=called))


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ((allow("iot:CreateJob", f"arn:aws:iot:eu-west-1:{ACCOUNT}:thinggroup/curves"),), SWITCHES),
        ((JOBS, deny("iot:CreateJob")), SWITCHES),
        ((JOBS, SWITCHES), SWITCHES),
        ((JOBS,), allow("s3:GetObject", "arn:aws:s3:::components/*")),
    ],
    ids=["a group that is named", "denied", "what it may itself", "nothing that changes anything"],
)
def test_a_target_that_is_named_and_a_role_that_gives_no_more_pass(
    given: tuple[dict[str, Any], ...], right: dict[str, Any]
) -> None:
    assert passes(deploying(*given, right=right))


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


IOT = f"arn:aws:iot:eu-west-1:{ACCOUNT}"
OWN_TOPIC = allow("iot:Publish", f"{IOT}:topic/telemetry/${{iot:Connection.Thing.ThingName}}")
TAKES_IT = allow("iot:AssumeRoleWithCertificate", f"{IOT}:rolealias/gateways")
COMMANDS = allow("iot:Publish", f"{IOT}:topic/commands/*")
OWN_POLICY = aws("iot/policy", "gateway", policy=document(OWN_TOPIC, TAKES_IT))
OPERATOR = aws("iot/policy", "operator", policy=document(COMMANDS))
ATTACHES = allow("iot:AttachPolicy")


def attaching(*given: dict[str, Any], policies: tuple[Resource, ...] = (OWN_POLICY, OPERATOR)) -> Answer:
    plant = role("plant", "credentials.iot.amazonaws.com"), may("plant", *given), ALIAS
    return judge_stack(no_path_to_more_rights, *plant, *policies)


@pytest.mark.parametrize(
    "given",
    [
        ATTACHES,
        allow("iot:AttachPolicy", CERTIFICATES),
        allow("iot:AttachPolicy", f"{IOT}:cert/${{credentials-iot:AwsCertificateId}}"),
        allow("iot:AttachPrincipalPolicy"),
        allow("iot:Attach*"),
    ],
    ids=str,
)
def test_a_device_attaches_to_itself_what_operators_have(given: dict[str, Any]) -> None:
    (problem,) = attaching(given).problems
    assert problem.message.startswith("role 'plant' may attach policy 'operator' of IoT to its own certificate (iot:A")
    assert problem.advisory


@pytest.mark.parametrize(
    "given",
    [
        (allow("iot:AttachPolicy", f"{IOT}:thinggroup/*"),),
        (allow("iot:AttachPolicy", f"{IOT}:cert/0123abcd"),),
        (ATTACHES, deny("iot:AttachPolicy")),
        (allow(["iot:AttachThingPrincipal", "iot:CreateCertificateFromCsr"]),),
    ],
    ids=str,
)
def test_a_device_attaches_nothing_to_itself(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(attaching(*given))


@pytest.mark.parametrize(
    ("other", "is_told"),
    [
        (document(COMMANDS), True),
        (document(allow("iot:*")), True),
        (document(allow("iot:AssumeRoleWithCertificate", f"{IOT}:rolealias/others")), True),
        (document(OWN_TOPIC), False),
        (document(allow("iot:Connect", f"{IOT}:client/console-*")), False),
        (document(allow("iot:Publish", f"{IOT}:topic/$aws/provisioning-templates/plants/*")), False),
        (document(deny("iot:Publish")), False),
        ("{", False),
    ],
    ids=["commands", "all", "another role", "its own", "connects", "claims", "denies", "malformed"],
)
def test_another_policy_gives_more_or_does_not(other: str, *, is_told: bool) -> None:
    found = attaching(ATTACHES, policies=(OWN_POLICY, aws("iot/policy", "other", policy=other)))
    assert bool(found.problems) is is_told


def test_a_device_that_renews_its_certificate_attaches_the_one_policy_that_there_is() -> None:
    assert passes(attaching(ATTACHES, policies=(OWN_POLICY,)))
    unseen = aws("iot/policy", "gateway", policy=document(COMMANDS))
    assert passes(attaching(ATTACHES, policies=(unseen,)))
    assert "attach any policy of IoT" in only(attaching(ATTACHES, policies=()))


def test_it_writes_the_policy_that_it_attaches() -> None:
    message = only(attaching(ATTACHES, allow("iot:CreatePolicy"), policies=(OWN_POLICY,)))
    assert "may attach a policy of IoT that it writes to its own certificate (iot:AttachPolicy)" in message


def test_it_chooses_the_version_of_its_policy() -> None:
    message = only(attaching(allow("iot:SetDefaultPolicyVersion"), policies=(OWN_POLICY,)))
    assert "may choose the version of the policy of IoT of the devices that have it" in message


def test_what_provisions_devices_is_there_to_attach_their_policies() -> None:
    plant = role("plant", "credentials.iot.amazonaws.com"), ALIAS, OWN_POLICY, OPERATOR
    maker = role("maker", "iot.amazonaws.com"), may("maker", ATTACHES)
    assert passes(judge_stack(no_path_to_more_rights, *plant, *maker))


def test_what_a_policy_allows_may_not_be_known_yet() -> None:
    found = attaching(ATTACHES, policies=(OWN_POLICY, aws("iot/policy", "later", policy=UNKNOWN)))
    assert not found.problems
    assert unknowns(found) == ["policy"]
