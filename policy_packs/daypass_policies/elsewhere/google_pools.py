"""This is where it is told what providers of Google's workload identity pools take in, and of which pools all of it.

Source: Google Cloud, "Workload Identity Federation" (attribute mapping, attribute conditions); read 2026-11.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from daypass.graph.leaves import said, text_of, was_looked_up, yes_or_no
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Properties, Resource, Undecided
from daypass_policies.cel import every
from daypass_policies.trusting.token_tenancy import names_workloads, path_of

_POOL: Final = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool"
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
        self._named: dict[tuple[str, str], bool | None] = {}

    def names_all(self, project: str, pool: str) -> bool | None:
        """Whether the condition of each provider of a pool names what it takes in; None where that is not known.

        Only the stack that makes a pool shows all of its providers, as far as anybody can tell. `project` is the
        number; what says no number of its own is taken to be of the same.
        """
        key = project, pool
        if key not in self._named:
            self._named[key] = self._names_all(project, pool)
        return self._named[key]

    def providers_of(self, project: str, pool: str) -> Sequence[Resource]:
        """The providers of a pool that the stack has."""
        return [one for one in self._providers.get(pool, ()) if _may_be_of(one, project)]

    def _names_all(self, project: str, pool: str) -> bool | None:
        made = [one for one in self._pools.get(pool, ()) if _may_be_of(one, project)]
        providers = self.providers_of(project, pool)
        if not made or not providers:
            is_unsure = "" in self._pools if not made else "" in self._providers
            return None if is_unsure else False
        # One of which it is not known whose it is may let anything into this one.
        return every((*map(_names_what_it_takes, providers), *(None for _ in self._providers.get("", ()))))

    @cached_property
    def _pools(self) -> Mapping[str, Sequence[Resource]]:
        """Of one that was only looked up nobody sees here who else is let into it."""
        return grouped((_pool_of(one), one) for one in self._stack.of_type(_POOL) if not was_looked_up(one))

    @cached_property
    def _providers(self) -> Mapping[str, Sequence[Resource]]:
        return grouped((_pool_of(one), one) for one in self._stack.of_type(PROVIDER))


def _may_be_of(one: Resource, project: str) -> bool:
    """Whether nothing says another project's number: its full name, as Google gives it, or the project it is in."""
    named = _NAMED.match(text_of(said(one, "name")))
    number = named["project"] if named else text_of(said(one, "project")).removeprefix("projects/")
    return not number.isdecimal() or number == project


def _pool_of(one: Resource) -> str:
    """The id of a pool, or that of a provider's; "" where it is not known."""
    try:
        pool = one.declared.get(POOL)
    except Undecided:
        return ""
    return pool if isinstance(pool, str) else ""


def _names_what_it_takes(provider: Resource) -> bool | None:
    """Whether its condition names the repositories or workloads that it takes in; also where it takes in nothing."""
    properties = provider.declared
    try:
        if yes_or_no(properties.get("disabled")) is True:
            return True
        oidc, condition = properties.get("oidc"), properties.get(CONDITION)
        issuer = oidc.get("issuerUri") if isinstance(oidc, Properties) else None
        if not isinstance(issuer, str) or not isinstance(condition, str):
            return False
        return names_workloads(condition, path_of(issuer), mapping_for(condition, properties))
    except Undecided:
        return None
