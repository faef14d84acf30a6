"""This is where an archive or asset of a program becomes the zip that Lambda takes."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.sandbox.aws.values import ARCHIVE, ASSET, SIGNATURE


def zipped(archive: Mapping[str, Any]) -> bytes:
    """The bytes of a zip. A file archive that is a zip already is taken as it is."""
    path = archive.get("path")
    if path and Path(path).is_file():
        return Path(path).read_bytes()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as bundle:
        for name, content in sorted(_members(archive).items()):
            bundle.writestr(name, content)
    return target.getvalue()


def _members(archive: Mapping[str, Any]) -> dict[str, bytes]:
    if path := archive.get("path"):
        folder = Path(path)
        return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    found: dict[str, bytes] = {}
    for name, member in (archive.get("assets") or {}).items():
        if member.get(SIGNATURE) == ASSET:
            found[name] = content(member)
        elif member.get(SIGNATURE) == ARCHIVE:
            found.update({f"{name}/{inner}": held for inner, held in _members(member).items()})
    return found


def content(asset: Mapping[str, Any]) -> bytes:
    """The bytes of an asset made of text or a file."""
    return asset["text"].encode() if "text" in asset else Path(asset["path"]).read_bytes()
