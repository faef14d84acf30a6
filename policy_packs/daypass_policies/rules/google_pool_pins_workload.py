"""A Google workload identity pool lets in workloads that it names, not every customer of their issuer."""

import json
import re
from collections.abc import Iterator
from typing import Final

from daypass.data.google_things import google_things
from daypass.data.issuer_claims import tenant_claims, whole_tenant_claims
from daypass.data.issuers import issuer_facts
from daypass.iam.node import is_marked
from daypass.model.resource import UNKNOWN, Items, Properties, Resource, Undecided, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.elsewhere.google_members import ACCOUNT, types_behind
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle
from daypass_policies.trusting.pool_tokens import token_of_a_stranger
from daypass_policies.trusting.token_tenancy import keeps_strangers_out, path_of
from daypass_policies.wording import shown

_PROVIDER: Final = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
_OF_ACCOUNT: Final = "service account"
_ROLES: Final = ("iam.workloadIdentityUser", "iam.serviceAccountTokenCreator", "iam.serviceAccountOpenIdTokenCreator")
"""The roles that let a member act as the service account."""
_SET: Final = re.compile(
    r"principalSet://iam\.googleapis\.com/projects/[^/]+/locations/[^/]+/workloadIdentityPools/(?P<pool>[^/]+)/"
    r"(?P<rest>\*|attribute\.(?P<attribute>[^/]+)/.*)",
    re.DOTALL,
)


@rule(
    "google-pool-pins-workload",
    risk="federated-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=(_PROVIDER, *google_things()),
    controls=("NHI6:2025", "NHI8:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9"),
    remedy="Ask for the tenant's claim in the attribute condition, and bind one subject or one repository.",
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
    does as well. A provider for an issuer of one's own, or for one AWS account, needs no condition. A binding of a
    whole pool (`principalSet://…/*`) to a service account, a project, an organisation, or one thing in them gives it to
    all that the pool takes in; one of an attribute that only says the tenant, to the whole tenant.

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
    if resource.type == _PROVIDER:
        yield from _of_provider(resource)
    else:
        members = locate(resource.declared.raw, google_things()[resource.type].member)
        yield from settle(_of_member(resource, member) for member in members)


def _of_provider(resource: Resource) -> Iterator[Problem]:
    properties = resource.declared
    oidc = properties.get("oidc")
    if not isinstance(oidc, Properties) or properties.get("disabled") is True:
        return
    issuer = oidc.get("issuerUri")
    facts = issuer_facts(path_of(issuer)) if isinstance(issuer, str) else None
    if facts is None or not facts.shared:
        return
    path, condition = path_of(str(issuer)), properties.get(_CONDITION)
    if facts.tenancy == _AUDIENCE and _names_audiences(oidc):
        return  # whose token it is stands in its audience, and the pool takes no other
    named = f"pool provider {resource.name!r} takes tokens of {facts.about}"
    if not isinstance(condition, str) or not condition.strip():
        fact = "whoever's they are, without an attribute condition"
        yield Problem(f"{named}, {fact}", at=_CONDITION, mended=_mended(path), witness=_witness(properties, path))
        return
    keeps = keeps_strangers_out(condition, path, _mapping(properties) if _MAPPED.search(condition) else {})
    if keeps is None:
        raise Undecided(_CONDITION)  # it is written in a way that is not read
    if not keeps:
        fact = "and its attribute condition does not say whose they must be"
        secret = properties.is_secret(_CONDITION)
        mended, witness = (None, None) if secret else (_mended(path, condition), _witness(properties, path))
        yield Problem(f"{named}, {fact}", at=_CONDITION, mended=mended, witness=witness)


def _witness(properties: Properties, path: str) -> str | None:
    """A stranger's token that gets in; None where it is not certain, or would show what is marked as secret."""
    keys = ("oidc", _CONDITION, "attributeMapping", _POOL, _PROVIDER_ID)
    if any(is_marked(properties.raw.get(key)) for key in keys):
        return None
    try:
        condition = properties.get(_CONDITION) or ""
        audience = _audience_of(properties)
        return token_of_a_stranger(path, audience, str(condition), _mapping(properties))
    except Undecided:
        return None  # that strangers get in is known without it


def _audience_of(properties: Properties) -> str:
    """The audience that the provider takes: one that is listed, else its own address."""
    oidc = properties.get("oidc")
    listed = oidc.get("allowedAudiences") if isinstance(oidc, Properties) else None
    audiences = [one for one in listed if isinstance(one, str)] if isinstance(listed, Items) else []
    if audiences:
        return audiences[0]
    pool, provider = (properties.get(key) or word for key, word in ((_POOL, "POOL"), (_PROVIDER_ID, "PROVIDER")))
    place = f"projects/PROJECT-NUMBER/locations/global/workloadIdentityPools/{pool}/providers/{provider}"
    return f"https://iam.googleapis.com/{place}"


_CONDITION: Final = "attributeCondition"
_POOL: Final = "workloadIdentityPoolId"
_PROVIDER_ID: Final = "workloadIdentityPoolProviderId"

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


_MAPPED: Final = re.compile(r"\b(?:attribute|google)\b")
"""What a condition calls what the mapping makes of a token. Of the token itself (`assertion`) it says nothing."""


def _mapping(properties: Properties) -> dict[str, str]:
    found = properties.get("attributeMapping")
    if not isinstance(found, Properties):
        return {}
    return {key: str(value) for key in found if (value := found.get(key)) is not None}


def _of_member(resource: Resource, member: Located) -> Iterator[Problem]:
    if google_things()[resource.type].noun == _OF_ACCOUNT and not _lets_act(resource):
        return
    if bare(member.value) is UNKNOWN and types_behind(resource, member) == {ACCOUNT}:
        return  # whatever the account will be called, it is no pool
    found = _SET.fullmatch(member.text)
    if found is None:
        return
    whole = found["rest"] == "*"
    if not whole and found["attribute"] not in whole_tenant_claims():
        return
    pool = "a pool" if member.marked else f"the pool {shown(found['pool'])}"
    who = "everything that" if whole else "every repository and project of a tenant that"
    yield Problem(
        f"binding {resource.name!r} lets in {who} {pool} takes in",
        at=member.path,
        key="" if member.marked else f"{found['pool']} {found['attribute'] or '*'}",
        severity="high" if whole else "medium",
    )


def _lets_act(resource: Resource) -> bool:
    role = resource.declared.get("role")
    return isinstance(role, str) and role.removeprefix("roles/") in _ROLES
