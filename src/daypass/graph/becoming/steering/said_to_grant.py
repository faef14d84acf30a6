"""This is where it is told by which table, parameter or object a workload says that it decides who gets which role.

A setting is called so (`GRANTS_TABLE`, `TENANT_ROLES_TABLE`, `PERMISSIONS_PARAMETER`). These are words and no code.
Sources: AWS Prescriptive Guidance, "Implement SaaS tenant isolation for Amazon S3 by using an AWS Lambda token vending
machine"; Service Authorization Reference, "Amazon DynamoDB", "AWS Systems Manager" and "Amazon S3"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Value
from daypass.graph.becoming.steering.commands.stores import OVERWRITES
from daypass.graph.becoming.steering.fetching.kept_values import parameter_arn
from daypass.graph.becoming.steering.told import Setting, Told, told_of
from daypass.graph.untold import Untold
from daypass.model.resource import Resource
from daypass.words import singular

_PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    "dynamodb": ("dynamodb-x19", "dynamodb-x20", "dynamodb-x21"),
    "ssm": ("ssm-x29",),
    "s3": ("s3-x16",),
}
"""Service that keeps it → the paths on which somebody writes there."""

SAID_TO_GRANT: Final = frozenset(id_ for each in _PATHS.values() for id_ in each)

_DECIDING: Final = frozenset(("grant", "role", "permission", "entitlement", "assignment"))
"""Words, in the singular, for what says who gets what."""

_PLACES: Final[Mapping[str, str]] = {"table": "dynamodb", "parameter": "ssm", "param": "ssm", "bucket": "s3"}
_OBJECTS: Final = frozenset(("key", "object", "file", "path"))
_URI: Final = re.compile(r"s3://(?P<bucket>[a-z0-9.-]{3,63})/(?P<key>[^\s*?]{1,1024})")
_TABLE: Final = re.compile(r"(?:arn:[\w-]{1,20}:dynamodb:[\w-]{1,30}:\d{12}:table/)?[\w.-]{3,255}")
_BUCKET: Final = re.compile(r"(?:arn:[\w-]{1,20}:s3:::)?[a-z0-9.-]{3,63}")
_BRINGS: Final[Mapping[str, tuple[tuple[str, Value], ...]]] = {
    "ssm": (OVERWRITES,),
    "dynamodb": (("dynamodb:leadingkeys", PROBE),),
}
"""What a request brings that writes there: of a table the row of anybody, and who is held to their own writes none."""

_UNKNOWN: Final[Mapping[str, str]] = {
    "dynamodb": f"arn:*:dynamodb:*:*:table/{ANY}",
    "ssm": f"arn:*:ssm:*:*:parameter/{ANY}",
    "s3": f"arn:*:s3:::{ANY}",
}
"""Any of what a service keeps, of which the name is not known yet."""


class Granting(NamedTuple):
    """The `path` on which somebody writes there, what that is asked on, and what a request brings, as in `Member`."""

    path: str
    arn: str
    brings: tuple[tuple[str, Value], ...] = ()
    unknown: tuple[Untold, ...] = ()


def said_to_grant(workload: Resource) -> Iterator[Granting]:
    """What one says so of, each once."""
    yield from dict.fromkeys(one for told in told_of(workload) for one in _of(told, workload))


def _of(told: Told, workload: Resource) -> Iterator[Granting]:
    for setting in told.settings:
        words = singular(setting.name)
        service = next((_PLACES[word] for word in words if word in _PLACES), "")
        found = _URI.fullmatch((setting.value or "").strip())
        if _DECIDING.isdisjoint(words) or not (service or found):
            continue
        service = "s3" if found else service
        unknown = () if setting.value is not None else (Untold.of(workload, setting.path),)
        arn = _UNKNOWN[service] if unknown else _arn(service, setting, told)
        yield from (Granting(path, arn, _BRINGS.get(service, ()), unknown) for path in _PATHS[service] if arn)


def _arn(service: str, setting: Setting, told: Told) -> str:
    """The ARN of what a setting names; "" where it names nothing of this kind."""
    value = (setting.value or "").strip()
    if service == "ssm":
        return parameter_arn(value)
    if service == "dynamodb":
        named = value if value.startswith("arn:") else f"arn:*:dynamodb:*:*:table/{value}"
        return named if _TABLE.fullmatch(value) else ""
    if found := _URI.fullmatch(value):
        return f"arn:*:s3:::{found['bucket']}/{found['key']}"
    return f"arn:*:s3:::{value.rpartition(':')[2]}/{_key(told)}" if _BUCKET.fullmatch(value) else ""


def _key(told: Told) -> str:
    """The key of the object that a setting beside it names, else of any."""
    named = (
        one for one in told.settings if not _OBJECTS.isdisjoint(words := singular(one.name)) and _DECIDING & {*words}
    )
    return next((one.value.strip("/ ") for one in named if one.value), PROBE)
