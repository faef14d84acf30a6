"""What is limited to a tag is limited to nothing for whoever may put that tag on whatever there is."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.pass_role_names_its_roles import pass_role_names_its_roles

INSTANCES = f"arn:aws:ec2:*:{ACCOUNT}:instance/*"
TAG = "ec2:CreateTags"


def of_role(*statements: dict[str, Any]) -> Answer:
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *statements))


def where(**condition: Any) -> dict[str, Any]:
    """A condition by its operator, with a colon for two underscores."""
    return {"Condition": {operator.replace("__", ":"): value for operator, value in condition.items()}}


ENTERS = allow("ssm:StartSession", INSTANCES, **where(StringEquals={"ssm:resourceTag/Tier": "sandbox"}))
ENTERS_ALL = allow("ssm:StartSession", INSTANCES)
KEPT_OUT = deny("ssm:StartSession", **where(StringNotEquals={"aws:ResourceTag/Tier": "sandbox"}))
CHANGES = allow("lambda:UpdateFunctionCode", **where(StringLike={"aws:ResourceTag/team": "blue*"}))
CHANGES_OWN = allow("lambda:UpdateFunctionCode", **where(StringEquals={"aws:ResourceTag/t": "${aws:PrincipalTag/t}"}))


@pytest.mark.parametrize(
    "statements",
    [
        (ENTERS, allow(TAG)),
        (ENTERS, allow("ec2:create*", INSTANCES)),
        (ENTERS, allow(TAG, INSTANCES, **where(ForAllValues__StringEquals={"aws:TagKeys": ["Tier", "Name"]}))),
        (ENTERS, allow(TAG, INSTANCES, **where(StringEquals={"aws:RequestTag/Tier": ["sandbox", "web"]}))),
        (ENTERS, allow(TAG, INSTANCES, **where(Null={"aws:ResourceTag/Tier": "true"}))),
        (ENTERS_ALL, KEPT_OUT, allow(TAG)),
        (CHANGES, allow("lambda:TagResource")),
        (CHANGES, CHANGES_OWN, allow("lambda:TagResource")),
    ],
)
def test_a_tag_that_the_holder_sets_limits_nothing(statements: tuple[dict[str, Any], ...]) -> None:
    (problem,) = of_role(*statements).problems
    assert str(problem.key).startswith("existing-passrole ")
    assert not problem.advisory


@pytest.mark.parametrize(
    "statements",
    [
        (ENTERS,),
        (ENTERS_ALL, KEPT_OUT),
        (ENTERS, allow("lambda:TagResource")),
        (ENTERS, allow(TAG, f"arn:aws:ec2:*:{ACCOUNT}:volume/*")),
        (ENTERS, allow(TAG, f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-0123456789")),
        (ENTERS, allow(TAG, INSTANCES, **where(ForAllValues__StringEquals={"aws:TagKeys": ["Name"]}))),
        (ENTERS, allow(TAG, INSTANCES, **where(StringEquals={"ec2:CreateAction": "RunInstances"}))),
        (ENTERS, allow(TAG, INSTANCES, **where(StringEquals={"aws:RequestTag/Tier": "web"}))),
        (ENTERS, allow(TAG, INSTANCES, **where(StringEquals={"ec2:ResourceTag/Tier": "sandbox"}))),
        (ENTERS, allow(TAG), deny(TAG, **where(ForAnyValue__StringEquals={"aws:TagKeys": ["Tier"]}))),
        (ENTERS, allow(TAG), deny(TAG)),
        (CHANGES_OWN, allow("lambda:TagResource")),
        (allow(TAG),),
    ],
)
def test_a_tag_that_others_set_limits(statements: tuple[dict[str, Any], ...]) -> None:
    assert passes(of_role(*statements))


def test_its_own_tag_on_whatever_there_is_limits_nothing() -> None:
    def of_crew(*statements: dict[str, Any]) -> Answer:
        given = role("a", tags={"t": "blue"}), may("a", *statements)
        return judge_stack(no_path_to_more_rights, *given)

    own = "${aws:PrincipalTag/t}"
    enters = allow("ssm:StartSession", INSTANCES, **where(StringEquals={"ssm:resourceTag/t": own}))
    for limited, tags in ((CHANGES_OWN, "lambda:TagResource"), (enters, TAG)):
        assert "may take over what runs as another role" in only(of_crew(limited, allow(tags)))
        claims = where(StringEquals={"aws:RequestTag/t": own})
        claimed = of_crew(limited, allow(tags, **claims))  # what is another's becomes its own
        assert "may take over what runs as another role" in only(claimed)
        assert passes(of_crew(limited, allow(tags, **claims), deny(tags, **where(Null={"aws:ResourceTag/t": "false"}))))
        assert passes(of_crew(limited, allow(tags, **where(StringEquals={"aws:ResourceTag/t": "blue"}))))
        assert passes(of_crew(limited))


def test_roles_by_tag_are_any_role_for_who_tags_roles() -> None:
    passing = allow("iam:PassRole", **where(StringEquals={"iam:ResourceTag/team": "blue"}))
    tagging, elsewhere = allow("iam:TagRole"), allow("iam:TagRole", f"arn:aws:iam::{ACCOUNT}:role/blue/*")

    def judged(*statements: dict[str, Any]) -> Answer:
        return judge_stack(pass_role_names_its_roles, role("a"), may("a", *statements))

    assert messages(judged(passing, tagging)) == [
        "role 'a' may pass any role to any service, by policy.Statement[0] of 'a-policy'"
    ]
    assert passes(judged(passing))
    assert passes(judged(passing, elsewhere))


def test_what_is_not_known_of_the_tagging_is_undecided() -> None:
    rest = aws("iam/rolePolicy", "rest", role="a", policy=UNKNOWN)
    answer = judge_stack(no_path_to_more_rights, role("a"), may("a", ENTERS), rest)
    assert not answer.problems
    assert answer.undecided


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(["Tier", "a:b/c", "x" * 128]), st.sampled_from(["1", "a b", "ü"]), st.data())
def test_whatever_the_tag_is_called_the_holder_gets_through(name: str, value: str, data: st.DataObject) -> None:
    tag = {f"aws:ResourceTag/{name}": value}
    enters = (allow("ssm:StartSession", INSTANCES, **where(StringEquals=tag)),)
    kept_out = (ENTERS_ALL, deny("ssm:StartSession", **where(StringNotEquals=tag)))
    limited = data.draw(st.sampled_from([enters, kept_out]))
    assert passes(of_role(*limited))
    assert "path ssm-001" in only(of_role(*limited, allow(TAG)))


def test_many_tags_cost_little() -> None:
    tags = [{f"aws:ResourceTag/k{index}": str(index)} for index in range(200)]
    many = [allow("ssm:StartSession", INSTANCES, **where(StringEquals=tag)) for tag in tags]
    assert passes(of_role(*many, allow(TAG, INSTANCES, **where(StringEquals={"ec2:CreateAction": "RunInstances"}))))
