"""This is where it is told how far the trust in an identity provider reaches: OIDC, SAML, and four that AWS knows."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from daypass.data.claim_keys import claim_keys
from daypass.data.look_alikes import looks_like
from daypass.iam.asked import asked_under, is_anything
from daypass.iam.glob import has_wildcard, matches
from daypass.model.federation import issuer_at
from daypass.model.kind import Asked, Claim, Issuer, Pinned

GUESTS: Final = "guests"
"""Who gets in by an identity pool without having signed in, where the trust does not ask."""

NAMED_GUESTS: Final = "guests, whom it names"
"""The same where it asks for them: that was meant, and is another question than who gets in besides."""

_PROVIDER: Final = re.compile(r"arn:[\w-]+:iam::[^:]*:(?P<type>oidc|saml)-provider/(?P<name>.+)")
SAML: Final = "saml"
_SAML_AUDIENCE: Final = "https://signin.aws.amazon.com/saml"
_REGIONAL: Final = re.compile(r"https://\*\.signin(\.aws\.amazon|\.amazonaws-us-gov|\.amazonaws)\.(com|cn)/saml")
"""AWS's own sign-in in every region: no assertion is made for a name below AWS's but for AWS."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """How far the trust in one provider reaches.

    `issuer` is what stands before the claims' keys; `missing` names claims that must be asked for exactly and are not;
    `asked` are the subjects that the trust asks for, as written; `shared`: strangers get tokens of that issuer too.
    """

    issuer: str
    pinned: Pinned
    missing: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    shared: bool = True


def trusted(provider: str, asked: Asked, looked_at: frozenset[str]) -> Trusted:
    """How far trust in this provider (a `Federated` principal) reaches under what the statement asks.

    `looked_at` are all keys that its conditions name, in small letters, also those of which they only exclude a value.
    """
    if provider in _BUILT_IN:
        return _BUILT_IN[provider](provider, asked_under(provider, asked))
    path = issuer_path(provider)
    if not path:
        return Trusted("", Pinned("world", who="whoever any provider of the account vouches for"))
    return _saml(asked_under(SAML, asked)) if path == SAML else _oidc(path, asked, looked_at)


def issuer_path(provider: str) -> str:
    """What stands before the claims in the keys of this provider's tokens (a `Federated` principal).

    `saml` for every SAML provider, "" where a wildcard leaves open which provider it is.
    """
    if has_wildcard(provider):
        return ""
    match = _PROVIDER.fullmatch(provider)
    if match and match["type"] == "saml":
        return SAML
    return match["name"] if match else provider  # AWS refuses a bare host, and asks of it what it asks of the ARN


def claim_of(key: str) -> tuple[str, str] | None:
    """The issuer's path (or `saml`) and the claim that a condition key stands for; None for a key of AWS's own.

    No key of AWS's own has a dot before its first colon. One that begins with `https://` was meant for a claim, and is
    in no request: its path keeps the scheme, which the path of no provider has.
    """
    scheme = next((one for one in _SCHEMES if key.lower().startswith(one)), "")
    path, colon, claim = key[len(scheme) :].partition(":")
    is_claim = colon and ("." in path or (path.lower() == SAML and not scheme))
    return (scheme + path, claim) if is_claim else None


_SCHEMES: Final = ("https://", "http://")


def is_set(key: str, path: str) -> bool:
    """Whether tokens of the provider at this path can have the condition key. The names of keys ignore case."""
    found = claim_of(key)
    if found is None or found[0].lower() != path.lower():
        return False
    return found[1].lower() in {name.lower() for name in claim_keys(path)}


def _oidc(path: str, everything: Asked, looked_at: frozenset[str]) -> Trusted:
    issuer, asked = issuer_at(path), asked_under(path, everything)
    if known := looks_like(path):  # whatever it asks for, whoever holds the host signs that
        who = f"whoever holds {path.partition('/')[0]}, which only looks like {known}"
        return Trusted(path, Pinned("world", who=who), asked=_written(asked))
    pinned = issuer.pinned(asked)
    if ":" in issuer.demands and not _not_exact(everything, issuer.demands.lower()):
        pinned = Pinned("one workload")  # the service behind the issuer writes this key for each of its customers
    looks_at_subject = f"{path}:sub".lower() in looked_at
    missing = _missing(issuer, asked, pinned, looks_at_subject=looks_at_subject)
    return Trusted(path, pinned, missing, _written(asked), issuer.shared)


def _missing(issuer: Issuer, asked: Asked, pinned: Pinned, *, looks_at_subject: bool) -> tuple[str, ...]:
    """The subject must be looked at where AWS refuses a trust without, or nothing else pins; the audience exactly."""
    is_narrow = pinned.breadth in _NARROW
    needed = not is_narrow or (issuer.demands == "sub" and not looks_at_subject)
    no_subject = needed and ("sub" not in asked or is_anything(asked["sub"]))
    return (*(("sub",) if no_subject else ()), *_not_exact(asked, "aud"))


_NARROW: Final = ("one workload", "nobody")


def _not_exact(asked: Asked, *claims: str) -> tuple[str, ...]:
    return tuple(name for name in claims if name not in asked or not all(value.exact for value in asked[name]))


def _written(asked: Asked) -> tuple[str, ...]:
    return tuple(sorted(claim.text for claim in asked.get("sub", ())))


def _saml(asked: Asked) -> Trusted:
    regional = all(claim.exact or _REGIONAL.fullmatch(claim.text) for claim in asked.get("aud", ()))
    missing = () if "aud" in asked and regional else ("aud",)
    everyone = Pinned("issuer", who="assertions that were made for someone else", mended={"aud": _SAML_AUDIENCE})
    return Trusted("SAML", everyone if missing else Pinned("one workload"), missing, shared=False)


def _cognito(host: str, asked: Asked) -> Trusted:
    """An identity pool. Without `amr` its guests get in too, and a guest is anyone at all.

    A guest's `amr` is one value, `unauthenticated`; one who has signed in has `authenticated`, and the providers.
    Source: Cognito Developer Guide, "Role trust and permissions"; read 2026-11.
    """
    missing = _not_exact(asked, "aud")
    guests = "amr" not in asked or any(map(_takes_guests, asked["amr"]))
    guests = guests and bool(_not_exact(asked, "sub"))  # one identity is one, whether it has signed in or not
    mended = {"aud": "IDENTITY-POOL"} | ({"amr": "authenticated"} if guests else {})
    if missing:
        return Trusted(host, Pinned("issuer", who="every identity pool of every account", mended=mended), missing)
    who = NAMED_GUESTS if all(map(_names_guests, asked.get("amr", ()))) and "amr" in asked else GUESTS
    return Trusted(host, Pinned("world", who=who, mended=mended) if guests else Pinned("one workload"))


def _names_guests(amr: Claim) -> bool:
    return amr.exact and _takes_guests(amr)


def _takes_guests(amr: Claim) -> bool:
    value = amr.text.lower() if amr.folded else amr.text
    return value == _GUEST if amr.exact else matches(value, _GUEST)


_GUEST: Final = "unauthenticated"


def _google(host: str, asked: Asked) -> Trusted:
    """Google's own accounts. `aud` is the claim `azp` where a token has one, and a service account's is its own id."""
    everyone = f"everyone with an account at {host}"
    is_robot = not _not_exact(asked, "aud") and all(_ROBOT.fullmatch(claim.text) for claim in asked["aud"])
    if not is_robot and all(_not_exact(asked, claim) for claim in ("sub", "email")):
        missing = _not_exact(asked, "aud", "sub")
        return Trusted(host, Pinned("issuer", who=everyone, mended={"aud": "AUDIENCE", "sub": "ACCOUNT-ID"}), missing)
    unasked = _not_exact(asked, "aud") if _not_exact(asked, "oaud") else ()
    return Trusted(host, Pinned("one workload", mended={"aud": "AUDIENCE"}), unasked)


_ROBOT: Final = re.compile(r"[0-9]{15,}")
"""The unique id of a Google service account; an application's is shorter, or goes on with a host name."""


def _sign_in(*claims: str) -> Callable[[str, Asked], Trusted]:
    """A sign-in for consumers: exact values of these claims, or everyone with an account there."""

    def judge(host: str, asked: Asked) -> Trusted:
        missing = _not_exact(asked, *claims)
        everyone = Pinned("issuer", who=f"everyone with an account at {host}", mended=dict.fromkeys(claims, "VALUE"))
        return Trusted(host, everyone if missing else Pinned("one workload"), missing)

    return judge


_BUILT_IN: Final[Mapping[str, Callable[[str, Asked], Trusted]]] = {
    "cognito-identity.amazonaws.com": _cognito,
    "accounts.google.com": _google,
    "www.amazon.com": _sign_in("app_id"),
    "graph.facebook.com": _sign_in("app_id"),
}
"""The providers that AWS knows without an ARN."""
