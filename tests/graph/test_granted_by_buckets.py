"""What a bucket's policy lets an identity of its account do counts as if its own policies said so."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, document, may, role
from tests.support.calls import calls
from tests.support.grants import ARN, aws, native, policy
from tests.support.rules import judge_stack, messages

from daypass.graph.becoming.granted import Granted
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

STRONG = role("b", "glue.amazonaws.com", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
JOB = aws("glue/job", "etl", name="etl", roleArn=f"{ARN}role/b", command={"scriptLocation": "s3://scripts/etl.py"})
WRITES = allow("s3:PutObject", "arn:aws:s3:::scripts/*")
BY_A = {**WRITES, "Principal": {"AWS": f"{ARN}role/a"}}
ONLY_TLS = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "arn:aws:s3:::scripts/*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def bucket(*statements: dict[str, Any]) -> Resource:
    return aws("s3/bucketPolicy", "scripts", bucket="scripts", policy=document(*statements))


def told(by: Resource, *others: Resource, **inputs: Any) -> list[str]:
    found = messages(judge_stack(no_path_to_more_rights, role("a", **inputs), STRONG, JOB, by, *others))
    return [message for message in found if message.startswith("role 'a'")]


@pytest.mark.parametrize(
    "by",
    [
        bucket(BY_A),
        bucket(ONLY_TLS, BY_A),
        bucket({**BY_A, "Principal": {"AWS": [f"{ARN}role/other", f"{ARN}role/a"]}}),
        native("s3:BucketPolicy", "scripts", bucket="scripts", policyDocument={"Statement": [BY_A]}),
        aws("s3/bucket", "scripts", bucket="scripts", policy=document(BY_A)),
    ],
)
def test_a_bucket_that_lets_it_write_code_lets_it_act_as_what_runs_that(by: Resource) -> None:
    (message,) = told(by)
    assert message.startswith("role 'a' may act as role 'b', which may do everything: ")
    assert "(s3-x01: s3:PutObject)" in message
    assert f"of '{by.name}'" in message


@pytest.mark.parametrize(
    "by",
    [
        bucket({**BY_A, "Principal": {"AWS": f"{ARN}role/other"}}),
        bucket({**BY_A, "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}),
        bucket({**BY_A, "Principal": {"Service": "lambda.amazonaws.com"}}),
        bucket({**BY_A, "Resource": "arn:aws:s3:::scripts/reports/*"}),
        bucket({**BY_A, "Action": "s3:GetObject"}),
        bucket({**BY_A, "Effect": "Deny"}),
        bucket({**{key: BY_A[key] for key in ("Effect", "Principal", "Action")}, "NotResource": "arn:aws:s3:::x/*"}),
        bucket({**{key: BY_A[key] for key in ("Effect", "Principal", "Resource")}, "NotAction": "s3:GetObject"}),
        bucket(BY_A, {**ONLY_TLS, "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}),
        bucket(BY_A, {key: value for key, value in ONLY_TLS.items() if key != "Condition"}),
        aws("s3/bucketPolicy", "scripts", bucket="scripts", policy=UNKNOWN),
        aws("s3/bucketPolicy", "scripts", bucket="scripts", policy="{"),
        aws("s3/bucketPolicy", "scripts", bucket="scripts"),
    ],
)
def test_one_that_names_others_or_something_else_or_may_deny_it_gives_nothing(by: Resource) -> None:
    assert told(by) == []


def test_a_bucket_of_another_account_is_not_enough() -> None:
    by = bucket(BY_A)
    assert told(replace(by, provider=replace(by.provider, urn="urn:pulumi:p::p::pulumi:providers:aws::other"))) == []


def test_a_boundary_holds_what_a_bucket_gives_as_well() -> None:
    fence = policy("fence", policy=document(allow("s3:GetObject")))
    assert told(bucket(BY_A), fence, permissionsBoundary=f"{ARN}policy/fence") == []


def test_many_roles_in_many_statements_cost_in_proportion() -> None:
    def cost(many: int) -> int:
        arns = [f"{ARN}role/r{number}" for number in range(many)]
        each = [{**WRITES, "Principal": {"AWS": arn}} for arn in arns]
        every = {**WRITES, "Principal": {"AWS": arns}}
        stack = Stack((*(role(f"r{number}") for number in range(many)), bucket(*each, every)))
        return calls(lambda: Granted(stack))

    assert cost(200) < 5 * cost(50)


def test_it_is_told_once_where_its_own_policies_say_so_too() -> None:
    assert len(told(bucket(BY_A), may("a", WRITES))) == 1


def test_a_marked_policy_is_judged_and_not_quoted() -> None:
    canary = {**BY_A, "Sid": "canary77"}
    by = aws("s3/bucketPolicy", "scripts", bucket="scripts", policy=Secret(document(canary)))
    (message,) = told(by)
    assert "canary77" not in message
