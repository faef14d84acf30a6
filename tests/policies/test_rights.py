"""What is asked of rights is answered as `reach` answers it, only sooner."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.iam.reach import reach
from daypass.model.resource import UNKNOWN, Undecided
from daypass_policies.rights import denying, may, mentions

ACTIONS = ["s3:DeleteObject", "s3:*", "S3:delete*", "*", "s3:GetObject", "ec2:*", UNKNOWN]
RESOURCES = ["*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/x", "arn:aws:s3:::${aws:username}/x", "arn:aws:s3:::c/*"]
CONDITIONS = [
    {},
    {"Bool": {"aws:ViaAWSMCPService": "true"}},
    {"Bool": {"aws:ViaAWSMCPService": "false"}},
    {"BoolIfExists": {"aws:ViaAWSMCPService": "false"}},
    {"Bool": {"aws:SecureTransport": "true"}},
]
BESIDES = [(), (denying({"BoolIfExists": {"aws:ViaAWSMCPService": "false"}}),)]


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    """One that allows or denies something that has to do with the question."""
    action, resource = draw(st.sampled_from(["Action", "NotAction"])), draw(st.sampled_from(RESOURCES))
    found = {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        action: draw(st.sampled_from(ACTIONS)),
        draw(st.sampled_from(["Resource", "Resource", "NotResource"])): resource,
    }
    condition = draw(st.sampled_from(CONDITIONS))
    return found | ({"Condition": condition} if condition else {})


def answer(question: Any) -> bool | str:
    try:
        return bool(question())
    except Undecided:
        return "undecided"


@settings(deadline=None, max_examples=150)
@given(
    st.lists(statements(), min_size=1, max_size=3),
    st.none() | st.lists(statements(), min_size=1, max_size=2),
    st.sampled_from(["*", "arn:aws:s3:::b/x"]),
    st.sampled_from(BESIDES),
)
def test_the_answer_is_that_of_reach(own: Any, bounds: Any, resource: str, besides: tuple[Document, ...]) -> None:
    """Only where an unknown decides nothing may one of the two be surer than the other."""
    document = Document.parse({"Version": "2012-10-17", "Statement": own})
    boundary = Document.parse({"Version": "2012-10-17", "Statement": bounds}) if bounds else None
    found = answer(lambda: may(Policies((document,), boundary), "s3:DeleteObject", resource, *besides))
    whole = Policies((document, *besides), boundary)
    wanted = answer(lambda: reach(whole, "s3:DeleteObject", resource).possible)
    assert found == wanted or "undecided" in (found, wanted)
    assert found is not False or wanted is not True


def test_a_statement_whose_actions_are_not_known_may_be_about_anything() -> None:
    document = Document.parse({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": UNKNOWN}})
    assert mentions(document.statements[0], "s3:GetObject")
