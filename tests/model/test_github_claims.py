"""What a GitHub trust is said to reach is never less than what it does reach."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass.iam.glob import matches
from daypass.model.github_claims import pinned
from daypass.model.kind import BREADTHS, Breadth, Claim

ORGS = ("acme", "acme-labs", "evil")
REPOS = ("app", "app2", "infra")
CONTEXTS = ("ref:refs/heads/main", "ref:refs/heads/m", "environment:prod", "environment:production", "pull_request")

# Every job there is in a small GitHub: (organisation, repository, context) → its subject, in both spellings.
JOBS = {
    job: (f"repo:{job[0]}/{job[1]}:{job[2]}", f"repo:{job[0]}@{len(job[0])}/{job[1]}@{len(job[1])}:{job[2]}")
    for job in itertools.product(ORGS, REPOS, CONTEXTS)
}
SUBJECTS = [subject for subjects in JOBS.values() for subject in subjects]


def truly(pattern: str) -> Breadth:
    """How far the pattern reaches in the small GitHub, found out by trying every job."""
    jobs = [job for job, subjects in JOBS.items() if any(matches(pattern, subject) for subject in subjects)]
    if not jobs:
        return "nobody"
    if len({org for org, _, _ in jobs}) > 1:
        return "issuer"
    if len({repo for _, repo, _ in jobs}) > 1:
        return "organisation"
    is_one = len(jobs) == 1 and jobs[0][2] != "pull_request"  # anyone may open a pull request
    return "one workload" if is_one else "repository"


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """A subject in which pieces were replaced by wildcards."""
    text = draw(st.sampled_from(SUBJECTS))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12) if draw(st.booleans()) else len(text)))
        text = text[:start] + draw(st.sampled_from("*?")) + text[end:]
    return text


@given(patterns())
def test_a_pattern_is_never_said_to_be_narrower_than_it_is(pattern: str) -> None:
    said = pinned({"sub": (Claim(pattern, exact=False),)}).breadth
    assert BREADTHS.index(said) <= BREADTHS.index(truly(pattern))


@given(st.sampled_from(SUBJECTS))
def test_an_exact_subject_is_said_to_be_what_it_is(subject: str) -> None:
    assert pinned({"sub": (Claim(subject, exact=True),)}).breadth == truly(subject)


@given(patterns())
def test_the_witness_gets_in(pattern: str) -> None:
    witness = pinned({"sub": (Claim(pattern, exact=False),)}).witness
    assert witness is not None
    assert matches(pattern, witness)


@given(st.lists(patterns(), min_size=1, max_size=4))
def test_of_several_subjects_the_widest_counts(several: list[str]) -> None:
    widest = min(BREADTHS.index(pinned({"sub": (Claim(one, exact=False),)}).breadth) for one in several)
    together = pinned({"sub": tuple(Claim(one, exact=False) for one in several)}).breadth
    assert BREADTHS.index(together) == widest


@pytest.mark.parametrize(
    ("subject", "breadth", "by_name"),
    [
        ("repo:acme/app:environment:prod", "one workload", True),
        ("repo:acme@1/app@2:environment:prod", "one workload", False),
        ("repository_owner_id:1:repository_id:2:environment:prod", "one workload", False),
        ("repository_owner:acme:environment:prod", "organisation", True),
        ("repository_owner_id:1", "organisation", False),
        ("workflow_ref:acme/app/.github/workflows/x.yml@refs/heads/main", "one workload", True),
        ("repo:acme/app:actor:maria", "repository", True),
        ("repo:acme/app:ref:refs/pull/7/merge", "repository", True),
        ("repo:acme/app:environment", "repository", True),
        ("repo:acme", "issuer", True),
        ("", "issuer", True),
        ("repo", "issuer", True),
        ("environment:prod", "issuer", True),
        ("repo:acme/*", "nobody", False),
        ("repo:acme/app:environment:pro?", "nobody", False),
        ("xrepo:acme/app:ref:refs/heads/main", "issuer", True),
    ],
)
def test_subjects_of_every_template(subject: str, breadth: Breadth, by_name: bool) -> None:  # noqa: FBT001 - a table
    found = pinned({"sub": (Claim(subject, exact=True),)})
    assert (found.breadth, found.by_name) == (breadth, by_name)


@pytest.mark.parametrize(
    ("pattern", "breadth"),
    [
        ("repo:acme/app:ref:refs/tags/v*", "one workload"),
        ("repo:acme/app:ref:refs/tags/v?.*", "one workload"),
        ("repo:acme/app:ref:refs/tags/*", "repository"),
        ("repo:acme/app:ref:refs/tags*", "repository"),
        ("repo:acme/app:ref:refs/heads/v*", "repository"),
        ("repo:acme/*:ref:refs/tags/v*", "organisation"),
        ("repo:acme/app:ref:refs/heads/release/*", "one workload"),
        ("repo:acme/app:ref:refs/heads/releases/2026-*", "one workload"),
        ("repo:acme/app:ref:refs/heads/release-*", "one workload"),
        ("repo:acme/app:ref:refs/heads/release*", "repository"),
        ("repo:acme/app:ref:refs/heads/feature/*", "repository"),
    ],
)
def test_the_tags_and_branches_of_releases_may_begin_alike(pattern: str, breadth: Breadth) -> None:
    """Every release has a tag of its own, so that no trust in releases could name them one by one."""
    assert pinned({"sub": (Claim(pattern, exact=False),)}).breadth == breadth


@pytest.mark.parametrize(
    ("pattern", "breadth"),
    [
        ("repo:acme/app:*:ref:refs/tags/v1", "one workload"),
        ("repo:acme/app*:environment:prod", "organisation"),
        ("repo:acme*:environment:prod", "issuer"),
        ("repo:*/app:environment:prod", "issuer"),
        ("repo:acme/app:*environment:prod", "repository"),
        ("repo:acme/app:*prod", "repository"),
        ("repo:acme/app:*:pull_request", "repository"),
        ("repo:acme/*:job_workflow_ref:acme/ci/.github/workflows/x.yml@refs/heads/main", "repository"),
    ],
)
def test_whole_claims_behind_a_wildcard_are_certain(pattern: str, breadth: Breadth) -> None:
    assert pinned({"sub": (Claim(pattern, exact=False),)}).breadth == breadth


def test_a_repository_by_its_id_and_an_environment_behind_a_wildcard_are_one_workload() -> None:
    in_production = {"sub": (Claim("repo:*:environment:production", exact=False),)}
    assert pinned({**in_production, "repository_id": (Claim("318840112", exact=True),)}).breadth == "one workload"
    assert pinned({**in_production, "repository_owner_id": (Claim("6154722", exact=True),)}).breadth == "organisation"


def test_one_reusable_workflow_called_from_one_branch_or_environment_of_an_organisation_is_one_workload() -> None:
    called = {"job_workflow_ref": (Claim("acme/ci/.github/workflows/publish.yml@refs/heads/main", exact=True),)}
    released = {**called, "sub": (Claim("repo:acme/*:environment:release", exact=False),)}
    assert pinned(released).breadth == "one workload"
    assert pinned({**called, "sub": (Claim("repo:acme/*", exact=False),)}).breadth == "repository"
    assert pinned({**called, "sub": (Claim("repo:*:environment:release", exact=False),)}).breadth == "issuer"
    proposed = (Claim("acme/ci/.github/workflows/publish.yml@refs/pull/7/merge", exact=True),)
    assert pinned({**released, "job_workflow_ref": proposed}).breadth == "organisation"


def test_a_repository_alone_is_no_subject_of_github_s_own() -> None:
    customised = "whose subject is customised to the repository alone (GitHub's default subject never fits)"
    assert pinned({"sub": (Claim("repo:acme/shop", exact=True),)}).who.endswith(customised)
    assert "sub" not in pinned({"sub": (Claim("repo:acme/shop", exact=True),)}).mended
    for subject in (Claim("repo:acme/shop:*", exact=False), Claim("repo:acme/shop:pull_request", exact=True)):
        assert "customised" not in pinned({"sub": (subject,)}).who


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("repo:acme/app:ref:refs/tags/*", "tag"),
        ("repo:acme/app:ref:refs/heads/*", "branch"),
        ("repo:acme/app:ref:refs/*", "branch, pull request or environment"),
        ("repo:acme/app:*", "branch, pull request or environment"),
    ],
)
def test_what_is_left_open_is_said_as_far_as_the_pattern_says_it(pattern: str, what: str) -> None:
    assert pinned({"sub": (Claim(pattern, exact=False),)}).who == f"more than one {what} of the repository acme/app"
