"""A Deny that names another ARN than the role's keeps nobody from it, and says that nobody meant it: it is told."""

from typing import Any

import pytest
from tests.support.becoming import LAMBDA, OTHER, allow, deny, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, native
from tests.support.rules import judge_stack, only

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

ADMIN = f"{ARN}role/ops/ledger-admin"
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger"
OPS = allow("sts:AssumeRole", f"{ARN}role/ops/*")
GIVEN = allow("sts:AssumeRole", ADMIN)
MISSES = deny("sts:AssumeRole", f"{ARN}role/ledger-admin")
ABROAD = f"arn:aws:iam::{OTHER}:role"


def judged(
    *statements: dict[str, Any],
    others: tuple[Resource, ...] = (),
    called: str = "planner",
    right: str = "dynamodb:PutItem",
    **asked: Any,
) -> Answer:
    admin = role("ledger-admin", lets_in(f"{ARN}role/{called}", **asked), path="/ops/", arn=ADMIN)
    planner = role(called), may(called, *statements)
    return judge_stack(
        role_does_not_become_stronger, *planner, admin, may("ledger-admin", allow(right, TABLE)), *others
    )


def test_a_denial_without_the_path_misses_the_role_that_its_trust_names() -> None:
    assert only(judged(OPS, MISSES)) == (
        f"role 'planner' leads to role 'ledger-admin', which may dynamodb:PutItem on {TABLE}, as it may not itself, "
        "though denied (policy.Statement[1] of 'planner-policy') by an ARN that is not the role's: role 'planner' may "
        "assume role 'ledger-admin' (assumeRolePolicy.Statement[0] of 'ledger-admin')"
    )


@pytest.mark.parametrize(
    "resource",
    [
        f"{ARN}role/ledger-admin",
        f"{ARN}role/support/ledger-admin",
        f"{ARN}role/ops/Ledger-Admin",
        f"{ARN}Role/ops/ledger-admin",
        f"{ARN}ledger-admin",
        f"{ARN}user/ledger-admin",
        f"{ARN}instance-profile/ledger-admin",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/ledger-admin",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/ledger-admin/*",
        f"arn:aws-cn:iam::{ACCOUNT}:role/ops/ledger-admin",
        "arn:aws:iam:::role/ledger-admin",
        "arn:aws:iam::*:role/ledger-admin",
        f"{ARN}role/ledger-*",
    ],
)
def test_so_does_one_with_another_path_kind_partition_or_in_other_letters(resource: str) -> None:
    assert "though denied" in only(judged(OPS, deny("sts:AssumeRole", resource)))
    assert "though denied" in only(judged(OPS, deny("sts:*", [f"{ARN}role/other", resource])))


def test_whoever_named_it_and_whatever_it_is_called() -> None:
    assert "though denied" in only(judged(GIVEN, MISSES))
    assert "though denied" in only(judged(GIVEN, MISSES, called="ledger-reader"))
    assert "though denied" in only(judged(GIVEN, MISSES, right="dynamodb:GetItem"))


@pytest.mark.parametrize(
    "statements",
    [
        (GIVEN,),
        (OPS, deny("sts:AssumeRole", ADMIN)),
        (OPS, MISSES, deny("sts:AssumeRole", ADMIN)),
        (OPS, deny("sts:AssumeRole", f"{ARN}role/*ledger-admin")),
        (GIVEN, deny("sts:AssumeRole", f"{ARN}role/ledger-auditor")),
        (GIVEN, deny("sts:AssumeRole", f"{ARN}role/support/*")),
        (GIVEN, deny("sts:AssumeRole", f"{ARN}policy/ledger-admin")),
        (GIVEN, deny(["iam:*", "sts:*"], f"{ARN}user/ledger-admin")),
        (GIVEN, deny("iam:PassRole", f"{ARN}role/ledger-admin")),
        (GIVEN, deny("sts:AssumeRole", f"{ARN}role/ledger-*")),
        (allow("sts:AssumeRole", f"{ARN}role/*"), deny("sts:AssumeRole", f"{ARN}role/ledger-*")),
        (GIVEN, deny("sts:AssumeRole", f"{ABROAD}/ledger-admin")),
        (OPS, deny("sts:AssumeRole", f"{ABROAD}/ops/ledger-admin")),
        (
            allow("sts:AssumeRole", [f"{ARN}role/ops/*", f"{ABROAD}/*"]),
            deny("sts:AssumeRole", f"{ABROAD}/ledger-admin"),
        ),
        (GIVEN, {**MISSES, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}),
        (allow("dynamodb:PutItem", TABLE), GIVEN, MISSES),
    ],
    ids=[
        *("no denial", "it holds", "another holds", "a pattern holds", "another role", "all of a path"),
        *("a policy", "a user and more", "of passing", "some of a name", "takes away others"),
        *(
            "of another account",
            "of another by a pattern",
            "of one where it has roles",
            "asks for something",
            "may so itself",
        ),
    ],
)
def test_a_denial_that_holds_or_is_about_another_is_none(statements: tuple[dict[str, Any], ...]) -> None:
    assert not judged(*statements).problems


@pytest.mark.parametrize(
    ("resource", "there"),
    [
        (f"{ABROAD}/ledger-admin", f"{ABROAD}/ledger-admin"),
        (f"{ABROAD}/ledger-admin", f"{ABROAD}/else"),
        ("arn:aws:iam::*:role/ledger-admin", f"{ABROAD}/ledger-admin"),
        (f"{ARN}role/ledger-*", f"{ARN}role/ledger-reader"),
    ],
)
def test_what_the_stack_has_elsewhere_is_what_it_is_about(resource: str, there: str) -> None:
    other = role("there", LAMBDA, name=there.rpartition("/")[2], arn=there)
    assert not judged(OPS, deny("sts:AssumeRole", resource), others=(other,)).problems


def test_a_step_that_somebody_checks_is_not_open_for_that() -> None:
    assert not judged(OPS, MISSES, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}).problems


def test_a_denial_that_is_not_known_says_nothing_of_what_was_meant() -> None:
    late = {"Version": "2012-10-17", "Statement": [deny("sts:AssumeRole", UNKNOWN)]}
    denies = native("iam:RolePolicy", "late", policyName="late", roleName="planner", policyDocument=late)
    assert not judged(GIVEN, others=(denies,)).problems


def test_so_it_is_of_a_role_that_is_handed_over() -> None:
    runs = allow(
        ["lambda:CreateFunction", "lambda:InvokeFunction"], f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:plan-*"
    )
    hands = allow("iam:PassRole", ADMIN)

    def told(*statements: dict[str, Any]) -> list[str]:
        planner = role("planner"), may("planner", runs, hands, *statements)
        admin = (
            role("ledger-admin", LAMBDA, path="/ops/", arn=ADMIN),
            may("ledger-admin", allow("dynamodb:GetItem", TABLE)),
        )
        return [one.message for one in judge_stack(no_path_to_more_rights, *planner, *admin).problems]

    assert any("leads to role 'ledger-admin'" in text for text in told(deny("iam:PassRole", f"{ARN}role/ledger-admin")))
    assert not any("leads to role 'ledger-admin'" in text for text in told())
    assert not told(deny("iam:PassRole", ADMIN))
