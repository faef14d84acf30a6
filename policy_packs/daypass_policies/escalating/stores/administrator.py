"""This is where an Administrator is: a role that a store of data names as the one who may do everything in it."""

from collections.abc import Iterator
from typing import NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.names import Names
from daypass.graph.property_path import Leaf, beginning
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, kinds_of
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising


class Named(NamedTuple):
    """A role that a property names, or may name: `is_known` says which of both."""

    role: Actor
    at: str
    is_known: bool


class Administrator(NamedTuple):
    """Whom a store (`of`) names, or may name, as its administrator, and whether that one may act as it there.

    `what` is the store and `does` what it may do, in words for people, by this `action`.
    """

    of: Resource
    named: Named
    what: str
    does: str
    action: str
    answer: Answer

    @property
    def fact(self) -> str:
        """The same in a sentence; a policy that is marked as secret keeps which action it names."""
        role = self.named.role
        is_hidden = any(given.document.secret for given in role.permissions.given)
        by = "" if is_hidden else f" ({self.action})"
        return f"{role.title} of a workload administers {self.what} with which it works: it may {self.does}{by}"


def named_in(store: Resource, found: list[Leaf], rising: Rising) -> Iterator[Named]:
    """The roles of the stack that these values name; where one is not known, those on which the property depends."""
    names = rising.reach.stack.once(_names)
    for leaf, meant in zip(found, names.meant(store, beginning(found[0].path), found), strict=True) if found else ():
        if role := rising.actors.by_urn.get(meant.urn):
            yield Named(role, leaf.path, is_known=True)
        elif leaf.value is UNKNOWN:
            behind = (rising.actors.by_urn.get(urn) for urn in names.behind(store, beginning(leaf.path)))
            yield from (Named(role, leaf.path, is_known=False) for role in behind if role)


def _names(stack: Stack) -> Names:
    return Names.of(stack.resources, kinds_of(ROLE))
