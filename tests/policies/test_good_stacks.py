"""A careful engineer hears nothing from the rules about sharing, crossing, signing in, owning and leaving behind."""

import pytest
from tests.support.good_stacks import GOOD
from tests.support.rules import judge, judge_stack

from daypass.rule import Rule
from daypass.settings import Settings
from daypass_policies.rules import catalog

RISKS = frozenset(
    (
        *("shared-identity", "environment-crossing", "human-use"),
        *("unowned-identity", "ungoverned-identity", "lifecycle"),
    )
)
RULES = [rule for rule in catalog().values() if rule.risk in RISKS and rule.profile != "strict"]
ACCOUNTS = Settings(accounts={"111122223333": "prod", "444455556666": "dev", "777788889999": "tooling"})


def found(rule: Rule, name: str, settings: Settings) -> list[str]:
    if rule.stack:
        return [problem.message for problem in judge_stack(rule, *GOOD[name], settings=settings).problems]
    asked = [resource for resource in GOOD[name] if resource.type in rule.applies_to and not resource.external]
    return [problem.message for one in asked for problem in judge(rule, one, settings=settings).problems]


@pytest.mark.parametrize("name", GOOD)
def test_a_good_stack_is_not_spoken_about(name: str) -> None:
    assert [(rule.name, said) for rule in RULES for said in found(rule, name, Settings())] == []


def test_there_are_enough_of_them_to_tell() -> None:
    assert len(GOOD) >= 40
    assert {rule.risk for rule in RULES} == RISKS


PRODUCTION = [name for name, stack in GOOD.items() if all(one.urn.startswith("urn:pulumi:prod::") for one in stack)]
"""Those that stand in the account that the settings call production's."""


@pytest.mark.parametrize("name", PRODUCTION)
def test_nor_is_it_where_the_accounts_are_written_down(name: str) -> None:
    assert [(rule.name, said) for rule in RULES for said in found(rule, name, ACCOUNTS)] == []
