"""This is where it is told what of a request to start a build decides what runs in it: who chooses that runs their own.

A variable alone is data, and so is which object of a bucket is taken; who chooses all variables, names them too
(`BASH_ENV`). Sources: CodeBuild API Reference, "StartBuild" and "ProjectSource"; CodeBuild User Guide, "Source version
sample"; read 2026-11.
"""

import re
from collections.abc import Mapping
from typing import Final

from daypass.graph.becoming.steering.commands.words import Word

_VERSION: Final = "sourceVersion"
_TYPE: Final = "sourceTypeOverride"
_PLACE: Final = "sourceLocationOverride"
_SPEC: Final = "buildspecOverride"
_WHOLLY: Final = ("imageOverride", "environmentVariablesOverride")

DECIDING: Final = (_VERSION, _TYPE, _PLACE, _SPEC, *_WHOLLY)
"""What is looked at of a request."""

_REPOSITORIES: Final = (
    *("GITHUB", "GITHUB_ENTERPRISE", "GITLAB", "GITLAB_SELF_MANAGED"),
    *("BITBUCKET", "CODECOMMIT"),
)
"""Sources in which others than those who release have commits."""

_NONE: Final = "NO_SOURCE"
_OF_PIPELINES: Final = "CODEPIPELINE"
"""Nobody starts a build of such a source by itself."""

_ANY_REFERENCE: Final = re.compile(r"(?:States\.Format\(\s*)?['\"]?(?:refs/heads/|refs/pull/|pr/)(?:<|\{\}|['\"]\s*&)")
"""What begins as each branch or pull request does, and goes on as the input says."""

_PHASES: Final = re.compile(r"\bphases\b")
"""What stands in a buildspec, and in no path to one."""


def decides(request: Mapping[str, Word], source: str) -> bool:
    """Whether the input chooses what runs in a build whose project takes its source from there (`GITHUB`)."""
    type_ = _said(request, _TYPE).text or source
    if type_ in ("", _OF_PIPELINES):
        return False
    version, spec = _said(request, _VERSION), _said(request, _SPEC)
    is_any = version.of_input == "whole" or _ANY_REFERENCE.match(version.text.strip()) is not None
    return (
        (type_ in _REPOSITORIES and version.of_input != "fixed" and is_any)
        or (type_ != _NONE and _said(request, _PLACE).of_input == "whole")
        or spec.of_input == "whole"
        or (spec.of_input == "part" and _PHASES.search(spec.text) is not None)
        or any(_said(request, key).of_input == "whole" for key in _WHOLLY)
    )


def _said(request: Mapping[str, Word], key: str) -> Word:
    return request.get(key, Word(""))
