"""This is where it is told whether a demand on a token's claims keeps strangers out of an issuer that they share."""

import re
from collections.abc import Mapping
from typing import Final

from daypass.data.issuer_claims import TenantClaim, tenant_claims
from daypass.model.issuers import known_issuer
from daypass.model.kind import BREADTHS, Asked, Breadth, Claim, Pinned
from daypass_policies.trusting.cel import Demand, demands

_NAME: Final = re.compile(
    r"(?P<root>assertion|attribute|google|claims)(?:\.(?P<name>\w+)|\[\s*['\"](?P<quoted>[^'\"]+)['\"]\s*\])"
)
_ANCHORED: Final = re.compile(r"\^(?P<start>[\w:/@{}.-]*)(?P<rest>.*)", re.DOTALL)


def path_of(issuer: str) -> str:
    """The issuer's URL without `https://` and without a slash at its end, as the tables have it."""
    return issuer.strip().removeprefix("https://").rstrip("/")


def keeps_strangers_out(expression: str, path: str, mapping: Mapping[str, str]) -> bool:
    """Whether a CEL expression is true only of tokens of some tenant or tenants that it names.

    `mapping` is attribute (`attribute.repository`, `google.subject`) → the expression over the token that it holds.
    """
    claims = tenant_claims(path)

    def suffices(demand: Demand) -> bool:
        named = (claims.get(name) for name in _claims_behind(demand.name, mapping))
        return any(_names_a_tenant(demand, claim, path) for claim in named if claim)

    return demands(expression, suffices)


def reached(asked: Asked, path: str) -> Pinned:
    """How far a trust reaches that sees every claim of a token: by its subject, or by claims that say whose it is."""
    found = known_issuer(path).pinned(asked)
    fixed = [claim.fixes for name, claim in tenant_claims(path).items() if name in asked and _is_exact(asked[name])]
    narrowest = max((_FIXES[one] for one in fixed), key=BREADTHS.index, default=found.breadth)
    if BREADTHS.index(narrowest) <= BREADTHS.index(found.breadth):
        return found
    return found._replace(breadth=narrowest, who="more than one repository or project of a tenant", witness=None)


_FIXES: Final[Mapping[str, Breadth]] = {"tenant": "organisation", "project": "repository", "workload": "one workload"}


def _is_exact(claims: tuple[Claim, ...]) -> bool:
    return all(claim.exact for claim in claims)


def _claims_behind(name: str, mapping: Mapping[str, str]) -> list[str]:
    """The claims that a name in an expression stands for; an attribute of which nothing is known, its own name."""
    found = _NAME.fullmatch(name)
    if found is None:
        return []
    own = found["name"] or found["quoted"]
    if found["root"] in ("assertion", "claims"):
        return [own]
    held = mapping.get(f"{found['root']}.{own}", "")
    return [match["name"] or match["quoted"] for match in _NAME.finditer(held)] or ["sub" if own == "subject" else own]


def _names_a_tenant(demand: Demand, claim: TenantClaim, path: str) -> bool:
    if demand.how == "matches":
        anchored = _ANCHORED.fullmatch(demand.text)
        if anchored is None:
            return False  # a pattern without an anchor fits any text that holds it somewhere
        is_whole = anchored["rest"] == "$" or anchored["rest"].startswith(("(", "["))
        return is_whole or _closes(anchored["start"], claim, path)
    return _closes(demand.text, claim, path) if demand.how == "startsWith" else True


def _closes(start: str, claim: TenantClaim, path: str) -> bool:
    """Whether all values that begin so belong to one tenant."""
    if claim.form == "path":
        return "/" in start
    if claim.form != "subject":
        return False
    return known_issuer(path).pinned({"sub": (Claim(f"{start}*", exact=False),)}).breadth not in ("world", "issuer")
