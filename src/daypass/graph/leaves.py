"""This is where the values of a resource are at a property path such as `inlinePolicies[].policy`, known or not."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.property_path import Leaf, Step, is_empty, steps, walk
from daypass.model.resource import UNKNOWN, Partial, Resource, Secret, bare


def leaves(resource: Resource, path: str, name: str = "") -> Iterator[Leaf]:
    """What stands at a path: `a`, `a[]` or `a[].b`, the last with the value under `name` beside `b`.

    An absent property, which an empty text is too, and an entry that has neither `b` nor a name, have no values.
    """
    first, *rest = steps(path)
    found = declared(resource, first.name)
    if is_empty(found):
        return
    property_ = Leaf(bare(found), first.name, isinstance(found, Secret))
    if not rest:
        yield property_._replace(name=said(resource, name))
        return
    *way, last = rest
    for entry in walk(property_, way):
        yield from _named(entry, last, name)


def _named(entry: Leaf, step: Step, name: str) -> Iterator[Leaf]:
    """Where the step leads from an entry. One that has a name and nothing there is a fault."""
    beside = entry.value.get(name) if name and isinstance(entry.value, Mapping) else None
    marked = Secret(beside) if entry.secret else beside
    found = walk(entry, (step,))
    if not found and not is_empty(beside):
        yield Leaf(None, f"{entry.path}.{step.name}", entry.secret, name=marked, fault="is missing")
    yield from (leaf._replace(name=marked) for leaf in found)


def declared(resource: Resource, key: str) -> Any:
    """What the resource asks for, or None; what came to be, where only that is known.

    A list of policies that the provider adds on its own (as an output alone) repeats what other resources gave at an
    earlier time, so it says nothing about now.
    """
    wanted = resource.declared.raw.get(key)
    later = resource.outputs.raw.get(key) if bare(wanted) is UNKNOWN else None
    return wanted if later is None else later


def said(resource: Resource, key: str) -> Any:
    """An attribute such as `arn`: as it came to be, else as it was declared; None where it is absent."""
    found = resource.state.raw.get(key)
    return resource.inputs.raw.get(key) if found is None else found


def text_of(value: Any) -> str:
    """A known text, or "" for anything else."""
    plain = bare(value)
    return plain if isinstance(plain, str) else ""


def switch(resource: Resource, key: str, *, default: bool = False) -> bool | None:
    """What a switch says, `default` where nobody set it, nor the provider; None where it is not known, or no switch.

    None is neither answer: who asks takes the side on which nothing passes, or says that it is not known.
    """
    found = declared(resource, key)
    if not is_empty(found):
        return yes_or_no(found)
    later = yes_or_no(resource.outputs.raw.get(key))
    return default if later is None else later


def yes_or_no(value: Any, *, default: bool | None = None) -> bool | None:
    """What the value of a switch says, `default` where it is absent; None where it is not known, or neither.

    Providers take a text as Go's `ParseBool` does. Source: pulumi-terraform-bridge, `CoerceTerraformString`; read
    2026-11.
    """
    plain = bare(value)
    if is_empty(plain):
        return default
    if isinstance(plain, bool):
        return plain
    return _SAYS.get(plain.strip().lower()) if isinstance(plain, str) else None


_SAYS: Final[Mapping[str, bool]] = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}


def maps(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in a list; an object alone stands for a list of one."""
    plain = bare(value)
    each = plain if isinstance(plain, list) else (plain,)
    yield from (one for one in map(bare, each) if isinstance(one, Mapping))


def within(value: Any) -> Iterator[Any]:
    """Everything that it holds, itself too, at any depth; UNKNOWN also for what else an object may hold.

    A stack of our own: what is written may be deep.
    """
    todo = [value]
    while todo:
        plain = bare(todo.pop())
        yield plain
        if isinstance(plain, Mapping):
            todo.extend((*plain.values(), *((UNKNOWN,) if isinstance(plain, Partial) else ())))
        elif isinstance(plain, list):
            todo.extend(plain)


def was_looked_up(resource: Resource) -> bool:
    """Whether the stack only knows it (`.get()`), and somebody else made it and may change it."""
    return resource.external or isinstance(resource.inputs.raw, Partial)
