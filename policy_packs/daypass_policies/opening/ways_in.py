"""This is where a Way in is: what the open statements of a policy that let strangers in alike have in common.

A policy that lets everyone read and list is open once, in two statements; one that lets everyone read and any service
write is open twice.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from daypass.grouping import grouped
from daypass.iam.admitted import EXCEPT
from daypass.iam.document import EVERYONE
from daypass.model.resource import Undecided
from daypass_policies.opening.grant import Grant


class WayIn(NamedTuple):
    """Who gets in, `excused` by what, and whether conditions that help nothing stand in the way.

    `document` is the path of the policy. `alone` is that of a statement whose actions are not known: what it opens
    could not be said together with what others do.
    """

    document: str
    who: str
    excused: str
    has_conditions: bool
    alone: str


def ways_of(opened: Iterable[tuple[Grant, str]]) -> Mapping[WayIn, Sequence[Grant]]:
    """Way → the grants that make it, each of a statement of its own; each comes with what excuses it."""
    return grouped((_way(grant, excused), grant) for grant, excused in opened)


def _way(grant: Grant, excused: str) -> WayIn:
    is_unknown = not actions_of(grant) and not grant.hidden
    return WayIn(grant.document.path, _who(grant), excused, bool(grant.conditions), grant.where if is_unknown else "")


def _who(grant: Grant) -> str:
    if grant.kind == EXCEPT:
        return "everyone but those it leaves out"
    if grant.kind == "Service":
        return "any AWS service, for any account"
    return "everyone" if grant.principal == EVERYONE else "whoever fits a pattern of accounts"


def actions_of(grant: Grant) -> dict[str, str]:
    """The actions in small letters and in order, each with how it is written first.

    None where they are not known, or not all of them: whatever they are, it is open.
    """
    if grant.statement.is_part:
        return {}
    try:
        return dict(sorted({action.lower(): action for action in reversed(grant.actions)}.items()))
    except Undecided:
        return {}


def said_actions(grants: Iterable[Grant]) -> str:
    """What these allow, in order; nothing of a policy that may not be quoted, nor what is no action."""
    each = [_said(grant) for grant in grants]
    listed = dict(sorted((action.lower(), action) for actions in each for action in actions[:_SHOWN]))
    return ", ".join(listed.values()) + (" and more" if any(len(actions) > _SHOWN for actions in each) else "")


def _said(grant: Grant) -> list[str]:
    written = () if grant.hidden else actions_of(grant).values()
    return [action for action in written if _SPOKEN.fullmatch(action)]


_SPOKEN: Final = re.compile(r"[A-Za-z0-9-]{2,40}:[A-Za-z0-9*?]{1,60}|\*")
_SHOWN: Final = 3
"""How many actions are told of one statement."""


def key_of(grants: Iterable[Grant]) -> str | None:
    """What is open is in the key, so that a baseline which knows some statements does not know a wider one.

    Where statements stand in the policy is not; one alone has the key that it has ever had.
    """
    keys = set(_keys(grants))
    return " ".join(sorted(keys)) if keys else None


def _keys(grants: Iterable[Grant]) -> Iterator[str]:
    yield from (" ".join((grant.sid, *actions_of(grant))) for grant in grants if not grant.hidden)
