"""The library agrees with a second, plain evaluator, and what it says of all requests holds for each one that is tried.

`DAYPASS_EXAMPLES=100` tries a hundred times as many.
"""

import json
import os
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from tests.support import reference_evaluator as reference
from tests.support.policy_lines import ALL_FIELDS, POLICY_FIELDS, Line, admits_lines, evaluate_lines, policies, requests
from tests.support.policy_universe import (
    ACTION_PATTERNS,
    ACTIONS,
    AWAY,
    HOME,
    IDENTITIES,
    KEYS,
    RESOURCE_PATTERNS,
    RESOURCES,
    VARIABLE_RESOURCES,
    Document,
    documents,
    rcp_statements,
    statements,
)
from tests.support.reference_language import action_matches, resource_matches

from daypass.iam.line import admits_line, compare_line, evaluate_line, reach_line

TIMES: Final = int(os.environ.get("DAYPASS_EXAMPLES", "1"))
PATTERNS: Final = (st.sampled_from(ACTION_PATTERNS), st.sampled_from(RESOURCE_PATTERNS))


def tried(times: int) -> Callable[[Any], Any]:
    """Settings of a property that is tried some times, more where the environment says so."""
    return settings(max_examples=times * TIMES, deadline=None, suppress_health_check=list(HealthCheck))


def in_order(answer: Line) -> Line:
    """An answer without the line's id, its statements in one order: theirs is not promised."""
    said = {name: value for name, value in answer.items() if name != "id"}
    return said | {"statements": sorted(answer["statements"], key=json.dumps)}


def is_allowed(line: Line) -> bool:
    return bool(evaluate_line(line)["decision"] == "allowed")


def is_allowed_by_reference(line: Line) -> bool:
    return bool(reference.evaluate(line)["decision"] == "allowed")


# One request ---------------------------------------------------------------------------------------------------------


@tried(300)
@given(evaluate_lines())
def test_every_decision_is_that_of_the_reference(line: Line) -> None:
    expected = reference.evaluate(line)
    event(f"{expected['decision']} {expected['missing']}")
    assert in_order(evaluate_line(line)) == in_order(expected)


@tried(250)
@given(admits_lines())
def test_every_admission_is_that_of_the_reference(line: Line) -> None:
    expected = reference.admits(line)
    event(f"admitted: {expected['admitted']}")
    assert in_order(admits_line(line)) == in_order(expected)


DENIES: Final = statements(effects=("Deny",), resources=RESOURCE_PATTERNS)
WHERE_DENIED: Final[dict[str, st.SearchStrategy[Any]]] = {
    "identityPolicies": documents(DENIES),
    "sessionPolicies": documents(DENIES),
    "resourceControlPolicies": documents(rcp_statements(), versions=("2012-10-17",)).map(lambda made: [made]),
}


@tried(150)
@given(evaluate_lines(), st.sampled_from(sorted(WHERE_DENIED)), st.data())
def test_another_deny_never_widens(line: Line, field: str, data: st.DataObject) -> None:
    denied = line | {field: [*line.get(field, []), data.draw(WHERE_DENIED[field])]}
    assert is_allowed(line) or not is_allowed(denied)


@tried(150)
@given(evaluate_lines(), st.sampled_from(("permissionsBoundary", "sessionPolicies")), st.data())
def test_a_boundary_and_session_policies_never_widen(line: Line, field: str, data: st.DataObject) -> None:
    """A federated user's session policies are left out: without any it may do nothing."""
    assume("federated-user" not in line["principal"])
    without = {name: value for name, value in line.items() if name != field}
    assert is_allowed(without) or not is_allowed(line | {field: data.draw(ALL_FIELDS[field])})


@tried(150)
@given(evaluate_lines(), st.sampled_from(("serviceControlPolicies", "resourceControlPolicies")), st.data())
def test_another_level_of_the_organisation_never_widens(line: Line, field: str, data: st.DataObject) -> None:
    levels, at = line.get(field, []), data.draw(st.integers(0, 2))
    limited = line | {field: [*levels[:at], *data.draw(ALL_FIELDS[field]), *levels[at:]]}
    assert is_allowed(line) or not is_allowed(limited)


# All requests --------------------------------------------------------------------------------------------------------


def fields_of(line: Line) -> Line:
    return {name: line[name] for name in POLICY_FIELDS if name in line}


def is_resource(pattern: str, resource: str) -> bool:
    return resource_matches(pattern, resource, {}, "2012-10-17")


@tried(250)
@given(evaluate_lines(IDENTITIES), st.data())
def test_what_one_request_is_allowed_is_within_reach(line: Line, data: st.DataObject) -> None:
    """Of whoever has policies; not of root users and service-linked roles, whom no SCP or no policy limits."""
    if not is_allowed_by_reference(line):
        return
    action = data.draw(st.sampled_from([one for one in ACTION_PATTERNS if action_matches(one, line["action"])]))
    resource = data.draw(st.sampled_from([one for one in RESOURCE_PATTERNS if is_resource(one, line["resource"])]))
    assert reach_line({**fields_of(line), "action": action, "resource": resource})["possible"]


@tried(250)
@given(policies(), *PATTERNS)
def test_a_witness_of_reach_is_allowed_whoever_judges_it(fields: Line, action: str, resource: str) -> None:
    answer = reach_line({**fields, "action": action, "resource": resource})
    event(f"possible: {answer['possible']}, witness: {answer['witness'] is not None}")
    if witness := answer["witness"]:
        assert answer["possible"]
        assert fields_of(witness).keys() >= fields.keys()
        assert action_matches(action, witness["action"])
        assert is_resource(resource, witness["resource"])
        assert is_allowed(witness)
        assert is_allowed_by_reference(witness)


KEYS_TRIED: Final = ("aws:PrincipalTag/team", "s3:max-keys")
"""Keys of the documents that are counted through: one of text, one of numbers."""
SESSION: Final = IDENTITIES[2:3]


def counted_documents(keys: tuple[str, ...]) -> st.SearchStrategy[list[Document]]:
    words = {key: KEYS[key] for key in keys}
    resources = (*RESOURCE_PATTERNS, *(VARIABLE_RESOURCES[:1] if keys else ()))
    made = documents(statements(keys=words, resources=resources), versions=("2012-10-17",))
    return st.lists(made, min_size=1, max_size=2)


def allowed(fields: Line, keys: tuple[str, ...], **among: tuple[str, ...]) -> Iterator[Line]:
    """Every request of the world, of one session, that the reference allows."""
    every = requests(callers=SESSION, keys=keys, **among)
    return (one for one in every if is_allowed_by_reference(one | fields))


@tried(100)
@given(st.sampled_from(((), KEYS_TRIED)), *PATTERNS, st.data())
def test_nothing_out_of_reach_is_allowed(
    keys: tuple[str, ...], action: str, resource: str, data: st.DataObject
) -> None:
    """Where no condition is, a witness stands for each yes, so that the answer is exact."""
    made = counted_documents(keys)
    fields = {
        "identityPolicies": data.draw(made),
        "permissionsBoundary": data.draw(st.none() | made.map(lambda m: m[0])),
    }
    answer = reach_line({**fields, "action": action, "resource": resource})
    if answer["possible"]:
        assert keys or answer["witness"]
        return
    actions = tuple(one for one in ACTIONS if action_matches(action, one))
    resources = tuple(one for one in RESOURCES if is_resource(resource, one))
    assert next(allowed(fields, keys, actions=actions, resources=resources), None) is None


# A role and a key grant nothing without their policy: both sides are judged with one that leaves all to the accounts.
DELEGATING: Final[Document] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": [HOME, AWAY]}, "Action": "*", "Resource": "*"}],
}


@tried(60)
@given(st.sampled_from(((), KEYS_TRIED)), st.data())
def test_more_is_said_exactly_where_a_request_shows_it(keys: tuple[str, ...], data: st.DataObject) -> None:
    a, b = (data.draw(counted_documents(keys), label=name) for name in "ab")
    answer = compare_line({"a": a, "b": b})
    event(f"more: {answer['more']}, witness: {answer['witness'] is not None}")
    if witness := answer["witness"]:
        for judge in (is_allowed, is_allowed_by_reference):
            assert [judge({**witness, "identityPolicies": side}) for side in (a, b)] == [True, False]
    elif answer["more"]:
        assert keys, "where no condition is, a witness stands for each yes"
    else:
        by_a = allowed({"identityPolicies": a, "resourcePolicy": DELEGATING}, keys)
        for one in islice(by_a, 300):
            assert is_allowed_by_reference(one | {"identityPolicies": b, "resourcePolicy": DELEGATING})


@tried(60)
@given(counted_documents(tuple(KEYS)), counted_documents(tuple(KEYS)))
def test_a_witness_of_more_is_allowed_by_one_side_alone(a: list[Document], b: list[Document]) -> None:
    """With conditions of every type."""
    if witness := compare_line({"a": a, "b": b})["witness"]:
        for judge in (is_allowed, is_allowed_by_reference):
            assert [judge({**witness, "identityPolicies": side}) for side in (a, b)] == [True, False]


@tried(60)
@given(counted_documents(tuple(KEYS)), documents(DENIES, versions=("2012-10-17",)))
def test_a_policy_allows_no_more_than_itself_or_without_a_deny(policy: list[Document], deny: Document) -> None:
    assert not compare_line({"a": policy, "b": policy})["more"]
    assert not compare_line({"a": [*policy, deny], "b": policy})["more"]
