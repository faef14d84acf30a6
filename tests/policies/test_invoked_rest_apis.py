"""What a REST API takes from a request is followed through its paths, queries and templates."""

from typing import Any

import pytest
from tests.support.api_routes import API, HERE, MACHINE, QUEUE, STARTS, answer, rest, told
from tests.support.becoming import allow
from tests.support.grants import ARN, native
from tests.support.rules import only, unknowns

from daypass.model.resource import UNKNOWN, Resource


@pytest.mark.parametrize(
    "made",
    [
        rest("states:action/StartExecution", template='{"stateMachineArn": "$input.path(\'$.m\')", "input": "{}"}'),
        rest("states:action/StartExecution", template="$input.body"),
        rest("states:action/StartExecution"),
        rest("states:action/StartSyncExecution", template='{"stateMachineArn": "$input.params(\'m\')"}'),
        rest("states:action/StartExecution", template=f'{{"stateMachineArn": "{MACHINE}$input.params(\'m\')"}}'),
    ],
)
def test_a_template_may_take_the_machine_from_the_request(made: tuple[Resource, ...]) -> None:
    starts = allow(["states:StartExecution", "states:StartSyncExecution"], f"{MACHINE}*")
    assert "leads to role 'front', which may states:Start" in only(told(*made, rights=(starts,)))
    assert not told(*made, given=(allow("execute-api:Invoke", f"{API}*/POST/other"),), rights=(starts,))
    only_one = allow(["states:StartExecution", "states:StartSyncExecution"], f"{MACHINE}jobs")
    assert not told(*made, rights=(only_one,))


@pytest.mark.parametrize(
    "made",
    [
        rest(
            "states:action/StartExecution", template=f'{{"stateMachineArn": "{MACHINE}jobs", "input": "$input.body"}}'
        ),
        rest("states:action/StartExecution", passthroughBehavior="NEVER"),
        rest("states:action/StartExecution", type="HTTP"),
        rest("states:action/StartExecution", uri=7),
        rest("states:action/StartExecution", template='#if($x){"stateMachineArn": "$input.params(\'m\')"}#end'),
        rest("ec2:action/RunInstances"),
        rest("s3:path/exports/{key}", requestParameters={"integration.request.path.key": "method.request.path.key"}),
    ],
)
def test_a_template_that_says_the_target_or_looks_at_it_is_quiet(made: tuple[Resource, ...]) -> None:
    assert not told(*made, rights=(STARTS, allow("s3:PutObject", "arn:aws:s3:::exports/*")))


def test_where_the_name_begins_as_is_written_only_such_things_count() -> None:
    made = rest("states:action/StartExecution", template=f'{{"stateMachineArn": "{MACHINE}open-$input.params(\'m\')"}}')
    assert told(*made)
    assert not told(*made, rights=(allow("states:StartExecution", [f"{MACHINE}jobs", f"{MACHINE}refunds"]),))


@pytest.mark.parametrize(
    ("uri", "parameters", "right", "resource"),
    [
        (
            "s3:path/{bucket}/{key}",
            {"integration.request.path.bucket": "method.request.path.bucket"},
            "s3:PutObject",
            "arn:aws:s3:::*",
        ),
        (
            "sqs:path/111122223333/{queue}",
            {"integration.request.path.queue": "method.request.querystring.queue"},
            "sqs:SendMessage",
            f"{QUEUE}*",
        ),
        (
            "sns:path//",
            {"integration.request.querystring.TopicArn": "method.request.header.topic"},
            "sns:Publish",
            f"arn:aws:sns:{HERE}:*",
        ),
        (
            f"lambda:path/2015-03-31/functions/arn:aws:lambda:{HERE}:function:{{name}}/invocations",
            {"integration.request.path.name": "method.request.path.name"},
            "lambda:InvokeFunction",
            f"arn:aws:lambda:{HERE}:function:*",
        ),
        ("dynamodb:action/PutItem", {}, "dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/*"),
    ],
)
def test_paths_queries_and_bodies_are_read(uri: str, parameters: Any, right: str, resource: str) -> None:
    made = rest(uri, requestParameters=parameters, integrationHttpMethod="PUT" if uri.startswith("s3") else "POST")
    assert f"which may {right} on {resource}" in only(told(*made, rights=(allow(right, resource),)))
    assert not told(*made, rights=(allow(right, resource[:-1] + "jobs"),))


def test_an_index_of_a_table_and_a_version_of_a_function_are_no_other_thing() -> None:
    table = f"arn:aws:dynamodb:{HERE}:table/jobs"
    writes = allow("dynamodb:PutItem", [table, f"{table}/index/*"])
    assert not told(*rest("dynamodb:action/PutItem"), rights=(writes,))
    function = f"arn:aws:lambda:{HERE}:function:jobs"
    uri = "lambda:path/2015-03-31/functions/{name}/invocations"
    mapped = {"integration.request.path.name": "method.request.path.name"}
    invokes = allow("lambda:InvokeFunction", [function, f"{function}:*"])
    assert not told(*rest(uri, requestParameters=mapped), rights=(invokes,))
    objects = allow("s3:PutObject", ["arn:aws:s3:::exports/*", "arn:aws:s3:::exports"])
    bucket = {"integration.request.path.b": "method.request.path.b"}
    made = rest("s3:path/{b}/x", requestParameters=bucket, integrationHttpMethod="PUT")
    assert not told(*made, rights=(objects,))


def test_a_method_of_the_native_provider_has_its_integration_in_itself() -> None:
    inner = {
        "type": "AWS",
        "uri": "arn:aws:apigateway:eu-west-1:states:action/StartExecution",
        "credentials": f"{ARN}role/front",
        "requestTemplates": {"application/json": '{"stateMachineArn": "$input.path(\'$.m\')"}'},
    }
    said = {"restApiId": "a1b2", "resourceId": "r1", "httpMethod": "POST", "authorizationType": "AWS_IAM"}
    runs = native("apigateway:Resource", "runs", restApiId="a1b2", resourceId="r1", parentId="r0", pathPart="runs")
    made = native("apigateway:Method", "post", **said, integration=inner)
    assert told(made, runs)
    assert not told(
        native("apigateway:Method", "post", **{**said, "authorizationType": "NONE"}, integration=inner), runs
    )
    hidden = {**inner, "requestTemplates": UNKNOWN}
    assert "integration.requestTemplates" in unknowns(
        answer(native("apigateway:Method", "post", **said, integration=hidden), runs)
    )
