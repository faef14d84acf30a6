"""This is where it is told whether an identity has a credential of some user whom it may put into groups.

Whoever puts a user into a group names any user of the account. So one whose credential it gets, be it one that it makes
for that, is enough to act with all that the group has. Sources: IAM API Reference, "AddUserToGroup", "CreateUser",
"CreateAccessKey", "CreateLoginProfile" and "UpdateLoginProfile"; read 2026-11.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from daypass.data.identity_edits import WHOSE_BOUNDARY, IdentityEdit, identity_edits
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer, joined
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.editing.editable import Editable
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import place_of
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.spreading import spread_by_sorts
from daypass.graph.becoming.targets import Member
from daypass.iam.arn import Arn
from daypass.iam.glob import filled, has_wildcard

_NEW_USER: Final = "iam:CreateUser"
_ANOTHER_PASSWORD: Final = "iam:UpdateLoginProfile"  # noqa: S105 - an action
_ACTS_AS: Final = ("iam:CreateAccessKey", "iam:CreateLoginProfile", _ANOTHER_PASSWORD)
"""Credentials with which one does all that the user may; the others are for one service each."""

_UNBOUNDED: Final = Facts(absent=frozenset({WHOSE_BOUNDARY.lower()}))


class Credential(NamedTuple):
    """A credential of some user that an identity gets by these actions, for certain or perhaps."""

    actions: tuple[str, ...]
    answer: Answer


def credential_of_some_user(means: Means, editable: Editable) -> Credential | None:
    """The first that is certain, else one that is possible.

    A permissions boundary would hold back what the group has: of such users none counts.
    """
    perhaps: list[Credential] = []
    for edit in identity_edits():
        if edit.action in _ACTS_AS and means.may(edit.action):
            found = (*_of_those_there(edit, means, editable), *_of_new_ones(edit, means))
            possible = sorted((one for one in found if one.answer.possible), key=_place)
            if first := next((one for one in possible if not one.answer.unknown), None):
                return first
            perhaps += possible
    return next(iter(perhaps), None)


def _of_those_there(edit: IdentityEdit, means: Means, editable: Editable) -> Iterator[Credential]:
    targets = editable.unbounded(edit, means.caller.account)

    def ask(member: Member) -> Answer:
        return means.on(edit.action, member.arn, editable.facts(member, edit))

    sorts = partial(editable.sorts, edit, targets)
    for _, answer in spread_by_sorts(means, edit.action, targets, sorts, ask):
        yield Credential((edit.action,), answer)


def _of_new_ones(edit: IdentityEdit, means: Means) -> Iterator[Credential]:
    """Of users that it makes itself, by a name that both actions take in. Nobody has a password before it is made."""
    for user in _examples(means) if edit.action != _ANOTHER_PASSWORD and means.may(_NEW_USER) else ():
        makes, gets = means.on(_NEW_USER, user, _UNBOUNDED), means.on(edit.action, user)
        yield Credential((_NEW_USER, edit.action), joined(makes, gets))


def _examples(means: Means) -> Iterator[str]:
    """ARNs of users that do not exist, one for each pattern by which it makes or gets something."""
    every = (means.scope(action) for action in (_NEW_USER, *_ACTS_AS) if means.may(action))
    patterns = (text for scope in every for text in (*(pattern for pattern, _ in scope.certain), *scope.asked))
    return iter(dict.fromkeys(_example(pattern, means.caller.account) for pattern in patterns))


def _example(pattern: str, account: str) -> str:
    arn = Arn.parse(pattern)
    partition = arn.partition if arn and not has_wildcard(arn.partition) else "aws"
    kind, _, name = (arn.resource if arn else "").partition("/")
    called = filled(name, PROBE) if kind == "user" and name else PROBE
    return f"arn:{partition}:iam::{account or ANY}:user/{called}"


def _place(one: Credential) -> list[tuple[str, str]]:
    """Where the statements stand that let it, so that the order of registration says nothing."""
    return list(map(place_of, one.answer.grounds))
