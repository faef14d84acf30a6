"""This is where a resource's own line in the user's program is found among the frames that led to it."""

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, unquote, urlparse

from daypass.engine.project import Project
from daypass.model.resource import Place
from daypass.state.position import first_own


def place_of(frames: Iterable[tuple[str, int]], project: Project) -> Place | None:
    """The first frame (`file:` URI, line), innermost first, that lies in the project and is the user's own."""
    folders = {project.folder, project.folder.resolve()}
    paths = ((Path(os.path.normpath(unquote(urlparse(uri).path))), line) for uri, line in frames)
    return first_own(
        f"project:///{quote(path.relative_to(folder).as_posix())}#{line}"
        for path, line in paths
        for folder in folders
        if path.is_relative_to(folder) and not _is_installed(path, project)
    )


def _is_installed(path: Path, project: Project) -> bool:
    """Whether it lies in the virtual environment, whatever that is called."""
    return project.virtualenv is not None and path.is_relative_to(project.virtualenv)
