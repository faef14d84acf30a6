"""A service credential lives for as long as it says, and for ever where it says nothing."""

import math
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.service_credential_ends import service_credential_ends

INSTEAD = "role credentials (SigV4, git-remote-codecommit), short-term Bedrock keys"


def credential(**inputs: Any) -> Resource:
    type_ = "aws:iam/serviceSpecificCredential:ServiceSpecificCredential"
    return Resource.of(type_, "bedrock", serviceName="bedrock.amazonaws.com", userName="assistant", **inputs)


@pytest.mark.parametrize("days", [1, 7, 30, 30.0])
def test_one_that_ends_soon_passes(days: float) -> None:
    assert passes(judge(service_credential_ends, credential(credentialAgeDays=days)))


@pytest.mark.parametrize("inputs", [{}, {"credentialAgeDays": None}])
def test_one_without_an_age_never_ends(inputs: dict[str, Any]) -> None:
    assert messages(judge(service_credential_ends, credential(**inputs))) == [
        f"service credential 'bedrock' never expires; instead: {INSTEAD}"
    ]


@pytest.mark.parametrize("days", [31, 365, 36600, 36600.0])
def test_an_age_that_is_too_far_is_no_end(days: float) -> None:
    assert messages(judge(service_credential_ends, credential(credentialAgeDays=days))) == [
        f"service credential 'bedrock' lives {days:.0f} days, more than 30; instead: {INSTEAD}"
    ]


def test_an_age_that_no_float_holds_is_no_end() -> None:
    assert len(judge(service_credential_ends, credential(credentialAgeDays=10**400)).problems) == 1


@pytest.mark.parametrize("days", [0, -1, True, "7", math.nan, [7]])
def test_what_is_no_number_of_days_is_no_end_either(days: Any) -> None:
    assert len(judge(service_credential_ends, credential(credentialAgeDays=days)).problems) == 1


def test_the_longest_life_is_the_organisations() -> None:
    assert passes(judge(service_credential_ends, credential(credentialAgeDays=60), options={"maxDays": 90.0}))


def test_an_age_that_is_not_known_is_undecided() -> None:
    answer = judge(service_credential_ends, credential(credentialAgeDays=UNKNOWN))
    assert (messages(answer), unknowns(answer)) == ([], ["credentialAgeDays"])


def test_an_age_is_given_to_what_takes_one() -> None:
    made = "aws:iam/serviceSpecificCredential:ServiceSpecificCredential"
    for service, mended in (
        ("bedrock.amazonaws.com", '{"credentialAgeDays": 30}'),
        ("codecommit.amazonaws.com", None),
        (UNKNOWN, None),
    ):
        (problem,) = judge(service_credential_ends, Resource.of(made, "c", serviceName=service, userName="c")).problems
        assert problem.mended == mended
