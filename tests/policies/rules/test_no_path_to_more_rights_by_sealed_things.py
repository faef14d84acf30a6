"""A key that seals what somebody uses opens what they are handed there, and counts as that."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

REGION = f"eu-west-1:{ACCOUNT}"
KEY, OTHER = f"arn:aws:kms:{REGION}:key/1a2b", f"arn:aws:kms:{REGION}:key/3c4d"
QUEUE = f"arn:aws:sqs:{REGION}:voucher-reminders"
SENDS = allow("sqs:SendMessage", QUEUE)
OPENS = allow(["kms:Decrypt", "kms:GenerateDataKey"], KEY)
PASSES = allow(
    "iam:PassRole",
    f"{ARN}role/voucher-schedules",
    Condition={"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}},
)
SCHEDULES = allow("scheduler:CreateSchedule", f"arn:aws:scheduler:{REGION}:schedule/vouchers/*")


def queue(key: str) -> Resource:
    return aws("sqs/queue", "voucher-reminders", name="voucher-reminders", kmsMasterKeyId=key)


def judged(*rights: dict[str, Any], made: tuple[Resource, ...]) -> Answer:
    return judge_stack(
        no_path_to_more_rights,
        role("voucher-api", "lambda.amazonaws.com"),
        may("voucher-api", PASSES, SCHEDULES),
        role("voucher-schedules", "scheduler.amazonaws.com"),
        may("voucher-schedules", *rights),
        *made,
    )


@pytest.mark.parametrize("key", [KEY, "1a2b"])
def test_whoever_only_writes_there_opens_nothing(key: str) -> None:
    assert passes(judged(SENDS, OPENS, made=(queue(key),)))


@pytest.mark.parametrize("key", [OTHER, "alias/vouchers", "alias/1a2b"])
def test_a_key_that_seals_nothing_of_what_it_uses_opens_whatever_it_is_shown(key: str) -> None:
    assert "kms:Decrypt" in only(judged(SENDS, OPENS, made=(queue(key),)))


def test_a_key_of_a_thing_that_it_does_not_use_does_too() -> None:
    elsewhere = allow("sqs:SendMessage", f"arn:aws:sqs:{REGION}:voucher-others")
    assert "kms:Decrypt" in only(judged(elsewhere, OPENS, made=(queue(KEY),)))


def test_a_right_to_anything_names_no_thing() -> None:
    assert "kms:Decrypt" in only(judged(allow("sqs:SendMessage", "*"), OPENS, made=(queue(KEY),)))


def test_to_read_what_it_seals_is_told_as_what_is_read() -> None:
    bank = aws("dynamodb/table", "bank", name="bank", serverSideEncryption={"enabled": True, "kmsKeyArn": KEY})
    reads = allow("dynamodb:GetItem", f"arn:aws:dynamodb:{REGION}:table/bank")
    message = only(judged(SENDS, reads, OPENS, made=(queue(KEY), bank)))
    assert "may dynamodb:GetItem on" in message
    assert "kms:Decrypt" not in message


def test_a_bucket_is_sealed_by_the_key_that_its_configuration_names() -> None:
    rules = [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}}]
    type_ = "s3/bucketServerSideEncryptionConfiguration"
    puts = allow("s3:PutObject", "arn:aws:s3:::voucher-mails/*")
    assert passes(judged(puts, OPENS, made=(aws(type_, "voucher-mails", bucket="voucher-mails", rules=rules),)))
    assert "kms:Decrypt" in only(judged(puts, OPENS, made=(aws(type_, "other", bucket="other", rules=rules),)))


def test_a_role_that_names_who_assumes_it_is_not_stronger_for_a_key_of_its_table() -> None:
    bank = aws("dynamodb/table", "bank", name="bank", serverSideEncryption={"enabled": True, "kmsKeyArn": KEY})
    changes = allow(["dynamodb:GetItem", "dynamodb:DeleteItem"], f"arn:aws:dynamodb:{REGION}:table/bank")
    assumes = may("desk", allow("sts:AssumeRole", f"{ARN}role/eraser"))
    desk = (role("desk", "lambda.amazonaws.com"), assumes, role("eraser", f"{ARN}role/desk"), bank)
    assert passes(judge_stack(role_does_not_become_stronger, *desk, may("eraser", changes, OPENS)))
    secret = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{REGION}:secret:bank-login-??????")
    assert only(judge_stack(role_does_not_become_stronger, *desk, may("eraser", changes, OPENS, secret)))
