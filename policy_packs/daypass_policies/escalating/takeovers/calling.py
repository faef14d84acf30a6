"""This is where it is told what a call of a state machine does as a role, and somebody else may not do themselves.

What a call may do is what the role is given by the action that is called like it, on what the call may be about.
Source: Step Functions Developer Guide, "How Step Functions generates IAM policies for integrated services"; read
2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.commands.calls import Call
from daypass.graph.becoming.working import is_reading
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import (
    HEAVY,
    Gain,
    Weight,
    counts,
    every_gained,
    gains_by,
    weight_of,
)

_NAMES: Final = re.compile(r"(?:Name|Arn|ARN|Url|Id|Identifier|Bucket|Cluster|Service|Definition)$")
"""How the keys end under which a call names what it is done to."""

_BUCKET: Final = "s3"
_OBJECT: Final = "Key"


def gained_by_call(
    actor: Actor, role: Node, call: Call, rising: Rising, weights: tuple[Weight, ...] = HEAVY
) -> Iterator[Gain]:
    """What of these weights a role has by it; where it is given no such action, what it may in the service."""
    other = rising.actors.by_urn.get(role.key)
    if other is None or other is actor:
        return
    if any(means.told(call.action).allows for means in other.means):
        found = gained_by_action(actor, role, call.action, rising, weights)
    else:
        every = every_gained(actor, role, rising, weights) if not is_reading(call.action) else ()
        found = (gain for gain in every if is_near(gain, call))
    yield from (gain for gain in found if _is_done_to(gain, call))


def gained_by_action(
    actor: Actor, role: Node, action: str, rising: Rising, weights: tuple[Weight, ...] = HEAVY
) -> Iterator[Gain]:
    """The same by one action, whatever it is done to."""
    other = rising.actors.by_urn.get(role.key)
    alike = [weight for weight in weights if weight_of(action) == weight]
    for weight in alike if other and other is not actor else ():
        yield from filter(counts, gains_by(actor, other, action, weight) if other else ())


def is_near(gain: Gain, call: Call) -> bool:
    """Whether it is in the service that is called, whose actions are not always called like its calls."""
    return gain.action.lower().partition(":")[0] == call.action.lower().partition(":")[0]


def names_one(call: Call) -> bool:
    """Whether it is written down what it is done to; of a bucket that is the object in it."""
    is_named = not call.name.startswith(f"{_BUCKET}:") or bool(call.text(_OBJECT))
    return is_named and bool(_named_by(call))


def _named_by(call: Call) -> list[str]:
    texts = filter(None, (call.to, *(call.text(key) for key in call.given if _NAMES.search(key))))
    return [name for text in texts for name in _names(text)]


def _is_done_to(gain: Gain, call: Call) -> bool:
    """Whether the call may be about the thing, as far as it names one itself."""
    names = _named_by(call)
    arn = Arn.parse(gain.resource)
    if arn is None or not names:
        return True
    parts = [arn.resource.partition("/")[0]] if arn.service == _BUCKET else _names(gain.resource)
    return any(part in names or (has_wildcard(part) and any(matches(part, name) for name in names)) for part in parts)


def _names(text: str) -> list[str]:
    """The names in an ARN or a URL, without the word that says of what kind it is (`table/NAME`)."""
    arn = Arn.parse(text)
    parts = re.split(r"[:/]", arn.resource if arn else text.rstrip("/").rpartition("/")[2])
    return parts[1:] if arn and len(parts) > 1 else parts
