"""What is kept in a log group as proof is no workload's to delete."""

from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, deny, may, role
from tests.support.grants import ACCOUNT, aws, native
from tests.support.rules import judge_stack, messages, only

from daypass.model.resource import Resource
from daypass_policies.rules.record_cannot_be_stopped import record_cannot_be_stopped

GROUPS = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:"
DELETES = "logs:DeleteLogGroup"


def group(name: str = "/votes/audit") -> Resource:
    return aws("cloudwatch/logGroup", "kept", name=name)


def told(*given: dict[str, Any], kept: Resource | None = None, who: str = "service") -> list[str]:
    janitor = role("janitor", LAMBDA, tags={"daypass:class": who})
    return messages(judge_stack(record_cannot_be_stopped, janitor, may("janitor", *given), kept or group()))


@pytest.mark.parametrize("action", [DELETES, "logs:DeleteLogStream"])
@pytest.mark.parametrize("on", ["*", "/votes/*", "/votes/audit:*"])
def test_who_deletes_everywhere_deletes_the_proof(action: str, on: str) -> None:
    assert only(told(allow(action, GROUPS + on))) == "role 'janitor' may delete logs that are kept as proof"


def test_a_group_of_aws_native_is_one_as_well() -> None:
    assert told(allow(DELETES, f"{GROUPS}*"), kept=native("logs:LogGroup", "kept", logGroupName="/votes/evidence"))


@pytest.mark.parametrize("name", ["/votes/app", "/aws/lambda/audit", "/ecs/audit", "/votes-dev/audit"])
def test_what_runs_or_tests_something_proves_nothing(name: str) -> None:
    assert not told(allow(DELETES, f"{GROUPS}*"), kept=group(name))


def test_other_groups_may_be_tidied() -> None:
    assert not told(allow([DELETES, "logs:DeleteLogStream"], f"{GROUPS}/aws/lambda/preview-*"))
    assert not told(allow(DELETES, f"{GROUPS}*"), deny(DELETES, f"{GROUPS}/votes/audit*"))
    assert not told(allow(["logs:PutRetentionPolicy", "logs:CreateLogStream", "logs:PutLogEvents"], f"{GROUPS}*"))


def test_a_pipeline_deploys_groups() -> None:
    assert not told(allow(["logs:CreateLogGroup", DELETES], f"{GROUPS}*"), who="pipeline")
