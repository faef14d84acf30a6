"""This is where Shapes are: what an input looks like, and at which places in it its sender says what stands there.

What a state has read somebody may have stored, and then they say it. Source: Step Functions Developer Guide, "Using
JSONPath paths"; read 2026-12.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.commands.words import Word


class Items(NamedTuple):
    """A list of things that are all alike."""

    each: "Shape"


class Within(NamedTuple):
    """A place in something of which is asked place by place (`detail.job`) whether its sender says it."""

    is_open: Callable[[str], bool]
    path: str


class Over(NamedTuple):
    """Something under one key of which a state has `put` something else."""

    below: "Shape"
    key: str
    put: "Shape"


Shape = Word | Items | Within | Over | Mapping[str, "Shape"]
"""What stands at a place: a word, a list, or an object by its keys."""

WHOLE: Final = Word("", "whole")
FIXED: Final = Word("")

DEEPEST: Final = 20
"""Levels of objects that are looked at."""

_ANY: Final = "*"
_STEP: Final = re.compile(
    r"\.(?P<name>[\w-]{1,200})|\[(?:'(?P<single>[^'\]]{1,200})'|\"(?P<double>[^\"\]]{1,200})\"|(?:\*|-?\d{1,9}))\]"
)


def along(shape: Shape, path: str, *, goes_through: bool) -> Shape | None:
    """What stands at the end of a path from there; None where that cannot be read."""
    steps = [*steps_in(path)]
    for step in steps if None not in steps else ():
        shape = inside(shape, step or "", goes_through=goes_through)
    return shape if None not in steps else None


def inside(shape: Shape, step: str, *, goes_through: bool = False) -> Shape:
    """What stands under a key of it, or in a list at any index (`*`); `goes_through`: a key is that of each element."""
    while isinstance(shape, Over):  # as many as states have put something there
        if shape.key == step:
            return shape.put
        shape = shape.below
    if isinstance(shape, Word):
        further = f"{shape.at}.{step}" if shape.at and step != _ANY else shape.at
        return Word("", "whole", further) if shape.of_input == "whole" else FIXED
    if isinstance(shape, Within):
        return shape._replace(path=shape.path if step == _ANY else f"{shape.path}.{step}")
    if isinstance(shape, Items):
        return shape.each if step == _ANY else inside(shape.each, step) if goes_through else FIXED
    return FIXED if step == _ANY else shape.get(step, FIXED)


def with_put(shape: Shape, steps: Sequence[str], put: Shape) -> Shape:
    """The same with something put at the end of these steps."""
    if not steps:
        return put
    first, *further = steps
    return Over(shape, first, with_put(inside(shape, first), further, put))


def word_of(shape: Shape) -> Word:
    """How much of it its sender says; of an object or a list that somebody made, only the parts are theirs."""
    if isinstance(shape, Within):
        return WHOLE if shape.is_open(shape.path) else FIXED
    return shape if isinstance(shape, Word) else FIXED


def steps_in(text: str) -> Iterator[str | None]:
    """The keys on the way, `*` for an index; None where it is none that can be read."""
    at = 0
    while at < len(text):
        found = _STEP.match(text, at)
        if found is None:
            yield None
            return
        yield found["name"] or found["single"] or found["double"] or _ANY
        at = found.end()
