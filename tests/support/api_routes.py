"""This is where routes of API Gateway are made for tests, with what they ask of AWS, and where it is judged."""

from typing import Any

from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, messages

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = "eu-west-1:111122223333"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:"
QUEUE = f"arn:aws:sqs:{HERE}:"
STARTS = allow("states:StartExecution", f"{MACHINE}*")
API = f"arn:aws:execute-api:{HERE}:a1b2/"
CALLS = allow("execute-api:Invoke", f"{API}*/POST/runs")
FRONT = role("front", "apigateway.amazonaws.com")
CHOSEN = {"StateMachineArn": "$request.body.machine", "Input": "$request.body.input"}


def integration(subtype: str = "StepFunctions-StartExecution", **inputs: Any) -> Resource:
    """An integration of an HTTP API."""
    said = {
        "apiId": "a1b2",
        "integrationType": "AWS_PROXY",
        "integrationSubtype": subtype,
        "credentialsArn": f"{ARN}role/front",
        "requestParameters": CHOSEN,
        "integrationId": "i7",
    }
    return aws("apigatewayv2/integration", "start", **{**said, **inputs})


def route(**inputs: Any) -> Resource:
    """A route to it."""
    said = {"apiId": "a1b2", "routeKey": "POST /runs", "authorizationType": "AWS_IAM", "target": "integrations/i7"}
    return aws("apigatewayv2/route", "runs", **{**said, **inputs})


def rest(uri: str, /, *, template: str | None = None, **inputs: Any) -> tuple[Resource, ...]:
    """A method of a REST API with its integration, and where it is."""
    said = {
        "restApi": "a1b2",
        "resourceId": "r1",
        "httpMethod": "POST",
        "integrationHttpMethod": "POST",
        "type": "AWS",
        "uri": f"arn:aws:apigateway:eu-west-1:{uri}",
        "credentials": f"{ARN}role/front",
        **({} if template is None else {"requestTemplates": {"application/json": template}}),
    }
    method = {"restApi": "a1b2", "resourceId": "r1", "httpMethod": "POST", "authorization": "AWS_IAM"}
    return (
        aws("apigateway/resource", "runs", restApi="a1b2", resourceId="r1", path="/runs"),
        aws("apigateway/method", "post", **method),
        aws("apigateway/integration", "start", **{**said, **inputs}),
    )


def answer(
    *made: Resource,
    given: tuple[dict[str, Any], ...] = (CALLS,),
    rights: tuple[dict[str, Any], ...] = (STARTS,),
    called: str = "mailer",
) -> Answer:
    """What is found where a mailer calls, and the integration has these rights."""
    stack = role(called), may(called, *given), FRONT, may("front", *rights), *made
    return judge_stack(no_path_to_more_rights, *stack)


def told(*made: Resource, called: str = "mailer", **how: Any) -> list[str]:
    """The messages about whom the mailer leads to."""
    return [text for text in messages(answer(*made, called=called, **how)) if f"'{called}' leads" in text]
