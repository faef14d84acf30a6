"""A database knows its workload by IAM, and its master password is one that the service makes and replaces."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.data.credential_tokens import credential_tokens, types_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.standing import ends_too_late, is_given, is_on, limit_options, problem, word_at


class Password(NamedTuple):
    """What says that a database or its user has a password of ours, and what says that it does not.

    `given` are arguments that hold one; `saying` an argument that says so as a word; `unless` arguments that say yes;
    `unlike` arguments whose word, other than `none`, names another way to sign in.
    """

    given: tuple[str, ...]
    saying: tuple[str, str] = ("", "")
    unless: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()


_MANAGED: Final = ("manageMasterUserPassword",)
_ADMIN_MANAGED: Final = ("manageAdminPassword",)
_DOMAIN_USER: Final = "advancedSecurityOptions.masterUserOptions.masterUserPassword"
_MODE: Final = "authenticationMode"
_BY_MODE: Final = (f"{_MODE}.type", "password")

PASSWORDS: Final[Mapping[str, Password]] = {
    # Write-only arguments of a master password are not looked at: such a value does not stand in the state.
    "aws:rds/instance:Instance": Password(("password",), unless=_MANAGED),
    "aws:rds/cluster:Cluster": Password(("masterPassword",), unless=_MANAGED),
    "aws:docdb/cluster:Cluster": Password(("masterPassword",), unless=_MANAGED),
    "aws:docdb/elasticCluster:ElasticCluster": Password(("adminUserPassword",), unlike=("authType",)),
    "aws:redshift/cluster:Cluster": Password(("masterPassword",), unless=("manageMasterPassword",)),
    "aws:redshiftserverless/namespace:Namespace": Password(("adminUserPassword",), unless=_ADMIN_MANAGED),
    "aws:elasticache/user:User": Password(
        ("passwords", "passwordsWo", f"{_MODE}.passwords"), _BY_MODE, ("noPasswordRequired",)
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": Password(("authToken",)),
    "aws:memorydb/user:User": Password((f"{_MODE}.passwords",), _BY_MODE),
    "aws:opensearch/domain:Domain": Password((_DOMAIN_USER,)),
    "aws-native:docdbelastic:Cluster": Password(("adminUserPassword",), unlike=("authType",)),
    "aws-native:redshift:Cluster": Password(("masterUserPassword",), unless=("manageMasterPassword",)),
    "aws-native:elasticache:ReplicationGroup": Password(("authToken",)),
    "aws-native:opensearchservice:Domain": Password((_DOMAIN_USER,)),
    "aws-native:rds:DbInstance": Password(("masterUserPassword",), unless=_MANAGED),
    "aws-native:rds:DbCluster": Password(("masterUserPassword",), unless=_MANAGED),
    "aws-native:redshiftserverless:Namespace": Password(("adminUserPassword",), unless=_ADMIN_MANAGED),
    "aws-native:elasticache:User": Password(("passwords", f"{_MODE}.passwords"), _BY_MODE, ("noPasswordRequired",)),
    "aws-native:memorydb:User": Password((f"{_MODE}.passwords",), _BY_MODE),
    "gcp:sql/user:User": Password(("password", "passwordWo"), unlike=("type",)),
    "mongodbatlas:index/databaseUser:DatabaseUser": Password(
        ("password", "passwordWo"), unlike=("awsIamType", "oidcAuthType", "x509Type", "ldapAuthType")
    ),
    "postgresql:index/role:Role": Password(("password", "passwordWo")),
}
"""The types that have a password by an argument; the others of the table are nothing but one."""

_BY_PASSWORD: Final = ("", "none", "built_in", "plain_text")


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
    at = _password(resource) if resource.type in PASSWORDS else ""
    if at is None:
        return
    if credential_tokens()[resource.type].endings:
        yield from ends_too_late(resource, ask, _tell)
    else:
        yield _tell(resource, "never expires", at or None)


def _tell(resource: Resource, fact: str, *more: Any) -> Problem:
    return problem(resource, f"has a password that {fact}", *more)


def _password(resource: Resource) -> str | None:
    """The argument that gives it a password of ours, None where none does. Unknown is said last: most have none."""
    asked = PASSWORDS[resource.type]
    says, word = asked.saying
    at = next((path for path in asked.given if is_given(resource, path)), None)
    if at is None and says and word_at(resource, says) == word:
        at = says
    if at is None or any(is_on(resource, path) for path in asked.unless):
        return None
    words = [word_at(resource, path) for path in asked.unlike]
    return at if all(word in _BY_PASSWORD for word in words) else None
