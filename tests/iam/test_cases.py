"""Statements that share a variable are judged without a value for it."""

import pytest
from tests.support.made_policies import Made, allow, deny, document, identity

from daypass.iam.compare import Comparison, compare
from daypass.iam.policies import Policies
from daypass.iam.reach import Reach, reach

HOME = "arn:aws:s3:::home/${aws:username}/*"
SAME_TEAM = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}


@pytest.mark.parametrize(
    "policies",
    [
        identity(allow("s3:*", HOME), deny("s3:*", HOME)),
        identity(
            allow("s3:*", HOME), deny("s3:Get*", HOME), deny(NotAction="s3:Get*", Resource=[HOME, "arn:aws:s3:::x"])
        ),
        identity(allow("s3:*", HOME, Condition=SAME_TEAM), deny(Condition=SAME_TEAM)),
        identity(allow("s3:*", [HOME, "arn:aws:s3:::x"]), deny("s3:*", HOME), deny("s3:*", "arn:aws:s3:::x")),
        identity(allow(NotAction="iam:*", Resource=HOME), boundary=document(allow("iam:*", HOME))),
        identity(allow("s3:*", HOME), boundary=document(allow("*", NotResource=[HOME]))),
    ],
)
def test_what_is_denied_under_the_same_variable_is_impossible(policies: Policies) -> None:
    assert reach(policies, "*") == Reach(possible=False)


@pytest.mark.parametrize(
    "policies",
    [
        identity(allow("s3:*", HOME), deny("s3:Get*", HOME)),
        identity(allow("s3:*", HOME), deny("s3:*", "arn:aws:s3:::home/${aws:userid}/*")),
        identity(allow("s3:*", HOME), deny(NotResource=HOME)),
        identity(allow("s3:*", HOME), boundary=document(allow("*", HOME))),
        identity(allow("s3:*", HOME), allow("s3:*", "arn:aws:s3:::home/all/*"), deny("s3:*", HOME)),
        Policies((document(allow("s3:*", HOME)), document(deny("s3:*", HOME), version="2008-10-17"))),
    ],
)
def test_what_is_denied_under_another_is_possible(policies: Policies) -> None:
    assert reach(policies, "*").witness is not None


NO_MORE: list[tuple[list[Made], list[Made]]] = [
    ([allow("s3:Get*", HOME)], [allow("s3:*", HOME)]),
    ([allow(["s3:Get*", "s3:Put*"], HOME)], [allow("s3:Get*", HOME), allow("s3:P*", HOME)]),
    ([allow("s3:*", HOME), deny("s3:Get*", HOME)], [allow("s3:*", HOME), deny(["s3:GetObject", "s3:Get?*"], HOME)]),
    ([allow("s3:Get*", Condition=SAME_TEAM)], [allow("s3:*", Condition=SAME_TEAM)]),
    ([allow("s3:*", Condition={**SAME_TEAM, "Null": {"aws:SourceIp": "false"}})], [allow("s3:*", Condition=SAME_TEAM)]),
]


@pytest.mark.parametrize(("a", "b"), NO_MORE)
def test_less_under_the_same_variable_is_no_more(a: list[Made], b: list[Made]) -> None:
    assert compare((document(*a),), (document(*b),)) == Comparison(more=False)


@pytest.mark.parametrize(("b", "a"), NO_MORE)
def test_what_is_more_is_shown_with_a_value_for_the_variable(b: list[Made], a: list[Made]) -> None:
    found = compare((document(*a),), (document(*b),))
    assert found.witness is not None or not found.more


def test_too_many_variables_are_one_case() -> None:
    many = [allow(f"s3:Get{one}", f"arn:aws:s3:::{one}/${{aws:username}}") for one in range(60)]
    assert reach(identity(*many, deny("s3:*", "arn:aws:s3:::*")), "*") == Reach(possible=False)
    assert reach(identity(*many, *(deny(one["Action"], one["Resource"]) for one in many)), "*") == Reach(possible=True)
