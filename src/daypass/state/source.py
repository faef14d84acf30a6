"""This is where a path that a user names becomes the states in it: a file, a folder of files, or standard input."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from daypass.errors import UnreadableError
from daypass.model.resource import Resource
from daypass.state.checkpoint import is_checkpoint, read_checkpoint
from daypass.state.deployment import Deployment
from daypass.state.folder import FoundFile, files_in
from daypass.state.foreign import is_foreign
from daypass.state.json_file import EXPORT_AGAIN, read_json
from daypass.state.stack_export import is_stack_export, read_stack_export

SourceKind = Literal["stack-export", "checkpoint"]


class Kind(NamedTuple):
    """A kind of file: what the report calls it, whether an object claims to be one, and how it is read."""

    name: SourceKind
    claims: Callable[[dict[str, Any]], bool]
    read: Callable[[dict[str, Any]], Deployment]


KINDS: Final = (
    Kind("stack-export", is_stack_export, read_stack_export),
    Kind("checkpoint", is_checkpoint, read_checkpoint),
)
"""Every kind of input file, asked in this order."""


@dataclass(frozen=True, slots=True)
class State:
    """One source as read. Where `error` is set, a sentence says why nothing in it could be judged.

    `path` is as the user would name it; `skipped` marks a file of a folder that is no state of Pulumi at all.
    """

    path: str
    kind: SourceKind = "stack-export"
    stack: str = ""
    resources: tuple[Resource, ...] = ()
    notes: tuple[str, ...] = ()
    error: str | None = None
    skipped: bool = False


def read_states(paths: Iterable[str]) -> Iterator[State]:
    """Every state at these paths, each file once, in the order of the paths and of the names in folders."""
    seen: set[object] = set()
    for path in paths:
        is_state = False
        for found in _found(path):
            identity = found.identity or found.path
            if identity in seen:
                is_state = True  # told already
                continue
            seen.add(identity)
            state = _read(found)
            is_state = is_state or not state.skipped
            yield state
        if not is_state:  # a folder that is empty, or full of other things, must not look like a pass
            yield State(path, error="there is no state of Pulumi in this folder. Name a folder of stack exports.")


def _found(path: str) -> Iterator[FoundFile]:
    if not path:
        yield FoundFile(path, error="the path is empty. Was a variable not set?")
    elif path != "-" and os.path.isdir(path):  # noqa: PTH112 - unlike Path's, it raises for no path whatever
        yield from files_in(Path(path))
    else:
        yield FoundFile(path, identity=_identity(path))


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - a path such as /dev/fd/63 is no less one
    except (OSError, ValueError):
        return None  # the reader says what is wrong with it
    return (status.st_dev, status.st_ino)


def _read(found: FoundFile) -> State:
    if found.error:
        return State(found.path, error=found.error)
    try:
        value = read_json(found.path)
        kind = _kind(value)
        if kind is None:
            return _unclaimed(found, value)
        deployment = kind.read(value)
    except UnreadableError as error:
        return State(found.path, error=_sentence(error))
    return State(found.path, kind.name, deployment.stack, deployment.resources, deployment.notes)


def _kind(value: object) -> Kind | None:
    return next((kind for kind in KINDS if isinstance(value, dict) and kind.claims(value)), None)


def _unclaimed(found: FoundFile, value: object) -> State:
    if found.in_folder and is_foreign(value):
        return State(found.path, skipped=True)
    return State(found.path, error=f"this is neither a stack export nor a checkpoint of Pulumi. {EXPORT_AGAIN}")


def _sentence(error: UnreadableError) -> str:
    """One sentence of one line: what stands in a file may hold anything."""
    return " ".join(str(error).split())
