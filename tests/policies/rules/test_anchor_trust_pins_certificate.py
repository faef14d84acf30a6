"""A role behind a trust anchor asks whose certificate it is, and not only who signed it."""

from typing import Any

import pytest
from tests.support.roles import judged, problems, role, statement, trust
from tests.support.rules import judge_stack, messages

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.anchor_trust_pins_certificate import anchor_trust_pins_certificate

RULE = anchor_trust_pins_certificate
SERVICE = {"Service": "rolesanywhere.amazonaws.com"}
ACTIONS: Any = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
ANCHOR = {"ArnEquals": {"aws:SourceArn": "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/4f6d1c9b"}}
CN = "aws:PrincipalTag/x509Subject/CN"
URI = "aws:PrincipalTag/x509SAN/URI"
ID = "spiffe://acme.example/ns/plant/sa/press"


def of(**condition: Any) -> Resource:
    return role(statement(SERVICE, ACTIONS, **ANCHOR, **condition))


def test_the_anchor_alone_is_told() -> None:
    (problem,) = problems(RULE, of())
    assert problem.message == (
        "role 'deploy' lets in every certificate that an authority of IAM Roles Anywhere has signed"
    )
    assert (problem.at, problem.key) == ("assumeRolePolicy.Statement[0]", "certificate")


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {CN: "press-7"}},
        {"StringEquals": {URI: ID}},
        {"StringLike": {URI: "spiffe://acme.example/ns/plant/*"}},
        {"StringEquals": {"aws:principaltag/X509SUBJECT/cn": ["press-7", "press-8"]}},
        {"StringEquals": {"aws:RequestTag/x509SAN/DNS": "press.acme.example"}},
        {"StringEquals": {"sts:SourceIdentity": "press-7"}},
        {"StringEquals": {CN: "${aws:RequestTag/x509Subject/CN}"}},
        {"StringEqualsIfExists": {CN: "press-7"}, "Null": {CN: "false"}},
    ],
    ids=str,
)
def test_a_name_of_the_certificate_pins_it(condition: dict[str, Any]) -> None:
    assert problems(RULE, of(**condition)) == []


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalTag/x509Issuer/CN": "Acme Issuing CA"}},
        {"StringEquals": {"aws:PrincipalTag/team": "plant"}},
        {"StringLike": {CN: "*"}},
        {"StringLike": {CN: ["press-7", "?*"]}},
        {"StringEqualsIfExists": {CN: "press-7"}},
        {"ForAllValues:StringEquals": {CN: "press-7"}},
        {"StringNotEquals": {CN: "press-6"}},
        {"StringEquals": {CN: "${aws:PrincipalTag/x509Subject/CN}"}},
        {"StringLike": {CN: ["${aws:RequestTag/x509Subject/CN}", "${aws:principaltag/x509subject/cn}"]}},
        {"StringNotEquals": {CN: "${aws:RequestTag/x509Subject/CN}"}},
        {"StringEqualsIfExists": {CN: "${aws:RequestTag/x509Subject/CN}"}},
        {"Null": {CN: "false"}},
    ],
    ids=str,
)
def test_what_every_certificate_meets_pins_none(condition: dict[str, Any]) -> None:
    assert len(problems(RULE, of(**condition))) == 1


def test_a_second_loose_statement_is_told_for_itself() -> None:
    pinned = statement(SERVICE, ACTIONS, **ANCHOR, StringEquals={CN: "press-7"})
    loose = statement(SERVICE, ACTIONS, **ANCHOR)
    assert [problem.at for problem in problems(RULE, role(pinned, loose))] == ["assumeRolePolicy.Statement[1]"]


def test_a_deny_of_all_other_certificates_pins_too() -> None:
    denial = statement("*", "sts:AssumeRole", StringNotEquals={CN: "press-7"}) | {"Effect": "Deny"}
    assert problems(RULE, role(statement(SERVICE, ACTIONS, **ANCHOR), denial)) == []


@pytest.mark.parametrize(
    ("principal", "action"),
    [
        ({"Service": "lambda.amazonaws.com"}, "sts:AssumeRole"),
        (SERVICE, "sts:TagSession"),
        ({"AWS": "arn:aws:iam::111122223333:role/app"}, "sts:AssumeRole"),
        ("*", "sts:AssumeRole"),
    ],
)
def test_other_trusts_are_not_asked(principal: Any, action: str) -> None:
    assert problems(RULE, role(statement(principal, action))) == []


def native(document: Any) -> Resource:
    return Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=document)


def test_a_native_role_is_asked_too() -> None:
    assert len(problems(RULE, native(trust(statement(SERVICE, ACTIONS))))) == 1


def test_what_is_not_known_yet_is_undecided_where_it_would_decide() -> None:
    named = {CN: "press-7", "aws:PrincipalTag/team": UNKNOWN}
    for document in (
        UNKNOWN,
        trust(statement(UNKNOWN, ACTIONS)),
        trust(statement(SERVICE, ACTIONS, **ANCHOR, StringEquals={CN: UNKNOWN})),
    ):
        found, unknown = judged(RULE, native(document))
        assert (found, len(unknown)) == ([], 1)
    assert judged(RULE, native(trust(statement(SERVICE, ACTIONS, StringLike=named))))[1]


def test_nothing_of_a_secret_trust_is_quoted() -> None:
    (problem,) = problems(RULE, native(Secret(trust(statement(SERVICE, ACTIONS, **ANCHOR) | {"Sid": "canary"}))))
    assert problem.key is None
    assert "4f6d1c9b" not in problem.message


def anchor(name: str, authority: str, **said: Any) -> Resource:
    source = {"sourceType": "AWS_ACM_PCA", "sourceData": {"acmPcaArn": f"arn:aws:acm-pca:eu-west-1:1:{authority}"}}
    return Resource.of("aws:rolesanywhere/trustAnchor:TrustAnchor", name, name=name, source=source, **said)


def beside(made: Resource, *anchors: Resource) -> list[str]:
    return messages(judge_stack(RULE, made, *anchors))


ACCOUNT = {"StringEquals": {CN: "press-7", "aws:SourceAccount": "111122223333"}}
NAMED = role(statement(SERVICE, ACTIONS, **ACCOUNT))
PLANT, GUESTS = anchor("plant", "plant-ca"), anchor("guests", "guests-ca")


def test_a_subject_without_the_anchor_is_told_where_there_are_authorities_beside() -> None:
    (said,) = beside(NAMED, PLANT, GUESTS)
    assert said == (
        "role 'deploy' asks for a certificate's subject and not for its trust anchor, of which there are several: "
        "each authority signs whatever subject it likes"
    )
    every = {"ArnLike": {"aws:SourceArn": "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/*"}}
    assert len(beside(role(statement(SERVICE, ACTIONS, **ACCOUNT, **every)), PLANT, GUESTS)) == 1


@pytest.mark.parametrize(
    "condition",
    [
        {**ANCHOR, **ACCOUNT},
        {"StringEquals": {CN: "press-7", "aws:PrincipalTag/x509Issuer/CN": "Plant CA"}},
    ],
    ids=str,
)
def test_an_anchor_or_an_issuer_that_is_asked_for_passes_beside_others(condition: dict[str, Any]) -> None:
    assert beside(role(statement(SERVICE, ACTIONS, **condition)), PLANT, GUESTS) == []


def test_one_authority_alone_passes() -> None:
    assert beside(NAMED, PLANT) == []
    assert beside(NAMED, PLANT, anchor("plant-2", "plant-ca")) == []
    assert beside(NAMED, PLANT, anchor("guests", "guests-ca", enabled=False)) == []
