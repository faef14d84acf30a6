"""Governed means fenced, owned and precise; each that is missing is said for itself."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import OWNED, judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.identity_is_governed import identity_is_governed

BOUNDARY = "arn:aws:iam::111122223333:policy/daypass/daypass-boundary"
PARENT = "urn:pulumi:prod::shop::daypass:index:WorkloadIdentity::api"


def trust(principal: Any) -> str:
    return json.dumps({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}})


SERVICE = trust({"Service": "lambda.amazonaws.com"})
GOVERNED: dict[str, Any] = {"assumeRolePolicy": SERVICE, "permissionsBoundary": BOUNDARY, "tags": OWNED}


def role(**inputs: Any) -> Resource:
    return Resource.of("aws:iam/role:Role", "api", **{**GOVERNED, **inputs})


def test_a_role_that_has_all_three_passes() -> None:
    assert passes(judge(identity_is_governed, role()))
    native = {"assumeRolePolicyDocument": json.loads(SERVICE), "permissionsBoundary": BOUNDARY, "tags": OWNED}
    assert passes(judge(identity_is_governed, Resource.of("aws-native:iam:Role", "api", **native)))


def test_one_finding_names_all_that_is_missing() -> None:
    (problem,) = judge(
        identity_is_governed, role(permissionsBoundary=None, tags={}, assumeRolePolicy=trust("*"))
    ).problems
    facts = "no complete ownership, no permissions boundary, a trust for more than one workload"
    assert (problem.message, problem.key) == (f"role 'api' is not governed: it has {facts}", None)


def test_what_lacks_a_boundary_alone_is_shown_with_that_of_its_account() -> None:
    named = {"arn": "arn:aws:iam::111122223333:role/api"}
    for inputs, boundary in ((named, BOUNDARY), ({}, BOUNDARY.replace("111122223333", "ACCOUNT"))):
        (problem,) = judge(identity_is_governed, role(permissionsBoundary=None, **inputs)).problems
        assert json.loads(problem.mended or "") == {"permissionsBoundary": boundary}
    (problem,) = judge(identity_is_governed, role(permissionsBoundary=None, tags={})).problems
    assert problem.mended is None


@pytest.mark.parametrize(
    ("boundary", "said"),
    [
        ("", "no permissions boundary"),
        ("arn:aws:iam::aws:policy/AdministratorAccess", "a permissions boundary that allows everything"),
        ("arn:aws-cn:iam::aws:policy/PowerUserAccess", "a permissions boundary that allows everything"),
        ("daypass-boundary", "that is no policy"),
        ("arn:aws:iam::111122223333:role/daypass-boundary", "that is no policy"),
    ],
)
def test_a_boundary_that_fences_nothing_is_none(boundary: str, said: str) -> None:
    (message,) = messages(judge(identity_is_governed, role(permissionsBoundary=boundary)))
    assert said in message


@pytest.mark.parametrize(
    "boundary", [BOUNDARY, "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::1:policy/fence"]
)
def test_a_boundary_that_fences_something_is_one(boundary: str) -> None:
    assert passes(judge(identity_is_governed, role(permissionsBoundary=boundary)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "a trust policy that nobody can read"),
        (trust("*"), "a trust for more than one workload"),
        (trust({"AWS": "*"}), "a trust for more than one workload"),
        (trust({"AWS": "arn:aws:iam::444455556666:root"}), "a trust for more than one workload"),
    ],
)
def test_a_trust_that_is_wide_or_unreadable_is_not_precise(text: str, said: str) -> None:
    found = judge(identity_is_governed, role(assumeRolePolicy=text))
    assert messages(found) == [f"role 'api' is not governed: it has {said}"]


def test_the_pull_requests_of_one_repository_are_one_workload() -> None:
    issuer = "token.actions.githubusercontent.com"

    def of(subject: str) -> str:
        asked = {f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": subject}
        principal = {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{issuer}"}
        action = "sts:AssumeRoleWithWebIdentity"
        statement = {"Effect": "Allow", "Action": action, "Principal": principal, "Condition": {"StringLike": asked}}
        return json.dumps({"Statement": statement})

    assert passes(judge(identity_is_governed, role(assumeRolePolicy=of("repo:acme/shop:pull_request"))))
    assert messages(judge(identity_is_governed, role(assumeRolePolicy=of("repo:acme/*:pull_request"))))
    assert messages(judge(identity_is_governed, role(assumeRolePolicy=of("repo:acme/shop:*"))))


def test_one_unknown_hides_nothing_else() -> None:
    answer = judge(identity_is_governed, role(permissionsBoundary=UNKNOWN, assumeRolePolicy=UNKNOWN, tags={}))
    assert messages(answer) == ["role 'api' is not governed: it has no complete ownership"]
    assert unknowns(answer) == ["permissionsBoundary"]


@pytest.mark.parametrize("key", ["permissionsBoundary", "assumeRolePolicy", "tags"])
def test_what_is_not_known_is_undecided(key: str) -> None:
    answer = judge(identity_is_governed, role(**{key: UNKNOWN}))
    assert (messages(answer), unknowns(answer)) == ([], [key])


UNMADE = "role 'api' is not governed: it has no WorkloadIdentity that made it"
OURS = {"name": "api-prod", "path": "/daypass/", "tags": {**OWNED, "daypass:workload": "api"}}


def test_in_profile_strict_the_role_is_made_by_our_component() -> None:
    assert passes(judge(identity_is_governed, replace(role(**OURS), parent=PARENT), profile="strict"))
    assert passes(judge(identity_is_governed, role()))
    assert messages(judge(identity_is_governed, role(), profile="strict")) == [
        "role 'api' is not governed: it has no WorkloadIdentity that made it"
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "admin"},
        {"path": "/"},
        {"tags": OWNED},
        {"tags": {**OWNED, "daypass:workload": "mailer"}},
        {"permissionsBoundary": "arn:aws:iam::111122223333:policy/fence"},
    ],
)
def test_a_type_chain_alone_proves_nothing(change: dict[str, Any]) -> None:
    """Anyone can parent a role to a component, or write a component with that type token."""
    pretended = replace(role(**{**OURS, **change}), parent=PARENT)
    assert messages(judge(identity_is_governed, pretended, profile="strict")) == [UNMADE]


def test_a_role_that_looks_like_ours_is_not_ours_without_the_parent() -> None:
    for parent in ("", PARENT.replace("daypass:index:WorkloadIdentity", "acme:index:App")):
        found = judge(identity_is_governed, replace(role(**OURS), parent=parent), profile="strict")
        assert messages(found) == [UNMADE]


@pytest.mark.parametrize("type_", ["aws:iam/user:User", "aws-native:iam:User"])
def test_a_user_needs_a_fence_and_an_owner(type_: str) -> None:
    bare = Resource.of(type_, "ci")
    assert messages(judge(identity_is_governed, bare)) == [
        "user 'ci' is not governed: it has no complete ownership, no permissions boundary"
    ]
    assert passes(judge(identity_is_governed, Resource.of(type_, "ci", permissionsBoundary=BOUNDARY, tags=OWNED)))
    assert unknowns(judge(identity_is_governed, Resource.of(type_, "ci", permissionsBoundary=UNKNOWN, tags=OWNED))) == [
        "permissionsBoundary"
    ]
