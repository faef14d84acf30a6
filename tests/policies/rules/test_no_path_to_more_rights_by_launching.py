"""Who starts machines from a launch template alone is there for its role; a key for what nobody reads is no gain."""

from typing import Any

import pytest
from tests.support.becoming import allow, from_github, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

EC2 = f"arn:aws:ec2:eu-west-1:{ACCOUNT}"
TEMPLATE = f"{EC2}:launch-template/lt-1"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k"
WRITES = allow("s3:PutObject", "arn:aws:s3:::builds/unverified/*")
READS = allow("s3:GetObject", "arn:aws:s3:::builds/*")
SECRET = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:signing-a1B2c3")
PASSES = allow(
    "iam:PassRole", f"{ARN}role/farm-runner", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
)


def launches(template: str = TEMPLATE, *, whole: bool = True) -> dict[str, Any]:
    more = {"Bool": {"ec2:IsLaunchTemplateResource": "true"}} if whole else {}
    condition = {"ArnLike": {"ec2:LaunchTemplate": template}, **more}
    return allow("ec2:RunInstances", [f"{EC2}:instance/*", f"{EC2}:subnet/subnet-1"], Condition=condition)


def opens(service: str, operator: str = "StringEquals") -> dict[str, Any]:
    via = {operator: {"kms:ViaService": f"{service}.eu-west-1.amazonaws.com"}}
    return allow(["kms:Decrypt", "kms:GenerateDataKey"], KEY, Condition=via)


def judged(scaler: tuple[dict[str, Any], ...], *runner: dict[str, Any], template: bool = True) -> Answer:
    kinds = {name: {"daypass:class": name, "daypass:owner": "ci"} for name in ("service", "pipeline")}
    profile = aws("iam/instanceProfile", "farm-runner", name="farm-runner", role="farm-runner")
    of_role = {"iamInstanceProfile": {"name": "farm-runner"}}
    return judge_stack(
        no_path_to_more_rights,
        role("farm-scaler", "lambda.amazonaws.com", tags=kinds["service"]),
        may("farm-scaler", PASSES, *scaler),
        role("farm-runner", "ec2.amazonaws.com", tags=kinds["pipeline"]),
        may("farm-runner", *runner),
        profile,
        *((aws("ec2/launchTemplate", "farm", name="farm", **of_role),) if template else ()),
    )


FROM_IT = (launches(), allow("ec2:RunInstances", TEMPLATE))


def test_who_starts_machines_from_a_named_template_alone_is_there_for_its_role() -> None:
    assert passes(judged(FROM_IT, WRITES))
    assert "GetSecretValue" in only(judged(FROM_IT, WRITES, SECRET))


@pytest.mark.parametrize(
    "scaler",
    [
        (allow("ec2:RunInstances", "*"),),
        (launches(whole=False), allow("ec2:RunInstances", TEMPLATE)),
        (launches(f"{EC2}:launch-template/*"), allow("ec2:RunInstances", TEMPLATE)),
        (launches(), allow("ec2:RunInstances", f"{EC2}:launch-template/*")),
    ],
    ids=["anything", "with an image of its own", "any template", "any template that there is"],
)
def test_who_starts_others_too_gets_what_the_role_changes(scaler: tuple[dict[str, Any], ...]) -> None:
    assert "s3:PutObject" in only(judged(scaler, WRITES))


def test_a_role_of_no_template_is_passed_to_whatever_is_started() -> None:
    assert "s3:PutObject" in only(judged(FROM_IT, WRITES, template=False))


def test_a_key_that_opens_only_what_nobody_reads_gives_nothing() -> None:
    assert passes(judged(FROM_IT, WRITES, opens("s3")))
    assert passes(judged(FROM_IT, WRITES, allow("s3:ListBucket"), opens("s3")))


@pytest.mark.parametrize(
    "runner",
    [
        (WRITES, READS, opens("s3")),
        (WRITES, allow("s3:GetObjectVersion", "arn:aws:s3:::builds/*"), opens("s3")),
        (WRITES, opens("*")),
        (WRITES, opens("ec2")),
        (WRITES, opens("s3", "StringNotEquals")),
        (WRITES, opens("s3", "StringEqualsIfExists")),
        (WRITES, allow("kms:Decrypt", KEY)),
    ],
    ids=["reads", "reads versions", "any service", "a disk", "all but", "if it is there", "itself"],
)
def test_a_key_that_may_open_what_is_read_is_a_gain(runner: tuple[dict[str, Any], ...]) -> None:
    assert "kms:Decrypt" in only(judged(FROM_IT, *runner))


FLEET = (
    role("bids-server", "ec2.amazonaws.com"),
    may("bids-server", allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/budgets")),
    aws("iam/instanceProfile", "bids", name="bids", role="bids-server"),
    aws("ec2/launchTemplate", "bids", name="bids", arn=TEMPLATE, iamInstanceProfile={"name": "bids"}),
)
ANY = f"{EC2}:launch-template/*"


def versioned(called: str, where: str = ANY, version: str = "$Latest", **more: Any) -> Answer:
    group = aws("autoscaling/group", "bids", name="bids", launchTemplate={"name": "bids", "version": version})
    entered = role(called, from_github("repo:acme/fleet:environment:prod"))
    given = may(called, allow("ec2:CreateLaunchTemplateVersion", where, **more))
    return judge_stack(no_path_to_more_rights, entered, given, *FLEET, group)


@pytest.mark.parametrize("called", ["bids-image-bot", "ami-roller", "bids-patcher", "golden-images"])
@pytest.mark.parametrize("where", [ANY, "*", f"{EC2}:*"])
def test_who_brings_images_was_not_given_what_the_machines_of_any_template_start_with(called: str, where: str) -> None:
    assert "(ec2-x06: ec2:CreateLaunchTemplateVersion)" in only(versioned(called, where))


def test_who_was_given_the_template_or_deploys_was() -> None:
    tagged = {"StringEquals": {"aws:ResourceTag/fleet": "bids"}}
    assert passes(versioned("bids-image-bot", TEMPLATE))
    assert passes(versioned("bids-image-bot", Condition=tagged))
    assert passes(versioned("bids-deploy"))
    assert passes(versioned("bids-image-deploy"))
    assert passes(versioned("bids-image-bot", version="7"))
