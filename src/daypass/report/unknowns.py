"""This is where it is told of an undecided finding in which resource the unknown value stands, and how it gets known.

A rule about an identity reads what others give it, so that the value may stand in another resource than the finding.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from daypass.graph.leaves import declared
from daypass.graph.permissions import EffectivePermissions
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Encrypted, Resource, bare
from daypass.report.findings import Finding

_STEP: Final = re.compile(r"[^.\[\]]{1,500}")

_REMEDY: Final = (
    "The value is encrypted in this source: judge what `pulumi stack export --show-secrets` gives, and keep that file "
    "to yourself."
)


def placed(finding: Finding, stack: Stack) -> Finding:
    """An undecided finding with the resource in which its values stand, and what to do where they are encrypted."""
    found = {path: _standing(finding, path, stack) for path in finding.unknown}
    holders = {one.urn for one in found.values() if one}
    within = holders.pop() if len(holders) == 1 and all(found.values()) else ""
    hidden = any(one and _encrypted_at(one, path) for path, one in found.items())
    return replace(
        finding,
        within="" if within == finding.urn else within,
        remedy=_REMEDY if hidden else finding.remedy,
    )


def _standing(finding: Finding, path: str, stack: Stack) -> Resource | None:
    """The resource in which the value at this path is not known; None where that cannot be told."""
    return next((one for one in _asked(finding, stack) if _unknown_at(one, path) is not None), None)


def _asked(finding: Finding, stack: Stack) -> Iterator[Resource]:
    """The resource of the finding, then those that give its identity anything."""
    if own := stack.by_urn.get(finding.urn):
        yield own
    permissions = stack.once(EffectivePermissions).by_urn
    if found := permissions.get(finding.urn) or permissions.get(finding.identity):
        yield from filter(None, (one for given in found.given for one in (given.policy, given.by)))
        yield from (gap.by for gap in found.gaps)


def _unknown_at(resource: Resource, path: str) -> Any:
    """The value at the path, or on the way to it, that is not known; None where all of it is."""
    first, *rest = _STEP.findall(path) or ("",)
    value = declared(resource, first)
    for step in rest:
        inner = bare(value)
        if isinstance(inner, list):
            value = inner[int(step)] if step.isdecimal() and int(step) < len(inner) else None
        elif inner is not UNKNOWN:
            value = inner.get(step) if isinstance(inner, dict) else None
    return value if bare(value) is UNKNOWN else None


def _encrypted_at(resource: Resource, path: str) -> bool:
    return isinstance(_unknown_at(resource, path), Encrypted)
