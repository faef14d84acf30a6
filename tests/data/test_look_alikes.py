"""A host that only looks like that of a known issuer is told from those that are somebody's own."""

import pytest

from daypass.data.look_alikes import looks_like
from daypass.data.table import read_table

GITHUB = "token.actions.githubusercontent.com"


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("token.actions.githubusercontents.com", GITHUB),
        ("token.actions.githubusercontnet.com", GITHUB),
        ("token.actions.glthubusercomtent.com/acme", GITHUB),
        ("token.actions.githubusercontent.co", GITHUB),
        ("token.actions.githubusercontent.com.login.example", GITHUB),
        ("TOKEN-actions-githubusercontent.com", GITHUB),
        ("gitlabs.com", "gitlab.com"),
        ("g1tlab.com", "gitlab.com"),
        ("agent.buildkitc.com", "agent.buildkite.com"),
        ("oidc.circelci.com/org/0a1b", "oidc.circleci.com"),
        ("app.teraform.io", "app.terraform.io"),
    ],
)
def test_a_host_that_is_nearly_a_known_one_is_told(path: str, known: str) -> None:
    found = looks_like(path)
    assert found.split(".")[-2:] == known.split(".")[-2:]


@pytest.mark.parametrize("row", read_table("issuers").rows, ids=lambda row: row["issuer"])
def test_no_known_issuer_looks_like_another(row: dict[str, str]) -> None:
    assert looks_like(row["issuer"].replace("*", "acme")) == ""


@pytest.mark.parametrize(
    "path",
    [
        "gitlab.acme.com",
        "gitlab.cn",
        "gitlab.io",
        "github.com",
        "issuer.acme.example",
        "login.microsoftonline.us/1",
        "oidc.eks.cn-north-1.amazonaws.com.cn/id/1",
        "sub.token.actions.githubusercontent.com",
        "scale.io",
        "model.com",
        "localhost",
        "a" * 100_000,
        "",
    ],
)
def test_a_host_of_ones_own_looks_like_none(path: str) -> None:
    assert looks_like(path) == ""
