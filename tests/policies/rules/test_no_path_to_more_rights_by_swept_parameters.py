"""Who was given the path of all settings of an application was not given the image from which its hosts boot."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, aws
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
