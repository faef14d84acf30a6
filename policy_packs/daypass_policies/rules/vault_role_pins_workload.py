"""A role of Vault lets in workloads that it names, not whoever gets a token of the same issuer."""

from collections.abc import Iterable, Iterator
from typing import Final

from daypass.data.issuer_claims import tenant_claims
from daypass.data.issuers import issuer_facts
from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.kind import Pinned
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.vault_mounts import VaultMounts
from daypass_policies.trusting.own_clusters import cluster_reach, default_accounts
from daypass_policies.trusting.own_forges import own_reach
from daypass_policies.trusting.possible_mounts import PossibleMounts
from daypass_policies.trusting.token_tenancy import reached
from daypass_policies.trusting.vault_roles import (
    CLAIMS,
    OF_NOBODY,
    ROLE,
    AskedOfTokens,
    asked_of_tokens,
    is_held_to_addresses,
    issuer_of,
)
from daypass_policies.wording import cut

_LONGEST: Final = 600
_MOUNT: Final = "backend"


@rule(
    "vault-role-pins-workload",
    risk="federated-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=(ROLE,),
    stack=True,
    controls=("NHI6:2025", "NHI8:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9"),
    remedy="Bind the claim that says whose a token is (boundClaims: repository_id, project_id) or the boundSubject.",
)
def vault_role_pins_workload(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever shows a token that a role of Vault describes gets a token of Vault with the role's policies.

    The audience says nothing: whoever runs a job at GitHub or GitLab chooses it. How far `boundSubject` and
    `boundClaims` reach is told as for a role of AWS, with every claim of the token; `*` is a wildcard where
    `boundClaimsType` is `glob`. A role that takes in strangers is critical, one that takes in an organisation of the
    issuer, or all that an issuer of one's own makes out, is advice. Where the stack does not say whose tokens the mount
    takes, or nothing is known of the issuer, it passes with any claim that it asks for but those that all tokens have
    (`iss`, `exp`). Of a GitLab or GitHub of one's own, known by its host or by claims that GitLab's tokens alone have,
    it is advice to take in several projects by a pattern (`project_path: acme/*`), or all of a group on any branch, or
    a branch of any project, unless the branch or the environment has to be protected; of a cluster it is to name its
    namespaces or its service accounts by a pattern, or the account `default`, which pods have that name none. A role
    that lets in from few addresses alone (`tokenBoundCidrs`, all together a /8 at most, of IPv6 a /32) lets in no
    stranger; one of type `oidc`, by which people log in, takes no token from whoever has one.

    Refused:
        github:
          type: vault:jwt/authBackend:AuthBackend
          properties: {path: github, oidcDiscoveryUrl: "https://token.actions.githubusercontent.com"}
        release:
          type: vault:jwt/authBackendRole:AuthBackendRole
          properties:
            backend: github
            roleName: release
            roleType: jwt
            userClaim: repository
            boundAudiences: ["https://vault.acme.example"]

    Mended:
        github:
          type: vault:jwt/authBackend:AuthBackend
          properties: {path: github, oidcDiscoveryUrl: "https://token.actions.githubusercontent.com"}
        release:
          type: vault:jwt/authBackendRole:AuthBackendRole
          properties:
            backend: github
            roleName: release
            roleType: jwt
            userClaim: repository
            boundAudiences: ["https://vault.acme.example"]
            boundClaims: {repository_id: "123456789", ref: refs/heads/main}
    """
    del ask
    roles = [one for one in stack.of_type(ROLE) if not was_looked_up(one)]
    mounts, possible = (VaultMounts(stack), PossibleMounts(stack)) if roles else (None, None)
    for role in roles:
        mount = mounts.of(role) if mounts else None
        told = list(_judged(role, mount))
        yield from told
        others = possible.of(role) if possible and mount is None else ()
        if not any(isinstance(one, Open) for one in told) and _would_tell_more(role, others, told):
            yield Open(role, (_MOUNT,))


def _would_tell_more(role: Resource, mounts: Iterable[Resource], told: list[Problem | Open]) -> bool:
    """Whether something else would be said of it, were it at one of these."""
    return any(one not in told for mount in mounts for one in _judged(role, mount))


def _judged(role: Resource, mount: Resource | None) -> Iterator[Problem | Open]:
    try:
        yield from _of_role(role, mount)
    except Undecided as unknown:
        yield Open(role, (unknown.path,))


def _of_role(role: Resource, mount: Resource | None) -> Iterator[Problem]:
    if role.declared.get("roleType") != "jwt" or is_held_to_addresses(role):
        return
    asked = asked_of_tokens(role)
    if asked.names_subjects:
        yield from (_told(role, _who(who, asked)) for who in default_accounts(asked.claims)[:1])
        return
    issuer = issuer_of(mount)
    if who := cluster_reach(asked.claims, issuer or "its issuer"):
        yield _told(role, _who(who, asked))
        return
    facts = issuer_facts(issuer) if issuer else None
    if facts is None or not facts.shared:
        if not asked.says_who:
            yield _told(role, f"the whole {facts.names}" if facts else "whoever gets a token of its issuer")
        elif issuer and (who := own_reach(asked.claims, issuer, facts)):
            yield _told(role, who)
        return
    found = reached(asked.claims, issuer)
    if found.breadth == "organisation":
        yield _told(role, "more than one repository or project" if asked.marked else found.who)
    elif found.breadth in ("world", "issuer"):
        yield _of_strangers(role, asked, issuer, found)


def _who(who: str, asked: AskedOfTokens) -> str:
    return "more than one service account" if asked.marked else who


def _of_strangers(role: Resource, asked: AskedOfTokens, issuer: str, found: Pinned) -> Problem:
    """That strangers get in. Raises `Undecided` where the issuer may say whose a token is by what is asked for."""
    if asked.says_who and not tenant_claims(issuer).keys() - {"sub"} and asked.claims.keys() - OF_NOBODY - {"sub"}:
        raise Undecided(CLAIMS)
    who = "more than one repository or project" if asked.marked else found.who
    fact = cut(f"role {role.name!r} of Vault lets in {who}, whoever's they are", _LONGEST)
    return Problem(fact, at=CLAIMS, key=found.breadth, severity="critical", on=role)


def _told(role: Resource, who: str) -> Problem:
    fact = cut(f"role {role.name!r} of Vault lets in {who}", _LONGEST)
    return Problem(fact, at=CLAIMS, key="organisation", severity="medium", advisory=True, on=role)
