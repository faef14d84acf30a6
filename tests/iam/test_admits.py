"""A trust lets in exactly the tokens and principals that its statements and their conditions name."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.roles import GITHUB, PROVIDER, github, statement, trust

from daypass.iam.admits import admits, mapped_claims
from daypass.iam.context import Context, MalformedRequest
from daypass.iam.decision import Deciding, Decision
from daypass.iam.document import Document
from daypass.iam.principal import Principal

CLAIMS = {"sub": "repo:acme/app:environment:prod", "aud": "sts.amazonaws.com", "event_name": "push"}
PINNED = github(StringEquals={"sub": CLAIMS["sub"]})
ROLE = "arn:aws:iam::111122223333:role/app"


def judge(*statements: dict[str, Any], principal: str = PROVIDER, **claims: Any) -> Decision:
    action = "sts:AssumeRoleWithWebIdentity" if "provider" in principal else "sts:AssumeRole"
    return admits(
        Document.parse(trust(*statements), path="trust"),
        action=action,
        principal=Principal.parse(principal),
        claims=CLAIMS | claims,
    )


def test_the_pinned_subject_gets_in_and_the_statement_is_named() -> None:
    assert judge(PINNED) == Decision("allowed", (Deciding("trustPolicy", 0, "Allow"),))


@pytest.mark.parametrize("claims", [{"sub": "repo:acme/app:ref:refs/heads/main"}, {"aud": "other"}, {"azp": "other"}])
def test_any_other_token_stays_outside(claims: dict[str, str]) -> None:
    assert judge(PINNED, **claims) == Decision("implicitDeny", (), "trustPolicy")


def test_a_claim_that_sts_does_not_map_is_not_there() -> None:
    assert not judge(github(StringEquals={"event_name": "push"})).is_allowed
    assert judge(github(StringEqualsIfExists={"event_name": "nothing"})).is_allowed


def test_a_denial_wins_and_is_named() -> None:
    denial = statement() | {"Effect": "Deny", "Action": "sts:*"}
    assert judge(PINNED, denial) == Decision("explicitDeny", (Deciding("trustPolicy", 1, "Deny"),))


def test_without_a_trust_nobody_gets_in() -> None:
    answer = admits(None, action="sts:AssumeRole", principal=Principal.parse(ROLE))
    assert answer == Decision("implicitDeny", (), "trustPolicy")


@pytest.mark.parametrize(
    ("named", "comes", "gets_in"),
    [
        ({"AWS": "111122223333"}, ROLE, True),
        ({"AWS": "111122223333"}, "arn:aws:sts::111122223333:assumed-role/app/s", True),
        ({"AWS": "111122223333"}, "arn:aws:iam::444455556666:role/app", False),
        ({"AWS": ROLE}, "arn:aws:sts::111122223333:assumed-role/app/s", True),
        ({"AWS": ROLE}, "arn:aws:iam::111122223333:role/other", False),
        ({"Service": "lambda.amazonaws.com"}, "lambda.amazonaws.com", True),
        ({"Service": "lambda.amazonaws.com"}, "ec2.amazonaws.com", False),
        ({"Federated": PROVIDER}, ROLE, False),
        ("*", ROLE, True),
    ],
)
def test_aws_principals_get_in_by_name_account_or_everyone(named: Any, comes: str, gets_in: bool) -> None:  # noqa: FBT001 - a column of the table
    assert judge(statement(named), principal=comes).is_allowed is gets_in


def test_context_stands_beside_the_claims_and_wins() -> None:
    context = Context.of({f"{GITHUB.upper()}:sub": "repo:acme/other:environment:prod"})
    principal, action = Principal.parse(PROVIDER), "sts:AssumeRoleWithWebIdentity"
    document = Document.parse(trust(PINNED))
    assert not admits(document, action=action, principal=principal, claims=CLAIMS, context=context).is_allowed


def test_a_mapped_claim_that_is_no_value_is_an_error() -> None:
    with pytest.raises(MalformedRequest, match="claims"):
        judge(PINNED, sub={"nested": "object"})
    assert judge(PINNED, act={"nested": "object"}).is_allowed


def test_roles_and_services_show_no_token() -> None:
    assert mapped_claims(Principal.parse(ROLE), CLAIMS) == Context()


@given(st.dictionaries(st.sampled_from(["sub", "aud", "azp", "ref", "x"]), st.text() | st.integers() | st.booleans()))
def test_whatever_a_token_says_only_the_pinned_one_gets_in(claims: dict[str, Any]) -> None:
    is_pinned = claims.get("sub") == CLAIMS["sub"] and claims.get("azp", claims.get("aud")) == CLAIMS["aud"]
    found = admits(
        Document.parse(trust(PINNED)),
        action="sts:AssumeRoleWithWebIdentity",
        principal=Principal.parse(PROVIDER),
        claims=claims,
    )
    assert found.is_allowed == is_pinned
