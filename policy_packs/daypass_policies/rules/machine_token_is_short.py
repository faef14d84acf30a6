"""An access token that a machine gets by signing in as itself lives as long as a session of a service."""

from collections.abc import Iterator

from daypass.data.machine_tokens import MachineToken, machine_tokens
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.model.term import DEFAULT_LIMIT, HOUR, format_duration
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.machine_tokens import UNITS, Machines, in_force, length
from daypass_policies.keeping.standing import on
from daypass_policies.keeping.vault_tokens import Length, said
from daypass_policies.mending.arguments import instead
from daypass_policies.settle import collect


@rule(
    "machine-token-is-short",
    risk="long-session",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(machine_tokens()),
    stack=True,
    controls=("NHI7:2025", "NIST-800-53:AC-12", "NIST-800-53:IA-5"),
    remedy="Let access tokens of machines live an hour or less; a machine asks for the next one by itself.",
    options={
        "maxHours": {
            "type": "integer",
            "minimum": 1,
            "default": 1,
            "description": "The longest life in hours of an access token of a machine.",
        }
    },
)
def machine_token_is_short(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever copies an access token from a machine is that machine for every API that checks the signature alone.

    Held to the hour of a service is what Okta, Auth0 and Keycloak give a machine that signs in as itself: a rule of an
    authorization server with the grant `client_credentials`, an API for which the stack grants a client its own access,
    and a client with service accounts, where it says a length of its own. A machine needs no longer one, since it asks
    for the next without anybody's help. Grants of people alone are not asked, nor what is switched off. An API of Auth0
    that says nothing gives 24 hours, which many leave so: that is told in profile `strict`. Clients of Cognito are told
    by `pool-session-is-short`. Auth methods of Nomad and Consul for pipelines (`type: JWT`) are held to the longest
    session of any class, 4h unless the settings' `[terms]` say otherwise, as logins of Vault are.

    Refused:
        release:
          type: okta:auth/serverPolicyRule:ServerPolicyRule
          properties: {grantTypeWhitelists: [client_credentials], accessTokenLifetimeMinutes: 1440}

    Mended:
        release:
          type: okta:auth/serverPolicyRule:ServerPolicyRule
          properties: {grantTypeWhitelists: [client_credentials], accessTokenLifetimeMinutes: 60}
    """
    servers = list(in_force(stack))
    if servers:
        machines = Machines(stack)
        for server in servers:
            yield from _judged(server, machines, ask)


def _judged(server: Resource, machines: Machines, ask: Ask) -> Iterator[Problem | Open]:
    """Nothing where they end in time, or machines get none, whichever of both is known."""
    token = machine_tokens()[server.type]
    longest = _longest(token, ask)
    found, unknown = collect([length(server, token)])
    beyond = next((one for one in found if one.seconds > longest), None)
    if unknown or (beyond and (beyond.at or ask.profile == "strict")):
        yield from (Open(grant, (argument,)) for grant, argument in machines.unclear(server))
        yield from on(server, _told(server, machines, beyond, unknown, longest))


def _longest(token: MachineToken, ask: Ask) -> int:
    """Seconds. What can be revoked may last as long as a login of Vault."""
    if token.held == "session":
        return max(DEFAULT_LIMIT, *ask.settings.terms.values())
    return int(ask.options.get("maxHours", 1)) * HOUR


def _told(
    server: Resource, machines: Machines, beyond: Length | None, of_length: Undecided | None, longest: int
) -> Iterator[Problem]:
    gets, of_machines = collect([machines.get(server)])
    if gets == [False]:
        return
    for unknown in filter(None, (of_machines, of_length)):
        raise unknown
    if beyond:
        token = machine_tokens()[server.type]
        yield Problem(
            f"{token.noun} {server.name!r} gives machines access tokens that live {said(beyond, longest)}",
            at=beyond.at or token.length,
            mended=instead(token.length, _limit(token, longest)),
        )


def _limit(token: MachineToken, longest: int) -> int | str:
    return format_duration(HOUR) if token.unit == "duration" else longest // UNITS[token.unit]
