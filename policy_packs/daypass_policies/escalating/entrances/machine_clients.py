"""This is where it is told who reads the secret of a machine's client, and calls an API as that machine does.

A client of a user pool that takes `client_credentials` is a machine: its secret is all that it shows for a token. Who
describes the client reads the secret. An API that takes tokens of the pool then does for them what it does for that
one, as the role of what it calls. Sources: Amazon Cognito User Pools API Reference, "DescribeUserPoolClient" (the
answer has `ClientSecret`); Amazon Cognito Developer Guide, "The token issuer endpoint" (client credentials grant); read
2026-12.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import Resource, Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.machine_apis import ServedPools
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.entrances.served_apis import Served
from daypass_policies.escalating.placed import Placed
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import HEAVY, gained
from daypass_policies.trusting.user_pools import CLIENTS, UserPool, UserPools

_READS: Final = "cognito-idp:DescribeUserPoolClient"
_MACHINES: Final = "client_credentials"
_HAS_ONE: Final = "generateSecret"
_FLOWS: Final = ("allowedOauthFlows[]", "allowedOAuthFlows[]")
_NAMES: Final = ("name", "clientName")


class _Machine(NamedTuple):
    """A client of a machine, its pool (None: any), and as which roles APIs act for it; `unknown`: whether it is one."""

    client: Resource
    pool: UserPool | None
    served: tuple[Served, ...]
    unknown: tuple[Untold, ...]


def poses_as_machines(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The machines as which a workload calls an API by their secret, unless it is called like the machine."""
    machines = rising.reach.stack.once(_Machines, rising) if has_by_itself(actor, _READS) else None
    for arn, one in machines.near(actor) if machines else ():
        name = next(filter(None, (text_of(said(one.client, key)) for key in _NAMES)), one.client.name)
        answer = may(actor, _READS, arn)
        if not answer.possible or is_called_like(actor, name):
            continue
        if served := next((each for each in one.served if gained(actor, each.role, rising, HEAVY)), None):
            words = f"read the secret of client {one.client.name!r}, for which an API acts as {served.role}"
            whole = answer.under(*one.unknown, *served.unknown)
            yield Opened(_READS, words, whole, as_another=True)
            if whole.is_certain:
                return  # who may do so with very many is told of one


class _Machines:
    """Those of a stack, by the account from which they are described."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._each, self._placed = _machines(stack, rising), dict[str, Placed[tuple[str, _Machine]]]()

    def near(self, actor: Actor) -> Sequence[tuple[str, _Machine]]:
        """Those that somebody may describe, and perhaps others, each with the ARN of its pool."""
        own = actor.node.account if actor.node else ""
        if own not in self._placed:
            each = [(_arn(one.pool, own), one) for one in self._each]
            self._placed[own] = Placed(((arn,), (arn, one)) for arn, one in each)
        return self._placed[own].near(actor, _READS)


def _arn(pool: UserPool | None, own: str) -> str:
    return pool.arn(own) if pool else f"arn:*:cognito-idp:*:{own or ANY}:userpool/*"


def _machines(stack: Stack, rising: Rising) -> tuple[_Machine, ...]:
    """Those of a stack, in an order that says nothing of their registration."""
    pools, each = ServedPools(stack, rising), sorted(stack.of_type(*CLIENTS), key=lambda one: one.urn)
    return tuple(found for one in each if (found := _machine(one, stack.once(UserPools), pools)) and found.served)


def _machine(client: Resource, pools: UserPools, served: ServedPools) -> _Machine | None:
    doubts = _doubts(client)
    if doubts is None:
        return None
    try:
        pool = pools.of(client)
    except Undecided as undecided:
        return _Machine(client, None, served.of(None), (*doubts, Untold.of(client, undecided.path)))
    return _Machine(client, pool, served.of(pool), doubts) if pool else None


def _doubts(client: Resource) -> tuple[Untold, ...] | None:
    """What is not known of whether it is a machine's; None where it is not."""
    has_secret, flows = switch(client, _HAS_ONE), [texts_at(client.state, path) for path in _FLOWS]
    unknown = tuple(Untold.of(client, path) for one in flows for path in one.unknown)
    is_machine = any(_MACHINES in one.texts for one in flows)
    if has_secret is False or not (is_machine or unknown):
        return None
    return (*(() if has_secret else (Untold.of(client, _HAS_ONE),)), *(() if is_machine else unknown))
