"""What logs in to Vault does not log in there as something that may do more."""

from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.vault_grants import VAULT_GRANTS
from daypass_policies.elsewhere.vault_policies import POLICY, TOKEN, machine_logins
from daypass_policies.escalating.app_roles import APP_ROLE, AppRoles, more


@rule(
    "vault-role-does-not-become-stronger",
    risk="role-chaining",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(POLICY, *VAULT_GRANTS),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "SOC2:CC6.3", "MAESTRO:X-LATERAL-MOVEMENT"),
    remedy="Take the role id or the secret id out of the policy; a wrapping is opened by whoever gets it.",
)
def vault_role_does_not_become_stronger(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Who takes over a build that draws secret ids of the database owner's AppRole is the database owner.

    Told is a login of machines, or a token, whose policies let it read the role id of an AppRole of the stack and make
    or choose a secret id of it, so that it logs in as that role, where that one's policies give what it has not. Where
    the role asks for no secret id (`bindSecretId: false`), its role id is enough.

    What brings a workload its secret id passes, as it has no role id, and so does a role that leads to what may
    do no more, and one that lets in from other addresses. That either comes in a wrapping alone (`min_wrapping_ttl`)
    excuses nobody who gets both, as who is given a wrapping opens it. Who makes secret ids of roles of any name is told
    by `no-path-to-owner-of-a-cloud`.

    Refused:
        build:
          type: vault:index/policy:Policy
          properties:
            name: build
            policy: |
              path "auth/approle/role/owner/role-id" { capabilities = ["read"] }
              path "auth/approle/role/owner/secret-id" { capabilities = ["update"] }
        owner:
          type: vault:index/policy:Policy
          properties: {name: owner, policy: 'path "database/creds/owner" { capabilities = ["read"] }'}
        builds:
          type: vault:appRole/authBackendRole:AuthBackendRole
          properties: {roleName: builds, tokenPolicies: [build]}
        owners:
          type: vault:appRole/authBackendRole:AuthBackendRole
          properties: {roleName: owner, tokenPolicies: [owner]}

    Mended:
        build:
          type: vault:index/policy:Policy
          properties:
            name: build
            policy: |
              path "auth/approle/role/owner/secret-id" {
                capabilities = ["update"]
                min_wrapping_ttl = "60s"
              }
        owner:
          type: vault:index/policy:Policy
          properties: {name: owner, policy: 'path "database/creds/owner" { capabilities = ["read"] }'}
        builds:
          type: vault:appRole/authBackendRole:AuthBackendRole
          properties: {roleName: builds, tokenPolicies: [build]}
        owners:
          type: vault:appRole/authBackendRole:AuthBackendRole
          properties: {roleName: owner, tokenPolicies: [owner]}
    """
    del ask
    roles = stack.once(AppRoles)
    for login in machine_logins(stack) if any(stack.of_type(APP_ROLE)) else ():
        try:
            found = [*_of_login(login.resource, roles)]
        except Undecided as unknown:
            found = [Open(login.resource, (unknown.path,))]
        yield from [Open(login.resource, (login.unknown,))] if found and login.unknown else found


def _of_login(login: Resource, roles: AppRoles) -> Iterator[Problem | Open]:
    """Raises `Undecided`."""
    yield from (Open(role, (path,)) for role, path in roles.unclear(login))
    for role in roles.become_by(login):
        gain = more(roles.rights(role), roles.rights(login))
        if gain or roles.rights(role).is_root:
            noun = "token" if login.type == TOKEN else "role"
            fact = f"{noun} {login.name!r} of Vault may log in as role {role.name!r}, whose policies give what it lacks"
            yield Problem(fact, key=f"{login.name} to {role.name}", on=login)
