"""This is where it is told whether a demand on a token's claims keeps strangers out of an issuer that they share."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from daypass.data.issuer_claims import TenantClaim, tenant_claims
from daypass.model.issuers import known_issuer
from daypass.model.kind import BREADTHS, Asked, Breadth, Claim, Pinned
from daypass_policies.cel import Demand, copied, demands, every, mentioned, some

_LITERALLY: Final = r"(?:[\w:/@ -]|\\[./:@{}-])*"
_ANCHORED: Final = re.compile(rf"\^(?P<start>{_LITERALLY})(?P<rest>.*)", re.DOTALL)
_CHOICE: Final = re.compile(rf"\((?:\?:)?(?P<each>{_LITERALLY}(?:\|{_LITERALLY})*)\)(?P<after>.*)", re.DOTALL)
_GROUPED: Final = (r"\\.", r"\[[^\]]*\]", r"\([^()]*\)")
"""Where `|` is none between two patterns: escaped, in a set, in parentheses that hold no others."""
_ODD: Final = ("\\Q", "[]", "[^]", "[:", "(?i", "(?m", "(?s", "(?U", "(?-")
"""What makes sets and escapes end elsewhere than they seem to, or `?` behind it count for what stands before it."""
_NESTED: Final = 5


def path_of(issuer: str) -> str:
    """The issuer's URL without `https://` and without a slash at its end, as the tables have it."""
    return issuer.strip().removeprefix("https://").rstrip("/")


def keeps_strangers_out(expression: str, path: str, mapping: Mapping[str, str]) -> bool | None:
    """Whether a CEL expression is true only of tokens of some tenant or tenants that it names; None: not certain.

    `mapping` is attribute (`attribute.repository`, `google.subject`) → the expression over the token that it holds.
    """
    claims = tenant_claims(path)

    def suffices(demand: Demand) -> bool | None:
        behind = _behind(demand.name, mapping)
        if behind.claims is None:
            return None
        named = [claims[name] for name in behind.claims if name in claims]
        if demand.how == "unread" or not behind.is_copy:
            return None if named else False
        return some(_names_a_tenant(demand, claim, path) for claim in named)

    return demands(expression, suffices)


def names_workloads(expression: str, path: str, mapping: Mapping[str, str]) -> bool:
    """Whether it is true only of tokens of repositories, projects or workloads that it names, each as a whole."""
    claims = {name: claim for name, claim in tenant_claims(path).items() if claim.fixes != "tenant"}

    def suffices(demand: Demand) -> bool:
        behind = _behind(demand.name, mapping)
        is_named = demand.how == "is" and all(demand.texts) and behind.is_copy
        return is_named and behind.claims is not None and not behind.claims.isdisjoint(claims)

    return demands(expression, suffices) is True


def reached(asked: Asked, path: str) -> Pinned:
    """How far a trust reaches that sees every claim of a token: by its subject, or by claims that say whose it is."""
    found = known_issuer(path).pinned(asked)
    claims = ((claim, asked[name]) for name, claim in tenant_claims(path).items() if name in asked)
    fixed = [_FIXES[fixes] for claim, values in claims if (fixes := _fixes(claim, values, path))]
    narrowest = max(fixed, key=BREADTHS.index, default=found.breadth)
    if BREADTHS.index(narrowest) <= BREADTHS.index(found.breadth):
        return found
    return found._replace(breadth=narrowest, who="more than one repository or project of a tenant", witness=None)


_FIXES: Final[Mapping[str, Breadth]] = {"tenant": "organisation", "project": "repository", "workload": "one workload"}


def _fixes(claim: TenantClaim, values: tuple[Claim, ...], path: str) -> str:
    """How much is alike in all tokens whose claim has one of these values, "" where nothing is."""
    if all(value.exact for value in values):
        return claim.fixes
    starts = (re.split(r"[*?]", value.text, maxsplit=1)[0] for value in values if not value.exact)
    return "tenant" if all(_closes(start, claim, path) for start in starts) else ""


class _Behind(NamedTuple):
    """The claims from which a name in an expression is made, None where any may be; one alone where it is a copy."""

    claims: frozenset[str] | None
    is_copy: bool = False


def _behind(name: str, mapping: Mapping[str, str]) -> _Behind:
    """What stands behind a name; behind an attribute of which nothing is known, the claim of its own name."""
    root, _, own = name.partition(".")
    if root not in ("attribute", "google"):
        return _Behind(_claims((name,)), is_copy=True)
    written = mapping.get(name)
    if written is None:
        return _Behind(frozenset({"sub" if own == "subject" else own}), is_copy=True)
    if copy := copied(written):
        return _Behind(_claims((copy,)), is_copy=True)
    names = mentioned(written)
    return _Behind(None if names is None else _claims(names))


def _claims(names: Iterable[str]) -> frozenset[str]:
    """The claims of a token among names; what lies deeper in one is none that says whose the token is."""
    parts = (name.partition(".") for name in names)
    return frozenset(claim for root, _, claim in parts if root in ("assertion", "claims"))


def _names_a_tenant(demand: Demand, claim: TenantClaim, path: str) -> bool | None:
    if demand.how == "is":
        return all(demand.texts)
    if demand.how == "startsWith":
        return _closes(demand.texts[0], claim, path)
    return _fits_a_tenant(demand.texts[0], claim, path) if demand.how == "matches" else False


def _fits_a_tenant(pattern: str, claim: TenantClaim, path: str, choices: int = 1) -> bool | None:
    """Whether what fits a regular expression (RE2) belongs to tenants that it names, as far as its beginning is read.

    `choices`: how many parentheses with alternatives are read.
    """
    anchored = _ANCHORED.fullmatch(pattern)
    if anchored is None:
        return False  # a pattern without an anchor fits any text that holds it somewhere
    start, rest = anchored["start"], anchored["rest"]
    if rest.startswith(("?", "*", "{")) or _has_alternatives(rest):
        return None
    literal = re.sub(r"\\(.)", r"\1", start)
    if rest == "$":
        return bool(literal)
    if _closes(literal, claim, path):
        return True
    if choices and (choice := _CHOICE.fullmatch(rest)):
        ways = (f"^{start}{one}{choice['after']}" for one in choice["each"].split("|"))
        return every(_fits_a_tenant(way, claim, path, choices - 1) for way in ways)
    return None if rest.startswith(("(", "[", "\\")) else False


def _has_alternatives(pattern: str) -> bool:
    """Whether an alternation may be one of the whole pattern."""
    if any(odd in pattern for odd in _ODD):
        return True
    for grouped in (*_GROUPED, *_GROUPED[-1:] * _NESTED):
        pattern = re.sub(grouped, "", pattern, flags=re.DOTALL)
    return "|" in pattern


def _closes(start: str, claim: TenantClaim, path: str) -> bool:
    """Whether all values that begin so belong to one tenant."""
    if claim.form == "path":
        return "/" in start
    if claim.form != "subject":
        return False
    return known_issuer(path).pinned({"sub": (Claim(f"{start}*", exact=False),)}).breadth not in ("world", "issuer")
