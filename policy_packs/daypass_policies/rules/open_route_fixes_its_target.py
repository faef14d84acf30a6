"""What everybody may call does one thing, and not whatever they name."""

from collections.abc import Iterable, Iterator
from typing import Final

from daypass.data.role_consumers import role_consumers
from daypass.graph.becoming.steering.apis.integrations import asked_of, hidden_of, is_integration, unread_of
from daypass.graph.becoming.steering.apis.routes import Route, Routes
from daypass.graph.becoming.steering.commands.calls import Call
from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.iam.action import action_matches
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.doubting import doubts
from daypass_policies.escalating.takeovers.gaining import counts, gains_by, weight_of
from daypass_policies.escalating.takeovers.things import fits, reaches_several
from daypass_policies.escalating.told import Doubts
from daypass_policies.opening.guarded_apis import GuardedApis

_NOUN: Final = "API integration"


@rule(
    "open-route-fixes-its-target",
    risk="public-trust",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=tuple(type_ for type_, ways in role_consumers().items() if any(one.noun == _NOUN for one in ways)),
    stack=True,
    controls=("NHI5:2025", "NHI4:2025", "NIST-800-53:AC-3", "SOC2:CC6.1"),
    remedy="Write the target down, give the role that one alone, or let the route ask who calls (AWS_IAM, JWT).",
)
def open_route_fixes_its_target(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """An integration of API Gateway does as its role what it is told, and an open route is told so by everybody.

    Told is a route without authorization (and, of a REST API, without an API key) whose integration calls AWS, and
    takes from the request what it starts, sends to, reads or writes (`StateMachineArn`, `QueueUrl`, a bucket in the
    path), where its role may do this to several things. A target that is written down, or the only one that the role is
    given, passes, and so does a template that branches, as it may look at what it is given. Of routes whose callers
    IAM knows `no-path-to-more-rights` speaks; an API passes that has a policy, that only networks reach, or that is
    reached at domains alone which ask for certificates.

    Refused:
        front:
          type: aws:iam/role:Role
          properties:
            name: front
            arn: arn:aws:iam::111122223333:role/front
            assumeRolePolicy: >-
              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
               "Principal": {"Service": "apigateway.amazonaws.com"}}]}
        starts:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: front
            policy: >-
              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "states:StartExecution",
               "Resource": "arn:aws:states:eu-west-1:111122223333:stateMachine:*"}]}
        start:
          type: aws:apigatewayv2/integration:Integration
          properties:
            apiId: a1b2
            integrationId: i7
            integrationType: AWS_PROXY
            integrationSubtype: StepFunctions-StartExecution
            credentialsArn: arn:aws:iam::111122223333:role/front
            requestParameters: {StateMachineArn: $request.body.machine, Input: $request.body.input}
        runs:
          type: aws:apigatewayv2/route:Route
          properties: {apiId: a1b2, routeKey: POST /runs, target: integrations/i7}

    Mended:
        front:
          type: aws:iam/role:Role
          properties:
            name: front
            arn: arn:aws:iam::111122223333:role/front
            assumeRolePolicy: >-
              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
               "Principal": {"Service": "apigateway.amazonaws.com"}}]}
        starts:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: front
            policy: >-
              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "states:StartExecution",
               "Resource": "arn:aws:states:eu-west-1:111122223333:stateMachine:signup"}]}
        start:
          type: aws:apigatewayv2/integration:Integration
          properties:
            apiId: a1b2
            integrationId: i7
            integrationType: AWS_PROXY
            integrationSubtype: StepFunctions-StartExecution
            credentialsArn: arn:aws:iam::111122223333:role/front
            requestParameters:
              StateMachineArn: arn:aws:states:eu-west-1:111122223333:stateMachine:signup
              Input: $request.body.input
        runs:
          type: aws:apigatewayv2/route:Route
          properties: {apiId: a1b2, routeKey: POST /runs, target: integrations/i7}
    """
    for integration in filter(is_integration, stack.resources):
        routes = [one for one in stack.once(Routes).of(integration) if _may_be_open(one, stack)]
        for role in (
            _roles(integration, stack.once(Rising, ask.settings)) if routes and _may_choose(integration) else ()
        ):
            yield from _by(role, integration, routes)


def _may_be_open(route: Route, stack: Stack) -> bool:
    return (route.is_open or bool(route.unknown)) and not stack.once(GuardedApis).have(route.by)


def _may_choose(integration: Resource) -> bool:
    """Whether the request names the target, or may do so."""
    asked = asked_of(integration)
    return bool(asked.is_chosen or hidden_of(integration)) if asked else bool(unread_of(integration))


def _roles(integration: Resource, rising: Rising) -> Iterator[Actor]:
    """As which roles of the stack it does what it is told."""
    for use in rising.reach.stack.once(Consumers).by_consumer.get(integration.urn, ()):
        if role := rising.actors.by_urn.get(use.role):
            yield role


def _by(role: Actor, integration: Resource, routes: Iterable[Route]) -> Iterator[Problem | Open]:
    """What is told of what an integration does as one role."""
    asked = asked_of(integration)
    if asked is None:
        yield Open(integration, (unread_of(integration),))
        return
    action = Call(asked.call, {}).action
    weight = weight_of(action)
    if not weight or not reaches_several(role, action, asked):
        return
    if any(counts(gain) and fits(gain.resource, asked) for gain in gains_by(None, role, action, weight)):
        yield from (_told(role, action, integration, route) for route in routes)
    else:
        near = (one for one in doubts(None, role, (weight,)) if action_matches(one.gain.action, action))
        yield from Doubts().of(role, (untold for one in near for untold in one.unknown))


def _told(role: Actor, action: str, integration: Resource, route: Route) -> Problem | Open:
    asked, hidden = asked_of(integration), hidden_of(integration)
    if route.unknown:
        return Open(route.by, (route.unknown,))
    if hidden and not (asked and asked.is_chosen):
        return Open(integration, (hidden,))
    return Problem(
        f"route {route.by.name!r} answers whoever calls it, and what its integration does as {role.title} ({action}) "
        "is done to whatever the request names",
        key=f"named by {route.by.name}",
        on=integration,
    )
