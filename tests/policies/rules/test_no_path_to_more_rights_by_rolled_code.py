"""Whoever writes what somebody else brings to a function as its code says what that runs, and so has its role."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
ARNS = "arn:aws:s3:::acme-shelf"
PAYER = f"arn:aws:lambda:{HERE}:function:payer"
SIGNS = allow("kms:Sign", f"arn:aws:kms:{HERE}:key/seal")
KEPT: dict[str, Any] = {"s3Bucket": "acme-shelf", "s3Key": "code/payer/latest.zip"}
ROLLS = allow("lambda:UpdateFunctionCode", PAYER), allow("s3:GetObject", f"{ARNS}/code/*")


def payer(**code: Any) -> Resource:
    return aws("lambda/function", "payer", name="payer", arn=PAYER, role=f"{ARN}role/payer", **(code or KEPT))


def judged(
    *rights: dict[str, Any],
    by: str = "weather",
    trusts: str = "lambda.amazonaws.com",
    rolls: tuple[dict[str, Any], ...] = ROLLS,
    of: Resource | None = None,
) -> Answer:
    writes = rights or (allow("s3:PutObject", f"{ARNS}/*"),)
    ships = role("payer-release", "codebuild.amazonaws.com"), may("payer-release", *rolls)
    signs = role("payer"), may("payer", SIGNS), of or payer()
    return judge_stack(no_path_to_more_rights, role(by, trusts), may(by, *writes), *ships, *signs)


def test_who_writes_all_of_the_bucket_writes_what_the_function_runs_next() -> None:
    message = only(judged())
    assert message.startswith("role 'weather' leads to role 'payer', which may kms:Sign on ")
    assert (
        "may write what role 'payer-release' brings to function 'payer' as its code (s3-x01: s3:PutObject)" in message
    )


def test_a_native_function_is_one_too() -> None:
    runs = native("lambda:Function", "payer", functionName="payer", arn=PAYER, role=f"{ARN}role/payer", code=KEPT)
    assert only(judged(of=runs))


@pytest.mark.parametrize(
    "code",
    [
        {**KEPT, "s3ObjectVersion": "Zk3qW8"},
        {**KEPT, "s3ObjectVersion": UNKNOWN},
        {**KEPT, "s3Key": UNKNOWN},
        {**KEPT, "s3Bucket": "acme-release"},
        {**KEPT, "codeSigningConfigArn": f"arn:aws:lambda:{HERE}:code-signing-config:csc-1"},
        {"packageType": "Image", "imageUri": f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/payer:1"},
    ],
    ids=["of a version", "of one not known yet", "key not known yet", "elsewhere", "signed", "an image"],
)
def test_what_is_held_to_a_version_or_kept_elsewhere_is_not_changed_so(code: dict[str, Any]) -> None:
    assert passes(judged(of=payer(**code)))


@pytest.mark.parametrize(
    "rolls",
    [(), ROLLS[:1], ROLLS[1:], (*ROLLS, deny("s3:GetObject", f"{ARNS}/code/*"))],
    ids=["nobody", "takes it from elsewhere", "only reads", "denied"],
)
def test_where_nobody_takes_it_from_there_the_function_keeps_what_it_has(rolls: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(rolls=rolls))


@pytest.mark.parametrize(
    "rights",
    [
        (allow("s3:PutObject", f"{ARNS}/reports/*"),),
        (allow("s3:PutObject", f"{ARNS}/*"), deny("s3:PutObject", f"{ARNS}/code/*")),
        (allow("s3:GetObject", f"{ARNS}/*"),),
        (allow("s3:PutObject", f"{ARNS}/*"), SIGNS),
    ],
    ids=["beside it", "all but code", "reads", "may the same"],
)
def test_who_does_not_write_the_object_or_gets_nothing_by_it_passes(rights: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*rights))


def test_a_pipeline_and_what_is_called_after_bringing_code_are_there_to_write_it() -> None:
    assert passes(judged(trusts="codebuild.amazonaws.com"))
    assert passes(judged(by="code-publisher"))


def test_who_was_given_the_folder_of_that_code_was_given_it() -> None:
    assert passes(judged(allow("s3:PutObject", f"{ARNS}/code/payer/*")))
    assert passes(judged(allow("s3:PutObject", f"{ARNS}/code/payer/latest.zip")))
    assert only(judged(allow("s3:PutObject", f"{ARNS}/code/*")))
    at_the_root = payer(**{**KEPT, "s3Key": "payer.zip"})
    reads = ROLLS[0], allow("s3:GetObject", f"{ARNS}/*")
    assert only(judged(of=at_the_root, rolls=reads))
    assert passes(judged(allow("s3:PutObject", f"{ARNS}/payer.zip"), of=at_the_root, rolls=reads))
