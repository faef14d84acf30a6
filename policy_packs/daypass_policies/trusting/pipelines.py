"""This is where it is told which pipelines enter a role: the repositories and projects that a trust names exactly.

Source: how each issuer builds its subjects, in the guides that issuers.csv names; GitHub Docs, "Immutable subject
claims" (`repo:OWNER@ID/REPOSITORY@ID:…` names the same repository as `repo:OWNER/REPOSITORY:…`); read 2026-11.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.iam.asked import asked_of, asked_under
from daypass.iam.document import Document
from daypass.model.kind import Asked, Claim

_PROJECTS: Final = (
    re.compile(r"repo:(?P<owner>[^:/@]+)(?:@[0-9]+)?/(?P<project>[^:/@]+)(?:@[0-9]+)?:.*"),
    re.compile(r"project_path:(?P<owner>)(?P<project>[^:]+):.*"),
    re.compile(r"organization:(?P<owner>[^:]+):(?:project|pipeline):(?P<project>[^:]+):.*"),
    re.compile(r"org/(?P<owner>[^/]+)/project/(?P<project>[^/]+)/.*"),
    re.compile(r"(?P<owner>)(?P<project>\{[^{}]+\}):.*"),
)
_ENVIRONMENT: Final = re.compile(r"repo:[^:]+:environment:(?P<name>[^*?]+)")
_BRANCH: Final = re.compile(r"(?:repo:[^:]+:ref:refs/heads/|project_path:[^:]+:ref_type:branch:ref:)(?P<name>[^*?]+)")
_PROVIDER: Final = ":oidc-provider/"
_IDS: Final = ("repository_id", "project_id")
_NAMES: Final = ("repository", "project_path")
_OF_ALL_RUNS: Final = frozenset(
    (
        *("sub", "aud", "environment", "repository", "repository_id", "repository_owner", "repository_owner_id"),
        *("repository_visibility", "enterprise", "enterprise_id"),
    )
)
"""Claims that all runs for an environment of a repository have alike."""


def pipelines_entering(document: Document) -> tuple[str, ...]:
    """The repositories and projects (`acme/invoice`) of all pipelines that a trust lets in, each once.

    One that is named by a pattern is left out: how far that reaches is another question. Raises `Undecided`.
    """
    return tuple(dict.fromkeys(name for asked in _asked(document) for name in _named(asked)))


def environments_entering(document: Document) -> tuple[str, ...]:
    """The environments of GitHub for which a trust asks, each once; () where it lets in anything else as well.

    Raises `Undecided`.
    """
    return _all_named(document, _ENVIRONMENT)


def branches_entering(document: Document) -> tuple[str, ...]:
    """The same of branches of GitHub and GitLab. Raises `Undecided`."""
    return _all_named(document, _BRANCH)


def subjects_alone(document: Document) -> tuple[str, ...]:
    """The subjects that are asked for, where nothing else is asked that differs from run to run of one repository.

    Raises `Undecided`.
    """
    alone = (asked for asked in _asked(document) if asked.keys() <= _OF_ALL_RUNS)
    return tuple(dict.fromkeys(one.text for asked in alone for one in asked.get("sub", ())))


def _all_named(document: Document, subject: re.Pattern[str]) -> tuple[str, ...]:
    found = [subject.fullmatch(one.text) for asked in _asked(document) for one in asked.get("sub", ())]
    return tuple(dict.fromkeys(one["name"] for one in found if one)) if all(found) else ()


def _asked(document: Document) -> Iterator[Asked]:
    """What each statement asks of the tokens of a provider that it lets in."""
    for statement in document.statements:
        if statement.effect == "Allow":
            for provider in (statement.principals or {}).get("Federated", ()):
                asked = asked_of(statement.conditions, document.version)
                yield asked_under(provider.rpartition(_PROVIDER)[2], asked)


def _named(asked: Asked) -> Iterator[str]:
    """What one statement names. Where it asks for one id, all names in it are of the same thing, renamed."""
    subjects = list(filter(None, map(_project, asked.get("sub", ()))))
    for claim in _NAMES:
        subjects += [one.text.lower() for one in asked.get(claim, ()) if one.exact]
    ids = [one.text for claim in _IDS for one in asked.get(claim, ()) if one.exact]
    names = list(dict.fromkeys(subjects))
    if len(ids) == 1:
        yield from names[:1] or ids
    else:
        yield from names if len(names) >= len(ids) else ids


def _project(subject: Claim) -> str:
    """The project of a subject whose owner and project are exact, whatever follows; else ""."""
    for pattern in _PROJECTS:
        if match := pattern.fullmatch(subject.text):
            owner, project = match["owner"], match["project"]
            named = f"{owner}/{project}" if owner else project
            return "" if not subject.exact and re.search(r"[*?]", named) else named.lower()
    return ""
