"""This is where a Layer is: one document that has a say about a request, in its place among the others."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from daypass.iam.document import Document
from daypass.iam.reading import Reading

Field = Literal[
    "serviceControlPolicies",
    "resourceControlPolicies",
    "resourcePolicy",
    "identityPolicies",
    "permissionsBoundary",
    "sessionPolicies",
]
"""Kinds of policies, in the order in which a decision names what is missing."""

CONTROLS: Final[tuple[Field, ...]] = ("serviceControlPolicies", "resourceControlPolicies")
"""Those that come in levels, of which each must allow by itself."""


class Layer(NamedTuple):
    """The statements of one document. `place` is `identityPolicies[0]`; `name` is what it can meet the need of.

    That is `serviceControlPolicies[1]` for a document of the second level, its field for all that come together.
    """

    field: Field
    name: str
    place: str
    readings: tuple[Reading, ...]

    @classmethod
    def of_document(cls, field: Field, document: Document, name: str = "", place: str = "") -> "Layer":
        """The layer of a document that stands alone in its field, unless name and place say otherwise."""
        readings = tuple(Reading(statement, document.version, place or field) for statement in document.statements)
        return cls(field, name or field, place or field, readings)

    @classmethod
    def of_list(cls, field: Field, documents: Iterable[Document]) -> "Iterator[Layer]":
        """The layers of documents of which any may allow."""
        for index, document in enumerate(documents):
            yield cls.of_document(field, document, place=f"{field}[{index}]")

    @classmethod
    def of_levels(cls, field: Field, levels: Iterable[Iterable[Document]]) -> "Iterator[Layer]":
        """The layers of documents along the path of an organisation."""
        for level, documents in enumerate(levels):
            name = f"{field}[{level}]"
            for index, document in enumerate(documents):
                yield cls.of_document(field, document, name, f"{name}[{index}]")
