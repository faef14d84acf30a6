"""This is where it is told who administers the data lake of Lake Formation, and works with what is in it.

An administrator may grant everything in the lake to anyone, also to itself, if IAM lets it call that. What it is then
granted is data where IAM lets it draw data access, or change whatever table; who may only grant decides for others.
Without a grant it has data location permissions everywhere: where IAM lets it create a table, of whatever database,
that may lie on any location, and whoever creates a table may read it.
Sources: AWS Lake Formation Developer Guide, "Implicit Lake Formation permissions" and "IAM permissions required to
grant or revoke Lake Formation permissions"; Service Authorization Reference, "AWS Lake Formation"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer, all_of, joined
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.means import best
from daypass.graph.leaves import leaves
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.stores.administrator import Administrator, named_in

LAKES: Final[Mapping[str, str]] = {
    "aws:lakeformation/dataLakeSettings:DataLakeSettings": "admins[]",
    "aws-native:lakeformation:DataLakeSettings": "admins[].dataLakePrincipalIdentifier",
}
"""Type → where it names its administrators."""

_GRANTS: Final = (
    "lakeformation:GrantPermissions",
    "lakeformation:BatchGrantPermissions",
    "lakeformation:PutDataLakeSettings",
)
_ANYTHING: Final = f"arn:*:lakeformation:*:*:{PROBE}"
_DRAWS: Final = "lakeformation:GetDataAccess"
_CHANGES: Final = ("glue:UpdateTable", "glue:DeleteTable")
_CREATES: Final = "glue:CreateTable"
_TABLES: Final = "arn:*:glue:*:*:table/*"

_GRANTS_ITSELF: Final = "grant itself everything there"
_LAYS_TABLES: Final = "create a table over whatever lies there, and read it"


def lake_administrators(rising: Rising) -> Iterator[Administrator]:
    """Those of a stack, each once however often it is named."""
    for lake in sorted(rising.reach.stack.of_type(*LAKES), key=lambda one: one.urn):
        told: set[str] = set()
        for named in named_in(lake, list(leaves(lake, LAKES[lake.type])), rising):
            if named.role.resource.urn not in told:
                told.add(named.role.resource.urn)
                yield Administrator(lake, named, "the data lake", *_takes(named.role))


def _takes(role: Actor) -> tuple[str, str, Answer]:
    """What it may do to have whatever is in the lake, by which of its rights, and whether it may."""
    by_grant = (_GRANTS_ITSELF, *_grants_itself(role))
    by_table = (_LAYS_TABLES, _CREATES, _lays_tables(role))
    return min(by_grant, by_table, key=lambda one: (not one[2].possible, len(one[2].unknown)))


def _lays_tables(role: Actor) -> Answer:
    """Whether it may create a table somewhere, and draw what lies below it."""
    creates = best(means.anywhere(_CREATES, kind=_TABLES) for means in role.means)
    return joined(creates, _may(role, _DRAWS, _ANYTHING))


def _grants_itself(role: Actor) -> tuple[str, Answer]:
    """By which of its rights it may grant itself what it likes, and whether it may, and use that."""
    table = f"arn:*:glue:*:{role.node.account or ANY if role.node else ANY}:table/{PROBE}/{PROBE}"
    uses = best((_may(role, _DRAWS, _ANYTHING), *(_may(role, one, table) for one in _CHANGES)))
    each = [(action, all_of((_may(role, action, _ANYTHING), uses))) for action in _GRANTS]
    return min(each, key=lambda one: (not one[1].possible, len(one[1].unknown)))


def _may(role: Actor, action: str, resource: str) -> Answer:
    return best(means.on(action, resource) for means in role.means)
