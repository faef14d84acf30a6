"""This is where it is told which roles everyone on the internet steers, by a route that asks nobody who they are.

A route hands what a caller sends to a state machine, and a task of that runs it as SQL, as the database user whose
secret it names. Sources: API Gateway Developer Guide, "AWS service integrations reference" for HTTP APIs; Step
Functions Developer Guide, "Integrating other services"; RDS Data API Reference, "ExecuteStatement"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.table import grouped
from daypass.graph.becoming.steering.commands.states import MACHINES, given_input_of
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import declared, maps, said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Open, Problem
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may_at_all
from daypass_policies.escalating.rising import Rising

_ROUTE: Final = "aws:apigatewayv2/route:Route"
_INTEGRATION: Final = "aws:apigatewayv2/integration:Integration"
_API: Final = "aws:apigatewayv2/api:Api"
_STARTS: Final = ("StepFunctions-StartExecution", "StepFunctions-StartSyncExecution")
_BODY: Final = re.compile(r"\$request\.body(?:\..*)?")
_SQL: Final = re.compile(r"arn:[\w-]+:states:::aws-sdk:(?P<service>rdsdata|redshiftdata):(?:batchE|e)xecuteStatement.*")
_RUNS: Final[Mapping[str, str]] = {
    "rdsdata": "rds-data:ExecuteStatement",
    "redshiftdata": "redshift-data:ExecuteStatement",
}
"""Service of the SDK → what the role must be allowed."""


class _Started(NamedTuple):
    """A route that asks for nothing, or may (`unknown`), and the ARN of the state machine that it starts."""

    route: Resource
    machine: str
    unknown: str


def steered_by_everyone(rising: Rising) -> Iterator[Problem | Open]:
    """The roles whose SQL comes from whoever calls, by a public route."""
    stack = rising.reach.stack
    started = grouped((one.machine, one) for one in _started(stack))
    roles = {use.consumer.urn: use.role for use in stack.once(Consumers).every_use} if started else {}
    for machine in stack.of_type(*MACHINES) if started else ():
        by = started.get(text_of(said(machine, "arn")), ())
        actor = rising.actors.by_urn.get(roles.get(machine.urn, "")) if by else None
        if actor and _runs_what_it_is_sent(machine, actor):
            yield _told(actor, machine, min(by, key=lambda one: (one.unknown, one.route.urn)))


def _told(actor: Actor, machine: Resource, started: _Started) -> Problem | Open:
    if started.unknown:
        return Open(actor.resource, (started.unknown,))
    return Problem(
        f"{actor.title} runs whatever SQL everyone on the internet sends, by state machine {machine.name!r}, which "
        f"route {started.route.name!r} starts without asking who calls",
        key=f"everyone {machine.name}",
        confidence="medium",  # what stands before the API is not seen
        advisory=True,
        on=actor.resource,
    )


def _runs_what_it_is_sent(machine: Resource, actor: Actor) -> bool:
    for given in given_input_of(machine):
        found = _SQL.fullmatch(given.calls)
        secret = given.word("SecretArn")
        has_secret = secret.of_input != "fixed" or (bool(secret.text) and not is_for_tests(secret.text))
        if found and has_secret and given.word("Sql").of_input == "whole":
            return may_at_all(actor, _RUNS[found["service"]])
    return False


def _started(stack: Stack) -> Iterator[_Started]:
    machines = {_id(one): _machine(one) for one in stack.of_type(_INTEGRATION)}
    closed = {_id(one) for one in stack.of_type(_API) if bare(declared(one, "disableExecuteApiEndpoint")) is True}
    for route in stack.of_type(_ROUTE):
        id_ = text_of(declared(route, "target")).removeprefix("integrations/")
        is_shut = text_of(declared(route, "apiId")) in closed - {""} or bare(declared(route, "apiKeyRequired")) is True
        asks = bare(declared(route, "authorizationType"))
        if id_ and machines.get(id_) and not is_shut and asks in (None, "", "NONE", UNKNOWN):
            yield _Started(route, machines[id_], f"authorizationType of {route.name!r}" if asks is UNKNOWN else "")


def _id(resource: Resource) -> str:
    return resource.id or text_of(said(resource, "id"))


def _machine(integration: Resource) -> str:
    """The state machine that an integration starts with what a caller sends, by its ARN; "" for any other."""
    said_ = next(maps(declared(integration, "requestParameters")), {})
    sends = _BODY.fullmatch(text_of(said_.get("Input")).strip())
    starts = text_of(declared(integration, "integrationSubtype")) in _STARTS
    return text_of(said_.get("StateMachineArn")) if sends and starts else ""
