"""This is where a resource's own line in the user's program is found among the frames that led to it."""

from collections.abc import Iterable
from pathlib import Path, PurePath
from urllib.parse import unquote, urlparse

from daypass.engine.project import Project
from daypass.model.resource import Place

_NOT_THE_USERS = ("site-packages", "dist-packages", "daypass_components")
"""Folders of code that others wrote, wherever they lie."""


def place_of(frames: Iterable[tuple[str, int]], project: Project) -> Place | None:
    """The first frame (`file:` URI, line), innermost first, that lies in the project and is the user's own."""
    folder = project.folder.resolve()
    for uri, line in frames:
        path = Path(unquote(urlparse(uri).path)).resolve()
        if path.is_relative_to(folder) and _is_the_users(path.relative_to(folder), path, project):
            return Place(path.relative_to(folder).as_posix(), line)
    return None


def _is_the_users(relative: PurePath, path: Path, project: Project) -> bool:
    if any(part in _NOT_THE_USERS for part in relative.parts):
        return False
    return project.virtualenv is None or not path.is_relative_to(project.virtualenv.resolve())
