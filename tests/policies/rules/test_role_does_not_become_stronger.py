"""A role that leads to a stronger one is told so, over however many steps; one that leads to narrower ones is not."""

from typing import Any

import pytest
from tests.support.becoming import ROOT, allow, deny, document, lets_in, may, role
from tests.support.grants import ARN, aws, policy, user
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

A, B = f"{ARN}role/a", f"{ARN}role/b"
ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
ASSUMES_B = allow("sts:AssumeRole", B)


def judged(*resources: Resource) -> Answer:
    return judge_stack(role_does_not_become_stronger, *resources)


def test_a_role_that_an_administrators_trust_names_is_refused() -> None:
    (problem,) = judged(role("a"), role("b", A, **ADMINISTRATOR)).problems
    assert problem.message.startswith(
        "role 'a' leads to role 'b', which may do everything: role 'a' may assume role 'b'"
    )
    assert (problem.key, problem.advisory) == ("to b", False)


def test_both_sides_must_let_it_be_where_the_trust_names_an_account() -> None:
    assert "leads to role 'b'" in only(judged(role("a"), may("a", ASSUMES_B), role("b", ROOT, **ADMINISTRATOR)))
    assert passes(judged(role("a"), role("b", ROOT, **ADMINISTRATOR)))
    assert passes(judged(role("a"), may("a", ASSUMES_B, deny("sts:*")), role("b", ROOT, **ADMINISTRATOR)))


def test_a_chain_is_as_strong_as_its_last_link() -> None:
    found = judged(role("a"), role("b", A), role("c", B, **ADMINISTRATOR))
    first, second = messages(found)
    assert "role 'a' may assume role 'b' (assumeRolePolicy.Statement[0] of 'b'), then role 'b' may assume" in first
    assert second.startswith("role 'b' leads to role 'c'")


@pytest.mark.parametrize(
    "rights",
    [
        allow("iam:PutRolePolicy"),
        allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]),
        allow("lambda:UpdateFunctionCode"),
    ],
)
def test_who_can_give_itself_more_rights_is_stronger(rights: dict[str, Any]) -> None:
    (message,) = messages(judged(role("a"), role("b", A), may("b", rights)))
    assert "which can give itself more rights" in message


def test_all_of_a_service_is_advisory_and_narrow_rights_pass() -> None:
    (problem,) = judged(role("a"), role("b", A), may("b", allow("s3:*"))).problems
    assert (problem.severity, problem.advisory) == ("medium", True)
    assert passes(judged(role("a"), may("a", allow("s3:*")), role("b", A), may("b", allow("dynamodb:*"))))
    assert passes(judged(role("a"), role("b", A), may("b", allow(["s3:PutObject"], "arn:aws:s3:::b/*"))))
    assert passes(judged(role("a"), role("b", A), may("b", allow("polly:*"))))


def test_what_a_boundary_holds_back_is_not_stronger() -> None:
    fence = policy("fence", policy=document(allow("s3:GetObject")))
    assert passes(judged(role("a"), role("b", A, permissionsBoundary=f"{ARN}policy/fence", **ADMINISTRATOR), fence))


def test_an_administrator_becomes_nobody_stronger_and_neither_do_services_and_users() -> None:
    assert passes(judged(role("a", **ADMINISTRATOR), role("b", A, **ADMINISTRATOR)))
    assert passes(judged(role("b", **ADMINISTRATOR)))
    assert passes(judged(user("ann"), role("b", f"{ARN}user/ann", **ADMINISTRATOR)))


def test_a_trust_that_asks_for_a_second_factor_lets_no_role_in() -> None:
    factor = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    assert passes(judged(role("a"), role("b", lets_in(A, Condition=factor), **ADMINISTRATOR)))
    loose = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}
    assert "leads to role 'b'" in only(judged(role("a"), role("b", lets_in(A, Condition=loose), **ADMINISTRATOR)))


def test_agents_and_pipelines_are_another_rules_business() -> None:
    assert passes(judged(role("a", tags={"daypass:class": "agent"}), role("b", A, **ADMINISTRATOR)))


def test_a_class_that_is_trusted_more_is_advisory() -> None:
    service = role("a", tags={"daypass:class": "service"})
    writes = may("b", allow("s3:PutObject", "arn:aws:s3:::b/*"))
    (problem,) = judged(service, role("b", A, tags={"daypass:class": "break-glass"}), writes).problems
    assert problem.message.startswith("role 'a' of class service leads to role 'b' of class break-glass")
    assert problem.advisory
    assert passes(judged(service, role("b", A, tags={"daypass:class": "service"}), writes))


def test_a_boundary_of_another_stack_leaves_a_step_to_a_class_above_no_pass() -> None:
    bounded = role("a", tags={"daypass:class": "service"}, permissionsBoundary=f"{ARN}policy/daypass/daypass-boundary")
    writes = may("b", allow("s3:PutObject"))
    above = role("b", A, tags={"daypass:class": "break-glass"})
    for assumes in ((), (may("a", allow("sts:AssumeRole", f"{ARN}role/b")),)):
        (problem,) = judged(bounded, above, writes, *assumes).problems
        assert problem.message.startswith("role 'a' of class service leads to role 'b' of class break-glass")
        assert (problem.advisory, "unless a permissions boundary" in problem.message) == (True, True)


def test_what_is_not_known_is_undecided() -> None:
    later = aws("iam/role", "b", name="b", arn=B, assumeRolePolicy=UNKNOWN, **ADMINISTRATOR)
    answer = judged(role("a"), may("a", ASSUMES_B), later)
    assert (messages(answer), unknowns(answer)) == ([], ["assumeRolePolicy"])


@pytest.mark.parametrize("trust", [UNKNOWN, {"Statement": UNKNOWN}, {"Statement": [lets_in({"AWS": UNKNOWN})]}])
def test_whom_a_strong_role_lets_in_must_be_known_and_of_a_weak_one_it_does_not_matter(trust: Any) -> None:
    strong = aws("iam/role", "b", name="b", arn=B, assumeRolePolicy=trust, **ADMINISTRATOR)
    (left,) = judged(role("a"), strong).undecided
    assert (left.on.name, left.paths[0].partition(".")[0]) == ("b", "assumeRolePolicy")
    assert passes(judged(role("a"), aws("iam/role", "b", name="b", arn=B, assumeRolePolicy=trust)))


def test_a_long_chain_costs_no_more_than_its_length() -> None:
    chain = [role(f"r{i}", f"{ARN}role/r{i - 1}") for i in range(1, 300)]
    end = role("end", f"{ARN}role/r299", **ADMINISTRATOR)
    assert len(judged(role("r0"), *chain, end).problems) == 300
