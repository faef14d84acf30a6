"""This is where an older type token becomes the one that is in use today, so that every table knows it by one name.

A provider that renames a type goes on to take the older token, and a stack keeps it for years. `azure-native` has each
type once more for each version of the API (`azure-native:storage/v20240101:StorageAccount`), since its version 3 in
a package of its own (`azure-native_storage_v20240101:storage:StorageAccount`), and was called `azure-nextgen`.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from daypass.data.table import read_table

_AZURE: Final = re.compile(
    r"azure-(?:native|nextgen)(?:_\w+_v\d{8}\w*)?:(?P<module>\w+)(?:/(?:v\d{8}\w*|latest))?:(?P<name>[\w*]+)"
)
_DEVOPS: Final = re.compile(r"azuredevops:(?P<module>[A-Z]\w*)/(?P<file>\w+):(?P<name>\w+)")
_ENDPOINT: Final = "ServiceEndpoint"

_CLUSTER: Final = re.compile(
    r"kubernetes:(?P<group>apps|batch|extensions|(?:rbac\.authorization|admissionregistration)\.k8s\.io)"
    r"/v\d+(?:alpha|beta)\d+:(?P<name>[\w*]+)"
)
_MOVED: Final = re.compile(r"(?:Deployment|DaemonSet|ReplicaSet)(?:Patch|List)?")
"""What was of the group `extensions` and is of `apps`. An Ingress is not: its arguments are others today."""


@lru_cache(maxsize=4096)
def current_token(token: str) -> str:
    """The token in use today of the type that this one names; most are their own."""
    if found := _AZURE.fullmatch(token):
        return f"azure-native:{found['module']}:{found['name']}"
    if found := _DEVOPS.fullmatch(token):
        return _of_devops(found["module"], found["name"])
    if found := _CLUSTER.fullmatch(token):
        return _of_cluster(token, found["group"], found["name"])
    return _renamed().get(token, token)


def _of_devops(module: str, name: str) -> str:
    """All are of one module today; what connects to a service has that in its name."""
    today = f"{_ENDPOINT}{name}" if module == _ENDPOINT and not name.startswith(_ENDPOINT) else name
    return f"azuredevops:index/{today[0].lower()}{today[1:]}:{today}"


def _of_cluster(token: str, group: str, name: str) -> str:
    if group == "extensions":
        return f"kubernetes:apps/v1:{name}" if _MOVED.fullmatch(name) else token
    return f"kubernetes:{group}/v1:{name}"


@cache
def _renamed() -> Mapping[str, str]:
    return {row["old"]: row["new"] for row in read_table("old_tokens").rows}
