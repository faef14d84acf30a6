"""This is where a Preview is: what a program registers, as the Resources that rules ask about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from daypass.engine.place import place_of
from daypass.engine.placeholders import holds_token, without_tokens
from daypass.engine.project import Project
from daypass.engine.registration import Registration
from daypass.engine.urns import PROVIDERS, Reference
from daypass.graph.stack import STACK_TYPE, Stack
from daypass.model.resource import Partial, Place, Properties, Provider, Resource
from daypass.state.position import inherited
from daypass.state.values import ARCHIVE, ASSET, SIGNATURE, decode

_INTERNAL: Final = "__"
"""How the keys begin that the engine keeps from policy packs: `__defaults`, and the code of dynamic providers."""


@dataclass(frozen=True)
class Preview:
    """What came of running a program.

    `notes` are sentences about what was assumed; `uncertain` the URNs of resources whose name or provider is made of an
    answer that is a placeholder, so that nothing said of them is decided. `error` is one sentence where the program did
    not finish: then `stack` is what it registered until then.
    """

    project: Project
    stack_name: str
    stack: Stack
    notes: tuple[str, ...] = ()
    uncertain: frozenset[str] = frozenset()
    error: str | None = None


def stack_of(registrations: Iterable[Registration], project: Project) -> Stack:
    """The stack of these registrations, each with the line of the user's program that made it."""
    made = tuple(registrations)
    providers = {one.urn: _provider(one) for one in made if one.type.startswith(PROVIDERS)}
    own = {one.urn: place_of(one.frames, project) for one in made}
    places = inherited(own, {one.urn: one.parent for one in made})
    found = (_resource(one, providers, places[one.urn]) for one in made)
    return Stack(tuple(sorted(found, key=_order)))


def _order(resource: Resource) -> tuple[bool, bool, str, int, int, str]:
    """Where it stands among the others: the SDK registers at once what waits for nothing, in another order each time.

    The stack itself and the providers come first, then line by line of the program, parents before their children.
    """
    file, line = resource.place or ("", 0)
    depth = resource.urn.count("$")
    return resource.type != STACK_TYPE, not resource.type.startswith(PROVIDERS), file, line, depth, resource.urn


def uncertain_of(registrations: Iterable[Registration]) -> frozenset[str]:
    """The URNs of resources that cannot be told apart from others: their name or provider holds a placeholder."""
    return frozenset(
        one.urn for one in registrations if holds_token(one.urn) or holds_token(Reference.parse(one.provider).urn)
    )


def missing_files(registrations: Iterable[Registration], working: Path) -> Iterator[str]:
    """A sentence for each archive or asset that is not there. None is ever read."""
    for one in registrations:
        for path in _files_in(one.inputs):
            if not (working / path).exists():
                yield f"{one.urn}: the file {path!r} is missing; the engine would refuse it"


def _resource(one: Registration, providers: Mapping[str, Provider], place: Place) -> Resource:
    return Resource(
        urn=one.urn,
        type=one.type,
        name=one.name,
        inputs=_properties(one.inputs),
        outputs=_found(one.outputs) if one.external else _properties(one.outputs),
        parent=one.parent,
        provider=providers.get(Reference.parse(one.provider).urn, Provider()),
        custom=one.custom,
        external=one.external,
        protect=bool(one.protect),
        retained=one.retained,
        id="" if holds_token(one.id) else one.id,
        dependencies=one.dependencies,
        property_dependencies=_public(dict(one.property_dependencies)),
        place=place,
    )


def _provider(one: Registration) -> Provider:
    return Provider(urn=one.urn, type=one.type, name=one.name, inputs=_properties(one.inputs))


def _properties(tree: Mapping[str, Any]) -> Properties:
    decoded = decode(without_tokens(_public(tree)))
    return Properties(decoded if isinstance(decoded, dict) else {})


def _found(tree: Mapping[str, Any]) -> Properties:
    """Of a resource that exists only what the program and its id say is known; AWS knows the rest, and is not asked."""
    return Properties(Partial(_properties(tree).raw))


def _public(tree: Any) -> Any:
    """Without the keys that the engine keeps to itself, at any depth."""
    if isinstance(tree, dict):
        return {key: _public(item) for key, item in tree.items() if not key.startswith(_INTERNAL)}
    return [_public(item) for item in tree] if isinstance(tree, list) else tree


def _files_in(tree: Any) -> Iterator[str]:
    todo = [tree]
    while todo:
        this = todo.pop()
        if isinstance(this, dict):
            path = this.get("path")
            if this.get(SIGNATURE) in (ASSET, ARCHIVE) and isinstance(path, str):
                yield path
            todo.extend(this.values())
        elif isinstance(this, list):
            todo.extend(this)
