"""Who writes in a bucket that S3 replicates to where a workload's code is makes that do something else."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.graph.becoming.steering.replicated import Replications
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
ROLE = f"{ARN}role/b"
JOB = aws("glue/job", "etl", name="etl", roleArn=ROLE, command={"scriptLocation": "s3://scripts/jobs/etl.py"})
FLOWS = aws("mwaa/environment", "af", executionRoleArn=ROLE, sourceBucketArn="arn:aws:s3:::scripts", dagS3Path="dags/")
TO_CODE = {"bucket": "arn:aws:s3:::scripts"}
RULE = {"status": "Enabled", "destination": TO_CODE}
DRAFTS = "arn:aws:s3:::drafts/*"
OTHERS = "arn:aws:s3:::others/*"


def copies(*rules: Any, **inputs: Any) -> Resource:
    return aws("s3/bucketReplicationConfig", "copy", **{"bucket": "drafts", "rules": list(rules) or [RULE], **inputs})


def judged(*made: Resource, on: str = DRAFTS) -> Answer:
    strong = role("b", "glue.amazonaws.com", "airflow-env.amazonaws.com", **ADMINISTRATOR)
    return judge_stack(no_path_to_more_rights, role("a"), may("a", allow("s3:PutObject", on)), strong, *made)


def is_told(answer: Answer) -> bool:
    return any(text.startswith("role 'a' may act as role 'b'") for text in messages(answer))


def copied(*rules: Any, code: str = "arn:*:s3:::scripts/jobs/etl.py") -> list[str]:
    return [one.arn for one in Replications(Stack((copies(*rules),))).of((code,))]


@pytest.mark.parametrize(
    "holder",
    [
        copies(),
        aws("s3/bucket", "drafts", bucket="drafts", replicationConfiguration={"role": "r", "rules": [RULE]}),
        aws("s3/bucketV2", "drafts", bucket="drafts", replicationConfigurations=[{"role": "r", "rules": [RULE]}]),
        native("s3:Bucket", "drafts", bucketName="drafts", replicationConfiguration={"role": "r", "rules": [RULE]}),
    ],
)
def test_whoever_writes_what_is_copied_to_the_code_may_act_as_what_runs_it(holder: Resource) -> None:
    answer = judged(JOB, holder)
    assert is_told(answer)
    assert "(s3-x01: s3:PutObject)" in only(messages(answer))
    assert is_told(judged(JOB, holder, on="arn:aws:s3:::drafts/jobs/etl.py"))
    assert passes(judged(JOB, holder, on="arn:aws:s3:::drafts/reports/*"))
    assert passes(judged(JOB, holder, on=OTHERS))
    assert passes(judged(JOB))


@pytest.mark.parametrize(
    "rule",
    [
        {**RULE, "status": "Disabled"},
        {**RULE, "status": None},
        {**RULE, "destination": {"bucket": "arn:aws:s3:::backup"}},
        {**RULE, "prefix": "reports/"},
        {**RULE, "filter": {"prefix": "reports/"}},
        {**RULE, "filter": {"and": {"prefix": "reports/", "tags": {"a": "b"}}}},
    ],
)
def test_a_rule_that_is_off_or_of_other_objects_copies_no_code(rule: dict[str, Any]) -> None:
    assert copied(rule) == []
    assert passes(judged(JOB, copies(rule)))
    assert copied(rule, RULE) == ["arn:*:s3:::drafts/jobs/etl.py"]


@pytest.mark.parametrize(
    "reaches", [{"prefix": "jobs/"}, {"filter": {"prefix": "jobs/e"}}, {"filter": {"and": {"prefix": "jobs"}}}]
)
def test_a_prefix_that_reaches_the_code_copies_it_under_its_key(reaches: dict[str, Any]) -> None:
    assert copied({**RULE, **reaches}) == ["arn:*:s3:::drafts/jobs/etl.py"]


def test_into_a_folder_comes_whatever_is_of_a_prefix_in_it() -> None:
    team = copies({**RULE, "filter": {"prefix": "dags/team/"}})
    assert is_told(judged(FLOWS, team, on="arn:aws:s3:::drafts/dags/team/*"))
    assert passes(judged(FLOWS, team, on="arn:aws:s3:::drafts/dags/other/*"))
    assert passes(judged(FLOWS, copies({**RULE, "filter": {"prefix": "plugins/"}})))


def test_a_copy_is_not_copied_on() -> None:
    further = aws(
        "s3/bucketReplicationConfig",
        "further",
        bucket="others",
        rules=[{**RULE, "destination": {"bucket": "arn:aws:s3:::drafts"}}],
    )
    assert is_told(judged(JOB, copies(), further))
    assert passes(judged(JOB, copies(), further, on=OTHERS))


@pytest.mark.parametrize(
    ("rule", "untold"),
    [
        ({**RULE, "status": UNKNOWN}, "rules[0].status"),
        ({**RULE, "filter": UNKNOWN}, "rules[0].filter"),
        ({**RULE, "filter": {"prefix": UNKNOWN}}, "rules[0].filter.prefix"),
        ({**RULE, "filter": {"tag": {"key": "a", "value": "b"}}}, "rules[0].filter.tag"),
        ({**RULE, "destination": {"bucket": UNKNOWN}}, "rules[0].destination.bucket"),
    ],
)
def test_what_may_keep_an_object_back_leaves_it_undecided(rule: dict[str, Any], untold: str) -> None:
    answer = judged(JOB, copies(rule))
    assert not answer.problems
    assert unknowns(answer) == [untold]
    assert passes(judged(JOB, copies(rule), on=OTHERS))


def test_a_bucket_that_is_not_made_yet_is_the_one_on_which_the_rules_depend() -> None:
    scripts, drafts = aws("s3/bucket", "scripts", bucket="scripts"), aws("s3/bucket", "drafts", bucket="drafts")
    waiting = copies({**RULE, "destination": {"bucket": UNKNOWN}}, bucket=UNKNOWN)
    waiting = replace(waiting, property_dependencies={"rules": (scripts.urn,), "bucket": (drafts.urn,)})
    assert is_told(judged(JOB, waiting, scripts, drafts))
    assert passes(judged(JOB, waiting, scripts, drafts, on=OTHERS))


def test_no_code_is_named_in_a_bucket_that_is_yet_to_get_its_name() -> None:
    backup = aws("s3/bucket", "backup", bucket=UNKNOWN)
    waiting = copies({**RULE, "destination": {"bucket": UNKNOWN}})
    assert passes(judged(JOB, replace(waiting, property_dependencies={"rules": (backup.urn,)}), backup))


@pytest.mark.parametrize(
    "odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret("scripts"), [7], [UNKNOWN], {"bucket": [7]}, {"prefix": {}}]
)
def test_no_shape_breaks_it(odd: Any) -> None:
    holders = [
        copies(rules=odd),
        copies(bucket=odd),
        copies(odd),
        *(copies({**RULE, key: odd}) for key in ("status", "filter", "prefix", "destination")),
        copies({**RULE, "destination": {"bucket": odd}}),
        copies({**RULE, "filter": {"and": odd, "tag": odd}}),
        aws("s3/bucket", "drafts", bucket=odd, replicationConfiguration=odd),
        native("s3:Bucket", "drafts", bucketName=odd, replicationConfiguration={"rules": odd}),
    ]
    for holder in holders:
        assert isinstance(list(Replications(Stack((holder,))).of(("arn:*:s3:::scripts/x", "odd"))), list)
