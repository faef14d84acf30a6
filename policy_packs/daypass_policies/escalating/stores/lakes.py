"""This is where it is told who administers the data lake of Lake Formation, and works with what is in it.

An administrator may grant everything in the lake to anyone, also to itself, if IAM lets it call that. What it is then
granted is data where IAM lets it draw data access, or change whatever table; who may only grant decides for others.
Sources: AWS Lake Formation Developer Guide, "Implicit Lake Formation permissions" and "IAM permissions required to
grant or revoke Lake Formation permissions"; Service Authorization Reference, "AWS Lake Formation"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer, all_of
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


def lake_administrators(rising: Rising) -> Iterator[Administrator]:
    """Those of a stack, each once however often it is named."""
    for lake in sorted(rising.reach.stack.of_type(*LAKES), key=lambda one: one.urn):
        told: set[str] = set()
        for named in named_in(lake, list(leaves(lake, LAKES[lake.type])), rising):
            if named.role.resource.urn not in told:
                told.add(named.role.resource.urn)
                words = ("the data lake", "grant itself everything there")
                yield Administrator(lake, named, *words, *_grants_itself(named.role))


def _grants_itself(role: Actor) -> tuple[str, Answer]:
    """By which of its rights it may grant itself what it likes, and whether it may, and use that."""
    table = f"arn:*:glue:*:{role.node.account or ANY if role.node else ANY}:table/{PROBE}/{PROBE}"
    uses = best((_may(role, _DRAWS, _ANYTHING), *(_may(role, one, table) for one in _CHANGES)))
    each = [(action, all_of((_may(role, action, _ANYTHING), uses))) for action in _GRANTS]
    return min(each, key=lambda one: (not one[1].possible, len(one[1].unknown)))


def _may(role: Actor, action: str, resource: str) -> Answer:
    return best(means.on(action, resource) for means in role.means)
