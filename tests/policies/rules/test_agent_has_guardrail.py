"""What `agent-has-guardrail` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["agent-has-guardrail"]
BRIDGED, NATIVE = RULE.applies_to


def agent(guardrails: Any) -> Resource:
    return Resource.of(BRIDGED, "support", guardrailConfigurations=guardrails)


@pytest.mark.parametrize("guardrail", ["a1b2", UNKNOWN, Secret("a1b2")])
def test_an_agent_with_a_guardrail_passes(guardrail: Any) -> None:
    """Which one it is may be known after the deployment."""
    one = {"guardrailIdentifier": guardrail, "guardrailVersion": "1"}
    assert passes(judge(RULE, agent([one])))
    assert passes(judge(RULE, Resource.of(NATIVE, "support", guardrailConfiguration=one)))


@pytest.mark.parametrize("given", [UNKNOWN, Secret(UNKNOWN), [UNKNOWN]])
def test_whether_there_is_one_may_not_be_known_yet(given: Any) -> None:
    answer = judge(RULE, agent(given))
    assert (messages(answer), len(unknowns(answer))) == ([], 1)
    assert passes(judge(RULE, agent([{"guardrailIdentifier": "a1b2"}, given])))


@pytest.mark.parametrize("none", [None, [], [{}], [{"guardrailIdentifier": ""}], {}, "x", 7])
def test_an_agent_without_one_is_found(none: Any) -> None:
    assert messages(judge(RULE, agent(none)))
    assert messages(judge(RULE, Resource.of(NATIVE, "support", guardrailConfiguration=none)))


def test_it_is_advice_of_little_weight() -> None:
    assert (RULE.severity, RULE.level, RULE.profile) == ("low", "advisory", "standard")
