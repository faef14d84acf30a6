"""This is where it is told which places of an input the code of a function is handed that a state machine asks.

What it is not handed it cannot check. One that is asked for whom, or by whose leave, is the check of all that follows;
so may be one that is told which execution asks. Source: Step Functions Developer Guide, "Invoke an AWS Lambda function
with Step Functions" (`Payload`) and "Accessing execution data from the Context object"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.steering.commands.calls import Call
from daypass.graph.becoming.steering.commands.shapes import Shape
from daypass.graph.becoming.steering.commands.views import View
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import text_of, within

_FUNCTIONS: Final = "lambda:"
_ALL: Final = "$"
_CONTEXT: Final = ("$$", "$states.context")
_PICKED: Final = "InputPath"
_BY_LEAVE: Final = (
    *("allow", "approv", "auth", "caller", "change", "claim", "entitle", "grant", "guard", "identity", "permi"),
    *("person", "policy", "principal", "reason", "request", "review", "sign", "tenant", "ticket", "token", "user"),
)
"""How words begin, or go on, by which that is called which says who asks, and by whose leave."""


def handed_to(state: Mapping[str, Any], call: Call, view: View) -> frozenset[str] | None:
    """The places that it is handed; None where it may see all of it, is told none of it, or is no function's."""
    if not call.name.startswith(_FUNCTIONS) or not call.given or _PICKED in state:
        return None
    parts = [*within(call.given)]
    texts = [text for one in parts if (text := text_of(one))]
    if any(isinstance(one, list) for one in parts) or any(mark in text for text in texts for mark in _CONTEXT):
        return None
    places = [*_places(view.made(call.given))]
    handed = frozenset(places)
    if "" in places or _ALL in handed or not handed:
        return None
    named = " ".join((call.to, *texts, *handed)).lower()
    return None if any(word in named for word in _BY_LEAVE) else handed


def _places(shape: Shape) -> Iterator[str]:
    """Those of what somebody says in it; "" where that is not known."""
    if isinstance(shape, Mapping):
        for one in shape.values():
            yield from _places(one)
    elif not isinstance(shape, Word):
        yield ""
    elif shape.of_input != "fixed":
        yield shape.at if shape.of_input == "whole" else ""
