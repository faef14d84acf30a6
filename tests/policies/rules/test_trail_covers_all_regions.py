"""A trail of the account records every region; a trail of data alone may stay in its own."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules.trail_covers_all_regions import trail_covers_all_regions

TRAIL = "aws:cloudtrail/trail:Trail"
NATIVE = "aws-native:cloudtrail:Trail"
EVERYWHERE = {"isMultiRegionTrail": True}
MANAGEMENT = {"fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}]}
DATA = {
    "fieldSelectors": [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
    ]
}


def trail(name: str = "audit", type_: str = TRAIL, **inputs: Any) -> Resource:
    return Resource.of(type_, name, s3BucketName="logs", **inputs)


def judged(*resources: Resource) -> Answer:
    return judge_stack(trail_covers_all_regions, *resources)


@pytest.mark.parametrize("type_", [TRAIL, NATIVE])
@pytest.mark.parametrize("given", [{}, {"isMultiRegionTrail": False}, {"isMultiRegionTrail": "false"}])
def test_a_trail_of_one_region_is_told(type_: str, given: dict[str, Any]) -> None:
    (problem,) = judged(trail(type_=type_, **given)).problems
    assert problem.message == "trail 'audit' records one region of the account and none of the others"
    assert (problem.key, problem.at) == ("one-region", "isMultiRegionTrail")


@pytest.mark.parametrize("value", [True, "true", Secret(value=True)])
def test_a_trail_of_all_regions_passes(value: Any) -> None:
    assert passes(judged(trail(isMultiRegionTrail=value)))


def test_a_trail_whose_logging_is_off_records_nothing() -> None:
    assert messages(judged(trail(enableLogging=False, **EVERYWHERE))) == ["trail 'audit' is off and records nothing"]
    (problem,) = judged(trail(type_=NATIVE, isLogging=False, **EVERYWHERE)).problems
    assert (problem.key, problem.at) == ("off", "isLogging")


def test_a_trail_without_global_services_misses_iam_and_sts() -> None:
    (problem,) = judged(trail(includeGlobalServiceEvents=False, **EVERYWHERE)).problems
    assert problem.key == "no-global"


@pytest.mark.parametrize(
    "selectors",
    [
        {"eventSelectors": [{"includeManagementEvents": False, "dataResources": [{"type": "AWS::S3::Object"}]}]},
        {"advancedEventSelectors": [DATA]},
    ],
)
def test_a_trail_of_data_alone_may_stay_in_its_region(selectors: dict[str, Any]) -> None:
    assert passes(judged(trail("data-events", **selectors)))
    assert passes(judged(trail("acme-s3-objects", **selectors)))
    assert passes(judged(trail(type_=NATIVE, trailName="object-trail", **selectors)))
    assert passes(judged(trail(**selectors), trail("account", **EVERYWHERE)))


NO_MANAGEMENT = {"eventSelectors": [{"includeManagementEvents": False, "dataResources": [{"type": "AWS::S3::Object"}]}]}


def test_the_only_trail_should_record_what_is_done_to_the_account() -> None:
    (problem,) = judged(trail(**NO_MANAGEMENT, **EVERYWHERE)).problems
    assert problem.message == "trail 'audit' is the only one here, and records nothing of what is done to the account"
    assert (problem.key, problem.at, problem.advisory) == ("no-management", "eventSelectors", True)
    (other,) = judged(trail(advancedEventSelectors=[DATA])).problems
    assert (other.key, other.at) == ("no-management", "advancedEventSelectors")


@pytest.mark.parametrize("says", ["false", "False", "0"])
def test_a_selector_says_no_to_management_events_as_a_text_too(says: str) -> None:
    no_management = {"eventSelectors": [{**NO_MANAGEMENT["eventSelectors"][0], "includeManagementEvents": says}]}
    (problem,) = judged(trail(**no_management, **EVERYWHERE)).problems
    assert problem.key == "no-management"


def test_somebody_else_may_record_the_account() -> None:
    looked_up = replace(trail("organisation"), external=True)
    store = Resource.of("aws:cloudtrail/eventDataStore:EventDataStore", "lake")
    organisation = Resource.of("aws:organizations/organization:Organization", "acme")
    for other in (looked_up, store, organisation):
        assert passes(judged(trail(**NO_MANAGEMENT), other))


def test_what_selectors_want_may_not_be_known() -> None:
    hidden = {"eventSelectors": [{"includeManagementEvents": UNKNOWN}]}
    assert not judged(trail(**hidden, **EVERYWHERE)).problems
    assert messages(judged(trail(**NO_MANAGEMENT, enableLogging=False))) == ["trail 'audit' is off and records nothing"]


@pytest.mark.parametrize(
    "selectors",
    [
        {"eventSelectors": [{"readWriteType": "All"}]},
        {"eventSelectors": [{"includeManagementEvents": False}, {"includeManagementEvents": True}]},
        {"eventSelectors": []},
        {"advancedEventSelectors": [DATA, MANAGEMENT]},
    ],
)
def test_a_trail_of_the_account_with_selectors_may_not(selectors: dict[str, Any]) -> None:
    assert len(judged(trail(**selectors)).problems) == 1


def test_another_trail_of_the_stack_may_record_the_rest() -> None:
    assert passes(judged(trail("regional"), trail("account", **EVERYWHERE)))
    off = judged(trail("regional"), trail("account", enableLogging=False, **EVERYWHERE))
    assert [problem.key for problem in off.problems] == ["one-region", "off"]


MANAGEMENT_READS = {
    "fieldSelectors": [*MANAGEMENT["fieldSelectors"], {"field": "readOnly", "equals": ["true"]}],
}
DATA_WRITES = {"fieldSelectors": [*DATA["fieldSelectors"], {"field": "readOnly", "equals": ["false"]}]}


@pytest.mark.parametrize(
    "selectors",
    [{"eventSelectors": [{"readWriteType": "ReadOnly"}]}, {"advancedEventSelectors": [MANAGEMENT_READS, DATA_WRITES]}],
)
def test_a_trail_that_records_no_writes_is_told(selectors: dict[str, Any]) -> None:
    (problem,) = judged(trail(**EVERYWHERE, **selectors)).problems
    assert (problem.message, problem.advisory) == ("trail 'audit' records no writes of the account", False)


def test_one_that_records_no_reads_is_told_with_less_weight() -> None:
    (problem,) = judged(trail(**EVERYWHERE, eventSelectors=[{"readWriteType": "WriteOnly"}])).problems
    assert (problem.message, problem.advisory) == ("trail 'audit' records no reads of the account", True)


@pytest.mark.parametrize(
    "selectors",
    [
        {"eventSelectors": [{"readWriteType": "ReadOnly"}, {"readWriteType": "WriteOnly"}]},
        {"eventSelectors": [{"readWriteType": "WriteOnly"}, {}]},
        {"advancedEventSelectors": [MANAGEMENT, DATA_WRITES]},
    ],
)
def test_several_selectors_may_record_both(selectors: dict[str, Any]) -> None:
    assert passes(judged(trail(**EVERYWHERE, **selectors)))


def test_what_is_unknown_leaves_it_open() -> None:
    assert unknowns(judged(trail(isMultiRegionTrail=UNKNOWN))) == ["isMultiRegionTrail"]
    assert unknowns(judged(trail(enableLogging=Secret(UNKNOWN)))) == ["enableLogging"]
    assert unknowns(judged(trail(eventSelectors=UNKNOWN))) == ["eventSelectors"]
    answer = judged(trail("regional"), trail("account", isMultiRegionTrail=UNKNOWN))
    assert not answer.problems
    assert len(answer.undecided) == 2


@pytest.mark.parametrize("odd", [7, [True], {"on": True}, "perhaps"])
def test_what_is_no_switch_is_no_pass(odd: Any) -> None:
    assert unknowns(judged(trail(isMultiRegionTrail=odd))) == ["isMultiRegionTrail"]


@pytest.mark.parametrize("odd", ["x", [7], [[]], {"a": 1}, [{"fieldSelectors": "x"}], [{"fieldSelectors": [7]}]])
def test_odd_selectors_break_nothing(odd: Any) -> None:
    judged(trail(eventSelectors=odd), trail("other", advancedEventSelectors=odd))


def test_a_trail_that_is_only_looked_up_is_somebody_elses() -> None:
    found = Resource(
        urn=f"urn:pulumi:dev::project::{TRAIL}::theirs",
        type=TRAIL,
        name="theirs",
        inputs=Properties(Partial()),
        external=True,
    )
    assert passes(judged(found))


def test_a_stack_without_a_trail_is_not_asked_for_one() -> None:
    assert passes(judged(Resource.of("aws:s3/bucket:Bucket", "data")))
