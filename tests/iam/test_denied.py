"""A Deny of all but some narrows a trust; a Deny of some leaves it as open as it was."""

from typing import Any

import pytest
from tests.support.roles import GITHUB, PROVIDER, github, statement, trust
from tests.support.work import work_of

from daypass.iam.admission import admissions, admitted
from daypass.iam.admitted import Admitted
from daypass.iam.document import Document
from daypass.model.resource import UNKNOWN

ORGANISATION = {"aws:PrincipalOrgID": "o-abcdefghij"}
ROLE = "arn:aws:iam::111122223333:role/app"
OTHER = "arn:aws:iam::111122223333:role/other"


def deny(principal: Any = "*", action: Any = "sts:*", **condition: Any) -> dict[str, Any]:
    return statement(principal, action, **condition) | {"Effect": "Deny"}


def deny_all_but(principal: Any, **condition: Any) -> dict[str, Any]:
    made = deny(**condition)
    del made["Principal"]
    return made | {"NotPrincipal": principal}


def of(*statements: dict[str, Any]) -> Admitted:
    return admitted(Document.parse(trust(*statements), path="trust"))


OPEN = statement({"AWS": "*"})
WIDE = github(StringLike={"sub": "repo:acme/*"})


@pytest.mark.parametrize(
    ("allow", "denial", "breadth"),
    [
        (OPEN, deny(StringNotEquals=ORGANISATION), "organisation"),
        (OPEN, deny(StringNotEqualsIfExists=ORGANISATION), "organisation"),
        (OPEN, deny({"AWS": "*"}, StringNotEquals=ORGANISATION), "organisation"),
        (OPEN, deny(ArnNotEquals={"aws:PrincipalArn": ROLE}), "one workload"),
        (
            OPEN,
            deny(StringNotEquals=ORGANISATION, BoolIfExists={"aws:PrincipalIsAWSService": "false"}),
            "organisation",
        ),
        (OPEN, deny_all_but({"AWS": ROLE}), "one workload"),
        # An account that a Deny spares is its root user, who assumes no role: nobody else there is spared with it.
        (OPEN, deny_all_but({"AWS": "111122223333"}), "nobody"),
        (statement({"AWS": "111122223333"}), deny_all_but({"AWS": [ROLE, "111122223333"]}), "one workload"),
        (OPEN, deny(), "nobody"),
        (statement({"AWS": ROLE}), deny({"AWS": ROLE}), "nobody"),
        (github(), deny(StringNotLike={f"{GITHUB}:sub": "repo:acme/invoice:*"}), "repository"),
        (WIDE, deny(StringNotEquals={f"{GITHUB}:sub": "repo:acme/invoice:environment:prod"}), "one workload"),
    ],
)
def test_a_deny_of_all_others_narrows(allow: dict[str, Any], denial: dict[str, Any], breadth: str) -> None:
    assert of(allow, denial).breadth == breadth
    assert of(denial, allow).breadth == breadth


@pytest.mark.parametrize(
    ("allow", "denial", "breadth"),
    [
        (OPEN, deny(StringEquals={"aws:PrincipalAccount": "444455556666"}), "world"),
        (OPEN, deny({"AWS": OTHER}), "world"),
        (OPEN, deny(action="sts:TagSession", StringNotEquals=ORGANISATION), "world"),
        (OPEN, deny({"Federated": "*"}, StringNotEquals=ORGANISATION), "world"),
        (OPEN, deny({"AWS": OTHER}, StringNotEquals=ORGANISATION), "world"),
        (OPEN, deny(StringNotEquals=ORGANISATION, Bool={"aws:SecureTransport": "false"}), "world"),
        (OPEN, deny(**{"ForAnyValue:StringNotEquals": ORGANISATION}), "world"),
        (OPEN, deny(StringNotEquals={"aws:PrincipalOrgID": UNKNOWN}), "world"),
        (OPEN, deny(UNKNOWN), "world"),
        (WIDE, deny(StringLike={f"{GITHUB}:sub": "repo:acme/secret:*"}), "organisation"),
    ],
)
def test_a_deny_of_some_leaves_it_open(allow: dict[str, Any], denial: dict[str, Any], breadth: str) -> None:
    assert of(allow, denial).breadth == breadth


def test_conditions_that_cannot_hold_together_admit_nobody() -> None:
    both = {"StringEquals": {"sub": "repo:acme/a:environment:prod"}, "StringLike": {"sub": "repo:acme/b:*"}}
    assert of(github(**both)).breadth == "nobody"
    absent = statement(Null={"aws:SourceArn": "true"}, ArnLike={"aws:SourceArn": "arn:aws:s3:::*"})
    assert of(absent).breadth == "nobody"


def test_the_witness_gets_in_past_the_denials_too() -> None:
    denial = deny(StringEquals={f"{GITHUB}:sub": "repo:acme/another-repository:pull_request"})
    witness = of(WIDE, denial).witness
    assert witness is not None
    assert witness.startswith("repo:acme/")
    assert witness != of(WIDE).witness


def test_a_claim_that_sts_does_not_map_is_asked_in_vain() -> None:
    """AWS may come to map it, so it narrows nothing for certain; but no token gets in today, and none is shown."""
    found = of(github(StringLike={"sub": "repo:acme/*"}, StringEquals={"event_name": "push"}))
    assert (found.breadth, found.witness) == ("organisation", None)


def test_who_is_named_and_not_spared_gets_nothing() -> None:
    assert of(statement({"AWS": OTHER}), deny_all_but({"AWS": ROLE})).breadth == "nobody"


@pytest.mark.parametrize(
    ("named", "breadth", "witness"),
    [
        ({"AWS": "*"}, "world", "arn:aws:iam::444455556666:role/any-role"),
        ({"AWS": "111122223333"}, "organisation", "arn:aws:iam::111122223333:role/any-role"),
        ({"AWS": ROLE}, "one workload", None),
        ({"Service": "lambda.amazonaws.com"}, "one workload", None),
    ],
)
def test_the_witness_of_a_trust_in_aws_is_a_principal(named: dict[str, str], breadth: str, witness: str | None) -> None:
    found = of(statement(named))
    assert (found.breadth, found.witness) == (breadth, witness)


def test_the_witness_under_conditions_is_who_gets_in_by_them() -> None:
    found = of(statement({"AWS": "111122223333"}, Bool={"aws:SecureTransport": "true"}))
    assert (found.breadth, found.witness) == ("organisation", "arn:aws:sts::111122223333:assumed-role/app/x")


@pytest.mark.parametrize(
    ("provider", "action"),
    [
        ("arn:aws:iam::111122223333:saml-provider/staff", "sts:AssumeRoleWithWebIdentity"),
        (f"arn:aws:iam::111122223333:oidc-provider/{GITHUB}", "sts:AssumeRoleWithSAML"),
        (f"arn:aws:iam::111122223333:oidc-provider/{GITHUB}", "sts:AssumeRole"),
    ],
)
def test_a_provider_has_one_way_in(provider: str, action: str) -> None:
    assert of(statement({"Federated": provider}, action)).breadth == "nobody"


def test_who_asks_for_a_key_of_another_issuer_admits_nobody() -> None:
    """No token of the provider can ever have it. Where it need not be there, it pins nobody."""
    elsewhere = {f"{GITHUB}/acme:sub": "repo:acme/app:environment:prod"}
    assert of(github(StringEquals=elsewhere)).breadth == "nobody"
    assert of(github(StringEqualsIfExists=elsewhere)).breadth == "issuer"


def test_one_cognito_identity_is_one_whether_it_has_signed_in_or_not() -> None:
    pool, one = "eu-west-1:11111111-aaaa", "eu-west-1:22222222-bbbb"
    asked = {"cognito-identity.amazonaws.com:aud": pool, "cognito-identity.amazonaws.com:sub": one}
    provider = {"Federated": "cognito-identity.amazonaws.com"}
    assert of(statement(provider, "sts:AssumeRoleWithWebIdentity", StringEquals=asked)).breadth == "one workload"


@pytest.mark.parametrize(
    ("allow", "denial", "breadth"),
    [
        (statement({"AWS": "*"}, "sts:*"), deny({"AWS": "*"}, "sts:AssumeRole"), "world"),
        (statement({"AWS": "*"}, "sts:*"), deny_all_but({"Federated": PROVIDER}), "issuer"),
        (statement({"AWS": "*"}, "sts:AssumeRoleWithWebIdentity"), deny_all_but({"Federated": PROVIDER}), "issuer"),
    ],
)
def test_everyone_may_come_with_a_token_too(allow: dict[str, Any], denial: dict[str, Any], breadth: str) -> None:
    assert of(allow, denial).breadth == breadth


def test_a_deny_beyond_all_that_aws_takes_is_not_heeded() -> None:
    """So that a document as long as nobody's costs time in proportion to its length."""
    many = [deny({"AWS": OTHER}, "sts:AssumeRole") for _ in range(100)]
    assert of(OPEN, *many, deny(StringNotEquals=ORGANISATION)).breadth == "world"
    assert of(OPEN, *many[:-1], deny(StringNotEquals=ORGANISATION)).breadth == "organisation"


def _many(principals: int, denials: int) -> dict[str, Any]:
    accounts = [str(100_000_000_000 + number) for number in range(principals)]
    names = [f"o-abcdefgh{number:02}" for number in range(denials)]
    return trust(statement({"AWS": accounts}), *(deny(StringNotEquals={"aws:PrincipalOrgID": one}) for one in names))


@pytest.mark.parametrize(("principals", "denials"), [(50, 5), (600, 5)])
def test_twice_as_many_principals_are_no_more_than_twice_the_work(principals: int, denials: int) -> None:
    few, many = (Document.parse(_many(number, denials)) for number in (principals, 2 * principals))
    assert work_of(lambda: tuple(admissions(many))) < 2.2 * work_of(lambda: tuple(admissions(few)))


def test_whom_aws_has_no_room_for_is_not_proven_to_stay_out() -> None:
    """Nobody is in two organisations at once, which is proven of so many as a trust can hold."""
    assert list(admissions(Document.parse(_many(200, 2)))) == []
    assert len(list(admissions(Document.parse(_many(1_000, 2))))) == 1_000 - 300
