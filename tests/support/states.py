"""This is where tests make what Pulumi writes down: resources of a state, exports and checkpoints around them."""

import json
from pathlib import Path
from typing import Any

ROOT_URN = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"
AWS_URN = "urn:pulumi:dev::shop::pulumi:providers:aws::default_7_51_1"


def urn(type_: str, name: str) -> str:
    """A URN in the stack `dev` of the project `shop`."""
    return f"urn:pulumi:dev::shop::{type_}::{name}"


def entry(type_: str, name: str, inputs: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """One resource as the engine writes it."""
    inputs = inputs or {}
    return {
        "urn": urn(type_, name),
        "custom": True,
        "id": name,
        "type": type_,
        "inputs": inputs,
        "outputs": inputs,
        "parent": ROOT_URN,
        "provider": f"{AWS_URN}::04da6b54",
        **more,
    }


def deployment(*entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A deployment of these resources below a stack and its provider."""
    root = {"urn": ROOT_URN, "custom": False, "type": "pulumi:pulumi:Stack"}
    provider = {
        "urn": AWS_URN,
        "custom": True,
        "id": "04da6b54",
        "type": "pulumi:providers:aws",
        "inputs": {"region": "eu-west-1"},
    }
    manifest = {"time": "2026-11-25T09:00:00Z", "magic": "", "version": "v3.274.1"}
    return {"manifest": manifest, "resources": [root, provider, *entries], **more}


def export(*entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What `pulumi stack export` would print."""
    return {"version": 3, "deployment": deployment(*entries, **more)}


def access_key(name: str = "ci", **more: Any) -> dict[str, Any]:
    """A resource with exactly one finding under every profile: `no-long-lived-key`."""
    return entry("aws:iam/accessKey:AccessKey", name, {"user": name}, **more)


def write(path: Path, value: Any) -> str:
    """Write JSON, or bytes as they are; the path as a text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    return str(path)
