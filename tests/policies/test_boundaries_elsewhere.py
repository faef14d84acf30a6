"""What a boundary that the stack does not have may forbid is told, as advice: it may forbid all of it, or nothing."""

import json
from typing import Any

import pytest
from tests.support.rules import judge_stack

from daypass.model.resource import UNKNOWN, Resource
from daypass.rule import Rule
from daypass_policies.rules import catalog

ELSEWHERE = "arn:aws:iam::111122223333:policy/daypass/daypass-boundary"
ACCOUNT = "arn:aws:iam::111122223333:"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(*actions: str, on: str = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": on}


def role(name: str, trusts: dict[str, Any], class_: str = "service", boundary: Any = ELSEWHERE) -> Resource:
    trust = document({"Effect": "Allow", "Principal": trusts, "Action": "sts:AssumeRole"})
    known = {"name": name, "arn": f"{ACCOUNT}role/{name}", "assumeRolePolicy": trust}
    return Resource.of(ROLE, name, **known, permissionsBoundary=boundary, tags={"daypass:class": class_})


def may(name: str, *statements: dict[str, Any]) -> Resource:
    return Resource.of(POLICY, f"{name}-may", role=name, policy=document(*statements))


LAMBDA = {"Service": "lambda.amazonaws.com"}
ADMIN = (role("admin", {"AWS": f"{ACCOUNT}role/app"}), may("admin", allow("*")))
CASES = {
    "no-path-to-more-rights": (allow("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"), ()),
    "no-rewriting-of-own-rights": (allow("iam:DeleteRolePermissionsBoundary"), ()),
    "pass-role-names-its-roles": (allow("iam:PassRole"), ()),
    "no-assuming-of-any-role": (allow("sts:AssumeRole"), ()),
    "role-does-not-become-stronger": (allow("sts:AssumeRole", on=f"{ACCOUNT}role/admin"), ADMIN),
    "low-trust-does-not-trigger-high": (allow("sts:AssumeRole", on=f"{ACCOUNT}role/admin"), ADMIN),
}


def asked(rule: Rule, boundary: Any, *more: Resource) -> Any:
    statement, others = CASES[rule.name]
    class_ = "agent" if rule.name.startswith("low-") else "service"
    app = role("app", LAMBDA, class_, boundary)
    return judge_stack(rule, app, may("app", statement), *others, *more)


@pytest.mark.parametrize("name", CASES)
def test_what_a_boundary_elsewhere_may_forbid_is_advice(name: str) -> None:
    (problem,) = asked(catalog()[name], ELSEWHERE).problems
    assert (problem.advisory, problem.severity, problem.confidence) == (True, "medium", "medium")
    assert problem.message.endswith("unless a permissions boundary, which the stack does not have, forbids it")


@pytest.mark.parametrize("name", CASES)
def test_what_a_boundary_of_the_stack_forbids_is_nothing(name: str) -> None:
    policy = Resource.of(
        "aws:iam/policy:Policy", "daypass-boundary", arn=ELSEWHERE, policy=document(allow("s3:GetObject"))
    )
    assert asked(catalog()[name], ELSEWHERE, policy).problems == ()


@pytest.mark.parametrize("name", CASES)
def test_a_boundary_that_is_not_known_yet_leaves_it_undecided(name: str) -> None:
    answer = asked(catalog()[name], UNKNOWN)
    assert answer.undecided
    assert [problem for problem in answer.problems if not problem.advisory] == []


READS = ("secretsmanager:GetSecretValue",)
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:bank-Ab1Cd2"
TAKERS = {
    "lambda": ("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:111122223333:function:payout"),
    "states": ("states:UpdateStateMachine", "arn:aws:states:eu-west-1:111122223333:stateMachine:payout"),
}


@pytest.mark.parametrize("service", TAKERS)
def test_what_a_role_with_a_boundary_elsewhere_has_counts_where_others_take_it(service: str) -> None:
    """Both are governed, as every role of a careful account is, and one makes the other's work do something else."""
    action, arn = TAKERS[service]
    made = {"name": "payout", "arn": arn}
    work = {
        "lambda": Resource.of("aws:lambda/function:Function", "payout", **made, role=f"{ACCOUNT}role/payout"),
        "states": Resource.of("aws:sfn/stateMachine:StateMachine", "payout", **made, roleArn=f"{ACCOUNT}role/payout"),
    }
    payout = role("payout", {"Service": f"{service}.amazonaws.com"}), may("payout", allow(*READS, on=SECRET))
    tuner = role("tuner", LAMBDA), may("tuner", allow(action, on=arn))
    (problem,) = judge_stack(catalog()["no-path-to-more-rights"], *payout, *tuner, work[service]).problems
    assert f"leads to role 'payout', which may {READS[0]} on {SECRET}" in problem.message
    assert problem.message.count("unless a permissions boundary") == 1
    assert problem.advisory
