"""A provider takes tokens that were made for this purpose, and none that somebody else was given."""

import json
import re
from collections.abc import Iterator
from typing import Final

from daypass.data.foreign_audiences import foreign_audiences
from daypass.data.issuers import issuer_facts
from daypass.model.resource import Resource, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle
from daypass_policies.trusting.audiences import AUDIENCES
from daypass_policies.trusting.token_tenancy import path_of
from daypass_policies.wording import shown

_OURS: Final = "sts.amazonaws.com"


@rule(
    "provider-audience-is-ours",
    risk="federated-trust",
    severity="low",
    confidence="medium",
    level="advisory",
    pack="account_baseline",
    profile="strict",
    applies_to=tuple(AUDIENCES),
    controls=("NHI6:2025", "NIST-800-53:IA-9"),
    remedy="Let the issuer make tokens for AWS, as for sts.amazonaws.com, and list that audience alone.",
)
def provider_audience_is_ours(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever is given a token can show it elsewhere; only its audience says that it was not made for that.

    An audience of the issuer's own name, or of another service (Entra ID, a cluster's API server, a package registry),
    is on tokens that are sent to others, and they can come to AWS with them. Where the issuer makes tokens for one
    audience only, that one is no finding. A provider without any audience takes no token at all.

    Refused:
        gitlab:
          type: aws:iam/openIdConnectProvider:OpenIdConnectProvider
          properties:
            url: https://gitlab.acme.example
            clientIdLists: ["https://gitlab.acme.example"]

    Mended:
        gitlab:
          type: aws:iam/openIdConnectProvider:OpenIdConnectProvider
          properties:
            url: https://gitlab.acme.example
            clientIdLists: [sts.amazonaws.com]
    """
    del ask
    name = AUDIENCES[resource.type]
    if bare(resource.declared.raw.get(name)) in (None, []):
        if not resource.external:  # one that was only looked up, by a source that does not say what was found
            message = f"provider {resource.name!r} lists no audience, so it takes no token"
            yield Problem(message, at=name, mended=json.dumps({name: [_OURS]}))
        return
    yield from settle(_of_audience(resource, audience) for audience in locate(resource.declared.raw, f"{name}[]"))


def _of_audience(resource: Resource, audience: Located) -> Iterator[Problem]:
    text = audience.text
    owner = foreign_audiences().get(text, "") or (
        "the issuer itself" if "." in text and _is_own(resource, text) else ""
    )
    if not owner or _is_only(resource, text):
        return
    quote = "" if audience.marked else f" ({shown(text)})"
    yield Problem(
        f"provider {resource.name!r} takes tokens that were made for {owner}{quote}",
        at=audience.path,
        key="" if audience.marked else text,
        mended=_mended(resource, text),
    )


def _mended(resource: Resource, foreign: str) -> str | None:
    """The same audiences with AWS's own in place of the foreign one; None where not all may be shown."""
    name = AUDIENCES[resource.type]
    listed = list(locate(resource.declared.raw, f"{name}[]"))
    if any(one.marked or not isinstance(one.value, str) for one in listed):
        return None
    return json.dumps({name: list(dict.fromkeys(_OURS if one.value == foreign else one.value for one in listed))})


def _is_own(resource: Resource, audience: str) -> bool:
    """Whether the audience is the issuer's own URL."""
    return _path(resource).lower() == path_of(audience).lower()


def _is_only(resource: Resource, audience: str) -> bool:
    """Whether the issuer, by its own guide, makes no tokens for any other."""
    facts = issuer_facts(_path(resource))
    if facts is None or facts.about in _CHOOSES:
        return False
    shape = ".+".join(map(re.escape, _PLACEHOLDER.split(facts.audience)))
    return re.fullmatch(shape, path_of(audience) if "://" not in shape else audience, re.IGNORECASE) is not None


_PLACEHOLDER: Final = re.compile(r"\b[A-Z][A-Z-]{2,}\b")
"""A word in capitals, which stands for the customer's own value."""

_CHOOSES: Final = ("GitLab.com",)
"""Issuers whose guide shows an audience, and whose jobs may ask for any other."""


def _path(resource: Resource) -> str:
    url = resource.declared.get("url")
    return path_of(url) if isinstance(url, str) else ""
