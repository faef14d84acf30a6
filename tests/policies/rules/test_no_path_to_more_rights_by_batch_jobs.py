"""Who has a batch job of S3 copy objects as a role that they pass to it has what the role reads brought to them."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

BATCH = "batchoperations.s3.amazonaws.com"
PASSED = {"Condition": {"StringEquals": {"iam:PassedToService": BATCH}}}
ARCHIVE, WORK, INBOX = (f"arn:aws:s3:::{bucket}/*" for bucket in ("archive", "work", "inbox"))
PASSES = allow("iam:PassRole", f"{ARN}role/sweeps", **PASSED)
JOBS = f"arn:aws:s3:*:{ACCOUNT}:job/*"
STARTS = allow("s3:CreateJob")
OWN = allow(["s3:GetObject", "s3:PutObject"], WORK)
SWEEPS = allow(["s3:GetObject", "s3:PutObjectTagging"], ARCHIVE), allow("s3:PutObject", WORK)


def starts(*operations: str, how: str = "StringLike") -> dict[str, Any]:
    return allow("s3:CreateJob", Condition={how: {"s3:RequestJobOperation": list(operations)}})


def judged(*given: dict[str, Any], sweeps: tuple[dict[str, Any], ...] = SWEEPS, class_: str = "") -> Answer:
    holder = role("a", tags={"daypass:class": class_} if class_ else {})
    return judge_stack(no_path_to_more_rights, holder, may("a", *given), role("sweeps", BATCH), may("sweeps", *sweeps))


@pytest.mark.parametrize("class_", ["", "service", "agent"])
@pytest.mark.parametrize(
    "start",
    [
        STARTS,
        allow("s3:CreateJob", JOBS),
        starts("S3PutObject*"),
        starts("S3PutObjectTagging", "S3PutObjectCopy"),
    ],
    ids=str,
)
def test_a_job_copies_what_its_role_reads_to_where_its_owner_does(class_: str, start: dict[str, Any]) -> None:
    message = only(judged(PASSES, start, OWN, class_=class_))
    assert (
        "role 'a' leads to role 'sweeps', which may s3:GetObject on arn:aws:s3:::archive/*, as it may not itself"
        in message
    )
    assert "(s3:CreateJob)" in message


def test_a_job_puts_what_its_owner_wrote_where_its_role_may() -> None:
    sweeps = allow("s3:GetObject", INBOX), allow("s3:PutObject", ARCHIVE)
    message = only(judged(PASSES, STARTS, allow("s3:PutObject", INBOX), sweeps=sweeps))
    assert "which may s3:PutObject on arn:aws:s3:::archive/*, as it may not itself" in message


@pytest.mark.parametrize(
    "given",
    [
        (PASSES, starts("S3PutObjectTagging", how="StringEquals"), OWN),
        (PASSES, starts("S3PutObjectTagging", "S3DeleteObjectTagging"), OWN),
        (PASSES, STARTS, OWN, deny("s3:CreateJob", Condition=starts("S3PutObjectCopy")["Condition"])),
        (PASSES, OWN),
        (STARTS, OWN),
        (PASSES, STARTS, allow("s3:GetObject", INBOX)),
        (PASSES, STARTS, allow("s3:GetObject", [WORK, ARCHIVE])),
    ],
    ids=[
        "tags",
        "tags and untags",
        "copies nothing",
        "starts none",
        "passes none",
        "reads elsewhere",
        "reads it anyhow",
    ],
)
def test_a_job_that_copies_nothing_or_to_nowhere_of_theirs_gives_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_a_role_that_writes_nowhere_brings_nothing() -> None:
    assert passes(judged(PASSES, STARTS, OWN, sweeps=(allow(["s3:GetObject", "s3:PutObjectTagging"], ARCHIVE),)))


def test_a_pipeline_was_given_the_role_that_it_passes_by_name() -> None:
    assert passes(judged(PASSES, STARTS, OWN, class_="pipeline"))
