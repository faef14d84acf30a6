"""A unique id stands where an ARN should, and nothing else does."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.roles import role, statement, trust
from tests.support.rules import judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.principal_still_exists import principal_still_exists

USER, ROLE = "AIDACKCEVSQ6C2EXAMPLE", "AROADBQP57FF2AEXAMPLE"


def queue(principal: Any, action: str = "sqs:SendMessage") -> Resource:
    made = {"Effect": "Allow", "Action": action, "Resource": "*", "Principal": principal}
    return Resource.of("aws:sqs/queue:Queue", "orders", policy=json.dumps({"Statement": made}))


@pytest.mark.parametrize(("unique", "who"), [(USER, "an IAM user"), (ROLE, "a role")])
def test_who_was_deleted_is_found_in_trusts_and_policies(unique: str, who: str) -> None:
    (problem,) = judge(principal_still_exists, role(statement({"AWS": unique}))).problems
    assert problem.message == f"a policy of 'deploy' names {who} that was deleted"
    assert (problem.at, problem.key) == ("assumeRolePolicy.Statement[0]", unique)
    assert len(judge(principal_still_exists, queue({"AWS": ["*", unique]})).problems) == 1


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "arn:aws:iam::111122223333:role/AROADBQP57FF2AEXAMPLE"},
        {"AWS": "111122223333"},
        {"AWS": "AKIAIOSFODNN7EXAMPLE"},
        {"AWS": "AIDA"},
        {"Service": "lambda.amazonaws.com"},
    ],
)
def test_others_are_there(principal: Any) -> None:
    assert passes(judge(principal_still_exists, role(statement(principal))))
    assert passes(judge(principal_still_exists, queue(principal)))


def test_a_deny_and_a_condition_name_nobody_who_gets_in() -> None:
    denied = {**statement({"AWS": ROLE}), "Effect": "Deny"}
    asked = statement({"AWS": "*"}, StringLike={"aws:userid": f"{ROLE}:*"})
    assert passes(judge(principal_still_exists, role(denied, asked)))


def test_what_is_not_known_is_undecided_and_hides_nothing() -> None:
    made = trust(statement({"AWS": UNKNOWN}), statement({"AWS": ROLE}))
    answer = judge(principal_still_exists, Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=made))
    assert (len(answer.problems), len(unknowns(answer))) == (1, 1)
    assert unknowns(judge(principal_still_exists, Resource.of("aws:sqs/queue:Queue", "q", policy=UNKNOWN))) == [
        "policy"
    ]


def test_a_secret_policy_is_judged_and_not_quoted() -> None:
    hidden = Resource.of("aws:sqs/queue:Queue", "q", policy=Secret(queue({"AWS": ROLE}).inputs["policy"]))
    assert messages(judge(principal_still_exists, hidden)) == ["a policy of 'q' names somebody that was deleted"]
    assert ROLE not in str(judge(principal_still_exists, hidden).problems)


@pytest.mark.parametrize("odd", ["{", "", None, 7, [], {"Statement": 1}])
def test_what_nobody_can_read_names_nobody(odd: Any) -> None:
    assert not judge(principal_still_exists, Resource.of("aws:sqs/queue:Queue", "q", policy=odd)).problems
    assert not judge(principal_still_exists, Resource.of("aws:iam/role:Role", "r", assumeRolePolicy=odd)).problems


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz-", max_size=30))
def test_no_plain_name_is_a_unique_id(name: str) -> None:
    assert passes(
        judge(principal_still_exists, role(statement({"AWS": f"arn:aws:iam::111122223333:role/{name or 'x'}"})))
    )


def test_only_the_deleted_are_taken_out_of_the_statement() -> None:
    """And the statement as a whole where it names nobody else."""
    app = "arn:aws:iam::111122223333:role/app"
    (one,) = judge(principal_still_exists, role(statement({"AWS": [ROLE, app]}))).problems
    assert json.loads(one.mended or "") == {"Principal": {"AWS": [app]}}
    each = judge(principal_still_exists, role(statement({"AWS": [ROLE, USER]}))).problems
    assert {one.mended for one in each} == {json.dumps({"Statement": None})}
    (hidden,) = judge(
        principal_still_exists, Resource.of("aws:sqs/queue:Queue", "q", policy=Secret(_of(ROLE)))
    ).problems
    assert hidden.mended is None


def _of(unique: str) -> str:
    return str(queue({"AWS": unique}).inputs.raw["policy"])
