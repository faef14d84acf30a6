"""This is where something Untold is: what keeps an answer about a stack from being certain."""

from typing import NamedTuple

from daypass.model.resource import Resource


class Untold(NamedTuple):
    """`what` is not known: the path of a property, or words; `whose` says of whom, for people.

    `urn` is that of the resource, so that two things of one name are two; "" where it is of no resource.
    """

    what: str
    whose: str = ""
    urn: str = ""

    @classmethod
    def of(cls, whose: Resource | str, what: str) -> "Untold":
        """Of a resource, or of somebody whom the stack does not have, in words."""
        return cls(what, whose) if isinstance(whose, str) else cls(what, repr(whose.name), whose.urn)

    def __str__(self) -> str:
        return f"{self.what} of {self.whose}" if self.whose else self.what
