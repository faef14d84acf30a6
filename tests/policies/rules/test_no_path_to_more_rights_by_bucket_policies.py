"""Who may write the policies of buckets by a pattern of names is asked about those that the stack has."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.calls import calls
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

WRITES = allow(["s3:GetBucketPolicy", "s3:PutBucketPolicy"], "arn:aws:s3:::acme-*")
FILES = allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::acme-assets/*")
REWRITES = ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"]


def bucket(name: Any, called: str = "b") -> Resource:
    return aws("s3/bucket", called, bucket=name)


VAULT, ASSETS = bucket("acme-vault", "vault"), bucket("acme-assets", "assets")


def keeps_out(action: Any = REWRITES, resource: str = "arn:aws:s3:::acme-vault", **condition: Any) -> Resource:
    asked = condition or {"ArnLike": {"aws:PrincipalArn": f"{ARN}role/hygiene-*"}}
    statement = deny(action, resource, Principal="*", Condition=asked)
    return aws("s3/bucketPolicy", "vault", bucket="acme-vault", policy=document(statement))


def judged(*others: Resource, given: tuple[dict[str, Any], ...] = (WRITES, FILES), class_: str = "service") -> Answer:
    holder = role("hygiene-job", tags={"daypass:class": class_}), may("hygiene-job", *given)
    return judge_stack(no_path_to_more_rights, *holder, *others)


def is_told(*others: Resource, given: tuple[dict[str, Any], ...] = (WRITES, FILES), class_: str = "service") -> bool:
    return any(
        "write the policy of what it names" in one for one in messages(judged(*others, given=given, class_=class_))
    )


@pytest.mark.parametrize("class_", ["service", "agent", "pipeline"])
def test_buckets_that_deny_it_or_that_the_holder_reads_anyway_are_no_entrance(class_: str) -> None:
    assert not is_told(VAULT, ASSETS, keeps_out(), class_=class_)
    assert not is_told(ASSETS, class_=class_)
    named = allow("s3:PutBucketPolicy", "arn:aws:s3:::acme-vault")
    assert not is_told(VAULT, keeps_out(), given=(named, FILES), class_=class_)
    twin = native("s3:Bucket", "vault", bucketName="acme-vault")
    assert not is_told(twin, keeps_out(), class_=class_)


@pytest.mark.parametrize(
    "others",
    [
        [],
        [VAULT],
        [VAULT, ASSETS],
        [VAULT, keeps_out("s3:PutBucketPolicy"), ASSETS],  # whoever deletes the policy first writes it then
        [VAULT, keeps_out(ArnLike={"aws:PrincipalArn": f"{ARN}role/other-*"})],
        [VAULT, keeps_out(Bool={"aws:SecureTransport": "false"})],
        [VAULT, keeps_out("s3:PutObject")],
        [VAULT, keeps_out(), bucket("acme-ledger", "ledger")],
        [bucket("other", "other")],
    ],
    ids=len,
)
def test_one_bucket_that_lets_it_is_enough_and_so_is_that_the_stack_has_none(others: list[Resource]) -> None:
    given = (WRITES, allow("s3:DeleteBucketPolicy", "arn:aws:s3:::acme-*"), FILES)
    assert is_told(*others, given=given)


def test_who_may_not_delete_the_policy_is_kept_out_by_what_denies_to_write_it() -> None:
    assert not is_told(VAULT, ASSETS, keeps_out("s3:PutBucketPolicy"))


def test_buckets_of_tests_and_those_that_the_pattern_does_not_take_in_do_not_count() -> None:
    assert not is_told(ASSETS, bucket("acme-test", "t"))
    assert not is_told(ASSETS, bucket("ledger-acme", "ledger"))


@pytest.mark.parametrize("everything", ["*", "arn:aws:s3:::*", "arn:aws:s3:::a*"])
def test_a_pattern_that_is_no_name_takes_in_any_bucket(everything: str) -> None:
    assert is_told(ASSETS, VAULT, keeps_out(), given=(allow("s3:PutBucketPolicy", everything),))


def test_a_bucket_of_which_the_name_is_not_known_leaves_it_undecided() -> None:
    hidden = bucket(UNKNOWN, "later")
    answer = judged(ASSETS, hidden)
    assert messages(answer) == []
    assert any("bucket" in one for one in unknowns(answer))
    assert is_told(hidden)
    assert is_told(VAULT, hidden)


@pytest.mark.parametrize("odd", [None, 7, "", [], {}, "*"])
def test_no_shape_of_a_name_breaks_it(odd: Any) -> None:
    judged(bucket(odd), ASSETS)


def test_many_buckets_and_holders_cost_in_proportion() -> None:
    def cost(many: int) -> int:
        made = [
            resource
            for at in range(many)
            for resource in (
                role(f"r{at}", tags={"daypass:class": "service"}),
                may(f"r{at}", allow("s3:PutBucketPolicy", f"arn:aws:s3:::acme{at}-*")),
                bucket(f"acme{at}-vault", f"b{at}"),
            )
        ]
        return calls(lambda: judge_stack(no_path_to_more_rights, *made))

    assert cost(80) < 6 * cost(20)
