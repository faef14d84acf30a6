"""This is where it is told which records of vendors a stack switches off, and which others keep them instead."""

from collections.abc import Iterator
from typing import NamedTuple

from daypass.data.audit_switches import AuditSwitch, audit_switches
from daypass.graph.leaves import was_looked_up, yes_or_no
from daypass.graph.stack import Stack
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.located import Located, locate


class SwitchedOff(NamedTuple):
    """A switch of a record that is off, and what it is about, unless that is secret; `unknown` may speak for it."""

    resource: Resource
    switch: AuditSwitch
    at: str
    about: str
    unknown: str = ""


def switched_off(stack: Stack) -> Iterator[SwitchedOff]:
    """Each switch of the table that is off or not known, but for those in whose place another is on."""
    found = [one for type_ in audit_switches() for resource in stack.of_type(type_) for one in _switches(resource)]
    on, perhaps = set[tuple[str, str]](), dict[tuple[str, str], str]()
    for _, switch, state in found:
        if state.off is False:
            on.add((switch.noun, state.about))
        elif state.off is None:
            perhaps[switch.noun, state.about] = state.path
    for resource, switch, state in found:
        key = (switch.noun, state.about)
        if was_looked_up(resource) or state.off is False or (switch.instead and key in on):
            continue
        elsewhere = perhaps.get(key, "") if switch.instead and state.off else ""
        yield SwitchedOff(resource, switch, state.path, state.shown, elsewhere or ("" if state.off else state.path))


class _State(NamedTuple):
    """Whether it is off, None where that is not known, the path that says so, and what it is about."""

    off: bool | None
    path: str
    about: str = ""
    shown: str = ""


def _switches(resource: Resource) -> Iterator[tuple[Resource, AuditSwitch, _State]]:
    switch = audit_switches()[resource.type]
    raw = resource.state.raw if was_looked_up(resource) else resource.declared.raw
    entries = locate(raw, switch.each) if switch.each else [Located(raw, "", marked=False)]
    for entry in entries:
        if state := _state(entry, switch):
            yield resource, switch, state


def _state(entry: Located, switch: AuditSwitch) -> _State | None:
    """What the switch says; None where it is of something else."""
    if bare(entry.value) is UNKNOWN:
        return _State(None, entry.path)
    off, path = _off(entry, switch)
    named = next(locate(entry.value, switch.names), None) if switch.names else None
    if named and bare(named.value) is UNKNOWN:
        return None if off is False else _State(None, _joined(entry.path, named.path))
    about = named.text.lower() if named else ""
    if switch.names and not any(matches(pattern, about) for pattern in switch.which):
        return None
    if any(has_wildcard(pattern) for pattern in switch.which):
        return _State(off, path)  # one sink of the record is as good as another, whatever else its filter says
    return _State(off, path, about, "" if entry.marked or (named and named.marked) else about)


def _off(entry: Located, switch: AuditSwitch) -> tuple[bool | None, str]:
    path = _joined(entry.path, switch.at)
    for one in locate(entry.value, switch.at):
        plain, said = bare(one.value), yes_or_no(one.value)
        if not isinstance(plain, str | bool):
            return None, path  # not known yet, or nothing that a switch can say
        text = plain.strip().lower() if said is None and isinstance(plain, str) else str(said).lower()
        return text in switch.off, path
    return False, path


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
