"""A gateway that switches authentication off is told; one that says nothing is not."""

from typing import Any

import pytest
from tests.support.rules import judge, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.model_gateway_asks_who_calls import model_gateway_asks_who_calls as rule


def gateway(**inputs: Any) -> Resource:
    return Resource.of("cloudflare:index/aiGateway:AiGateway", "agent", aiGatewayId="agent", **inputs)


@pytest.mark.parametrize("off", [False, "false"])
def test_a_gateway_that_asks_nobody_is_told(off: Any) -> None:
    assert only(judge(rule, gateway(authentication=off))) == (
        "gateway 'agent' lets whoever knows its address call models"
    )


@pytest.mark.parametrize("inputs", [{"authentication": True}, {"authentication": "true"}, {}])
def test_one_that_asks_or_says_nothing_passes(inputs: dict[str, Any]) -> None:
    assert passes(judge(rule, gateway(**inputs)))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judge(rule, gateway(authentication=UNKNOWN))) == ["authentication"]
