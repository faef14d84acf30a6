"""What `profile-session-is-short` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.becoming import role
from tests.support.grants import ARN, depending
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass.model.term import LIMITS
from daypass.settings import Settings
from daypass_policies.rules import catalog

RULE = catalog()["profile-session-is-short"]
HOUR = 3600


def profile(seconds: Any = None, *roles: Any, type_: str = RULE.applies_to[0], **inputs: Any) -> Resource:
    return Resource.of(
        type_, "machines", durationSeconds=seconds, roleArns=list(roles or (f"{ARN}role/edge",)), **inputs
    )


def edge(class_: str = "", name: str = "edge") -> Resource:
    """A role of that class, none where it is empty."""
    tags = {"daypass:class": class_} if class_ else {}
    return role(name, "rolesanywhere.amazonaws.com", tags=tags)


@pytest.mark.parametrize("type_", RULE.applies_to)
@pytest.mark.parametrize(
    ("class_", "seconds"), [("agent", 901), ("agent", None), ("service", HOUR + 1), ("pipeline", "7200"), ("x", 14401)]
)
def test_a_profile_is_held_to_the_classes_of_its_roles(class_: str, seconds: Any, type_: str) -> None:
    found = judge_stack(RULE, edge(class_), profile(seconds, type_=type_)).problems
    if class_ == "x":
        assert not found  # too long for every class, which `term-is-short` says
    else:
        assert [(problem.at, problem.key) for problem in found] == [("durationSeconds", "edge")]


@pytest.mark.parametrize(
    ("class_", "seconds"), [("agent", 900), ("service", HOUR), ("service", None), ("", 4 * HOUR), ("batch", 4 * HOUR)]
)
def test_within_the_class_it_passes(class_: str, seconds: Any) -> None:
    assert passes(judge_stack(RULE, edge(class_), profile(seconds)))


def test_each_role_of_the_profile_is_told() -> None:
    both = profile(2 * HOUR, f"{ARN}role/edge", f"{ARN}role/pump", f"{ARN}role/elsewhere")
    found = judge_stack(RULE, edge("service"), edge("agent", "pump"), both).problems
    assert [problem.key for problem in found] == ["edge", "pump"]


def test_what_the_profiles_own_class_forbids_is_said_once() -> None:
    """By `term-is-short`."""
    assert passes(judge_stack(RULE, edge("agent"), profile(HOUR, tags={"daypass:class": "agent"})))


def test_the_settings_have_the_last_word() -> None:
    lax = Settings(terms=LIMITS | {"agent": HOUR})
    assert passes(judge_stack(RULE, edge("agent"), profile(HOUR), settings=lax))


def test_a_role_that_a_preview_does_not_know_is_found_by_what_depends_on_it() -> None:
    made = depending(profile(2 * HOUR), roleArns=edge("service"))
    assert messages(judge_stack(RULE, edge("service"), made))


def test_what_is_unknown_is_undecided_where_it_decides() -> None:
    assert unknowns(judge_stack(RULE, edge("agent"), profile(UNKNOWN))) == ["durationSeconds"]
    assert unknowns(judge_stack(RULE, edge("agent"), profile(2 * HOUR, UNKNOWN))) == ["roleArns[0]"]
    unclear = role("edge", "rolesanywhere.amazonaws.com", tags=UNKNOWN)
    assert unknowns(judge_stack(RULE, unclear, profile(2 * HOUR))) == ["tags"]
    assert passes(judge_stack(RULE, unclear, profile(900)))


@pytest.mark.parametrize("odd", ["long", True, -1, 3600.5, [1]])
def test_what_is_no_length_is_another_rules(odd: Any) -> None:
    assert passes(judge_stack(RULE, edge("agent"), profile(odd)))


def test_a_stack_without_profiles_passes() -> None:
    assert passes(judge_stack(RULE, edge("agent")))
