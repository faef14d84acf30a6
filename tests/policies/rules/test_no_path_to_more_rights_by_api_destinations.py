"""A workload that changes the address of an API destination has its credential sent there."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

TURNS = "events:UpdateApiDestination"
HERE = f"arn:aws:events:eu-west-1:{ACCOUNT}:api-destination"
TOLD = (
    "role 'mapper' may have the credential of API destination 'acquirer' sent to a host of its own "
    f"({TURNS}), by policy.Statement[0] of 'mapper-policy'"
)


def destination(**inputs: Any) -> Resource:
    given = {"name": "acquirer-captures", "arn": f"{HERE}/acquirer-captures/5a1b2c3d", **inputs}
    return aws("cloudwatch/eventApiDestination", "acquirer", **given)


def judged(*given: dict[str, Any], by: str = "mapper", of: Resource | None = None, **inputs: Any) -> Answer:
    return judge_stack(no_path_to_more_rights, role(by, **inputs), may(by, *given), of or destination())


@pytest.mark.parametrize("resource", ["*", f"{HERE}/*", f"{HERE}/acquirer-captures/*"])
def test_whoever_changes_the_address_gets_the_credential(resource: str) -> None:
    assert only(judged(allow(TURNS, resource))) == TOLD


def test_one_whose_arn_is_not_known_yet_is_found_by_its_name() -> None:
    for one in (destination(arn=UNKNOWN), native("events:ApiDestination", "acquirer", name="acquirer-captures")):
        assert only(judged(allow(TURNS, f"{HERE}/acquirer-*/*"), of=one)) == TOLD


def test_who_is_told_of_one_is_not_told_of_all() -> None:
    other = aws("cloudwatch/eventApiDestination", "other", name="other", arn=f"{HERE}/other/6a1b2c3d")
    stack = role("mapper"), may("mapper", allow(TURNS)), destination(), other
    assert only(judge_stack(no_path_to_more_rights, *stack)) == TOLD


@pytest.mark.parametrize(
    "given",
    [
        [allow(TURNS, f"{HERE}/other/*")],
        [allow("events:DescribeApiDestination")],
        [allow(TURNS), deny(TURNS)],
        [allow("events:UpdateConnection")],
    ],
    ids=str,
)
def test_who_may_not_change_it_passes(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


def test_what_is_called_like_it_and_what_deploys_look_after_it() -> None:
    assert passes(judged(allow(TURNS), by="acquirer-sync"))
    assert passes(judged(allow(TURNS), tags={"daypass:class": "pipeline"}))


def test_what_is_not_known_of_the_right_is_undecided() -> None:
    hidden = {"Effect": "Allow", "Action": TURNS, "Resource": "*", "Condition": UNKNOWN}
    policy = aws("iam/rolePolicy", "p", role="mapper", policy={"Version": "2012-10-17", "Statement": [hidden]})
    answer = judge_stack(no_path_to_more_rights, role("mapper"), policy, destination())
    assert not answer.problems
    assert unknowns(answer)
