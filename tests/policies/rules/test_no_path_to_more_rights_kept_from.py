"""A denial that names a role keeps nobody from it who need not name it, and says that nobody meant it."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

LEDGER = f"{ARN}role/cfn-ledger"
STACKS = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/payments-ledger/6e2f"
UPDATES = ["cloudformation:UpdateStack"]
CHANGES = ["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"]
WRITES = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/bills")
MADE = (
    role("cfn-ledger", "cloudformation.amazonaws.com"),
    may("cfn-ledger", WRITES),
    aws("cloudformation/stack", "ledger", name="payments-ledger", arn=STACKS, iamRoleArn=LEDGER),
)


def judged(*statements: dict[str, Any], called: str = "cost-tags", made: tuple[Resource, ...] = MADE) -> Answer:
    pipeline = role(called, from_github("repo:acme/cost-tags:ref:refs/heads/main"))
    return judge_stack(no_path_to_more_rights, pipeline, may(called, *statements), *made)


def unless(operator: str, value: Any = LEDGER) -> dict[str, Any]:
    return deny("cloudformation:*", Condition={operator: {"cloudformation:RoleArn": value}})


@pytest.mark.parametrize("actions", [UPDATES, CHANGES], ids=["update", "change set"])
@pytest.mark.parametrize("operator", ["ArnEquals", "ArnLike", "StringEquals", "StringLike"])
def test_who_names_no_role_has_the_one_of_the_stack(actions: list[str], operator: str) -> None:
    text = only(judged(allow(actions, STACKS), unless(operator)))
    assert text.startswith("role 'cost-tags' leads to role 'cfn-ledger', which may dynamodb:PutItem on")
    assert f"cloudformation-00{'2' if actions == UPDATES else '5'}: " in text


@pytest.mark.parametrize("actions", [UPDATES, CHANGES], ids=["update", "change set"])
@pytest.mark.parametrize(
    "denial",
    [
        unless("Null", "true"),
        unless("ArnEqualsIfExists"),
        unless("ArnNotEquals", f"{ARN}role/weak"),
        unless("StringNotEquals", f"{ARN}role/weak"),
        deny(["cloudformation:UpdateStack", "cloudformation:CreateChangeSet"]),
    ],
    ids=["none", "if there", "another", "another text", "all"],
)
def test_what_also_denies_who_names_none_holds(actions: list[str], denial: dict[str, Any]) -> None:
    also = unless("ArnEquals")
    assert passes(judged(allow(actions, STACKS), denial, also))


def test_a_pipeline_that_nobody_kept_from_it_is_there_to_change_things() -> None:
    assert passes(judged(allow(UPDATES, STACKS)))
    assert passes(judged(allow(UPDATES, STACKS), unless("ArnEquals", f"{ARN}role/other")))
    assert passes(judged(allow(UPDATES, STACKS), unless("ArnLike", f"{ARN}role/*")))
    assert passes(judged(allow(UPDATES, STACKS), unless("ArnEquals"), called="ledger-deploy"))


def test_who_may_not_hand_over_a_role_was_to_be_kept_from_it_as_well() -> None:
    for action in ("iam:PassRole", "sts:AssumeRole"):
        assert only(judged(allow(UPDATES, STACKS), deny(action, LEDGER)))
        assert only(judged(allow(UPDATES, STACKS), deny(action, f"{ARN}role/cfn-*")))
    for kept in (deny("iam:PassRole"), deny("iam:PassRole", f"{ARN}role/other")):
        assert passes(judged(allow(UPDATES, STACKS), kept))
    to_others = {"StringNotEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    assert passes(judged(allow(UPDATES, STACKS), deny("iam:PassRole", LEDGER, Condition=to_others)))


def test_it_is_so_of_whatever_runs_as_the_role() -> None:
    bills = role("bills"), may("bills", WRITES), function("bills", "bills")
    codes = allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:bills")
    assert only(judged(codes, deny("iam:PassRole", f"{ARN}role/bills"), made=bills))
    assert passes(judged(codes, made=bills))


def test_a_denial_that_is_not_known_says_nothing_of_what_was_meant() -> None:
    late = {"Version": "2012-10-17", "Statement": [deny("iam:PassRole", UNKNOWN)]}
    denies = native("iam:RolePolicy", "late", policyName="late", roleName="cost-tags", policyDocument=late)
    assert messages(judged(allow(UPDATES, STACKS), made=(*MADE, denies))) == []
