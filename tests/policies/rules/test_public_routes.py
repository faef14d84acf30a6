"""A route that asks nobody who they are hands SQL to whoever runs it with a secret: then everyone has the database."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, passes

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.rule import Answer
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

HERE = f"eu-west-1:{ACCOUNT}"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:ask"
SECRET = f"arn:aws:secretsmanager:{HERE}:secret:claims/owner-AbCdEf"
ASKS = {"SecretArn": SECRET, "ResourceArn": f"arn:aws:rds:{HERE}:cluster:claims"}
RUNS = allow("rds-data:ExecuteStatement", f"arn:aws:rds:{HERE}:cluster:claims")


def machine(call: str = "rdsdata:executeStatement", name: str = "ask", **request: Any) -> Resource:
    parameters = {**ASKS, **(request or {"Sql.$": "$.sql"})}
    state = {"Type": "Task", "Resource": f"arn:aws:states:::aws-sdk:{call}", "Parameters": parameters, "End": True}
    text = json.dumps({"StartAt": "S", "States": {"S": state}})
    arn = MACHINE.replace("ask", name)
    return aws("sfn/stateMachine", name, name=name, arn=arn, roleArn=f"{ARN}role/asks", definition=text)


def integration(
    sends: Any = "$request.body", subtype: str = "StepFunctions-StartSyncExecution", **more: Any
) -> Resource:
    said = {"StateMachineArn": MACHINE, "Input": sends, **more}
    return aws("apigatewayv2/integration", "i", id="i1", integrationSubtype=subtype, requestParameters=said)


def route(**inputs: Any) -> Resource:
    return aws("apigatewayv2/route", "open", **{"apiId": "api1", "target": "integrations/i1", **inputs})


def judged(*made: Resource, given: dict[str, Any] = RUNS) -> Answer:
    return judge_stack(role_does_not_become_stronger, role("asks", "states.amazonaws.com"), may("asks", given), *made)


@pytest.mark.parametrize("inputs", [{}, {"authorizationType": "NONE"}, {"authorizationType": ""}], ids=str)
@pytest.mark.parametrize("made", [machine(), machine(**{"Sql.$": "$.sql", "SecretArn.$": "$.secret"})])
def test_a_route_without_authorization_lets_everyone_run_sql(inputs: dict[str, Any], made: Resource) -> None:
    (problem,) = judged(made, integration(), route(**inputs)).problems
    assert problem.message.startswith(
        "role 'asks' runs whatever SQL everyone on the internet sends, by state machine 'ask'"
    )
    assert "route 'open' starts without asking who calls" in problem.message
    assert problem.advisory


def test_the_data_api_of_a_warehouse_is_the_same() -> None:
    made = machine("redshiftdata:executeStatement")
    given = allow("redshift-data:ExecuteStatement")
    assert messages(judged(made, integration(subtype="StepFunctions-StartExecution"), route(), given=given))


@pytest.mark.parametrize(
    "made",
    [
        (machine(), integration(), route(authorizationType="AWS_IAM")),
        (machine(), integration(), route(authorizationType="JWT", authorizerId="a1")),
        (machine(), integration(), route(authorizationType="CUSTOM")),
        (machine(), integration(), route(apiKeyRequired=True)),
        (machine(), integration(), route(target="integrations/other")),
        (machine(), integration("{}"), route()),
        (machine(), integration(subtype="SQS-SendMessage"), route()),
        (machine(), integration(StateMachineArn=f"{MACHINE}-other"), route()),
        (machine(Sql="select 1", **{"Parameters.$": "$.values"}), integration(), route()),
        (machine(**{"Sql.$": "$.sql", "SecretArn": SECRET.replace("claims", "test")}), integration(), route()),
        (machine("dynamodb:getItem"), integration(), route()),
        (machine(), integration(), route(), aws("apigatewayv2/api", "api", id="api1", disableExecuteApiEndpoint=True)),
    ],
)
def test_callers_that_are_asked_and_statements_that_are_fixed_are_quiet(made: tuple[Resource, ...]) -> None:
    assert passes(judged(*made))


def test_a_role_that_may_not_run_it_is_quiet() -> None:
    assert passes(judged(machine(), integration(), route(), given=allow("rds-data:BeginTransaction")))


def test_an_authorization_that_is_not_known_yet_is_left_open() -> None:
    found = judged(machine(), integration(), route(authorizationType=UNKNOWN))
    assert not found.problems
    assert found.undecided


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, Secret(""), [7], [UNKNOWN], [[]]])
def test_no_shape_breaks_it(odd: Any) -> None:
    broken = aws("sfn/stateMachine", "ask", arn=MACHINE, roleArn=f"{ARN}role/asks", definition=odd)
    assert not judged(broken, integration(), route()).problems
    assert not judged(machine(), integration(odd), route()).problems
    assert not judged(machine(), aws("apigatewayv2/integration", "i", id="i1", requestParameters=odd), route()).problems
    assert not judged(machine(), integration(), route(target=odd)).problems


def test_many_routes_and_machines_cost_their_sum_and_not_their_product() -> None:
    def whole(count: int) -> int:
        routes = [route(target=f"integrations/i{number}") for number in range(count)]
        machines = [machine(name=f"m{number}") for number in range(count)]
        return calls(lambda: judged(*machines, integration(), *routes))

    assert whole(120) <= 5 * whole(30)
