"""What `gateway-has-authorizer` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.provider_sdk import problem_in_sdk
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.acting.agentcore import GATEWAYS
from daypass_policies.rules import catalog

RULE = catalog()["gateway-has-authorizer"]
ENGINE = {"arn": "arn:aws:bedrock-agentcore:eu-west-1:111122223333:policy-engine/e", "mode": "ENFORCE"}


def gateway(type_: str = GATEWAYS[0], **inputs: Any) -> Resource:
    return Resource.of(type_, "tools", roleArn="arn:aws:iam::111122223333:role/tools", **inputs)


def tokens(**limits: Any) -> Resource:
    """A gateway that takes tokens of one issuer."""
    issuer = {"discoveryUrl": "https://login.example.org/.well-known/openid-configuration"}
    return gateway(authorizerType="CUSTOM_JWT", authorizerConfiguration={"customJwtAuthorizer": {**issuer, **limits}})


@pytest.mark.parametrize(
    "good",
    [
        gateway(authorizerType="AWS_IAM"),
        gateway(GATEWAYS[1], authorizerType="AWS_IAM"),
        gateway(authorizerType="aws_iam"),
        gateway(authorizerType=Secret("AWS_IAM")),
        tokens(allowedAudiences=["tools"]),
        tokens(allowedAudience=["tools"]),
        tokens(allowedClients=["assistant"]),
        tokens(allowedClients=UNKNOWN),
        tokens(allowedScopes=["tools/call"]),
        tokens(customClaims=[{"inboundTokenClaimName": "team"}]),
        gateway(authorizerType="CUSTOM_JWT", authorizerConfiguration=UNKNOWN),
        gateway(authorizerType="AUTHENTICATE_ONLY", policyEngineConfiguration=ENGINE),
        gateway(
            authorizerType="AUTHENTICATE_ONLY",
            interceptorConfigurations=[{"interceptionPoints": ["REQUEST", "RESPONSE"]}],
        ),
    ],
    ids=repr,
)
def test_who_calls_is_asked(good: Resource) -> None:
    """What limits a token may be known after the deployment: that something does is enough."""
    assert passes(judge(RULE, good))


@pytest.mark.parametrize("word", ["NONE", "none", Secret("NONE"), None, "", "OPEN", 7, ["AWS_IAM"], {"a": 1}])
@pytest.mark.parametrize("type_", GATEWAYS)
def test_a_gateway_that_asks_nobody_is_refused(type_: str, word: Any) -> None:
    (problem,) = judge(RULE, gateway(type_, authorizerType=word)).problems
    assert problem.at == "authorizerType"
    assert not problem.advisory


def test_nothing_at_all_is_no_authorizer() -> None:
    assert "names no authorizer" in messages(judge(RULE, gateway()))[0]


@pytest.mark.parametrize("engine", [None, {**ENGINE, "mode": "LOG_ONLY"}, {}])
def test_knowing_who_it_is_lets_everyone_in_where_nothing_decides(engine: Any) -> None:
    found = judge(RULE, gateway(authorizerType="AUTHENTICATE_ONLY", policyEngineConfiguration=engine))
    assert [problem.advisory for problem in found.problems] == [True]


def test_whoever_sees_answers_alone_lets_requests_through() -> None:
    late = [{"interceptionPoints": ["RESPONSE"]}]
    message = only(judge(RULE, gateway(authorizerType="AUTHENTICATE_ONLY", interceptorConfigurations=late)))
    assert "asks who calls it and lets everyone in" in message


@pytest.mark.parametrize("limits", [{}, {"allowedAudiences": []}, {"allowedClients": None}, {"allowedScopes": ""}])
def test_every_token_of_an_issuer_is_too_many(limits: dict[str, Any]) -> None:
    (problem,) = judge(RULE, tokens(**limits)).problems
    assert problem.advisory
    assert "every token" in problem.message


def test_tokens_of_nobody_are_refused() -> None:
    (problem,) = judge(RULE, gateway(authorizerType="CUSTOM_JWT")).problems
    assert not problem.advisory


def test_what_is_unknown_is_undecided() -> None:
    assert unknowns(judge(RULE, gateway(authorizerType=UNKNOWN))) == ["authorizerType"]
    engine = {"arn": UNKNOWN, "mode": UNKNOWN}
    asked = gateway(authorizerType="AUTHENTICATE_ONLY", policyEngineConfiguration=engine)
    assert unknowns(judge(RULE, asked)) == ["policyEngineConfiguration.mode"]
    looked_up = Resource("urn:x", GATEWAYS[0], "tools", outputs=Properties(Partial()), external=True)
    assert unknowns(judge(RULE, looked_up)) == ["authorizerType"]


@given(st.text(max_size=12))
def test_a_word_is_never_shown(word: str) -> None:
    """It may be marked as secret; what is found is the same for all that AgentCore does not know."""
    found = messages(judge(RULE, gateway(authorizerType=Secret(f"canary{word}"))))
    assert len(found) == 1
    assert "canary" not in found[0]


@pytest.mark.parametrize(
    "path",
    [
        *("authorizerType", "policyEngineConfiguration.mode", "interceptorConfigurations[].interceptionPoints[]"),
        *(f"authorizerConfiguration.customJwtAuthorizer.{limit}[]" for limit in ("allowedAudiences", "allowedClients")),
    ],
)
def test_the_provider_takes_what_is_read(path: str) -> None:
    assert problem_in_sdk(GATEWAYS[0], path, frozenset()) == ""
