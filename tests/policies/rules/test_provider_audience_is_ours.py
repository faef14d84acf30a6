"""What `provider-audience-is-ours` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.rules import judge, messages, passes, unknowns

from daypass.data.foreign_audiences import foreign_audiences
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["provider-audience-is-ours"]
GITHUB = "https://token.actions.githubusercontent.com"
EKS = "https://oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF"


def provider(audiences: Any, url: Any = GITHUB) -> Resource:
    """A provider for this issuer that takes these audiences."""
    return Resource.of("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "ci", url=url, clientIdLists=audiences)


@pytest.mark.parametrize(
    ("url", "audiences"),
    [
        (GITHUB, ["sts.amazonaws.com"]),
        (GITHUB, ["https://github.com/acme"]),
        (EKS, ["sts.amazonaws.com"]),
        ("https://gitlab.com", ["sts.amazonaws.com", "aws-acme"]),
        ("https://vstoken.dev.azure.com/1111", ["api://AzureADTokenExchange"]),
        ("https://oidc.vercel.com/acme", ["https://vercel.com/acme"]),
        ("https://api.pulumi.com/oidc", ["aws:acme", "acme"]),
        ("https://oidc.codefresh.io", ["https://g.codefresh.io"]),
        ("https://acme.app.spacelift.io", ["acme.app.spacelift.io", "https://acme.app.spacelift.io"]),
        ("https://acme.app.spacelift.io", "sts.amazonaws.com"),
        (7, [7, None, {}]),
    ],
)
def test_an_audience_of_ones_own_passes(url: Any, audiences: Any) -> None:
    assert passes(judge(RULE, provider(audiences, url)))


@pytest.mark.parametrize(
    ("url", "audience", "owner"),
    [
        ("https://gitlab.com", "https://gitlab.com", "the issuer itself"),
        ("https://gitlab.acme.example/", "https://GitLab.acme.example", "the issuer itself"),
        (EKS, "https://kubernetes.default.svc", "the API server of a cluster"),
        (GITHUB, "api://AzureADTokenExchange", "Entra ID"),
        (GITHUB, "sigstore", "Sigstore"),
    ],
)
def test_an_audience_of_someone_else_is_a_finding(url: str, audience: str, owner: str) -> None:
    answer = judge(RULE, provider(["sts.amazonaws.com", audience], url))
    assert owner in messages(answer)[0]
    assert [(problem.at, problem.key) for problem in answer.problems] == [("clientIdLists[1]", audience)]


@pytest.mark.parametrize("audiences", [[], None])
def test_a_provider_without_an_audience_is_a_finding(audiences: Any) -> None:
    assert "no audience" in messages(judge(RULE, provider(audiences)))[0]


def test_a_provider_that_was_only_looked_up_is_no_matter() -> None:
    type_ = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
    assert passes(judge(RULE, Resource(urn=f"urn:pulumi:dev::p::{type_}::x", type=type_, name="x", external=True)))


def test_the_native_type_is_judged_alike() -> None:
    native = Resource.of("aws-native:iam:OidcProvider", "ci", url=GITHUB, clientIdList=["pypi"])
    assert [problem.at for problem in judge(RULE, native).problems] == ["clientIdList[0]"]


def test_what_is_unknown_hides_nothing_else() -> None:
    answer = judge(RULE, provider([UNKNOWN, "sigstore"]))
    assert [problem.at for problem in answer.problems] == ["clientIdLists[1]"]
    assert unknowns(answer) == ["clientIdLists[0]"]
    assert unknowns(judge(RULE, provider(UNKNOWN))) == ["clientIdLists"]
    assert unknowns(judge(RULE, provider(["https://gitlab.com"], UNKNOWN))) == ["url"]
    assert passes(judge(RULE, provider(["aws"], UNKNOWN)))


def test_what_is_marked_is_judged_and_never_shown() -> None:
    answer = judge(RULE, provider([Secret("sigstore")]))
    assert answer.problems
    assert "sigstore" not in repr(answer)


@given(st.lists(st.text(max_size=20) | st.sampled_from(sorted(foreign_audiences()))))
def test_each_audience_gets_an_answer(audiences: list[str]) -> None:
    assert len(judge(RULE, provider(audiences)).problems) <= max(len(audiences), 1)
