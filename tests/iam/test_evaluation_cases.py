"""What AWS's documentation says about a request is what our evaluation answers: named cases, each with its source."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from daypass.iam.line import admits_line, evaluate_line

FOLDERS = ("evaluation_words", "evaluation_logic")
CASES = Path(__file__).parent / "cases"
REQUEST = {"action", "principal"}
EVALUATE = {
    *REQUEST,
    "resource",
    "resourceAccount",
    "context",
    "identityPolicies",
    "permissionsBoundary",
    "sessionPolicies",
    "resourcePolicy",
    "serviceControlPolicies",
    "resourceControlPolicies",
}
ADMITS = {*REQUEST, "trustPolicy", "claims", "context"}
DECISIONS = {"allowed", "explicitDeny", "implicitDeny"}
SOURCE = re.compile(r"https://[^\s()]+(?:\(\))?(?: \(.+\))?|[\w.-]+/[\w.-]+#\d+(?: \(.+\))?")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@cache
def cases() -> tuple[dict[str, Any], ...]:
    """Every case of both folders, in the order of files and lines."""
    files = [path for folder in FOLDERS for path in sorted((CASES / folder).glob("*.json"))]
    return tuple(case for path in files for case in json.loads(path.read_text(encoding="utf-8")))


def of(kind: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in cases() if kind in case]


def test_there_are_at_least_two_hundred_cases() -> None:
    assert len(cases()) >= 200


def test_names_are_unique_over_all_files() -> None:
    assert [name for name, count in Counter(case["name"] for case in cases()).items() if count > 1] == []


def test_no_question_is_asked_twice() -> None:
    asked = Counter(json.dumps([case.get("evaluate"), case.get("admits")], sort_keys=True) for case in cases())
    assert [question for question, count in asked.items() if count > 1] == []


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in cases()])
def test_a_case_has_a_name_a_source_a_reason_one_question_and_an_answer(case: dict[str, Any]) -> None:
    kind = "admits" if "admits" in case else "evaluate"
    assert set(case) == {"name", "source", "why", kind, "expect"}
    assert NAME.fullmatch(case["name"])
    assert SOURCE.fullmatch(case["source"])
    assert len(case["why"]) > 10
    assert "\n" not in case["why"]


@pytest.mark.parametrize("case", of("evaluate"))
def test_a_request_is_a_line_of_evaluate(case: dict[str, Any]) -> None:
    assert set(case["evaluate"]) <= EVALUATE
    assert set(case["evaluate"]) >= {*REQUEST, "resource"}
    assert set(case["expect"]) - {"missing", "statements"} == {"decision"}
    assert case["expect"]["decision"] in DECISIONS
    assert case["expect"].get("missing") is None or case["expect"]["decision"] == "implicitDeny"


@pytest.mark.parametrize("case", of("admits"))
def test_a_trust_is_a_line_of_admits(case: dict[str, Any]) -> None:
    assert set(case["admits"]) <= ADMITS
    assert set(case["admits"]) >= {*REQUEST, "trustPolicy"}
    assert set(case["expect"]) - {"missing", "statements"} == {"admitted"}
    assert isinstance(case["expect"]["admitted"], bool)


def test_each_decision_is_met_in_every_kind_of_words() -> None:
    """A file whose cases all end alike would pass an evaluator that never looks."""
    for path in sorted((CASES / "evaluation_words").glob("*.json")):
        decisions = {case["expect"]["decision"] for case in json.loads(path.read_text(encoding="utf-8"))}
        assert decisions >= {"allowed", "implicitDeny"}, path.name


@pytest.mark.parametrize("case", of("evaluate"))
def test_a_request_is_decided_as_the_documentation_says(case: dict[str, Any]) -> None:
    answer = evaluate_line(case["evaluate"])
    assert {key: answer.get(key) for key in case["expect"]} == case["expect"], case["source"]


@pytest.mark.parametrize("case", of("admits"))
def test_a_trust_admits_as_the_documentation_says(case: dict[str, Any]) -> None:
    answer = admits_line(case["admits"])
    assert {key: answer.get(key) for key in case["expect"]} == case["expect"], case["source"]
