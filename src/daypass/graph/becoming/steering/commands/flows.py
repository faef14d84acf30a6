"""This is where the states of a state machine are, level by level, and which of them come after which.

A state with states inside it (Parallel, Map) goes on once each of its branches has come to an end. Source: Step
Functions Developer Guide, "Discovering workflow states to use in Step Functions"; read 2026-12.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.leaves import maps, said, text_of, within
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare

MACHINES: Final = ("aws:sfn/stateMachine:StateMachine", "aws-native:stepfunctions:StateMachine")
_DEFINITIONS: Final = ("definition", "definitionString")
_PUT_IN: Final = "definitionSubstitutions"
_BRANCHES: Final = ("Branches", "Iterator", "ItemProcessor")
"""What has further states: those of a Parallel state, and those of a Map state, as it was written and as it is now."""

States = Mapping[str, Mapping[str, Any]]


def hidden_definition(machine: Resource) -> str:
    """The property that keeps its definition from being known; "" where it is known."""
    return next((key for key in _DEFINITIONS if bare(said(machine, key)) is UNKNOWN), "")


def hidden_part(machine: Resource) -> str:
    """The property that keeps some of its definition from being known; "" where all is known."""
    return next(
        (key for key in (*_DEFINITIONS, _PUT_IN) if any(one is UNKNOWN for one in within(said(machine, key)))), ""
    )


def definition_of(machine: Resource) -> Mapping[str, Any]:
    """What it is defined as; nothing where that is not known, or no definition."""
    written = next(filter(None, (said(machine, key) for key in _DEFINITIONS)), None)
    found = parsed(_with_values(written, machine))
    return found if isinstance(found, Mapping) else {}


def _with_values(written: Any, machine: Resource) -> Any:
    """A text with the values for its placeholders (`${Queue}`), as far as they are known."""
    text, values = text_of(written), bare(said(machine, _PUT_IN))
    for key, value in values.items() if text and isinstance(values, Mapping) else ():
        text = text.replace(f"${{{key}}}", text_of(value)) if text_of(value) else text
    return text or written


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """States by name that follow one another, from the one called `start` on; `within`: the state that has them."""

    states: States
    start: str
    within: "Place | None" = None


class Place(NamedTuple):
    """A state, by its name in its level."""

    level: Level
    name: str

    @property
    def state(self) -> Mapping[str, Any]:
        """What is written of it."""
        return self.level.states[self.name]


def is_task(state: Mapping[str, Any]) -> bool:
    """Whether it does something."""
    return state.get("Type") == "Task"


def next_of(state: Mapping[str, Any]) -> Iterator[str]:
    """The names of the states that may follow where it is done."""
    for holder in (state, *maps(state.get("Choices"))):
        yield from filter(None, (text_of(holder.get(key)) for key in ("Next", "Default")))


def caught_of(state: Mapping[str, Any]) -> Iterator[str]:
    """The names of those that follow where it fails."""
    yield from filter(None, (text_of(one.get("Next")) for one in maps(state.get("Catch"))))


def levels_of(definition: Mapping[str, Any]) -> Iterator[Level]:
    """Its states, then those inside each that has some."""
    return _further([*_levels({"Branches": [definition]}, None)])


def inside_of(state: Mapping[str, Any]) -> Iterator[Level]:
    """The states that are inside one itself: a level for each of its branches."""
    return _levels(state, None)


def states_within(state: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The states inside one, and those inside these."""
    return (inner for level in _further([*inside_of(state)]) for inner in level.states.values())


def _further(waiting: list[Level]) -> Iterator[Level]:
    for level in waiting:
        yield level
        for name in level.states:
            waiting.extend(_levels(level.states[name], Place(level, name)))


def _levels(state: Mapping[str, Any], within: Place | None) -> Iterator[Level]:
    branches = (branch for key in _BRANCHES for branch in maps(state.get(key)))
    for branch in branches:
        for states in maps(branch.get("States")):
            known = {name: plain for name, one in states.items() if isinstance(plain := bare(one), Mapping)}
            yield Level(known, text_of(branch.get("StartAt")), within)


Step = Literal["passes", "lets pass", "stops"]
"""What somebody makes of a state where the machine waits: it goes on by itself, by them, or not at all."""


class Flow:
    """The states of one machine, and how it goes through them."""

    def __init__(self, machine: Resource) -> None:
        self.levels: Final = tuple(levels_of(definition_of(machine)))
        self._inside: Final[Mapping[Place, Sequence[Level]]] = grouped(
            (level.within, level) for level in self.levels if level.within
        )

    @property
    def places(self) -> Iterator[Place]:
        """All states."""
        return (Place(level, name) for level in self.levels for name in level.states)

    def let_pass(self, says: Callable[[Place], Step], without: "Following | None" = None) -> tuple[Place, ...]:
        """The states to which it comes, from its start on, over one that somebody lets pass; in their order."""
        reached = self._walk(says, without)
        return tuple(place for place in self.places if _Come(place, over=True) in reached)

    def reached(self, says: Callable[[Place], Step], without: "Following | None" = None) -> tuple[Place, ...]:
        """All states to which it comes, also without one way; in their order."""
        reached = {come.place for come in self._walk(says, without)}
        return tuple(place for place in self.places if place in reached)

    def _walk(self, says: Callable[[Place], Step], without: "Following | None") -> set["_Come"]:
        went = _Walk(self._inside, says, without)
        if self.levels:
            went.reach(self.levels[0], self.levels[0].start, over=False)
        went.on()
        return went.reached


class Following(NamedTuple):
    """That one state follows another, by its name."""

    place: Place
    to: str


class _Come(NamedTuple):
    """That the machine comes to a state; `over` one that somebody let pass."""

    place: Place
    over: bool


class _Walk:
    """How a machine goes through its states."""

    def __init__(
        self, inside: Mapping[Place, Sequence[Level]], says: Callable[[Place], Step], without: Following | None
    ) -> None:
        self.reached: set[_Come] = set()
        self._inside, self._says, self._without = inside, says, without
        self._ended: set[tuple[Level, bool]] = set()
        self._entered: list[_Come] = []
        self._left: list[_Come] = []

    def reach(self, level: Level, name: str, *, over: bool) -> None:
        """It comes to this state, if there is one of the name."""
        here = _Come(Place(level, name), over)
        if name in level.states and here not in self.reached:
            self.reached.add(here)
            self._entered.append(here)

    def on(self) -> None:
        """It goes on as far as it can."""
        while self._entered or self._left:
            if self._left:
                self._leave(self._left.pop())
            else:
                self._enter(self._entered.pop())

    def _enter(self, here: _Come) -> None:
        step, inside = self._says(here.place), self._inside.get(here.place, ())
        for level in inside if step != "stops" else ():
            self.reach(level, level.start, over=here.over)
        if step != "stops" and not inside:
            self._left.append(here)

    def _leave(self, here: _Come) -> None:
        level, state = here.place.level, here.place.state
        over = here.over or self._says(here.place) == "lets pass"
        for name in next_of(state):
            if Following(here.place, name) != self._without:
                self.reach(level, name, over=over)
        for name in caught_of(state):  # whoever lets it pass does not make it fail
            self.reach(level, name, over=here.over)
        is_end = bare(state.get("End")) is True or state.get("Type") == "Succeed"
        if is_end and (level, over) not in self._ended:
            self._ended.add((level, over))
            self._end(level)

    def _end(self, level: Level) -> None:
        """One branch has come to its end. What comes after all of them does so over whatever any of them came over."""
        beside = self._inside.get(level.within, ()) if level.within else ()
        if level.within and all(any((one, over) in self._ended for over in (True, False)) for one in beside):
            self._left.append(_Come(level.within, any((one, True) in self._ended for one in beside)))
