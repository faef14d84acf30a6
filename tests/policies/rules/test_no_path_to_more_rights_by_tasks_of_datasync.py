"""Who makes locations of DataSync with a role has what that reads copied to where they read, and the reverse."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ARN
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

SYNC = "datasync.amazonaws.com"
EVIDENCE, THUMBS = (f"arn:aws:s3:::{bucket}/*" for bucket in ("evidence", "thumbs"))
MAKES = allow(["datasync:CreateLocationS3", "datasync:CreateTask"])
SEES, FILLS = allow("s3:GetObject", THUMBS), allow("s3:PutObject", THUMBS)
COPIES = allow(["s3:GetObject", "s3:PutObject"], [EVIDENCE, THUMBS])


def passing(*names: str) -> dict[str, Any]:
    roles = [f"{ARN}role/{name}" for name in names]
    return allow("iam:PassRole", roles, Condition={"StringEquals": {"iam:PassedToService": SYNC}})


def judged(*given: dict[str, Any], copies: dict[str, Any] = COPIES, by: str = "courier", **of: Any) -> Answer:
    others = role("court-sync", SYNC), may("court-sync", copies), role("picture-sync", SYNC)
    writes = may("picture-sync", allow("s3:PutObject", THUMBS))
    return judge_stack(no_path_to_more_rights, role(by, **of), may(by, *given), *others, writes)


def test_a_task_brings_what_its_role_reads_to_whoever_makes_it() -> None:
    message = only(judged(passing("court-sync"), MAKES, SEES))
    assert "leads to role 'court-sync', which may s3:GetObject on arn:aws:s3:::evidence/*, as it may not" in message
    assert "datasync:CreateLocationS3" in message


def test_the_other_location_may_have_another_role() -> None:
    reads = allow("s3:GetObject", EVIDENCE)
    assert passes(judged(passing("court-sync"), MAKES, SEES, copies=reads))
    assert "role 'court-sync'" in only(judged(passing("court-sync", "picture-sync"), MAKES, SEES, copies=reads))


def test_a_task_puts_what_they_wrote_where_its_role_may() -> None:
    assert "s3:PutObject on arn:aws:s3:::evidence/*" in only(judged(passing("court-sync"), MAKES, FILLS))


@pytest.mark.parametrize(
    "given",
    [
        (MAKES, SEES),
        (passing("picture-sync"), MAKES, SEES),
        (passing("court-sync"), MAKES),
        (passing("court-sync"), allow("datasync:CreateLocationS3"), SEES),
        (passing("court-sync"), MAKES, SEES, deny("datasync:CreateTask")),
        (passing("court-sync"), MAKES, SEES, allow("s3:GetObject", EVIDENCE)),
    ],
    ids=["passes none", "passes another", "sees nothing", "makes no task", "is denied", "reads it anyhow"],
)
def test_who_makes_no_task_or_sees_nothing_of_it_gets_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_what_is_called_like_the_role_and_what_deploys_were_given_it() -> None:
    assert passes(judged(passing("court-sync"), MAKES, SEES, by="court-courier"))
    assert passes(judged(passing("court-sync"), MAKES, SEES, tags={"daypass:class": "pipeline"}))
