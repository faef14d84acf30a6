"""A vendor that takes the token of another issuer takes the one workload's, not a whole organisation's."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from daypass.data.issuer_claims import tenant_claims
from daypass.data.issuers import issuer_facts
from daypass.graph.leaves import was_looked_up
from daypass.iam.glob import has_wildcard
from daypass.model.issuers import known_issuer
from daypass.model.kind import Asked, Claim, Pinned
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, Severity, rule
from daypass_policies.located import Located, locate
from daypass_policies.trusting.common_claims import AUDIENCE, OF_EVERYBODY
from daypass_policies.trusting.token_tenancy import path_of, reached
from daypass_policies.wording import cut

_LONGEST: Final = 600
_SUBJECT: Final = "sub"
_NAMING: Final = frozenset(
    (
        *("azp", "oid", "appid", "clientid", "cid", "uid", "email", "serviceaccount", "jobworkflowref"),
        *("organizationid", "orgid", "accountid", "workspaceid", "teamid", "projectid", "appid", "functionid"),
        *("environmentid", "templateid", "repositoryid"),
    )
)
"""Claims, in letters alone, that name somebody at an issuer that strangers share; the tables are asked before."""


class _Federation(NamedTuple):
    """Where a type says whose tokens it takes; `claim` names another claim that is compared with `subject`.

    `rules` is a map of more claims, and `globs` whether `*` in a value stands for any text.
    """

    noun: str
    issuer: str
    subject: str
    claim: str = ""
    rules: str = ""
    globs: bool = False


_FEDERATIONS: Final[Mapping[str, _Federation]] = MappingProxyType(
    {
        "databricks:index/servicePrincipalFederationPolicy:ServicePrincipalFederationPolicy": _Federation(
            "federation policy", "oidcPolicy.issuer", "oidcPolicy.subject", claim="oidcPolicy.subjectClaim"
        ),
        "tailscale:index/federatedIdentity:FederatedIdentity": _Federation(
            "federated identity", "issuer", "subject", rules="customClaimRules", globs=True
        ),
        "snowflake:index/serviceUser:ServiceUser": _Federation(
            "service user", "defaultWorkloadIdentity.oidc.issuer", "defaultWorkloadIdentity.oidc.subject"
        ),
    }
)


@rule(
    "vendor-identity-pins-workload",
    risk="federated-trust",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=tuple(_FEDERATIONS),
    controls=("NHI6:2025", "NHI8:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9"),
    remedy="Compare `sub` with the whole subject of the one workload: its repository and environment or branch.",
)
def vendor_identity_pins_workload(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever shows a token that fits acts at the vendor as the identity, with all that it was given there.

    Asked are federation policies of service principals of Databricks (which compare `subject` with `sub` or with
    the claim that `subjectClaim` names), federated identities of Tailscale (where `*` in the subject or in a rule
    about a claim stands for any text) and service users of Snowflake with a workload identity of OpenID Connect.
    One that takes in all of a shared issuer is critical; one that takes in an organisation is high, as is one that
    takes in all that the issuer's URL names. A repository with a wildcard behind it passes, as it does at Pulumi
    Cloud, and so does one that compares a claim of another kind with a whole value, of a shared issuer one that
    names somebody (`azp`, `oid`, `job_workflow_ref`), or says how the subject of an issuer of one's own begins.

    Source: Databricks, "Configure a federation policy"; Tailscale, "Workload identity federation"; Snowflake, "Workload
    identity federation"; properties of pulumi-databricks 1, pulumi-tailscale 0.26 and pulumi-snowflake 2; read 2026-12.

    Refused:
        deploys:
          type: tailscale:index/federatedIdentity:FederatedIdentity
          properties:
            issuer: https://token.actions.githubusercontent.com
            subject: repo:acme/*
            scopes: [auth_keys]
            tags: ["tag:ci"]

    Mended:
        deploys:
          type: tailscale:index/federatedIdentity:FederatedIdentity
          properties:
            issuer: https://token.actions.githubusercontent.com
            subject: repo:acme/shop:environment:prod
            scopes: [auth_keys]
            tags: ["tag:ci"]
    """
    del ask
    federation = _FEDERATIONS[resource.type]
    issuer = _at(resource, federation.issuer)
    if was_looked_up(resource) or issuer is None or not issuer.text:
        return
    subject = _at(resource, federation.subject)
    asked, marked = _asked(resource, federation, subject)
    path = path_of(issuer.text)
    found = reached(asked, path)
    if not _is_loose(found) or _names_its_own(asked, path):
        return
    is_secret = marked or issuer.marked
    who = "more than one workload" if is_secret else found.who
    yield Problem(
        cut(f"{federation.noun} {resource.name!r} lets in {who}", _LONGEST),
        at=subject.path if subject else issuer.path,
        key=found.breadth,
        severity=_severity(found, path),
        witness=None if is_secret else found.witness,
    )


def _at(resource: Resource, path: str) -> Located | None:
    return next(locate(resource.declared.raw, path), None) if path else None


def _asked(resource: Resource, federation: _Federation, subject: Located | None) -> tuple[Asked, bool]:
    """What is asked of each claim, and whether any of it is marked as a secret. Raises `Undecided`."""
    named = _at(resource, federation.claim)
    claim = (named.text if named else "") or _SUBJECT
    each = {claim: subject} if subject and subject.text else {}
    rules = _at(resource, federation.rules)
    names = rules.known if rules and isinstance(rules.known, Mapping) else {}
    inside = {name: _at(resource, f"{federation.rules}.{name}") for name in names if "." not in name}
    each.update({name: value for name, value in inside.items() if value and value.text})
    marked = any(value.marked for value in each.values()) or bool(rules and rules.marked)
    return {
        name: (Claim(value.text, exact=not (federation.globs and has_wildcard(value.text))),)
        for name, value in each.items()
    }, marked


def _is_loose(found: Pinned) -> bool:
    return found.breadth in ("world", "issuer", "organisation")


def _names_its_own(asked: Asked, path: str) -> bool:
    """Whether a whole claim may say whose it is (`azp`, `oid`), or the beginning of a subject of one's own issuer."""
    others = asked.keys() - {_SUBJECT, AUDIENCE} - OF_EVERYBODY - tenant_claims(path).keys()
    if known_issuer(path).shared:
        others = {name for name in others if re.sub("[^a-z]", "", re.split("[/:]", name)[-1].lower()) in _NAMING}
    is_begun = issuer_facts(path) is None and any(claim.text[:1].isalnum() for claim in asked.get(_SUBJECT, ()))
    return is_begun or any(claim.exact for name in others for claim in asked[name])


def _severity(found: Pinned, path: str) -> Severity:
    if found.breadth in ("world", "issuer"):
        return "critical" if known_issuer(path).shared else "high"
    return "high"
