"""This is where it is told which states of state machines get what was sent, and what they ask for with it.

What a choice lets pass, or a task has made of it, may have been looked at before; what a task has read may be what
somebody stored, who says it as a sender does (`onward`). A map hands each item on to the states inside it, and a
parallel state all of it to each branch. Sources: Step Functions Developer Guide, "Processing input and output",
"Passing parameters to a service API", "Map workflow state" and "Parallel workflow state"; read 2026-12.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.commands.flows import MACHINES, Level, definition_of, inside_of, levels_of
from daypass.graph.becoming.steering.commands.onward import anywhere, onward
from daypass.graph.becoming.steering.commands.shapes import FIXED, WHOLE, Items, Shape, inside
from daypass.graph.becoming.steering.commands.stored import items_read, stores_of
from daypass.graph.becoming.steering.commands.stores import Store, Writing
from daypass.graph.becoming.steering.commands.views import View
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare

STARTS: Final = "states-x01"
_JSONATA: Final = "JSONata"
_LANGUAGE: Final = "QueryLanguage"
_INPUT: Final = ("Parameters", "Arguments", "InputPath")
_CHANGING: Final = ("Result", *_INPUT, "OutputPath", "Output", "ResultSelector")
"""What makes a state pass on something else than its input."""

_WHOLE: Final = "$"
"""The path that stands where none is written: to all there is."""

_SELECTING: Final = ("ItemSelector", "Parameters")
"""Where a map says what each item becomes, as it is written now and as it was."""


_PLACED: Final = Word("", "whole", _WHOLE)
"""All that somebody sent, place by place."""

_NOWHERE: Final = Store("", "")
"""What stands for a store of which nothing is read."""


class GivenState(NamedTuple):
    """A state that gets what was sent, or stored, as its `view` tells. `arn` is that of its machine.

    `after` are the states that may follow it, by name, and `within` is the one that has it inside, if any. `store` is
    what somebody writes who sends nothing.
    """

    arn: str
    state: Mapping[str, Any]
    view: View
    after: Mapping[str, Any]
    within: "GivenState | None" = None
    store: Store | None = None
    name: str = ""

    @property
    def is_jsonata(self) -> bool:
        """Whether it is written in JSONata."""
        return self.view.is_jsonata

    @property
    def calls(self) -> str:
        """What it calls; "" where what it hands over has been picked from the input."""
        return "" if is_said(self.state, "InputPath") else text_of(self.state.get("Resource"))

    @property
    def is_of_another_role(self) -> bool:
        """Whether another role than that of its machine does what it calls."""
        return "Credentials" in self.state

    @property
    def request(self) -> Mapping[str, Any]:
        """What it asks for."""
        return next(maps(self._written), {})

    def word(self, key: str) -> Word:
        """What it asks for there."""
        written = bare(self._written)
        if isinstance(written, Mapping):
            return self.word_in(written, key)
        if written is None:  # the input itself is the request
            return FIXED if self.is_jsonata else self.view.says(inside(self.view.gets, key))
        return self.view.says(inside(self.view.shape(text_of(written)), key)) if self.is_jsonata else FIXED

    def word_in(self, written: Mapping[str, Any], key: str) -> Word:
        """The same in an object of what it asks for."""
        return self.view.says(self.view.shape_under(written, key))

    def written(self, *words: Word) -> Iterator[Writing]:
        """How somebody stores what these words become, and whatever is asked about before; none where it was sent."""
        places = {*self.view.past.tested, *(word.at for word in words)}
        yield from self.store.written(places, self.arn) if self.store else ()

    @property
    def _written(self) -> Any:
        return self.state.get("Arguments" if self.is_jsonata else "Parameters")


def given_input(stack: Stack) -> Iterator[GivenState]:
    """Those of all state machines whose ARN, or name, is known, of what is sent by whoever starts one."""
    return (given for machine in stack.of_type(*MACHINES) for given in given_input_of(machine))


def given_stored(stack: Stack) -> Iterator[GivenState]:
    """Those of all machines that get what somebody stored, whoever starts them."""
    each = ((machine, store) for machine in stack.of_type(*MACHINES) for store in stores_of(machine))
    asked = ((machine, store) for machine, store in each if not store.is_asked)
    return (given for machine, store in asked for given in given_input_of(machine, FIXED, store))


def given_stored_of(machine: Resource) -> Iterator[GivenState]:
    """Those of one, once for each place from which it reads."""
    return (given for store in stores_of(machine) for given in given_input_of(machine, FIXED, store))


def given_input_of(machine: Resource, sent: Shape = WHOLE, store: Store | None = None) -> Iterator[GivenState]:
    """Those of one, from the first state on; with a `store`, of what whoever writes that says."""

    def goes_on(given: GivenState) -> Iterator[tuple[str, View]]:
        return _sent_on(given) if store is None else onward(given.state, given.view, store)

    return _given(machine, sent, store, goes_on)


def given_onward_of(machine: Resource, sent: Shape = WHOLE) -> Iterator[GivenState]:
    """Those of one, also after choices and tasks that look at none of what its sender says there.

    A choice that looks at something leaves that to be said no more, and code that is asked may look at all.
    """

    def goes_on(given: GivenState) -> Iterator[tuple[str, View]]:
        past = given.view.past._replace(is_read=True)
        return onward(given.state, given.view._replace(past=past), _NOWHERE)

    return _given(machine, _PLACED if sent == WHOLE else sent, None, goes_on)


def every_of(machine: Resource) -> Iterator[GivenState]:
    """Its states, however it comes to them, whoever starts it."""
    return _given(machine, FIXED, _NOWHERE, lambda given: anywhere(given.state, given.view, _NOWHERE))


def choices_of(machine: Resource, store: Store) -> Iterator[GivenState]:
    """Its choices, with what they see of what somebody stored there, however the machine comes to them."""
    every = _given(machine, FIXED, store, lambda given: anywhere(given.state, given.view, store))
    return (given for given in every if given.state.get("Type") == "Choice")


def _given(machine: Resource, sent: Shape, store: Store | None, goes_on: "_GoesOn") -> Iterator[GivenState]:
    definition, arn = definition_of(machine), arn_of(machine)
    first = next(levels_of(definition), None)
    is_jsonata = text_of(definition.get(_LANGUAGE)) == _JSONATA
    waiting = [_Run(first, View(sent, sent, FIXED, is_jsonata))] if arn and first else []
    for run in waiting:
        for given in _in_order(run, arn, store, goes_on):
            yield given
            waiting += _inside(given)


class _Run(NamedTuple):
    """States that follow one another, and what the first of them sees."""

    level: Level
    view: View
    within: GivenState | None = None


_GoesOn = Callable[[GivenState], Iterator[tuple[str, View]]]
"""A state → those that may follow, by name, each with what it sees."""


def _in_order(run: _Run, arn: str, store: Store | None, goes_on: _GoesOn) -> Iterator[GivenState]:
    states, seen = run.level.states, set[str]()
    waiting = [(run.level.start, run.view)]
    for name, view in waiting:
        if name not in states or name in seen:
            continue
        seen.add(name)
        state = states[name]
        language = text_of(state.get(_LANGUAGE)) == _JSONATA if _LANGUAGE in state else run.view.is_jsonata
        given = GivenState(arn, state, view._replace(is_jsonata=language), states, run.within, store, name)
        yield given
        waiting += goes_on(given)


def _sent_on(given: GivenState) -> Iterator[tuple[str, View]]:
    """The state that gets what was sent after this one, and what it sees."""
    made = _made(given)
    if made is not None or passes_on(given.state):
        yield text_of(given.state.get("Next")), given.view._replace(gets=given.view.gets if made is None else made)


def _inside(given: GivenState) -> Iterator[_Run]:
    """The states inside one, with what each branch or item is given."""
    picked = text_of(given.state.get("InputPath")) or _WHOLE
    seen = given.view._replace(gets=given.view.shape(picked)) if picked != _WHOLE else given.view
    kind = given.state.get("Type")
    view = (
        _of_item(given.state, seen, given.store)
        if kind == "Map"
        else _of_branch(given.state, seen)
        if kind == "Parallel"
        else None
    )
    for level in inside_of(given.state) if view is not None else ():
        yield _Run(level, view or seen, given)


def _of_branch(state: Mapping[str, Any], view: View) -> View:
    """What is seen in each branch of a parallel state."""
    written = bare(state.get("Arguments" if view.is_jsonata else "Parameters"))
    return view if written is None else view._replace(gets=view.made(written))


def _of_item(state: Mapping[str, Any], view: View, store: Store | None) -> View | None:
    """What is seen inside a map; None where the items come from elsewhere, or are none that somebody sent.

    What is stored may be read in there, too.
    """
    each, reads = _each(state, view), [one for one in items_read(state) if one.store == store]
    for one in reads:
        each, view = inside(one.shape, "*"), view._replace(past=view.past._replace(is_read=True))
    if each == FIXED and store is None:
        return None
    selector = next((state[key] for key in _SELECTING if key in state), None)
    gets = each if selector is None else view._replace(item=each).made(selector)
    gets = {"Items": Items(gets)} if "ItemBatcher" in state else gets
    return view._replace(gets=gets, item=each, sent=gets if _is_distributed(state) else view.sent)


def _each(state: Mapping[str, Any], view: View) -> Shape:
    """What an item is of those that a map is given."""
    written = bare(state.get("Items" if view.is_jsonata else "ItemsPath", _WHOLE))
    if "ItemReader" in state or not isinstance(written, str):
        return FIXED
    return inside(view.gets if written == _WHOLE else view.shape(written), "*")


def _is_distributed(state: Mapping[str, Any]) -> bool:
    """Whether each item is an execution of its own."""
    processors = (one for key in ("ItemProcessor", "Iterator") for one in maps(state.get(key)))
    configs = (one for processor in processors for one in maps(processor.get("ProcessorConfig")))
    return any(text_of(one.get("Mode")) == "DISTRIBUTED" for one in configs)


def passes_on(state: Mapping[str, Any]) -> bool:
    """Whether what it gets goes on as it is."""
    return state.get("Type") in ("Pass", "Wait", "Succeed") and not any(is_said(state, key) for key in _CHANGING)


def is_said(state: Mapping[str, Any], key: str) -> bool:
    """Whether something else stands there than the path that is meant where nothing does."""
    return key in state and bare(state[key]) != _WHOLE


def _made(given: GivenState) -> Shape | None:
    """What a state passes on in place of what it gets; None for any other state."""
    key = "Output" if given.is_jsonata else "Parameters"
    others = (one for one in (*_CHANGING, "ResultPath") if one != key and is_said(given.state, one))
    written = bare(given.state.get(key))
    if given.state.get("Type") != "Pass" or any(others) or not isinstance(written, Mapping):
        return None
    return given.view.made(written)


def executions_of(machine: str) -> str:
    """The ARNs of what the machine with this ARN has done."""
    return f"{machine.replace(':stateMachine:', ':execution:')}:*"


def arn_of(machine: Resource) -> str:
    """Its ARN, made of its name where it is not known; "" where that is not either."""
    own = next((text for text in (text_of(said(machine, "arn")), machine.id) if text.startswith("arn:")), "")
    name = text_of(said(machine, "name")) or text_of(said(machine, "stateMachineName"))
    return own or (f"arn:*:states:*:*:stateMachine:{name}" if name else "")
