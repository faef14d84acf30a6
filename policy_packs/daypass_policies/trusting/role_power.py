"""This is where it is told whether a role may do everything, so that a loose trust in it weighs more."""

from daypass.graph.permissions import EffectivePermissions
from daypass.graph.stack import Stack
from daypass.iam import breadth
from daypass.iam.document import Document
from daypass.model.resource import Resource, Undecided


def gives_everything(role: Resource, stack: Stack) -> bool:
    """Whether the stack makes an administrator of whoever gets in, by whatever resource, and no boundary is in the way.

    What is unknown or malformed says nothing here: other rules judge permissions.
    """
    found = stack.once(EffectivePermissions).by_urn.get(role.urn)
    if found is None or found.bounded or found.boundary_is_unknown:
        return False
    return any(_is_everything(given.document) for given in found.given)


def _is_everything(document: Document) -> bool:
    try:
        return breadth.gives_everything(document)
    except Undecided:
        return False
