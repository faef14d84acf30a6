"""What nobody can revoke ends soon by itself."""

from collections.abc import Iterator

from daypass.data.vault_logins import vault_logins
from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.model.term import DEFAULT_LIMIT, HOUR, LIMITS
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.standing import on
from daypass_policies.keeping.vault_mounts import VaultMounts
from daypass_policies.keeping.vault_tokens import SERVICE, TTL, TYPE, kind, lengths, said
from daypass_policies.mending.arguments import instead
from daypass_policies.settle import collect


@rule(
    "batch-token-is-short",
    risk="revocation-gap",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(vault_logins()),
    stack=True,
    controls=("NHI7:2025", "NIST-800-53:AC-3(8)", "NIST-800-53:AC-12", "SOC2:CC6.3"),
    remedy="Let batch tokens live an hour (tokenTtl), or give service tokens, which can be revoked and renewed.",
)
def batch_token_is_short(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Vault keeps nothing of a batch token: it has no accessor, nobody can list or revoke it, and it works to its end.

    A role of an auth method, or of the token store, that gives such tokens (`tokenType: batch`, `default-batch` in the
    token store, or what the mount is tuned to) keeps them within the session of a service: 1h unless the settings'
    `[terms]` say otherwise. That is shorter than what `vault-token-is-short` allows tokens that can be revoked; what
    stays within the longest session of any class, as a batch job may need, is told with less weight. What counts is
    the shortest of `tokenTtl`, `tokenMaxTtl` and what the mount is tuned to; where nothing is said Vault gives 32 days,
    which its own settings may change. A token that has a parent stops working with that, so that a role of the token
    store is asked only where its tokens are orphans. Service tokens pass here, however long: they can be revoked.

    Refused:
        gitlab:
          type: vault:jwt/authBackendRole:AuthBackendRole
          properties: {roleName: deploy, userClaim: project_path, tokenType: batch, tokenTtl: 2592000}

    Mended:
        gitlab:
          type: vault:jwt/authBackendRole:AuthBackendRole
          properties: {roleName: deploy, userClaim: project_path, tokenType: batch, tokenTtl: 900}
    """
    logins = [one for one in stack.resources if one.type in vault_logins() and not was_looked_up(one)]
    mounts = VaultMounts(stack) if logins else None
    for login in logins:
        yield from on(login, _told(login, mounts.of(login) if mounts else None, ask))


def _told(login: Resource, mount: Resource | None, ask: Ask) -> Iterator[Problem]:
    """Nothing where they end in time or are no batch tokens, whichever of both is known."""
    (kinds, of_kind), (found, of_length) = collect([kind(login, mount)]), collect(lengths(login, mount))
    longest = ask.settings.terms.get("service", LIMITS["service"])
    shortest = min(found, key=lambda length: length.seconds, default=None)
    if kinds == [SERVICE] or (shortest and shortest.seconds <= longest):
        return
    for unknown in filter(None, (of_kind, of_length)):
        raise unknown
    if shortest:
        yield Problem(
            f"{login.name!r} gives batch tokens that live {said(shortest, longest)}, and nobody can revoke them",
            at=shortest.at or TYPE,
            severity="low" if shortest.seconds <= max(DEFAULT_LIMIT, *ask.settings.terms.values()) else None,
            confidence=None if shortest.at else "medium",
            mended=instead(TTL, HOUR) if vault_logins()[login.type].mount else instead(TYPE, SERVICE),
        )
