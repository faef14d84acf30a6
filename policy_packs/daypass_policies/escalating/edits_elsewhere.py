"""This is where it is told which identities of other stacks a holder names and changes as nobody but they should."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.identity_edits import identity_edits
from daypass.rule import Problem
from daypass_policies.allowing import without
from daypass_policies.escalating.administrators import Elsewhere, NamedKind, administrators, elsewhere
from daypass_policies.escalating.holders import Holder, Holders
from daypass_policies.escalating.mending import mended
from daypass_policies.escalating.unnamed import UNBOUND

_EDITS: Final[tuple[tuple[str, NamedKind, str], ...]] = (
    ("iam:UpdateAssumeRolePolicy", "role", "rewrite whom {} trusts"),
    ("iam:PutRolePolicy", "role", "write what {} may do"),
    ("iam:AttachRolePolicy", "role", "write what {} may do"),
    ("iam:AddUserToGroup", "group", "put users into {}"),
)
"""What is done to an administrator, the worst first."""

_OUTLAST: Final = ", and they outlast its sessions"


class _Edited(NamedTuple):
    """One identity, what is done to it first, and every action by which it is changed."""

    whom: Elsewhere
    does: str
    actions: list[str]


def edits_elsewhere(holder: Holder, holders: Holders) -> Iterator[Problem]:
    """Each identity once: administrators, then users that a role makes credentials for."""
    for one in _together(_administrators(holder, holders)):
        told = one.whom.as_administrator(holder, f"{one.does} ({', '.join(one.actions)})")
        yield mended(told, holder, one.actions, without)
    for one in _together(_credentials(holder, holders)):
        does = f"{one.does} ({', '.join(one.actions)})"
        told = one.whom.problem(holder, does, _OUTLAST, "low", key="credentials")
        yield mended(told, holder, one.actions, without)


def _administrators(holder: Holder, holders: Holders) -> Iterator[_Edited]:
    for action, kind, does in _EDITS:
        if holder.may(action):
            found = administrators(holder, holders, action, kind, UNBOUND)
            yield from (_Edited(one, does, [action]) for one in found)


def _credentials(holder: Holder, holders: Holders) -> Iterator[_Edited]:
    """Of roles alone, since users look after their own keys; nobody here sees what the user may do."""
    for edit in identity_edits() if holder.noun == "role" else ():
        if edit.makes == "key" and holder.may(edit.action):
            found = elsewhere(holder, holders, edit.action, "user")
            yield from (_Edited(one, "make credentials for {}", [edit.action]) for one in found)


def _together(every: Iterator[_Edited]) -> Iterator[_Edited]:
    found: dict[str, _Edited] = {}
    for one in every:
        if one.whom.arn in found:
            found[one.whom.arn].actions.extend(one.actions)
        else:
            found[one.whom.arn] = one
    yield from found.values()
