"""Whoever names by an argument of a GraphQL field what its data source is about has what the role of that may do so."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, unknowns, with_outputs

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
API = f"arn:aws:appsync:{HERE}:apis/k3yz"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:"
STARTS = allow("states:StartExecution", f"{MACHINE}*")
ASKS = allow("appsync:GraphQL", f"{API}/types/Mutation/fields/start")


def template(machine: str, *, quote: str = '"') -> str:
    header = '"headers":{"x-amz-target":"AWSStepFunctions.StartExecution"}'
    body = f'"body":{{"stateMachineArn":{quote}{machine}{quote},"input":"{{}}"}}'
    return f'{{"version":"2018-05-29","method":"POST","resourcePath":"/","params":{{{header},{body}}}}}'


def code(machine: str, before: str = "", body: str = "{}") -> str:
    sent = body.replace("{}", machine, 1)
    headers = (
        "headers: { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': 'AWSStepFunctions.StartExecution' }"
    )
    return (
        "import { util } from '@aws-appsync/utils';\nexport function request(ctx) {\n"
        f"  {before}\n  return {{ method: 'POST', resourcePath: '/', params: {{ {headers}, body: {sent} }} }};\n}}\n"
        "export function response(ctx) { return ctx.result.body; }\n"
    )


def resolver(**says: Any) -> Resource:
    said = {"apiId": "k3yz", "type": "Mutation", "field": "start", "dataSource": "flows", **says}
    return aws("appsync/resolver", "start", **said)


MAPPED = resolver(requestTemplate=template("$util.escapeJavaScript($ctx.args.flow)"))


def source(**says: Any) -> Resource:
    signs = {"authorizationType": "AWS_IAM", "awsIamConfig": {"signingServiceName": "states"}}
    config = {"endpoint": "https://states.eu-west-1.amazonaws.com/", "authorizationConfig": signs}
    said = {"apiId": "k3yz", "name": "flows", "type": "HTTP", "httpConfig": config}
    return aws("appsync/dataSource", "flows", **{**said, "serviceRoleArn": f"{ARN}role/starter", **says})


def answer(
    *by: Resource, given: tuple[dict[str, Any], ...] = (ASKS,), right: Any = STARTS, mode: str = "AWS_IAM", **says: Any
) -> Answer:
    api = with_outputs(aws("appsync/graphQLApi", "courier", authenticationType=mode), id="k3yz", arn=API)
    stack = role("desk"), may("desk", *given), role("starter", "appsync.amazonaws.com"), may("starter", right)
    return judge_stack(no_path_to_more_rights, *stack, api, source(**says), *by)


def told(*by: Resource, **says: Any) -> list[str]:
    return messages(answer(*by, **says))


def test_whoever_names_the_machine_has_any_started() -> None:
    message = only(told(MAPPED))
    assert message.startswith(f"role 'desk' leads to role 'starter', which may states:StartExecution on {MACHINE}*")
    assert "may say what AppSync data source 'flows' does (appsync-x11: appsync:GraphQL)" in message


@pytest.mark.parametrize(
    "by",
    [
        resolver(requestTemplate=template("${context.arguments.flow}")),
        resolver(requestTemplate=template("$util.toJson($ctx.args.input.flow)", quote="")),
        resolver(requestTemplate=f"#set($m = $ctx.args.flow)\n{template('$m')}"),
        resolver(requestTemplate=template(f"{MACHINE}$ctx.args.flow")),
        resolver(code=code("ctx.args.flow", body="{ stateMachineArn: {}, input: '' }")),
        resolver(code=code("ctx.arguments.input.flow", body="JSON.stringify({ stateMachineArn: {} })")),
        resolver(code=code(f"`{MACHINE}${{ctx.args.flow}}`", body="{ stateMachineArn: {} }")),
        resolver(code=code("flow", "const { flow, parcel } = ctx.args;", "{ stateMachineArn: {}, input: parcel }")),
        resolver(code=code("to", "const { flow: to } = ctx.args;", "{ stateMachineArn: {}, input: '' }")),
        resolver(
            code=code("", "const { stateMachineArn, input } = ctx.args;", "JSON.stringify({ stateMachineArn, input })")
        ),
        native(
            "appsync:Resolver",
            "start",
            apiId="k3yz",
            typeName="Mutation",
            fieldName="start",
            dataSourceName="flows",
            requestMappingTemplate=template("$ctx.args.flow"),
        ),
    ],
)
def test_an_argument_is_handed_on_in_many_spellings(by: Resource) -> None:
    assert "which may states:StartExecution" in only(told(by))


@pytest.mark.parametrize(
    "by",
    [
        resolver(requestTemplate=template(f"{MACHINE}parcels")),
        resolver(requestTemplate=template("$ctx.stash.flow")),
        resolver(requestTemplate=template("$ctx.identity.userArn")),
        resolver(requestTemplate=f"#if($ctx.args.flow != 'a')$util.unauthorized()#end{template('$ctx.args.flow')}"),
        resolver(requestTemplate=template("$ctx.args.flow").replace("x-amz-target", "x-other")),
        resolver(requestTemplate=template("$ctx.args.flow"), dataSource="other"),
        resolver(requestTemplate=template("$ctx.args.flow"), apiId="other"),
        resolver(code=code(f"'{MACHINE}parcels'", body="{ stateMachineArn: {}, input: ctx.args.parcel }")),
        resolver(code=code("FLOWS[ctx.args.flow]", body="{ stateMachineArn: {}, input: '' }")),
        resolver(code=code("ctx.args.flow", "if (!ok(ctx)) util.unauthorized();", "{ stateMachineArn: {} }")),
    ],
)
def test_a_target_that_is_written_down_or_looked_at_is_what_the_field_is_for(by: Resource) -> None:
    assert not told(by)


@pytest.mark.parametrize(
    "given",
    [
        (allow("appsync:GraphQL", f"{API}/types/Query/fields/ping"),),
        (allow("appsync:GetGraphqlApi", "*"),),
        (ASKS, deny("appsync:GraphQL", f"{API}/*")),
        (ASKS, STARTS),
    ],
)
def test_who_may_not_ask_the_field_or_has_it_anyway_gains_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert not told(MAPPED, given=given)


def test_the_one_thing_that_the_role_is_given_is_meant_and_callers_that_aws_does_not_know_are_none() -> None:
    assert not told(MAPPED, right=allow("states:StartExecution", f"{MACHINE}parcels"))
    assert not told(MAPPED, mode="AMAZON_COGNITO_USER_POOLS")
    assert not told(MAPPED, type="HTTP", httpConfig={"endpoint": "https://x"})


def test_a_function_of_a_pipeline_hands_it_on_as_well() -> None:
    function = aws(
        "appsync/function",
        "go",
        apiId="k3yz",
        name="go",
        functionId="f1",
        dataSource="flows",
        requestMappingTemplate=template("$ctx.args.flow"),
    )
    by = resolver(kind="PIPELINE", dataSource=None, pipelineConfig={"functions": ["f1"]})
    assert "which may states:StartExecution" in only(told(by, function))
    assert not told(resolver(kind="PIPELINE", dataSource=None, pipelineConfig={"functions": ["f2"]}), function)


def test_a_queue_and_a_function_may_be_named_too() -> None:
    signs = {"authorizationConfig": {"awsIamConfig": {"signingServiceName": "lambda"}}}
    path = '{"method":"POST","resourcePath":"/2015-03-31/functions/$ctx.args.name/invocations"}'
    any_function = allow("lambda:InvokeFunction", f"arn:aws:lambda:{HERE}:function:*")
    by = resolver(requestTemplate=path)
    assert "which may lambda:InvokeFunction" in only(told(by, right=any_function, httpConfig=signs))
    reads = {"authorizationConfig": {"awsIamConfig": {"signingServiceName": "secretsmanager"}}}
    asked = template("x").replace("AWSStepFunctions.StartExecution", "secretsmanager.GetSecretValue")
    by = resolver(requestTemplate=asked.replace('"stateMachineArn":"x"', '"SecretId":"$ctx.args.id"'))
    secrets = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:shop/*")
    assert "which may secretsmanager:GetSecretValue" in only(told(by, right=secrets, httpConfig=reads))


@pytest.mark.parametrize("key", ["requestTemplate", "code"])
def test_a_request_that_is_not_known_yet_is_undecided(key: str) -> None:
    later = resolver(**{key: UNKNOWN})
    assert not told(later)
    assert any(key in one for one in unknowns(answer(later)))
    for nothing in (
        answer(later, right=allow("states:StartExecution", f"{MACHINE}parcels")),
        answer(later, given=(allow("appsync:GraphQL", f"{API}/types/Query/fields/ping"),)),
        answer(later, type="AWS_LAMBDA"),
        answer(resolver(**{key: UNKNOWN}, dataSource="other")),
        answer(later, mode="AMAZON_COGNITO_USER_POOLS"),
    ):
        assert not unknowns(nothing)
        assert not messages(nothing)


def test_a_request_that_is_not_known_yet_hides_none_that_is() -> None:
    later = aws(
        "appsync/resolver", "later", apiId="k3yz", type="Mutation", field="stop", dataSource="flows", code=UNKNOWN
    )
    assert "which may states:StartExecution" in only(told(MAPPED, later))
