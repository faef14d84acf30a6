"""Who makes entitlements gives users of Identity Center whatever role trusts account access manager."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, passes

from daypass.answering import Answer
from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

MANAGER = "account-access.amazonaws.com"
ENTITLES = "account-access:CreateEntitlement"
HERE = f"arn:aws:account-access:eu-west-1:{ACCOUNT}:application/"
READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:vault/*")


def judged(*given: dict[str, Any], trust: Any = MANAGER, right: dict[str, Any] = READS) -> Answer:
    """Of a workload that may do this, beside a role for people which reads secrets."""
    return judge_stack(
        no_path_to_more_rights, role("desk"), may("desk", *given), role("auditors", trust), may("auditors", right)
    )


@pytest.mark.parametrize("action", [ENTITLES, "account-access:*", "account-access:*Entitlement"])
@pytest.mark.parametrize("on", ["*", f"{HERE}*"])
def test_who_makes_entitlements_of_whatever_application_becomes_another(action: str, on: str) -> None:
    (message,) = messages(judged(allow(action, on)))
    assert "may become another identity" in message
    assert f"path accountaccess-x01 ({ENTITLES}; " in message


def test_of_the_application_that_is_named_the_roles_of_the_stack_count() -> None:
    (message,) = messages(judged(allow(ENTITLES, f"{HERE}aam-1a")))
    assert message.startswith("role 'desk' leads to role 'auditors', which may secretsmanager:GetSecretValue on ")
    assert f"may give role 'auditors' to any user of Identity Center (accountaccess-x01: {ENTITLES})" in message


def test_an_administrator_for_people_counts_above_all() -> None:
    (message,) = messages(judged(allow(ENTITLES, f"{HERE}aam-1a"), right=allow("*")))
    assert message.startswith("role 'desk' may act as role 'auditors', which may do everything")


@pytest.mark.parametrize(
    ("given", "trust"),
    [
        ([allow(["account-access:ListEntitlements", "account-access:GetEntitlement"])], MANAGER),
        ([allow("account-access:DeleteEntitlement", f"{HERE}*")], MANAGER),
        ([allow(ENTITLES, f"{HERE}aam-1a"), deny(ENTITLES)], MANAGER),
        ([allow(ENTITLES, f"{HERE}aam-1a"), READS], MANAGER),
        ([allow(ENTITLES, f"{HERE}aam-1a")], "lambda.amazonaws.com"),
    ],
    ids=["reads", "takes away", "denied", "has it anyhow", "for others"],
)
def test_who_only_reads_them_and_roles_for_others_pass(given: list[dict[str, Any]], trust: str) -> None:
    assert passes(judged(*given, trust=trust))


def test_a_pipeline_that_makes_entitlements_of_its_application_does_its_work() -> None:
    people = role("auditors", MANAGER), may("auditors", READS)
    makes = role("github-release", "codebuild.amazonaws.com"), may("github-release", allow(ENTITLES, f"{HERE}aam"))
    assert passes(judge_stack(no_path_to_more_rights, *makes, *people))


def test_a_trust_that_is_not_known_yet_is_never_certain() -> None:
    people = role("auditors", assumeRolePolicy=UNKNOWN), may("auditors", READS)
    answer = judge_stack(no_path_to_more_rights, role("desk"), may("desk", allow(ENTITLES, f"{HERE}aam-1a")), *people)
    assert not answer.problems


def test_an_entitlement_uses_its_role_for_whom_it_entitles() -> None:
    given = {"principalRole": {"roleArn": f"{ARN}role/auditors", "principal": {"identityCenter": {"groupId": "g"}}}}
    made = aws("accountaccess/entitlement", "audit", entitlement=given)
    (use,) = Consumers(Stack((role("auditors", MANAGER), made))).every_use
    assert (use.noun, use.purpose, use.role) == ("entitlement", "caller", role("auditors").urn)
