"""This is where it is told from whose code a denial of its own was to keep somebody, who brings some another way.

Who may set up a function, and is denied `lambda:UpdateFunctionCode`, was to tune it and not to say what it runs; a
layer is code all the same. The names of both may say that the one is there for the other: the denial says that nobody
meant this. It counts where it is in force for the very thing, names the action, and leaves no plain way; who deploys
by a service that does so for them (CloudFormation, CodeDeploy) brings code on purpose, and is denied the short cut.

A layer is brought by whoever makes one, or uses one of an account that nobody named, and the settings may be held to
some layers (`lambda:Layer`). Sources: AWS Lambda Developer Guide, "Working with layers", "Granting users access to a
Lambda layer" and "Modifying the runtime environment" (`AWS_LAMBDA_EXEC_WRAPPER`); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.data.plain_ways import PlainWays, plain_ways
from daypass.data.stand_ins import NOBODYS_ACCOUNT, PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.named import arn_in, name_in
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.glob import filled
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import has_by_itself

_LAYERED: Final = "lambda-x01"
_SETS: Final = "lambda:UpdateFunctionConfiguration"
_MAKES: Final = "lambda:PublishLayerVersion"
_USES: Final = "lambda:GetLayerVersion"
_LAYER: Final = "lambda:layer"
_FUNCTION: Final = ":function:"
_OF_LAYERS: Final = "layer:"

_DEPLOYS: Final = (
    *("cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:ExecuteChangeSet"),
    *("cloudformation:UpdateStackSet", "codedeploy:CreateDeployment"),
)
"""Actions by which somebody has a service bring code for them."""


def was_to_be_kept_from_code(actor: Actor, edge: Edge) -> bool:
    """Whether it is denied every plain way to bring code to what the edge leads to, and goes another one."""
    ways = plain_ways().get(edge.target.noun)
    if ways is None or not ways.ways.issuperset(edge.paths):
        return False
    arn = _arn(ways, edge.target)
    if not arn or not _is_denied(actor, ways, arn) or _brings_code_on_purpose(actor, ways):
        return False
    return _LAYERED not in edge.paths or any(_brings_a_layer(means, edge.thing) for means in actor.means)


def _arn(ways: PlainWays, target: Node) -> str:
    """The ARN of what the code is brought to; "" where it is none of this kind."""
    if target.resource is None:
        return ""
    own = arn_in(ways.resource.split(":")[2], target, target.resource)
    return ways.resource_of(name_in(target.resource), target.account or ANY) if own == "" else own or ""


def _is_denied(actor: Actor, ways: PlainWays, arn: str) -> bool:
    """Whether a Deny names one of the plain ways, and holds for the thing, and none of them is left."""
    is_left = any(means.on(action, arn).possible for means in actor.means for action in ways.actions)
    return not is_left and any(denies_by_name(means, action, arn) for means in actor.means for action in ways.actions)


def denies_by_name(means: Means, action: str, arn: str) -> bool:
    """Whether a Deny that names actions, rather than what it lets be, is in force there whatever is asked."""
    every = means.told(action).denies
    return any(_names_actions(held) and held.says(action, arn, means.caller.facts) == "yes" for held in every)


def _names_actions(held: Held) -> bool:
    """Whether it says what it denies, rather than what it lets be."""
    try:
        return bool(held.line.statement.actions)
    except Undecided:
        return False


def _brings_code_on_purpose(actor: Actor, ways: PlainWays) -> bool:
    return any(has_by_itself(actor, action) for action in (*_DEPLOYS, *ways.left))


def _brings_a_layer(means: Means, function: str) -> bool:
    """Whether it may put a layer of its own on the function, or one of anybody's."""
    own = (layer for layer in _own_layers(means, function) if means.on(_MAKES, layer).is_certain)
    versions = (f"{layer}:1" for layer in (*own, _layer(function, PROBE, NOBODYS_ACCOUNT)))
    return any(
        means.on(_USES, one).is_certain and means.on(_SETS, function, Facts({_LAYER: (one,)})).is_certain
        for one in versions
    )


def _own_layers(means: Means, function: str) -> Iterator[str]:
    """A layer beside the function for each pattern of those that it may make."""
    patterns = (one for held in means.told(_MAKES).allows for one in held.line.patterns(means.caller.facts))
    for pattern in patterns:
        arn = Arn.parse(pattern)
        if pattern == EVERYTHING or (arn and arn.resource == EVERYTHING):
            yield _layer(function, PROBE)
        elif arn and arn.resource.startswith(_OF_LAYERS):
            yield _layer(function, filled(arn.resource.removeprefix(_OF_LAYERS), PROBE))


def _layer(function: str, name: str, account: str = "") -> str:
    *place, own = function.partition(_FUNCTION)[0].split(":")
    return ":".join((*place, account or own, f"{_OF_LAYERS}{name}"))
