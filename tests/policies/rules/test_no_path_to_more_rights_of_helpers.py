"""What runs has no code of others to replace, as what switches, cleans or watches them: their names say no more."""

from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.data.helper_words import helper_words
from daypass.data.kind_words import kind_words
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

SERVICE = f"arn:aws:apprunner:eu-west-1:{ACCOUNT}:service/kyc-api/1"
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/customers"
STORES, READS = allow(["dynamodb:GetItem", "dynamodb:PutItem"], TABLE), allow("dynamodb:GetItem", TABLE)
UPDATES = allow(["apprunner:PauseService", "apprunner:ResumeService", "apprunner:UpdateService"], SERVICE)


def judged(
    called: str,
    *given: dict[str, Any],
    has: dict[str, Any] = STORES,
    runs: Resource | None = None,
    trust: str = LAMBDA,
) -> Answer:
    service = aws(
        "apprunner/service",
        "kyc-api",
        serviceName="kyc-api",
        arn=SERVICE,
        instanceConfiguration={"instanceRoleArn": f"{ARN}role/kyc-api"},
    )
    other = role("kyc-api", "tasks.apprunner.amazonaws.com", LAMBDA), may("kyc-api", has)
    holder = role(called, trust), may(called, *(given or (UPDATES,)))
    return judge_stack(no_path_to_more_rights, *holder, *other, runs or service)


@pytest.mark.parametrize(
    "called",
    ["kyc-night-switch", "kyc-scaler-prod", "stopper-kyc", "KycCleanup-1a2b3c4", "kyc-api-monitor", "kyc_watchers"],
)
def test_what_is_called_after_others_to_look_after_them_has_none_of_their_code(called: str) -> None:
    message = only(judged(called))
    assert message.startswith(f"role '{called}' leads to role 'kyc-api', which may dynamodb:PutItem on {TABLE}, ")
    assert "(apprunner-002: apprunner:UpdateService)" in message


@pytest.mark.parametrize("called", ["kyc-loader", "kyc-worker", "kyc"])
def test_nor_has_what_runs_beside_them(called: str) -> None:
    assert "(apprunner-002: apprunner:UpdateService)" in only(judged(called))


@pytest.mark.parametrize("called", ["kyc-api-updater", "kyc-rollout", "deploy-kyc", "KycReleaser-1a2b3c4"])
def test_what_brings_what_others_run_has(called: str) -> None:
    assert passes(judged(called))


def test_what_another_policy_gives_is_no_less_a_right_to_its_code() -> None:
    gives = aws(
        "lambda/permission",
        "kyc-api",
        function="kyc-api",
        action="lambda:UpdateFunctionCode",
        principal=f"{ARN}role/kyc-worker",
    )
    stack = role("kyc-worker"), role("kyc-api"), may("kyc-api", STORES), function("kyc-api", "kyc-api"), gives
    assert "role 'kyc-worker' leads to role 'kyc-api'" in only(judge_stack(no_path_to_more_rights, *stack))


def test_what_only_switches_has_nothing_of_them() -> None:
    assert passes(judged("kyc-night-switch", allow(["apprunner:PauseService", "apprunner:ResumeService"], SERVICE)))
    assert passes(judged("kyc-night-switch", has=READS))  # named to it, and nothing but read


@pytest.mark.parametrize("trust", ["codebuild.amazonaws.com", "codepipeline.amazonaws.com"])
def test_whoever_deploys_is_no_helper(trust: str) -> None:
    assert passes(judged("kyc-night-switch", trust=trust))


def test_to_send_a_command_may_be_how_a_helper_does_its_work() -> None:
    host = aws("ec2/instance", "kyc", iamInstanceProfile="kyc", arn=f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-1")
    profile = aws("iam/instanceProfile", "kyc", name="kyc", role="kyc-api")
    sends = allow("ssm:SendCommand", [f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-1", "arn:aws:ssm:*:*:document/*"])
    stack = role("kyc-api", "ec2.amazonaws.com"), may("kyc-api", STORES), profile, host
    assert passes(judge_stack(no_path_to_more_rights, role("kyc-cleaner"), may("kyc-cleaner", sends), *stack))
    rewrites = allow(["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"], sends["Resource"][0])
    assert only(judge_stack(no_path_to_more_rights, role("kyc-cleaner"), may("kyc-cleaner", rewrites), *stack))


def test_a_role_that_a_helper_passes_to_what_runs_already_is_not_its_own() -> None:
    passing = allow("iam:PassRole", f"{ARN}role/kyc-api"), allow(["lambda:CreateFunction", "lambda:InvokeFunction"])
    runs = function("kyc-api", "kyc-api")
    assert "leads to role 'kyc-api'" in only(judged("kyc-night-switch", *passing, runs=runs))
    assert passes(judged("kyc-loader", *passing, runs=runs))


def test_a_word_for_a_helper_says_nothing_else() -> None:
    assert helper_words().isdisjoint(kind_words())
    assert all(word == word.lower() and len(word) > 3 for word in helper_words())
