"""This is where the permissions are that a resource hands out: documents of its own, and policies that it attaches."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from daypass.graph.given import BOUNDARY
from daypass.graph.leaves import was_looked_up
from daypass.graph.managed import DOCUMENTS
from daypass.graph.ways import IDENTITY_KINDS, ITSELF, PERMISSION_SET, WAYS
from daypass.model.resource import Items, Properties, Resource, Secret
from daypass.rule import Problem
from daypass_policies.settle import settle

DocumentQuestion = Callable[[Properties, str, str], Iterable[Problem]]
"""What to ask about a document: the map it stands in, its key there, and the policy's name ("" where it has none)."""

PolicyQuestion = Callable[[str, str], Iterable[Problem]]
"""What to ask about an attached policy: its ARN, and the path of the property."""

_HANDING: Final = tuple(
    (type_, way)
    for type_, ways in WAYS.items()
    for way in ways
    if way.how != BOUNDARY and way.noun != PERMISSION_SET  # no workload acts as a permission set: people do
)
_DOCUMENTS: Final[Mapping[str, str]] = {
    **DOCUMENTS,
    **{type_: way.what for type_, way in _HANDING if way.is_document and "[]" not in way.what},
}
_LISTS: Final[Mapping[str, tuple[str, str, str]]] = {
    type_: (entries, document, way.name)
    for type_, way in _HANDING
    for entries, _, document in (way.what.partition("[]."),)
    if way.is_document and document
}
_ARNS: Final[Mapping[str, str]] = {
    type_: way.what.removesuffix("[]") for type_, way in _HANDING if way.what != ITSELF and not way.is_document
}

TYPES: Final = tuple(dict.fromkeys((*_DOCUMENTS, *_LISTS, *_ARNS)))
"""Every type that hands out permissions to what a workload may act as."""

TYPES_AND_IDENTITIES: Final = tuple(dict.fromkeys((*IDENTITY_KINDS, *TYPES)))
"""The same, and every identity, whoever gives it what it may do."""


def handed_out(resource: Resource, of_document: DocumentQuestion, of_policy: PolicyQuestion) -> Iterator[Problem]:
    """Ask about each document and each attached policy of the resource, whatever is unknown about the others."""
    properties, type_ = resource.declared, resource.type
    questions: list[Iterable[Problem]] = []
    if type_ in _ARNS:
        questions.append(_policies(properties, _ARNS[type_], of_policy))
    if type_ in _LISTS:
        questions.append(_listed(properties, _LISTS[type_], of_document))
    if key := _DOCUMENTS.get(type_):
        if key in properties:
            questions.append(of_document(properties, key, ""))
        elif not was_looked_up(resource):  # what is not there nobody can read, as what is null
            questions.append(of_document(Properties({key: None}), key, ""))
    yield from settle(questions)


def is_boundary_name(name: str) -> bool:
    """Whether a policy calls itself a boundary: `daypass-boundary`, `AppPermissionsBoundary-1a2b3c4`, `boundaries/app`.

    A boundary allows widely and then denies; that is what it is for, as long as nobody attaches it as a permission.
    """
    return bool(_BOUNDARY.search(name.lower()))


_BOUNDARY: Final = re.compile(r"boundary([-_]?policy)?(-[0-9a-f]{7})?$|boundar(y|ies)/")


def _policies(properties: Properties, key: str, ask: PolicyQuestion) -> Iterator[Problem]:
    value = properties.get(key)
    if isinstance(value, Items):
        yield from settle(_policy(value, index, ask) for index in range(len(value)))
    else:
        yield from _named(value, key, ask)


def _policy(items: Items, index: int, ask: PolicyQuestion) -> Iterator[Problem]:
    yield from _named(items[index], f"{items.path}[{index}]", ask)


def _named(value: object, path: str, ask: PolicyQuestion) -> Iterator[Problem]:
    """What is no text is no ARN, and nobody can tell what it would attach."""
    if isinstance(value, str):
        yield from ask(value, path)
    elif value is not None:
        yield Problem(f"{path} is no ARN of a policy", at=path, key="no-arn")


def _listed(properties: Properties, keys: tuple[str, str, str], ask: DocumentQuestion) -> Iterator[Problem]:
    items = properties.get(keys[0])
    if items is None:
        return
    if not isinstance(items, Items):  # the one thing that should stand in a list
        items = Items([items.raw if isinstance(items, Properties) else items], keys[0])
    marked = properties.is_secret(keys[0])
    yield from settle(_entry(items, index, keys, ask, marked=marked) for index in range(len(items)))


def _entry(
    items: Items, index: int, keys: tuple[str, str, str], ask: DocumentQuestion, *, marked: bool
) -> Iterator[Problem]:
    holder = items[index]
    _, document, name = keys
    if holder is not None and not isinstance(holder, Properties):  # no entry: let the reader of documents say so
        holder = Properties({document: items.raw[index]}, f"{items.path}[{index}]")
    # An entry with neither is how the provider is told that there shall be no inline policies.
    if holder is None or (holder.is_known(document) and holder.get(document) in (None, "")):
        return
    if marked or isinstance(items.raw[index], Secret):  # what stands in a secret is one
        holder = Properties({document: Secret(holder.raw[document])}, holder.path)
    can_be_told = holder.is_known(name) and not holder.is_secret(name)
    yield from ask(holder, document, str(holder.get(name, "")) if can_be_told else "")
