"""A trail signs digests of what it wrote, or it proves nothing."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.trail_is_validated import trail_is_validated

TYPES = ("aws:cloudtrail/trail:Trail", "aws-native:cloudtrail:Trail")


def judged(type_: str = TYPES[0], **inputs: Any) -> Answer:
    return judge(trail_is_validated, Resource.of(type_, "audit", s3BucketName="logs", **inputs))


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("given", [{}, {"enableLogFileValidation": False}, {"enableLogFileValidation": None}])
def test_without_validation_files_can_be_changed_unseen(type_: str, given: dict[str, Any]) -> None:
    expected = "trail 'audit' signs no digests, so that its log files can be changed unseen"
    assert messages(judged(type_, **given)) == [expected]


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("value", [True, "true", Secret(value=True)])
def test_with_validation_it_passes(type_: str, value: Any) -> None:
    assert passes(judged(type_, enableLogFileValidation=value))


@pytest.mark.parametrize("value", [UNKNOWN, Secret(UNKNOWN), 1, [], "maybe"])
def test_what_is_not_known_or_no_switch_is_no_pass(value: Any) -> None:
    assert unknowns(judged(enableLogFileValidation=value)) == ["enableLogFileValidation"]


def test_a_trail_that_is_only_looked_up_is_somebody_elses() -> None:
    found = Resource(
        "urn:pulumi:dev::p::t::theirs",
        TYPES[0],
        "theirs",
        outputs=Properties({"enableLogFileValidation": False}),
        external=True,
    )
    assert passes(judge(trail_is_validated, found))
