"""Who starts a smoke test gets what that asks, which is no secret where both names say so."""

import pytest
from tests.support.becoming import LAMBDA, allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HEALTH = "/shop/health/*"


def judged(reads: str, action: str = "ssm:GetParameter", *, called: str = "shop-smoke") -> Answer:
    parameters = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter"
    return judge_stack(
        no_path_to_more_rights,
        role("chat-bot", LAMBDA),
        may("chat-bot", allow("codebuild:StartBuild", f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/{called}")),
        role(called, "codebuild.amazonaws.com"),
        may(called, allow(action, f"{parameters}{reads}")),
        aws("codebuild/project", called, name=called, serviceRole=f"{ARN}role/{called}"),
    )


@pytest.mark.parametrize("called", ["shop-smoke", "SmokeTests", "shop-healthcheck", "canaries-of-shop"])
@pytest.mark.parametrize("reads", [HEALTH, "/shop/health", "/healthchecks/shop/url", "/shop/smoke/*"])
@pytest.mark.parametrize("action", ["ssm:GetParameter", "ssm:GetParametersByPath"])
def test_what_a_smoke_test_asks_is_no_gain(called: str, reads: str, action: str) -> None:
    assert passes(judged(reads, action, called=called))


@pytest.mark.parametrize(
    "reads", ["/shop/*", "/shop/database/url", "/shop/health/token", "/shop/smoke/db-password", "/health/api-key", "/*"]
)
def test_what_else_it_reads_is(reads: str) -> None:
    assert "ssm:GetParameter" in only(judged(reads))


def test_what_another_role_reads_of_health_may_be_a_secret() -> None:
    assert "ssm:GetParameter" in only(judged(HEALTH, called="shop-records"))


def test_a_secret_of_secrets_manager_is_one_whatever_it_is_called() -> None:
    secret = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:health-a1B2c3")
    made = role("shop-smoke", "codebuild.amazonaws.com"), may("shop-smoke", secret)
    build = aws("codebuild/project", "shop-smoke", name="shop-smoke", serviceRole=f"{ARN}role/shop-smoke")
    starts = allow("codebuild:StartBuild", f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/shop-smoke")
    answer = judge_stack(no_path_to_more_rights, role("chat-bot", LAMBDA), may("chat-bot", starts), *made, build)
    assert "secretsmanager:GetSecretValue" in only(answer)
