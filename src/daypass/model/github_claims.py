"""This is where GitHub's claims are read: how far a token may differ and still get through what a trust asks for.

A subject is `repo:ORG/REPO:CONTEXT`, or `repo:ORG@ID/REPO@ID:CONTEXT` in the immutable spelling; the context is
`environment:NAME`, `ref:refs/…` or `pull_request`. An organisation may choose other claims, each as `claim:value`.
A colon inside a value is written `%3A`, so a colon always ends a value, and only what stands before the first wildcard
is certain: `*` runs across colons and slashes.
Source: GitHub Docs, "OpenID Connect reference"; immutable subjects: GitHub changelog 2026; read 2026-11.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.model.kind import BREADTHS, Asked, Breadth, Claim, Pinned, witness_of

HOST: Final = "token.actions.githubusercontent.com"

_NAME: Final = re.compile(
    r"(?P<owner>[\w-]{1,64})(?:@(?P<owner_id>\d+))?/(?P<repo>[\w.-]{1,128})(?:@(?P<repo_id>\d+))?"
)
_OWNER: Final = re.compile(r"(?P<owner>[\w-]{1,64})(?:@(?P<owner_id>\d*))?(?P<closed>/)?")
_RUNS: Final = ("ref", "environment", "job_workflow_ref", "workflow_ref")
_CASE_MATTERS: Final = ("ref", "job_workflow_ref", "workflow_ref")


class _Fixed(NamedTuple):
    """What is alike in all tokens that get in. `run`: one branch, environment or workflow; `ids`: not names alone."""

    owner: bool = False
    repo: bool = False
    run: bool = False
    ids: bool = False

    def also(self, other: "_Fixed") -> "_Fixed":
        return _Fixed(self.owner or other.owner, self.repo or other.repo, self.run or other.run, self.ids or other.ids)

    @property
    def breadth(self) -> Breadth:
        if self.repo:
            return "one workload" if self.run else "repository"
        return "organisation" if self.owner else "issuer"


def pinned(asked: Asked, around: str = "") -> Pinned:
    """How far a trust on GitHub's issuer reaches that asks this of the token.

    `around` is what the issuer's URL names, where it names one: then no other repositories get tokens of it.
    """
    everyone = f"any repository of {around}" if around else "any repository on GitHub"
    others = _from_claims(asked)
    subjects = [subject for subject in asked.get("sub", _ANY) if not _is_literal_wildcard(subject)]
    if not subjects:
        return Pinned("nobody")
    reached = [(others.also(_from_subject(subject)), subject) for subject in subjects]
    fixed, widest = reached[0] if len(reached) == 1 else min(reached, key=_rank)
    owner, repo = _names(widest)
    return Pinned(
        fixed.breadth,
        witness=_witness(widest, owner, repo),
        who=everyone if fixed.breadth == "issuer" else _who(fixed.breadth, owner, repo),
        by_name=not all(each.ids for each, _ in reached),
        mended={"aud": "sts.amazonaws.com", "sub": f"repo:{owner or 'ORG'}/{repo or 'REPO'}:environment:ENVIRONMENT"},
    )


_ANY: Final = (Claim("*", exact=False),)


def _rank(reached: "tuple[_Fixed, Claim]") -> int:
    return BREADTHS.index(reached[0].breadth)


def _is_literal_wildcard(subject: Claim) -> bool:
    """`StringEquals` takes `*` for the character, which stands in no subject: such a value lets nobody in."""
    return subject.exact and ("*" in subject.text or "?" in subject.text)


def _from_claims(asked: Asked) -> _Fixed:
    """What the claims beside the subject fix; a claim counts when each of its alternatives is exact."""
    exact = {name for name, claims in asked.items() if name in _FIXING and all(claim.exact for claim in claims)}
    if not exact:
        return _NOTHING
    folded = {name for name in exact if any(claim.folded for claim in asked[name])}
    return _Fixed(
        owner=bool(exact & {"repository_owner_id", "enterprise_id", "repository_id", "repository"}),
        repo=bool(exact & {"repository_id", "repository"}),
        # `workflow` is a name that anyone who can push a branch may give to a file of his own, so it fixes nothing.
        run=bool(exact & {"ref", "environment", "job_workflow_ref"} - (folded & set(_CASE_MATTERS))),
        ids=bool(exact & {"repository_id", "repository_owner_id"}),
    )


_NOTHING: Final = _Fixed()
_FIXING: Final = frozenset(
    (
        *("repository", "repository_id", "repository_owner_id", "enterprise_id"),
        *("ref", "environment", "job_workflow_ref"),
    )
)


def _from_subject(subject: Claim) -> _Fixed:
    found = _Fixed()
    for name, value in _certain(subject):
        found = found.also(_from_part(name, value, folded=subject.folded))
    return found


def _from_part(name: str, value: str, *, folded: bool) -> _Fixed:
    if name in ("repo", "repository") and (full := _NAME.fullmatch(value)):
        return _Fixed(owner=True, repo=True, ids=bool(full["owner_id"] and full["repo_id"]))
    if name == "owner":
        return _Fixed(owner=True)
    if name == "repository_id":
        return _Fixed(owner=True, repo=True, ids=True)
    if name in ("repository_owner", "repository_owner_id", "enterprise_id"):
        return _Fixed(owner=True, ids=name != "repository_owner")
    if name not in _RUNS or (folded and name in _CASE_MATTERS) or value.startswith("refs/pull/"):
        return _Fixed()
    return _Fixed(owner=name == "workflow_ref", repo=name == "workflow_ref", run=True)


def _certain(subject: Claim) -> Iterator[tuple[str, str]]:
    """The claims of a subject that no wildcard can change; `owner` where only the organisation is closed by a slash.

    Tags that begin alike count as one `ref`.
    """
    literal = subject.text if subject.exact else re.split(r"[*?]", subject.text, maxsplit=1)[0]
    parts = literal.split(":")
    open_end = None if subject.exact else parts.pop()  # what stands before the wildcard may go on
    names = iter(parts)
    for name in names:
        value = next(names, None) if name != "pull_request" else None
        if value is not None:
            yield name, value
        elif name == "ref" and open_end and _TAGS.match(open_end):
            yield name, open_end
        elif name in ("repo", "repository") and open_end and (owner := _OWNER.match(open_end)) and _is_closed(owner):
            yield "owner", owner["owner"]


_TAGS: Final = re.compile(r"refs/tags/.")
"""The beginning of tags: every release has another, so that no trust in releases could name them one by one."""


def _is_closed(owner: "re.Match[str]") -> bool:
    """Whether no longer name fits: after `acme/` or `acme@` it ends, since neither can stand inside a name."""
    return bool(owner["closed"]) or owner["owner_id"] is not None


def _names(subject: Claim) -> tuple[str, str]:
    """Organisation and repository, as far as the subject says them, for a message."""
    for name, value in _certain(subject):
        if name in ("repo", "repository") and (full := _NAME.fullmatch(value)):
            return full["owner"], full["repo"]
        if name == "owner":
            return value, ""
    return "", ""


def _who(breadth: Breadth, owner: str, repo: str) -> str:
    if breadth == "one workload":
        return ""
    organisation = f"the organisation {owner}" if owner else "one organisation"
    repository = f"the repository {owner}/{repo}" if repo else "one repository"
    return {
        "organisation": f"more than one repository of {organisation}",
        "repository": f"more than one branch, pull request or environment of {repository}",
    }.get(breadth, "")


def _witness(subject: Claim, owner: str, repo: str) -> str:
    if subject.exact:
        return witness_of(subject)
    return witness_of(
        subject,
        (
            "repo:somebody-else/anything:ref:refs/heads/main",
            f"repo:{owner}/another-repository:pull_request",
            f"repo:{owner}/{repo}:pull_request",
            f"repo:{owner}/{repo}:ref:refs/heads/any-branch",
        ),
    )
