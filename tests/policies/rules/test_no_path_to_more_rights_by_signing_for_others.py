"""Who signs with the key of another's tokens is believed by whoever verifies those."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

KMS = f"arn:aws:kms:eu-west-1:{ACCOUNT}"
KEY = f"{KMS}:key/1111"
SIGNS = allow("kms:Sign", KEY)
STOPS = allow("dynamodb:UpdateItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/fleet")
ROOT = allow("kms:*", Principal={"AWS": f"{ARN}root"})
LOOKS = allow("kms:GetPublicKey", KEY)


def key(name: str = "session-tokens", **inputs: Any) -> Resource:
    return aws("kms/key", name, **{"arn": KEY, "keyUsage": "SIGN_VERIFY", **inputs})


def runs(name: str, **variables: Any) -> Resource:
    return aws("lambda/function", name, name=name, role=f"{ARN}role/{name}", environment={"variables": variables})


def judged(*given: dict[str, Any], name: str = "resizer", **others: Any) -> Answer:
    issues, verifies = others.get("issues", SIGNS), others.get("verifies", LOOKS)
    issuer, fleet = others.get("issuer", "token-issuer"), (role("scooters"), may("scooters", verifies, STOPS))
    stack = (role(issuer), may(issuer, issues), *fleet, role(name), may(name, *given))
    return judge_stack(no_path_to_more_rights, *stack, others.get("of", key()), *others.get("beside", ()))


def told(*given: dict[str, Any], **others: Any) -> list[str]:
    return [text for text in messages(judged(*given, **others)) if "may sign with key" in text]


def test_it_signs_what_another_believes_that_may_more() -> None:
    (problem,) = judged(SIGNS).problems
    assert problem.message.startswith(
        "role 'resizer' may sign with key 'session-tokens' what role 'scooters', which may dynamodb:UpdateItem on "
        f"{STOPS['Resource']}, believes as if role 'token-issuer' had signed it (kms:Sign)"
    )
    assert problem.advisory


@pytest.mark.parametrize(
    "given",
    [
        [allow("kms:Sign", f"{KMS}:key/*")],
        [allow("kms:S*")],
        [allow("kms:Sign", Condition={"StringEquals": {"kms:SigningAlgorithm": "ECDSA_SHA_256"}})],
        [allow("kms:Sign", Condition={"StringEquals": {"kms:RequestAlias": "alias/login"}})],
        [allow("kms:Sign", Condition={"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/login"}})],
    ],
    ids=str,
)
def test_however_it_names_the_key(given: list[dict[str, Any]]) -> None:
    called = aws("kms/alias", "login", name="alias/login", targetKeyId=KEY)
    assert told(*given, beside=(called,))


@pytest.mark.parametrize(
    "given",
    [
        [allow("kms:Sign", f"{KMS}:key/2222")],
        [allow(["kms:GetPublicKey", "kms:Verify"], KEY)],
        [SIGNS, deny("kms:Sign")],
        [SIGNS, STOPS],
        [allow("kms:Sign", Condition={"StringEquals": {"kms:RequestAlias": "alias/receipts"}})],
        [allow("kms:Sign", Condition={"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/receipts"}})],
    ],
    ids=str,
)
def test_another_key_a_denial_and_what_it_has_itself_pass(given: list[dict[str, Any]]) -> None:
    assert not told(*given)


@pytest.mark.parametrize("name", ["auth-web", "pdf-signer", "login", "session-cache", "scooter-jobs", "approvals"])
def test_who_is_called_after_signing_the_key_or_whom_it_leads_signs(name: str) -> None:
    assert not told(SIGNS, name=name)


def test_a_key_signs_for_whom_its_policy_names_and_against_whom_it_denies() -> None:
    own = allow("kms:Sign", Principal={"AWS": f"{ARN}role/resizer"})
    others = {"StringNotEquals": {"aws:PrincipalArn": f"{ARN}role/token-issuer"}}
    denies = deny("kms:Sign", Principal="*", Condition=others)
    assert told(SIGNS, of=key(policy=document(ROOT)))
    assert not told(SIGNS, of=key(policy=document(ROOT, own)))
    assert not told(SIGNS, of=key(policy=document(ROOT, denies)))


@pytest.mark.parametrize(("variable", "is_told"), [("TOKEN_KEY_ID", True), ("SIGNING_KEY", False)])
def test_a_variable_says_that_it_is_there_to_sign(variable: str, *, is_told: bool) -> None:
    assert bool(told(SIGNS, beside=(runs("resizer", **{variable: KEY}),))) is is_told


def test_a_key_is_for_tokens_by_its_texts_or_by_a_variable() -> None:
    assert not told(SIGNS, of=key("invoices"))
    assert told(SIGNS, of=key("k", description="Signs the sessions of the shop"))
    assert told(SIGNS, of=key("k", tags={"use": "jwt"}))
    assert told(SIGNS, of=key("k"), beside=(runs("scooters", JWT_KEY="1111"),))
    assert told(SIGNS, of=key("change-approvals"), issuer="review-desk")


def test_others_verify_with_kms_with_the_public_key_or_is_told_the_key() -> None:
    logs = allow("logs:PutLogEvents")
    assert told(SIGNS, verifies=allow("kms:Verify", KEY))
    assert told(SIGNS, verifies=allow(["kms:Sign", "kms:Verify"], KEY))
    assert told(SIGNS, verifies=logs, beside=(runs("scooters", KEY="1111"),))
    assert not told(SIGNS, verifies=logs)
    assert not told(SIGNS, verifies=allow("kms:Verify", f"{KMS}:key/2222"))
    assert not told(SIGNS, verifies=allow(["kms:Sign", "kms:GetPublicKey"], KEY))


def test_where_nobody_else_is_there_to_sign_it_may_be_the_one() -> None:
    assert not told(SIGNS, issues=allow("logs:PutLogEvents"))
    assert not told(SIGNS, issuer="thumbnails")


def test_a_mac_is_as_good_as_a_signature() -> None:
    makes, mac = allow("kms:GenerateMac", KEY), key(keyUsage="GENERATE_VERIFY_MAC")
    verifies = allow("kms:VerifyMac", KEY)
    assert "(kms:GenerateMac)" in only(told(makes, of=mac, issues=makes, verifies=verifies))
    assert not told(SIGNS, of=mac, issues=makes, verifies=verifies)
    assert not told(makes, SIGNS, of=key(keyUsage="ENCRYPT_DECRYPT"))


def test_whether_a_key_signs_may_not_be_known_yet() -> None:
    found = judged(SIGNS, of=key(keyUsage=UNKNOWN))
    assert not found.problems
    assert unknowns(found) == ["keyUsage"]


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret("x")])
def test_no_shape_breaks_it(odd: Any) -> None:
    called = aws("kms/alias", "odd", name=odd, targetKeyId=odd)
    made = key(keyUsage=odd, policy=odd, description=odd, tags=odd)
    assert judged(SIGNS, of=made, beside=(called, runs("scooters", KEY=odd))).error is None
