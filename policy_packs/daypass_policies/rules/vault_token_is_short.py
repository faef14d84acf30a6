"""A token of Vault lives as long as the work for which a machine logged in."""

from collections.abc import Iterator

from daypass.data.vault_logins import vault_logins
from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.model.term import DEFAULT_LIMIT, HOUR
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.vault_policies import is_for_people
from daypass_policies.keeping.lifetimes import DAY
from daypass_policies.keeping.standing import on
from daypass_policies.keeping.vault_mounts import VaultMounts
from daypass_policies.keeping.vault_tokens import BATCH, TTL, Held, Length, kind, lived, renewed, said
from daypass_policies.mending.arguments import instead
from daypass_policies.settle import collect


@rule(
    "vault-token-is-short",
    risk="long-session",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(vault_logins()),
    stack=True,
    controls=("NHI7:2025", "NIST-800-53:AC-12", "NIST-800-53:IA-5"),
    remedy="Let the token live as long as the work (tokenTtl, with renewals tokenMaxTtl); longer work logs in again.",
)
def vault_token_is_short(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever copies a token of Vault from a runner or a pod fetches credentials with it until it ends.

    A role of an auth method keeps its tokens within the longest session of any class: 4h unless the settings'
    `[terms]` say otherwise, and a day where people log in by it (`roleType: oidc`, which is what a role of JWT is that
    says nothing, user names and Kerberos). What counts is the shortest of `tokenTtl`, `tokenMaxTtl`,
    `tokenExplicitMaxTtl` and what the mount is tuned to; where there is a `tokenPeriod`, that takes the place of the
    first two. What a role does not say is 32 days at most, which many leave so: that is told in profile `strict`, and
    so is for how long whoever has a token may renew it. Batch tokens, which nobody can revoke, are told by
    `batch-token-is-short`.

    Refused:
        gitlab:
          type: vault:jwt/authBackendRole:AuthBackendRole
          properties: {roleName: ci, roleType: jwt, userClaim: project_path, tokenTtl: 2592000, tokenMaxTtl: 2592000}

    Mended:
        gitlab:
          type: vault:jwt/authBackendRole:AuthBackendRole
          properties: {roleName: ci, roleType: jwt, userClaim: project_path, tokenTtl: 900, tokenMaxTtl: 3600}
    """
    logins = [one for one in stack.resources if one.type in vault_logins() and not was_looked_up(one)]
    mounts = VaultMounts(stack) if logins else None
    for login in logins:
        yield from on(login, _told(login, mounts.of(login) if mounts else None, ask))


def _told(login: Resource, mount: Resource | None, ask: Ask) -> Iterator[Problem]:
    kinds, _ = collect([kind(login, mount)])
    if kinds == [BATCH]:
        return
    asks_all = ask.profile == "strict" and bool(vault_logins()[login.type].mount)
    length, longest = _beyond(lived(login, mount), login, ask)
    if length and (length.at or asks_all):
        yield _problem(login, length, f"gives tokens that live {said(length, longest)}")
    elif asks_all:
        length, longest = _beyond(renewed(login, mount), login, ask)
        if length:
            yield _problem(login, length, f"gives tokens that whoever has one may renew for {said(length, longest)}")


def _beyond(held: Held, login: Resource, ask: Ask) -> tuple[Length | None, int]:
    """The length that is too long, and what is allowed. Who logs in matters, and is read, only between two limits."""
    longest = max(DEFAULT_LIMIT, *ask.settings.terms.values())
    length = held.beyond(longest)
    if length and length.seconds <= DAY and is_for_people(login):
        return None, longest
    return length, longest


def _problem(login: Resource, length: Length, fact: str) -> Problem:
    mended = instead(TTL, HOUR) if length.at == TTL else None
    return Problem(f"{login.name!r} {fact}", at=length.at or TTL, key="token", mended=mended)
