"""This is where it is told of which services statements say anything: a question about another is answered at once."""

from collections.abc import Iterable

from daypass.iam.glob import has_wildcard
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided


def services_named(statements: Iterable[Statement]) -> frozenset[str] | None:
    """The services, in small letters, of whose actions they speak; None where it may be any."""
    found: set[str] = set()
    for statement in statements:
        try:
            if statement.has("NotAction"):
                return None
            found.update(pattern.partition(":")[0].lower() for pattern in statement.actions)
        except Undecided:
            return None
    return None if any(map(has_wildcard, found)) else frozenset(found)
