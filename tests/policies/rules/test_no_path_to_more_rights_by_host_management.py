"""Who names the role of default host management gives it to the agents of all instances, their own among them."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

SSM = "ssm.amazonaws.com"
SETTINGS = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:servicesetting/ssm"
HOSTS = f"{SETTINGS}/managed-instance/default-ec2-instance-management-role"
PASSES = allow("iam:PassRole", f"{ARN}role/*", Condition={"StringEquals": {"iam:PassedToService": SSM}})
KEEPS = allow(["s3:GetObject", "s3:DeleteObject"], "arn:aws:s3:::vault/*")


def sets(*on: str) -> dict[str, Any]:
    return allow("ssm:UpdateServiceSetting", list(on))


def judged(*given: dict[str, Any]) -> Answer:
    tuner = role("tuner", "ec2.amazonaws.com"), may("tuner", *given)
    return judge_stack(no_path_to_more_rights, *tuner, role("steward", SSM), may("steward", KEEPS))


@pytest.mark.parametrize("on", [HOSTS, f"{SETTINGS}/managed-instance/*", f"{SETTINGS}/*", "*"])
def test_whoever_sets_it_to_any_role_has_what_that_one_may(on: str) -> None:
    assert "ssm-x27" in only(judged(PASSES, sets(on)))


@pytest.mark.parametrize(
    "given",
    [
        (sets(HOSTS),),
        (PASSES, sets(f"{SETTINGS}/parameter-store/high-throughput-enabled", f"{SETTINGS}/automation/*")),
        (PASSES, sets("*"), deny("ssm:UpdateServiceSetting", HOSTS.replace("eu-west-1", "*"))),
        (PASSES, allow("ssm:GetServiceSetting")),
        (allow("iam:PassRole", f"{ARN}role/kiosk", Condition=PASSES["Condition"]), sets(HOSTS)),
    ],
    ids=["passes none", "sets another", "is denied", "only reads", "passes another"],
)
def test_another_setting_or_no_role_leads_nowhere(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))
