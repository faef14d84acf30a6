"""This is where it is told who reads the secret of a machine's client, and calls an API as that machine does.

A client of a user pool that takes `client_credentials` is a machine: its secret is all that it shows for a token. Who
describes the client reads the secret. An API that takes tokens of the pool then does for them what it does for that
one, as the role of what it calls. Sources: Amazon Cognito User Pools API Reference, "DescribeUserPoolClient" (the
answer has `ClientSecret`); Amazon Cognito Developer Guide, "The token issuer endpoint" (client credentials grant); API
Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.named import name_in
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource, Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.placed import Placed
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import HEAVY, gained
from daypass_policies.trusting.user_pools import CLIENTS, UserPool, UserPools

_READS: Final = "cognito-idp:DescribeUserPoolClient"
_MACHINES: Final = "client_credentials"
_AUTHORIZERS: Final[Mapping[str, tuple[str, str]]] = {
    "aws:apigatewayv2/authorizer:Authorizer": ("apiId", "jwtConfiguration.issuer"),
    "aws-native:apigatewayv2:Authorizer": ("apiId", "jwtConfiguration.issuer"),
    "aws:apigateway/authorizer:Authorizer": ("restApi", "providerArns[]"),
    "aws-native:apigateway:Authorizer": ("restApiId", "providerArns[]"),
}
_INTEGRATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "aws:apigatewayv2/integration:Integration": ("apiId", "integrationUri"),
    "aws-native:apigatewayv2:Integration": ("apiId", "integrationUri"),
    "aws:apigateway/integration:Integration": ("restApi", "uri"),
}
"""Type → where it says of which API it is, and whose tokens that takes, or what it calls."""

_FUNCTION: Final = re.compile(r":function:(?P<name>[\w-]+)")


class _Machine(NamedTuple):
    """A client of a machine, its pool, and the roles of the functions that an API calls for it."""

    client: Resource
    pool: UserPool
    roles: tuple[Node, ...]


def poses_as_machines(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The machines as which a workload calls an API by their secret, unless it is called like the machine."""
    machines = rising.reach.stack.once(_Machines, rising) if has_by_itself(actor, _READS) else None
    for arn, one in machines.near(actor) if machines else ():
        answer = may(actor, _READS, arn)
        if not answer.possible or is_called_like(actor, text_of(said(one.client, "name")) or one.client.name):
            continue
        if role := next((node for node in one.roles if gained(actor, node, rising, HEAVY)), None):
            words = f"read the secret of client {one.client.name!r}, for which an API acts as {role}"
            yield Opened(_READS, words, answer)
            if answer.is_certain:
                return  # who may do so with very many is told of one


class _Machines:
    """Those of a stack by whose secret anybody gets something, by the account from which they are described."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._each = tuple(_machines(stack, rising))
        self._placed: dict[str, Placed[tuple[str, _Machine]]] = {}

    def near(self, actor: Actor) -> Sequence[tuple[str, _Machine]]:
        """Those that somebody may describe, and perhaps others, each with the ARN of its pool."""
        own = actor.node.account if actor.node else ""
        if own not in self._placed:
            each = [(one.pool.arn(own), one) for one in self._each]
            self._placed[own] = Placed(((arn,), (arn, one)) for arn, one in each)
        return self._placed[own].near(actor, _READS)


def _machines(stack: Stack, rising: Rising) -> Iterator[_Machine]:
    """In an order that says nothing of their registration."""
    roles = _roles_by_pool(stack, rising)
    for client in sorted(stack.of_type(*CLIENTS), key=lambda one: one.urn) if roles else ():
        flows = texts_at(client.state, "allowedOauthFlows[]").texts
        if _MACHINES not in flows or switch(client, "generateSecret") is not True:
            continue
        try:
            pool = stack.once(UserPools).of(client)
        except Undecided:
            continue  # an API that takes its tokens is not known by then, either
        if pool and pool.id in roles:
            yield _Machine(client, pool, roles[pool.id])


def _roles_by_pool(stack: Stack, rising: Rising) -> Mapping[str, tuple[Node, ...]]:
    """Id of a pool → the roles of the functions that are called by APIs which take its tokens."""
    functions = _roles_by_function(stack, rising)
    called = grouped(
        (text_of(said(one, at)), node)
        for one in stack.of_type(*_INTEGRATIONS)
        for at, uri in (_INTEGRATIONS[one.type],)
        for function in _FUNCTION.finditer(text_of(said(one, uri)))
        for node in functions.get(function["name"], ())
    )
    taken = grouped(
        (whose.rpartition("/")[2], node)
        for one in stack.of_type(*_AUTHORIZERS)
        for at, issuers in (_AUTHORIZERS[one.type],)
        for whose in texts_at(one.state, issuers).texts
        for node in called.get(text_of(said(one, at)), ())
    )
    return {pool: tuple(sorted(set(nodes), key=lambda node: node.key)) for pool, nodes in taken.items()}


def _roles_by_function(stack: Stack, rising: Rising) -> Mapping[str, tuple[Node, ...]]:
    """Name of a function → its roles, as far as they have something that anybody would get."""
    uses = [use for use in stack.once(Consumers).every_use if use.own and use.noun == "function"]
    nodes = {use.role: rising.reach.nodes.get(use.role) for use in uses}
    weighing = {urn: node for urn, node in nodes.items() if node and gained(None, node, rising, HEAVY)}
    return grouped((name_in(use.consumer), weighing[use.role]) for use in uses if use.role in weighing)
