"""A store of events is protected, and takes events."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.event_store_is_kept import event_store_is_kept


def judged(**inputs: Any) -> Answer:
    return judge(event_store_is_kept, Resource.of("aws:cloudtrail/eventDataStore:EventDataStore", "lake", **inputs))


def test_an_unprotected_store_can_be_deleted() -> None:
    expected = ["event data store 'lake' can be deleted with all that it holds"]
    assert messages(judged(terminationProtectionEnabled=False)) == expected
    assert messages(judged(terminationProtectionEnabled="false")) == expected


def test_a_suspended_store_takes_no_events() -> None:
    assert messages(judged(suspend="true")) == ["event data store 'lake' is suspended and takes no events"]


@pytest.mark.parametrize("given", [{}, {"terminationProtectionEnabled": True, "suspend": False}])
def test_a_store_as_aws_makes_it_passes(given: dict[str, Any]) -> None:
    assert passes(judged(**given))


def test_one_of_aws_native_is_asked_the_same_in_its_own_words() -> None:
    def native(**inputs: Any) -> Answer:
        return judge(event_store_is_kept, Resource.of("aws-native:cloudtrail:EventDataStore", "lake", **inputs))

    assert messages(native(ingestionEnabled=False)) == ["event data store 'lake' is suspended and takes no events"]
    assert len(messages(native(terminationProtectionEnabled=False))) == 1
    assert passes(native(ingestionEnabled=True, suspend=True))
    assert unknowns(native(ingestionEnabled=UNKNOWN)) == ["ingestionEnabled"]


@pytest.mark.parametrize("odd", [UNKNOWN, Secret(UNKNOWN), 7, [True], "perhaps"])
def test_what_is_unknown_or_no_switch_hides_nothing_else(odd: Any) -> None:
    answer = judged(terminationProtectionEnabled=odd, suspend=True)
    assert (len(answer.problems), unknowns(answer)) == (1, ["terminationProtectionEnabled"])


def test_a_store_that_is_only_looked_up_is_somebody_elses() -> None:
    found = Resource(
        "urn:pulumi:dev::p::t::theirs",
        "aws:cloudtrail/eventDataStore:EventDataStore",
        "theirs",
        outputs=Properties({"terminationProtectionEnabled": False}),
        external=True,
    )
    assert passes(judge(event_store_is_kept, found))
