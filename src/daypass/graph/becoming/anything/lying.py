"""This is where it is told in what a thing lies that nobody named: in a cluster, say, that nobody named either.

Who is limited to what lies in a cluster of the stack is limited, as by a name. Source: Service Authorization
Reference, "Amazon Elastic Container Service" (`ecs:cluster` of ExecuteCommand) and "Amazon EC2" (`ec2:InstanceProfile`
of what is done to an instance); read 2026-12.
"""

from collections.abc import Mapping
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.iam.arn import Arn

_HOLDERS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "ecs": {"ecs:cluster": ("ecs", "cluster")},
    "ec2": {"ec2:instanceprofile": ("iam", "instance-profile")},
}
"""Prefix of actions → key of the request → service and kind of what it names by its ARN."""


def lies_in(action: str, thing: str) -> Facts:
    """What a request for this action brings along of where the thing, an ARN, lies."""
    keys, arn = _HOLDERS.get(action.partition(":")[0].lower(), {}), Arn.parse(thing)
    if arn is None or not keys:
        return NOTHING
    return Facts({key: _named(arn, service, kind) for key, (service, kind) in keys.items()})


def _named(arn: Arn, service: str, kind: str) -> str:
    region = "" if service == "iam" else arn.region
    return f"arn:{arn.partition}:{service}:{region}:{arn.account}:{kind}/{PROBE}"
