"""What `open-route-fixes-its-target` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.api_routes import FRONT, MACHINE, STARTS, integration, rest, route
from tests.support.becoming import allow, may
from tests.support.grants import aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.open_route_fixes_its_target import open_route_fixes_its_target


def judged(*made: Resource, rights: tuple[dict[str, Any], ...] = (STARTS,)) -> Answer:
    return judge_stack(open_route_fixes_its_target, FRONT, may("front", *rights), *made)


OPEN = route(authorizationType="NONE")


def test_everybody_has_started_whatever_they_name() -> None:
    assert only(judged(integration(), OPEN)) == (
        "route 'runs' answers whoever calls it, and what its integration does as role 'front' (states:StartExecution) "
        "is done to whatever the request names"
    )
    assert messages(judged(integration(), route(authorizationType=None)))
    assert (
        messages(judged(integration("SQS-ReceiveMessage", requestParameters={"QueueUrl": "$request.body.q"}), OPEN))
        == []
    )


@pytest.mark.parametrize("who", ["AWS_IAM", "JWT", "CUSTOM", "COGNITO_USER_POOLS"])
def test_a_route_that_asks_who_calls_is_no_matter_of_everybody(who: str) -> None:
    assert passes(judged(integration(), route(authorizationType=who)))
    assert passes(judged(integration()))


def test_a_target_that_is_written_down_or_the_only_one_passes() -> None:
    fixed = {"StateMachineArn": f"{MACHINE}signup", "Input": "$request.body"}
    assert passes(judged(integration(requestParameters=fixed), OPEN))
    assert passes(judged(integration(), OPEN, rights=(allow("states:StartExecution", f"{MACHINE}signup"),)))
    assert passes(judged(integration(), OPEN, rights=(allow("states:StartExecution", f"{MACHINE}test-*"),)))
    assert messages(
        judged(integration(), OPEN, rights=(allow("states:StartExecution", [f"{MACHINE}a", f"{MACHINE}b"]),))
    )


def test_a_role_that_is_not_of_the_stack_or_only_looks_is_none_of_it() -> None:
    assert passes(judged(integration(credentialsArn="arn:aws:iam::111122223333:role/other"), OPEN))
    made = rest("dynamodb:action/DescribeTable", httpMethod="POST")
    assert passes(judged(*made, opened(), rights=(allow("dynamodb:DescribeTable", "*"),)))


def opened(**inputs: Any) -> Resource:
    said = {"restApi": "a1b2", "resourceId": "r2", "httpMethod": "POST", "authorization": "NONE"}
    return aws("apigateway/method", "open", **{**said, **inputs})


def opens(**inputs: Any) -> tuple[Resource, ...]:
    return *rest("states:action/StartExecution", resourceId="r2"), opened(**inputs)


def test_a_method_of_a_rest_api_may_be_open_as_well() -> None:
    assert "route 'open' answers whoever calls it" in only(judged(*opens()))
    assert passes(judged(*opens(apiKeyRequired=True)))
    api = {"id": "a1b2", "name": "runs"}
    assert messages(judged(*opens(), aws("apigateway/restApi", "api", **api)))
    private = aws("apigateway/restApi", "api", **api, endpointConfiguration={"types": "PRIVATE"}, restApiId="a1b2")
    assert passes(judged(*opens(), private))
    policy = aws("apigateway/restApiPolicy", "p", restApiId="a1b2", policy="{}")
    assert passes(judged(*opens(), policy))


@pytest.mark.parametrize(
    ("behavior", "is_told"), [("WHEN_NO_MATCH", True), ("WHEN_NO_TEMPLATES", False), ("NEVER", False)]
)
def test_a_body_of_another_type_goes_on_as_it_is(behavior: str, *, is_told: bool) -> None:
    fixed = '{"stateMachineArn": "arn:aws:states:eu-west-1:111122223333:stateMachine:jobs"}'
    made = rest("states:action/StartExecution", template=fixed, resourceId="r2", passthroughBehavior=behavior)
    assert passes(judged(*made, opened())) is not is_told


def test_what_is_reached_at_domains_that_ask_for_certificates_passes() -> None:
    api = aws("apigatewayv2/api", "api", apiId="a1b2", disableExecuteApiEndpoint=True)
    domain = aws("apigatewayv2/domainName", "d", mutualTlsAuthentication={"truststoreUri": "s3://trust/ca.pem"})
    assert passes(judged(integration(), OPEN, api, domain))
    assert messages(judged(integration(), OPEN, api))
    assert messages(judged(integration(), OPEN, domain))
    other = aws("apigatewayv2/domainName", "other", domainName="shop.example.org")
    assert messages(judged(integration(), OPEN, api, domain, other))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(integration(requestParameters=UNKNOWN), OPEN)) == ["requestParameters"]
    named = integration(requestParameters={"StateMachineArn": UNKNOWN})
    assert unknowns(judged(named, OPEN)) == ["requestParameters"]
    assert unknowns(judged(integration(), route(authorizationType=UNKNOWN))) == ["authorizationType"]
    inner = {
        "type": "AWS",
        "uri": "arn:aws:apigateway:eu-west-1:states:action/StartExecution",
        "credentials": "arn:aws:iam::111122223333:role/front",
        "requestTemplates": UNKNOWN,
    }
    made = native("apigateway:Method", "m", restApiId="a", resourceId="r", httpMethod="POST", integration=inner)
    assert unknowns(judged(made)) == ["integration.requestTemplates"]
    assert unknowns(judged(integration(integrationSubtype=UNKNOWN), OPEN)) == ["integrationSubtype"]
    assert unknowns(judged(integration(), route(authorizationType="NONE", target=UNKNOWN))) == ["target"]
    hidden = {"Version": "2012-10-17", "Statement": [{**STARTS, "Resource": UNKNOWN}]}
    given = aws("iam/rolePolicy", "given", role="front", policy=hidden)
    assert unknowns(judge_stack(open_route_fixes_its_target, FRONT, given, integration(), OPEN))
    proxy = rest("x", resourceId="r2", uri=UNKNOWN, type="AWS_PROXY"), opened()
    assert passes(judged(*proxy[0], proxy[1]))
    assert unknowns(judged(*rest("x", resourceId="r2", uri=UNKNOWN), opened())) == ["uri"]
