"""A workflow that runs a fork's code beside our token or secrets is told; what asks first, or has neither, passes."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.fork_build_is_approved import fork_build_is_approved

FILE = ".github/workflows/ci.yml"
CODE = """
on: pull_request_target
permissions: {contents: write}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {ref: "${{ github.event.pull_request.head.sha }}"}
      - run: npm test
"""
READS = CODE.replace("contents: write", "contents: read")
SECRET = f"{READS}        env: {{TOKEN: '${{{{ secrets.NPM_TOKEN }}}}'}}\n"
CHECKOUT = """      - uses: actions/checkout@v4
        with: {ref: "${{ github.event.pull_request.head.sha }}"}
"""
FETCHED = CODE.replace(CHECKOUT, "      - run: git fetch origin refs/pull/1/head && git checkout FETCH_HEAD\n")
ASIDE = CODE.replace("head.sha }}", 'head.sha }}", path: "theirs')


def judged(content: Any, file: Any = FILE, profile: str = "standard", **says: Any) -> Answer:
    repository = Resource.of("github:index/repository:Repository", "sdk", name="sdk", **says)
    written = Resource.of(
        "github:index/repositoryFile:RepositoryFile", "ci", repository="sdk", file=file, content=content
    )
    return judge_stack(fork_build_is_approved, repository, written, profile=profile)


@pytest.mark.parametrize(
    ("content", "gets"),
    [
        (CODE, "a token that may write"),
        (CODE.replace("on: pull_request_target", "on: [push, pull_request_target]"), "a token that may write"),
        (CODE.replace("on: pull_request_target", "'on': {pull_request_target: }"), "a token that may write"),
        (CODE.replace("{contents: write}", "write-all"), "a token that may write"),
        (CODE.replace("contents: write", "id-token: write"), "a token that may write"),
        (CODE.replace("${{ github.event.pull_request.head.sha }}", "${{ github.head_ref }}"), "a token that may write"),
        (FETCHED, "a token that may write"),
        (SECRET, "our secrets"),
        (SECRET.replace("contents: read", "contents: write"), "a token that may write and our secrets"),
        (ASIDE.replace("npm test", "cd theirs && npm test"), "a token that may write"),
        (CODE.replace("actions/checkout", "Actions/Checkout"), "a token that may write"),
        (FETCHED.replace("refs/pull/1/head", "pull/${{ github.event.number }}/head:pr"), "a token that may write"),
        (
            CODE.replace("run: npm test", "uses: docker/build-push-action@v6\n        with: {context: .}"),
            "a token that",
        ),
        (CODE.replace("    steps:\n", "    steps:\n      - uses: actions/labeler@v5\n"), "a token that may write"),
        (CODE.replace("    steps:\n", "    steps:\n      - {name: Set permissions, run: chmod +x ci}\n"), "a token"),
        (
            CODE.replace("    runs-on", "    if: github.event.action != 'labeled'\n    runs-on"),
            "a token that may write",
        ),
        (CODE.replace("    runs-on", "    if: github.actor != 'renovate[bot]'\n    runs-on"), "a token that may write"),
    ],
)
def test_a_fork_s_code_beside_what_is_ours_is_told(content: str, gets: str) -> None:
    assert only(judged(content, visibility="public")).startswith(f"workflow 'ci' runs what forks propose beside {gets}")


@pytest.mark.parametrize(
    "content",
    [
        READS,
        CODE.replace("pull_request_target", "pull_request"),
        CODE.replace("${{ github.event.pull_request.head.sha }}", "main"),
        CODE.replace(CHECKOUT, "      - uses: actions/labeler@v5\n"),
        CODE.replace("- run: npm test", "- uses: acme/measure@v1"),
        CODE.replace("    runs-on", "    environment: forks\n    runs-on"),
        CODE.replace("    runs-on", "    if: github.event.pull_request.author_association == 'MEMBER'\n    runs-on"),
        CODE.replace("on: pull_request_target", "on: {pull_request_target: {types: [labeled]}}"),
        CODE.replace("    runs-on", "    if: '!github.event.pull_request.head.repo.fork'\n    runs-on"),
        CODE.replace("    runs-on", "    if: github.event.pull_request.head.repo.fork != true\n    runs-on"),
        CODE.replace("    steps:\n", "    steps:\n      - uses: actions-cool/check-user-permission@v2\n"),
        CODE.replace("run: npm test", "uses: docker/build-push-action@v6"),
        CODE.replace(
            "jobs:\n", "jobs:\n  may: {steps: [{run: gh api repos/acme/sdk/collaborators/ada/permission}]}\n"
        ).replace("    runs-on", "    needs: may\n    runs-on"),
        READS.replace("npm test", "npm test ${{ secrets.GITHUB_TOKEN }}"),
        ASIDE,
        "on: push",
        "on: push\na: &b 1\nc: *b",
    ],
)
def test_what_asks_first_or_gets_nothing_passes(content: str) -> None:
    assert passes(judged(content, visibility="public"))


def test_other_files_and_repositories_of_ours_pass() -> None:
    assert passes(judged(CODE, "docs/ci.yml", visibility="public"))
    assert passes(judged(CODE, visibility="private"))
    assert judged(CODE, profile="strict", visibility="private").problems[0].severity == "low"


def test_what_is_not_known_or_not_read_leaves_it_open() -> None:
    assert unknowns(judged(UNKNOWN, visibility="public")) == ["content"]
    assert unknowns(judged(f"{CODE}\na: &b 1\nc: *b\n", visibility="public")) == ["content"]
    assert unknowns(judged("pull_request_target", visibility="public")) == ["content"]
    assert unknowns(judged("on: pull_request_target\njobs: {a: {steps: true}}", visibility="public")) == ["content"]
    handed = "{uses: ./.github/workflows/t.yml, with: {ref: '${{ github.head_ref }}'}, secrets: inherit}"
    assert unknowns(judged(f"on: pull_request_target\njobs: {{a: {handed}}}", visibility="public")) == ["content"]
    assert unknowns(judged(CODE, UNKNOWN, visibility="public")) == ["file"]
    assert unknowns(judged(CODE, visibility=UNKNOWN)) == ["repository"]
    assert passes(judged(READS, visibility=UNKNOWN))
