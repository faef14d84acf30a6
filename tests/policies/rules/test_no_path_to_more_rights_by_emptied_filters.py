"""Who empties the filter that lets only what was approved through has what nobody approved done."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
REQUESTS, LEDGER = (f"arn:aws:dynamodb:{HERE}:table/{name}" for name in ("requests", "ledger"))
REFUNDS = f"arn:aws:lambda:{HERE}:function:refunds"
MAPPING = f"arn:aws:lambda:{HERE}:event-source-mapping:11111111-2222-3333-4444-555555555555"
PAYS = allow("dynamodb:UpdateItem", LEDGER)
CHANGES = allow("lambda:UpdateEventSourceMapping", MAPPING)
APPROVED = {"dynamodb": {"NewImage": {"state": {"S": ["APPROVED"]}}}}


def mapping(pattern: Any = None, **inputs: Any) -> Resource:
    said = {
        "eventSourceArn": f"{REQUESTS}/stream/2026",
        "functionName": REFUNDS,
        "uuid": MAPPING.rpartition(":")[2],
        "filterCriteria": {"filters": [{"pattern": json.dumps(pattern or APPROVED)}]},
    }
    return aws("lambda/eventSourceMapping", "refunds-m", **{**said, **inputs})


def judged(*given: dict[str, Any], on: Resource | None = None, by: str = "seats", class_: str = "") -> Answer:
    tags = {"daypass:class": class_} if class_ else {}
    runs = function("refunds", "refunds"), role("refunds"), may("refunds", PAYS)
    return judge_stack(no_path_to_more_rights, role(by, tags=tags), may(by, *given), on or mapping(), *runs)


def under(function_arn: str) -> dict[str, Any]:
    return {"Condition": {"ArnLike": {"lambda:FunctionArn": function_arn}}}


@pytest.mark.parametrize(
    "given",
    [
        CHANGES,
        allow("lambda:UpdateEventSourceMapping"),
        allow("lambda:*EventSourceMapping", f"arn:aws:lambda:{HERE}:event-source-mapping:*", **under(REFUNDS)),
    ],
)
def test_who_may_change_the_mapping_has_unapproved_rows_worked_on(given: dict[str, Any]) -> None:
    assert only(judged(given)) == (
        "role 'seats' may empty the filter by which event source mapping 'refunds-m' lets only what was approved "
        f"through to function 'refunds' as role 'refunds', which may dynamodb:UpdateItem on {LEDGER} "
        "(lambda:UpdateEventSourceMapping), by policy.Statement[0] of 'seats-policy'"
    )


@pytest.mark.parametrize(
    "given",
    [
        (allow("lambda:GetEventSourceMapping"),),
        (allow("lambda:UpdateEventSourceMapping", MAPPING.replace("5555", "6666")),),
        (allow("lambda:UpdateEventSourceMapping", **under(REFUNDS.replace("refunds", "seats"))),),
        (CHANGES, deny("lambda:UpdateEventSourceMapping")),
        (CHANGES, PAYS),
    ],
    ids=["sees it", "another mapping", "of its own function", "denied", "pays anyhow"],
)
def test_who_may_not_or_gains_nothing_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_a_filter_that_says_nothing_of_approvals_is_no_check() -> None:
    assert passes(judged(CHANGES, on=mapping({"eventName": ["INSERT"]})))
    assert passes(judged(CHANGES, on=mapping(filterCriteria=None)))


def test_who_approves_or_is_called_like_it_or_deploys_passes() -> None:
    assert passes(judged(CHANGES, by="approvals"))
    assert passes(judged(CHANGES, by="refunds-switch"))
    assert passes(judged(CHANGES, class_="pipeline"))


def test_a_filter_that_is_not_known_yet_is_undecided() -> None:
    assert unknowns(judged(CHANGES, on=mapping(filterCriteria=UNKNOWN))) == ["filterCriteria"]
