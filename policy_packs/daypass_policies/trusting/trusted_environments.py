"""This is where it is told which environments of GitHub are trusted by Entra, by Google Cloud and by Vault.

What asks for a branch or a workflow beside is held by that, whatever the environment lets in. Sources: GitHub Docs,
"OpenID Connect reference" (subject of a job that names an environment); Google Cloud, "Workload Identity Federation"
(`principal://…/subject/…`, attribute conditions); Vault API documentation, "JWT/OIDC auth method"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.google_things import google_things
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.elsewhere.google_members import lets_act
from daypass_policies.elsewhere.google_pools import CONDITION, POOL, PROVIDER
from daypass_policies.located import Located, locate
from daypass_policies.trusting.token_tenancy import path_of
from daypass_policies.trusting.vault_roles import CLAIMS, ROLE, asked_of_tokens

CREDENTIALS: Final = (
    "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential",
    "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential",
    "azure:armmsi/federatedIdentityCredential:FederatedIdentityCredential",
    "azure-native:managedidentity:FederatedIdentityCredential",
)
BINDINGS: Final = tuple(google_things())
TRUSTING: Final = (*CREDENTIALS, *BINDINGS, PROVIDER, ROLE)

_ISSUER: Final = "token.actions.githubusercontent.com"
_SUBJECT: Final = re.compile(
    r"repo:[^:/@]+(?:@[0-9]+)?/(?P<repository>[^:/@]+)(?:@[0-9]+)?:environment:(?P<environment>[^*?:]+)"
)
_EXPRESSION: Final = "claimsMatchingExpression"
_ASKED: Final = re.compile(r"\s*claims\[\s*['\"]sub['\"]\s*\]\s+(?:eq|matches)\s+'(?P<subject>[^'*?]+)'\s*")
_MEMBER: Final = re.compile(
    r"principal://iam\.googleapis\.com/projects/[^/]+/locations/[^/]+/workloadIdentityPools/(?P<pool>[^/]+)"
    r"/subject/(?P<subject>.+)",
    re.DOTALL,
)
_HELD: Final = re.compile(
    r"(?:^|[^a-z])(?:ref|sha|ref_type|base_ref|(?:job_)?workflow(?:_ref|_sha)?|event_name)(?![a-z])"
)
"""What says besides which branch, or which workflow, it is."""
_SAME: Final = r"(?:assertion|attribute|google)\.{}\s*==\s*['\"](?P<said>[^'\"]+)['\"]"
_COMPARED: Final = {
    claim: re.compile(_SAME.format(names))
    for claim, names in (("sub", "(?:sub|subject)"), ("repository", "repository"), ("environment", "environment"))
}
_ONLY_READS: Final = re.compile(r"(?i)(?:viewer|reader|browser)$")


class Trusted(NamedTuple):
    """What of GitHub a resource trusts, and where it says so."""

    repository: str
    environment: str
    at: str
    marked: bool = False


def trusted(resource: Resource, conditions: "Conditions") -> Iterator[Trusted]:
    """The environments that it trusts, each for itself. Raises `Undecided`."""
    if was_looked_up(resource):
        return
    if resource.type in CREDENTIALS:
        yield from _of_credential(resource)
    elif resource.type == ROLE:
        yield from _of_vault(resource)
    elif resource.type == PROVIDER:
        yield from _of_provider(resource)
    elif google_things()[resource.type].noun != "service account" or lets_act(resource):
        yield from _of_binding(resource, conditions)


class Conditions:
    """What the providers of the pools of a stack ask for besides."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._answers: dict[str, bool | None] = {}

    def hold(self, pool: str) -> bool:
        """Whether one of the pool asks for a branch or a workflow. Raises `Undecided`."""
        if pool not in self._answers:
            self._answers[pool] = self._holds(pool)
        answer = self._answers[pool]
        if answer is None:
            raise Undecided("member")
        return answer

    def _holds(self, pool: str) -> bool | None:
        """None where that is not known."""
        each = (*self._of_pool.get(pool, ()), *self._of_pool.get("", ()))
        if any(_HELD.search(text_of(said(one, CONDITION))) for one in self._of_pool.get(pool, ())):
            return True
        is_hidden = any(bare(said(one, key)) is UNKNOWN for one in each for key in (POOL, CONDITION))
        return None if is_hidden else False

    @cached_property
    def _of_pool(self) -> Mapping[str, tuple[Resource, ...]]:
        return grouped((text_of(said(one, POOL)), one) for one in self._stack.of_type(PROVIDER))


def _of_credential(resource: Resource) -> Iterator[Trusted]:
    places = [place for key in ("subject", f"{_EXPRESSION}.value", _EXPRESSION) for place in _texts(resource, key)]
    for place in places:
        asked = _ASKED.fullmatch(place.text)
        match = _SUBJECT.fullmatch(asked["subject"] if asked else place.text)
        if match and path_of(text_of(resource.declared.get("issuer"))).startswith(_ISSUER):
            yield Trusted(match["repository"], match["environment"], place.path, place.marked)


def _texts(resource: Resource, path: str) -> Iterator[Located]:
    if path == _EXPRESSION and isinstance(bare(resource.declared.raw.get(_EXPRESSION)), dict):
        return
    yield from (one for one in locate(resource.declared.raw, path) if one.known)


def _of_vault(role: Resource) -> Iterator[Trusted]:
    asked = asked_of_tokens(role)
    if any(_HELD.fullmatch(name) for name in asked.claims):
        return
    one_of = {name: {claim.text for claim in claims if claim.exact} for name, claims in asked.claims.items()}
    for subject in one_of.get("sub", ()):
        if match := _SUBJECT.fullmatch(subject):
            yield Trusted(match["repository"], match["environment"], CLAIMS, asked.marked)
    if "sub" not in one_of:
        for repository in one_of.get("repository", ()):
            for environment in one_of.get("environment", ()):
                yield Trusted(repository.rpartition("/")[2], environment, CLAIMS, asked.marked)


def _of_provider(provider: Resource) -> Iterator[Trusted]:
    if provider.declared.get("disabled") is True:
        return
    issuers = [text_of(one.known) for one in locate(provider.declared.raw, "oidc.issuerUri")]
    if not any(path_of(issuer).startswith(_ISSUER) for issuer in issuers):
        return
    for place in locate(provider.declared.raw, CONDITION):
        text = text_of(place.known)
        if "||" in text or _HELD.search(text):
            continue
        said_of = {claim: match["said"] for claim, asks in _COMPARED.items() if (match := asks.search(text))}
        match = _SUBJECT.fullmatch(said_of.get("sub", ""))
        if match:
            yield Trusted(match["repository"], match["environment"], CONDITION, place.marked)
        elif "repository" in said_of and "environment" in said_of:
            repository = said_of["repository"].rpartition("/")[2]
            yield Trusted(repository, said_of["environment"], CONDITION, place.marked)


def _of_binding(binding: Resource, conditions: Conditions) -> Iterator[Trusted]:
    if any(_ONLY_READS.search(place.text) for place in locate(binding.declared.raw, "role")):
        return
    for place in locate(binding.declared.raw, google_things()[binding.type].member):
        found = _MEMBER.fullmatch(place.text)
        match = _SUBJECT.fullmatch(found["subject"]) if found else None
        if found and match and not conditions.hold(found["pool"]):
            yield Trusted(match["repository"], match["environment"], place.path, place.marked)
