"""A role of Vault names the service accounts and the roles that log in by it, not a cluster or an account."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.own_paths import is_of_ones_own
from daypass_policies.elsewhere.vault_policies import Held, VaultPolicies
from daypass_policies.settle import collect
from daypass_policies.trusting.vault_bounds import BOUND, LetIn, let_in
from daypass_policies.wording import cut

_LONGEST: Final = 600
_DEFAULT: Final = "default"
"""The policy that every token has, and that gives nobody anything of others."""


@rule(
    "vault-role-names-accounts",
    risk="federated-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=BOUND,
    stack=True,
    controls=("NHI6:2025", "NHI8:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9"),
    remedy="Name the service accounts with their namespaces, or the ARNs or ids of the workload's own identities.",
)
def vault_role_names_accounts(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever runs anything in the cluster, or in the account, gets a token of Vault with the role's policies.

    Kubernetes: `*` for the namespaces, with any name or one that is fixed, as whoever has a namespace makes an account
    of that name there; patterns for both; and, as advice, `*` for the names, or `default`, in namespaces that are
    named. A pattern for one of the two passes where the other is fixed. AWS, Google Cloud, Azure, Cloud Foundry and
    SPIFFE: roles that name an account, a project, a subscription, a network or a region, and nothing of the workload
    itself. Where strangers get in (`*` for an ARN, `*` for service accounts of Google without a project, labels without
    a project, which they choose) it is critical.

    A role passes that gives nothing: no policy, `default` alone, or policies of the stack whose paths are each
    bearer's own (`{{identity.…}}`) or public. Where the stack does not have all its policies, it is advice.

    Refused:
        pods:
          type: vault:kubernetes/authBackendRole:AuthBackendRole
          properties:
            roleName: pods
            boundServiceAccountNames: ["*"]
            boundServiceAccountNamespaces: ["*"]
            tokenPolicies: [invoice]
        invoice:
          type: vault:index/policy:Policy
          properties: {name: invoice, policy: 'path "secret/data/invoice" { capabilities = ["read"] }'}

    Mended:
        pods:
          type: vault:kubernetes/authBackendRole:AuthBackendRole
          properties:
            roleName: invoice
            boundServiceAccountNames: [invoice-api]
            boundServiceAccountNamespaces: [invoice]
            tokenPolicies: [invoice]
        invoice:
          type: vault:index/policy:Policy
          properties: {name: invoice, policy: 'path "secret/data/invoice" { capabilities = ["read"] }'}
    """
    del ask
    policies = stack.once(VaultPolicies)
    for role in stack.of_type(*BOUND):
        if not was_looked_up(role):
            try:
                yield from _judged(role, policies)
            except Undecided as unknown:
                yield Open(role, (unknown.path,))


def _judged(role: Resource, policies: VaultPolicies) -> Iterator[Problem]:
    found = let_in(role)
    if found is None:
        return
    others, unknown = collect(_of_others(one, policies) for one in policies.held(role))
    if others:
        yield _told(role, found, is_advice=not any(one.by for one in others))
    elif unknown:
        raise unknown


def _of_others(one: Held, policies: VaultPolicies) -> Iterator[Held]:
    """The policy, where it may give what is not each bearer's own. Raises `Undecided`."""
    if one.unknown:
        raise Undecided(one.at)
    if one.name != _DEFAULT and not (one.by and is_of_ones_own(policies.rules(one.by))):
        yield one


def _told(role: Resource, found: LetIn, *, is_advice: bool) -> Problem:
    is_advice = found.breadth != "world" and (is_advice or found.breadth == "part")
    return Problem(
        cut(f"role {role.name!r} of Vault lets in {found.who}", _LONGEST),
        at=found.at,
        key=found.breadth,
        severity="critical" if found.breadth == "world" else "medium" if is_advice else None,
        advisory=is_advice,
        on=role,
    )
