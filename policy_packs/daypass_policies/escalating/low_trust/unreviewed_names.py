"""This is where it is told by names alone that pipelines enter a role before anybody has looked at what they run.

A trust that asks for the environment `checks` or `preview`, or for a repository of contributions, says so in words: who
wrote it lets in what anybody proposes. Words are habits and no facts, so what follows from them is advice. Sources:
GitHub Docs, "Deployments and environments" and "OpenID Connect reference" (`repo:OWNER/REPOSITORY:environment:NAME`);
read 2026-12.
"""

import re
from collections.abc import Iterable
from typing import Final

from daypass.iam.document import Document
from daypass_policies.trusting.pipelines import environments_entering, pipelines_entering

_WORD: Final = re.compile(r"[a-z]+")

_OF_PROPOSALS: Final = frozenset(
    (
        *("pr", "prs", "pull", "proposal", "proposals", "check", "checks", "lint", "plan", "plans", "preview"),
        *("previews", "fork", "forks", "untrusted", "unreviewed"),
    )
)
"""Words by which environments are called in which is run what nobody looked at."""

_OF_CONTRIBUTIONS: Final = frozenset(("contrib", "contribs", "contributions", "contributors", "forks", "proposals"))
"""Words by which repositories are called to which anybody brings something."""

_OF_RELEASES: Final = frozenset(("prod", "production", "live", "release", "releases", "approved", "protected", "main"))


def entered_by_name(document: Document) -> str:
    """Who enters by the names of all that a trust lets in, in words that precede "enters"; "" where none says so.

    Raises `Undecided`.
    """
    if _all_say(environments_entering(document), _OF_PROPOSALS):
        return "by the name of its environment every pull request"
    projects = [project.rpartition("/")[2] for project in pipelines_entering(document)]
    return "by the name of its repository everybody who contributes" if _all_say(projects, _OF_CONTRIBUTIONS) else ""


def _all_say(names: Iterable[str], words: frozenset[str]) -> bool:
    each = [frozenset(_WORD.findall(name.lower())) for name in names]
    return bool(each) and all(one & words and not one & _OF_RELEASES for one in each)
