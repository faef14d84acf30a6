"""What Vault records is not for a machine to switch off that logs in there."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.model.vault_policy import SUDO, PathRule, PathRules, met
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.vault_grants import VAULT_GRANTS
from daypass_policies.elsewhere.vault_policies import POLICY, ROOT, TEXT, VaultPolicies, machine_logins

_DEVICE: Final = "sys/audit/+"
_DELETES: Final = frozenset(("delete", SUDO))
"""What it takes to disable a device, whose path is one of those that root protects."""
_EVERYWHERE: Final = ("*", "+/*")
_WRITES: Final = frozenset(("create", "update", "patch"))
"""Whoever may write everywhere is no-owner-of-a-cloud's."""


@rule(
    "vault-audit-cannot-be-stopped",
    risk="evidence-gap",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=(POLICY, *VAULT_GRANTS),
    stack=True,
    controls=("NIST-800-53:AU-9", "NIST-800-53:AU-9(4)", "PCI-DSS-4.0.1:10.3.2", "SOC2:CC7.2"),
    remedy="Take `delete` on sys/audit away; whoever administers Vault changes its audit devices.",
)
def vault_audit_cannot_be_stopped(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A machine that disables Vault's audit device reads the secrets after that unseen.

    Told is what a machine logs in to Vault by (a token, AppRole, Kubernetes, a cloud, JWT) whose policies of the stack
    let it delete audit devices: `delete` and `sudo` on `sys/audit/…`, as the closest path decides. To list them
    (`read`) passes. Of whoever may do everything `no-owner-of-a-cloud` speaks.

    Source: Vault API documentation, "/sys/audit" (disable: a path that root protects), and "Policies" (priority of
    paths, `sudo`); read 2026-12.

    Refused:
        checks:
          type: vault:index/policy:Policy
          properties:
            name: checks
            policy: 'path "sys/audit/*" { capabilities = ["read", "delete", "sudo"] }'
        ci:
          type: vault:jwt/authBackendRole:AuthBackendRole
          properties: {roleName: ci, roleType: jwt, tokenPolicies: [checks]}

    Mended:
        checks:
          type: vault:index/policy:Policy
          properties:
            name: checks
            policy: 'path "sys/audit" { capabilities = ["read", "sudo"] }'
        ci:
          type: vault:jwt/authBackendRole:AuthBackendRole
          properties: {roleName: ci, roleType: jwt, tokenPolicies: [checks]}
    """
    del ask
    policies = stack.once(VaultPolicies)
    for login in machine_logins(stack):
        rules, unknown = _rules(login.resource, policies)
        device = _deletes(rules)
        if device and login.unknown:
            yield Open(login.resource, (login.unknown,))
        elif device:
            named = "any audit device" if device.endswith("/any") else f"audit device {device.rpartition('/')[2]!r}"
            fact = f"what logs in to Vault by {login.resource.name!r} may switch off {named}"
            yield Problem(fact, key="audit", on=login.resource)
        else:
            yield from unknown


def _rules(login: Resource, policies: VaultPolicies) -> tuple[list[PathRule], list[Open]]:
    """What its policies say, as far as the stack does, and what of that is not known."""
    rules: list[PathRule] = []
    unknown: list[Open] = []
    for held in policies.held(login):
        if held.unknown:
            unknown.append(Open(login, (held.at,)))
        elif held.by and held.name != ROOT:
            try:
                rules.extend(policies.rules(held.by))
            except Undecided:
                unknown.append(Open(held.by, (TEXT,)))
    return rules, unknown


def _deletes(rules: list[PathRule]) -> str:
    """A device that they let it delete, by another right than that to write everywhere; "" for none."""
    every = PathRules(rules)
    for one in rules:
        is_owner = one.path in _EVERYWHERE and _WRITES & one.capabilities
        witness = "" if is_owner else met(one.path, _DEVICE)
        found = every.deciding(witness) if witness else None
        if found and found.capabilities >= _DELETES:
            return witness
    return ""
