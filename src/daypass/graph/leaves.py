"""This is where the values of a resource are at a property path such as `inlinePolicies[].policy`, known or not."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from daypass.model.resource import UNKNOWN, Partial, Resource, Secret, bare


class Leaf(NamedTuple):
    """One value, without marks, or UNKNOWN; `secret` where it, or what it stands in, is marked.

    `whole`: the list is unknown, and so is how many values there are. `name` stands beside the value, with its mark;
    `fault` says why there is no value.
    """

    value: Any
    path: str
    secret: bool = False
    whole: bool = False
    name: Any = None
    fault: str = ""


def leaves(resource: Resource, path: str, name: str = "") -> Iterator[Leaf]:
    """What stands at a path: `a`, `a[]` or `a[].b`, the last with the value under `name` beside `b`.

    An absent property, which an empty text is too, and an entry that has neither `b` nor a name, have no values.
    """
    key, is_list, rest = path.partition("[]")
    found = declared(resource, key)
    value, secret = bare(found), isinstance(found, Secret)
    if _is_empty(value):
        return
    if not is_list:
        yield Leaf(value, key, secret, name=said(resource, name))
    elif value is UNKNOWN:
        yield Leaf(UNKNOWN, key, secret, whole=True)
    else:
        # The one thing that stands in the place of a list counts as its only item, as it does in the packs.
        items = enumerate(value) if isinstance(value, list) else [(0, value)]
        for index, item in items:
            leaf = Leaf(bare(item), f"{key}[{index}]", secret or isinstance(item, Secret))
            yield from _inside(leaf, rest.removeprefix("."), name) if rest else (leaf,)


def _inside(leaf: Leaf, key: str, name: str) -> Iterator[Leaf]:
    entry = leaf.value
    if entry is UNKNOWN:
        yield leaf
    elif not isinstance(entry, Mapping):
        yield leaf._replace(fault="is no map of properties")
    else:
        found, beside, path = entry.get(key), entry.get(name), f"{leaf.path}.{key}"
        named = leaf._replace(path=path, name=Secret(beside) if leaf.secret else beside)
        if not _is_empty(found):
            yield named._replace(value=bare(found), secret=leaf.secret or isinstance(found, Secret))
        elif not _is_empty(beside):
            yield named._replace(fault="is missing")


def declared(resource: Resource, key: str) -> Any:
    """What the resource asks for, or None; where it was only looked up, what was found.

    A list of policies that the provider adds on its own (as an output alone) repeats what other resources gave at an
    earlier time, so it says nothing about now.
    """
    inputs, outputs = resource.inputs.raw, resource.outputs.raw
    if resource.external or isinstance(inputs, Partial) or not inputs:
        found = outputs.get(key)
        return inputs.get(key) if found is None else found
    wanted = inputs.get(key)
    if bare(wanted) is UNKNOWN:
        later = outputs.get(key)
        return wanted if later is None else later
    return wanted


def said(resource: Resource, key: str) -> Any:
    """An attribute such as `arn`: as it came to be, else as it was declared; None where it is absent."""
    found = resource.outputs.raw.get(key)
    return resource.inputs.raw.get(key) if found is None else found


def text_of(value: Any) -> str:
    """A known text, or "" for anything else."""
    plain = bare(value)
    return plain if isinstance(plain, str) else ""


def was_looked_up(resource: Resource) -> bool:
    """Whether the stack only knows it (`.get()`), and somebody else made it and may change it."""
    return resource.external or isinstance(resource.inputs.raw, Partial)


def _is_empty(value: Any) -> bool:
    plain = bare(value)
    return plain is None or (isinstance(plain, str) and not plain)
