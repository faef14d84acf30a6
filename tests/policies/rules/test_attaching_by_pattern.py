"""Who attaches whatever policy to roles of which only a pattern is named makes each of them an administrator."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ARN, aws, policy
from tests.support.rules import judge_stack, messages, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN
from daypass_policies.rules.no_rewriting_of_own_rights import no_rewriting_of_own_rights

AWS = "arn:aws:iam::aws:policy/"
TEAMS = f"{ARN}role/teams/*"
SAYS = "attach whatever policy it likes to identities that it names by a pattern alone"
OPERATORS = ["ArnLike", "StringLike", "ArnEquals", "ForAnyValue:ArnLike", "ForAnyValue:StringLike", "ArnLikeIfExists"]


def attaching(which: str | list[str], operator: str = "ArnLike", on: str = TEAMS) -> dict[str, Any]:
    return allow("iam:AttachRolePolicy", on, Condition={operator: {"iam:PolicyARN": which}})


def judged(*statements: dict[str, Any]) -> Answer:
    return judge_stack(no_rewriting_of_own_rights, role("desk"), may("desk", *statements))


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("which", ["*", "job-function/*", "PowerUser*", "IAMFull*", "Admin*Access"])
def test_a_pattern_that_takes_in_a_strong_policy_of_aws_limits_nothing(which: str, operator: str) -> None:
    (problem,) = judged(attaching(f"{AWS}{which}", operator)).problems
    assert SAYS in problem.message
    assert problem.advisory
    assert passes(judged(attaching(f"{AWS}{which}", operator), deny("iam:Attach*")))


@pytest.mark.parametrize("which", ["service-role/AWSLambda*", "*ReadOnly*", "SecurityAudit", "AmazonSQS*"])
def test_a_pattern_of_harmless_ones_limits(which: str) -> None:
    assert passes(judged(attaching(f"{AWS}{which}")))


def test_no_condition_limits_nothing_and_one_role_is_named() -> None:
    (message,) = messages(judged(allow("iam:AttachRolePolicy", TEAMS)))
    assert SAYS in message
    assert passes(judged(attaching(f"{AWS}*", on=f"{ARN}role/teams/red")))


def test_what_a_boundary_leaves_of_everything_is_a_pattern_as_well() -> None:
    def fenced(fence: dict[str, Any]) -> Answer:
        held = role("desk", permissionsBoundary=f"{ARN}policy/desk-fence")
        fences = policy("desk-fence", policy=document(fence))
        return judge_stack(no_rewriting_of_own_rights, held, fences, may("desk", allow("iam:Attach*")))

    assert any(SAYS in message for message in messages(fenced(attaching(f"{AWS}*"))))
    assert passes(fenced(attaching(f"{AWS}*ReadOnly*")))


OWN = f"{ARN}policy/desk/*"


def with_policy(*statements: dict[str, Any], which: str = OWN) -> Answer:
    made = aws("iam/policy", "desk-power", name="power", path="/desk/", policy=document(*statements))
    return judge_stack(no_rewriting_of_own_rights, made, role("desk"), may("desk", attaching(which)))


@pytest.mark.parametrize("strong", [allow("*"), allow("iam:*")], ids=str)
def test_a_strong_policy_of_the_stack_counts_where_the_pattern_takes_it_in(strong: dict[str, Any]) -> None:
    assert any(SAYS in message for message in messages(with_policy(strong)))
    assert not any(SAYS in message for message in messages(with_policy(strong, which=f"{ARN}policy/kitchen/*")))


def test_a_weak_policy_of_the_stack_does_not() -> None:
    assert passes(with_policy(allow("sqs:SendMessage")))
    assert not any(SAYS in message for message in messages(with_policy(allow("*"), deny("iam:*"))))


def test_a_policy_that_is_not_known_yet_is_undecided() -> None:
    made = aws("iam/policy", "later", name="later", path="/desk/", policy=UNKNOWN)
    answer = judge_stack(no_rewriting_of_own_rights, made, role("desk"), may("desk", attaching(OWN)))
    assert not answer.problems
    assert answer.undecided
