"""Who was given a path was not given what stands below it for others: an image of hosts, what a pipeline builds."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

SETTINGS = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/checkout"
IMAGE = f"{SETTINGS}/golden-ami"
LEDGER = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger"
HOST = (
    role("checkout-host", "ec2.amazonaws.com"),
    may("checkout-host", allow("dynamodb:PutItem", LEDGER)),
    aws("iam/instanceProfile", "p", name="checkout-host", role="checkout-host"),
)


def judged(*given: dict[str, Any], called: str = "checkout-banner-fn", image: str = "/checkout/golden-ami") -> Answer:
    fleet = aws(
        "ec2/launchTemplate",
        "checkout",
        name="checkout",
        arn=f"arn:aws:ec2:eu-west-1:{ACCOUNT}:launch-template/lt-1",
        imageId=f"resolve:ssm:{image}",
        iamInstanceProfile={"name": "checkout-host"},
    )
    return judge_stack(no_path_to_more_rights, role(called), may(called, *given), fleet, *HOST)


def puts(*where: str) -> dict[str, Any]:
    return allow("ssm:PutParameter", list(where))


@pytest.mark.parametrize("where", [f"{SETTINGS}/*", f"{SETTINGS}*", f"{SETTINGS}/g*", f"{SETTINGS[:-8]}*"])
def test_a_part_of_an_application_that_writes_all_settings_chooses_the_image_of_its_hosts(where: str) -> None:
    message = only(judged(puts(where)))
    assert message.startswith("role 'checkout-banner-fn' leads to role 'checkout-host', which may dynamodb:PutItem on ")
    assert "(ssm-x09: ssm:PutParameter)" in message


@pytest.mark.parametrize(
    "given",
    [
        (puts(f"{SETTINGS}/banner/*"),),
        (puts(f"{SETTINGS}/*"), deny("ssm:PutParameter", IMAGE)),
        (puts(IMAGE),),
        (puts(f"{SETTINGS}/*", IMAGE),),
        (puts(f"{SETTINGS}/*"), allow("dynamodb:PutItem", LEDGER)),
        (allow("ssm:GetParametersByPath", f"{SETTINGS}/*"),),
    ],
    ids=["its own path", "denied", "named", "named as well", "nothing gained", "reads"],
)
def test_who_writes_other_settings_or_was_given_the_image_by_its_name_does_not(
    given: tuple[dict[str, Any], ...],
) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    "called",
    [
        *("checkout", "checkout-fn", "checkout-ami-baker", "checkout-image-updater", "checkout-host-patching"),
        *("checkout-config-writer", "checkoutSettings"),
    ],
)
def test_who_is_the_application_makes_images_or_looks_after_settings_is_meant_to(called: str) -> None:
    assert passes(judged(puts(f"{SETTINGS}/*"), called=called))


def test_a_version_that_is_named_stays_and_a_label_is_moved_by_who_may_label() -> None:
    labels = allow("ssm:LabelParameterVersion", f"{SETTINGS}/*")
    assert passes(judged(puts(f"{SETTINGS}/*"), labels, image="/checkout/golden-ami:3"))
    assert passes(judged(puts(f"{SETTINGS}/*"), image="/checkout/golden-ami:live"))
    message = only(judged(puts(f"{SETTINGS}/*"), labels, image="/checkout/golden-ami:live"))
    assert "(ssm-x25: ssm:PutParameter, ssm:LabelParameterVersion)" in message


def test_a_parameter_that_is_called_like_it_is_its_own() -> None:
    assert passes(judged(puts(f"{SETTINGS}/*"), image="/checkout/banner-ami"))
    assert messages(judged(puts(f"{SETTINGS}/*"), image="/checkout/other-ami"))


SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bank-abcdef"
READS = may("checkout-host", allow("secretsmanager:GetSecretValue", SECRET))
RELEASE = from_github("repo:acme/golden-image:environment:production")


def of_baker(*given: dict[str, Any], called: str = "golden-image-release", trust: Any = RELEASE, **others: Any) -> Any:
    fleet = aws(
        "ec2/launchTemplate", "checkout", name="checkout", iamInstanceProfile={"name": "checkout-host"}, **IMAGED
    )
    return judge_stack(no_path_to_more_rights, role(called, trust, **others), may(called, *given), fleet, *HOST, READS)


IMAGED = {"imageId": "resolve:ssm:/checkout/image"}
BAKED = f"{SETTINGS}/image"


@pytest.mark.parametrize("trust", [RELEASE, "lambda.amazonaws.com"], ids=["pipeline", "workload"])
@pytest.mark.parametrize("called", ["golden-image-release", "ami-factory", "packer"])
def test_who_makes_images_and_was_given_the_parameter_of_a_fleet_chooses_its_image(called: str, trust: Any) -> None:
    assert passes(of_baker(puts(BAKED), called=called, trust=trust))


@pytest.mark.parametrize(
    ("where", "others"),
    [
        (f"{SETTINGS}/*", {}),
        (f"{SETTINGS[:-8]}*", {}),
        (BAKED, {"called": "image-thumbnails-release"}),
        (BAKED, {"called": "search-release"}),
        (BAKED, {"called": "golden-image-lint"}),
        (BAKED, {"tags": {"daypass:class": "agent"}}),
        (BAKED, {"trust": "bedrock-agentcore.amazonaws.com"}),
    ],
    ids=str,
)
def test_who_makes_other_things_or_was_given_more_than_it_is_told(where: str, others: dict[str, Any]) -> None:
    (message,) = messages(of_baker(puts(where), **others))
    assert "leads to role 'checkout-host', which may secretsmanager:GetSecretValue" in message


def judged_beside_a_release(called: str, *given: dict[str, Any]) -> Answer:
    """A pipeline takes what it builds from a bucket in which others put what comes in."""
    takes = {"category": "Source", "provider": "S3"}
    takes["configuration"] = {"S3Bucket": "acme-intake", "S3ObjectKey": "release/portal.zip"}
    builds = {"category": "Build", "provider": "CodeBuild", "configuration": {"ProjectName": "portal"}}
    stages = [{"name": "source", "actions": [takes]}, {"name": "build", "actions": [builds]}]
    return judge_stack(
        no_path_to_more_rights,
        *(role("portal-release", "codebuild.amazonaws.com"), may("portal-release", allow("dynamodb:PutItem", LEDGER))),
        aws("codebuild/project", "portal", name="portal", serviceRole=f"{ARN}role/portal-release"),
        role("portal-pipeline", "codepipeline.amazonaws.com"),
        aws("codepipeline/pipeline", "portal", name="portal", roleArn=f"{ARN}role/portal-pipeline", stages=stages),
        *(role(called), may(called, *given)),
    )


INTAKE = "arn:aws:s3:::acme-intake"


def test_who_puts_what_comes_in_was_not_given_what_is_built() -> None:
    message = only(judged_beside_a_release("photo-intake", allow("s3:PutObject", f"{INTAKE}/*")))
    assert message.startswith("role 'photo-intake' leads to role 'portal-release', which may dynamodb:PutItem on ")


@pytest.mark.parametrize(
    ("called", "where"),
    [
        ("photo-intake", (f"{INTAKE}/photos/*",)),
        ("photo-intake", (f"{INTAKE}/release/portal.zip",)),
        ("intake", (f"{INTAKE}/*",)),
        ("intake-publisher", (f"{INTAKE}/*",)),
        ("portal-intake", (f"{INTAKE}/*",)),
    ],
    ids=["its own path", "named", "the bucket's own", "brings what others run", "called like the build"],
)
def test_who_has_a_path_of_its_own_or_is_there_for_it_does_not(called: str, where: tuple[str, ...]) -> None:
    assert passes(judged_beside_a_release(called, allow("s3:PutObject", list(where))))
