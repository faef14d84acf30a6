"""Who takes a list of revoked certificates out of force lets in again whoever holds one of these."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, lets_in, may, role
from tests.support.grants import ACCOUNT, aws, depending, native, new
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"arn:aws:rolesanywhere:eu-west-1:{ACCOUNT}"
ANCHOR, LIST = f"{HERE}:trust-anchor/aaaaaaaa-1111", f"{HERE}:crl/cccccccc-1111"
LIFTS = ["rolesanywhere:DisableCrl", "rolesanywhere:DeleteCrl", "rolesanywhere:UpdateCrl"]
ENTERS = lets_in("rolesanywhere.amazonaws.com", Condition={"ArnEquals": {"aws:SourceArn": ANCHOR}})
WRITES = allow("s3:PutObject", "arn:aws:s3:::takings/*")


def crl(**inputs: Any) -> Resource:
    said = {"arn": LIST, "trustAnchorArn": ANCHOR, "enabled": True}
    return native("rolesanywhere:Crl", "retired", **{**said, **inputs})


def judged(
    *given: dict[str, Any],
    name: str = "a",
    of: Resource | None = None,
    trust: dict[str, Any] = ENTERS,
    made: tuple[Resource, ...] = (),
) -> Answer:
    holder = role(name, "lambda.amazonaws.com")
    entered = (role("till", trust), may("till", WRITES))
    return judge_stack(no_path_to_more_rights, holder, may(name, *given), *entered, of or crl(), *made)


@pytest.mark.parametrize("action", LIFTS)
def test_whoever_lifts_a_list_lets_in_who_was_revoked(action: str) -> None:
    text = only(messages(judged(allow(action, LIST))))
    assert "may let in again whose certificate was revoked by which role 'till' is entered" in text
    assert action in text


def test_a_list_whose_arn_is_not_known_is_whichever_the_holder_names() -> None:
    assert messages(judged(allow(LIFTS[0], LIST), of=crl(arn=None)))


def test_who_looks_after_the_lists_is_there_for_that() -> None:
    assert passes(judged(allow(LIFTS, LIST), name="crl-publisher"))


@pytest.mark.parametrize(
    "given",
    [
        [allow(LIFTS, LIST.replace("cccc", "dddd"))],
        [allow(["rolesanywhere:GetCrl", "rolesanywhere:EnableCrl", "rolesanywhere:ImportCrl"], "*")],
        [allow(LIFTS, LIST), deny(LIFTS, "*")],
        [allow(LIFTS, LIST), WRITES],
    ],
    ids=str,
)
def test_another_list_reading_a_denial_and_what_it_has_itself_open_nothing(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


def test_a_list_that_is_off_bars_nobody_and_one_of_another_anchor_nobody_here() -> None:
    assert passes(judged(allow(LIFTS, LIST), of=crl(enabled=False)))
    assert passes(judged(allow(LIFTS, LIST), of=crl(trustAnchorArn=ANCHOR.replace("aaaa", "bbbb"))))


def test_a_list_that_may_be_on_leaves_it_undecided() -> None:
    answer = judged(allow(LIFTS[0], LIST), of=crl(enabled=UNKNOWN))
    assert not messages(answer)
    assert unknowns(answer) == ["enabled"]


def test_an_anchor_that_is_not_known_yet_is_the_one_that_the_list_depends_on() -> None:
    anchor = aws("rolesanywhere/trustAnchor", "devices", arn=ANCHOR)
    assert messages(judged(allow(LIFTS[0], LIST), of=depending(crl(), trustAnchorArn=anchor), made=(anchor,)))
    other = aws("rolesanywhere/trustAnchor", "others", arn=ANCHOR.replace("aaaa", "bbbb"))
    assert passes(judged(allow(LIFTS[0], LIST), of=depending(crl(), trustAnchorArn=other), made=(other,)))
    made = new(anchor, "arn")
    answer = judged(allow(LIFTS[0], LIST), of=depending(crl(), trustAnchorArn=made), made=(made,))
    assert unknowns(answer) == ["trustAnchorArn"]


def test_an_anchor_that_nothing_tells_leaves_it_undecided_but_of_a_role_that_takes_any() -> None:
    answer = judged(allow(LIFTS[0], LIST), of=new(crl(), "trustAnchorArn"))
    assert not messages(answer)
    assert unknowns(answer) == ["trustAnchorArn"]
    anybody = lets_in("rolesanywhere.amazonaws.com")
    assert messages(judged(allow(LIFTS[0], LIST), of=new(crl(), "trustAnchorArn"), trust=anybody))
