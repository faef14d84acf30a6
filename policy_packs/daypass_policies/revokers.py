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

_DENIES: Final = "iam:PutRolePolicy"
_REVOKES: Final = (
    "revok",
    "revoc",
    "incident",
    "respond",
    "quarantin",
    "containment",
    "lockdown",
    "offboard",
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
        return any(may(one.policies, _DENIES, arn) for one in others if _is_called_so(one.identity, settings))

    @cached_property
    def _writers(self) -> tuple[Permissions, ...]:
        return tuple(self._writing())

    def _writing(self) -> Iterator[Permissions]:
        """Those whom a statement lets write inline policies: hardly anybody."""
        for one in self._stack.once(EffectivePermissions).each:
            if any(mentions(statement, _DENIES) for statement in allows(one.policies)):
                yield one


def _is_called_so(identity: Resource, settings: Settings) -> bool:
    name = text_of(said(identity, "name")) or identity.name
    said_of_it = (*words_in(name), *words_in(tagged(identity, "purpose", settings)))
    return any(word.startswith(_REVOKES) for word in said_of_it)
