"""Whoever writes the policy of a bucket of tables, a cluster or the like reads what is kept there."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights


def of_class(name: str) -> Resource:
    return role("a", tags={"daypass:class": name})


def judged(holder: Resource, *given: dict[str, Any]) -> Answer:
    return judge_stack(no_path_to_more_rights, holder, may("a", *given))


def _thing(service: str, name: str) -> str:
    return f"arn:aws:{service}:eu-west-1:{ACCOUNT}:{name}"


TABLES, VECTORS = _thing("s3tables", "bucket/ledger"), _thing("s3vectors", "bucket/ledger")


@pytest.mark.parametrize(
    ("opens", "thing", "reads", "below"),
    [
        ("s3express:PutBucketPolicy", _thing("s3express", "bucket/ledger--x-s3"), "s3express:CreateSession", ""),
        ("s3tables:PutTableBucketPolicy", TABLES, "s3tables:GetTableData", "/table/*"),
        ("s3tables:PutTablePolicy", f"{TABLES}/table/11111111-2222", "s3tables:GetTableData", ""),
        ("s3vectors:PutVectorBucketPolicy", VECTORS, "s3vectors:GetVectors", "/index/*"),
        ("dsql:PutClusterPolicy", _thing("dsql", "cluster/abc"), "dsql:DbConnectAdmin", ""),
        ("glacier:SetVaultAccessPolicy", _thing("glacier", "vaults/ledger"), "glacier:InitiateJob", ""),
    ],
)
def test_other_things_that_keep_data_have_policies_as_well(opens: str, thing: str, reads: str, below: str) -> None:
    words = f"write the policy of what it names, and so do what it was not given ({reads}) ({opens})"
    assert words in only(judged(of_class("service"), allow(opens, thing)))
    assert words in only(judged(of_class("service"), allow(opens, thing), allow(reads, f"{thing}-other{below}")))
    assert passes(judged(of_class("service"), allow(opens, thing), allow(reads, f"{thing}{below}")))
    assert passes(judged(of_class("service"), allow(opens, thing), deny(reads)))
    assert passes(judged(of_class("pipeline"), allow([opens, f"{opens.partition(':')[0]}:Create*"], thing)))
    assert passes(judged(of_class("pipeline"), allow([opens, f"{opens.partition(':')[0]}:Delete*"], thing)))


def test_a_bucket_of_tables_is_no_table_and_a_table_no_bucket() -> None:
    both, reads = [TABLES, f"{TABLES}/*"], allow("s3tables:GetTableData", f"{TABLES}/table/*")
    assert passes(judged(of_class("service"), allow("s3tables:PutTablePolicy", both), reads))
    assert passes(judged(of_class("service"), allow("s3tables:PutTableBucketPolicy", f"{TABLES}/table/*")))
    assert passes(judged(of_class("service"), allow("s3tables:PutTablePolicy", TABLES)))


def test_who_reads_a_table_by_its_bucket_was_given_it() -> None:
    reads = {"Effect": "Allow", "Principal": {"AWS": f"{ARN}role/a"}, "Action": "s3tables:GetTableData"}
    says = document({**reads, "Resource": f"{TABLES}/table/*"})
    by = aws("s3tables/tableBucketPolicy", "ledger", tableBucketArn=TABLES, resourcePolicy=says)
    writes = may("a", allow("s3tables:PutTableBucketPolicy", TABLES))
    assert passes(judge_stack(no_path_to_more_rights, of_class("service"), writes, by))
