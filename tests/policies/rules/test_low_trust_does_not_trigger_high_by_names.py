"""Who enters before anybody has looked may stand in the names of an environment or a branch alone."""

import pytest
from tests.support.becoming import allow, from_github, may, role
from tests.support.grants import ARN
from tests.support.rules import judge_stack, messages, only, passes

from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

WRITES = allow("s3:PutObject", "arn:aws:s3:::b/*")


def told(*subjects: str) -> list[str]:
    entered = role("a", *map(from_github, subjects))
    return messages(judge_stack(low_trust_does_not_trigger_high, entered, role("b", f"{ARN}role/a"), may("b", WRITES)))


@pytest.mark.parametrize("environment", ["checks", "pr", "pull-request", "preview", "Payout-Previews", "infra_plan"])
def test_an_environment_that_is_called_so_lets_in_what_is_proposed(environment: str) -> None:
    (message,) = told(f"repo:acme/app:environment:{environment}")
    said = "role 'a', which by the name of its environment every pull request enters, leads to role 'b'"
    assert message.startswith(said)


@pytest.mark.parametrize("branch", ["develop", "integration", "feature/refunds"])
def test_a_branch_of_work_brings_what_is_not_released(branch: str) -> None:
    (message,) = told(f"repo:acme/app:ref:refs/heads/{branch}")
    assert message.startswith("role 'a', which by the name of its branch what is not released yet enters, leads to")


@pytest.mark.parametrize(
    "subjects",
    [
        ["repo:acme/app:environment:production"],
        ["repo:acme/app:environment:staging"],
        ["repo:acme/app:environment:checks-approved"],
        ["repo:acme/app:environment:expression"],
        ["repo:acme/app:environment:checks", "repo:acme/app:environment:production"],
        ["repo:acme/app:environment:checks", "repo:acme/app:ref:refs/heads/main"],
        ["repo:acme/app-contrib:ref:refs/heads/main"],
        ["repo:acme/app:ref:refs/heads/develop", "repo:acme/app:environment:production"],
    ],
)
def test_other_names_say_nothing(subjects: list[str]) -> None:
    assert not told(*subjects)


def test_what_changes_nothing_passes() -> None:
    entered = role("a", from_github("repo:acme/app:environment:checks"))
    reads = may("b", allow("s3:GetObject", "arn:aws:s3:::b/*"))
    assert passes(judge_stack(low_trust_does_not_trigger_high, entered, role("b", f"{ARN}role/a"), reads))
    assert only(judge_stack(low_trust_does_not_trigger_high, entered, role("b", f"{ARN}role/a"), may("b", WRITES)))
