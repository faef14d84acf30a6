"""What the policy of a bucket, a queue and the like lets an identity of its account do counts as if its own said so."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, document, may, role
from tests.support.calls import calls
from tests.support.grants import ARN, aws, native, policy
from tests.support.rules import judge_stack, messages

from daypass.graph.becoming.granted import Granted
from daypass.graph.reachability import Reachability
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
        bucket(
            {**BY_A, "Principal": {"AWS": f"{ARN}role/other"}},
            {**BY_A, "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
        ),
        native("s3:BucketPolicy", "scripts", bucket="scripts", policyDocument={"Statement": [BY_A]}),
        aws("s3/bucket", "scripts", bucket="scripts", policy=document(BY_A)),
    ],
)
def test_a_bucket_that_lets_it_write_code_lets_it_act_as_what_runs_that(by: Resource) -> None:
    (message,) = told(by)
    assert message.startswith("role 'a' may act as role 'b', which may do everything: ")
    assert "(s3-x01: s3:PutObject)" in message
    assert f"of '{by.name}'" in message


def test_a_user_has_what_a_bucket_lets_it_do() -> None:
    user, by_user = aws("iam/user", "u", name="ci"), {**BY_A, "Principal": {"AWS": f"{ARN}user/ci"}}
    (message,) = messages(judge_stack(no_path_to_more_rights, user, STRONG, JOB, bucket(by_user)))
    assert message.startswith("user 'u' may act as role 'b', which may do everything: ")
    assert not messages(judge_stack(no_path_to_more_rights, user, STRONG, JOB, bucket(BY_A)))


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


QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs"
FILES = "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-1"
A = {"AWS": f"{ARN}role/a"}


def given(by: Resource) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """How, and what actions on what, role 'a' is given by a policy of a thing."""
    reach = Reachability(Stack((role("a"), by)))
    (node,) = (one for one in reach.nodes.values() if one.arn == f"{ARN}role/a")
    own = [given for means in reach.means(node) for given in means.permissions.given]
    return [(one.how, each.actions, each.resources) for one in own for each in one.document.statements]


@pytest.mark.parametrize(
    ("by", "how", "action", "thing"),
    [
        (
            aws(
                "sqs/queuePolicy",
                "p",
                queueUrl="https://x",
                policy=document(allow("sqs:SendMessage", QUEUE, Principal=A)),
            ),
            *("queue policy", "sqs:SendMessage", QUEUE),
        ),
        (
            aws("sqs/queue", "p", arn=QUEUE, policy=document(allow("sqs:SendMessage", "*", Principal=A))),
            *("queue policy", "sqs:SendMessage", QUEUE),
        ),
        (
            aws(
                "efs/fileSystemPolicy",
                "p",
                fileSystemId="fs-1",
                policy=document(allow("elasticfilesystem:ClientWrite", "*", Principal=A)),
            ),
            *("file system policy", "elasticfilesystem:ClientWrite", "arn:*:elasticfilesystem:*:*:file-system/fs-1"),
        ),
        (
            aws(
                "ecr/repositoryPolicy",
                "p",
                repository="app",
                policy=document({"Effect": "Allow", "Action": "ecr:PutImage", "Principal": A}),
            ),
            *("repository policy", "ecr:PutImage", "arn:*:ecr:*:*:repository/app"),
        ),
        (
            native(
                "secretsmanager:ResourcePolicy",
                "p",
                secretId="arn:aws:secretsmanager:eu-west-1:111122223333:secret:x-AbCdEf",
                resourcePolicy=document(allow("secretsmanager:GetSecretValue", "*", Principal=A)),
            ),
            *("secret policy", "secretsmanager:GetSecretValue"),
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:x-AbCdEf",
        ),
    ],
)
def test_queues_repositories_and_the_like_give_as_buckets_do(by: Resource, how: str, action: str, thing: str) -> None:
    assert given(by) == [(how, (action,), (thing,))]


@pytest.mark.parametrize(
    "by",
    [
        aws("sqs/queuePolicy", "p", queueUrl="https://x", policy=document(allow("sqs:SendMessage", "*", Principal=A))),
        aws("sqs/queuePolicy", "p", queueUrl="https://x", policy=document(allow("sns:Publish", QUEUE, Principal=A))),
        aws("kms/keyPolicy", "p", keyId=QUEUE, policy=document(allow("kms:Decrypt", "*", Principal=A))),
        aws(
            "efs/fileSystemPolicy",
            "p",
            fileSystemId="fs-1",
            policy=document(
                {"Effect": "Allow", "Action": "elasticfilesystem:ClientWrite", "NotResource": FILES, "Principal": A}
            ),
        ),
    ],
)
def test_what_does_not_say_of_what_it_is_or_speaks_of_something_else_gives_nothing(by: Resource) -> None:
    assert given(by) == []
