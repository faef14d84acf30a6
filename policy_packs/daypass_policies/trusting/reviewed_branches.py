"""This is where it is told which branches of GitHub are reviewed, and which machines pass by the review.

Rules add up: a branch lets in what nobody reviewed where each of those that ask for a review lets somebody by. Sources:
GitHub Docs, "About rulesets" (bypass permissions, layering) and "About protected branches"; input properties of
pulumi-github 6.15.0; read 2026-12.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.leaves import said, text_of, was_looked_up, yes_or_no
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.located import locate

PROTECTION: Final = "github:index/branchProtection:BranchProtection"
PROTECTION_V3: Final = "github:index/branchProtectionV3:BranchProtectionV3"
RULESET: Final = "github:index/repositoryRuleset:RepositoryRuleset"
OF_ORGANISATION: Final = "github:index/organizationRuleset:OrganizationRuleset"
GUARDS: Final = (PROTECTION, PROTECTION_V3, RULESET, OF_ORGANISATION)

_REPOSITORY: Final = "github:index/repository:Repository"
_DEFAULT: Final = "github:index/branchDefault:BranchDefault"
_KINDS: Final[Mapping[str, Kind]] = {_REPOSITORY: Kind("repository", "", "name", "nodeId")}
_OF: Final[Mapping[str, str]] = {PROTECTION: "repositoryId", PROTECTION_V3: "repository", RULESET: "repository"}
_BRANCH: Final[Mapping[str, str]] = {PROTECTION: "pattern", PROTECTION_V3: "branch"}
_MAIN: Final = ("main", "master")
_HEADS: Final = "refs/heads/"
_APP_IDS: Final = ("A_", "MDM6QXBw")
"""How the node ids of apps begin, today's and those of before. Source: GitHub Docs, "Migrating GraphQL node IDs"."""

_WORDS: Final = frozenset(
    (
        *("bot", "bots", "robot", "robots", "machine", "machines", "automation", "automations", "svc", "ci", "cicd"),
        *("renovate", "dependabot", "runner", "runners", "pipeline", "pipelines"),
    )
)
"""Segments of names that neither people nor their teams have."""

_MACHINES: Final[Mapping[str, str]] = {"integration": "an app", "deploykey": "every deploy key"}
"""Type of a bypass actor, in small letters, → who that is."""


class Passing(NamedTuple):
    """`who` passes by the review, as `by` lets them, at the path `at`; `unknown` hides there whether it does."""

    by: Resource
    who: str
    at: str
    unknown: str = ""


class ReviewedBranches:
    """Those of the repositories of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._names = stack, Names.of(stack.resources, _KINDS)

    def passing(self, owner: str, repository: str, branch: str) -> Passing | None:
        """A machine that passes by every review of the branch; None where there is none, or no review at all."""
        found: list[Passing] = []
        for guard in (*self._guards.get(repository, ()), *self._guards.get("", ())):
            try:
                if not self._is_for(guard, owner, repository, branch) or review_of(guard) == NONE:
                    continue
            except Undecided as unknown:
                found.append(Passing(guard, "", "", unknown.path))
                continue
            passing = next(_passing(guard), None)
            if passing is None:
                return None
            found.append(passing)
        return max(found, key=lambda one: bool(one.unknown), default=None)

    def guards_of(self, by: Resource, key: str) -> tuple[Resource, ...]:
        """What guards the default branch of the repository that a property names. Raises `Undecided`."""
        repository = self._named(by, key)
        if not repository and bare(said(by, key)) is UNKNOWN and self._guards:
            raise Undecided(key)
        guards = self._guards.get(repository, ()) if repository else ()
        return tuple(one for one in guards if self.is_for_default(one, repository))

    def is_for_default(self, guard: Resource, repository: str = "") -> bool:
        """Whether it guards the default branch of a repository, or of each. Raises `Undecided`."""
        return any(self._takes(guard, repository, branch) for branch in self.default(repository))

    @cached_property
    def _guards(self) -> Mapping[str, tuple[Resource, ...]]:
        """Repository → what guards its branches; "" for what guards those of many, or of which is not known."""
        each = (one for one in self._stack.of_type(*GUARDS) if not was_looked_up(one))
        return grouped((self._repository_of(one), one) for one in each)

    def _repository_of(self, guard: Resource) -> str:
        return self._named(guard, _OF[guard.type]) if guard.type in _OF else ""

    def _named(self, by: Resource, key: str) -> str:
        """The repository that a property names, in small letters; "" where that is not known."""
        meant = self._names.one(by, key)
        made = self._stack.by_urn.get(meant or "")
        return (text_of(said(made, "name")) if made else (meant or "").rpartition("/")[2]).lower()

    def _is_for(self, guard: Resource, owner: str, repository: str, branch: str) -> bool:
        """Raises `Undecided`."""
        if guard.type == OF_ORGANISATION:
            if not _fits(guard, "conditions.repositoryName", lambda one: one == "~ALL" or fnmatchcase(repository, one)):
                return False
        elif not self._is_of(guard, owner, repository):
            return False
        return self._takes(guard, repository, branch)

    def _takes(self, guard: Resource, repository: str, branch: str) -> bool:
        """Whether a branch of this repository is among those that it guards. Raises `Undecided`."""
        if guard.type in _BRANCH:
            return any(fnmatchcase(branch, place.text) for place in locate(guard.declared.raw, _BRANCH[guard.type]))
        every = {"~ALL", *(("~DEFAULT_BRANCH",) if branch in self.default(repository) else ())}
        is_taken = _fits(guard, "conditions.refName", lambda one: one in every or fnmatchcase(_HEADS + branch, one))
        return is_taken and is_active(guard)

    def _is_of(self, guard: Resource, owner: str, repository: str) -> bool:
        meant = self._names.one(guard, _OF[guard.type])
        if meant is None:
            raise Undecided(_OF[guard.type])
        made = self._stack.by_urn.get(meant)
        name = text_of(said(made, "name")) if made else meant.rpartition("/")[2]
        whole = text_of(said(made, "fullName")) if made else ""
        return name.lower() == repository and whole.lower() in ("", f"{owner}/{repository}")

    def default(self, repository: str) -> tuple[str, ...]:
        """The default branch; where it is not written, those that it may be."""
        known = self._defaults.get(repository, "")
        return (known,) if known else _MAIN

    @cached_property
    def _defaults(self) -> Mapping[str, str]:
        """Repository → its default branch, as far as that is written."""
        found = {text_of(said(one, "name")).lower(): text_of(said(one, "defaultBranch")) for one in self._repositories}
        for one in self._stack.of_type(_DEFAULT):
            made = self._stack.by_urn.get(self._names.one(one, "repository") or "")
            found[text_of(said(made or one, "name" if made else "repository")).lower()] = text_of(said(one, "branch"))
        return found

    @property
    def _repositories(self) -> tuple[Resource, ...]:
        return tuple(self._stack.of_type(_REPOSITORY))


def _fits(guard: Resource, path: str, fits: Callable[[str], bool]) -> bool:
    """Whether one that is included fits, and none that is excluded."""
    taken, left = (texts_at(guard.state, f"{path}.{end}[]") for end in ("includes", "excludes"))
    if any(map(fits, left.texts)):
        return False
    if any(map(fits, taken.texts)):
        if left.unknown:
            raise Undecided(left.unknown[0])
        return True
    if taken.unknown:
        raise Undecided(taken.unknown[0])
    return False


def is_active(ruleset: Resource) -> bool:
    """Whether a ruleset binds branches. Raises `Undecided`."""
    force, target = bare(said(ruleset, "enforcement")), text_of(said(ruleset, "target"))
    if force is UNKNOWN:
        raise Undecided("enforcement")
    return text_of(force) == "active" and target in ("", "branch")


class Review(NamedTuple):
    """How many must approve what is merged, and whether an owner of the code is among them."""

    approvals: float
    by_owner: bool


NONE: Final = Review(0, by_owner=False)


def review_of(guard: Resource) -> Review:
    """What is asked for of what is merged. Raises `Undecided`."""
    is_ruleset = guard.type in (RULESET, OF_ORGANISATION)
    path = "rules.pullRequest" if is_ruleset else "requiredPullRequestReviews[]"
    raw, by_default = guard.declared.raw, 0 if is_ruleset else 1
    if not any(isinstance(place.known, dict) for place in locate(raw, path)):
        return NONE
    counts = [_number(place.text) for place in locate(raw, f"{path}.requiredApprovingReviewCount")]
    owners = (place.known for key in _BY_OWNERS for place in locate(raw, f"{path}.{key}"))
    return Review(max(counts, default=by_default), any(yes_or_no(one) for one in owners))


_BY_OWNERS: Final = ("requireCodeOwnerReview", "requireCodeOwnerReviews")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0


def _passing(guard: Resource) -> Iterator[Passing]:
    """The machines that pass by, first those that are known."""
    found = list(_bypassing(guard))
    yield from (one for one in found if not one.unknown)
    yield from (one for one in found if one.unknown)


def _bypassing(guard: Resource) -> Iterator[Passing]:
    if guard.type in (RULESET, OF_ORGANISATION):
        yield from _named(guard, "bypassActors[].actorType", lambda text: _MACHINES.get(text.lower(), ""))
    elif guard.type == PROTECTION_V3:
        allowed = "requiredPullRequestReviews.bypassPullRequestAllowances"
        yield from _named(guard, f"{allowed}.apps[]", lambda _: "an app")
        for key in ("users", "teams"):
            yield from _named(guard, f"{allowed}.{key}[]", _machine)
    else:
        yield from _named(guard, "requiredPullRequestReviews[].pullRequestBypassers[]", _machine)


def _machine(text: str) -> str:
    """An app by its node id, a user (`/name`) or a team (`organisation/name`) that is called as machines are."""
    if text.startswith(_APP_IDS):
        return "an app"
    segments = re.split(r"[^a-z]+", text.rpartition("/")[2].lower())
    return "" if _WORDS.isdisjoint(segments) else f"machine {text.lstrip('/')!r}"


def _named(guard: Resource, path: str, who: Callable[[str], str]) -> Iterator[Passing]:
    for place in locate(guard.declared.raw, path):
        if bare(place.value) is UNKNOWN:
            yield Passing(guard, "", path, place.path)
        elif name := who(place.text):
            yield Passing(guard, "a machine" if place.marked else name, place.path)
