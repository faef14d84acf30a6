"""What a bucket's policy denies counts against whoever writes there, as if their own policies said so."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import ROOT, allow, deny, document, lets_in, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages

from daypass.graph.becoming.denied import Denied
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

STRONG = role("b", "glue.amazonaws.com", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
JOB = aws("glue/job", "etl", name="etl", roleArn=f"{ARN}role/b", command={"scriptLocation": "s3://scripts/prod/etl.py"})
WRITES = allow("s3:PutObject", "arn:aws:s3:::scripts/*")
PLACE = "arn:aws:s3:::scripts/prod/*"
OTHER = {"aws:PrincipalArn": f"{ARN}role/other"}


def bucket(*statements: dict[str, Any], **inputs: Any) -> Resource:
    return aws("s3/bucketPolicy", "scripts", **{"bucket": "scripts", "policy": document(*statements), **inputs})


def keeps_out(principal: object = "*", resource: str = PLACE, **condition: Any) -> dict[str, Any]:
    asked = {"Condition": condition} if condition else {}
    return deny("s3:PutObject", resource, Principal=principal, **asked)


def told(*others: Resource) -> list[str]:
    found = messages(judge_stack(no_path_to_more_rights, role("a"), STRONG, JOB, *others))
    return [message for message in found if message.startswith("role 'a'") and "s3-x01" in message]


@pytest.mark.parametrize(
    "by",
    [
        bucket(keeps_out(ArnNotLike=OTHER)),
        bucket(keeps_out(ArnNotEquals=OTHER)),
        bucket(keeps_out(StringNotEquals=OTHER)),
        bucket(keeps_out({"AWS": "*"}, StringNotLike={"aws:PrincipalArn": [f"{ARN}role/other", f"{ARN}role/prod-*"]})),
        bucket(keeps_out()),
        bucket(keeps_out({"AWS": f"{ARN}role/a"})),
        bucket(keeps_out({"AWS": ROOT}, ArnNotLike=OTHER)),
        bucket(keeps_out({"AWS": ACCOUNT}, ArnNotLike=OTHER)),
        bucket(keeps_out(resource="arn:aws:s3:::scripts/*")),
        bucket({**keeps_out(), "Action": "s3:*"}),
        bucket(keeps_out(ArnNotLike=OTHER), {**keeps_out(), "Sid": "unknown", "Action": "s3:Get*"}),
        native("s3:BucketPolicy", "scripts", bucket="scripts", policyDocument={"Statement": [keeps_out()]}),
        aws("s3/bucket", "scripts", bucket="scripts", policy=document(keeps_out())),
    ],
)
def test_whom_the_bucket_keeps_out_changes_nothing_there(by: Resource) -> None:
    assert told(may("a", WRITES), by) == []


@pytest.mark.parametrize(
    "by",
    [
        bucket(keeps_out(ArnNotLike={"aws:PrincipalArn": f"{ARN}role/a"})),
        bucket(keeps_out(ArnNotLike={"aws:PrincipalArn": [f"{ARN}role/other", f"{ARN}role/?"]})),
        bucket(keeps_out({"AWS": f"{ARN}role/other"})),
        bucket(keeps_out({"AWS": "arn:aws:iam::444455556666:root"})),
        bucket(keeps_out({"Service": "lambda.amazonaws.com"})),
        bucket(keeps_out(resource="arn:aws:s3:::scripts/test/*")),
        bucket({**keeps_out(), "Action": "s3:DeleteObject"}),
        bucket({**keeps_out(), "Effect": "Allow", "Principal": {"AWS": f"{ARN}role/other"}}),
        bucket(keeps_out(Bool={"aws:SecureTransport": "false"})),
        bucket(keeps_out(StringNotEquals={"s3:x-amz-server-side-encryption": "aws:kms"})),
        bucket(keeps_out(StringNotEquals={"aws:SourceVpce": "vpce-1"})),
        bucket(keeps_out(ArnNotLike=OTHER, Bool={"aws:SecureTransport": "false"})),
        bucket(policy=UNKNOWN),
        bucket(policy="{"),
    ],
)
def test_one_that_keeps_out_others_or_how_they_ask_leaves_the_path_open(by: Resource) -> None:
    (message,) = told(may("a", WRITES), by)
    assert "(s3-x01: s3:PutObject)" in message


@pytest.mark.parametrize("named", ["*/*", "*", "s*/prod/*", "scripts/*", "scripts*", "script?/prod/*"])
def test_a_policy_keeps_people_out_of_its_own_bucket_alone(named: str) -> None:
    kept_out = keeps_out(resource=f"arn:aws:s3:::{named}")
    for writes in (WRITES, allow("s3:PutObject"), allow("s3:PutObject", "arn:aws:s3:::s*/*")):
        assert told(may("a", writes), bucket(kept_out)) == []
        assert told(may("a", writes), bucket(kept_out, bucket="arn:aws:s3:::scripts")) == []
        assert told(may("a", writes), bucket(kept_out, bucket="stage"))
        assert told(may("a", writes), aws("s3/bucket", "stage", bucket="stage", policy=document(kept_out)))


def keeps_to(*left: str, principal: object = "*", **others: Any) -> dict[str, Any]:
    """A Deny of all but some of what is in the bucket."""
    kept = {name: part for name, part in keeps_out(principal).items() if name != "Resource"}
    return {**kept, "NotResource": [f"arn:aws:s3:::{one}" for one in left], **others}


FEEDS = keeps_to("scripts/feeds/*")


@pytest.mark.parametrize(
    "by",
    [
        bucket(FEEDS),
        bucket(FEEDS, bucket="arn:aws:s3:::scripts"),
        bucket(keeps_to("scripts/feeds/*", principal={"AWS": f"{ARN}role/a"})),
        bucket(keeps_to("scripts/feeds/*", Condition={"ArnNotLike": OTHER})),
        bucket(keeps_to("*/feeds/*", "scripts/prod/*.csv")),
        bucket(keeps_to("other/*")),
        bucket(FEEDS, bucket=UNKNOWN),
        native("s3:BucketPolicy", "scripts", bucket="scripts", policyDocument={"Statement": [FEEDS]}),
    ],
)
@pytest.mark.parametrize("writes", [WRITES, allow("s3:PutObject"), allow("s3:*", ["arn:aws:s3:::s*", PLACE])])
def test_whom_the_bucket_keeps_to_some_of_it_changes_nothing_elsewhere_in_it(
    by: Resource, writes: dict[str, Any]
) -> None:
    assert told(may("a", writes, deny("s3:*BucketPolicy")), by) == []


@pytest.mark.parametrize(
    "by",
    [
        bucket(keeps_to("scripts/prod/*")),
        bucket(keeps_to("scripts/*")),
        bucket(keeps_to("scripts/feeds/*", "scripts/prod/etl.py")),
        bucket(keeps_to("scripts/feeds/*", principal={"AWS": f"{ARN}role/other"})),
        bucket(keeps_to("scripts/feeds/*", Action="s3:DeleteObject")),
        bucket(keeps_to("scripts/feeds/*", Condition={"Bool": {"aws:SecureTransport": "false"}})),
        bucket(FEEDS, bucket="stage"),
        bucket(keeps_to("*/feeds/*"), bucket=UNKNOWN),
        bucket(keeps_to("scripts/feeds/*", "stage/*"), bucket=UNKNOWN),
    ],
)
@pytest.mark.parametrize("writes", [WRITES, allow("s3:PutObject")])
def test_one_that_lets_the_code_be_or_is_about_another_bucket_leaves_the_path_open(
    by: Resource, writes: dict[str, Any]
) -> None:
    assert told(may("a", writes), by)


def test_who_may_rewrite_a_policy_that_keeps_them_to_some_of_the_bucket_is_not_kept_there() -> None:
    rewrites = allow("s3:PutBucketPolicy", "arn:aws:s3:::scripts")
    assert told(may("a", WRITES, rewrites), bucket(FEEDS))
    assert told(may("a", WRITES, rewrites), bucket({**FEEDS, "Action": "s3:*"})) == []
    itself = {**keeps_out(resource="arn:aws:s3:::scripts"), "Action": "s3:PutBucketPolicy"}
    assert told(may("a", WRITES, rewrites), bucket(FEEDS, itself)) == []


def test_what_it_lets_be_does_not_give_what_another_statement_denies() -> None:
    assert told(may("a", WRITES), bucket(keeps_to("scripts/prod/*"), keeps_out())) == []


@pytest.mark.parametrize("own", [UNKNOWN, None])
def test_where_its_bucket_is_not_known_it_is_the_one_that_it_names(own: object) -> None:
    assert told(may("a", WRITES), bucket(keeps_out(), bucket=own)) == []
    for named in ("*/*", "*", "script?/prod/*", "${aws:PrincipalTag/team}/*"):
        assert told(may("a", WRITES), bucket(keeps_out(resource=f"arn:aws:s3:::{named}"), bucket=own))


@pytest.mark.parametrize(
    "asked", [{"StringLike": {"aws:userid": "*:ci"}}, {"StringNotLike": {"aws:userid": "AROAX:*"}}]
)
def test_a_name_of_a_session_that_they_choose_keeps_nobody_out(asked: dict[str, Any]) -> None:
    assert told(may("a", WRITES), bucket(keeps_out(**asked)))


def test_a_tag_of_a_session_keeps_nobody_out_who_brings_their_own() -> None:
    others = bucket(keeps_out(StringNotEquals={"aws:PrincipalTag/team": "red"}))
    tags = lets_in(f"{ARN}role/x", ["sts:AssumeRole", "sts:TagSession"])
    found = messages(judge_stack(no_path_to_more_rights, role("a", tags), may("a", WRITES), STRONG, JOB, others))
    assert any(message.startswith("role 'a'") for message in found)
    assert told(may("a", WRITES), others) == []


@pytest.mark.parametrize("action", ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"])
def test_who_may_rewrite_the_policy_is_not_kept_out_by_it(action: str) -> None:
    kept_out, rewrites = keeps_out(ArnNotLike=OTHER), allow(action, "arn:aws:s3:::scripts")
    assert told(may("a", WRITES, rewrites), bucket(kept_out))
    itself = {**kept_out, "Action": ["s3:PutObject", action], "Resource": [PLACE, "arn:aws:s3:::scripts"]}
    assert told(may("a", WRITES, rewrites), bucket(itself)) == []


def test_a_bucket_also_keeps_from_its_policy_who_writes_nothing_into_it() -> None:
    rewrites = may("a", allow("s3:PutBucketPolicy", "arn:aws:s3:::scripts"))
    kept_out = {**keeps_out(resource="arn:aws:s3:::scripts"), "Action": "s3:PutBucketPolicy"}

    def opens(*others: Resource) -> bool:
        found = messages(judge_stack(no_path_to_more_rights, role("a"), rewrites, STRONG, JOB, *others))
        return any("s3-x02" in message for message in found if message.startswith("role 'a'"))

    assert opens()
    assert opens(bucket(keeps_out()))
    assert not opens(bucket(kept_out))


def test_it_holds_for_those_of_another_account_as_well() -> None:
    by = bucket(keeps_out(ArnNotLike=OTHER))
    elsewhere = replace(by, provider=replace(by.provider, urn="urn:pulumi:p::p::pulumi:providers:aws::other"))
    assert told(may("a", WRITES), elsewhere) == []


def test_what_buckets_let_be_is_asked_about_in_proportion() -> None:
    def cost(many: int) -> int:
        buckets = [
            aws("s3/bucketPolicy", f"b{one}", bucket=f"b{one}", policy=document(keeps_to(f"b{one}/feeds/*")))
            for one in range(many)
        ]
        jobs = [
            aws(
                "glue/job",
                f"j{one}",
                name=f"j{one}",
                roleArn=f"{ARN}role/b",
                command={"scriptLocation": f"s3://b{one}/x"},
            )
            for one in range(many)
        ]
        stack = Stack((role("a"), may("a", allow("s3:PutObject")), role("b", "glue.amazonaws.com"), *buckets, *jobs))
        found = Reachability(stack)
        return calls(lambda: [list(found.edges(node)) for node in found.nodes.values() if node.kind == "role"])

    assert cost(80) < 6 * cost(20)


def test_many_buckets_are_asked_about_for_those_alone_who_write_there() -> None:
    def cost(many: int) -> int:
        every = range(many)
        roles = [role(f"r{one}") for one in every]
        writing = [may(f"r{one}", allow("s3:PutObject", f"arn:aws:s3:::b{one}/*")) for one in every]
        buckets = [
            aws("s3/bucketPolicy", f"b{one}", policy=document(keeps_out(resource=f"arn:aws:s3:::b{one}/*")))
            for one in every
        ]
        stack = Stack((*roles, *writing, *buckets))
        found = Reachability(stack)
        nodes = [node for node in found.nodes.values() if node.kind == "role"]
        return calls(lambda: (Denied(stack), *(found.means(node) for node in nodes)))

    assert cost(200) < 6 * cost(50)


@pytest.mark.parametrize("denied", ["s3:PutObject", "s3:*"])
@pytest.mark.parametrize("rewrites", ["arn:aws:s3:::mine", "*"])
def test_many_buckets_of_which_it_may_write_to_all_cost_in_proportion(denied: str, rewrites: str) -> None:
    def cost(many: int) -> int:
        kept_out = (
            {**keeps_out(resource=f"arn:aws:s3:::b{one}*", ArnNotLike=OTHER), "Action": denied} for one in range(many)
        )
        buckets = [
            aws("s3/bucketPolicy", f"b{at}", bucket=f"b{at}", policy=document(one)) for at, one in enumerate(kept_out)
        ]
        given = may("a", allow("s3:PutObject"), allow("s3:PutBucketPolicy", rewrites))
        found = Reachability(Stack((role("a"), given, *buckets)))
        return calls(lambda: [found.means(node) for node in found.nodes.values() if node.kind == "role"])

    assert cost(120) < 5 * cost(30)
