"""This is where it is told by names alone that pipelines enter a role before anybody has looked at what they run.

A trust that asks for the environment `checks` or `preview`, or for a branch such as `develop`, says so in words: who
wrote it lets in what anybody proposes, or what is not released yet. Words are habits and no facts, so what follows from
them is advice. Sources: GitHub Docs, "Deployments and environments" and "OpenID Connect reference"
(`repo:OWNER/REPOSITORY:environment:NAME`, `…:ref:refs/heads/BRANCH`); GitLab Docs, "OpenID Connect (OIDC)
Authentication Using ID Tokens"; read 2026-12.
"""

from collections.abc import Iterable
from typing import Final

from daypass.iam.document import Document
from daypass.words import words_in
from daypass_policies.trusting.pipelines import branches_entering, environments_entering

_OF_PROPOSALS: Final = frozenset(
    (
        *("pr", "prs", "pull", "proposal", "proposals", "check", "checks", "lint", "plan", "plans", "preview"),
        *("previews", "fork", "forks", "untrusted", "unreviewed"),
    )
)
"""Words by which environments are called in which is run what nobody looked at."""

_OF_WORK: Final = frozenset(
    ("develop", "development", "dev", "integration", "feature", "wip", "experimental", "experiment", "trial", "sandbox")
)
"""Words by which branches are called on which work goes on."""

_OF_RELEASES: Final = frozenset(("prod", "production", "live", "release", "releases", "approved", "protected", "main"))


def entered_by_name(document: Document) -> str:
    """Who enters by the names of all that a trust lets in, in words that precede "enters"; "" where none says so.

    Raises `Undecided`.
    """
    if _all_say(environments_entering(document), _OF_PROPOSALS):
        return "by the name of its environment every pull request"
    if _all_say(branches_entering(document), _OF_WORK):
        return "by the name of its branch what is not released yet"
    return ""


def _all_say(names: Iterable[str], words: frozenset[str]) -> bool:
    each = [frozenset(words_in(name)) for name in names]
    return bool(each) and all(one & words and not one & _OF_RELEASES for one in each)
