"""This is where it is told what a role of Vault asks of a token before it lets its bearer in, and of whose issuer.

Source: Vault API documentation, "JWT/OIDC auth method" (`role_type`, `bound_subject`, `bound_claims`,
`bound_claims_type`, `token_bound_cidrs`; a role of type `oidc` takes no token from whoever has one); Pulumi's Vault
provider, `jwt.AuthBackendRole` (several values of a claim stand in one text, with commas between them); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.issuers import issuer_facts
from daypass.model.kind import Asked, Claim
from daypass.model.resource import Properties, Resource, Secret
from daypass_policies.addresses import are_few
from daypass_policies.located import Located, locate
from daypass_policies.trusting.token_tenancy import path_of

ROLE: Final = "vault:jwt/authBackendRole:AuthBackendRole"
CLAIMS: Final = "boundClaims"
_SUBJECT: Final = "boundSubject"
_AUDIENCES: Final = "boundAudiences"
_ISSUERS: Final = ("boundIssuer", "oidcDiscoveryUrl", "jwksUrl")
"""What a mount says of its issuer, that which decides first."""

OF_NOBODY: Final = frozenset(("aud", "iss", "exp", "nbf", "iat"))
"""Claims that do not say whose a token is: whoever asks for one chooses the audience, and the rest all have alike.

Source: RFC 7519, section 4.1; read 2026-12.
"""
STEPS: Final = 8
"""More than the path of any known issuer has: how far a path is looked at."""


class AskedOfTokens(NamedTuple):
    """What a role asks of each claim, and whether any of it is marked as a secret."""

    claims: Asked
    marked: bool

    @property
    def says_who(self) -> bool:
        """Whether it asks for anything that not all tokens of an issuer have, or may have."""
        asked = (claim for name, claims in self.claims.items() if name not in OF_NOBODY for claim in claims)
        return any(claim.text.strip("*") for claim in asked)

    @property
    def names_subjects(self) -> bool:
        """Whether it names its subjects each as a whole."""
        return all(claim.exact for claim in self.claims.get("sub", (Claim("*", exact=False),)))


def asked_of_tokens(role: Resource) -> AskedOfTokens:
    """What a role asks. Raises `Undecided`."""
    raw, is_glob = role.declared.raw, role.declared.get("boundClaimsType") == "glob"
    is_split = role.declared.get("disableBoundClaimsParsing") is not True
    asked, marked = dict[str, tuple[Claim, ...]](), False
    for name, values in _bound(role):
        texts = [part for one in values for part in (one.text.split(",") if is_split else [one.text])]
        asked[_claim(name)] = tuple(Claim(text.strip(), exact=not (is_glob and "*" in text)) for text in texts)
        marked = marked or any(one.marked for one in values)
    for name, key in (("sub", _SUBJECT), ("aud", _AUDIENCES)):
        if values := [item for one in locate(raw, key) for item in one.items if item.text]:
            asked[name] = tuple(Claim(one.text, exact=True) for one in values)
            marked = marked or any(one.marked for one in values)
    return AskedOfTokens(asked, marked)


def _bound(role: Resource) -> Iterator[tuple[str, list[Located]]]:
    """The name of each claim with what stands there. Raises `Undecided`."""
    bound = role.declared.get(CLAIMS)
    for name in bound if isinstance(bound, Properties) else ():
        value = bound.raw[name]
        marked = role.declared.is_secret(CLAIMS) or isinstance(value, Secret)
        whole = Located(value, f"{CLAIMS}[{name!r}]", marked)
        if values := [one for one in whole.items if one.text]:
            yield name, values


def _claim(name: str) -> str:
    """The claim that a JSON pointer leads to; what lies deeper keeps its pointer."""
    return name[1:] if name.startswith("/") and "/" not in name[1:] else name


def issuer_of(mount: Resource | None) -> str:
    """The path of the issuer whose tokens a mount takes, "" where that is not in the stack. Raises `Undecided`."""
    written = (mount.declared.get(key) for key in _ISSUERS) if mount else ()
    return next((_issuer_at(_without_port(path_of(url))) for url in written if isinstance(url, str) and url), "")


def _without_port(path: str) -> str:
    host, slash, rest = path.partition("/")
    return host.removesuffix(":443") + slash + rest


def _issuer_at(path: str) -> str:
    """The known issuer that this is, or below which its keys are; else the path itself."""
    steps = path.partition("/.well-known/")[0].split("/", STEPS)[:STEPS]
    beginnings = ("/".join(steps[:length]) for length in range(len(steps), 0, -1))
    return next((one for one in beginnings if issuer_facts(one)), path)


def is_held_to_addresses(role: Resource) -> bool:
    """Whether it lets in from few addresses alone, as no stranger's job has them. Raises `Undecided`."""
    written = [item.text for one in locate(role.declared.raw, "tokenBoundCidrs") for item in one.items]
    return bool(written) and are_few(written)
