"""This is where it is told which workload sets or is told the master password of any database, and so is its owner.

The call that stops, resizes or tunes a database takes a new password as well, and IAM does not ask about that; that of
Lightsail which tells the password is one of those that `lightsail:Get*` takes in. Sources: Amazon RDS API Reference,
"ModifyDBInstance" and "ModifyDBCluster"; Amazon Redshift API Reference, "ModifyCluster"; Amazon OpenSearch Service API
Reference, "UpdateDomainConfig" (MasterUserOptions); Amazon Lightsail API Reference, "UpdateRelationalDatabase" and
"GetRelationalDatabaseMasterUserPassword"; read 2026-11.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Facts
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, may_at_all


class _Way(NamedTuple):
    """The action that sets or tells it, the ARN of a database behind the account, and what makes such databases."""

    action: str
    database: str
    makes: str
    does: str = "set"


_LIGHTSAIL: Final = "lightsail:*:ACCOUNT:RelationalDatabase/"
_MAKES_LIGHTSAIL: Final = "lightsail:CreateRelationalDatabase"

_WAYS: Final = (
    _Way("rds:ModifyDBInstance", "rds:*:ACCOUNT:db:", "rds:CreateDBInstance"),
    _Way("rds:ModifyDBCluster", "rds:*:ACCOUNT:cluster:", "rds:CreateDBCluster"),
    _Way("redshift:ModifyCluster", "redshift:*:ACCOUNT:cluster:", "redshift:CreateCluster"),
    _Way("es:UpdateDomainConfig", "es:*:ACCOUNT:domain/", "es:CreateDomain"),
    _Way("lightsail:UpdateRelationalDatabase", _LIGHTSAIL, _MAKES_LIGHTSAIL),
    _Way("lightsail:GetRelationalDatabaseMasterUserPassword", _LIGHTSAIL, _MAKES_LIGHTSAIL, "read"),
)
_OF_NOBODY: Final = Facts(tags=("aws:resourcetag/", "rds:db-tag/", "rds:cluster-tag/"))
"""The database has no tag that anybody asks for."""


def sets_passwords(actor: Actor) -> Iterator[Opened]:
    """Of what a workload that makes no databases may change any: those that it is there for could be named."""
    for way in _WAYS:
        if has_by_itself(actor, way.action) and not may_at_all(actor, way.makes):
            for account in sorted({means.caller.account or ANY for means in actor.means}):
                database = f"arn:*:{way.database.replace('ACCOUNT', account)}{PROBE}"
                answer = may(actor, way.action, database, _OF_NOBODY)
                yield Opened(way.action, f"{way.does} the master password of any database", answer)
