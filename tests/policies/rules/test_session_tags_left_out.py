"""What `session-tags-are-limited` says of whom alone a trust lets set the tag, and who may leave it out."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, lets_in, may, role
from tests.support.grants import ARN
from tests.support.rules import judge_stack

from daypass_policies.rules.session_tags_are_limited import session_tags_are_limited

WORKER = f"{ARN}role/worker"
TAGS = ["sts:AssumeRole", "sts:TagSession"]
TENANT = allow("s3:GetObject", "arn:aws:s3:::files/${aws:PrincipalTag/tenant}/*")
SETS = allow(TAGS, f"{ARN}role/tools")
NO_OTHERS = {"ForAllValues:StringEquals": {"aws:TagKeys": ["tenant"]}}
FILES, OPEN = "arn:aws:s3:::files/", "${aws:PrincipalTag/tenant}"


@pytest.mark.parametrize(
    ("opened", "is_told"),
    [
        ((TENANT,), False),
        ((allow("s3:GetObject", [f"{FILES}{OPEN}/*", f"{FILES}shared/*"]),), False),
        ((TENANT, deny("s3:GetObject", f"{FILES}secret/*")), False),
        ((allow("s3:GetObject", f"{FILES}*", Condition={"StringEquals": {"s3:ExistingObjectTag/of": OPEN}}),), False),
        ((allow("s3:GetObject", f"{FILES}${{aws:PrincipalTag/tenant, 'all'}}/*"),), True),
        ((TENANT, deny("s3:GetObject", "*", Condition={"StringNotEquals": {"s3:ExistingObjectTag/of": OPEN}})), True),
        ((allow("s3:GetObject", "*", Condition={"StringNotEquals": {"s3:ExistingObjectTag/not": OPEN}}), TENANT), True),
    ],
    ids=str,
)
@pytest.mark.parametrize("asks", [NO_OTHERS, {"StringLikeIfExists": {"aws:RequestTag/tenant": "?*"}, **NO_OTHERS}])
def test_whom_alone_a_trust_lets_set_this_tag_may_leave_it_out_to_have_less(
    opened: Any, asks: Any, *, is_told: bool
) -> None:
    tools = role("tools", lets_in(WORKER, TAGS, Condition=asks)), may("tools", *opened)
    assert bool(judge_stack(session_tags_are_limited, role("worker"), may("worker", SETS), *tools).problems) is is_told
    agent = role("worker", tags={"daypass:class": "agent"})
    assert judge_stack(session_tags_are_limited, agent, may("worker", SETS), *tools).problems
