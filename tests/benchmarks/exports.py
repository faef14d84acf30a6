"""This is where exports are to measure with, as `pulumi stack export` writes them: of stacks apart from each other."""

import json
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.stack import MAKERS

RESOURCES: Final = 100
_ARNS: Final = {"aws:iam/role:Role": "iam::111122223333:role/daypass/", "aws:s3/bucket:Bucket": "s3:::"}


def write_exports(folder: Path, count: int) -> None:
    """Write so many exports of a hundred resources each."""
    folder.mkdir(parents=True)
    for index in range(count):
        write_export(folder / f"app-{index}.json", f"app{index}", RESOURCES)


def write_export(path: Path, app: str, size: int) -> None:
    """Write the export of one stack of so many resources."""
    path.write_text(json.dumps(_export(app, size)), encoding="utf-8")


def _export(app: str, size: int) -> dict[str, Any]:
    urn = f"urn:pulumi:prod::{app}::"
    root = {"urn": f"{urn}pulumi:pulumi:Stack::{app}-prod", "custom": False, "type": "pulumi:pulumi:Stack"}
    entries = [_entry(app, urn, number) | {"parent": root["urn"]} for number in range(size - 1)]
    return {"version": 3, "deployment": {"manifest": _MANIFEST, "resources": [root, *entries]}}


def _entry(app: str, urn: str, number: int) -> dict[str, Any]:
    type_, make = MAKERS[number % len(MAKERS)]
    inputs = json.loads(json.dumps(make(number)).replace("invoice", app))
    id_ = f"{app}-{number}"
    arn = f"arn:aws:{_ARNS[type_]}{id_}" if type_ in _ARNS else ""
    outputs = {**inputs, "id": id_, **({"arn": arn} if arn else {})}
    return {"urn": f"{urn}{type_}::r{number}", "custom": True, "type": type_, "id": id_} | {
        "inputs": inputs,
        "outputs": outputs,
    }


_MANIFEST: Final = {"time": "2026-11-25T00:00:00Z", "magic": "x", "version": "v3.231.0"}
