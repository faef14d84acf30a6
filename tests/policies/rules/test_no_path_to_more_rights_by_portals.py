"""A portal that opens Studio for people opens no profile that reads secrets or changes things, unless it is its own."""

from typing import Any

import pytest
from tests.support.becoming import allow, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

PROFILES = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:user-profile/d-1"
SECRET = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:ledger-??????")
BOOKS = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger")
READS = allow("s3:GetObject", "arn:aws:s3:::acme-samples/*")


def judged(opened: str, *does: dict[str, Any], profile: str = "ledger", by: str = "lobby", **inputs: Any) -> Answer:
    """What is told of a function that opens profiles of a domain, one of which does this."""
    given = may(by, allow("sagemaker:CreatePresignedDomainUrl", f"{PROFILES}/{opened}"))
    settings = {"executionRole": f"{ARN}role/{profile}"}
    said = {"domainId": "d-1", "userProfileName": profile, "userSettings": settings, **inputs}
    studio = aws("sagemaker/userProfile", profile, **said), role(profile, "sagemaker.amazonaws.com")
    return judge_stack(no_path_to_more_rights, role(by), given, function(by, by), *studio, may(profile, *does))


@pytest.mark.parametrize(("does", "is_told"), [(SECRET, True), (BOOKS, True), (READS, False)])
def test_who_opens_any_profile_has_the_secrets_of_each_and_changes_what_it_does(
    does: dict[str, Any], *, is_told: bool
) -> None:
    found = judged("*", does)
    assert bool(found.problems) is is_told
    assert not is_told or "(sagemaker-x12: sagemaker:CreatePresignedDomainUrl)" in only(found)


def test_an_arn_of_a_mock_hides_no_profile() -> None:
    assert only(judged("*", SECRET, arn=f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:userProfile/x"))


def test_who_opens_the_profiles_that_were_named_for_it_has_secrets_of_others_alone() -> None:
    assert only(judged("ledger", SECRET))
    assert passes(judged("ledger", BOOKS))
    assert passes(judged("lobby-users", SECRET, profile="lobby-users"))
    assert only(judged("*", SECRET, profile="lobby-users"))


def test_who_opens_the_profiles_of_another_domain_opens_none() -> None:
    assert passes(judged("intern", SECRET))
    assert passes(judged("../d-2/*", SECRET))
