"""Whoever reads the key of a certificate by which a role is entered has what is grave of that role."""

from typing import Any

import pytest
from tests.support.becoming import allow, document, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.role_does_not_become_another import role_does_not_become_another

HERE = f"eu-west-1:{ACCOUNT}"
SECRETS = f"arn:aws:secretsmanager:{HERE}:secret:"
KEY = f"arn:aws:kms:{HERE}:key/0f0f0f0f-1111-2222-3333-444444444444"
ANCHOR = {"ArnEquals": {"aws:SourceArn": f"arn:aws:rolesanywhere:{HERE}:trust-anchor/1"}}
SUBJECT = "aws:PrincipalTag/x509Subject/CN"
READS = "secretsmanager:GetSecretValue"
SIGNS = allow("kms:Sign", f"arn:aws:kms:{HERE}:key/seal")
WHAT = "Private key and certificate of furnace-ledger.example.org"


def entered(condition: dict[str, Any]) -> Resource:
    return role("furnace-ledger", lets_in("rolesanywhere.amazonaws.com", Condition={**ANCHOR, **condition}))


FURNACE = entered({"StringEquals": {SUBJECT: "furnace-ledger.example.org"}})


def kept(description: Any = WHAT, name: str = "plant/tls-7", **inputs: Any) -> Resource:
    arn = f"{SECRETS}{name}-x1Y2z3"
    return aws("secretsmanager/secret", "kept", name=name, arn=arn, description=description, **inputs)


def judged(
    *rights: dict[str, Any],
    by: str = "weather",
    trusts: str = "lambda.amazonaws.com",
    of: Resource = FURNACE,
    thing: Resource | None = None,
    has: dict[str, Any] = SIGNS,
    rule: Any = no_path_to_more_rights,
) -> Answer:
    reads = rights or (allow(READS, f"{SECRETS}plant/*"),)
    return judge_stack(rule, role(by, trusts), may(by, *reads), of, may("furnace-ledger", has), thing or kept())


def test_a_workload_that_reads_all_below_a_path_has_the_role_of_the_key_that_stands_there() -> None:
    message = only(judged())
    assert message.startswith("role 'weather' leads to role 'furnace-ledger', which may kms:Sign on ")
    assert "may read secret 'kept', which holds the key of a certificate that enters role 'furnace-ledger'" in message
    assert judged().problems[0].advisory
    assert only(judged(rule=role_does_not_become_another)) == message


@pytest.mark.parametrize(
    "thing",
    [
        kept("TLS key (furnace-ledger.example.org)."),
        kept("Keystore for FURNACE-LEDGER.example.org"),
        kept("Private key", "plant/furnace-ledger.example.org"),
        kept("", "plant/private-key/furnace-ledger.example.org"),
        native(
            "secretsmanager:Secret", "kept", name="plant/tls-7", id=f"{SECRETS}plant/tls-7-x1Y2z3", description=WHAT
        ),
    ],
    ids=["key of TLS", "keystore", "by its name", "by a path", "native"],
)
def test_however_it_is_said_whose_key_it_is(thing: Resource) -> None:
    assert only(judged(thing=thing))


@pytest.mark.parametrize(
    "description",
    [
        "Token that furnace-ledger.example.org shows to the feed",
        "Certificate of furnace-ledger.example.org",
        "Public key of the certificate of furnace-ledger.example.org",
        "Pins of furnace-ledger.example.org, no private key",
        "Private key and certificate of furnace-ledger.example.com",
        "Private key of backup.furnace-ledger.example.org",
        UNKNOWN,
        None,
    ],
    ids=str,
)
def test_what_is_not_said_to_be_that_key_is_none(description: Any) -> None:
    assert passes(judged(thing=kept(description)))


def test_a_parameter_holds_one_too() -> None:
    arn = f"arn:aws:ssm:{HERE}:parameter/plant/tls-7"
    parameter = aws("ssm/parameter", "kept", name="/plant/tls-7", arn=arn, type="SecureString", description=WHAT)
    assert only(judged(allow("ssm:GetParametersByPath", f"arn:aws:ssm:{HERE}:parameter/plant"), thing=parameter))


@pytest.mark.parametrize("key", ["aws:PrincipalTag/x509SAN/DNS", "aws:PrincipalTag/x509SAN/URI"])
def test_other_parts_of_the_subject_say_it_too(key: str) -> None:
    assert only(judged(of=entered({"StringLike": {key: "furnace-ledger.example.org"}})))


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"StringLike": {SUBJECT: "furnace-*"}},
        {"StringNotEquals": {SUBJECT: "furnace-ledger.example.org"}},
        {"StringEqualsIfExists": {SUBJECT: "furnace-ledger.example.org"}},
        {"StringEquals": {"aws:PrincipalTag/x509Issuer/CN": "furnace-ledger.example.org"}},
        {"StringEquals": {SUBJECT: "furnace"}},
    ],
    ids=str,
)
def test_a_role_that_asks_for_no_certificate_of_its_own_is_not_known_by_one(condition: dict[str, Any]) -> None:
    assert passes(judged(of=entered(condition), thing=kept(f"{WHAT}, furnace")))


def test_what_was_given_by_its_name_or_is_renewed_or_is_called_alike_was_meant() -> None:
    assert passes(judged(allow(READS, f"{SECRETS}plant/tls-7-??????")))
    assert passes(judged(allow(READS, f"{SECRETS}plant/tls-7-*")))
    assert passes(judged(allow([READS, "secretsmanager:PutSecretValue"], f"{SECRETS}plant/*")))
    assert passes(judged(by="furnace-status"))
    assert passes(judged(by="weather-certificates"))
    assert passes(judged(trusts="codebuild.amazonaws.com"))


def test_so_is_what_is_not_grave_and_what_it_may_itself() -> None:
    assert passes(judged(has=allow("dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/heats")))
    assert passes(judged(allow(READS, f"{SECRETS}plant/*"), SIGNS))


def test_what_keeps_the_secret_from_it_is_asked_as_well() -> None:
    deny = {"Effect": "Deny", "Principal": "*", "Action": READS, "Resource": "*"}
    others = {"StringNotEquals": {"aws:PrincipalArn": f"{ARN}role/furnace-loader"}}
    assert passes(judged(thing=kept(policy=document({**deny, "Condition": others}))))
    assert passes(judged(allow(READS, f"{SECRETS}feed/*")))
    key = aws("kms/key", "k", arn=KEY, policy=document(lets_in(f"arn:aws:iam::{ACCOUNT}:root", "kms:*", Resource="*")))
    sealed = role("weather"), FURNACE, may("furnace-ledger", SIGNS), kept(kmsKeyId=KEY), key
    reads, opens = allow(READS, f"{SECRETS}plant/*"), allow("kms:Decrypt", KEY)
    assert passes(judge_stack(no_path_to_more_rights, *sealed, may("weather", reads)))
    assert only(judge_stack(no_path_to_more_rights, *sealed, may("weather", reads, opens)))
