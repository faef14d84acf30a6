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

_ENVIRONMENTS: Final = "github:index/repositoryEnvironment:RepositoryEnvironment"
_RULESETS: Final = "github:index/repositoryRuleset:RepositoryRuleset"
_REPOSITORIES: Final[Mapping[str, Kind]] = {"github:index/repository:Repository": Kind("repository", "", "name")}
_OF: Final = "repository"
_NAME: Final = "environment"
_GUARDS: Final = ("reviewers", "deploymentBranchPolicy")
_EVERY_BRANCH: Final = "~ALL"
_REFS: Final = "conditions.refName.includes[]"
_FORCE: Final = "enforcement"

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
        return frozenset(self._key(one) for one in self._stack.of_type(_ENVIRONMENTS))

    @cached_property
    def _open(self) -> Mapping[_Key, tuple[tuple[Untold, ...], ...]]:
        """Those that are, or may be, without a guard, each with what is not known of it."""
        each = ((self._key(one), one) for one in self._stack.of_type(_ENVIRONMENTS))
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
    return any(not is_empty(value) and bare(value) is not UNKNOWN for value in _guards(environment))


def _guards(environment: Resource) -> Iterator[object]:
    return (said(environment, key) for key in _GUARDS)


def _unknown(environment: Resource, repository: str | None, name: str | None) -> Iterator[Untold]:
    hidden = (key for key in _GUARDS if bare(said(environment, key)) is UNKNOWN)
    lost = (key for key, known in ((_OF, repository), (_NAME, name)) if known is None)
    return (Untold.of(environment, key) for key in (*lost, *hidden))


def _every_branch(ruleset: Resource) -> Iterator[tuple[Untold, ...]]:
    """What is not known of whether rules hold for all branches, and so say what is pushed; nothing where not."""
    refs, force = texts_at(ruleset.state, _REFS), bare(said(ruleset, _FORCE))
    unknown = () if _EVERY_BRANCH in refs.texts else refs.unknown[:1]
    if (_EVERY_BRANCH in refs.texts or unknown) and force in ("active", UNKNOWN):
        yield tuple(Untold.of(ruleset, path) for path in (*unknown, *((_FORCE,) if force is UNKNOWN else ())))
