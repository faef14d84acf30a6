"""This is where one value of a resource is replaced: by what a preview has there, or by another way to write it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from daypass.model.resource import UNKNOWN, Properties, Resource

Place = tuple[str | int, ...]
"""The keys and indices that lead to a value."""

_NAMING: Final[tuple[Place, ...]] = (("arn",), ("id",), ("name",), ("bucket",), ("result",), ("metadata", "name"))
"""Where a resource says what others refer to it by."""
_LISTS: Final = frozenset(("Statement", "Action", "NotAction", "Resource", "NotResource"))
_PRINCIPALS: Final = frozenset(("Principal", "NotPrincipal"))


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Every value below, the outer ones before what they hold."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield (*at, key)
        yield from places(value[key], (*at, key))


def value_at(value: Any, place: Place) -> Any:
    """The value there; None where there is none."""
    for key in place:
        if not isinstance(value, dict | list) or (isinstance(value, dict) and key not in value):
            return None
        value = value[key]
    return value


def path_of(place: Place) -> str:
    """The place as a rule tells it: `policy.Statement[0].Action`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in place).removeprefix(".")


def with_value(resource: Resource, place: Place, value: Any) -> Resource:
    """The resource with another value there."""
    return replace(resource, inputs=Properties(_put(resource.inputs.raw, place, value)))


def _put(value: Any, place: Place, new: Any) -> Any:
    if not place:
        return new
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[place[0]] = _put(value[place[0]], place[1:], new)
    return changed


def unknown_at(resources: list[Resource], at: int, place: Place) -> list[Resource]:
    """The resources, of one of which a value is not known yet; the engine says on which others it depends."""
    one = resources[at]
    texts = list(_texts(value_at(one.inputs.raw, place)))
    others = (other for other in resources if other is not one)
    on = [other for other in others if any(_refers(text, name) for name in named(other).values() for text in texts)]
    return [*resources[:at], _unknown(one, place, *on), *resources[at + 1 :]]


def unnamed_at(resources: list[Resource], at: int, *naming: Place) -> list[Resource]:
    """The resources, of one of which these names are not known yet, and with them all that refers to it by them."""
    one = resources[at]
    names = [named(one)[place] for place in naming]
    changed = []
    for other in resources:
        waiting = other
        for place in naming if other is one else list(_references(other, *names)):
            waiting = _unknown(waiting, place, *(() if other is one else (one,)))
        changed.append(waiting)
    return changed


def named(resource: Resource) -> Mapping[Place, str]:
    """Where a resource says what others refer to it by, and what it says."""
    said = {place: value_at(resource.inputs.raw, place) for place in _NAMING}
    return {place: text for place, text in said.items() if isinstance(text, str) and text}


def is_referred_to(resources: list[Resource], at: int, place: Place) -> bool:
    """Whether another resource holds the name that one says there."""
    name = named(resources[at])[place]
    return any(next(_references(other, name), None) for other in resources if other is not resources[at])


def _references(resource: Resource, *names: str) -> Iterator[Place]:
    """Where a resource refers to one of these names; a name of its own may be the same, and is none."""
    own = named(resource)
    for place in places(resource.inputs.raw):
        text = value_at(resource.inputs.raw, place)
        if isinstance(text, str) and place not in own and any(_refers(text, name) for name in names):
            yield place


def _unknown(resource: Resource, place: Place, *on: Resource) -> Resource:
    property_ = str(place[0])
    urns = (*resource.property_dependencies.get(property_, ()), *(one.urn for one in on))
    depends = {**resource.property_dependencies, property_: tuple(dict.fromkeys(urns))}
    return replace(with_value(resource, place, UNKNOWN), property_dependencies=depends if urns else {})


def _refers(text: str, name: str) -> bool:
    """Whether a text is a name, or holds it where it is long enough to be nothing else."""
    return text == name or (":" in name and name in text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for place in places(value):
        text = value_at(value, place)
        if isinstance(text, str):
            yield text


def as_objects(resource: Resource) -> Resource:
    """The resource with every policy that it holds as text as the object that the text says."""
    changed = resource
    for place in places(resource.inputs.raw):
        document = document_in(value_at(resource.inputs.raw, place))
        if document is not None:
            changed = with_value(changed, place, document)
    return changed


def document_in(value: Any) -> dict[str, Any] | None:
    """The policy that a text says, None where it says none."""
    try:
        read = json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return read if is_document(read) else None


def is_document(value: Any) -> bool:
    """Whether it is an object that stands for a policy."""
    return isinstance(value, dict) and "Statement" in value


def in_other_words(document: Any) -> Iterator[Any]:
    """The same policy, each time with one item instead of a list of one, or the other way round."""
    for place in places(document):
        is_value = len(place) > 2 and place[-3] == "Condition"
        if place[-1] in _LISTS or (len(place) > 1 and place[-2] in _PRINCIPALS) or is_value:
            value = value_at(document, place)
            if not isinstance(value, list):
                yield _put(document, place, [value])
            elif len(value) == 1:
                yield _put(document, place, value[0])
