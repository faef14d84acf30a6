"""This is where it is told with what a state machine goes on that has read what somebody stored, and whether it does.

A choice that asks of that alone lets its writer choose; one that asks of anything else may be the check. So may
whatever runs code or waits for somebody, once something was read; code that is handed a part of an input may check that
part (`handed`). Sources: Step Functions Developer Guide, "Processing
input and output", "Choice workflow state", "Passing data between states with variables" and "Transforming data with
JSONata"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.steering.commands.calls import ACTIVITY, Call, call_of
from daypass.graph.becoming.steering.commands.flows import caught_of, next_of
from daypass.graph.becoming.steering.commands.handed import handed_to
from daypass.graph.becoming.steering.commands.shapes import DEEPEST, FIXED, Shape, steps_in, with_put
from daypass.graph.becoming.steering.commands.stored import names_in, readings_of
from daypass.graph.becoming.steering.commands.stores import Store
from daypass.graph.becoming.steering.commands.switches import are_theirs, asked_by
from daypass.graph.becoming.steering.commands.views import View
from daypass.graph.becoming.steering.commands.waits import is_work
from daypass.graph.leaves import text_of
from daypass.model.resource import bare

_WHOLE: Final = "$"
_PASSES: Final = ("Pass", "Wait", "Succeed")
_LOOKS: Final = ("lambda", ACTIVITY, "http", "apigateway", "bedrock", "bedrockruntime")
"""Services that run code, or are asked what they think of it."""

_ASKS: Final = "ConditionExpression"


def onward(state: Mapping[str, Any], view: View, store: Store) -> Iterator[tuple[str, View]]:
    """The states that may follow, by name, each with what it sees; `store` is that of which somebody writes what is."""
    kind = state.get("Type")
    after = None
    if kind == "Choice":
        after = _chosen(state, view)
    elif kind == "Task":
        after = _worked(state, view, store)
    elif kind in _PASSES:
        after = _passed_on(state, view, _passed(state, view))
    elif not view.past.is_read:  # Map, Parallel: what they make of it is not followed
        after = _passed_on(state, view, FIXED)
    if after is not None:
        yield from ((name, after) for name in next_of(state))


def anywhere(state: Mapping[str, Any], view: View, store: Store) -> Iterator[tuple[str, View]]:
    """The same however it goes on, whoever is asked before."""
    kind = state.get("Type")
    if kind == "Choice":
        after = view
    elif kind in _PASSES:
        after = _passed_on(state, view, _passed(state, view))
    else:
        after = _done(state, view, store) if kind == "Task" else _passed_on(state, view, FIXED)
    for name in (*next_of(state), *caught_of(state)):
        yield name, after


def _chosen(state: Mapping[str, Any], view: View) -> View | None:
    asked = asked_by(state, view)
    if not are_theirs(asked):
        return None
    compared = frozenset(one.place for one in asked if one.compares)
    return view._replace(past=view.past.and_(frozenset(one.place for one in asked), compared))


def _worked(state: Mapping[str, Any], view: View, store: Store) -> View | None:
    call = call_of(state)
    if call and _waits(call):
        return None
    if view.past.is_read and _may_check(call, store):
        handed = handed_to(state, call, view) if call and not store.arn else None
        return None if handed is None else _done(state, view._replace(past=view.past.and_(handed, handed)), store)
    return _done(state, view, store)


def _done(state: Mapping[str, Any], view: View, store: Store) -> View:
    """What comes after a task: what it has read there, or something that is not followed."""
    call, past = call_of(state), view.past
    result: Shape = FIXED
    for one in readings_of(state) if call else ():
        if call and _is_there(one.store, store, call, view):
            result, past = one.shape, past.and_(one.tested, one.looked_at)._replace(is_read=True)
    return _passed_on(state, view._replace(past=past), result)


def _is_there(read: Store, store: Store, call: Call, view: View) -> bool:
    """Whether it reads there, too where what was read there says which further one it reads."""
    is_further = read.is_asked and view.past.is_read and (read.service, read.arn) == (store.service, store.arn)
    return read == store or (is_further and all(view.word(one).of_input != "fixed" for one in names_in(call.given)))


def _waits(call: Call) -> bool:
    """Whether somebody is asked before it goes on."""
    return call.is_answered and not is_work(call)


def _may_check(call: Call | None, store: Store) -> bool:
    """Whether it may fail of what it is given: it runs code, works on it, or has a condition of its own."""
    if call is None or call.name.partition(":")[0] in _LOOKS or is_work(call):
        return True
    is_there = store.arn.endswith(f"/{text_of(call.given.get('TableName'))}")
    return _ASKS in call.given and not is_there


def _passed(state: Mapping[str, Any], view: View) -> Shape:
    """What a state without a task makes of what it gets."""
    if "Result" in state:
        return FIXED
    written = bare(state.get("Parameters")) if not view.is_jsonata else None
    seen = view._replace(gets=_picked(state, view, "InputPath"))
    return seen.gets if written is None else seen.made(written)


def _passed_on(state: Mapping[str, Any], view: View, result: Shape) -> View:
    """What the next one sees."""
    selector = None if view.is_jsonata else bare(state.get("ResultSelector"))
    made = result if selector is None else view._replace(gets=result).made(selector)
    named = _assigned(state, view, made)
    if view.is_jsonata:
        seen = view._replace(result=result)
        gets = seen.shape_under(state, "Output") if "Output" in state else result
        return view._replace(gets=gets, named=named)
    whole = _put(state, view.gets, made)
    return view._replace(gets=_picked(state, view._replace(gets=whole), "OutputPath"), named=named)


def _assigned(state: Mapping[str, Any], view: View, made: Shape) -> Mapping[str, Shape]:
    written = bare(state.get("Assign"))
    if not isinstance(written, Mapping):
        return view.named
    seen = view._replace(result=made) if view.is_jsonata else view._replace(gets=made)
    names = (key.removesuffix(".$") for key in written)
    return {**view.named, **{name: seen.shape_under(written, name) for name in names}}


def _put(state: Mapping[str, Any], gets: Shape, made: Shape) -> Shape:
    path = bare(state.get("ResultPath", _WHOLE))
    if path is None or state.get("Type") in ("Wait", "Succeed"):
        return gets
    steps = [*steps_in(text_of(path).removeprefix(_WHOLE))]
    known = [step for step in steps if step]
    return with_put(gets, known, made) if len(known) == len(steps) <= DEEPEST else gets


def _picked(state: Mapping[str, Any], view: View, key: str) -> Shape:
    path = bare(state.get(key, _WHOLE))
    if path is None:
        return FIXED
    return view.gets if text_of(path) in ("", _WHOLE) else view.shape(text_of(path))
