"""This is where it stands which claims of a token say whose it is, for clouds that see them all."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from daypass.data.issuers import issuer_facts
from daypass.data.table import read_table
from daypass.grouping import grouped


class TenantClaim(NamedTuple):
    """A claim that says whose a token is. `form`: how its value ends (see issuer_claims.csv); `fixes`: how much."""

    name: str
    form: str
    fixes: str


_SUBJECT: Final = MappingProxyType({"sub": TenantClaim("sub", "subject", "workload")})
"""What every issuer has."""


@cache
def tenant_claims(path: str) -> Mapping[str, TenantClaim]:
    """Claim → what it says, of the issuer at this path; of one that is in no table the subject alone."""
    facts = issuer_facts(path)
    return _table().get(facts.pattern, _SUBJECT) if facts else _SUBJECT


@cache
def whole_tenant_claims() -> frozenset[str]:
    """The claims that fix no more than the tenant, whatever the issuer."""
    rows = read_table("issuer_claims").rows
    return frozenset(row["claim"] for row in rows if row["fixes"] == "tenant" and row["claim"] != "aud")


@cache
def _table() -> dict[str, Mapping[str, TenantClaim]]:
    rows = read_table("issuer_claims").rows
    found = grouped((row["issuer"], TenantClaim(row["claim"], row["form"], row["fixes"])) for row in rows)
    return {issuer: MappingProxyType({claim.name: claim for claim in claims}) for issuer, claims in found.items()}
