"""Who changes a pipeline of OpenSearch Ingestion has what its role reads put where they read, as it writes there."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

OSIS = "osis-pipelines.amazonaws.com"
CLAIMS, DEAD, INBOX = (f"arn:aws:s3:::{bucket}/*" for bucket in ("claims", "dead-letters", "inbox"))
PASSES = allow("iam:PassRole", f"{ARN}role/osis-claims", Condition={"StringEquals": {"iam:PassedToService": OSIS}})
UPDATES = allow("osis:UpdatePipeline", f"arn:aws:osis:eu-west-1:{ACCOUNT}:pipeline/claims")
READS = allow("s3:GetObject", DEAD)
MOVES = allow("s3:GetObject", CLAIMS), allow("s3:PutObject", DEAD)


def judged(*given: dict[str, Any], moves: tuple[dict[str, Any], ...] = MOVES, by: str = "warden", **of: Any) -> Answer:
    stack = role(by, **of), may(by, *given), role("osis-claims", OSIS), may("osis-claims", *moves)
    return judge_stack(no_path_to_more_rights, *stack)


@pytest.mark.parametrize("change", [UPDATES, allow("osis:CreatePipeline"), allow("osis:*Pipeline")], ids=str)
def test_a_pipeline_brings_what_its_role_reads_to_whoever_changes_it(change: dict[str, Any]) -> None:
    message = only(judged(PASSES, change, READS))
    assert "leads to role 'osis-claims', which may s3:GetObject on arn:aws:s3:::claims/*, as it may not" in message


def test_it_is_enough_that_they_read_a_part_of_where_the_role_writes() -> None:
    wide = allow("s3:GetObject", CLAIMS), allow("s3:PutObject", "arn:aws:s3:::dead-*/*")
    assert "s3:GetObject on arn:aws:s3:::claims/*" in only(judged(PASSES, UPDATES, READS, moves=wide))


@pytest.mark.parametrize(
    "given",
    [
        (PASSES, READS, allow("osis:StopPipeline")),
        (UPDATES, READS),
        (PASSES, UPDATES, allow("s3:GetObject", INBOX)),
        (PASSES, UPDATES, allow("s3:GetObject", [DEAD, CLAIMS])),
        (PASSES, UPDATES, READS, deny("osis:UpdatePipeline")),
    ],
    ids=["only stops it", "passes none", "reads elsewhere", "reads it anyhow", "is denied"],
)
def test_who_changes_none_or_reads_nothing_there_gets_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_what_is_called_like_the_claims_and_what_deploys_look_after_them() -> None:
    assert passes(judged(PASSES, UPDATES, READS, by="claims-warden"))
    assert passes(judged(PASSES, UPDATES, READS, tags={"daypass:class": "pipeline"}))
