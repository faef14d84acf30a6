"""This is where it is told that a database or its user has a password that the program sets."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from daypass.model.resource import Resource
from daypass_policies.keeping.standing import is_given, is_on, word_at


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
    "aws:dms/endpoint:Endpoint": Password(("password",)),
    "aws-native:dms:Endpoint": Password(("password",)),
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
    "gcp:alloydb/user:User": Password(("password", "passwordWo"), unlike=("userType",)),
    "gcp:sql/user:User": Password(("password", "passwordWo"), unlike=("type",)),
    "mongodbatlas:index/databaseUser:DatabaseUser": Password(
        ("password", "passwordWo"), unlike=("awsIamType", "oidcAuthType", "x509Type", "ldapAuthType")
    ),
    "postgresql:index/role:Role": Password(("password", "passwordWo")),
}
"""The types that have a password by an argument; the others of the table are nothing but one."""

_BY_PASSWORD: Final = ("", "none", "built_in", "alloydb_built_in", "plain_text")


def password_at(resource: Resource) -> str | None:
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
