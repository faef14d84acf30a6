"""This is where it is told what providers of Google's workload identity pools take in, and of which pools all of it.

Source: Google Cloud, "Workload Identity Federation" (attribute mapping, attribute conditions); read 2026-11.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Properties, Resource, Undecided
from daypass_policies.trusting.token_tenancy import names_workloads, path_of

PROVIDER: Final = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
CONDITION: Final = "attributeCondition"
POOL: Final = "workloadIdentityPoolId"
PROVIDER_ID: Final = "workloadIdentityPoolProviderId"

_NAMED: Final = re.compile(r"projects/(?P<project>\d+)/")
_MAPPED: Final = re.compile(r"\b(?:attribute|google)\b")
"""What a condition calls what the mapping makes of a token. Of the token itself (`assertion`) it says nothing."""


def mapping_of(provider: Properties) -> dict[str, str]:
    """Attribute → the expression over a token that it holds. Raises `Undecided`."""
    found = provider.get("attributeMapping")
    if not isinstance(found, Properties):
        return {}
    return {key: str(value) for key in found if (value := found.get(key)) is not None}


def mapping_for(condition: str, provider: Properties) -> dict[str, str]:
    """The same as far as the condition asks for any of it. Raises `Undecided` only then."""
    return mapping_of(provider) if _MAPPED.search(condition) else {}


class Pools:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def names_all(self, project: str, pool: str) -> bool:
        """Whether the stack has the providers of a pool, and the condition of each names what it takes in.

        `project` is its number. Where a provider does not say that of its own, it is taken to be of the same.
        """
        providers = self._by_pool.get(pool, ())
        # One of which it is not known whose it is may let anything into this one.
        is_known = bool(providers) and "" not in self._by_pool
        return is_known and all(_is_of(one, project) and _names_all(one) for one in providers)

    @cached_property
    def _by_pool(self) -> Mapping[str, Sequence[Resource]]:
        return grouped((_pool_of(one), one) for one in self._stack.of_type(PROVIDER))


def _is_of(provider: Resource, project: str) -> bool:
    """Whether its full name, as Google gives it, has this project's number, as far as it is known."""
    named = _NAMED.match(text_of(said(provider, "name")))
    return named is None or named["project"] == project


def _pool_of(provider: Resource) -> str:
    """The id of its pool; "" where it is not known."""
    try:
        pool = provider.declared.get(POOL)
    except Undecided:
        return ""
    return pool if isinstance(pool, str) else ""


def _names_all(provider: Resource) -> bool:
    """Whether its condition names the repositories or workloads that it takes in; also where it takes in nothing."""
    properties = provider.declared
    try:
        if properties.get("disabled") is True:
            return True
        oidc, condition = properties.get("oidc"), properties.get(CONDITION)
        issuer = oidc.get("issuerUri") if isinstance(oidc, Properties) else None
        if not isinstance(issuer, str) or not isinstance(condition, str):
            return False
        return names_workloads(condition, path_of(issuer), mapping_for(condition, properties))
    except Undecided:
        return False
