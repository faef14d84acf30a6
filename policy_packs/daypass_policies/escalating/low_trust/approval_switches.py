"""This is where it is told by which switches a state machine goes past an approval: by what somebody has stored.

A switch is a parameter, an item, an object or the like which the machine reads, and of which a choice asks whether
somebody has to agree. One that asks how much is wanted is none, as little may need nobody's consent; nor is one on
which it depends what is done then. Source: Step Functions Developer Guide, "Choice workflow state"; read 2026-12.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.commands.calls import Call, call_of
from daypass.graph.becoming.steering.commands.flows import Following, Place, Step
from daypass.graph.becoming.steering.commands.states import GivenState, choices_of
from daypass.graph.becoming.steering.commands.stored import stores_of
from daypass.graph.becoming.steering.commands.stores import PARAMETERS, SECRETS, Store, Writing
from daypass.graph.becoming.steering.commands.switches import AskedValue, asked_by
from daypass.graph.leaves import maps, text_of, within
from daypass_policies.escalating.low_trust.gates import Gates, Waiting

_MOST: Final = 100
"""Ways out of choices that are followed: for each the whole machine is walked through."""

_SETTINGS: Final = (PARAMETERS, SECRETS)
"""Where nobody keeps what is wanted, so that a choice by how much is a switch as well."""


class Skip(NamedTuple):
    """How a machine goes past where it waits, once somebody has `written` a switch; `places`: what it comes to so."""

    machine: Waiting
    store: Store
    written: tuple[Writing, ...]
    gate: Place
    places: tuple[Place, ...]


class _Switched(NamedTuple):
    """A way out of a choice that whoever writes a store has, and of what it is asked for that."""

    given: GivenState
    store: Store
    way: Following
    asked: tuple[AskedValue, ...]


def skips_of(machine: Waiting, gates: Gates) -> Iterator[Skip]:
    """Those of one machine, as far as it is followed."""
    every, past = _switched(machine, gates), dict[Following, tuple[Place | None, tuple[Place, ...]]]()
    for one in every:
        if one.way not in past and len(past) < _MOST:
            past[one.way] = _past(machine, _asking(machine), one.way)
        gate, places = past.get(one.way, (None, ()))
        left = tuple(place for place in places if not _depends_on(place, one.asked))
        if gate and left:
            yield Skip(machine, one.store, tuple(_written(one.given, one.asked)), gate, left)


def is_followed(machine: Waiting, gates: Gates) -> bool:
    """Whether each of its switches is asked about."""
    return len({one.way for one in _switched(machine, gates)}) <= _MOST


def _asking(machine: Waiting) -> set[Place]:
    """Where it waits for what somebody says, rather than for work."""
    return {place for place, wait in machine.waits.items() if not wait.is_work}


def _switched(machine: Waiting, gates: Gates) -> tuple[_Switched, ...]:
    if not _asking(machine) or not gates.speaks_of_approval(machine):
        return ()
    by_name = {place.name: place for place in machine.flow.places}
    return tuple(
        _Switched(given, store, Following(by_name[given.name], to), asked)
        for store in stores_of(machine.resource)
        for given in choices_of(machine.resource, store)
        for to, asked in _branches(given, store)
    )


def _branches(given: GivenState, store: Store) -> Iterator[tuple[str, tuple[AskedValue, ...]]]:
    """The states to which whoever writes there has a choice go, by name, and of what it asks for that."""
    each = maps(given.state.get("Choices"))
    rules = [(text_of(rule.get("Next")), asked_by({"Choices": [rule]}, given.view)) for rule in each]
    otherwise = (text_of(given.state.get("Default")), tuple(one for _, asked in rules for one in asked))
    for to, asked in (otherwise, *rules):
        is_switch = all(one.place and (store.service in _SETTINGS or not one.by_order) for one in asked)
        if to and asked and is_switch:
            yield to, asked


def _past(machine: Waiting, waits: set[Place], way: Following) -> tuple[Place | None, tuple[Place, ...]]:
    """What the machine does at once by this way alone, and otherwise once somebody has agreed; and where that is."""

    def stops(place: Place) -> Step:
        return "stops" if place in waits else "passes"

    def lets(place: Place) -> Step:
        return "lets pass" if place in waits else "passes"

    flow = machine.flow
    without, over = set(flow.reached(stops, way)), flow.let_pass(lets, way)
    agreed = [one for one in map(_what, over) if one]
    at_once = (one for one in flow.reached(stops) if one not in without and one not in waits)
    places = tuple(one for one in at_once if one in over or _what(one) in agreed)
    return next((one for one in flow.reached(lets, way) if one in waits), None), places


def _what(place: Place) -> Call | None:
    """What is done there, which may be done elsewhere, too."""
    return call_of(place.state)


def _depends_on(place: Place, asked: Sequence[AskedValue]) -> bool:
    """Whether what is done there depends on what the choice asked of, rather than on that alone that nobody agrees."""
    texts = [one for one in within(place.state) if isinstance(one, str)]
    return any(re.search(rf"{re.escape(one.text)}(?![\w-])", text) for one in asked for text in texts)


def _written(given: GivenState, asked: Sequence[AskedValue]) -> Iterator[Writing]:
    return given.store.written((one.place for one in asked), given.arn) if given.store else iter(())
