"""What `role-does-not-become-another` tells again as the chain of roles that it is, and what it leaves to others."""

from typing import Any

from tests.support.becoming import allow, document, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.role_does_not_become_another import role_does_not_become_another

FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:payout"
LAMBDA = lets_in("lambda.amazonaws.com", "sts:AssumeRole")
READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bank-AbCdEf")
PAYOUT = (
    role("payout", LAMBDA),
    may("payout", READS),
    aws("lambda/function", "payout", name="payout", arn=FUNCTION, role=f"{ARN}role/payout"),
)


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(role_does_not_become_another, *resources, **ask)


def helper(action: str) -> tuple[Resource, Resource]:
    return role("helper", LAMBDA), may("helper", allow(action, FUNCTION))


def test_who_writes_the_code_of_another_role_is_told_as_by_the_rule_about_paths() -> None:
    stack = *PAYOUT, *helper("lambda:UpdateFunctionCode")
    assert "role 'helper' leads to role 'payout', which may secretsmanager:GetSecretValue" in only(judged(*stack))
    assert messages(judged(*stack)) == messages(judge_stack(no_path_to_more_rights, *stack))


def test_who_only_calls_it_passes() -> None:
    assert passes(judged(*PAYOUT, *helper("lambda:InvokeFunction")))


ANYTHING = may("helper", allow(["lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"], "*"))


def test_a_path_to_whatever_there_is_leads_to_the_role_that_has_more() -> None:
    stack = *PAYOUT, role("helper", LAMBDA), ANYTHING
    assert "take over what runs as another role" in only(judge_stack(no_path_to_more_rights, *stack))
    assert "role 'helper' leads to role 'payout', which may secretsmanager:GetSecretValue" in only(judged(*stack))


def payout(number: int) -> tuple[Resource, ...]:
    name, arn = f"payout-{number}", f"{FUNCTION}-{number}"
    function = aws("lambda/function", name, name=name, arn=arn, role=f"{ARN}role/{name}")
    return role(name, LAMBDA), may(name, READS), function


def test_a_path_to_whatever_there_is_leads_to_one_of_many() -> None:
    every = (one for number in range(50) for one in payout(number))
    assert "role 'helper' leads to role 'payout-0', which may" in only(judged(*every, role("helper", LAMBDA), ANYTHING))


def test_such_a_path_to_nobody_who_has_more_is_an_escalation_alone() -> None:
    stack = PAYOUT[0], PAYOUT[2], role("helper", LAMBDA), ANYTHING
    assert messages(judge_stack(no_path_to_more_rights, *stack))
    assert passes(judged(*stack))


def test_a_path_to_a_strong_role_is_told_as_by_the_rule_about_paths() -> None:
    strong = role("payout", LAMBDA, managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    stack = strong, PAYOUT[2], *helper("lambda:UpdateFunctionCode")
    assert "role 'helper' may act as role 'payout', which may do everything" in only(judged(*stack))
    assert only(judged(*stack)) in messages(judge_stack(no_path_to_more_rights, *stack))


def test_who_assumes_another_role_is_the_business_of_other_rules() -> None:
    ledger = role("ledger", lets_in({"AWS": f"{ARN}role/helper"}, "sts:AssumeRole"))
    assumes = role("helper", LAMBDA), may("helper", allow("sts:AssumeRole", f"{ARN}role/ledger"))
    assert passes(judged(ledger, may("ledger", READS), *assumes))


def test_what_is_not_known_leaves_it_undecided() -> None:
    later = aws("iam/rolePolicy", "later", role="helper", policy=UNKNOWN)
    assert unknowns(judged(*PAYOUT, role("helper", LAMBDA), later)) == ["policy"]


def test_a_boundary_says_no_more_than_what_is_given_within_it() -> None:
    guard = f"arn:aws:iam::{ACCOUNT}:policy/a-guard"
    bounding = aws("iam/policy", "a-guard", name="a-guard", arn=guard, policy=document(allow("secretsmanager:*", "*")))
    payout = role("payout", LAMBDA, permissionsBoundary=guard)
    told = only(judged(bounding, payout, *PAYOUT[1:], *helper("lambda:UpdateFunctionCode")))
    assert "which may secretsmanager:GetSecretValue on" in told


def test_to_pass_a_named_role_is_worth_what_that_one_may() -> None:
    passing = (
        role("payout", LAMBDA),
        may("payout", allow("iam:PassRole", f"{ARN}role/starter")),
        PAYOUT[2],
        *helper("lambda:UpdateFunctionCode"),
    )
    starter = role("starter", lets_in("ecs-tasks.amazonaws.com", "sts:AssumeRole"))
    assert passes(judged(*passing, starter, may("starter", allow("ecr:GetAuthorizationToken", "*"))))
    assert "which may iam:PassRole on" in only(judged(*passing, starter, may("starter", READS)))
