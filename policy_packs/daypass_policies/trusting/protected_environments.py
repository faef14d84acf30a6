"""This is where it is told which environments of GitHub take protected branches, and ask nobody beside.

Source: GitHub Docs, "Deployments and environments" (deployment branches and tags: protected branches only); input
properties of pulumi-github 6.15.0; read 2026-12.
"""

from functools import cached_property
from typing import Final

from daypass.graph.leaves import said, text_of, yes_or_no
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.located import locate

ENVIRONMENTS: Final = "github:index/repositoryEnvironment:RepositoryEnvironment"

_KINDS: Final = {"github:index/repository:Repository": Kind("repository", "", "name")}
_PROTECTED: Final = "deploymentBranchPolicy.protectedBranches"


class ProtectedEnvironments:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._names = stack, Names.of(stack.resources, _KINDS)

    def ask_nobody(self, repository: str, environment: str) -> bool:
        """Whether this one is known to take every protected branch without asking anybody."""
        return (repository.lower(), environment.lower()) in self._asking_nobody

    @cached_property
    def _asking_nobody(self) -> frozenset[tuple[str, str]]:
        each = self._stack.of_type(ENVIRONMENTS)
        return frozenset(
            (self._repository(one), text_of(said(one, "environment")).lower()) for one in each if _takes_alone(one)
        )

    def _repository(self, environment: Resource) -> str:
        meant = self._names.one(environment, "repository") or ""
        made = self._stack.by_urn.get(meant)
        return (text_of(said(made, "name")) if made else meant).rpartition("/")[2].lower()


def _takes_alone(environment: Resource) -> bool:
    """Whether it asks nobody, and takes protected branches alone."""
    reviewers = said(environment, "reviewers")
    takes = any(yes_or_no(place.value) for place in locate(environment.state.raw, _PROTECTED))
    return takes and is_empty(reviewers) and bare(reviewers) is not UNKNOWN
