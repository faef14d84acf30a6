"""Who writes an integration of API Gateway anew, and has it run, has its role do what they like."""

from typing import Any

import pytest
from tests.support.api_routes import HERE, QUEUE, answer, integration, rest, route
from tests.support.becoming import allow, deny, from_github, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

MANAGED = "arn:aws:apigateway:eu-west-1::"
METHOD = f"{MANAGED}/restapis/a1b2/resources/r1/methods/POST"
PATCHES = allow("apigateway:PATCH", f"{MANAGED}/restapis/a1b2/*")
TESTS = allow("apigateway:POST", f"{MANAGED}/restapis/a1b2/*")
TABLE = f"arn:aws:dynamodb:{HERE}:table/books"
BOOKS = allow(["dynamodb:PutItem", "dynamodb:DeleteItem"], TABLE)
PUTS = rest("dynamodb:action/PutItem", template='{"TableName":"books"}')


def told(*made: Resource, given: tuple[dict[str, Any], ...], right: dict[str, Any] = BOOKS) -> list[str]:
    """What is said of the role of the integration."""
    found = messages(answer(*made, given=given, rights=(right,)))
    return [text for text in found if "leads to role 'front'" in text]


@pytest.mark.parametrize(
    "given",
    [
        (PATCHES, TESTS),
        (allow(["apigateway:PATCH", "apigateway:POST"], f"{MANAGED}/restapis/*"),),
        (allow("apigateway:*"),),
        (allow("apigateway:PATCH", f"{METHOD}/integration"), allow("apigateway:POST", METHOD)),
    ],
)
def test_who_patches_an_integration_and_tests_its_method_has_its_role(given: tuple[dict[str, Any], ...]) -> None:
    (message,) = told(*PUTS, given=given)
    assert message.startswith("role 'mailer' leads to role 'front', which may dynamodb:DeleteItem on ")
    assert "may make API integration 'start' do something else (apigateway-x08: apigateway:PATCH" in message


@pytest.mark.parametrize(
    "given",
    [
        (PATCHES,),
        (TESTS,),
        (PATCHES, allow("apigateway:POST", f"{MANAGED}/restapis/a1b2/deployments")),
        (allow("apigateway:PATCH", f"{MANAGED}/restapis/a1b2/stages/*"), TESTS),
        (allow("apigateway:PATCH", f"{MANAGED}/restapis/other/*"), TESTS),
        (allow("apigateway:PUT", f"{MANAGED}/restapis/a1b2/*"), TESTS),
        (PATCHES, TESTS, deny("apigateway:PATCH", f"{MANAGED}/restapis/*/integration")),
        (PATCHES, TESTS, BOOKS),
    ],
    ids=[
        "no test",
        "no patch",
        "deploys",
        "stages",
        "another API",
        "puts, which asks for its role",
        "denied",
        "has it",
    ],
)
def test_half_of_the_way_and_another_thing_give_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert not told(*PUTS, given=given)


def test_to_have_it_make_its_own_call_is_no_more_than_it_does() -> None:
    own = allow("dynamodb:PutItem", TABLE)
    assert not told(*PUTS, given=(PATCHES, TESTS), right=own)
    assert told(*PUTS, given=(PATCHES, TESTS), right=allow("dynamodb:PutItem", f"{TABLE}*"))


def test_who_is_called_like_the_role_has_its_own_api() -> None:
    called = rest("dynamodb:action/PutItem", template="{}")
    own = role("front-admin"), may("front-admin", PATCHES, TESTS)
    stack = role("front", "apigateway.amazonaws.com"), may("front", BOOKS), *called
    assert not messages(judge_stack(no_path_to_more_rights, *own, *stack))


def test_what_deploys_the_api_is_there_for_it() -> None:
    for called in ("ledger-deploy", "front-deploy", "deploy"):
        by = role(called, from_github("repo:acme/ledger:ref:refs/heads/main")), may(called, PATCHES, TESTS)
        stack = role("front", "apigateway.amazonaws.com"), may("front", BOOKS), *PUTS
        assert not messages(judge_stack(no_path_to_more_rights, *by, *stack))


def test_an_integration_that_passes_on_to_a_function_calls_functions_alone() -> None:
    to_function = rest("lambda:path/2015-03-31/functions/x/invocations", type="AWS_PROXY")
    assert not told(*to_function, given=(PATCHES, TESTS))
    calls = allow("lambda:InvokeFunction", f"arn:aws:lambda:{HERE}:function:*")
    assert told(*to_function, given=(PATCHES, TESTS), right=calls)
    assert not told(*rest("dynamodb:action/PutItem", type="HTTP"), given=(PATCHES, TESTS))
    assert not told(*rest("dynamodb:action/PutItem", type="MOCK"), given=(PATCHES, TESTS))


def test_one_without_a_role_gives_nothing() -> None:
    assert not told(*rest("dynamodb:action/PutItem", credentials="arn:aws:iam::*:user/*"), given=(PATCHES, TESTS))


def test_an_integration_of_aws_native_counts_alike() -> None:
    inner = {"type": "AWS", "uri": "arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem"}
    said = {**inner, "credentials": f"{ARN}role/front", "integrationHttpMethod": "POST"}
    method = native(
        "apigateway:Method", "start", restApiId="a1b2", resourceId="r1", httpMethod="POST", integration=said
    )
    (message,) = told(method, given=(PATCHES, TESTS))
    assert "(apigateway-x08: " in message


PATCHES_HTTP = allow("apigateway:PATCH", f"{MANAGED}/apis/a1b2/integrations/*")
CALLS = allow("execute-api:Invoke", f"arn:aws:execute-api:{HERE}:a1b2/*/POST/runs")
SENDS = allow("sqs:SendMessage", f"{QUEUE}ledger")


def stage(*, deploys: Any = True, **inputs: Any) -> Resource:
    return aws("apigatewayv2/stage", "live", **{"apiId": "a1b2", "name": "live", "autoDeploy": deploys, **inputs})


FIXED = integration(requestParameters={"StateMachineArn": f"arn:aws:states:{HERE}:stateMachine:runs"})


def test_an_http_api_that_deploys_by_itself_does_it_for_who_calls() -> None:
    (message,) = told(FIXED, route(), stage(), given=(PATCHES_HTTP, CALLS), right=SENDS)
    assert "which may sqs:SendMessage on " in message
    assert "(apigateway-x09: execute-api:Invoke, apigateway:PATCH)" in message
    assert not told(FIXED, route(), stage(), given=(PATCHES_HTTP,), right=SENDS)
    assert not told(FIXED, route(), stage(), given=(CALLS,), right=SENDS)
    assert not told(FIXED, route(), stage(deploys=False), given=(PATCHES_HTTP, CALLS), right=SENDS)
    assert not told(FIXED, route(), given=(PATCHES_HTTP, CALLS), right=SENDS)
    assert not told(FIXED, route(), stage(apiId="other"), given=(PATCHES_HTTP, CALLS), right=SENDS)


def test_where_nobody_is_asked_the_patch_is_enough() -> None:
    open_to_all = route(authorizationType="NONE")
    (message,) = told(FIXED, open_to_all, stage(), given=(PATCHES_HTTP,), right=SENDS)
    assert "(apigateway-x10: apigateway:PATCH)" in message
    asks_a_token = route(authorizationType="JWT")
    assert not told(FIXED, asks_a_token, stage(), given=(PATCHES_HTTP, CALLS), right=SENDS)


def test_an_http_api_calls_no_service_but_those_that_it_knows() -> None:
    assert not told(FIXED, route(), stage(), given=(PATCHES_HTTP, CALLS), right=BOOKS)
    socket = integration(integrationType="AWS", integrationSubtype="")
    assert told(socket, route(), stage(), given=(PATCHES_HTTP, CALLS), right=BOOKS)


def test_what_is_not_known_is_no_pass() -> None:
    hidden = answer(FIXED, route(), stage(deploys=UNKNOWN), given=(PATCHES_HTTP, CALLS), rights=(SENDS,))
    assert unknowns(hidden)
    nameless = rest("dynamodb:action/PutItem", restApi=UNKNOWN)
    doubted = answer(*nameless, given=(PATCHES, TESTS), rights=(BOOKS,))
    assert messages(doubted) or unknowns(doubted)
    who = answer(FIXED, route(authorizationType=UNKNOWN), stage(), given=(PATCHES_HTTP,), rights=(SENDS,))
    assert unknowns(who)
