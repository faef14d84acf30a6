"""An IAM user that Vault makes for a lease is an identity, though no program declares it."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import text_of, was_looked_up
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Problem, rule

_TYPE: Final = "credentialType"
_BOUNDARY: Final = "permissionsBoundaryArn"
_USERS: Final = "iam_user"


@rule(
    "vault-users-are-bounded",
    risk="ungoverned-identity",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=("vault:aws/secretBackendRole:SecretBackendRole",),
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:CM-8", "SOC2:CC6.1"),
    remedy="Set permissionsBoundaryArn, or hand out sessions of a role instead (credentialType: assumed_role).",
)
def vault_users_are_bounded(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A user that Vault's engine for AWS makes has whatever its policies say, and nothing of ours fences it.

    Asked are roles of the engine that make users (`credentialType: iam_user`). Sessions of a role (`assumed_role`) have
    that role's boundary, and tokens of a federation or a session what the user of Vault has. Source: HashiCorp Vault
    documentation, "AWS secrets engine (API)", `permissions_boundary_arn`; read 2026-12.

    Refused:
        mailer:
          type: vault:aws/secretBackendRole:SecretBackendRole
          properties:
            name: mailer
            credentialType: iam_user
            policyArns: [arn:aws:iam::111122223333:policy/sends-mail]

    Mended:
        mailer:
          type: vault:aws/secretBackendRole:SecretBackendRole
          properties:
            name: mailer
            credentialType: iam_user
            policyArns: [arn:aws:iam::111122223333:policy/sends-mail]
            permissionsBoundaryArn: arn:aws:iam::111122223333:policy/daypass/daypass-boundary
    """
    del ask
    raw = resource.declared.raw
    if was_looked_up(resource):
        return
    kind, boundary = bare(raw.get(_TYPE)), bare(raw.get(_BOUNDARY))
    if kind not in (UNKNOWN, _USERS) or text_of(boundary).startswith("arn:"):
        return
    if UNKNOWN in (kind, boundary):
        raise Undecided(_TYPE if kind is UNKNOWN else _BOUNDARY)
    yield Problem(f"role {resource.name!r} of Vault makes IAM users that no permissions boundary holds", at=_BOUNDARY)
