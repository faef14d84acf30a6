"""A federated credential of Entra names one workload of its issuer, and tokens that were made for Entra."""

import json
import re
from collections.abc import Iterator
from typing import Final

from daypass.data.issuers import issuer_facts
from daypass.iam.glob import has_wildcard
from daypass.model.issuers import known_issuer
from daypass.model.kind import Asked, Claim, Issuer, Pinned
from daypass.model.resource import Properties, Resource, bare
from daypass.rule import Ask, Problem, Severity, rule
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle
from daypass_policies.trusting.default_accounts import namespace_of_default, pods_of
from daypass_policies.trusting.token_tenancy import path_of
from daypass_policies.wording import cut, shown

_AUDIENCES: Final = {
    "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential": "audiences",
    "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential": (
        "audience"
    ),
    "azure:armmsi/federatedIdentityCredential:FederatedIdentityCredential": "audience",
    "azure-native:managedidentity:FederatedIdentityCredential": "audiences",
}
"""Type → the property that holds what a token must be made for."""

_OURS: Final = ("api://azureadtokenexchange", "api://azureadtokenexchangeusgov", "api://azureadtokenexchangechina")
"""The audiences that Microsoft asks for, in its three clouds.

Source: Microsoft Learn, "Configure an app to trust an external identity provider"; read 2026-11.
"""

_PUBLIC: Final = "api://AzureADTokenExchange"
"""The one of Azure's public cloud, as Microsoft spells it."""

_EXPRESSION: Final = "claimsMatchingExpression"
_TERM: Final = re.compile(r"claims\[\s*['\"](?P<claim>[^'\"]+)['\"]\s*\]\s+(?P<how>eq|matches)\s+'(?P<text>[^']*)'")
_AND: Final = re.compile(r"\s+and\s+(?=claims\[)", re.IGNORECASE)


@rule(
    "entra-credential-pins-workload",
    risk="federated-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=tuple(_AUDIENCES),
    controls=("NHI6:2025", "NHI8:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9"),
    remedy="Name the exact subject and the audience api://AzureADTokenExchange.",
    aliases=("checkov:CKV_AZURE_249",),
)
def entra_credential_pins_workload(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever shows a token that the credential describes acts as the application or the managed identity.

    A plain credential compares the subject exactly: a wildcard in it is a character that no subject has, so that it
    does not say what it was meant to. A flexible one matches claims with `*` and `?`; how far such an expression
    reaches is told as for a role of AWS, and one that opens an organisation or all of a shared issuer is refused, as is
    one that takes in pull requests. An audience other than Microsoft's own, or the one by which Pulumi Cloud logs in to
    Azure, or the only one that an issuer of one customer's own makes by itself, is advice: a token that was made for
    another service may then be used here as well.

    Refused:
        deploy:
          type: azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential
          properties:
            displayName: deploy
            audiences: api://AzureADTokenExchange
            issuer: https://token.actions.githubusercontent.com
            subject: repo:acme/invoice:pull_request

    Mended:
        deploy:
          type: azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential
          properties:
            displayName: deploy
            audiences: api://AzureADTokenExchange
            issuer: https://token.actions.githubusercontent.com
            subject: repo:acme/invoice:environment:prod
    """
    del ask
    yield from settle((_of_subject(resource), _of_expression(resource), _of_audience(resource)))


def _of_subject(resource: Resource) -> Iterator[Problem]:
    subject = resource.declared.get("subject")
    if not isinstance(subject, str) or not subject:
        return
    named = f"federated credential {resource.name!r}"
    secret = _any_secret(resource, "subject", "issuer")
    quote = "" if secret else f" ({shown(subject)})"
    if has_wildcard(subject):
        yield Problem(
            f"{named} asks for a subject with a wildcard{quote}, which Entra compares as it stands: it fits no token",
            at="subject",
            severity="medium",
        )
        return
    if namespace := namespace_of_default(subject):
        who = "every pod of a namespace that names no account of its own" if secret else pods_of(namespace)
        yield Problem(f"{named} lets in {who}", at="subject", severity="medium", advisory=True)
        return
    issuer = _issuer(resource)
    found = issuer.pinned({"sub": (Claim(subject, exact=True),)}) if issuer else None
    if found and _is_loose(found):
        who = "more than one workload" if secret else found.who
        yield Problem(f"{named} lets in {who}{quote}", at="subject", severity="medium")


def _of_expression(resource: Resource) -> Iterator[Problem]:
    value = resource.declared.get(_EXPRESSION)
    secret = _any_secret(resource, _EXPRESSION, "issuer")
    if isinstance(value, Properties):
        secret, value = secret or value.is_secret("value"), value.get("value")
    if value is None or value == "":
        return
    named = f"federated credential {resource.name!r}"
    asked = _asked(value) if isinstance(value, str) else None
    if asked is None:
        yield Problem(f"{named} has a claims matching expression that cannot be read", at=_EXPRESSION)
        return
    issuer = _issuer(resource)
    found = issuer.pinned(asked) if issuer else None
    if issuer is None or found is None or not _is_loose(found):
        return
    who = "more than one workload" if secret else found.who
    yield Problem(
        cut(f"{named} lets in {who}", _LONGEST),
        at=_EXPRESSION,
        key=found.breadth,
        severity=_severity(found, issuer),
        witness=None if secret else found.witness,
    )


_LONGEST: Final = 600


def _of_audience(resource: Resource) -> Iterator[Problem]:
    audiences = (item for one in locate(resource.declared.raw, _AUDIENCES[resource.type]) for item in one.items)
    yield from settle(_of_one_audience(resource, audience) for audience in audiences)


def _of_one_audience(resource: Resource, audience: Located) -> Iterator[Problem]:
    if (
        audience.text
        and audience.text.lower() not in (*_OURS, *_of_pulumi(resource))
        and not _is_own(resource, audience)
    ):
        quote = "" if audience.marked else f" ({shown(audience.text)})"
        name = _AUDIENCES[resource.type]
        wanted = [_PUBLIC] if audience.path.endswith("]") else _PUBLIC
        yield Problem(
            f"federated credential {resource.name!r} takes tokens that were made for another service{quote}",
            at=audience.path,
            key="audience",
            severity="low",
            advisory=True,
            mended=json.dumps({name: wanted}),
        )


def _is_own(resource: Resource, audience: Located) -> bool:
    """Whether it is the one audience that an issuer of one customer gives all its tokens, as Bitbucket's does."""
    issuer = bare(resource.declared.raw.get("issuer"))
    facts = issuer_facts(path_of(issuer)) if isinstance(issuer, str) else None
    if facts is None or facts.shared or not _WORDS.search(facts.audience) or _WORDS.fullmatch(facts.audience):
        return False  # of a word alone it says nothing
    return re.fullmatch(_WORDS.sub("[^/]+", re.escape(facts.audience)), audience.text) is not None


_WORDS: Final = re.compile(r"(?<![A-Za-z])[A-Z]+(?:\\?-[A-Z]+)*(?![A-Za-z])")
"""What stands in the table for a customer's own values, also once escaped."""


def _of_pulumi(resource: Resource) -> tuple[str, ...]:
    """The audiences of tokens that Pulumi Cloud makes for a login to Azure: both name the subject's organisation.

    Source: Pulumi Cloud, "Configuring OpenID Connect for Azure" (ESC and Deployments); read 2026-11.
    """
    issuer, subject = (bare(resource.declared.raw.get(key)) for key in ("issuer", "subject"))
    if not isinstance(issuer, str) or path_of(issuer) != _PULUMI or not isinstance(subject, str):
        return ()
    found = _ORGANISATION.match(subject)
    return (f"azure:{found['name']}".lower(), found["name"].lower()) if found else ()


_PULUMI: Final = "api.pulumi.com/oidc"
_ORGANISATION: Final = re.compile(r"pulumi:[a-z]+:org:(?P<name>[^:*?]+):")


def _any_secret(resource: Resource, *keys: str) -> bool:
    return any(resource.declared.is_secret(key) for key in keys)


def _issuer(resource: Resource) -> Issuer | None:
    issuer = resource.declared.get("issuer")
    return known_issuer(path_of(issuer)) if isinstance(issuer, str) else None


def _asked(expression: str) -> Asked | None:
    """What an expression asks of the claims; None where it cannot be read."""
    asked: dict[str, tuple[Claim, ...]] = {}
    for term in _AND.split(expression.strip()):
        found = _TERM.fullmatch(term.strip())
        if found is None or found["claim"] in asked:
            return None
        exact = found["how"] == "eq" or not has_wildcard(found["text"])
        asked[found["claim"]] = (Claim(found["text"], exact),)
    return asked


def _is_loose(found: Pinned) -> bool:
    """Whether more than one workload gets in, and not only from branches or tags of one repository."""
    if found.breadth == "repository":
        return (found.witness or "").endswith("pull_request")
    return found.breadth not in ("one workload", "nobody")


def _severity(found: Pinned, issuer: Issuer) -> Severity:
    if found.breadth in ("world", "issuer"):
        return "critical" if issuer.shared else "high"
    return "high" if found.breadth == "organisation" else "medium"
