"""What a document denies again it does not give; an administrator with exceptions stays one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_admin_access import no_admin_access


def policy(text: Any) -> Resource:
    return Resource.of("aws:iam/rolePolicy:RolePolicy", "access", role="api", policy=text)


def document(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", **statement}]})


def beside(deny: Any, **allow: Any) -> Resource:
    """What is allowed on everything, beside denials."""
    allowed = {"Effect": "Allow", "Resource": "*", **allow}
    denied = [{"Effect": "Deny", **one} for one in (deny if isinstance(deny, list) else [deny])]
    return policy(json.dumps({"Version": "2012-10-17", "Statement": [allowed, *denied]}))


STORE = ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]
MFA = {"Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}


def test_an_administrator_with_exceptions_is_one_and_a_denial_alone_is_nothing() -> None:
    message = only(judge_stack(no_admin_access, beside({"Action": "iam:*", "Resource": "*"}, Action="*")))
    assert "allows everything on every resource" in message
    alone = {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}
    assert passes(judge_stack(no_admin_access, policy(json.dumps({"Statement": alone}))))


@pytest.mark.parametrize(
    "deny",
    [
        {"Action": "s3:*", "Resource": "*"},
        {"Action": ["sqs:*", "S3:**"], "Resource": ["arn:aws:s3:::x", "*"]},
        {"Action": "s*", "Resource": "*"},
        {"Action": "*", "Resource": "*"},
        {"NotAction": ["s3:GetObject", "S3:List*"], "Resource": "*"},
        {"NotAction": "sqs:SendMessage", "Resource": "*"},
        [{"Action": "sqs:*", "Resource": "*"}, {"Action": "s3:*", "Resource": "*"}],
    ],
    ids=str,
)
def test_what_the_document_itself_denies_is_not_given(deny: Any) -> None:
    assert passes(judge_stack(no_admin_access, beside(deny, Action="s3:*")))


@pytest.mark.parametrize(
    "deny",
    [
        {"Action": "s3:*", "Resource": "*", **MFA},
        {"Action": "s3:*", "Resource": "*", "Condition": {"ArnLike": {"aws:PrincipalArn": "*"}}},
        {"Action": "s3:*", "Resource": "arn:aws:s3:::audit/*"},
        {"Action": "s3:Delete*", "Resource": "*"},
        {"Action": ["s3:*e*"], "Resource": "*"},
        {"Action": ["s3:g*", "s3:p*", "s3:l*", "s3:d*"], "Resource": "*"},
        {"Action": "sqs:*", "Resource": "*"},
        {"NotAction": "s3:*", "Resource": "*"},
        {"NotAction": ["s3:*e*"], "Resource": "*"},
        {"NotAction": "*", "Resource": "*"},
        {"Action": "s3:*", "NotResource": "*"},
        {"Action": "s3:*", "NotResource": "arn:aws:s3:::*"},
        {"Action": "sqs:*", "NotResource": STORE},
    ],
    ids=str,
)
def test_a_denial_that_leaves_a_whole_service_changes_nothing(deny: Any) -> None:
    (problem,) = judge_stack(no_admin_access, beside(deny, Action="s3:*")).problems
    assert (problem.severity, problem.advisory) == ("high", False)


@pytest.mark.parametrize("action", ["s3:*", "*"])
def test_all_denied_but_named_things_is_advisory_in_profile_strict(action: str) -> None:
    narrow = beside({"Action": action, "NotResource": STORE}, Action=action)
    assert passes(judge_stack(no_admin_access, narrow))
    (problem,) = judge_stack(no_admin_access, narrow, profile="strict").problems
    assert (problem.severity, problem.advisory) == ("medium", True)
    assert problem.message.endswith("on the resources that it names")


def test_all_denied_but_one_role_is_an_administrator() -> None:
    spared = "arn:aws:iam::111122223333:role/reports"
    (problem,) = judge_stack(
        no_admin_access, beside({"Action": "iam:*", "NotResource": spared}, Action="iam:*")
    ).problems
    assert not problem.advisory


@pytest.mark.parametrize("order", [1, -1])
def test_what_denials_leave_of_iam_is_found_in_any_order(order: int) -> None:
    role = "arn:aws:iam::111122223333:role/reports"
    others = [{"Action": "s3:*", "NotResource": STORE}, {"Action": "sqs:*", "Resource": "*"}]
    denials = [*others, {"Action": "iam:*", "NotResource": role}][::order]
    (problem,) = judge_stack(no_admin_access, beside(denials, Action=["s3:*", "iam:*", "sqs:*"])).problems
    assert (problem.severity, problem.advisory) == ("critical", False)
    assert problem.message == "policy of 'access' allows all of iam, s3 on the resources that it names"


@pytest.mark.parametrize("spared", [["sqs:*"], ["sqs:*", "iam:PassRole"]])
def test_what_is_spared_by_actions_and_by_things_is_still_everything(spared: list[str]) -> None:
    (problem,) = judge_stack(no_admin_access, beside({"NotAction": spared, "NotResource": STORE}, Action="*")).problems
    assert (problem.severity, problem.advisory) == ("critical", False)


def test_of_everything_only_what_is_spared_is_left() -> None:
    few = {"NotAction": ["s3:GetObject", "sqs:*"], "Resource": "*"}
    (problem,) = judge_stack(no_admin_access, beside(few, Action="*")).problems
    assert (problem.message, problem.key) == ("policy of 'access' allows all of sqs on every resource", "sqs")
    assert passes(judge_stack(no_admin_access, beside({"NotAction": "s3:GetObject", "Resource": "*"}, Action="*")))
    assert passes(judge_stack(no_admin_access, beside({"NotAction": "s3:GetObject", "Resource": "*"}, Action=["i*:*"])))


def test_a_denial_that_is_not_known_is_undecided_where_it_could_take_all() -> None:
    def with_(deny: Any) -> Resource:
        allowed = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
        return Resource.of("aws-native:iam:RolePolicy", "access", policyDocument={"Statement": [allowed, deny]})

    hidden = judge_stack(no_admin_access, with_({"Effect": "Deny", "Action": "s3:*", "NotResource": [UNKNOWN]}))
    assert not hidden.problems
    assert unknowns(hidden)
    message = only(
        judge_stack(no_admin_access, with_({"Effect": "Deny", "Action": "s3:Delete*", "Resource": [UNKNOWN]}))
    )
    assert "allows all of s3 on every resource" in message
    assert "allows all of s3 on every resource" in only(judge_stack(no_admin_access, with_(UNKNOWN)))
    message = only(judge_stack(no_admin_access, with_({"Effect": UNKNOWN, "Action": "s3:*", "Resource": "*"})))
    assert "allows all of s3 on every resource" in message


@given(st.lists(st.sampled_from(["s3:*", "sqs:*", "*", "s3:Get*", "s*:*", "iam:*"]), min_size=1, max_size=3))
def test_a_denial_of_the_same_takes_all_and_one_of_nothing_takes_nothing(actions: list[str]) -> None:
    assert passes(judge_stack(no_admin_access, beside({"Action": actions, "Resource": "*"}, Action=actions)))
    alone = judge_stack(no_admin_access, policy(document(Action=actions)))
    other = judge_stack(no_admin_access, beside({"Action": "ec2:RunInstances", "Resource": "*"}, Action=actions))
    assert [one.key for one in alone.problems] == [one.key for one in other.problems]
