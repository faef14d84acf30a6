"""This is where the line of the user's program is that made a resource, as Pulumi noted it down."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

from daypass.model.resource import Place

START: Final = Place("Pulumi.yaml", 1)
"""Where a resource stands for which nothing better is known."""

_SCHEME: Final = "project://"
_FOREIGN: Final = frozenset({"site-packages", "dist-packages", "node_modules", ".venv", "venv", "daypass_components"})
"""Folders inside a project whose code is not the user's own: installed packages, and our components in a checkout."""


def first_own(frames: Iterable[str]) -> Place | None:
    """The first of these positions (`project:///dir/file.py#12,3`) that lies in the user's own code."""
    return next((place for frame in frames if (place := _own(frame)) is not None), None)


def inherited(places: Mapping[str, Place | None], parents: Mapping[str, str]) -> dict[str, Place]:
    """The place of every URN: its own, else that of the nearest parent that has one, else the start of the project."""
    found: dict[str, Place] = {}
    for urn in places:
        chain: dict[str, None] = {}
        this = urn
        while this in places and this not in found and this not in chain and places[this] is None:
            chain[this] = None
            this = parents.get(this, "")
        place = found.get(this) or places.get(this) or START
        found.update(dict.fromkeys([*chain, urn], place))
    return found


def _own(frame: str) -> Place | None:
    path, _, position = frame.partition("#")
    if not path.startswith(_SCHEME):
        return None
    file = unquote(path.removeprefix(_SCHEME)).removeprefix("/")
    line = position.partition(",")[0]
    if not (line.isascii() and line.isdigit() and 0 < len(line) < 10 and int(line)):  # noqa: PLR2004 - no such file
        return None
    parts = PurePosixPath(file).parts
    if not parts or ".." in parts or file.startswith("/") or not _FOREIGN.isdisjoint(parts):
        return None
    return Place(str(PurePosixPath(file)), int(line))
