"""This is where a folder of states is walked: which files in it are looked at, and which are not states of today."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SUFFIXES: Final = (".json", ".json.gz", ".json.zst")

_PAST: Final = frozenset({"history", "backups", "locks"})
"""Folders of Pulumi's file backend beside `stacks`: what was, not what is."""

_NEVER: Final = frozenset({".git", "node_modules", "__pycache__"})


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read, or what could not even be reached. `identity` is the same for two names of one file."""

    path: str
    identity: tuple[int, int] | None = None
    error: str | None = None
    in_folder: bool = False


def files_in(top: Path) -> Iterator[FoundFile]:
    """Every file below, in the order of names, through links too; a loop of links ends where it began."""
    seen: set[tuple[int, int]] = set()
    todo = [top]
    while todo:
        folder = todo.pop()
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield FoundFile(str(folder), error=f"the folder cannot be read: {error.strerror}", in_folder=True)
            continue
        todo.extend(Path(entry) for entry in reversed(entries) if _is_folder(entry) and not _is_skipped(entry, entries))
        yield from (_found(entry) for entry in entries if entry.name.endswith(SUFFIXES) and not _is_folder(entry))


def _found(entry: os.DirEntry[str]) -> FoundFile:
    try:
        status = entry.stat()
    except OSError as error:
        return FoundFile(entry.path, error=f"the file cannot be read: {error.strerror}", in_folder=True)
    if not stat.S_ISREG(status.st_mode):
        return FoundFile(entry.path, error="this is no ordinary file", in_folder=True)
    return FoundFile(entry.path, (status.st_dev, status.st_ino), in_folder=True)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # `_found` says why


def _is_skipped(entry: os.DirEntry[str], siblings: list[os.DirEntry[str]]) -> bool:
    return entry.name in _NEVER or (entry.name in _PAST and any(sibling.name == "stacks" for sibling in siblings))
