"""This is where look-ups are answered that need no AWS: what account, region and arguments alone decide.

Everything else is a placeholder, see `placeholders.py`; so are the parts of these answers that only AWS knows.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from daypass.data.table import read_table
from daypass.engine.account import Surroundings
from daypass.engine.policy_document import policy_document_answer

Text = Callable[[str], str]
"""Makes the token for a text that only AWS knows, by its place in the answer."""

ZONES: Final = "abc"

_MANAGED: Final = re.compile(r"arn:[a-z-]+:iam::aws:policy(/(?:[^/]+/)*)([^/]+)")
_PROVIDER: Final = re.compile(r"arn:[a-z-]+:iam::\d{12}:oidc-provider/(.+)")


def exact(token: str, arguments: Mapping[str, Any], around: Surroundings, text: Text) -> dict[str, Any] | None:
    """What is known of the answer, by property; None where nothing is. Raises `DaypassError` where AWS would refuse."""
    answer = _ANSWERS.get(token)
    return answer(arguments, around, text) if answer else None


def _caller_identity(_: Mapping[str, Any], around: Surroundings, text: Text) -> dict[str, Any]:
    # Who calls is not known, but that it is somebody in this account; programs take the account out of the ARN.
    caller = f"arn:{around.partition}:sts::{around.account}:assumed-role/{text('role')}/{text('session')}"
    return {"accountId": around.account, "id": around.account, "arn": caller}


def _region(arguments: Mapping[str, Any], around: Surroundings, _: Text) -> dict[str, Any]:
    region = arguments.get("region") or arguments.get("name") or arguments.get("id") or around.region
    return {"region": region, "name": region, "id": region, "endpoint": f"ec2.{region}.{around.suffix}"}


def _partition(_: Mapping[str, Any], around: Surroundings, __: Text) -> dict[str, Any]:
    suffix = around.suffix
    reverse = ".".join(reversed(suffix.split(".")))
    return {"partition": around.partition, "id": around.partition, "dnsSuffix": suffix, "reverseDnsPrefix": reverse}


def _availability_zones(arguments: Mapping[str, Any], around: Surroundings, text: Text) -> dict[str, Any]:
    region = arguments.get("region") or around.region
    names = [f"{region}{zone}" for zone in ZONES]
    kept = [name for name in names if name not in (arguments.get("excludeNames") or [])]
    return {
        "names": kept,
        "zoneIds": [text(name) for name in kept],
        "groupNames": [region],
        "id": region,
        "region": region,
    }


def _document(arguments: Mapping[str, Any], _: Surroundings, __: Text) -> dict[str, Any]:
    return policy_document_answer(arguments)


def _managed_policy(arguments: Mapping[str, Any], around: Surroundings, _: Text) -> dict[str, Any] | None:
    """A policy of AWS is known by its ARN, and by its name where that is in our table; others are the account's own."""
    arn, name = arguments.get("arn"), arguments.get("name")
    if arn is None and isinstance(name, str) and name in _managed_paths():
        arn = f"arn:{around.partition}:iam::aws:policy/{_managed_paths()[name]}"
    match = _MANAGED.fullmatch(arn) if isinstance(arn, str) else None
    return {"arn": arn, "id": arn, "path": match[1], "name": match[2], "tags": {}} if match else None


@cache
def _managed_paths() -> Mapping[str, str]:
    """Name → path and name, as in `job-function/SystemAdministrator`."""
    paths = [row["policy"] for row in read_table("managed_policies").rows]
    return {path.rpartition("/")[2]: path for path in paths}


def _oidc_provider(arguments: Mapping[str, Any], around: Surroundings, _: Text) -> dict[str, Any] | None:
    url, arn = arguments.get("url"), arguments.get("arn")
    if isinstance(url, str):
        host = re.sub(r"^https?://", "", url).rstrip("/")
        arn = f"arn:{around.partition}:iam::{around.account}:oidc-provider/{host}"
    elif isinstance(arn, str) and (match := _PROVIDER.fullmatch(arn)):
        host = match[1]
    else:
        return None
    return {"arn": arn, "id": arn, "url": host, "tags": {}}


_ANSWERS: Final[Mapping[str, Callable[[Mapping[str, Any], Surroundings, Text], dict[str, Any] | None]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _availability_zones,
    "aws:iam/getPolicyDocument:getPolicyDocument": _document,
    "aws:iam/getPolicy:getPolicy": _managed_policy,
    "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": _oidc_provider,
}
