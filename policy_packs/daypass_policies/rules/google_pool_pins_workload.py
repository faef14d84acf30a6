"""A Google workload identity pool lets in workloads that it names, not every customer of their issuer."""

import json
from collections.abc import Iterator
from typing import Final

from daypass.data.issuer_claims import tenant_claims
from daypass.data.issuers import issuer_facts
from daypass.iam.node import is_marked
from daypass.model.resource import Items, Properties, Resource, Undecided
from daypass.rule import Ask, Problem, rule
from daypass_policies.elsewhere.google_pools import CONDITION, POOL, PROVIDER, PROVIDER_ID, mapping_for, mapping_of
from daypass_policies.trusting.pool_tokens import token_of_a_stranger
from daypass_policies.trusting.token_tenancy import keeps_strangers_out, path_of


@rule(
    "google-pool-pins-workload",
    risk="federated-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=(PROVIDER,),
    controls=("NHI6:2025", "NHI8:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9"),
    remedy="Ask in the attribute condition for the claim that says whose a token is.",
    aliases=(
        "checkov:CKV_GCP_118",
        "checkov:CKV_GCP_125",
        "prowler:iam_workload_identity_pool_provider_attribute_condition",
    ),
)
def google_pool_pins_workload(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A pool provider for an issuer that strangers share takes all their tokens, unless a condition says whose.

    The attribute condition is read: each alternative of an `||` must compare a claim that says whose the token is
    (GitHub's `repository_owner_id`, GitLab's `namespace_id`) with whole values, or with a beginning that a slash ends.
    `contains`, an unanchored `matches`, an inequality, and a claim that others may have too (`ref`, `environment`)
    keep nobody out. Undecided is what asks for such a claim in a way that is not read (`?:`, `split`, an attribute that
    is no copy of a claim). Where the audience itself says whose a token is (Pulumi Cloud, Vercel), `allowedAudiences`
    does as well. A provider for an issuer of one's own, or for one AWS account, needs no condition. What a pool gives
    to those that it takes in is the matter of `google-binding-names-workload`.

    Refused:
        github:
          type: gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider
          properties:
            workloadIdentityPoolId: ci
            workloadIdentityPoolProviderId: github
            attributeMapping: {google.subject: assertion.sub}
            oidc: {issuerUri: "https://token.actions.githubusercontent.com"}

    Mended:
        github:
          type: gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider
          properties:
            workloadIdentityPoolId: ci
            workloadIdentityPoolProviderId: github
            attributeMapping: {google.subject: assertion.sub}
            attributeCondition: assertion.repository_owner_id == '987654' && assertion.ref == 'refs/heads/main'
            oidc: {issuerUri: "https://token.actions.githubusercontent.com"}
    """
    del ask
    properties = resource.declared
    oidc = properties.get("oidc")
    if not isinstance(oidc, Properties) or properties.get("disabled") is True:
        return
    issuer = oidc.get("issuerUri")
    facts = issuer_facts(path_of(issuer)) if isinstance(issuer, str) else None
    if facts is None or not facts.shared:
        return
    path, condition = path_of(str(issuer)), properties.get(CONDITION)
    if facts.tenancy == _AUDIENCE and _names_audiences(oidc):
        return  # whose token it is stands in its audience, and the pool takes no other
    named = f"pool provider {resource.name!r} takes tokens of {facts.about}"
    if not isinstance(condition, str) or not condition.strip():
        fact = "whoever's they are, without an attribute condition"
        yield Problem(f"{named}, {fact}", at=CONDITION, mended=_mended(path), witness=_witness(properties, path))
        return
    keeps = keeps_strangers_out(condition, path, mapping_for(condition, properties))
    if keeps is None:
        raise Undecided(CONDITION)  # it is written in a way that is not read
    if not keeps:
        fact = "and its attribute condition does not say whose they must be"
        secret = properties.is_secret(CONDITION)
        mended, witness = (None, None) if secret else (_mended(path, condition), _witness(properties, path))
        yield Problem(f"{named}, {fact}", at=CONDITION, mended=mended, witness=witness)


def _witness(properties: Properties, path: str) -> str | None:
    """A stranger's token that gets in; None where it is not certain, or would show what is marked as secret."""
    keys = ("oidc", CONDITION, "attributeMapping", POOL, PROVIDER_ID)
    if any(is_marked(properties.raw.get(key)) for key in keys):
        return None
    try:
        condition = properties.get(CONDITION) or ""
        audience = _audience_of(properties)
        return token_of_a_stranger(path, audience, str(condition), mapping_of(properties))
    except Undecided:
        return None  # that strangers get in is known without it


def _audience_of(properties: Properties) -> str:
    """The audience that the provider takes: one that is listed, else its own address."""
    oidc = properties.get("oidc")
    listed = oidc.get("allowedAudiences") if isinstance(oidc, Properties) else None
    audiences = [one for one in listed if isinstance(one, str)] if isinstance(listed, Items) else []
    if audiences:
        return audiences[0]
    pool, provider = (properties.get(key) or word for key, word in ((POOL, "POOL"), (PROVIDER_ID, "PROVIDER")))
    place = f"projects/PROJECT-NUMBER/locations/global/workloadIdentityPools/{pool}/providers/{provider}"
    return f"https://iam.googleapis.com/{place}"


_AUDIENCE: Final = "aud"
"""The claim that says whose a token is, where the issuer writes it so: its customers cannot choose another's."""


def _names_audiences(oidc: Properties) -> bool:
    """Whether the pool takes tokens for named audiences alone. Without any it takes those made for its own address."""
    listed = oidc.get("allowedAudiences")
    if not isinstance(listed, Items):
        return False
    audiences = list(listed)
    return bool(audiences) and all(isinstance(one, str) and one.strip(" *") for one in audiences)


def _mended(path: str, written: str = "") -> str | None:
    """That the id of one tenant is asked for as well; None where the issuer has no such claim."""
    ids = [name for name, claim in tenant_claims(path).items() if claim.fixes == "tenant" and name.endswith("_id")]
    if not ids:
        return None
    claim = max(ids)  # of several the tenant's own, not that of what is above it: `repository_owner_id`
    asked = f"assertion.{claim} == '{claim.upper().replace('_', '-')}'"
    end = "\n" if "//" in written else ""  # a comment goes on to the end of its line
    return json.dumps({"attributeCondition": f"({written}{end}) && {asked}" if written else asked})
