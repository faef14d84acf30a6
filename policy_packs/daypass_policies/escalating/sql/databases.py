"""This is where the databases of a stack are in which SQL acts as roles of IAM, and for what it does.

A role is associated with a cluster or an instance for a feature, or given to a warehouse: whoever runs SQL there has
functions invoked, objects copied and models asked as that. Sources: Amazon RDS API Reference, "AddRoleToDBCluster" and
"DBEngineVersion" (SupportedFeatureNames); Amazon Aurora User Guide, "Invoking an AWS Lambda function from an Aurora
PostgreSQL DB cluster"; Amazon Redshift Management Guide, "Authorizing COPY, UNLOAD, CREATE EXTERNAL FUNCTION, and
CREATE EXTERNAL SCHEMA operations using IAM roles"; properties of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0; read
2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, Literal, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.passing.serving import Served, served
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.model.resource import Resource, bare
from daypass_policies.escalating.rising import Rising

Sort = Literal["cluster", "instance", "warehouse", "namespace"]


class _Kind(NamedTuple):
    """How databases of one type are called, and where they say their ARN, and the id under which their users stand."""

    sort: Sort
    name: str
    arn: str
    pattern: str
    id: str = ""


_CLUSTER: Final = "arn:*:rds:*:{}:cluster:{}"
_INSTANCE: Final = "arn:*:rds:*:{}:db:{}"
_WAREHOUSE: Final = "arn:*:redshift:*:{}:cluster:{}"
_NAMESPACE: Final = "arn:*:redshift-serverless:*:{}:namespace/{}"
_KINDS: Final[Mapping[str, _Kind]] = {
    "aws:rds/cluster:Cluster": _Kind("cluster", "clusterIdentifier", "arn", _CLUSTER, "clusterResourceId"),
    "aws-native:rds:DbCluster": _Kind(
        "cluster", "dbClusterIdentifier", "dbClusterArn", _CLUSTER, "dbClusterResourceId"
    ),
    "aws:rds/instance:Instance": _Kind("instance", "identifier", "arn", _INSTANCE, "resourceId"),
    "aws-native:rds:DbInstance": _Kind("instance", "dbInstanceIdentifier", "dbInstanceArn", _INSTANCE, "dbiResourceId"),
    "aws:redshift/cluster:Cluster": _Kind("warehouse", "clusterIdentifier", "arn", _WAREHOUSE),
    "aws-native:redshift:Cluster": _Kind("warehouse", "clusterIdentifier", "clusterArn", _WAREHOUSE),
    "aws:redshiftserverless/namespace:Namespace": _Kind("namespace", "namespaceName", "arn", _NAMESPACE),
    "aws-native:redshiftserverless:Namespace": _Kind("namespace", "namespaceName", "namespaceArn", _NAMESPACE),
}
_ASSOCIATED: Final[Mapping[str, str]] = {
    "aws:rds/clusterRoleAssociation:ClusterRoleAssociation": "dbClusterIdentifier",
    "aws:rds/roleAssociation:RoleAssociation": "dbInstanceIdentifier",
    "aws:redshift/clusterIamRoles:ClusterIamRoles": "clusterIdentifier",
}
"""Type of what gives a role to a database → where it names that."""

_FEATURE: Final = "featureName"
_BY_NOUN: Final = (
    ("database cluster", "rds.amazonaws.com"),
    ("database", "rds.amazonaws.com"),
    ("Redshift cluster", "redshift.amazonaws.com"),
    ("Redshift namespace", "redshift.amazonaws.com"),
    ("Redshift namespace", "redshift-serverless.amazonaws.com"),
)
"""What has roles, as `role_consumers` calls it, and the service that acts as these."""

_EVERY: Final = frozenset(("lambda", "s3", "sagemaker", "comprehend", "bedrock"))
_BY_FEATURE: Final[Mapping[str, frozenset[str]]] = {
    **{service: frozenset((service,)) for service in _EVERY},
    "s3import": frozenset(("s3",)),
    "s3export": frozenset(("s3",)),
}
"""Name of a feature, in small letters → the services that SQL calls for it; of any other, or none, all of them."""


NOUNS: Final[Mapping[Sort, str]] = {
    "cluster": "database cluster",
    "instance": "database",
    "warehouse": "Redshift cluster",
    "namespace": "Redshift namespace",
}
"""What people call each."""


class SqlRole(NamedTuple):
    """A role as which SQL acts, by its URN, in which services; `unknown`: whether it is one."""

    urn: str
    services: frozenset[str]
    unknown: tuple[Untold, ...] = ()


class Database(NamedTuple):
    """One by its ARN, with `*` for what is not known of it, and by its name; with the roles as which SQL acts there.

    `id` is that under which RDS has its users, "" where it is not known, or has none.
    """

    resource: Resource
    sort: Sort
    arn: str
    name: str
    id: str = ""
    roles: tuple[SqlRole, ...] = ()


class Databases:
    """Those of a stack."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._stack, self._rising = stack, rising

    @cached_property
    def each(self) -> tuple[Database, ...]:
        """All of them, in order of their URNs."""
        found = grouped(pair for one in self._served() for pair in self._placed(one))
        every = sorted(self._stack.of_type(*_KINDS), key=lambda one: one.urn)
        return tuple(self._database(one, found.get(one.urn, ())) for one in every)

    @cached_property
    def acting(self) -> tuple[Database, ...]:
        """Those that have roles."""
        return tuple(one for one in self.each if one.roles)

    def of_sort(self, sort: Sort) -> tuple[Database, ...]:
        """All of one sort."""
        return tuple(one for one in self.each if one.sort == sort)

    def _served(self) -> Iterator[Served]:
        reach = self._rising.reach
        roles = {key: node for key, node in reach.nodes.items() if node.kind == "role"}
        for noun, service in _BY_NOUN:
            yield from served(self._stack, noun, service, roles, reach.trusts)

    def _placed(self, one: Served) -> Iterator[tuple[str, SqlRole]]:
        """With the URN of the database; of each that it may be where that is not known."""
        services = _BY_FEATURE.get(text_of(said(one.thing, _FEATURE)).lower(), _EVERY)
        role = SqlRole(one.role.key, services, one.let.unknown)
        if one.thing.type in _KINDS:
            yield one.thing.urn, role
            return
        key = _ASSOCIATED.get(one.thing.type, "")
        (meant,) = self._names.meant(one.thing, key, [Leaf(bare(said(one.thing, key)), key)])
        if meant.urn:
            yield meant.urn, role
        elif meant.fault.awaited:
            unsure = role._replace(unknown=(*role.unknown, Untold.of(one.thing, key)))
            yield from ((database.urn, unsure) for database in self._stack.of_type(*_KINDS))

    def _database(self, resource: Resource, roles: tuple[SqlRole, ...]) -> Database:
        kind = _KINDS[resource.type]
        written, name = text_of(said(resource, kind.arn)), text_of(said(resource, kind.name))
        account = own_account(resource, self._rising.reach.settings) or ANY
        arn = written if Arn.parse(written) else kind.pattern.format(account, name or ANY)
        id_ = text_of(said(resource, kind.id)) if kind.id else ""
        return Database(resource, kind.sort, arn, name or resource.name, id_, tuple(dict.fromkeys(roles)))

    @cached_property
    def _names(self) -> Names:
        kinds = {type_: Kind("database", "", one.name, one.arn) for type_, one in _KINDS.items()}
        return Names.of(self._stack.resources, kinds)
