"""What `revocation-is-not-forbidden` tells, passes and leaves undecided."""

import json
from dataclasses import replace
from typing import Any, Final

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.revocation_is_not_forbidden import revocation_is_not_forbidden

POLICY: Final = "aws:organizations/policy:Policy"
NATIVE: Final = "aws-native:organizations:Policy"
TOLD: Final = ["service control policy 'freeze' lets nobody in its accounts hold a role back, and spares no responder"]

PAYMENTS: Final = "arn:aws:iam::*:role/payments/*"
DENYING: Final = ["iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"]
ALL: Final = [*DENYING, "iam:UpdateAssumeRolePolicy", "iam:DeleteRole"]


def deny(actions: Any = ALL, resource: Any = PAYMENTS, **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": actions, "Resource": resource, **more}


def policy(*statements: dict[str, Any], **more: Any) -> Resource:
    content = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return Resource.of(POLICY, "freeze", **{"content": content, **more})


def judged(resource: Resource, **ask: Any) -> Answer:
    return judge(revocation_is_not_forbidden, resource, **ask)


@pytest.mark.parametrize(
    "statements",
    [
        [deny()],
        [deny([*ALL, "iam:UpdateRole"])],
        [deny("iam:*")],
        [deny("*", "arn:aws:iam::*:role/*")],
        [deny(["iam:put*", "iam:Attach*", "iam:UPDATE*", "iam:Delete*"])],
        [deny(resource="arn:aws:iam::*:role/*")],
        [deny(resource=["arn:aws:iam::*:user/ops", "arn:*:iam::*:role/app-*"])],
        [deny(resource="arn:aws:iam::111122223333:*")],
        [deny(["iam:PutRolePolicy"]), deny(ALL[1:])],
        [deny(DENYING, "*"), deny(ALL[3:])],
        [deny(DENYING, "arn:*:iam::*:role/payments/*"), deny(ALL[3:])],
        [{"Effect": "Deny", "Action": ALL, "NotResource": "arn:aws:iam::*:role/incidents"}],
        [{"Effect": "Deny", "NotAction": ["s3:*", "sts:*"], "Resource": "*"}],
        [deny(Condition={"StringEquals": {"aws:ResourceTag/team": "payments"}})],
        [deny(Condition={"Bool": {"aws:PrincipalIsAWSService": "false"}})],
        [{"Effect": "Allow", "Action": "*", "Resource": "*"}, deny()],
    ],
)
def test_a_policy_that_denies_every_way_of_holding_a_role_back_is_told(statements: list[dict[str, Any]]) -> None:
    assert messages(judged(policy(*statements))) == TOLD
    native = Resource.of(NATIVE, "freeze", type="SERVICE_CONTROL_POLICY", content={"Statement": statements})
    assert messages(judged(native)) == TOLD


def test_the_message_stands_at_the_statement_that_forbids() -> None:
    (problem,) = judged(policy({"Effect": "Allow", "Action": "*", "Resource": "*"}, deny())).problems
    assert problem.at == "content.Statement[1]"


@pytest.mark.parametrize(
    "statements",
    [
        [deny("*", "*")],
        [deny(["iam:DeleteRole", "iam:UpdateAssumeRolePolicy"])],
        *([deny([one for one in ALL if one != left])] for left in ALL),
        [deny(DENYING), deny(ALL[3:], "arn:aws:iam::*:role/orders/*")],
        [deny(resource="arn:aws:iam::*:role/payments-deploy")],
        [deny(resource=["arn:aws:iam::*:role/OrganizationAccountAccessRole", "arn:aws:iam::1:role/audit"])],
        [deny(resource="arn:aws:iam::*:role/incident-responder*")],
        [deny(resource="arn:aws:iam::*:role/Security/*")],
        [deny(resource="arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*")],
        [deny(resource="arn:aws:iam::*:user/*")],
        [deny(resource="arn:aws:iam::*:policy/*")],
        [deny(resource="arn:aws:iam::*:role/${aws:PrincipalTag/team}/*")],
        [{"Effect": "Deny", "Action": ALL, "NotResource": "arn:aws:iam::*:role/*"}],
        [{"Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}],
        [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    ],
)
def test_a_policy_that_leaves_a_way_passes(statements: list[dict[str, Any]]) -> None:
    assert passes(judged(policy(*statements)))


@pytest.mark.parametrize(
    "condition",
    [
        {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/incidents"}},
        {"ArnNotLikeIfExists": {"aws:principalarn": ["arn:aws:iam::*:role/incidents"]}},
        {"StringNotEquals": {"aws:PrincipalTag/duty": "incidents"}},
        {"ForAllValues:StringNotLike": {"aws:PrincipalOrgPaths": "o-acme/r-1/ou-security/*"}},
        {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}},
        {"StringNotEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}},
        {"StringNotEqualsIfExists": {"aws:ResourceOrgID": "o-acme"}},
        {"Bool": {"aws:PrincipalIsAWSService": "true"}},
        {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
        {"ArnNotEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/AWSDenyAll"}},
        {
            "StringEquals": {"aws:ResourceTag/team": "payments"},
            "StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/incidents"},
        },
    ],
)
def test_a_condition_on_who_asks_or_how_leaves_a_way(condition: dict[str, Any]) -> None:
    assert passes(judged(policy(deny(Condition=condition))))
    assert passes(judged(policy(deny(ALL[:1], Condition=condition), deny(ALL[1:]))))


def test_statements_about_roles_of_different_tags_are_no_whole() -> None:
    payments, orders = ({"StringEquals": {"aws:ResourceTag/team": team}} for team in ("payments", "orders"))
    apart = policy(deny(DENYING, Condition=payments), deny(ALL[3:], Condition=orders))
    assert passes(judged(apart))
    assert messages(judged(policy(deny(DENYING, Condition=payments), deny(ALL[3:])))) == TOLD


def test_in_strict_it_is_enough_that_nobody_puts_a_denial_on_a_role() -> None:
    assert passes(judged(policy(deny(DENYING))))
    assert messages(judged(policy(deny(DENYING)), profile="strict")) == TOLD
    assert passes(judged(policy(deny(ALL[1:])), profile="strict"))


@pytest.mark.parametrize("type_", ["RESOURCE_CONTROL_POLICY", "TAG_POLICY", "BACKUP_POLICY"])
def test_a_policy_of_another_type_is_no_matter_of_this_rule(type_: str) -> None:
    assert passes(judged(policy(deny(), type=type_)))


def test_a_policy_that_nobody_can_read_or_that_somebody_else_made_is_not_told() -> None:
    assert passes(judged(Resource.of(POLICY, "freeze", content="{")))
    assert passes(judged(Resource.of(POLICY, "freeze")))
    assert passes(judged(replace(policy(deny()), external=True)))


def test_what_is_not_known_yet_is_undecided_where_it_decides() -> None:
    assert unknowns(judged(Resource.of(POLICY, "freeze", content=UNKNOWN))) == ["content"]
    assert unknowns(judged(policy(deny(), type=UNKNOWN))) == ["type"]

    def native(*statements: dict[str, Any]) -> Answer:
        content = {"Statement": list(statements)}
        return judged(Resource.of(NATIVE, "freeze", type="SERVICE_CONTROL_POLICY", content=content))

    assert unknowns(native(deny(resource=UNKNOWN))) == ["content.Statement[0].Resource"]
    assert passes(native(deny(["s3:*"], UNKNOWN)))
    assert messages(native(deny(), deny(UNKNOWN))) == TOLD
