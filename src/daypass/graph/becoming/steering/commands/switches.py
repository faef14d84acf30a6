"""This is where it is told what a choice of a state machine asks of what somebody has stored.

Sources: Step Functions Developer Guide, "Choice workflow state" (comparison operators) and "Transforming data with
JSONata"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.commands.shapes import DEEPEST, Items, Shape, word_of
from daypass.graph.becoming.steering.commands.stored import NUMBER
from daypass.graph.becoming.steering.commands.views import View
from daypass.graph.leaves import maps, text_of
from daypass.model.resource import bare

_BY_WORDS: Final = ("And", "Or", "Not")
_VARIABLE: Final = "Variable"
_CONDITION: Final = "Condition"
_BESIDE: Final = (_VARIABLE, *_BY_WORDS, "Next", "Comment", "Assign", "Output")
_PATH: Final = "Path"
_KIND: Final = "Is"
"""How comparisons begin that ask whether there is something, or of which kind."""

_ORDER: Final = re.compile(r"[A-Za-z]{1,20}(?:Less|Greater)Than\w{0,20}")
_IS_THERE: Final = re.compile(r"\$exists\([^()]{0,500}\)")
_IN_ORDER: Final = re.compile(r"[<>]")
_MOST: Final = 10_000
"""Rules of a choice, and parts of them, that are looked at."""


class AskedValue(NamedTuple):
    """Of what a choice asks, as it is written, and its place in what is stored; "" for what is no writer's to say.

    `compares`: with something, rather than whether it is there; `by_order`: whether it is more or less than that.
    """

    text: str
    place: str
    compares: bool
    by_order: bool = False


def asked_by(choice: Mapping[str, Any], view: View) -> tuple[AskedValue, ...]:
    """All that it asks of."""
    rules = [*maps(choice.get("Choices"))]
    found = list[AskedValue]()
    for rule in rules:
        rules.extend(inner for key in _BY_WORDS for inner in maps(rule.get(key)) if len(rules) < _MOST)
        found += _by_condition(rule, view) if _CONDITION in rule else _by_variable(rule, view)
    return tuple(found)


def are_theirs(asked: Sequence[AskedValue]) -> bool:
    """Whether a choice asks of nothing but what its writer says."""
    return all(one.place for one in asked)


def _by_variable(rule: Mapping[str, Any], view: View) -> Iterator[AskedValue]:
    variable = text_of(rule.get(_VARIABLE))
    if not variable:
        return
    hows = [key for key in rule if key not in _BESIDE]
    compares, by_order = not all(how.startswith(_KIND) for how in hows), any(map(_ORDER.fullmatch, hows))
    with_what = (text_of(rule[how]) for how in hows if how.endswith(_PATH))
    for text in filter(None, (variable, *with_what)):
        yield AskedValue(text, _place(view.shape(text)), compares, by_order)


def _by_condition(rule: Mapping[str, Any], view: View) -> Iterator[AskedValue]:
    text = text_of(bare(rule.get(_CONDITION)))
    compared = _IS_THERE.sub(" ", text)
    found = [*view.paths_in(compared)]
    present = [*view.paths_in(text)] if compared != text else []
    if not found and not present:
        yield AskedValue(text, "", compares=True)
    for path, shape in found:
        yield AskedValue(path, _place(shape), compares=True, by_order=bool(_IN_ORDER.search(compared)))
    yield from (AskedValue(path, _place(shape), compares=False) for path, shape in present)


def _place(shape: Shape, left: int = DEEPEST) -> str:
    """The place of what somebody says; "" for anything else."""
    if isinstance(shape, Items):
        return NUMBER if left and _place(shape.each, left - 1) else ""
    if isinstance(shape, Mapping):
        return NUMBER if left and any(_place(one, left - 1) for one in shape.values()) else ""
    return word_of(shape).at
