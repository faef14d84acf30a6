"""What is unknown or unreadable never makes anything impossible, and never hides that it is.

Nor does a question that is too hard, whatever documents there are.
"""

from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.iam.test_evaluate_anything import any_policies
from tests.support.made_policies import allow, deny, document, identity
from tests.support.work import work_of

from daypass.errors import DaypassError
from daypass.iam.context import MalformedRequest
from daypass.iam.document import Document
from daypass.iam.evaluate import evaluate
from daypass.iam.policies import Policies
from daypass.iam.reach import Reach, reach
from daypass.model.resource import UNKNOWN, Undecided


def shown(policies: Policies, action: str, resource: str = "*") -> None:
    """It is possible, by a witness that is allowed whatever the unknowns are."""
    found = reach(policies, action, resource)
    assert found.witness is not None
    assert evaluate(found.witness, policies).is_allowed


UNKNOWNS: dict[str, Any] = {
    "action": lambda effect: {"Effect": effect, "Action": UNKNOWN, "Resource": "*"},
    "resource": lambda effect: {"Effect": effect, "Action": "*", "Resource": [UNKNOWN]},
    "what is left out": lambda effect: {"Effect": effect, "Action": "*", "NotResource": UNKNOWN},
    "condition": lambda effect: {"Effect": effect, "Action": "*", "Resource": "*", "Condition": UNKNOWN},
    "value": lambda effect: {"Effect": effect, "Action": "*", "Resource": "*", "Condition": {"Bool": {"k": UNKNOWN}}},
    "statement": lambda _: UNKNOWN,
}


@pytest.mark.parametrize("name", UNKNOWNS)
def test_an_unknown_that_may_allow_it_leaves_it_undecided(name: str) -> None:
    unknown = UNKNOWNS[name]("Allow")
    with pytest.raises(Undecided, match="policy"):
        reach(identity(unknown), "s3:GetObject")
    if name != "statement":
        shown(identity(unknown, allow("s3:*")), "s3:GetObject")
    assert not reach(identity(unknown, deny("s3:*")), "s3:GetObject").possible
    assert not reach(identity(unknown, boundary=document(allow("sqs:*"))), "s3:GetObject").possible


@pytest.mark.parametrize("name", UNKNOWNS)
def test_an_unknown_that_may_deny_it_leaves_it_undecided(name: str) -> None:
    with pytest.raises(Undecided, match="policy"):
        reach(identity(allow("s3:*"), UNKNOWNS[name]("Deny")), "s3:GetObject")
    assert not reach(identity(UNKNOWNS["action"]("Deny"), allow("sqs:*")), "s3:GetObject").possible


def test_an_unknown_elsewhere_does_not_matter() -> None:
    shown(identity(allow("s3:*"), {"Effect": "Deny", "Action": "sqs:*", "Resource": UNKNOWN}), "s3:*")
    shown(identity(allow("s3:*"), {"Effect": "Deny", "Action": UNKNOWN, "Resource": "arn:aws:s3:::a*"}), "s3:*")
    unclear = {"Effect": "Allow", "Action": "sqs:*", "Resource": UNKNOWN}
    assert not reach(identity(unclear), "s3:*").possible


def test_whose_a_canonical_id_is_nobody_can_tell() -> None:
    named = allow(Principal={"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"})
    shown(identity(allow("s3:*"), resource=document(named)), "s3:GetObject", "arn:aws:s3:::reports/*")
    assert not reach(Policies(resource=document(named, deny(Principal="*"))), "*").possible


MALFORMED = {"NumericLessThan": {"s3:max-keys": "many"}}


def test_a_value_that_nobody_can_read_keeps_it_possible_without_a_witness() -> None:
    assert reach(identity(allow(Condition=MALFORMED)), "*") == Reach(possible=True)
    assert reach(identity(allow("s3:*"), deny("s3:*", Condition=MALFORMED)), "*") == Reach(possible=True)


def test_a_value_that_nobody_can_read_is_gone_around_where_that_can_be() -> None:
    shown(identity(allow("s3:*"), deny("s3:*", "arn:aws:s3:::a*", Condition=MALFORMED)), "*")
    assert not reach(identity(allow("s3:*", Condition=MALFORMED), deny("s3:Get*")), "s3:GetObject").possible
    assert not reach(identity(allow("s3:*", Condition=MALFORMED)), "sqs:*").possible


def test_a_statement_of_a_resource_without_a_principal_is_as_malformed() -> None:
    assert reach(Policies(resource=document(allow("s3:*"))), "*") == Reach(possible=True)
    assert not reach(Policies(resource=document(allow("s3:*"))), "sqs:*").possible


def test_what_is_not_found_within_the_budget_is_possible() -> None:
    """Two lists of patterns, each of which would have to be held against each."""
    a = [allow("s3:*", f"arn:aws:s3:::*{one}*a") for one in range(700)]
    b = [allow("s3:*", f"arn:aws:s3:::*{one}?b") for one in range(700)]
    assert reach(identity(*a, boundary=document(*b)), "*").possible


@pytest.mark.parametrize("action", ["", "PassRole", "iam:", "iam:Pass Role", "iam:a:b", "i_am:*", "iam:Pass-*"])
def test_a_pattern_that_no_action_fits_is_refused_before_anything_is_said(action: str) -> None:
    with pytest.raises(MalformedRequest, match="no action"):
        reach(identity(allow()), action)


@pytest.mark.parametrize("resource", ["", "reports", "arn:aws:s3", "urn:*", "s3:*", "arn:aws:?"])
def test_a_pattern_that_no_resource_fits_is_refused_before_anything_is_said(resource: str) -> None:
    with pytest.raises(MalformedRequest, match="no ARN"):
        reach(identity(allow()), "*", resource)


def test_a_principal_that_nobody_is_is_refused() -> None:
    with pytest.raises(MalformedRequest):
        reach(identity(allow()), "*", "*", "alice")


# Whatever there is ---------------------------------------------------------------------------------------------------

actions = st.sampled_from(["*", "s3:*", "s3:GetObject", "kms:*", "sts:AssumeRole", "?*:*t*"])
resources = st.sampled_from(["*", "*", "arn:aws:s3:::*", "arn:aws:kms:*"])


def answer(policies: Policies, action: str, resource: str = "*") -> Reach | str:
    try:
        return reach(policies, action, resource)
    except Undecided:
        return "undecided"
    except DaypassError as error:
        return "error" if error.place and error.remedy else "an error that helps nobody"


@settings(max_examples=300, deadline=None)
@given(any_policies, actions, resources)
def test_there_is_an_answer_or_an_unknown_and_nothing_else(policies: Policies, action: str, resource: str) -> None:
    found = answer(policies, action, resource)
    event(found if isinstance(found, str) else f"possible: {found.possible}, witness: {found.witness is not None}")
    assert found in ("undecided", answer(policies, action, resource))
    assert not isinstance(found, str) or found == "undecided"
    if isinstance(found, Reach) and found.witness is not None:
        assert evaluate(found.witness, policies).is_allowed


@settings(max_examples=150, deadline=None)
@given(any_policies, actions)
def test_a_deny_of_everything_leaves_nothing(policies: Policies, action: str) -> None:
    denied = Policies(
        (*policies.identity, document(deny())),
        policies.boundary,
        policies.session,
        policies.resource,
        policies.service_control,
        policies.resource_control,
    )
    if policies.resource is None:
        assert answer(denied, action) == Reach(possible=False)


LONG = "*a" * 2000
HARD: dict[str, Document] = {
    "patterns of many stars": document(
        allow(f"s3:{LONG}", f"arn:aws:s3:::{LONG}"), deny(f"s3:{LONG}b*", f"arn:aws:s3:::*b{LONG}")
    ),
    "many patterns of two stars": document(
        *(allow(f"s3:*{one}*", f"arn:aws:s3:::*{one}*") for one in range(500)),
        *(deny(f"s3:*{one}*", f"arn:aws:s3:::*{one}*") for one in range(500)),
    ),
    "one long list against another": document(
        allow("s3:*", [f"arn:aws:s3:::*{one}*" for one in range(5000)]),
        deny("s3:*", [f"arn:aws:s3:::*{one}*" for one in range(5000)]),
    ),
    "many keys": document(allow(Condition={"StringEquals": {f"aws:PrincipalTag/{one}": "x" for one in range(2000)}})),
    "many Deny that each ask for a key": document(
        allow(), *(deny(Condition={"StringNotEquals": {f"aws:PrincipalTag/{one}": "x"}}) for one in range(1500))
    ),
    "many Deny of which each asks for one of two keys": document(
        allow(),
        *(
            deny(
                Condition={
                    "StringNotEquals": {f"aws:PrincipalTag/{one % 7}": f"v{one}", f"aws:PrincipalTag/x{one % 5}": "w"}
                }
            )
            for one in range(300)
        ),
    ),
    "many variables": document(
        allow("*", "arn:aws:s3:::" + "/".join(f"${{aws:PrincipalTag/{one}}}" for one in range(1000))),
        deny("*", "arn:aws:s3:::*" + "?".join(f"${{aws:PrincipalTag/{one}}}" for one in range(1000))),
    ),
    "many addresses": document(
        allow(Condition={"IpAddress": {"aws:SourceIp": [f"10.{one % 256}.{one // 256}.0/24" for one in range(5000)]}}),
        deny(Condition={"IpAddress": {"aws:SourceIp": [f"10.{one % 256}.{one // 256}.0/25" for one in range(5000)]}}),
    ),
}


@pytest.mark.parametrize("name", HARD)
def test_a_hard_question_ends_with_an_answer_in_bounded_work(name: str) -> None:
    """`evaluate` looks at each of these documents once; what is done beyond that is bounded for all of them alike."""
    policies = Policies((HARD[name],))
    assert work_of(lambda: reach(policies, "*")) < 10_000_000
