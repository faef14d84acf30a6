"""Whoever names by a request what an integration of API Gateway is about has what its role may do so."""

from typing import Any

import pytest
from tests.support.api_routes import (
    API,
    CALLS,
    FRONT,
    HERE,
    MACHINE,
    QUEUE,
    STARTS,
    answer,
    integration,
    rest,
    route,
    told,
)
from tests.support.becoming import allow, every_edge, may, role
from tests.support.calls import calls
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.graph.becoming.steering.apis.integrations import Integrations, asked_of, hidden_of
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights


def test_whoever_names_the_machine_has_any_started_that_the_role_may() -> None:
    assert only(told(integration(), route())) == (
        f"role 'mailer' leads to role 'front', which may states:StartExecution on {MACHINE}*, as it may not itself: "
        "role 'mailer' may say what API integration 'start' does (apigateway-x03: execute-api:Invoke) "
        "(policy.Statement[0] of 'mailer-policy'), then API integration 'start' runs as role 'front'"
    )


def ledger(called: str = "correction", action: str = "dynamodb:PutItem") -> tuple[Resource, ...]:
    runs = aws("sfn/stateMachine", called, name=called, arn=f"{MACHINE}{called}", roleArn=f"{ARN}role/{called}-sfn")
    rights = may(f"{called}-sfn", allow(action, f"arn:aws:dynamodb:{HERE}:table/books"))
    return role(f"{called}-sfn", "states.amazonaws.com"), rights, runs


def test_what_is_started_counts_as_what_it_may_itself() -> None:
    message = only(told(integration(), route(), *ledger()))
    assert message.startswith("role 'mailer' leads to role 'correction-sfn', which may dynamodb:PutItem on ")
    assert "then role 'front' may make state machine 'correction' run (states:StartExecution)" in message
    assert not told(integration(), route(), *ledger(action="dynamodb:GetItem"))
    assert not told(integration(), route(), *ledger("mailer-digest"))
    itself = (CALLS, allow("states:StartExecution", f"{MACHINE}correction"))
    assert not told(integration(), route(), *ledger(), given=itself)


@pytest.mark.parametrize(
    "parameters",
    [
        {"StateMachineArn": f"{MACHINE}jobs", "Input": "$request.body"},
        {"StateMachineArn": "$stageVariables.machine", "Input": "$request.body"},
        {"StateMachineArn": "$context.authorizer.machine"},
        {"Input": "$request.body"},
        {},
        None,
        7,
    ],
)
def test_a_target_that_is_written_down_is_what_the_route_is_for(parameters: Any) -> None:
    assert not told(integration(requestParameters=parameters), route())


@pytest.mark.parametrize(
    ("resources", "says"),
    [
        ([f"{MACHINE}jobs"], False),
        ([f"{MACHINE}jobs", f"{MACHINE}refunds"], True),
        ([f"{MACHINE}jobs-*"], True),
        (["*"], True),
        (["arn:aws:states:*:*:stateMachine:jobs"], False),
        ([f"{MACHINE}mailer-*"], False),
        ([f"{QUEUE}jobs"], False),
    ],
)
def test_the_one_thing_that_the_role_is_given_is_meant(resources: list[str], *, says: bool) -> None:
    rights = (allow("states:StartExecution", resources),)
    assert bool(told(integration(), route(), rights=rights)) is says


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (allow("execute-api:Invoke", f"{API}prod/POST/runs"), True),
        (allow("execute-api:Invoke", f"{API}*"), True),
        (allow("execute-api:*", "*"), True),
        (allow("execute-api:Invoke", f"{API}*/GET/runs"), False),
        (allow("execute-api:Invoke", f"{API}*/POST/other"), False),
        (allow("execute-api:Invoke", f"arn:aws:execute-api:{HERE}:other/*/POST/runs"), False),
        (allow("execute-api:Invoke", f"{API}dev/POST/runs"), False),
        (allow("execute-api:ManageConnections", f"{API}*"), False),
    ],
)
def test_only_who_may_call_the_route_names_anything(given: dict[str, Any], *, says: bool) -> None:
    stage = aws("apigatewayv2/stage", "s", apiId="a1b2", name="prod")
    assert bool(told(integration(), route(), stage, given=(given,))) is says


@pytest.mark.parametrize(
    ("key", "path", "says"),
    [
        ("POST /runs/{id}", "POST/runs/*", True),
        ("POST /runs/{id}", "POST/other/42", False),
        ("ANY /runs", "PUT/runs", True),
        ("POST /{proxy+}", "POST/*", True),
        ("POST /{proxy+}", "POST/list", False),
        ("$default", "*", True),
        ("$default", "POST/list", False),
    ],
)
def test_a_route_is_called_at_its_method_and_path(key: str, path: str, *, says: bool) -> None:
    given = (allow("execute-api:Invoke", f"{API}*/{path}"),)
    assert bool(told(integration(), route(routeKey=key), given=given)) is says


@pytest.mark.parametrize("who", ["NONE", None, "JWT", "CUSTOM"])
def test_a_route_that_asks_otherwise_who_calls_is_no_matter_of_rights(who: str | None) -> None:
    assert not told(integration(), route(authorizationType=who))


def test_a_route_of_another_integration_leads_elsewhere() -> None:
    assert not told(integration(), route(target="integrations/i8"))
    assert not told(integration(), route(apiId="zz"))
    assert not told(integration())


@pytest.mark.parametrize(
    ("subtype", "parameters", "right", "resource"),
    [
        ("SQS-SendMessage", {"QueueUrl": "$request.querystring.q"}, "sqs:SendMessage", f"{QUEUE}*"),
        ("SQS-ReceiveMessage", {"QueueUrl": "$request.path.q"}, "sqs:ReceiveMessage", f"{QUEUE}*"),
        ("SQS-PurgeQueue", {"QueueUrl": "$request.header.q"}, "sqs:PurgeQueue", "*"),
        (
            "Kinesis-PutRecord",
            {"StreamName": "$request.body.s"},
            "kinesis:PutRecord",
            f"arn:aws:kinesis:{HERE}:stream/*",
        ),
        (
            "EventBridge-PutEvents",
            {"EventBusName": "$request.body.b"},
            "events:PutEvents",
            f"arn:aws:events:{HERE}:event-bus/*",
        ),
    ],
)
def test_other_calls_are_followed_too(subtype: str, parameters: Any, right: str, resource: str) -> None:
    made = integration(subtype, requestParameters=parameters)
    assert f"which may {right} on {resource}" in only(told(made, route(), rights=(allow(right, resource),)))
    one = resource.replace("*", "jobs") if resource != "*" else f"{QUEUE}jobs"
    assert not told(made, route(), rights=(allow(right, one),))


def test_a_call_that_nobody_follows_or_that_is_none_of_aws_is_quiet() -> None:
    assert not told(integration("AppConfig-GetConfiguration"), route())
    assert not told(integration(""), route())


def test_what_is_not_known_is_undecided() -> None:
    for made, way, left in (
        (integration(requestParameters=UNKNOWN), route(), "requestParameters"),
        (integration(), route(authorizationType=UNKNOWN), "authorizationType"),
    ):
        found = answer(made, way)
        assert not [text for text in messages(found) if "'mailer' leads" in text]
        assert left in unknowns(found)
    only_one = allow("states:StartExecution", f"{MACHINE}jobs")
    assert not unknowns(answer(integration(requestParameters=UNKNOWN), route(), rights=(only_one,)))


def test_in_a_preview_a_route_is_known_by_what_it_depends_on() -> None:
    made = integration(integrationId=UNKNOWN, apiId=UNKNOWN)
    way = route(target=UNKNOWN, apiId=UNKNOWN)
    depends = Resource(way.urn, way.type, way.name, inputs=way.inputs, property_dependencies={"target": (made.urn,)})
    assert told(made, depends)
    assert not told(made, way)


# Odd shapes and cost


def test_nobody_acts_as_the_integration_that_does_what_they_say() -> None:
    stack = Stack((role("mailer"), may("mailer", CALLS), FRONT, may("front", STARTS), integration(), route()))
    (edge,) = (edge for edge in every_edge(Reachability(stack)) if edge.how == "asks")
    assert (edge.source.name, edge.acts, edge.is_certain) == ("mailer", False, True)


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", "$", UNKNOWN, Secret([]), [7], [UNKNOWN], {"x": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    for made in (
        integration(odd, requestParameters=odd),
        integration(requestParameters={"StateMachineArn": odd, "Input": odd}),
        *rest("states:action/StartExecution", requestTemplates=odd, requestParameters=odd, httpMethod=odd),
        *rest("states:action/StartExecution", requestTemplates={"a": odd}, type=odd, resourceId=odd),
        native("apigateway:Method", "post", integration=odd, httpMethod=odd),
    ):
        ways = route(target=odd, routeKey=odd, authorizationType=odd, apiId=odd), *rest("s3:path/{b}/{c}")
        stack = Stack((made, *ways))
        assert asked_of(made) is None or hidden_of(made) is not None
        assert list(Integrations(stack).choosing(made)) is not None
        assert list(Integrations(stack).feeding()) is not None


def test_many_who_call_many_routes_cost_in_proportion() -> None:
    def each(at: int) -> tuple[Resource, ...]:
        made = integration(integrationId=f"i{at}", credentialsArn=f"{ARN}role/front{at}").inputs.raw
        way = route(target=f"integrations/i{at}", routeKey=f"POST /runs{at}").inputs.raw
        return (
            role(f"mailer{at}"),
            may(f"mailer{at}", allow("execute-api:Invoke", f"{API}*/POST/runs{at}")),
            role(f"front{at}", "apigateway.amazonaws.com"),
            may(f"front{at}", STARTS),
            aws("apigatewayv2/integration", f"start{at}", **made),
            aws("apigatewayv2/route", f"runs{at}", **way),
        )

    def cost(many: int) -> int:
        stack = tuple(one for at in range(many) for one in each(at))
        return calls(lambda: judge_stack(no_path_to_more_rights, *stack))

    assert cost(40) <= 5 * cost(10)
