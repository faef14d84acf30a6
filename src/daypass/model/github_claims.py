"""This is where GitHub's claims are read: how far a token may differ and still get through what a trust asks for.

A subject is `repo:ORG/REPO:CONTEXT`, or `repo:ORG@ID/REPO@ID:CONTEXT` in the immutable spelling; the context is
`environment:NAME`, `ref:refs/…` or `pull_request`. An organisation may choose other claims, each as `claim:value`.
A colon inside a value is written `%3A`, so a colon always ends a value, and only what stands before the first wildcard
and whole claims behind the last one are certain: `*` runs across colons and slashes.
Source: GitHub Docs, "OpenID Connect reference"; immutable subjects: GitHub changelog 2026; read 2026-11.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.model.kind import BREADTHS, Asked, Breadth, Claim, Pinned, witness_of
from daypass.model.subject import fit

HOST: Final = "token.actions.githubusercontent.com"

_NAME: Final = re.compile(
    r"(?P<owner>[\w-]{1,64})(?:@(?P<owner_id>\d+))?/(?P<repo>[\w.-]{1,128})(?:@(?P<repo_id>\d+))?"
)
_OWNER: Final = re.compile(r"(?P<owner>[\w-]{1,64})(?:@(?P<owner_id>\d*))?(?P<closed>/)?")
_RUNS: Final = ("ref", "environment", "job_workflow_ref", "workflow_ref")
_CASE_MATTERS: Final = ("ref", "job_workflow_ref", "workflow_ref")


class _Fixed(NamedTuple):
    """What is alike in all tokens that get in. `run`: one branch, environment or workflow; `ids`: not names alone.

    `code`: one file of a workflow at one ref, whichever repository calls it. `context`: the branch or environment of
    whoever calls, too.
    """

    owner: bool = False
    repo: bool = False
    run: bool = False
    ids: bool = False
    code: bool = False
    context: bool = False

    def also(self, other: "_Fixed") -> "_Fixed":
        return _Fixed(*(mine or theirs for mine, theirs in zip(self, other, strict=True)))

    @property
    def breadth(self) -> Breadth:
        if self.repo:
            return "one workload" if self.run else "repository"
        if self.owner and self.code:  # who calls the workflow runs its code, which is written in one repository
            return "one workload" if self.context else "repository"
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
    owner, repo = _names(widest) or _names_of_claim(asked) or ("", "")
    return Pinned(
        fixed.breadth,
        witness=_witness(widest, fixed, owner, repo, asked),
        who=everyone
        if fixed.breadth == "issuer"
        else f"{_who(fixed, widest, owner, repo, asked)}{_if_customised(widest)}",
        by_name=not all(each.ids for each, _ in reached),
        before_review=all(_is_pull_request(one) for each, one in reached if each.breadth == fixed.breadth),
        by_workflow=all(_runs_their_workflow(each, one, asked) for each, one in reached),
        mended={"aud": "sts.amazonaws.com", **_narrower(widest, owner, repo)},
    )


_ANY: Final = (Claim("*", exact=False),)


def _rank(reached: "tuple[_Fixed, Claim]") -> int:
    return BREADTHS.index(reached[0].breadth)


def _is_literal_wildcard(subject: Claim) -> bool:
    """`StringEquals` takes `*` for the character, which stands in no subject: such a value lets nobody in."""
    return subject.exact and ("*" in subject.text or "?" in subject.text)


def _runs_their_workflow(fixed: _Fixed, subject: Claim, asked: Asked) -> bool:
    """Whether whoever gets in calls one workflow of their own organisation at one ref, and is not one pull request."""
    if fixed.breadth == "one workload":
        return True
    owner, _ = _names(subject) or _names_of_claim(asked) or ("", "")
    workflows = (claim.text for claim in asked.get("job_workflow_ref", ()))
    is_theirs = bool(owner) and all(text.lower().startswith(f"{owner.lower()}/") for text in workflows)
    return fixed.code and not fixed.repo and is_theirs and not subject.text.endswith(":pull_request")


def _is_pull_request(subject: Claim) -> bool:
    """Whether it is every pull request of one repository, which somebody meant who wrote it so."""
    return subject.exact and subject.text.endswith(":pull_request")


def _from_claims(asked: Asked) -> _Fixed:
    """What the claims beside the subject fix; a claim counts when each of its alternatives is exact.

    Of a repository's name the part before the slash counts, which is the organisation's.
    """
    exact = {name for name, claims in asked.items() if name in _FIXING and all(claim.exact for claim in claims)}
    owned = all(claim.exact or "/" in _start(claim) for claim in asked.get("repository", _ANY))
    if not exact and not owned:
        return _NOTHING
    folded = {name for name in exact if any(claim.folded for claim in asked[name])}
    return _Fixed(
        owner=owned or bool(exact & {"repository_owner_id", "enterprise_id", "repository_id"}),
        repo=bool(exact & {"repository_id", "repository"}),
        # `workflow` is a name that anyone who can push a branch may give to a file of his own, so it fixes nothing.
        run=bool(exact & {"ref", "environment", "job_workflow_ref"} - (folded & set(_CASE_MATTERS))),
        ids=bool(exact & {"repository_id", "repository_owner_id"}),
        code="job_workflow_ref" in exact - folded and all(map(_is_merged, asked["job_workflow_ref"])),
        context=bool(exact & {"ref", "environment"} - (folded & set(_CASE_MATTERS))),
    )


def _is_merged(workflow: Claim) -> bool:
    """Whether the workflow is not that of a pull request, which anyone who may open one has written."""
    return "@refs/pull/" not in workflow.text


def _start(claim: Claim) -> str:
    """What stands before the first wildcard."""
    return claim.text if claim.exact else re.split(r"[*?]", claim.text, maxsplit=1)[0]


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
    is_own, is_called = name == "workflow_ref", name == "job_workflow_ref"
    is_context = not (is_own or is_called)
    return _Fixed(is_own, is_own, run=True, code=is_called and "@refs/pull/" not in value, context=is_context)


def _certain(subject: Claim) -> Iterator[tuple[str, str]]:
    """The claims of a subject that no wildcard can change; `owner` where only the organisation is closed by a slash.

    Tags that begin alike count as one `ref`, and so do the branches of releases.
    """
    parts = _start(subject).split(":")
    open_end = None if subject.exact else parts.pop()  # what stands before the wildcard may go on
    names = iter(parts)
    for name in names:
        value = next(names, None) if name != "pull_request" else None
        if value is not None:
            yield name, value
        elif name == "ref" and open_end and RELEASES.match(open_end):
            yield name, open_end
        elif name in ("repo", "repository") and open_end and (owner := _OWNER.match(open_end)) and _is_closed(owner):
            yield "owner", owner["owner"]
    if not subject.exact:
        yield from _behind_wildcards(subject.text)


def _behind_wildcards(pattern: str) -> Iterator[tuple[str, str]]:
    """The claims that the pattern ends with, the last one first: a last part is always a value."""
    parts = re.split(r"[*?]", pattern)[-1].split(":")[1:]  # what stands before the first colon may end any value
    while len(parts) > 1 and all(parts[-2:]):
        value, name = parts.pop(), parts.pop()
        yield name, value


RELEASES: Final = re.compile(r"refs/(?:tags/.|heads/releases?[/-])")
"""How tags and branches of releases begin: each has another, so that no trust in releases could name them all."""


def _is_closed(owner: "re.Match[str]") -> bool:
    """Whether no longer name fits: after `acme/` or `acme@` it ends, since neither can stand inside a name."""
    return bool(owner["closed"]) or owner["owner_id"] is not None


def _names(subject: Claim) -> tuple[str, str] | None:
    """Organisation and repository, as far as the subject says them, for a message."""
    for name, value in _certain(subject):
        if name in ("repo", "repository") and (full := _NAME.fullmatch(value)):
            return full["owner"], full["repo"]
        if name == "owner":
            return value, ""
    return None


def _spelled(subject: Claim) -> str:
    """The repository as an immutable subject has it, with the ids of both, "" where it has not."""
    values = (value for name, value in _certain(subject) if name in ("repo", "repository"))
    return next((value for value in values if (full := _NAME.fullmatch(value)) and full["repo_id"]), "")


def _names_of_claim(asked: Asked) -> tuple[str, str] | None:
    """The same of the claim `repository`, where it names one or one organisation's."""
    claims = asked.get("repository", ())
    owner, slash, repo = _start(claims[0]).partition("/") if len(claims) == 1 else ("", "", "")
    return (owner, repo if claims[0].exact else "") if slash else None


def _who(fixed: _Fixed, widest: Claim, owner: str, repo: str, asked: Asked) -> str:
    if fixed.breadth == "one workload":
        return ""
    organisation = f"the organisation {owner}" if owner else "one organisation"
    if not owner and _FIXING.intersection(asked) & _OF_ORGANISATIONS == {"enterprise_id"}:
        organisation = "one enterprise"
    if fixed.breadth == "organisation":
        return f"more than one repository of {organisation}"
    if not fixed.repo:
        workflow = asked.get("job_workflow_ref", ())
        named = f"the workflow {workflow[0].text.partition('@')[0]}" if len(workflow) == 1 else "one workflow"
        return f"every repository of {organisation} that calls {named}"
    repository = f"the repository {owner}/{repo}" if repo else "one repository"
    return f"more than one {_left_open(widest)} of {repository}"


def _left_open(subject: Claim) -> str:
    """What of a repository a pattern leaves open, as far as it says so."""
    _, context, after = subject.text.partition(":ref:refs/")
    kind = next((noun for start, noun in _OF_REFS.items() if context and after.startswith(start)), "")
    return kind or "branch, pull request or environment"


_OF_REFS: Final = {"tags/": "tag", "heads/": "branch"}


def _narrower(subject: Claim, owner: str, repo: str) -> dict[str, str]:
    """The subject that pins a workload; of one that is customised to less, its template must say more first."""
    spelled = _spelled(subject) or f"{owner or 'ORG'}/{repo or 'REPO'}"
    return {} if _is_bare(subject) else {"sub": f"repo:{spelled}:environment:ENVIRONMENT"}


def _if_customised(subject: Claim) -> str:
    """What a subject needs that is a repository and nothing more, as GitHub's own never is."""
    alone = " whose subject is customised to the repository alone (GitHub's default subject never fits)"
    return alone if _is_bare(subject) else ""


def _is_bare(subject: Claim) -> bool:
    return subject.exact and subject.text.count(":") == 1 and subject.text.startswith("repo:")


_OF_ORGANISATIONS: Final = frozenset(("repository", "repository_id", "repository_owner_id", "enterprise_id"))


def _witness(subject: Claim, fixed: _Fixed, owner: str, repo: str, asked: Asked) -> str:
    """A subject of a token that has all claims that are asked for; ORG and REPO stand for what only their ids tell."""
    if subject.exact:
        return witness_of(subject)
    context = next((f"{name}:{asked[name][0].text}" for name in ("environment", "ref") if _is_exact(asked, name)), "")
    if not fixed.owner:
        return _shown(subject, f"repo:somebody-else/anything:{context or 'ref:refs/heads/main'}")
    organisation = owner or "ORG"
    if not fixed.repo:
        return _shown(subject, f"repo:{organisation}/another-repository:{context or 'pull_request'}")
    start = f"repo:{organisation}/{repo or 'REPO'}"
    return _shown(subject, f"{start}:pull_request", f"{start}:ref:refs/heads/any-branch")


def _shown(subject: Claim, *telling: str) -> str:
    """The first of these that the pattern takes in, else the pattern, filled."""
    return next((one for one in telling if fit(one, subject.text)), "") or witness_of(subject)


def _is_exact(asked: Asked, name: str) -> bool:
    return name in asked and all(claim.exact for claim in asked[name])
