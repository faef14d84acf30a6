"""A door for machines names the token that opens it; any token of the account is any machine of the account."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle
from daypass_policies.trusting.nameless import asks_more

_POLICIES: Final = (
    "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy",
    "cloudflare:index/accessPolicy:AccessPolicy",
    "cloudflare:index/zeroTrustAccessGroup:ZeroTrustAccessGroup",
    "cloudflare:index/accessGroup:AccessGroup",
)
_APPLICATIONS: Final = (
    "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication",
    "cloudflare:index/accessApplication:AccessApplication",
)
_ANY: Final = "anyValidServiceToken"
_LETS_NOBODY_IN: Final = "deny"


@rule(
    "service-token-is-named",
    risk="federated-trust",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=(*_POLICIES, *_APPLICATIONS),
    controls=("NHI8:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9", "SOC2:CC6.1"),
    remedy="Include the service tokens of the workloads that call (serviceToken with its tokenId), each by its own.",
)
def service_token_is_named(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever has a token of any machine of the account gets in here, for whatever that token was made.

    Told are policies and groups of Cloudflare Access that include any valid service token, and policies that stand in
    an application, or that include everyone and require such a token, unless something else must be met as well
    (`requires`: an address, a device, a named token). One that denies lets nobody in.

    Source: Cloudflare One, "Any valid service token" (any service token created for this account) and "Access policies"
    (include, require), with pulumi-cloudflare 5.49.1 and 6.23.1; read 2026-12.

    Refused:
        machines:
          type: cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy
          properties:
            name: machines
            decision: non_identity
            includes: [{anyValidServiceToken: {}}]

    Mended:
        machines:
          type: cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy
          properties:
            name: machines
            decision: non_identity
            includes: [{serviceToken: {tokenId: 8a5f0c4e-1d2b-4c3d-9e8f-7a6b5c4d3e2f}}]
    """
    del ask
    if was_looked_up(resource):
        return
    whole = Located(resource.declared.raw, "", marked=False)
    inside = locate(resource.declared.raw, "policies[]") if resource.type in _APPLICATIONS else (whole,)
    yield from settle(_of(resource, one) for one in inside)


def _of(resource: Resource, policy: Located) -> Iterator[Problem]:
    if not isinstance(policy.known, Mapping):
        return  # the id of a policy that stands elsewhere
    is_open = any(_is_meant(place.known) for place in policy.below("includes[].everyone"))
    for place in policy.below(f"{'requires' if is_open else 'includes'}[].{_ANY}"):
        if _is_meant(place.known) and not _denies(policy) and not _is_narrowed(policy):
            fact = f"{resource.name!r} lets in any service token of the account, whichever workload it was made for"
            yield Problem(fact, at=place.path)


def _is_meant(value: object) -> bool:
    """An empty object says it, or `true` as it was written before."""
    return value is True or isinstance(value, Mapping) or (isinstance(value, str) and value.lower() == "true")


def _denies(policy: Located) -> bool:
    return any(place.text.lower() == _LETS_NOBODY_IN for place in policy.below("decision"))


def _is_narrowed(policy: Located) -> bool:
    """Whether something else must be met as well. Raises `Undecided`."""
    return any(isinstance(place.known, Mapping) and asks_more(place.known) for place in policy.below("requires[]"))
