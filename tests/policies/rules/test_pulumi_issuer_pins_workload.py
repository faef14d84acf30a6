"""What `pulumi-issuer-pins-workload` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["pulumi-issuer-pins-workload"]
GITHUB = "https://token.actions.githubusercontent.com"
AUDIENCE = "urn:pulumi:org:acme"


def allow(**rules: Any) -> dict[str, Any]:
    """A policy that gives an organisation's token."""
    return {"decision": "allow", "tokenType": "organization", "rules": {"aud": AUDIENCE, **rules}}


def issuer(*policies: Any, url: Any = GITHUB) -> Resource:
    """An issuer that is registered with Pulumi Cloud."""
    return Resource.of(
        "pulumiservice:index:OidcIssuer", "ci", organization="acme", name="ci", url=url, policies=list(policies)
    )


@pytest.mark.parametrize(
    ("url", "rules"),
    [
        (GITHUB, {"sub": "repo:acme/invoice:environment:prod"}),
        (GITHUB, {"sub": "repo:acme/invoice:*"}),
        (GITHUB, {"sub": "repo:acme/*", "repository_id": "123456789"}),
        (GITHUB, {"sub": "repo:acme/*", "repository": "acme/invoice"}),
        ("https://gitlab.com", {"sub": "project_path:acme/app:*"}),
        ("https://gitlab.com", {"project_path": "acme/app"}),
        ("https://oidc.eks.eu-central-1.amazonaws.com/id/0123", {"sub": "system:serviceaccount:ci:runner"}),
        ("https://login.example.org", {"sub": "svc-42"}),
    ],
)
def test_a_policy_for_one_repository_or_workload_passes(url: str, rules: dict[str, str]) -> None:
    assert passes(judge(RULE, issuer(allow(**rules), url=url)))


@pytest.mark.parametrize(
    ("url", "rules", "severity", "words"),
    [
        (GITHUB, {}, "critical", "any repository on GitHub"),
        (GITHUB, {"sub": "*"}, "critical", "any repository on GitHub"),
        (GITHUB, {"sub": "repo:acme*"}, "critical", "any repository on GitHub"),
        (GITHUB, {"ref": "refs/heads/main"}, "critical", "any repository on GitHub"),
        (GITHUB, {"sub": "repo:acme/*"}, "high", "the organisation acme"),
        (GITHUB, {"repository_owner": "acme"}, "high", "repository or project of a tenant"),
        ("https://gitlab.com", {"namespace_path": "acme*"}, "critical", "any group of GitLab.com"),
        ("https://gitlab.com", {"sub": "project_path:acme/*"}, "high", "the group 'acme'"),
        ("https://oidc.eks.eu-central-1.amazonaws.com/id/0123", {}, "high", "the whole cluster"),
        ("https://gitlab.acme.example", {}, "high", "every subject of gitlab.acme.example"),
    ],
)
def test_a_policy_for_an_organisation_is_a_finding(url: str, rules: dict[str, str], severity: str, words: str) -> None:
    (problem,) = judge(RULE, issuer(allow(**rules), url=url)).problems
    assert problem.severity == severity
    assert words in problem.message


@pytest.mark.parametrize("audience", [None, "*", "urn:pulumi:*", 7])
def test_a_policy_without_an_exact_audience_is_a_finding(audience: Any) -> None:
    policy = {"decision": "allow", "rules": {"sub": "repo:acme/invoice:environment:prod", "aud": audience}}
    (problem,) = judge(RULE, issuer(policy)).problems
    assert problem.severity == "medium"


def test_each_allowing_policy_is_judged_for_itself_and_no_denying_one() -> None:
    loose, tight = allow(sub="repo:acme/*"), allow(sub="repo:acme/invoice:*")
    answer = judge(RULE, issuer(tight, loose | {"decision": "Deny"}, loose))
    assert [problem.at for problem in answer.problems] == ["policies[2]"]
    assert passes(judge(RULE, issuer()))
    assert passes(judge(RULE, Resource.of("pulumiservice:index:OidcIssuer", "ci", url=GITHUB)))


@pytest.mark.parametrize("policy", [7, "allow", [[]], None])
def test_a_policy_that_cannot_be_read_is_a_finding(policy: Any) -> None:
    assert "cannot be read" in messages(judge(RULE, issuer(policy)))[0]


@pytest.mark.parametrize("rules", [None, 7, [], "sub", {"sub": ["repo:acme/invoice:*"]}])
def test_rules_that_cannot_be_read_ask_for_nothing(rules: Any) -> None:
    message = only(judge(RULE, issuer({"decision": "allow", "rules": rules})))
    assert "has a policy that lets in any repository on" in message


def test_what_is_unknown_hides_nothing_else() -> None:
    answer = judge(RULE, issuer(allow(sub=UNKNOWN), UNKNOWN, allow(sub="repo:acme/*")))
    assert [problem.at for problem in answer.problems] == ["policies[2]"]
    assert unknowns(answer) == ["policies[0].rules.sub"]
    assert unknowns(judge(RULE, issuer(allow(sub="repo:acme/*"), url=UNKNOWN))) == ["url"]
    assert unknowns(judge(RULE, issuer(allow(sub="x") | {"decision": UNKNOWN}))) == ["policies[0].decision"]


def test_what_is_marked_is_judged_and_never_shown() -> None:
    canary = "canary-5d1c"
    for policy in (
        allow(sub=Secret(f"repo:{canary}/*")),
        Secret(allow(sub=f"repo:{canary}/*")),
        allow() | {"rules": Secret({"aud": AUDIENCE, "sub": f"repo:{canary}/*"})},
    ):
        answer = judge(RULE, issuer(policy))
        assert "has a policy that lets in more than one" in only(answer)
        assert canary not in repr(answer)
    assert canary not in repr(judge(RULE, issuer(allow(sub="svc-*"), url=Secret(f"https://{canary}.example"))))


@given(st.dictionaries(st.sampled_from(["aud", "sub", "ref", "a.b"]), st.text(max_size=20) | st.none()))
def test_whatever_the_rules_there_is_one_answer(rules: dict[str, Any]) -> None:
    assert len(judge(RULE, issuer({"decision": "allow", "rules": rules})).problems) <= 1
