"""This is where anchors are found whose authority is one's own, and which no list of the stack tells of a lost key.

IAM Roles Anywhere knows the lists that were imported, and a bundle of certificates leads to none. Certificates that
carry a SPIFFE ID end within hours, and need none. Source: IAM Roles Anywhere User Guide, "The IAM Roles Anywhere trust
model" (Revocation); SPIFFE, "X509-SVID", section 4; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.stack import Stack
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass_policies.keeping.anchored_authorities import Anchored
from daypass_policies.keeping.trust_stores import lists_are_added
from daypass_policies.trusting.trust import ROLES, trust_of

_IMPORTS: Final = "rolesanywhere:ImportCrl"
_SPIFFE: Final = "spiffe://"


def unlisted_bundles(stack: Stack, anchored: Anchored) -> Iterator[Resource]:
    """The anchors; none where somebody of the stack imports lists, or certificates end within hours."""
    without = [one for one in anchored.each if anchored.is_of_bundle(one) and not anchored.has_list(one)]
    if without and not anchored.are_lists_unclear and not lists_are_added(stack, _IMPORTS):
        yield from () if any(map(_asks_for_spiffe, stack.of_type(*ROLES))) else without


def _asks_for_spiffe(role: Resource) -> bool:
    try:
        conditions = [one for statement in trust_of(role).statements for one in statement.conditions]
    except (MalformedDocument, Undecided):
        return False
    return any(value.startswith(_SPIFFE) for one in conditions for value in one.values)
