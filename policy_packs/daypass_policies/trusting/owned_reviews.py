"""This is where it is told whose repositories are merged to by a review that no job can give.

The approval of a job counts as one, and as none of an owner of the code: so a branch is bound where an owner's is asked
for, or a second one, of what is merged to the default branch. Source: GitHub Docs, "About code owners" and "Managing
GitHub Actions settings for a repository" (allowing GitHub Actions to create or approve pull requests); read 2026-12.
"""

from typing import Final

from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass_policies.trusting.reviewed_branches import (
    OF_ORGANISATION,
    ReviewedBranches,
    review_of,
)

_OF_REPOSITORY: Final = "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions"
_OF_ALL: Final = "github:index/actionsOrganizationWorkflowPermissions:ActionsOrganizationWorkflowPermissions"


def asks_a_person(setting: Resource, stack: Stack) -> bool:
    """Whether what a setting of GitHub lets jobs approve needs the approval of somebody else. Raises `Undecided`."""
    if setting.type == _OF_REPOSITORY:
        guards = stack.once(ReviewedBranches).guards_of(setting, "repository")
        return any(map(_is_bound, guards)) or _of_organisation(stack)
    return setting.type == _OF_ALL and _of_organisation(stack)


def _of_organisation(stack: Stack) -> bool:
    """The same of a ruleset that is for all repositories."""
    branches = stack.once(ReviewedBranches)
    rulesets = stack.of_type(OF_ORGANISATION)
    return any(_is_for_all(one) and branches.is_for_default(one) and _is_bound(one) for one in rulesets)


def _is_for_all(ruleset: Resource) -> bool:
    names = texts_at(ruleset.state, "conditions.repositoryName.includes[]")
    if names.unknown:
        raise Undecided(names.unknown[0])
    left_out = texts_at(ruleset.state, "conditions.repositoryName.excludes[]")
    return "~ALL" in names.texts and not left_out.texts and not left_out.unknown


def _is_bound(guard: Resource) -> bool:
    review = review_of(guard)
    return review.by_owner or review.approvals > 1
