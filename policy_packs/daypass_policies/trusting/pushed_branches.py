"""This is where it is told which protected branches of GitLab take what nobody reviewed.

Who may push to a protected branch needs no merge request: by default maintainers. Sources: GitLab Docs, "Protected
branches" (developers, deploy keys); input properties of pulumi-gitlab 10.4.0; read 2026-12.
"""

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Final

from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.names import Kind, Names
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.located import locate
from daypass_policies.trusting.reviewed_branches import Passing

BRANCH: Final = "gitlab:index/branchProtection:BranchProtection"

_PROJECTS: Final[Mapping[str, Kind]] = {"gitlab:index/project:Project": Kind("project", "", "pathWithNamespace")}
_EVERYONE: Final = "developer"
_DEVELOPERS: Final = "every developer"


class PushedBranches:
    """Those of the projects of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._names = stack, Names.of(stack.resources, _PROJECTS)

    def passing(self, project: str, branch: str) -> Passing | None:
        """Who pushes past the review of the branch, as far as that is more than its maintainers."""
        for guard in (*self._guards.get(project, ()), *self._guards.get("", ())):
            try:
                is_meant = any(fnmatchcase(branch, place.text) for place in locate(guard.declared.raw, "branch"))
            except Undecided as unknown:
                return Passing(guard, "", "", unknown.path)
            if is_meant and not self._project_of(guard):
                return Passing(guard, "", "", "project")
            found = sorted(_pushing(guard), key=lambda one: bool(one.unknown)) if is_meant else []
            if found:
                return found[0]
        return None

    @cached_property
    def _guards(self) -> Mapping[str, tuple[Resource, ...]]:
        """Path of a project, in small letters, → what guards its branches; "" for those of which it is not known."""
        each = (one for one in self._stack.of_type(BRANCH) if not was_looked_up(one))
        return grouped((self._project_of(one), one) for one in each)

    def _project_of(self, guard: Resource) -> str:
        meant = self._names.one(guard, "project")
        made = self._stack.by_urn.get(meant or "")
        return (text_of(said(made, "pathWithNamespace")) if made else meant or "").lower()


def _pushing(guard: Resource) -> Iterator[Passing]:
    yield from _said(guard, "pushAccessLevel", _developer)
    yield from _said(guard, "allowedToPushes[].accessLevel", _developer)
    yield from _said(
        guard, "allowedToPushes[].deployKeyId", lambda text: "a deploy key" if text not in ("", "0") else ""
    )
    yield from _said(guard, "unprotectAccessLevel", _developer)
    yield from _said(guard, "allowedToUnprotects[].accessLevel", _developer)


def _developer(text: str) -> str:
    return _DEVELOPERS if text.lower() == _EVERYONE else ""


def _said(guard: Resource, path: str, who: Callable[[str], str]) -> Iterator[Passing]:
    for place in locate(guard.declared.raw, path):
        if bare(place.value) is UNKNOWN:
            if not path.endswith("Id"):  # a key that is yet to be made is one all the same
                yield Passing(guard, "", path, place.path)
            else:
                yield Passing(guard, "a deploy key", place.path)
        elif name := who(place.text):
            yield Passing(guard, name, place.path)
