"""What many workloads open is asked of what each may do something to, and of nothing else that the stack has."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.support.becoming import allow, document, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack

from daypass.graph.becoming.lines import Library
from daypass.model.resource import Resource
from daypass_policies.escalating.entrances.worked_out import WorkedOut
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

READ = "secretsmanager:GetSecretValue"
CLASS = {"daypass:class": "service"}


def workload(at: int, *given: dict[str, Any]) -> list[Resource]:
    name = f"w{at}alpha"
    return [role(name, "lambda.amazonaws.com", tags=CLASS), may(name, *given), function(name, name)]


def sources(at: int) -> list[Resource]:
    """A role that reads all secrets anyhow, and a secret that asks for a source identity."""
    trust = {"Principal": {"AWS": f"{ARN}role/w{at}alpha"}, "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"]}
    asked = {"Principal": {"AWS": "*"}, "Action": READ, "Resource": "*"}
    has = {"StringEquals": {"aws:SourceIdentity": f"board{at}"}}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **asked, "Condition": has}]})
    made = [role(f"t{at}", {"Effect": "Allow", **trust}), may(f"t{at}", allow(READ, "*"))]
    sets = allow(["sts:AssumeRole", "sts:SetSourceIdentity"], f"{ARN}role/t{at}")
    return [*workload(at, sets), *made, aws("secretsmanager/secret", f"s{at}", name=f"s{at}", policy=policy)]


def stages(at: int) -> list[Resource]:
    """An API of its own, whose stage says which function is called."""
    patches = allow("apigateway:PATCH", f"arn:aws:apigateway:eu-west-1::/restapis/api{at}/*")
    uri = f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:{ACCOUNT}:function:"
    called = {"restApi": f"api{at}", "credentials": f"{ARN}role/gateway{at}"}
    return [
        *workload(at, patches),
        *(role(f"gateway{at}", "apigateway.amazonaws.com"), may(f"gateway{at}", allow("lambda:InvokeFunction", "*"))),
        aws("apigateway/stage", f"s{at}", restApi=f"api{at}", stageName="prod", variables={"to": f"w{at}alpha"}),
        aws("apigateway/integration", f"i{at}", uri=f"{uri}${{stageVariables.to}}/invocations", **called),
    ]


def records(at: int) -> list[Resource]:
    """A row that says that something was approved, which each writes into its own table, and changes its mapping."""
    table = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/t{at}"
    pattern = json.dumps({"dynamodb": {"NewImage": {"status": {"S": ["approved"]}}}})
    fed = {
        "functionName": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:w{at}alpha",
        "eventSourceArn": f"{table}/stream/1",
        "uuid": f"u{at}",
    }
    mapping = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:event-source-mapping:u{at}"
    return [
        *workload(at, allow("dynamodb:PutItem", table), allow("lambda:UpdateEventSourceMapping", mapping)),
        aws("dynamodb/table", f"t{at}", name=f"t{at}", hashKey="id", streamArn=f"{table}/stream/1"),
        aws("lambda/eventSourceMapping", f"m{at}", filterCriteria={"filters": [{"pattern": pattern}]}, **fed),
    ]


def machines(at: int) -> list[Resource]:
    """A client of a machine, which each describes of its own pool, and an API that takes the tokens of that."""
    pool = f"eu-west-1_P{at}"
    reads = allow("cognito-idp:DescribeUserPoolClient", f"arn:aws:cognito-idp:eu-west-1:{ACCOUNT}:userpool/{pool}")
    uri = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:w{at}alpha"
    issued = {"issuer": f"https://cognito-idp.eu-west-1.amazonaws.com/{pool}"}
    flows = {"generateSecret": True, "allowedOauthFlows": ["client_credentials"]}
    return [
        *workload(at, reads, allow("kms:Sign", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{at}")),
        aws("cognito/userPoolClient", f"c{at}", name=f"c{at}", userPoolId=pool, **flows),
        aws("apigatewayv2/authorizer", f"a{at}", apiId=f"api{at}", jwtConfiguration=issued),
        aws("apigatewayv2/integration", f"i{at}", apiId=f"api{at}", integrationUri=uri),
    ]


def sessions(at: int) -> list[Resource]:
    """A role of its own, and two secrets that it opens to a session by its name and by its source identity."""
    name, reads = f"t{at}", {"Effect": "Allow", "Action": READ, "Resource": "*"}
    actions = ["sts:AssumeRole", "sts:SetSourceIdentity"]
    trust = {"Effect": "Allow", "Principal": {"AWS": f"{ARN}role/w{at}alpha"}, "Action": actions}
    has = {"Condition": {"StringEquals": {"aws:SourceIdentity": f"w{at}alpha"}}}
    one = document({**reads, "Principal": {"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/w{at}alpha"}})
    other = document({**reads, "Principal": {"AWS": f"{ARN}role/{name}"}, **has})
    return [
        *(*workload(at, allow(actions, f"{ARN}role/{name}")), role(name, trust)),
        aws("secretsmanager/secret", f"s{at}", name=f"s{at}", policy=one),
        aws("secretsmanager/secret", f"o{at}", name=f"o{at}", policy=other),
    ]


def units(made: Callable[[int], list[Resource]], count: int) -> int:
    """What a rule takes for so many of them: a unit for what is asked, and more for what is hard to answer."""
    spent, spend = [], Library.spend

    def counting(self: Library, units: int) -> bool:
        spent.append(units)
        return spend(self, units)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Library, "spend", counting)
        judge_stack(no_path_to_more_rights, *(one for at in range(count) for one in made(at)))
    return sum(spent)


@pytest.mark.parametrize("made", [stages, records, machines, sessions])
def test_twice_as_many_that_each_look_after_their_own_take_little_more(made: Callable[[int], list[Resource]]) -> None:
    few, many = units(made, 10), units(made, 20)
    assert few < many < 3 * few


def test_what_a_role_may_do_anyhow_is_told_without_a_policy_that_asks_who_says_so() -> None:
    assert units(sources, 20) < 20 * 100


def test_what_is_worked_out_is_so_once_and_no_further_than_somebody_goes() -> None:
    made: list[int] = []

    def make() -> Iterator[int]:
        for one in range(3):
            made.append(one)
            yield one

    found = WorkedOut(make())
    assert (next(iter(found)), made) == (0, [0])
    assert ([*found], [*found], made) == ([0, 1, 2], [0, 1, 2], [0, 1, 2])


def test_who_goes_through_it_at_the_same_time_misses_nothing() -> None:
    found = WorkedOut(iter(range(3)))
    slow = iter(found)
    assert next(slow) == 0
    assert [*found] == [0, 1, 2]
    assert [*slow] == [1, 2]
