"""Passing roles is for named ones: whoever may pass any role is told so, however it is written."""

from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, deny, document, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, group, policy, user
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_admin_access import no_admin_access
from daypass_policies.rules.pass_role_names_its_roles import pass_role_names_its_roles

PASS = "iam:PassRole"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
TO_LAMBDA = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}


def judged(*resources: Resource) -> Answer:
    return judge_stack(pass_role_names_its_roles, *resources)


def strictly(*resources: Resource) -> Answer:
    return judge_stack(pass_role_names_its_roles, *resources, profile="strict")


def of_role(*statements: dict[str, Any]) -> Answer:
    return judged(role("a"), may("a", *statements))


@pytest.mark.parametrize(
    "statement",
    [
        allow(PASS),
        allow("IAM:passrole", f"{ARN}role/*"),
        allow("iam:P*", "arn:aws:iam::*:role/*"),
        allow(PASS, [f"{ARN}role/app", f"{ARN}role/?*"]),
        allow(PASS, "arn:aws:iam::*:*"),
        {"Effect": "Allow", "Action": PASS, "NotResource": f"{ARN}role/admin"},
        allow(PASS, Condition={"StringLike": {"iam:PassedToService": "*"}}),
        allow(PASS, Condition={"StringEqualsIfExists": {"iam:AssociatedResourceArn": "x"}}),
        {"Effect": "Allow", "NotAction": ["s3:*"], "Resource": f"{ARN}role/*"},
    ],
    ids=str,
)
def test_any_role_is_refused_in_any_spelling(statement: dict[str, Any]) -> None:
    (problem,) = of_role(statement).problems
    assert (problem.key, problem.severity, problem.advisory) == ("any", "high", False)
    assert problem.message == "role 'a' may pass any role to any service, by policy.Statement[0] of 'a-policy'"


def test_any_role_to_one_service_is_still_any_role() -> None:
    (problem,) = of_role(allow(PASS, Condition=TO_LAMBDA)).problems
    assert (problem.key, problem.severity, problem.advisory) == ("limited", "medium", True)


def test_a_service_that_only_writes_its_own_records_does_nothing_with_whatever_role() -> None:
    records = {"StringNotEquals": {"iam:PassedToService": "monitoring.rds.amazonaws.com"}}
    assert passes(of_role(allow(PASS), deny(PASS, "*", Condition=records)))
    more = {"StringEquals": {"iam:PassedToService": ["monitoring.rds.amazonaws.com", "rds.amazonaws.com"]}}
    assert of_role(allow(PASS, Condition=more)).problems
    for other in (
        "ec2.amazonaws.com.cn",
        "states.eu-west-1.amazonaws.com",
        "unheard-of.amazonaws.com",
        "*.rds.amazonaws.com",
    ):
        named = {"StringLike": {"iam:PassedToService": ["monitoring.rds.amazonaws.com", other]}}
        assert of_role(allow(PASS, Condition=named)).problems


@pytest.mark.parametrize(
    "statements",
    [
        [allow(PASS, f"{ARN}role/x")],
        [allow(PASS, f"{ARN}role/app-*", Condition=TO_LAMBDA)],
        [allow(PASS, "arn:aws:iam::*:role/daypass/*")],
        [allow(PASS, f"{ARN}role/${{aws:PrincipalTag/team}}/*")],
        [allow(PASS, "arn:aws:iam::999988887777:role/*")],
        [allow(PASS, Condition={"StringEquals": {"iam:ResourceTag/passable": "yes"}})],
        [allow(PASS), deny("iam:*")],
        [allow(PASS), {"Effect": "Deny", "Action": PASS, "NotResource": [f"{ARN}role/app", f"{ARN}role/x"]}],
        [allow("iam:*")],
        [allow("*")],
        [allow(["iam:Get*", "iam:List*"])],
        [deny(PASS)],
    ],
    ids=str,
)
def test_named_roles_and_what_is_taken_away_pass(statements: list[dict[str, Any]]) -> None:
    assert passes(of_role(*statements))


def test_a_boundary_takes_it_away() -> None:
    bounded = role("a", permissionsBoundary=f"{ARN}policy/fence")
    held = may("a", allow(PASS))
    assert passes(judged(bounded, policy("fence", policy=document(allow("s3:*"))), held))
    message = only(judged(bounded, policy("fence", policy=document(allow(["s3:*", "iam:Pass*"]))), held))
    assert "may pass any role to any service" in message


def test_one_weak_role_passes_and_one_administrator_does_not() -> None:
    passer = may("a", allow(PASS, f"{ARN}role/b"))
    assert passes(judged(role("a"), passer, role("b"), may("b", allow("s3:GetObject", "arn:aws:s3:::b/*"))))
    (problem,) = judged(role("a"), passer, role("b", LAMBDA, managedPolicyArns=[ADMINISTRATOR])).problems
    assert (problem.key, "may pass role 'b', which may do everything" in problem.message) == ("to b", True)


def test_a_role_that_trusts_no_service_cannot_be_passed_to_one() -> None:
    passer = may("a", allow(PASS, f"{ARN}role/b"))
    trusting = role("b", lets_in(f"{ARN}role/other"), managedPolicyArns=[ADMINISTRATOR])
    assert passes(judged(role("a"), passer, trusting))
    to_ec2 = may(
        "a", allow(PASS, f"{ARN}role/b", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})
    )
    assert passes(judged(role("a"), to_ec2, role("b", LAMBDA, managedPolicyArns=[ADMINISTRATOR])))


def test_a_group_speaks_for_its_users() -> None:
    held = aws("iam/groupPolicy", "p", group="staff", policy=document(allow(PASS)))
    membership = aws("iam/userGroupMembership", "m", user="ann", groups=["staff"])
    assert messages(judged(user("ann"), group("staff"), held, membership)) == [
        "group 'staff' may pass any role to any service, by policy.Statement[0] of 'p'"
    ]


def test_a_policy_that_nobody_has_is_judged_and_an_unknown_one_undecided() -> None:
    assert "may pass any role to any service" in only(judged(policy("p", policy=document(allow(PASS)))))
    assert unknowns(judged(policy("p", policy=UNKNOWN))) == ["policy"]


PATTERN = f"{ARN}role/data-*"


def test_a_piece_of_a_name_that_no_role_here_has_is_advice_in_strict() -> None:
    passing = may("a", allow(PASS, PATTERN, Condition=TO_LAMBDA))
    (problem,) = strictly(role("a"), passing).problems
    assert (problem.key, problem.severity, problem.advisory) == ("pattern", "low", True)
    assert passes(judged(role("a"), passing))
    assert passes(strictly(role("a"), role("data-loader"), passing))
    message = only(strictly(role("data-a"), may("data-a", allow(PASS, PATTERN))))
    assert "may pass roles by a piece of their names" in message  # it does not mean itself
    message = only(strictly(role("a"), may("a", allow(PASS, f"{ARN}role/*/data"))))
    assert "may pass roles by a piece of their names" in message


@pytest.mark.parametrize(
    "statements",
    [
        [allow(PASS, f"{ARN}role/data/*")],
        [allow(PASS, f"{ARN}role/data/loader-*")],
        [allow(PASS, f"{ARN}role/loader")],
        [allow(PASS, PATTERN, Condition={"StringEquals": {"iam:ResourceTag/team": "data"}})],
        [allow(PASS, PATTERN), deny(PASS, f"{ARN}role/data-*")],
        [allow(PASS, f"{ARN}role/${{aws:PrincipalTag/team}}-*")],
    ],
)
def test_a_path_a_name_and_a_limit_pass_in_strict(statements: list[dict[str, Any]]) -> None:
    assert passes(strictly(role("a"), may("a", *statements)))


def test_what_a_policy_of_aws_lets_be_passed_to_one_service_is_told_by_the_path_that_it_opens() -> None:
    """Nobody can edit that policy: who takes it away for the path has taken away this as well."""
    given = role("a", managedPolicyArns=["arn:aws:iam::aws:policy/AWSLambda_FullAccess"])
    assert passes(judged(given))
    (problem,) = judge_stack(pass_role_names_its_roles, given, profile="strict").problems
    assert "may pass any role to some service" in problem.message
    own = of_role(allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}))
    assert own.problems[0].advisory


def test_what_a_policy_of_aws_passes_that_is_told_as_a_whole_goes_with_it() -> None:
    given = role("a", managedPolicyArns=["arn:aws:iam::aws:policy/CloudWatchFullAccessV2"])
    assert passes(judged(given))
    assert only(judge_stack(no_admin_access, given))
    assert only(judge_stack(pass_role_names_its_roles, given, profile="strict"))


BOOKS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:books-??????")


def test_a_pattern_that_takes_in_a_role_with_more_is_advice() -> None:
    """What that leads to is told as well: who asks for one of the two risks must find it."""
    starts = allow("scheduler:CreateSchedule")
    nightly = role("run-books", "scheduler.amazonaws.com"), may("run-books", BOOKS)
    (problem,) = judged(role("desk"), may("desk", starts, allow(PASS, f"{ARN}role/run-*")), *nightly).problems
    assert problem.message.startswith("role 'desk' may pass roles by a pattern of names that takes in role 'run-books'")
    assert "which may secretsmanager:GetSecretValue on" in problem.message
    assert (problem.severity, problem.advisory) == ("medium", True)
    assert passes(judged(role("desk"), may("desk", starts, BOOKS, allow(PASS, f"{ARN}role/run-*")), *nightly))
    alone = may("desk", starts, allow(PASS, f"{ARN}role/run-*"), deny(PASS, f"{ARN}role/run-books"))
    assert passes(judged(role("desk"), alone, *nightly))


def test_so_is_a_named_role_with_more() -> None:
    starts, by_name = allow("scheduler:CreateSchedule"), allow(PASS, f"{ARN}role/run-books")
    nightly = role("run-books", "scheduler.amazonaws.com"), may("run-books", BOOKS)
    (problem,) = judged(role("desk"), may("desk", starts, by_name), *nightly).problems
    assert problem.message.startswith(
        "role 'desk' may pass role 'run-books', which may secretsmanager:GetSecretValue on"
    )
    assert problem.advisory
    assert passes(judged(role("desk"), may("desk", starts, BOOKS, by_name), *nightly))
    assert passes(judged(role("desk"), may("desk", by_name), *nightly))


def test_that_a_named_machine_gets_its_role_is_for_the_path_to_tell() -> None:
    swaps, by_name = allow("ec2:AssociateIamInstanceProfile"), allow(PASS, f"{ARN}role/vault")
    profile = aws("iam/instanceProfile", "vault", name="vault", role="vault")
    vault = role("vault", "ec2.amazonaws.com"), may("vault", BOOKS), profile
    assert passes(judged(role("desk"), may("desk", swaps, by_name), *vault))
    assert only(judged(role("desk"), may("desk", swaps, allow(PASS, f"{ARN}role/vau*")), *vault))
