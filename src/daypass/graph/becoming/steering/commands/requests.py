"""This is where it is told what of a request to start a build decides what runs in it: who chooses that runs their own.

A variable alone is data, and so is which object of a bucket is taken; who chooses all variables, names them too
(`BASH_ENV`). Sources: CodeBuild API Reference, "StartBuild" and "ProjectSource"; CodeBuild User Guide, "Source version
sample"; read 2026-11.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.commands.words import Word

_VERSION: Final = "sourceVersion"
_TYPE: Final = "sourceTypeOverride"
_PLACE: Final = "sourceLocationOverride"
_SPEC: Final = "buildspecOverride"
_WHOLLY: Final = ("imageOverride", "environmentVariablesOverride")
_OTHER_VERSIONS: Final = "secondarySourcesVersionOverride"
_OTHER_SOURCES: Final = "secondarySourcesOverride"

DECIDING: Final = (_VERSION, _TYPE, _PLACE, _SPEC, *_WHOLLY, _OTHER_VERSIONS, _OTHER_SOURCES)
"""What is looked at of a request."""

WITHIN: Final[Mapping[str, str]] = {_OTHER_VERSIONS: _VERSION, _OTHER_SOURCES: "location"}
"""What holds a list of objects → what decides of each."""

_REPOSITORIES: Final = frozenset(
    ("GITHUB", "GITHUB_ENTERPRISE", "GITLAB", "GITLAB_SELF_MANAGED", "BITBUCKET", "CODECOMMIT")
)
"""Sources in which others than those who release have commits."""

_NONE: Final = "NO_SOURCE"
_OF_PIPELINES: Final = "CODEPIPELINE"
"""Nobody starts a build of such a source by itself, but as one of another."""

_ANY_REFERENCE: Final = re.compile(r"(?:States\.Format\(\s*)?['\"]?(?:refs/heads/|refs/pull/|pr/)(?:<|\{\}|['\"]\s*&)")
"""What begins as each branch or pull request does, and goes on as the input says."""

_PHASES: Final = re.compile(r"\bphases\b")
"""What stands in a buildspec, and in no path to one."""


class Project(NamedTuple):
    """From where a project takes its source (`GITHUB`), and its further ones, as far as that is known."""

    source: str
    others: tuple[str, ...] = ()


def decides(request: Mapping[str, Word], project: Project) -> bool:
    """Whether the input chooses what runs in a build, whoever wrote that."""
    is_typed = _said(request, _TYPE).of_input == "whole"
    type_ = _said(request, _TYPE).text or project.source
    if not is_typed and type_ in ("", _OF_PIPELINES):
        return False
    spec = _said(request, _SPEC)
    return (
        ((is_typed or type_ != _NONE) and _said(request, _PLACE).of_input == "whole")
        or (bool(project.others) and _said(request, _OTHER_SOURCES).of_input == "whole")
        or spec.of_input == "whole"
        or (spec.of_input == "part" and _PHASES.search(spec.text) is not None)
        or any(_said(request, key).of_input == "whole" for key in _WHOLLY)
    )


def names_commit(request: Mapping[str, Word], project: Project) -> bool:
    """Whether it chooses which commit of its repositories is built: its own where somebody may put one there."""
    type_ = _said(request, _TYPE).text or project.source
    is_any = type_ in _REPOSITORIES and _is_any(_said(request, _VERSION))
    others = not _REPOSITORIES.isdisjoint(project.others) and type_ != _OF_PIPELINES
    return is_any or (others and _is_any(_said(request, _OTHER_VERSIONS)))


def _is_any(version: Word) -> bool:
    is_begun = _ANY_REFERENCE.match(version.text.strip()) is not None
    return version.of_input == "whole" or (version.of_input != "fixed" and is_begun)


def _said(request: Mapping[str, Word], key: str) -> Word:
    return request.get(key, Word(""))
