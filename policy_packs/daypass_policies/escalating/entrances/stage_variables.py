"""This is where it is told who has an API call another function, by a variable of a stage that names it.

The address of an integration may hold `${stageVariables.name}`; whoever patches the stage says then which function API
Gateway calls as the role of the integration for the next request, and changes no integration. What the variable names
by now, and what may do no more than that (the next release of it), is what the variable is there for. Sources: API
Gateway Developer Guide, "Use stage variables for a REST API in API Gateway"; API Gateway API Reference, "UpdateStage"
(`/variables/{variable_name}`); Service Authorization Reference, "Amazon API Gateway Management"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.steering.apis.addresses import ADDRESSES, unknown_api
from daypass.graph.becoming.steering.apis.routes import Routes
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of, within
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.low_trust.triggering import Triggering
from daypass_policies.escalating.placed import Placed
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_kin
from daypass_policies.escalating.takeovers.choosing import patterns_for
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, every_gained, gained, may_too

_PATCHES: Final = "apigateway:PATCH"
_INVOKES: Final = "lambda:InvokeFunction"
_VARIABLES: Final = ("variables", "stageVariables")
_NAMES: Final = ("stageName", "name")
_APIS: Final = ("restApi", "restApiId", "apiId")
_VARIABLE: Final = re.compile(r"\$\{stageVariables\.(?P<name>\w{1,64})\}")
_FUNCTION: Final = re.compile(r"arn:[\w-]{1,20}:lambda:[^/]{1,300}")


class _Stage(NamedTuple):
    """What is asked about whoever patches it, and the ARN of the function that it names by now; `unknown`: or not."""

    arn: str
    function: str
    unknown: tuple[Untold, ...]


class _Aim(NamedTuple):
    """What an integration calls as a role, as a pattern of ARNs, and the stages whose variables say which of them."""

    integration: Resource
    role: str
    pattern: str
    stages: tuple[_Stage, ...]


def aims_apis(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The APIs of the stack that a workload has call what it may not invoke."""
    if not has_by_itself(actor, _PATCHES):
        return
    for aim in rising.reach.stack.once(_placed_aims).near(actor, _PATCHES):
        answer = best(may(actor, _PATCHES, stage.arn).under(*stage.unknown) for stage in aim.stages)
        gain = _first(aim, actor, rising) if answer.possible else None
        if gain:
            words = f"have integration {aim.integration.name!r} call another function by a variable of its stage"
            yield Opened(_PATCHES, f"{words}, which may {gain}", answer, as_another=True)
            if answer.is_certain:
                return  # who may do so with very many is told of one


def _first(aim: _Aim, actor: Actor, rising: Rising) -> Gain | None:
    """The first thing that a function may which the role calls, and not what is called by now, nor they."""
    calling = rising.reach.stack.once(_Called, rising)
    called = calling.of(aim)
    named = {stage.function for stage in aim.stages}
    present = [rising.actors.by_urn.get(runs.key) for arn, (_, runs) in called.items() if arn in named]
    for arn, (function, runs) in called.items():
        if arn in named or is_kin(actor, runs, function.name) or not calling.weighs(runs):
            continue
        if may(actor, _INVOKES, arn).possible:
            continue
        for gain in every_gained(actor, runs, rising, HEAVY):
            if not any(one and may_too(one, gain).possible for one in present):
                return gain
    return None


class _Called:
    """What integrations of a stack may be made to call: by its ARN, and as which role it runs."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._rising, self._triggering = rising, stack.once(Triggering, rising)
        self._by: dict[tuple[str, str], Mapping[str, tuple[Node, Node]]] = {}
        self._weighs: dict[str, bool] = {}

    def of(self, aim: _Aim) -> Mapping[str, tuple[Node, Node]]:
        """The functions that its role may call and that a variable may name."""
        key = aim.role, aim.pattern
        if key not in self._by:
            role, node = self._rising.actors.by_urn.get(aim.role), self._rising.reach.nodes.get(aim.role)
            self._by[key] = dict(self._each(aim, role, node)) if role and node else {}
        return self._by[key]

    def weighs(self, role: Node) -> bool:
        """Whether anybody would get something by becoming this."""
        if role.key not in self._weighs:
            self._weighs[role.key] = gained(None, role, self._rising, HEAVY) is not None
        return self._weighs[role.key]

    def _each(self, aim: _Aim, role: Actor, node: Node) -> Iterator[tuple[str, tuple[Node, Node]]]:
        for pattern in dict.fromkeys(patterns_for(role, _INVOKES)):
            for step, runs in self._triggering.within(node, _INVOKES, pattern):
                if meets(aim.pattern, step.thing) != "no":
                    yield step.thing, (step.target, runs.target)


def _placed_aims(stack: Stack) -> Placed[_Aim]:
    return Placed(([stage.arn for stage in aim.stages], aim) for aim in _aims(stack))


def _aims(stack: Stack) -> tuple[_Aim, ...]:
    """Those of a stack, in an order that says nothing of their registration."""
    uses = [use for use in stack.once(Consumers).every_use if use.consumer.type in ADDRESSES and use.role]
    found = (_aim(use.consumer, use.role, stack) for use in sorted(uses, key=lambda use: (use.consumer.urn, use.role)))
    return tuple(one for one in found if one)


def _aim(integration: Resource, role: str, stack: Stack) -> _Aim | None:
    written = next(iter(texts_at(integration.state, ADDRESSES[integration.type]).texts), "")
    function = _FUNCTION.search(written)
    if function is None or not _VARIABLE.search(function[0]):
        return None
    routes = stack.once(Routes)
    stages = [_stage(one, integration, function[0]) for one in routes.stages_of(integration)]
    for one in routes.stages_perhaps_of(integration):
        found, lost = _stage(one, integration, function[0]), one if bare(_api(one)) is UNKNOWN else integration
        stages.append(found._replace(unknown=(*found.unknown, unknown_api(lost))))
    return _Aim(integration, role, _VARIABLE.sub(ANY, function[0]), tuple(stages))


def _api(by: Resource) -> object:
    return next((said(by, key) for key in _APIS if said(by, key) is not None), None)


def _stage(stage: Resource, integration: Resource, function: str) -> _Stage:
    key = next((one for one in _VARIABLES if said(stage, one) is not None), _VARIABLES[0])
    written = bare(said(stage, key))
    values = {name: text_of(one) for name, one in written.items()} if isinstance(written, Mapping) else {}
    named = _VARIABLE.sub(lambda found: values.get(found["name"]) or ANY, function)
    unknown = (Untold.of(stage, key),) if any(one is UNKNOWN for one in within(written)) else ()
    return _Stage(_arn(stage, integration), named, unknown)


def _arn(stage: Resource, integration: Resource) -> str:
    """With `*` for what is not known of it."""
    kind = "apis" if "apigatewayv2" in integration.type else "restapis"
    api = next(filter(None, (text_of(said(integration, key)) for key in _APIS)), ANY)
    name = next(filter(None, (text_of(said(stage, key)) for key in _NAMES)), ANY)
    return f"arn:*:apigateway:*::/{kind}/{api}/stages/{name}"
