"""What `gateway-enforces-policy` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.acting.agentcore import GATEWAYS
from daypass_policies.rules import catalog

RULE = catalog()["gateway-enforces-policy"]
ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:policy-engine/e"


def gateway(engine: Any = None, type_: str = GATEWAYS[0]) -> Resource:
    """Nothing is said where there is no engine."""
    inputs = {} if engine is None else {"policyEngineConfiguration": engine}
    return Resource.of(type_, "tools", authorizerType="AWS_IAM", **inputs)


@pytest.mark.parametrize(
    "engine",
    [
        {"arn": ARN, "mode": "ENFORCE"},
        {"arn": UNKNOWN, "mode": "ENFORCE"},
        {"arn": ARN, "mode": Secret("enforce")},
        [{"arn": ARN, "mode": "ENFORCE"}],
    ],
    ids=repr,
)
@pytest.mark.parametrize("type_", GATEWAYS)
def test_an_engine_that_enforces_passes(engine: Any, type_: str) -> None:
    assert passes(judge(RULE, gateway(engine, type_)))


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        (None, "has no policy engine"),
        ({}, "has no policy engine"),
        ({"arn": ARN, "mode": "LOG_ONLY"}, "only logs"),
        ({"arn": ARN, "mode": "log_only"}, "only logs"),
        ({"arn": ARN, "mode": Secret("LOG_ONLY")}, "only logs"),
        ({"arn": ARN}, "in no mode"),
        ({"arn": ARN, "mode": "ACTIVE-canary"}, "in no mode"),
        ({"arn": ARN, "mode": 1}, "in no mode"),
        ("LOG_ONLY", "in no mode"),
    ],
)
def test_an_engine_that_refuses_nothing_is_none(engine: Any, said: str) -> None:
    (found,) = messages(judge(RULE, gateway(engine)))
    assert said in found
    assert "canary" not in found


@pytest.mark.parametrize("engine", [UNKNOWN, {"arn": ARN, "mode": UNKNOWN}, Secret(UNKNOWN)])
def test_what_is_unknown_is_undecided(engine: Any) -> None:
    assert len(unknowns(judge(RULE, gateway(engine)))) == 1
    assert not messages(judge(RULE, gateway(engine)))


def intercepted(*points: Any, **inputs: Any) -> Resource:
    """A gateway whose calls are seen by code at these points."""
    made = [{"interceptor": {"lambda": {"arn": "arn:x"}}, "interceptionPoints": list(points)}]
    return Resource.of(GATEWAYS[0], "tools", authorizerType="AWS_IAM", interceptorConfigurations=made, **inputs)


def test_an_interceptor_of_requests_may_decide_instead() -> None:
    assert passes(judge(RULE, intercepted("REQUEST")))
    assert passes(judge(RULE, intercepted("RESPONSE", "request")))
    assert "has no policy engine" in only(judge(RULE, intercepted("RESPONSE")))
    message = only(judge(RULE, intercepted("REQUEST", policyEngineConfiguration={"arn": ARN, "mode": "LOG_ONLY"})))
    assert "has a policy engine that only logs" in message
    assert unknowns(judge(RULE, intercepted(UNKNOWN))) == ["interceptorConfigurations[0].interceptionPoints[0]"]
