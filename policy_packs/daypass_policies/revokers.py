"""This is where it is told who in a stack is there to cut identities off, and does so by writing them a denial.

A revocation of the console ("Revoke active sessions") and most revokers write an inline policy: AWS's own is
`AWSRevokeOlderSessions`. Source: IAM User Guide, "Revoke IAM role temporary security credentials"; read 2026-12.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from daypass.graph.leaves import said, text_of
from daypass.graph.owned import tagged
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.settings import Settings
from daypass.words import words_in
from daypass_policies.rights import ANYTHING, allows, may, mentions
from daypass_policies.settle import collect

_DENIES: Final = "iam:PutRolePolicy"
_REVOKES: Final = (
    *("revok", "revoc", "incident", "respond", "response", "remediat", "compromis"),
    *("quarantin", "containment", "isolat", "lockdown", "offboard"),
)
"""Beginnings of words by which those are called, or say what they are for, who cut others off."""


class Revokers:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def cut_off(self, role: Resource, settings: Settings) -> bool:
        """Whether one of them may write inline policies of a role. Raises `Undecided` where that is not known yet."""
        arn = text_of(said(role, "arn")) or ANYTHING
        others = (one for one in self._writers if one.identity.urn != role.urn)
        found, unknown = collect(_revoking(one, arn, settings) for one in others)
        if unknown and not found:
            raise unknown
        return bool(found)

    @cached_property
    def _writers(self) -> tuple[Permissions, ...]:
        """Those whom a statement lets write inline policies: hardly anybody."""
        every = self._stack.once(EffectivePermissions).each
        return tuple(one for one in every if any(mentions(statement, _DENIES) for statement in allows(one.policies)))


def _revoking(one: Permissions, arn: str, settings: Settings) -> Iterator[Permissions]:
    if _is_called_so(one.identity, settings) and may(one.policies, _DENIES, arn):
        yield one


def _is_called_so(identity: Resource, settings: Settings) -> bool:
    """By its name, and only where that does not say so by its purpose, which may not be known yet."""
    name = text_of(said(identity, "name")) or identity.name
    return _says_so(name) or _says_so(tagged(identity, "purpose", settings))


def _says_so(text: str) -> bool:
    return any(word.startswith(_REVOKES) for word in words_in(text))
