"""This is where it is told of which stacks of Pulumi Cloud the pull requests are previewed.

Source: Pulumi Docs, `DeploymentSettings` (`previewPullRequests`); read 2026-12.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from daypass.graph.leaves import said, text_of, yes_or_no
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

_SETTINGS: Final = "pulumiservice:index:DeploymentSettings"
_NAMES: Final = ("organization", "project", "stack")
_REPOSITORIES: Final = ("github", "vcs")
"""Where the settings of a stack speak of its repository."""

_PREVIEWS: Final = "previewPullRequests"

_Key = tuple[str | None, ...]
"""Organisation, project and name, None for what is not known."""


class PreviewedStacks:
    """Those whose settings a stack has."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def doubts(self, named: _Key) -> tuple[Untold, ...] | None:
        """What is not known of whether pull requests of this one are previewed; None where they are not."""
        if named in self._previewed:
            return self._previewed[named]
        lost = (doubts for key, doubts in self._previewed.items() if None in key and _may_be(key, named))
        return min(lost, key=len, default=None)

    @cached_property
    def _previewed(self) -> Mapping[_Key, tuple[Untold, ...]]:
        found: dict[_Key, tuple[Untold, ...]] = {}
        for one in self._stack.of_type(_SETTINGS):
            doubts = _doubts(one)
            if doubts is not None:
                key = tuple(None if bare(said(one, name)) is UNKNOWN else text_of(said(one, name)) for name in _NAMES)
                lost = (Untold.of(one, name) for name, known in zip(_NAMES, key, strict=True) if known is None)
                unknown = (*doubts, *lost)
                found[key] = min(unknown, found.get(key, unknown), key=len)
        return found


def _may_be(key: _Key, named: _Key) -> bool:
    return len(key) == len(named) and all(mine in (None, other) for mine, other in zip(key, named, strict=True))


def _doubts(settings: Resource) -> tuple[Untold, ...] | None:
    """What is not known of whether they have pull requests previewed; None where they do not."""
    hidden = []
    for name in _REPOSITORIES:
        block = bare(said(settings, name))
        asked = bare(block.get(_PREVIEWS)) if isinstance(block, Mapping) else block
        if isinstance(block, Mapping) and yes_or_no(asked) is True:
            return ()
        if asked is UNKNOWN:
            hidden.append(Untold.of(settings, name if block is UNKNOWN else f"{name}.{_PREVIEWS}"))
    return tuple(hidden) or None
