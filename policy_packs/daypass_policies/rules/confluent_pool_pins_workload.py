"""An identity pool of Confluent Cloud takes in the workload that it is there for, not all of its issuer."""

import json
from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Problem, Severity, rule
from daypass_policies.cel import Demand, demands
from daypass_policies.located import locate
from daypass_policies.trusting.common_claims import AUDIENCE, OF_EVERYBODY

_FILTER: Final = "filter"
_CLAIMS: Final = "claims."
_PINNING: Final = ("is", "startsWith")


@rule(
    "confluent-pool-pins-workload",
    risk="federated-trust",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=("confluentcloud:index/identityPool:IdentityPool",),
    controls=("NHI6:2025", "NHI8:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9"),
    remedy="Ask in the filter for the one workload: claims.sub or the id of its client, with whole values.",
)
def confluent_pool_pins_workload(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Each token of the provider that fits the filter acts in Kafka as the pool, with all that the pool was given.

    Told is a filter that somebody else of the same issuer meets: one that asks for nothing, for the issuer, the tenant
    or a kind of token alone, or for a part of a claim (`contains`, `endsWith`); each alternative of an `||` counts for
    itself. One that asks for the audience and nothing besides is medium: whoever may ask the issuer for a token of that
    audience gets in. What compares another claim (`sub`, `azp`, `appid`, `client_id`, a group) with whole values, or
    with how it begins, says whom it means. Undecided is what asks in a way that is not read.

    Source: Confluent Cloud, "Manage identity pools" (filters, in the Common Expression Language); properties of
    pulumi-confluentcloud 2; read 2026-12.

    Refused:
        orders:
          type: confluentcloud:index/identityPool:IdentityPool
          properties:
            displayName: orders
            identityClaim: claims.sub
            filter: claims.iss == "https://login.example.org"

    Mended:
        orders:
          type: confluentcloud:index/identityPool:IdentityPool
          properties:
            displayName: orders
            identityClaim: claims.sub
            filter: claims.iss == "https://login.example.org" && claims.sub == "orders-publisher"
    """
    del ask
    if was_looked_up(resource):
        return
    text = next((place.text for place in locate(resource.declared.raw, _FILTER)), "")
    if not text.strip():
        yield _problem(resource, text, "every workload that its issuer vouches for")
        return
    pinned = demands(text, _pins)
    if pinned is None:
        raise Undecided(_FILTER)
    if pinned:
        return
    if demands(text, _is_of_an_audience):
        yield _problem(resource, text, "whoever gets a token of its audience", "medium")
    else:
        yield _problem(resource, text, "others of the same issuer")


def _pins(demand: Demand) -> bool | None:
    claim = demand.name.removeprefix(_CLAIMS)
    if claim in (*OF_EVERYBODY, AUDIENCE) or not demand.name.startswith(_CLAIMS):
        return False
    if demand.how == "unread":
        return None
    return demand.how in _PINNING and all(any(map(str.isalnum, text)) for text in demand.texts)


def _is_of_an_audience(demand: Demand) -> bool:
    return demand.name == f"{_CLAIMS}{AUDIENCE}" and demand.how == "is" and bool(demand.texts)


def _problem(resource: Resource, text: str, who: str, severity: Severity | None = None) -> Problem:
    is_secret = any(text in secret for secret in resource.secrets()) if text else False
    asked = f"({text}) && " if text.strip() else ""
    return Problem(
        f"identity pool {resource.name!r} takes in {who}",
        at=_FILTER,
        severity=severity,
        mended=None if is_secret else json.dumps({_FILTER: f'{asked}claims.sub == "SUBJECT"'}),
    )
