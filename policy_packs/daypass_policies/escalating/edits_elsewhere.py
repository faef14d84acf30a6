"""This is where it is told which identities of other stacks a holder names and changes as nobody but they should."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.identity_edits import identity_edits
from daypass.graph.becoming.anything.unnamed import UNBOUND
from daypass.rule import Open, Problem
from daypass_policies.escalating.actors import Actor, Actors
from daypass_policies.escalating.administrators import Elsewhere, NamedKind, administrators, elsewhere
from daypass_policies.escalating.told import Doubts
from daypass_policies.mending.allowing import without
from daypass_policies.mending.cutting import mended

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


def edits_elsewhere(
    actor: Actor, actors: Actors, doubts: Doubts, *, with_credentials: bool
) -> Iterator[Problem | Open]:
    """Each identity once: administrators, then users that a role makes credentials for."""
    credentials = _credentials(actor, actors) if with_credentials else iter(())
    for one in (*_together(_administrators(actor, actors)), *_together(credentials)):
        if unknown := one.whom.answer.unknown:
            yield from doubts.of(actor, unknown)
        else:
            yield mended(_told(actor, one), actor, one.actions, without)


def _told(actor: Actor, one: _Edited) -> Problem:
    does = f"{one.does} ({', '.join(one.actions)})"
    if one.whom.kind == "user":
        return one.whom.problem(actor, does, _OUTLAST, "low", key="credentials")
    return one.whom.as_administrator(actor, does)


def _administrators(actor: Actor, actors: Actors) -> Iterator[_Edited]:
    for action, kind, does in _EDITS:
        if actor.may(action):
            found = administrators(actor, actors, action, kind, UNBOUND)
            yield from (_Edited(one, does, [action]) for one in found)


def _credentials(actor: Actor, actors: Actors) -> Iterator[_Edited]:
    """Of roles alone, since users look after their own keys; nobody here sees what the user may do."""
    for edit in identity_edits() if actor.noun == "role" else ():
        if edit.makes == "key" and actor.may(edit.action):
            found = elsewhere(actor, actors, edit.action, "user")
            yield from (_Edited(one, "make credentials for {}", [edit.action]) for one in found)


def _together(every: Iterator[_Edited]) -> Iterator[_Edited]:
    """Each identity once; what is certain counts, whatever else is possible."""
    found: dict[str, _Edited] = {}
    for one in every:
        known = found.get(one.whom.arn)
        if known and not known.whom.answer.unknown:
            known.actions.extend(() if one.whom.answer.unknown else one.actions)
        elif not known or not one.whom.answer.unknown:
            found[one.whom.arn] = one
    yield from found.values()
