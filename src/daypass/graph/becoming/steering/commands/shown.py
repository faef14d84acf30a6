"""This is where it is told whether what a state has read is what its state machine gives out in the end.

Source: Step Functions Developer Guide, "Processing input and output" (`ResultSelector`, `ResultPath`, `OutputPath`, and
`Result` of a Pass state); read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.steering.commands.states import GivenState, passes_on
from daypass.graph.leaves import text_of
from daypass.model.resource import UNKNOWN, bare

_WHOLE: Final = "$"
_RESULT: Final = "ResultPath"
_WORKS: Final = ("Task", "Map", "Parallel")
_VALUE: Final = re.compile(
    r"Secret(?:String|Binary|Values)|Parameters?\b|Credentials|\bValue\b|\$states\.result\b(?!\.)"
    r"|\b(?:Items?|Responses|Records|Body|Messages)\b"
)
"""What stands where a state selects what was read, rather than what is told about it."""


def is_shown(given: GivenState) -> bool:
    """Whether what it has read is the output of the machine; inside another state, whether that one puts it out too."""
    return _is_put_out(given) and (given.within is None or is_shown(given.within))


def _is_put_out(given: GivenState) -> bool:
    """Whether it is the output of the states among which it is."""
    place, state, seen = _place_in(given.state), given.state, set[str]()
    while place and bare(state.get("End")) is not True and state.get("Type") != "Succeed":
        name = text_of(state.get("Next"))
        found = bare(given.after.get(name))
        if name in seen or not isinstance(found, Mapping) or not _keeps(found, place):
            return False
        seen.add(name)
        state = found
    return bool(place)


def _place_in(state: Mapping[str, Any]) -> str:
    """Where in its output a state has what it has read; "" where it leaves that out."""
    place, output = bare(state.get(_RESULT, _WHOLE)), bare(state.get("OutputPath", _WHOLE))
    selects = (bare(state[key]) for key in ("ResultSelector", "Output") if key in state)
    if not isinstance(place, str) or not isinstance(output, str) or not all(map(_has_value, selects)):
        return ""
    if _is_within(place, output):
        return _WHOLE if place == output else f"{_WHOLE}{place.removeprefix(output)}" if output != _WHOLE else place
    picked = output.removeprefix(place)  # some of what was read
    is_read = _VALUE.search(picked) is not None or _is_selected(bare(state.get("ResultSelector")), picked)
    return _WHOLE if _is_within(output, place) and is_read else ""


def _is_within(path: str, other: str) -> bool:
    """Whether a path leads to a place in that to which another one leads."""
    return other in (_WHOLE, path) or path.startswith((f"{other}.", f"{other}["))


def _is_selected(selector: Any, picked: str) -> bool:
    """Whether what is picked is a field that the selector makes of what was read."""
    written = selector.get(f"{picked.removeprefix('.')}.$") if isinstance(selector, Mapping) else None
    return written is not None and _has_value(written)


def _has_value(selected: Any) -> bool:
    return any(text.strip() == _WHOLE or _VALUE.search(text) for text in _texts(selected))


def _texts(value: Any) -> Iterator[str]:
    """The texts in what a state selects; none in what is not known."""
    plain = bare(value)
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, Mapping):
        yield from (text for one in plain.values() for text in _texts(one))
    elif isinstance(plain, list):
        yield from (text for one in plain for text in _texts(one))


def _keeps(state: Mapping[str, Any], place: str) -> bool:
    """Whether a state passes on what stands there: as it came, or with something put beside it."""
    if passes_on(state):
        return True
    beside = bare(state.get(_RESULT, _WHOLE))
    if beside is UNKNOWN or not (_puts_beside(state) or _works_beside(state)):
        return False
    return beside is None or (isinstance(beside, str) and not _is_within(place, beside))


def _puts_beside(state: Mapping[str, Any]) -> bool:
    """Whether it puts what is written down into what it got."""
    return "Result" in state and passes_on({key: value for key, value in state.items() if key != "Result"})


def _works_beside(state: Mapping[str, Any]) -> bool:
    """Whether it puts what it does into what it got, all of which goes on: a result says so in JSONPath alone."""
    is_all = bare(state.get("OutputPath", _WHOLE)) == _WHOLE and "Output" not in state
    return state.get("Type") in _WORKS and _RESULT in state and is_all
