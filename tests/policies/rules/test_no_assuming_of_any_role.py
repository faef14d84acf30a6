"""Assuming roles is for named ones: whoever may assume any role is told so, however it is written."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ARN, aws, group, policy, user
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_assuming_of_any_role import no_assuming_of_any_role

ASSUME = "sts:AssumeRole"


def judged(*resources: Resource) -> Answer:
    return judge_stack(no_assuming_of_any_role, *resources)


def of_role(*statements: dict[str, Any]) -> Answer:
    return judged(role("a"), may("a", *statements))


@pytest.mark.parametrize(
    "statement",
    [
        allow(ASSUME),
        allow("sts:*"),
        allow("STS:assume*", f"{ARN}role/*"),
        allow(ASSUME, "arn:aws:iam::*:role/*"),
        allow(ASSUME, "arn:aws:iam::444455556666:role/*"),
        allow(ASSUME, ["arn:aws:iam::444455556666:role/app", "arn:aws:iam::777788889999:*"]),
        allow(ASSUME, Condition={"StringEquals": {"sts:ExternalId": "x"}}),
        allow(ASSUME, Condition={"StringEquals": {"aws:ResourceOrgID": "o-1"}}),
        {"Effect": "Allow", "Action": ASSUME, "NotResource": f"{ARN}role/admin"},
    ],
    ids=str,
)
def test_any_role_is_refused_in_any_spelling(statement: dict[str, Any]) -> None:
    assert messages(of_role(statement)) == [
        "role 'a' may assume any role that lets it in, by policy.Statement[0] of 'a-policy'"
    ]


@pytest.mark.parametrize(
    "statements",
    [
        [allow(ASSUME, f"{ARN}role/x")],
        [allow(ASSUME, "arn:aws:iam::*:role/reports-reader")],
        [allow(ASSUME, "arn:aws:iam::*:role/cdk-*")],
        [allow(ASSUME, "arn:aws:iam::444455556666:role/team/*")],
        [allow(ASSUME, Condition={"StringEquals": {"aws:ResourceTag/team": "payments"}})],
        [allow(ASSUME), deny("sts:*")],
        [allow(ASSUME), {"Effect": "Deny", "Action": ASSUME, "NotResource": f"{ARN}role/app"}],
        [allow(["sts:GetCallerIdentity", "sts:TagSession"])],
        [allow("*")],
    ],
    ids=str,
)
def test_named_roles_and_what_is_taken_away_pass(statements: list[dict[str, Any]]) -> None:
    assert passes(of_role(*statements))


@pytest.mark.parametrize(
    ("name", "advisory"),
    [
        ("OrganizationAccountAccessRole", False),
        ("AWSControlTowerExecution", False),
        ("aws-reserved/sso.amazonaws.com/AWSReservedSSO_AdministratorAccess_0123456789abcdef", False),
        ("team/Admin", True),
    ],
)
def test_a_named_role_that_is_an_administrator_everywhere_is_told(name: str, advisory: bool) -> None:  # noqa: FBT001 - a column of the table
    (problem,) = of_role(allow(ASSUME, f"arn:aws:iam::*:role/{name}")).problems
    assert problem.advisory == advisory
    assert repr(name.rpartition("/")[2]) in problem.message
    assert passes(of_role(allow(ASSUME, f"arn:aws:iam::*:role/{name}"), deny(ASSUME)))


def test_nothing_out_of_a_secret_document_is_said() -> None:
    text = document(allow(ASSUME, f"{ARN}role/Admin"))
    answer = judged(role("a"), aws("iam/rolePolicy", "p", role="a", policy=Secret(text)))
    assert messages(answer) == ["role 'a' may assume a role, which is called an administrator"]
    assert "Admin" not in str(answer.problems[0].key)


def test_a_name_that_only_holds_the_word_says_nothing() -> None:
    assert passes(of_role(allow(ASSUME, "arn:aws:iam::444455556666:role/billing-admin-reports")))


def test_a_boundary_takes_it_away() -> None:
    fence = policy("fence", policy=document(allow("s3:*")))
    assert passes(judged(role("a", permissionsBoundary=f"{ARN}policy/fence"), fence, may("a", allow(ASSUME))))


def test_a_group_speaks_for_its_users() -> None:
    held = aws("iam/groupPolicy", "p", group="staff", policy=document(allow(ASSUME)))
    membership = aws("iam/userGroupMembership", "m", user="ann", groups=["staff"])
    (message,) = messages(judged(user("ann"), group("staff"), held, membership))
    assert message.startswith("group 'staff'")


def test_a_policy_that_nobody_has_is_judged_and_an_unknown_one_undecided() -> None:
    assert "may assume any role that lets it in" in only(judged(policy("p", policy=document(allow(ASSUME)))))
    assert unknowns(judged(policy("p", policy=UNKNOWN))) == ["policy"]
    assert unknowns(judged(role("a"), aws("iam/rolePolicy", "p", role="a", policy=UNKNOWN))) == ["policy"]


def test_a_pattern_that_takes_in_a_role_that_aws_makes_everywhere_names_it() -> None:
    meant = "arn:aws:iam::*:role/Organization*"
    assert "role 'OrganizationAccountAccessRole', which AWS makes an" in messages(of_role(allow(ASSUME, meant)))[0]
    assert passes(of_role(allow(ASSUME, meant), deny(ASSUME, "arn:aws:iam::*:role/OrganizationAccountAccessRole")))
    assert passes(of_role(allow(ASSUME, "arn:aws:iam::*:role/organisation-audit-*")))


def demanding(condition: object, effect: str = "Allow") -> Resource:
    """What lets role 'a' make roles under a condition of their boundary."""
    statement = {"Effect": effect, "Action": ["iam:CreateRole"], "Resource": f"{ARN}role/app/*", "Condition": condition}
    return may("a", statement)


FENCE = f"{ARN}policy/fence"
AS_BOUNDARY, NOT_AS_ONE = ({f"String{word}": {"iam:PermissionsBoundary": FENCE}} for word in ("Equals", "NotEquals"))


@pytest.mark.parametrize(
    ("condition", "effect", "is_told"),
    [
        (AS_BOUNDARY, "Allow", False),
        (NOT_AS_ONE, "Deny", False),
        ({"ArnLike": {"IAM:permissionsboundary": FENCE}}, "Allow", False),
        (AS_BOUNDARY, "Deny", True),
        (NOT_AS_ONE, "Allow", True),
        ({"StringEquals": {"iam:PermissionsBoundary": f"{ARN}policy/other"}}, "Allow", True),
        ({"StringEquals": {"iam:PolicyARN": FENCE}}, "Allow", True),
    ],
    ids=str,
)
def test_a_policy_that_is_demanded_as_a_boundary_gives_nothing(
    condition: object, effect: str, *, is_told: bool
) -> None:
    fence = policy("fence", policy=document(allow(ASSUME)))
    assert bool(judged(fence, role("a"), demanding(condition, effect)).problems) is is_told


def test_one_that_somebody_has_gives_what_it_gives_all_the_same() -> None:
    fence = policy("fence", policy=document(allow(ASSUME)))
    has = aws("iam/rolePolicyAttachment", "has", role="a", policyArn=FENCE)
    assert messages(judged(fence, role("a"), demanding(AS_BOUNDARY), has))


def test_what_is_not_known_of_a_condition_demands_nothing() -> None:
    fence = policy("fence", policy=document(allow(ASSUME)))
    makes = {"Effect": "Allow", "Action": "iam:CreateRole", "Resource": f"{ARN}role/app/*", "Condition": UNKNOWN}
    given = aws("iam/rolePolicy", "a-policy", role="a", policy={"Version": "2012-10-17", "Statement": [makes]})
    assert messages(judged(fence, role("a"), given))


def pipelines(name: str, target: str) -> Answer:
    given = may(name, allow(ASSUME, f"{ARN}role/{target}"))
    return judged(role(name, tags={"daypass:class": "pipeline"}), given)


DEPLOY = "cdk-hnb659fds-deploy-role-111122223333-eu-west-1"


@pytest.mark.parametrize("target", [DEPLOY, "shop-apply", "release"])
def test_a_pipeline_that_only_checks_does_not_deploy(target: str) -> None:
    told = pipelines("cdk-lint", target)
    assert only(told).startswith(
        f"role 'cdk-lint' may assume role '{target}', which deploys by its name, and it only checks by its own"
    )
    assert told.problems[0].advisory


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("cdk-deploy", DEPLOY),
        ("cdk", DEPLOY),
        ("check-and-deploy", DEPLOY),
        ("cdk-plan", "cdk-hnb659fds-lookup-role-111122223333-eu-west-1"),
        ("image-scan", "scan-results-writer"),
    ],
)
def test_who_deploys_and_who_looks_assumes_what_it_is_for(name: str, target: str) -> None:
    assert passes(pipelines(name, target))


@pytest.mark.parametrize("name", ["cdk-diff", "drift-check"])
def test_a_pattern_of_the_roles_of_the_cdk_takes_in_the_one_that_deploys(name: str) -> None:
    for target in ("cdk-hnb659fds-*", "cdk-*", "cdk-hnb659fds-*-111122223333-eu-west-1"):
        assert "'cdk-hnb659fds-deploy-role-111122223333-" in only(pipelines(name, target))
    assert passes(pipelines(name, "cdk-hnb659fds-lookup-role-*"))
    assert passes(pipelines("cdk-deploy", "cdk-hnb659fds-*"))
