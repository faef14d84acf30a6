"""This is where it is told what a role holds each user of an identity pool to: their own folder, or their own rows.

A policy says so by the id of the user (`${cognito-identity.amazonaws.com:sub}`), in the name of a resource or in a
condition. Source: Amazon Cognito Developer Guide, "Role-based access control" and "IAM roles" (policies for the
user's own folder of S3, and for rows by `dynamodb:LeadingKeys`); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.working import example
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor

_KEY: Final = "cognito-identity.amazonaws.com:sub"
_USER: Final = f"${{{_KEY}}}"
AS_ANOTHER: Final = Facts({_KEY: "somebody-else", "dynamodb:leadingkeys": (PROBE,)})
"""What a request brings of somebody who asks for what is another user's."""


class UsersOwn(NamedTuple):
    """An action, and what of some other user it would be done to. `is_marked`: where it stands is marked as secret."""

    action: str
    resource: str
    is_marked: bool


def users_own(role: Actor) -> Iterator[UsersOwn]:
    """What each user may do to their own alone; nothing of statements of which something is not known."""
    for means in role.means:
        for held in means.everything:
            try:
                yield from _in(held) if held.line.is_allow else ()
            except Undecided:
                continue


def _in(held: Held) -> Iterator[UsersOwn]:
    statement = held.line.statement
    if not statement.has("Resource") or not statement.has("Action"):
        return
    is_asked = any(_USER in value for one in statement.conditions for value in one.values)
    for text in statement.resources:
        for action in statement.actions if is_asked or _USER in text else ():
            tried = example(action) if has_wildcard(action) else action
            yield UsersOwn(tried, text.replace(_USER, PROBE), held.given.document.secret)
