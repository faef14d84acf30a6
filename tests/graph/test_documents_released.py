"""A pipeline that releases the document which machines apply is no way to these machines."""

from typing import Any

from tests.support.becoming import allow, from_github, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, messages

from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
WRITES = ["ssm:UpdateDocument", "ssm:UpdateDocumentDefaultVersion"]
READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:bank-AbCdEf")


def told(called: str, *trust: Any, document: str = "host-baseline", named: str = "host-baseline") -> bool:
    """Whether it counts as having what the machine has that applies a document, which it writes."""
    writes = role(called, *trust), may(called, allow(WRITES, f"arn:aws:ssm:{HERE}:document/{named}"))
    host = role("payout-host", "ec2.amazonaws.com"), may("payout-host", READS)
    profile = aws("iam/instanceProfile", "payout", name="payout", role="payout-host")
    machine = aws("ec2/instance", "payout", id="i-1", iamInstanceProfile="payout", tags={"app": "payout"})
    applied = aws("ssm/association", "all", name=document, targets=[{"key": "tag:app", "values": ["payout"]}])
    found = judge_stack(no_path_to_more_rights, *writes, *host, profile, machine, applied)
    return any(f"'{called}' leads" in text for text in messages(found))


def test_the_pipeline_of_the_repository_that_is_called_like_the_document_is_there_for_it() -> None:
    assert not told("release", from_github("repo:acme/baseline:environment:prod"))


def test_the_pipeline_of_something_else_is_told_whatever_its_role_is_called() -> None:
    assert told("release", from_github("repo:acme/website:environment:prod"))
    assert told("baseline-release", from_github("repo:acme/website:environment:prod"))


def test_who_reaches_it_by_a_pattern_is_told() -> None:
    assert told("release", from_github("repo:acme/baseline:environment:prod"), named="host-*")


def test_a_workload_and_a_check_are_told_whatever_they_are_called() -> None:
    assert told("baseline-sync", "lambda.amazonaws.com")
    assert told("baseline-checks", from_github("repo:acme/host-tools:environment:prod"))
