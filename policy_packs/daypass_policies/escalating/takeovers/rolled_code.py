"""This is where it is told who writes the object of S3 from which somebody else brings a function its code.

Lambda copies the code when a function is made or updated. One that names an object without a version takes whatever
stands there whenever somebody of the stack updates it, who may read that object: so whoever else writes there says
what the function runs from then on. Told is that of workloads which were given more than that folder, and are not
called after bringing what others run: to do so is a pipeline's work. Sources: AWS Lambda API Reference,
"UpdateFunctionCode" (`S3Bucket`, `S3Key`, `S3ObjectVersion`); properties of pulumi-aws 7.51.1 and pulumi-aws-native
1.84.0; read 2026-12.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.leaves import declared
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import has_by_itself, may
from daypass_policies.escalating.placed import Placed
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.takeovers.belonging import brings_what_others_run
from daypass_policies.escalating.takeovers.choosing import meeting
from daypass_policies.escalating.takeovers.coding import path_actions
from daypass_policies.escalating.takeovers.workers import works_for_itself

_WRITES: Final = "s3-x01"
_PUTS, _GETS = "s3:PutObject", "s3:GetObject"
_UPDATES: Final = "lambda:UpdateFunctionCode"
_SIGNED: Final = "codeSigningConfigArn"


class _Properties(NamedTuple):
    bucket: str
    key: str
    version: str


_FUNCTIONS: Final[Mapping[str, _Properties]] = {
    "aws:lambda/function:Function": _Properties("s3Bucket", "s3Key", "s3ObjectVersion"),
    "aws-native:lambda:Function": _Properties("code.s3Bucket", "code.s3Key", "code.s3ObjectVersion"),
}
"""Where functions say from where their code is."""


class _Rolled(NamedTuple):
    """A function, the object from which it gets its code, and who brings it that."""

    function: Node
    arn: str
    by: Node


def steps_by_rolled_code(actor: Actor, rising: Rising) -> Iterator[Edge]:
    """The functions of which it writes the code that somebody else brings them, the first few."""
    if actor.node is None or not has_by_itself(actor, _PUTS):
        return
    if not works_for_itself(actor, rising) or brings_what_others_run(actor):
        return
    near = rising.reach.stack.once(_rolled, rising).near(actor, _PUTS)
    yield from islice(_steps(actor, actor.node, near), MOST)


def _steps(actor: Actor, source: Node, near: Iterable[_Rolled]) -> Iterator[Edge]:
    for one in near:
        answer = may(actor, _PUTS, one.arn)
        if answer.is_certain and one.by != source and not _was_given(actor, one.arn):
            says = f"{source} may write what {one.by} brings to {one.function} as its code ({_WRITES}: {_PUTS})"
            grounds, show, paths = answer.grounds, answer.show, (_WRITES,)
            yield Edge("code", source, one.function, says, grounds, show=show, paths=paths, thing=one.arn)


def _was_given(actor: Actor, arn: str) -> bool:
    """Whether it was given the very object, or the folder in which that stands, rather than all of the bucket."""
    thing, each = _place(arn), tuple(map(_place, meeting(actor, arn, _PUTS)))
    folder = f"{thing.rpartition('/')[0]}/"
    is_in_folder = folder.count("/") > 1  # not at the root of the bucket
    return all(one == thing or (is_in_folder and one.startswith(folder)) for one in each)


def _place(arn: str) -> str:
    """The bucket and what is in it, in whatever partition."""
    return arn.rpartition(":::")[2]


def _rolled(_: Stack, rising: Rising) -> Placed[_Rolled]:
    """Those of a stack: of several who bring a function its code, the first that takes it from there."""
    found: dict[str, _Rolled] = {}
    for roller in sorted(rising.actors.each, key=lambda one: one.resource.urn):
        if roller.node is None or not has_by_itself(roller, _UPDATES):
            continue
        for edge in rising.steps(roller.node):
            arn = _code_of(edge.target.resource) if _UPDATES in path_actions(edge) else ""
            if arn and may(roller, _GETS, arn).is_certain:
                found.setdefault(edge.target.key, _Rolled(edge.target, arn, roller.node))
    each = sorted(found.values(), key=lambda one: one.function.key)
    return Placed(((one.arn,), one) for one in each)


def _code_of(function: Resource | None) -> str:
    """The object of which it says no version, by its ARN; "" where it is held to signed code, or not all is known."""
    properties = _FUNCTIONS.get(function.type) if function else None
    if function is None or properties is None or declared(function, _SIGNED) is not None:
        return ""
    bucket, key, version = (texts_at(function.state, way) for way in properties)
    if not (bucket.texts and key.texts) or version.texts or version.unknown:
        return ""
    return f"arn:aws:s3:::{bucket.texts[0]}/{key.texts[0]}"
