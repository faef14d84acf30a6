"""This is where inputs, parents and providers are made comparable, as packs and our engine see them."""

import json
import re
from pathlib import Path
from typing import Any, Final

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.state.values import decode

DIGITS: Final = re.compile(r"-[0-9a-f]{7}$")
"""The end of a name that was made up: it differs from run to run in the real engine too."""


def comparable(value: Any) -> Any:
    """A value as JSON, without what no rule can join on: made-up digits, and hashes of assets."""
    if value is UNKNOWN:
        return {"unknown": True}
    if isinstance(value, Secret):
        return {"secret": comparable(value.reveal())}
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items() if key not in ("hash", "__defaults")}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    return DIGITS.sub("-0000000", value) if isinstance(value, str) else value


def unmarked(value: Any) -> Any:
    """The same without marks of secrets: the provider makes `tagsAll` of tags that the engine has unwrapped for it."""
    if isinstance(value, dict):
        return unmarked(value["secret"]) if set(value) == {"secret"} else {key: unmarked(value[key]) for key in value}
    return value


def shown(recording: Path) -> dict[str, Any]:
    """What the engine showed, by URN."""
    lines = [json.loads(line) for line in recording.read_text(encoding="utf-8").splitlines()]
    return {
        line["urn"]: {
            "type": line["type"],
            "name": line["name"],
            "inputs": comparable(decode(line.get("properties", {}))),
            "parent": line.get("options", {}).get("parent", ""),
            "protect": line.get("options", {}).get("protect", False),
            "provider": line.get("provider", {}).get("urn", ""),
            "provider inputs": comparable(decode(line.get("provider", {}).get("properties", {}))),
        }
        for line in lines
        if line["call"] == "Analyze"
    }


def ours(resource: Resource) -> dict[str, Any]:
    """The same of a resource of the embedded engine, which keeps the mark of a secret in `tagsAll`."""
    inputs = comparable(dict(resource.inputs.raw))
    if "tagsAll" in inputs:
        inputs["tagsAll"] = unmarked(inputs["tagsAll"])
    return {
        "type": resource.type,
        "name": resource.name,
        "inputs": inputs,
        "parent": resource.parent,
        "protect": resource.protect,
        "provider": resource.provider.urn,
        "provider inputs": comparable(dict(resource.provider.inputs.raw)),
    }
