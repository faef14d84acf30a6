"""This is where it is told what somebody gets of a role that they put on a database to which they sign in.

SQL acts as each role that a database has: it reads and writes objects of S3 and calls functions, and a warehouse reads
tables of DynamoDB, too. A workload that may put a further one on it, though that is named, and that is called after
other work, has what SQL may do as that. Who signs in to no database sees nothing of it. Sources: Amazon RDS User Guide,
"Importing data from Amazon S3 into an RDS for PostgreSQL DB instance", "Exporting data from an RDS for PostgreSQL DB
instance to Amazon S3", "Invoking an AWS Lambda function from an RDS for PostgreSQL DB instance" and "IAM database
authentication for MariaDB, MySQL, and PostgreSQL"; Amazon Aurora User Guide, "Using the Amazon RDS Data API"; Amazon
Redshift Management Guide, "Authorizing Amazon Redshift to access AWS services on your behalf"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.property_path import texts_at
from daypass.iam.action import action_matches
from daypass.iam.arn import Arn
from daypass.iam.glob import matches
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, may_at_all, patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_by, words_of_target, words_of_thing
from daypass_policies.escalating.takeovers.gaining import WEIGHTS, Gain
from daypass_policies.escalating.takeovers.trying import of_others
from daypass_policies.escalating.takeovers.workers import works_for_itself


class _Kind(NamedTuple):
    """Databases: their types, the properties with their ARN and their name, and how their ARNs begin.

    `ids` are the properties with the id that their users stand under, `signs` what signs in to one of those, `asks`
    what asks one of these by itself, and `does` what SQL does as a role.
    """

    types: tuple[str, ...]
    arns: tuple[str, ...]
    names: tuple[str, ...]
    start: str
    ids: tuple[str, ...]
    signs: tuple[str, ...]
    asks: tuple[str, ...]
    does: tuple[str, ...]


_OF_RDS: Final = ("s3:GetObject", "s3:PutObject", "lambda:InvokeFunction", "sagemaker:InvokeEndpoint")
_DATA_API: Final = ("rds-data:ExecuteStatement", "rds-data:BatchExecuteStatement")
_CLUSTERS: Final = _Kind(
    ("aws:rds/cluster:Cluster", "aws-native:rds:DbCluster"),
    ("arn", "dbClusterArn"),
    ("clusterIdentifier", "dbClusterIdentifier"),
    "arn:*:rds:*:*:cluster:",
    ("clusterResourceId", "dbClusterResourceId"),
    ("rds-db:connect",),
    _DATA_API,
    _OF_RDS,
)
_INSTANCES: Final = _Kind(
    ("aws:rds/instance:Instance", "aws-native:rds:DbInstance"),
    ("arn", "dbInstanceArn"),
    ("identifier", "dbInstanceIdentifier"),
    "arn:*:rds:*:*:db:",
    ("resourceId", "dbiResourceId"),
    ("rds-db:connect",),
    (),
    _OF_RDS,
)
_WAREHOUSES: Final = _Kind(
    ("aws:redshift/cluster:Cluster", "aws-native:redshift:Cluster"),
    ("arn",),
    ("clusterIdentifier",),
    "arn:*:redshift:*:*:cluster:",
    ("clusterIdentifier",),
    ("redshift:GetClusterCredentials", "redshift:GetClusterCredentialsWithIAM"),
    ("redshift-data:ExecuteStatement", "redshift-data:BatchExecuteStatement"),
    (*_OF_RDS, "dynamodb:Scan", "secretsmanager:GetSecretValue"),
)
_PUTS: Final[Mapping[str, _Kind]] = {
    "rds:AddRoleToDBCluster": _CLUSTERS,
    "rds:AddRoleToDBInstance": _INSTANCES,
    "redshift:ModifyClusterIamRoles": _WAREHOUSES,
}
"""Path on which a database gets a further role → the databases."""

_HTTP: Final = "enableHttpEndpoint"
_READS_SECRET: Final = "secretsmanager:GetSecretValue"  # noqa: S105 - an action
_SECRETS: Final = ("masterUserSecrets[].secretArn", "masterUserSecret.secretArn", "masterPasswordSecretArn")
_KEEPS: Final = ("manageMasterUserPassword", "manageMasterPassword")
_PASSWORDS: Final = ("masterPassword", "masterUserPassword", "password")
_VERSIONS: Final = ("aws:secretsmanager/secretVersion:SecretVersion",)
_STRING: Final = "secretString"
_FOR_DATABASES: Final = frozenset(
    (
        *("import", "importer", "export", "exporter", "load", "loader", "unload", "copy", "ingest", "ingestion"),
        *("aurora", "rd", "db", "database", "sql", "postgre", "postgresql", "mysql", "redshift", "warehouse"),
    )
)
"""Words, in the singular, by which roles are called that databases are there to have."""


def gained_on_a_database(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What this step gives so; nothing of a role that is called like the database, or as made for one."""
    kinds = [(path, _PUTS[path]) for path in edge.paths if path in _PUTS]
    if not kinds or not works_for_itself(actor, rising) or _is_for_databases(edge.target, rising):
        return None
    found = (gain for action, kind in kinds for gain in _on(kind, action, edge.target, actor, rising))
    return next(found, None)


def _on(kind: _Kind, action: str, role: Node, actor: Actor, rising: Rising) -> Iterator[Gain]:
    each = tuple(rising.reach.stack.of_type(*kind.types))
    given = [one for one in each if may(actor, action, _arn(one, kind)).possible]
    if any(_signs_in(actor, one, kind, rising) and not _is_called_alike(role, one, kind) for one in given) or (
        not each and _signs_in_elsewhere(actor, action, kind)
    ):
        for gain in of_others(role, actor, rising, WEIGHTS):
            if any(action_matches(gain.action, one) for one in kind.does):
                yield gain


def _is_for_databases(role: Node, rising: Rising) -> bool:
    other = rising.actors.by_urn.get(role.key)
    return other is not None and is_called_by(other, _FOR_DATABASES)


def _is_called_alike(role: Node, database: Resource, kind: _Kind) -> bool:
    names = (database.name, *_texts(database, kind.names))
    return not words_of_target(role).isdisjoint(word for name in names for word in words_of_thing(name))


def _signs_in(actor: Actor, database: Resource, kind: _Kind, rising: Rising) -> bool:
    """Whether it signs in to this one, as some user, or asks it; where its id is not known, to any that it names."""
    ids = _texts(database, kind.ids)
    signed = (user for action in kind.signs for user in patterns(actor, action) if _is_under(user, ids))
    if any(may(actor, action, user).possible for user in signed for action in kind.signs):
        return True
    arn = _arn(database, kind)
    asks = any(may(actor, action, arn).possible for action in kind.asks) and _takes_requests(database, kind)
    is_asked = asks and (kind is _WAREHOUSES or may_at_all(actor, _READS_SECRET))
    return is_asked or _reads_its_password(actor, database, rising)


def _signs_in_elsewhere(actor: Actor, action: str, kind: _Kind) -> bool:
    """The same of a database of a stack that has none: which one it is, nobody tells."""
    return may_at_all(actor, action) and any(may_at_all(actor, one) for one in (*kind.signs, *kind.asks))


def _is_under(user: str, ids: tuple[str, ...]) -> bool:
    """Whether a pattern of users (`dbuser:ID/NAME`) is of one of these; of any where no id is known."""
    arn = Arn.parse(user)
    if arn is None or not ids:
        return True
    under = arn.resource.partition(":")[2].partition("/")[0]
    return arn.resource == "*" or any(matches(under, one) for one in ids)


def _takes_requests(database: Resource, kind: _Kind) -> bool:
    """Whether it may be asked without a connection: Aurora where somebody said so, or may have."""
    return kind is _WAREHOUSES or switch(database, _HTTP) is not False


def _reads_its_password(actor: Actor, database: Resource, rising: Rising) -> bool:
    """Whether it reads the secret that the service keeps for the owner of the database, or that the stack has of it."""
    is_kept = any(switch(database, key) is not False for key in _KEEPS)
    named = [text for path in _SECRETS for text in texts_at(database.state, path).texts]
    made = [f"arn:*:secretsmanager:*:*:secret:rds!{PROBE}"] if is_kept and not named else []
    return any(may(actor, _READS_SECRET, one).possible for one in (*named, *made, *_written(database, rising)))


def _written(database: Resource, rising: Rising) -> Iterator[str]:
    """The secrets of the stack that hold its password, or where it is."""
    behind = {database.urn, *(urn for key in _PASSWORDS for urn in database.property_dependencies.get(key, ()))}
    for version in rising.reach.stack.of_type(*_VERSIONS):
        secret, near = text_of(said(version, "secretId")), version.property_dependencies.get(_STRING, ())
        if secret and not behind.isdisjoint((version.urn, *near)):
            yield secret


def _arn(database: Resource, kind: _Kind) -> str:
    names = _texts(database, kind.names)
    return next(iter(_texts(database, kind.arns)), f"{kind.start}{names[0] if names else '*'}")


def _texts(database: Resource, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, (text_of(said(database, key)) for key in keys)))
