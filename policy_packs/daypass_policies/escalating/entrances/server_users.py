"""This is where it is told whether the users of file servers that a pattern takes in by their names give any more.

A key for a user gives what the role of that user may. Where a stack has users that are called as the pattern says, it
is known what that is; users that it does not take in do not count. Source: AWS Transfer Family User Guide, "Managing
users"; Service Authorization Reference, "AWS Transfer Family" (`user/SERVER/USER`); read 2026-12.
"""

from itertools import chain, islice
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.settled import Settled
from daypass.graph.becoming.steering.named import name_in
from daypass.graph.becoming.unsettled import Unsettled
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.compared import MOST
from daypass_policies.escalating.takeovers.gaining import gives_more

_NOUN: Final = "Transfer user"
_ENOUGH: Final = 3
"""Letters and digits that a pattern must fix of the user's name before it counts as one, as in other ARNs."""


class _ServerUser(NamedTuple):
    """A user by its ARN, with what a request about it brings along, and the URN of its role, "" where not known."""

    arn: str
    brings: Facts
    role: str


class ServerUsers:
    """Those of a stack."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        uses = (one for one in stack.once(Consumers).every_use if one.noun == _NOUN)
        every = [
            _ServerUser(_arn(one.consumer, rising), tag_facts(one.consumer, "aws:resourcetag/"), one.role)
            for one in uses
        ]
        self._rising = rising
        self._known = Settled((one.arn, one) for one in every if not has_wildcard(one.arn))
        self._unknown = Unsettled((one.arn, one) for one in every if has_wildcard(one.arn))

    def give_nothing(self, actor: Actor, action: str, pattern: str) -> bool:
        """Whether some of them are called as the pattern says, and none that it takes in has more than the actor."""
        found = self._taken_in(pattern) if _says_how_users_are_named(pattern) else ()
        is_one_named = any(not has_wildcard(_user_in(one.arn)) for one in found)
        return is_one_named and len(found) <= MOST and not any(self._gives(one, actor, action) for one in found)

    def _taken_in(self, pattern: str) -> tuple[_ServerUser, ...]:
        """One more than are looked at says that there are very many."""
        near = chain(self._known.near(pattern), self._unknown.near(pattern))
        return tuple(islice((one for one in near if meets(pattern, one.arn) != "no"), MOST + 1))

    def _gives(self, user: _ServerUser, actor: Actor, action: str) -> bool:
        """Whether a key for it may give more; also where nobody knows what its role may."""
        if not may(actor, action, user.arn, user.brings).possible:
            return False
        role = self._rising.actors.by_urn.get(user.role)
        if role is None or role.gaps:
            return True
        return gives_more(actor, role)


def _says_how_users_are_named(pattern: str) -> bool:
    return sum(map(str.isalnum, _user_in(pattern))) >= _ENOUGH


def _user_in(arn: str) -> str:
    """The name of the user, which stands last."""
    return arn.rpartition("/")[2]


def _arn(user: Resource, rising: Rising) -> str:
    """Its ARN by its own name and that of its server, with `*` for what is not known of it."""
    made, name = Arn.parse(text_of(said(user, "arn"))), name_in(user)
    if made and has_wildcard(name):
        return text_of(said(user, "arn"))
    place = made or Arn(ANY, "transfer", ANY, own_account(user, rising.reach.settings) or ANY, "")
    return ":".join(("arn", *place._replace(resource=f"user/{name}")))
