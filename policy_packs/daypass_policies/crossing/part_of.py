"""This is where it is told of what a thing is a part: a table of its database, a task of its cluster.

Its ARN holds the name of the whole. Source: Service Authorization Reference, "Resource types defined by" each of these
services; read 2026-11.
"""

import re
from typing import Final

from daypass.iam.arn import Arn

_WHOLES: Final = {
    ("dynamodb", "table"): "table",
    ("ecs", "container-instance"): "cluster",
    ("ecs", "service"): "cluster",
    ("ecs", "task"): "cluster",
    ("eks", "access-entry"): "cluster",
    ("eks", "addon"): "cluster",
    ("eks", "fargateprofile"): "cluster",
    ("eks", "nodegroup"): "cluster",
    ("eks", "podidentityassociation"): "cluster",
    ("es", "domain"): "domain",
    ("events", "rule"): "event-bus",
    ("glue", "table"): "database",
    ("glue", "userDefinedFunction"): "database",
    ("kinesis", "stream"): "stream",
    ("lambda", "function"): "function",
    ("logs", "log-group"): "log-group",
    ("states", "execution"): "stateMachine",
    ("states", "stateMachine"): "stateMachine",
}
"""Service and type of a part → the type of the whole, whose name comes first in the name of the part."""

_TYPE: Final = re.compile(r"(?P<type>[\w-]+)(?P<separator>[/:])")


def whole_of(text: str) -> str:
    """The ARN of what the thing that an ARN names, or each that a pattern takes in, is a part of; "" for others."""
    arn = Arn.parse(text)
    start = _TYPE.match(arn.resource) if arn else None
    type_ = _WHOLES.get((arn.service, start["type"])) if arn and start else None
    if arn is None or start is None or type_ is None:
        return ""
    name, of, _ = arn.resource[start.end() :].partition(start["separator"])
    return ":".join(("arn", *arn._replace(resource=f"{type_}{start['separator']}{name}"))) if of else ""
