"""What an authorizer answered is kept for minutes, or who was shut out still gets in."""

import json
from typing import Any

import pytest
from tests.support.provider_sdk import problem_in_sdk
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["authorizer-answer-is-short"]
REST = "aws:apigateway/authorizer:Authorizer"
HTTP = "aws:apigatewayv2/authorizer:Authorizer"
TTL = "authorizerResultTtlInSeconds"


def judged(kept: Any, type_: str = REST, **inputs: Any) -> Answer:
    return judge(RULE, Resource.of(type_, "partners", **{TTL: kept}, **inputs))


def test_an_answer_of_an_hour_is_told() -> None:
    assert only(judged(3600)) == (
        "'partners' keeps what its authorizer answers for 1h, more than 15m: whose access is taken back still gets in"
    )
    assert messages(judged("3600", HTTP, authorizerType="REQUEST"))
    assert messages(judged(901, "aws-native:apigateway:Authorizer", type="TOKEN"))


@pytest.mark.parametrize("kept", [0, 60, 300, 900, "300", None])
def test_minutes_pass(kept: Any) -> None:
    assert passes(judged(kept, type="TOKEN"))


def test_what_reads_tokens_by_itself_keeps_nothing() -> None:
    assert passes(judged(3600, type="COGNITO_USER_POOLS"))
    assert passes(judged(3600, HTTP, authorizerType="JWT"))
    assert unknowns(judged(3600, HTTP, authorizerType=UNKNOWN)) == ["authorizerType"]
    assert passes(judged(300, HTTP, authorizerType=UNKNOWN))


def test_each_authorizer_of_a_graph_is_asked() -> None:
    lambdas = {"lambdaAuthorizerConfig": {TTL: 3600, "authorizerUri": "arn:aws:lambda:eu-west-1:1:function:a"}}
    made = Resource.of("aws:appsync/graphQLApi:GraphQLApi", "graph", **lambdas)
    beside = Resource.of("aws:appsync/graphQLApi:GraphQLApi", "graph", additionalAuthenticationProviders=[lambdas])
    events = Resource.of("aws-native:appsync:Api", "events", eventConfig={"authProviders": [lambdas]})
    for one in (made, beside, events):
        assert len(messages(judge(RULE, one))) == 1


def test_what_nobody_can_read_is_told_and_what_is_not_known_is_open() -> None:
    assert "nobody can read" in only(judged("canary"))
    assert "canary" not in only(judged("canary"))
    assert unknowns(judged(UNKNOWN)) == [TTL]
    assert "2222" not in only(judged(Secret(2222)))


def test_an_organisation_may_have_another_limit() -> None:
    made = Resource.of(REST, "partners", **{TTL: 3600})
    assert passes(judge(RULE, made, options={"maxMinutes": 60}))
    assert messages(judge(RULE, Resource.of(REST, "partners", **{TTL: 60}), options={"maxMinutes": 0}))


@pytest.mark.parametrize("type_", [REST, HTTP])
def test_the_provider_takes_what_is_read(type_: str) -> None:
    assert "_builtins.int" in problem_in_sdk(type_, TTL, frozenset())


def document(kept: Any, type_: str = "request", *, is_older: bool = False) -> dict[str, Any]:
    own = {"type": "apiKey", "x-amazon-apigateway-authorizer": {"type": type_, TTL: kept}}
    schemes = {"partners": own, "key": {"type": "apiKey"}}
    return (
        {"securityDefinitions": schemes}
        if is_older
        else {"openapi": "3.0.1", "components": {"securitySchemes": schemes}}
    )


YAML = """
openapi: 3.0.1
components:
  securitySchemes:
    partners:
      type: apiKey
      x-amazon-apigateway-authorizer: {type: request, authorizerResultTtlInSeconds: 3600}
"""
BODIES = ["aws:apigateway/restApi:RestApi", "aws:apigatewayv2/api:Api", "aws-native:apigateway:RestApi"]


@pytest.mark.parametrize("type_", BODIES)
@pytest.mark.parametrize(
    "body", [document(3600), document("3600", is_older=True), json.dumps(document(3600)), YAML, Secret(YAML)]
)
def test_an_authorizer_in_the_document_of_an_api_is_asked(type_: str, body: Any) -> None:
    (problem,) = judge(RULE, Resource.of(type_, "orders", body=body)).problems
    assert problem.at == "body"
    assert ("1h" in problem.message) is (not isinstance(body, Secret))


@pytest.mark.parametrize(
    "body", [document(300), document(3600, "jwt"), document(3600, "COGNITO_USER_POOLS"), {}, "openapi: [", None, "x"]
)
def test_a_document_of_minutes_passes(body: Any) -> None:
    assert passes(judge(RULE, Resource.of(BODIES[0], "orders", body=body)))
    assert passes(judge(RULE, Resource.of(BODIES[0], "orders")))


@pytest.mark.parametrize(
    "body",
    [UNKNOWN, document(UNKNOWN), f"{TTL}: [", f"{{ {TTL}", {"components": UNKNOWN}, f"a: &b {{{TTL}: 1}}\nc: *b"],
)
def test_a_document_that_nobody_can_read_is_undecided(body: Any) -> None:
    assert len(unknowns(judge(RULE, Resource.of(BODIES[0], "orders", body=body)))) == 1
