"""A careful engineer's agents and sessions are found by no rule about them."""

import pytest
from tests.support.good_agents import STACKS
from tests.support.rules import judge, judge_stack, messages, unknowns

from daypass.report.docket import asks_about
from daypass.rule import Rule
from daypass_policies.rules import catalog

RULES = [rule for rule in catalog().values() if rule.risk in ("agent-control", "long-session")]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("name", STACKS)
def test_nothing_is_found_and_nothing_is_left_open(name: str, rule: Rule) -> None:
    resources = STACKS[name]
    answers = (
        [judge_stack(rule, *resources)]
        if rule.stack
        else [judge(rule, one) for one in resources if asks_about(rule, one.type)]
    )
    assert [(messages(answer), unknowns(answer)) for answer in answers if messages(answer) or unknowns(answer)] == []
