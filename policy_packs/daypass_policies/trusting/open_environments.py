"""This is where it is told which environments of GitHub let in a workflow of every branch that names them.

Those without reviewers and without a policy of branches, in a repository where no rules hold for all branches. Sources:
GitHub Docs, "Deployments and environments" (required reviewers, deployment branches and tags) and "Available rules for
rulesets"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import is_empty, texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.located import hidden_at, locate
from daypass_policies.trusting.protected_environments import ENVIRONMENTS

_RULESETS: Final = "github:index/repositoryRuleset:RepositoryRuleset"
_REPOSITORIES: Final[Mapping[str, Kind]] = {"github:index/repository:Repository": Kind("repository", "", "name")}
_OF: Final = "repository"
_NAME: Final = "environment"
_GUARDS: Final = ("reviewers", "deploymentBranchPolicy")
_REVIEWERS: Final = tuple(f"reviewers{each}.{kind}[]" for each in ("[]", "") for kind in ("users", "teams"))
_EVERY_BRANCH: Final = "~ALL"
_REFS: Final = "conditions.refName.includes[]"
_LEFT_OUT: Final = "conditions.refName.excludes[]"
_FORCE: Final = "enforcement"
_TARGET: Final = "target"
_HOLDING: Final = tuple(f"rules.{kind}" for kind in ("creation", "pullRequest", "update"))
"""The rules by which nobody pushes to a branch what nobody looked at."""

_Key = tuple[str | None, str | None]
"""A repository and an environment, in small letters; None for one that is not known."""


class OpenEnvironments:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._names = stack, Names.of(stack.resources, _REPOSITORIES)

    def doubts(self, repository: str, environment: str) -> tuple[Untold, ...] | None:
        """What is not known of whether this one lets in every branch; None where it does not, or is not here."""
        repository, environment = repository.lower(), environment.lower()
        own = (repository, environment)
        keys: tuple[_Key, ...] = (own,) if own in self._here else (own, (None, environment), (repository, None), _ANY)
        found = (one for key in keys for one in self._open.get(key, ()))
        held = self._held.get(repository, ())
        if () in held:
            return None
        rules = tuple(dict.fromkeys(untold for one in (*held, *self._held.get(None, ())) for untold in one))
        least = min(found, key=len, default=None)
        return None if least is None else (*least, *rules)

    @cached_property
    def _here(self) -> frozenset[_Key]:
        """Those that the stack has, open or not."""
        return frozenset(self._key(one) for one in self._stack.of_type(ENVIRONMENTS))

    @cached_property
    def _open(self) -> Mapping[_Key, tuple[tuple[Untold, ...], ...]]:
        """Those that are, or may be, without a guard, each with what is not known of it."""
        each = ((self._key(one), one) for one in self._stack.of_type(ENVIRONMENTS))
        return grouped((key, tuple(_unknown(one, *key))) for key, one in each if not _is_guarded(one) and "" not in key)

    @cached_property
    def _held(self) -> Mapping[str | None, tuple[tuple[Untold, ...], ...]]:
        """Repository → for each of its rules that hold for all branches, or may, what is not known of that."""
        return grouped(
            (repository, (*doubts, *((Untold.of(one, _OF),) if repository is None else ())))
            for one in self._stack.of_type(_RULESETS)
            for repository in (self._repository(one),)
            for doubts in _every_branch(one)
        )

    def _key(self, environment: Resource) -> _Key:
        name = bare(said(environment, _NAME))
        return self._repository(environment), None if name is UNKNOWN else text_of(name).lower()

    def _repository(self, by: Resource) -> str | None:
        """By its name, in small letters; "" where none is said, None where it is not known."""
        meant = self._names.one(by, _OF)
        made = self._stack.by_urn.get(meant or "")
        name = text_of(said(made, "name")) or None if made else meant
        return None if name is None else name.rpartition("/")[2].lower()


_ANY: Final[_Key] = (None, None)


def _is_guarded(environment: Resource) -> bool:
    """Whether it asks somebody, or takes some branches alone."""
    raw = environment.state.raw
    asks = (one.value for path in _REVIEWERS for one in locate(raw, path))
    branches = said(environment, "deploymentBranchPolicy")
    return any(bare(one) not in (UNKNOWN, None, "") for one in asks) or not (
        is_empty(branches) or bare(branches) is UNKNOWN
    )


def _unknown(environment: Resource, repository: str | None, name: str | None) -> Iterator[Untold]:
    hidden = hidden_at(environment.state.raw, *_GUARDS, *_REVIEWERS)
    lost = (key for key, known in ((_OF, repository), (_NAME, name)) if known is None)
    return (Untold.of(environment, key) for key in (*lost, *hidden))


def _holds(ruleset: Resource) -> bool:
    """Whether one of its rules keeps people from pushing; also where that is not known."""
    places = (one for path in _HOLDING for one in locate(ruleset.state.raw, path))
    return any(not (is_empty(one.value) or bare(one.value) in (False, "false")) for one in places)


def _every_branch(ruleset: Resource) -> Iterator[tuple[Untold, ...]]:
    """What is not known of whether rules hold for all branches, and so say what is pushed; nothing where not."""
    refs = texts_at(ruleset.state, _REFS)
    force, target = bare(said(ruleset, _FORCE)), bare(said(ruleset, _TARGET))
    leaves_out = any(bare(one.value) is not UNKNOWN for one in locate(ruleset.state.raw, _LEFT_OUT))
    if target not in ("branch", None, UNKNOWN) or leaves_out or not _holds(ruleset):
        return
    unknown = () if _EVERY_BRANCH in refs.texts else refs.unknown[:1]
    hidden = tuple(key for key, value in ((_FORCE, force), (_TARGET, target)) if value is UNKNOWN)
    if (_EVERY_BRANCH in refs.texts or unknown) and force in ("active", UNKNOWN):
        yield tuple(Untold.of(ruleset, path) for path in (*unknown, *hidden))
