"""This is where the output of `pulumi stack export` is: `{"version": 3, "deployment": {…}}`."""

from typing import Any

from daypass.state.deployment import Deployment, check_version, read_deployment


def is_stack_export(value: dict[str, Any]) -> bool:
    """Whether this object claims to be one; it may still be a broken one."""
    return "deployment" in value


def read_stack_export(value: dict[str, Any]) -> Deployment:
    """Raises UnreadableError where it does not keep its claim."""
    check_version(value.get("version"))
    return read_deployment(value["deployment"], "deployment")
