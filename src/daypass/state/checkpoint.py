"""This is where a checkpoint is: what the file backend keeps in `.pulumi/stacks`, and what older engines kept."""

from dataclasses import replace
from typing import Any

from daypass.state.deployment import Deployment, check_version, read_deployment
from daypass.state.fields import Fields


def is_checkpoint(value: dict[str, Any]) -> bool:
    """Whether this object claims to be one: wrapped with its version, bare, or nothing but the deployment inside."""
    return "checkpoint" in value or "latest" in value or {"manifest", "resources"} <= value.keys()


def read_checkpoint(value: dict[str, Any]) -> Deployment:
    """Raises UnreadableError where it does not keep its claim."""
    if "checkpoint" in value:
        check_version(value.get("version"))
        return _latest(Fields.of(value["checkpoint"], "checkpoint"))
    if "latest" in value:
        return _latest(Fields(value, ""))
    return read_deployment(value, "deployment")


def _latest(fields: Fields) -> Deployment:
    stack = fields.text("stack").rpartition("/")[2]  # the file backend writes organization/project/stack
    if fields.raw.get("latest") is None:
        return Deployment((), fields.required_text("stack").rpartition("/")[2])  # made, and never deployed into
    found = read_deployment(fields.raw["latest"], f"{fields.place}.latest".removeprefix("."))
    return found if found.stack else replace(found, stack=stack)
