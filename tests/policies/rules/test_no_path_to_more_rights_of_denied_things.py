"""A path to whatever there is is closed where a Deny takes out all that the stack has for it to lead to."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

START = f"arn:aws:batch:eu-west-1:{ACCOUNT}:"
JOBS = f"{START}job-definition/"
SUBMITS = allow("batch:SubmitJob", [f"{JOBS}*", f"{START}job-queue/nightly"])
LEDGER = role("ledger", "ecs-tasks.amazonaws.com"), may("ledger", allow("dynamodb:PutItem"))


def job(name: Any = "ledger-adjust", role_: Any = f"{ARN}role/ledger", **inputs: Any) -> Resource:
    container = json.dumps({"image": "registry/ledger:7", "jobRoleArn": role_})
    given = {"name": name, "type": "container", "containerProperties": container, **inputs}
    return aws("batch/jobDefinition", str(name), **given)


NUMBERED = job(arn=f"{JOBS}ledger-adjust:3")


def goes(*given: dict[str, Any], made: tuple[Resource, ...] = (), path: str = "batch-002", name: str = "api") -> bool:
    """Whether it is told of the holder that it goes the path."""
    holder = role(name, "lambda.amazonaws.com", tags={"daypass:class": "service"}), may(name, *given)
    found = messages(judge_stack(no_path_to_more_rights, *holder, *made))
    return any(f"role {name!r}" in one and f"path {path}" in one for one in found)


@pytest.mark.parametrize("made", [job(), NUMBERED])
@pytest.mark.parametrize(
    "denied",
    [
        [f"{JOBS}ledger-*"],
        [f"{JOBS}ledger-adjust*"],
        [f"{JOBS}ledger-adjust", f"{JOBS}ledger-adjust:*"],
        ["arn:aws:batch:*:*:job-definition/l*"],
    ],
    ids=str,
)
def test_a_deny_of_each_job_that_has_a_role_leaves_no_path(made: Resource, denied: list[str]) -> None:
    assert not goes(SUBMITS, deny("batch:SubmitJob", denied), made=(made, *LEDGER))
    assert not goes(SUBMITS, deny("batch:*", denied), made=(made, *LEDGER))


@pytest.mark.parametrize(
    "denied",
    [
        deny("batch:SubmitJob", f"{JOBS}other-*"),
        deny("batch:SubmitJob", f"{JOBS}ledger-adjust:3"),  # a request need not name the revision
        deny("batch:SubmitJob", f"{JOBS}ledger-adjust"),
        deny("batch:TerminateJob", f"{JOBS}ledger-*"),
        deny("batch:SubmitJob", f"{JOBS}ledger-*", Condition={"StringEquals": {"batch:ShareIdentifier": "x"}}),
    ],
    ids=str,
)
def test_one_that_leaves_a_way_to_the_job_does_not(denied: dict[str, Any]) -> None:
    assert goes(SUBMITS, denied, made=(NUMBERED, *LEDGER))


def test_a_job_that_the_holder_may_not_submit_anyway_is_none_that_a_deny_takes_out() -> None:
    elsewhere = deny("batch:SubmitJob", f"{JOBS}other-*")
    there = allow("batch:SubmitJob", f"{JOBS}*".replace("eu-west-1", "us-east-1"))
    assert goes(there, elsewhere, made=(NUMBERED, *LEDGER))
    assert goes(there, deny("batch:SubmitJob", f"{JOBS}x*".replace("eu-west-1", "us-east-1")), made=(NUMBERED, *LEDGER))


def test_another_job_with_a_role_or_none_at_all_leaves_the_path_open() -> None:
    kept = deny("batch:SubmitJob", f"{JOBS}ledger-*")
    assert goes(SUBMITS, made=(NUMBERED, *LEDGER))
    assert goes(SUBMITS, kept)
    assert goes(SUBMITS, kept, made=(NUMBERED, job("payout", arn=f"{JOBS}payout:1"), *LEDGER))
    assert goes(SUBMITS, kept, made=(job(UNKNOWN), NUMBERED, *LEDGER))
    assert not goes(SUBMITS, kept, made=(NUMBERED, job("tidy", None, arn=f"{JOBS}tidy:1"), *LEDGER))


CHANGES = allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:*")


def kept(*names: str) -> dict[str, Any]:
    return deny("lambda:UpdateFunctionCode", [f"arn:*:lambda:*:{ACCOUNT}:function:{name}" for name in names])


def test_who_denies_themselves_their_own_function_has_thought_of_no_other() -> None:
    own, pay = function("api", "api"), (function("pay", "ledger"), *LEDGER)
    changes = {"path": "lambda-003"}
    assert goes(CHANGES, kept("api"), made=(own,), **changes)
    assert goes(CHANGES, kept("api"), made=(own, *pay), **changes)
    assert not goes(CHANGES, kept("pay"), made=(own, *pay), **changes)
    assert not goes(CHANGES, kept("api", "pay"), made=(own, *pay), **changes)


def test_a_deny_by_a_tag_that_each_of_them_has_counts_as_well() -> None:
    tagged = deny("batch:SubmitJob", Condition={"StringEquals": {"aws:ResourceTag/kept": "yes"}})
    job_kept = job(arn=f"{JOBS}ledger-adjust:3", tags={"kept": "yes"})
    assert not goes(SUBMITS, tagged, made=(job_kept, *LEDGER))
    assert goes(SUBMITS, tagged, made=(NUMBERED, *LEDGER))
    assert goes(SUBMITS, tagged, made=(job(arn=f"{JOBS}ledger-adjust:3", tags=UNKNOWN), *LEDGER))
