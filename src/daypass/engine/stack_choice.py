"""This is where the stack to preview is chosen: the one named, the one selected, the only one, or `dev`."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from daypass.engine.project import Project
from daypass.errors import UsageError

_STACK_FILE = re.compile(r"Pulumi\.(.+)\.ya?ml")
_STACK = re.compile(r"[A-Za-z0-9_.-]{1,100}")


def choose_stack(project: Project, wanted: str | None, environment: Mapping[str, str]) -> tuple[str, str]:
    """The stack's short name, and a note for the report where nobody named it ("" where somebody did).

    Raises `UsageError` where there are several and none is selected, and for a name that no stack can have.
    """
    named = wanted or selected_stack(project, environment)
    if named:
        return _short(named), "" if wanted else f"stack {_short(named)!r} is the selected one"
    stacks = known_stacks(project)
    if len(stacks) > 1:
        raise UsageError(
            f"there are several stacks ({', '.join(stacks)}) and none is selected",
            place=str(project.file),
            remedy="Name one with --stack.",
        )
    if stacks:
        return _short(stacks[0]), f"stack {stacks[0]!r} is the only one"
    return "dev", "there is no stack file: the stack is taken to be 'dev'; --stack names another"


def known_stacks(project: Project) -> list[str]:
    """The names of all `Pulumi.STACK.yaml` files, in order."""
    if not project.stacks.is_dir():
        return []
    found = (_STACK_FILE.fullmatch(path.name) for path in project.stacks.iterdir())
    return sorted({match[1] for match in found if match})


def selected_stack(project: Project, environment: Mapping[str, str]) -> str:
    """What `pulumi stack select` wrote down for this project, or PULUMI_STACK; "" where there is neither.

    The file is `<Pulumi home>/workspaces/<project>-<SHA-1 of the project file's path>-workspace.json`
    (`pkg/workspace/workspace.go`).
    """
    if environment.get("PULUMI_STACK"):
        return environment["PULUMI_STACK"]
    home = environment.get("PULUMI_HOME") or str(Path(environment.get("HOME") or "~").expanduser() / ".pulumi")
    digest = hashlib.sha1(str(project.file.resolve()).encode(), usedforsecurity=False).hexdigest()
    try:
        record = json.loads((Path(home) / "workspaces" / f"{project.name}-{digest}-workspace.json").read_text())
    except (OSError, ValueError, RecursionError):
        return ""  # no record, or none that Pulumi itself could read
    return _of_record(record, environment.get("PULUMI_BACKEND_URL", ""))


def _of_record(record: Any, backend: str) -> str:
    """Newer records keep one selection for each backend; without a backend of that name the only one counts."""
    if not isinstance(record, dict):
        return ""
    stacks = record.get("stacks")
    if isinstance(stacks, dict) and stacks:
        name = stacks.get(backend) or (next(iter(stacks.values())) if len(stacks) == 1 else None)
        if isinstance(name, str):
            return name
    stack = record.get("stack")
    return stack if isinstance(stack, str) else ""


def _short(name: str) -> str:
    """`org/project/dev` is the stack `dev`."""
    short = name.rsplit("/", 1)[-1]
    if not _STACK.fullmatch(short):
        raise UsageError(f"{name!r} is no name of a stack", remedy="Letters, digits, `_`, `.` and `-` make one.")
    return short
