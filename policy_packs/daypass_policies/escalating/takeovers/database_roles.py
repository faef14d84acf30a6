"""This is where it is told what somebody gets of a role that they put on a database to which they sign in.

SQL acts as each role that a database has: it reads and writes objects of S3 and calls functions, and a warehouse reads
tables of DynamoDB, too. A workload that may put a further one on it, though that is named, and that is called after
other work, has what SQL may do as that. Who signs in to no database sees nothing of it. Sources: Amazon RDS User Guide,
"Importing data from Amazon S3 into an RDS for PostgreSQL DB instance", "Exporting data from an RDS for PostgreSQL DB
instance to Amazon S3" and "Invoking an AWS Lambda function from an RDS for PostgreSQL DB instance"; Amazon Redshift
Management Guide, "Authorizing Amazon Redshift to access AWS services on your behalf"; read 2026-12; those of
`sql.logins`.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.iam.action import action_matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, may_at_all
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.sql.databases import Database, Databases, Sort
from daypass_policies.escalating.sql.logins import Logins, ways_in
from daypass_policies.escalating.takeovers.belonging import is_called_by, words_of_target, words_of_thing
from daypass_policies.escalating.takeovers.gaining import WEIGHTS, Gain
from daypass_policies.escalating.takeovers.trying import of_others
from daypass_policies.escalating.takeovers.workers import works_for_itself


class _Put(NamedTuple):
    """On what sort of database a further role is put, and what SQL does as that."""

    sort: Sort
    does: tuple[str, ...]


_OF_RDS: Final = ("s3:GetObject", "s3:PutObject", "lambda:InvokeFunction", "sagemaker:InvokeEndpoint")
_PUTS: Final[Mapping[str, _Put]] = {
    "rds:AddRoleToDBCluster": _Put("cluster", _OF_RDS),
    "rds:AddRoleToDBInstance": _Put("instance", _OF_RDS),
    "redshift:ModifyClusterIamRoles": _Put("warehouse", (*_OF_RDS, "dynamodb:Scan", "secretsmanager:GetSecretValue")),
}
"""Path on which a database gets a further role → the databases."""

_FOR_DATABASES: Final = frozenset(
    (
        *("import", "importer", "export", "exporter", "load", "loader", "unload", "copy", "ingest", "ingestion"),
        *("aurora", "rd", "db", "database", "sql", "postgre", "postgresql", "mysql", "redshift", "warehouse"),
    )
)
"""Words, in the singular, by which roles are called that databases are there to have."""


def gained_on_a_database(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What this step gives so; nothing of a role that is called like the database, or as made for one."""
    puts = [(path, _PUTS[path]) for path in edge.paths if path in _PUTS]
    if not puts or not works_for_itself(actor, rising) or _is_for_databases(edge.target, rising):
        return None
    found = (gain for action, put in puts for gain in _on(put, action, edge.target, actor, rising))
    return next(found, None)


def _on(put: _Put, action: str, role: Node, actor: Actor, rising: Rising) -> Iterator[Gain]:
    stack = rising.reach.stack
    each = stack.once(Databases, rising).of_sort(put.sort)
    given = (one for one in each if may(actor, action, one.arn).possible and not _is_called_alike(role, one))
    if any(stack.once(Logins).at_all(one, actor.means).possible for one in given) or (
        not each and _signs_in_elsewhere(actor, action, put.sort)
    ):
        for gain in of_others(role, actor, rising, WEIGHTS):
            if any(action_matches(gain.action, one) for one in put.does):
                yield gain


def _is_for_databases(role: Node, rising: Rising) -> bool:
    other = rising.actors.by_urn.get(role.key)
    return other is not None and is_called_by(other, _FOR_DATABASES)


def _is_called_alike(role: Node, database: Database) -> bool:
    names = (database.resource.name, database.name)
    return not words_of_target(role).isdisjoint(word for name in names for word in words_of_thing(name))


def _signs_in_elsewhere(actor: Actor, action: str, sort: Sort) -> bool:
    """The same of a database of a stack that has none: which one it is, nobody tells."""
    return may_at_all(actor, action) and any(may_at_all(actor, one) for one in ways_in(sort))
