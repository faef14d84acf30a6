"""This is where it is told how long a session of an identity may last, and what makes it end.

A role's own limit binds whoever assumes it; the sessions that AWS services make for their workloads are renewed by
them. Behind Roles Anywhere the profile says how long. Sources: IAM User Guide, "Update the maximum session duration for
a role"; Roles Anywhere User Guide, "Create a profile"; read 2026-11.
"""

from collections.abc import Iterable, Mapping

from daypass.graph.consumers import ROLE_TYPES
from daypass.graph.leaves import declared
from daypass.graph.names import Names
from daypass.graph.property_path import texts_at
from daypass.graph.session_length import LENGTH, PROFILES, seconds_said
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, kinds_of
from daypass.model.resource import Resource, bare
from daypass.report.inventory.entry import Bound, Proof
from daypass.report.inventory.proof import CERTIFICATE, SERVICE, UNREADABLE


def bound_of_role(role: Resource, proofs: Iterable[Proof], profiles: Iterable[Resource], declared_term: str) -> Bound:
    """The longest session of a role that these come into, `profiles` being those of Roles Anywhere that name it."""
    ways = {proof.how for proof in proofs}
    if ways & {"unknown", UNREADABLE}:
        return Bound(_seconds(role), "unknown", declared_term)
    if ways and ways <= {SERVICE}:
        return Bound(None, "issuing service", declared_term)
    if ways == {CERTIFICATE}:
        return _of_profiles(tuple(profiles), declared_term)
    seconds = _seconds(role)
    return Bound(seconds, "unknown" if seconds is None else "role", declared_term)


def profiles_by_role(stack: Stack) -> Mapping[str, list[Resource]]:
    """URN of a role → the Roles Anywhere profiles that name it."""
    found: dict[str, list[Resource]] = {}
    profiles = list(stack.of_type(*PROFILES))
    if not profiles:
        return found
    names = Names.of(stack.of_type(*ROLE_TYPES), kinds_of(ROLE), by_last_part=True)
    for profile in profiles:
        listed = texts_at(profile.state, "roleArns[]")
        urns = [names.named(profile, text).urn for text in listed.texts]
        urns += names.behind(profile, "roleArns") if listed.unknown else []
        for urn in dict.fromkeys(urns):
            if urn:
                found.setdefault(urn, []).append(profile)
    return found


def _of_profiles(profiles: tuple[Resource, ...], declared_term: str) -> Bound:
    each = [_seconds(profile) for profile in profiles]
    known = [seconds for seconds in each if seconds is not None]
    if not each or len(known) < len(each):
        return Bound(None, "unknown", declared_term)
    return Bound(max(known), "Roles Anywhere profile", declared_term)


def _seconds(resource: Resource) -> int | None:
    return seconds_said(bare(declared(resource, LENGTH[resource.type])))
