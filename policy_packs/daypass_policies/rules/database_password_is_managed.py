"""A database knows its workload by IAM, and its master password is one that the service makes and replaces."""

from collections.abc import Iterator
from typing import Any

from daypass.data.credential_tokens import credential_tokens, types_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.database_passwords import PASSWORDS, password_at
from daypass_policies.keeping.standing import ends_too_late, limit_options, problem


@rule(
    "database-password-is-managed",
    risk="long-lived-credential",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=types_of("database"),
    controls=("NHI7:2025", "NHI4:2025", "NIST-800-53:IA-5", "PCI-DSS-4.0.1:8.6.2", "PCI-DSS-4.0.1:8.6.3"),
    remedy="Let the service manage the master password, and let workloads sign in with their own identity.",
    options=limit_options("key"),
    aliases=(
        "checkov:CKV_AWS_161",
        "checkov:CKV_AWS_162",
        "prowler:rds_instance_iam_authentication_enabled",
        "prowler:rds_cluster_iam_authentication_enabled",
    ),
)
def database_password_is_managed(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A password that a program sets stands in its state, is known to all who use it, and is never replaced.

    A cluster or instance is asked whether its master password is managed (`manageMasterUserPassword`); a user, whether
    it signs in by IAM, OIDC or a certificate. A password that ends within 90 days (`validUntil`, `passwordPolicy`) is
    one that somebody replaces. A replica and what is restored from a snapshot need none.

    Refused:
        orders:
          type: aws:rds/instance:Instance
          properties: {instanceClass: db.t4g.small, engine: postgres, username: admin, password: "correct-horse-42"}

    Mended:
        orders:
          type: aws:rds/instance:Instance
          properties:
            instanceClass: db.t4g.small
            engine: postgres
            username: admin
            manageMasterUserPassword: true
            iamDatabaseAuthenticationEnabled: true
    """
    at = password_at(resource) if resource.type in PASSWORDS else ""
    if at is None:
        return
    if credential_tokens()[resource.type].endings:
        yield from ends_too_late(resource, ask, _tell)
    else:
        yield _tell(resource, "never expires", at or None)


def _tell(resource: Resource, fact: str, *more: Any) -> Problem:
    return problem(resource, f"has a password that the program sets, and that {fact}", *more)
