"""This is where it is told how somebody brings to a branch what stands on another, without committing to that.

They open a pull request and merge it themselves, unless the repository asks for somebody's approval, or merge the
branches at once. Sources: AWS CodeCommit User Guide, "Merge a pull request" and "Working with approval rule templates";
AWS CodeCommit API Reference, "MergeBranchesBySquash"; read 2026-12.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack

_BY_PULL_REQUEST: Final = ("codecommit-x07", "codecommit-x08", "codecommit-x09")
_AT_ONCE: Final = ("codecommit-x10", "codecommit-x11", "codecommit-x12")
MERGES: Final = frozenset((*_BY_PULL_REQUEST, *_AT_ONCE))
"""The paths."""

_ASKED_FOR: Final = "aws:codecommit/approvalRuleTemplateAssociation:ApprovalRuleTemplateAssociation"


@dataclass(frozen=True)
class Merges:
    """Those of a stack."""

    stack: Stack

    def into(self, repository: str) -> Iterator[str]:
        """The ids of the paths into a branch of a repository, by its ARN."""
        if repository.rpartition(":")[2] not in self._approved:
            yield from _BY_PULL_REQUEST
        yield from _AT_ONCE

    @cached_property
    def _approved(self) -> frozenset[str]:
        """The names of the repositories whose pull requests somebody has to approve."""
        return frozenset(text_of(said(one, "repositoryName")) for one in self.stack.of_type(_ASKED_FOR))
