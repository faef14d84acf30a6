"""Of all policies of a small world: what is allowed is within reach, and less is never more."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from tests.support.made_policies import allow, document
from tests.support.policy_lines import evaluate_lines
from tests.support.policy_universe import (
    ACTION_PATTERNS,
    HOME,
    IDENTITIES,
    IDENTITY_DOCUMENTS,
    RESOURCE_PATTERNS,
    statements,
)

from daypass.iam.context import Context
from daypass.iam.document import Document
from daypass.iam.evaluate import evaluate
from daypass.iam.glob import matches
from daypass.iam.line_policies import policies_of
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.reach import Reach, reach
from daypass.iam.request import Request
from daypass.iam.scope import boundary_document

Line = dict[str, Any]
lines = evaluate_lines(IDENTITIES)
asked = st.tuples(st.sampled_from(("*", "*", *ACTION_PATTERNS)), st.sampled_from(("*", "*", *RESOURCE_PATTERNS)))


def request_of(line: Line) -> Request:
    principal, context = Principal.parse(line["principal"]), Context.of(line["context"])
    return Request(line["action"], line["resource"], principal, context, line.get("resourceAccount", ""))


def policies_in(line: Line) -> Policies:
    return policies_of({key: value for key, value in line.items() if key.endswith(("Policies", "Policy", "Boundary"))})


def answered(policies: Policies, action: str, resource: str, principal: str | None = None) -> Reach:
    """The answer; a witness in it fits what is asked and is allowed."""
    found = reach(policies, action, resource, principal)
    event(f"possible: {found.possible}, witness: {found.witness is not None}")
    if found.witness is not None:
        assert found.possible
        assert matches(action.lower(), found.witness.action.lower())
        assert matches(resource, found.witness.resource)
        assert found.decision == evaluate(found.witness, policies)
        assert found.decision.is_allowed
        assert principal in (None, found.witness.principal.text)
    return found


@settings(max_examples=300, deadline=None)
@given(lines, asked)
def test_a_request_that_is_allowed_is_possible(line: Line, patterns: tuple[str, str]) -> None:
    policies, (action, resource) = policies_in(line), patterns
    found = answered(policies, action, resource)
    request = request_of(line)
    fits = matches(action.lower(), request.action.lower()) and matches(resource, request.resource)
    if fits and evaluate(request, policies).is_allowed:
        assert found.possible
        if not request.resource_account:
            assert answered(policies, action, resource, request.principal.text).possible


@settings(max_examples=200, deadline=None)
@given(lines, asked, st.data())
def test_a_deny_or_a_limit_more_makes_nothing_possible(
    line: Line, patterns: tuple[str, str], data: st.DataObject
) -> None:
    before = policies_in(line)
    assume(not answered(before, *patterns).possible)
    denying = document(data.draw(statements(effects=("Deny",), resources=RESOURCE_PATTERNS)))
    limit = Document.parse(data.draw(IDENTITY_DOCUMENTS))
    less = [
        replace(before, identity=(*before.identity, denying)),
        replace(before, service_control=((limit,), *before.service_control)),
        replace(before, session=before.session or (limit,)),
        replace(before, boundary=before.boundary or limit),
    ]
    for policies in less:
        assert answered(policies, *patterns).witness is None


@settings(max_examples=200, deadline=None)
@given(lines, asked, st.data())
def test_an_allow_more_makes_nothing_impossible(line: Line, patterns: tuple[str, str], data: st.DataObject) -> None:
    before = policies_in(line)
    assume(answered(before, *patterns).witness is not None)
    allowing = document(data.draw(statements(effects=("Allow",), resources=RESOURCE_PATTERNS)))
    assert answered(replace(before, identity=(*before.identity, allowing)), *patterns).possible
    if before.session:
        assert answered(replace(before, session=(*before.session, allowing)), *patterns).possible


@settings(max_examples=200, deadline=None)
@given(lines, asked)
def test_what_is_possible_is_possible_under_wider_patterns(line: Line, patterns: tuple[str, str]) -> None:
    policies, (action, resource) = policies_in(line), patterns
    if answered(policies, action, resource).witness is not None:
        assert answered(policies, "*", resource).possible
        assert answered(policies, action, "*").possible


@settings(max_examples=150, deadline=None)
@given(lines)
def test_an_answer_is_given_twice_alike(line: Line) -> None:
    assert reach(policies_in(line), "*") == reach(policies_in(line), "*")


# The boundary that we make -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "resource", "possible"),
    [
        ("iam:PassRole", "*", True),
        ("iam:PassRole", f"arn:aws:iam::{HOME}:role/admin", False),
        ("iam:PassRole", f"arn:aws:iam::{HOME}:role/daypass/*", True),
        ("iam:CreateUser", "*", False),
        ("iam:Create*", "*", False),
        ("organizations:*", "*", False),
        ("cloudtrail:StopLogging", "*", False),
        ("cloudtrail:Describe*", "*", True),
        ("s3:*", "*", True),
    ],
)
def test_our_boundary_holds_whatever_an_identity_is_given(action: str, resource: str, *, possible: bool) -> None:
    policies = Policies((document(allow()),), boundary=document(*boundary_document("service")["Statement"]))
    assert reach(policies, action, resource).possible is possible
