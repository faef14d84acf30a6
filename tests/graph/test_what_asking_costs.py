"""What a question takes is counted whatever comes of it, so that no stack keeps the graph waiting."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document
from tests.support.grants import ARN

from daypass.graph.becoming.asking import AskedPolicies, ReachAnswer, ask
from daypass.graph.becoming.facts import NOTHING
from daypass.graph.becoming.lines import UNITS_AT_LEAST, Library
from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.iam.reach import Meter, reach

ASSUME = "sts:AssumeRole"
BY_A_TAG = allow(ASSUME, f"{ARN}role/${{aws:RequestTag/to}}")
LEFT = 4_000


def denials(count: int) -> list[dict[str, Any]]:
    return [deny(ASSUME, "*", Condition={"StringEquals": {f"aws:RequestTag/t{n}": "x"}}) for n in range(count)]


def asked(*statements: dict[str, Any]) -> tuple[ReachAnswer, Library]:
    """The answer about one role, and the library, of which a little was left to pay for it."""
    library = Library()
    library.spend(UNITS_AT_LEAST - LEFT)
    policies = Policies(identity=(Document.parse(document(*statements)),))
    return ask(AskedPolicies(policies, library, frozenset()), ASSUME, f"{ARN}role/a", f"{ARN}role/b", NOTHING), library


@pytest.mark.parametrize("allowed", [BY_A_TAG, allow("sts:TagSession"), allow(ASSUME)], ids=["maybe", "no", "yes"])
def test_a_question_costs_in_proportion_to_what_is_read_for_it(allowed: dict[str, Any]) -> None:
    few, left = asked(allowed, *denials(5))
    many, spent = asked(allowed, *denials(1_000))
    assert few.possible is many.possible
    assert (left.is_spent, spent.is_spent) == (False, True)


def test_a_meter_adds_up_what_questions_take() -> None:
    policies, meter = Policies(identity=(Document.parse(document(BY_A_TAG, *denials(3))),)), Meter()
    reach(policies, ASSUME, f"{ARN}role/a", meter=meter)
    once = meter.work
    reach(policies, ASSUME, f"{ARN}role/a", meter=meter)
    assert meter.work == 2 * once > 0
