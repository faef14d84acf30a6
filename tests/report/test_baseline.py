"""A baseline: what was there when the rules were switched on."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.support.benches import TODAY, USER, bench, made, one_problem

from daypass.errors import UnreadableError
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.report.baseline import accepted, baseline_text, parse_baseline, read_baseline

RULE = made("one-user", one_problem)
STACK = Stack(tuple(Resource.of(USER, name) for name in ("carol", "alice", "bob")))
GOOD = {"schema": 1, "written": "2026-11-20", "findings": [{"fingerprint": "0" * 16, "rule": "r", "urn": "u"}]}


def test_what_is_written_is_known_from_then_on_and_new_findings_are_not() -> None:
    rows = accepted(bench(RULE).everything(STACK), frozenset())
    known = parse_baseline(baseline_text(rows, TODAY), "b.json")
    new = Stack((*STACK.resources, Resource.of(USER, "dave")))
    statuses = {found.name: found.status for found in bench(RULE, baseline=known).everything(new)}
    assert statuses == {"alice": "known", "bob": "known", "carol": "known", "dave": "fail"}


def test_the_file_is_sorted_and_says_its_day() -> None:
    rows = accepted(bench(RULE).everything(STACK), frozenset())
    document = json.loads(baseline_text(rows, date(2026, 11, 20)))
    assert (document["schema"], document["written"]) == (1, "2026-11-20")
    assert [row["urn"].rpartition("::")[2] for row in document["findings"]] == ["alice", "bob", "carol"]
    assert set(document["findings"][0]) == {"fingerprint", "rule", "urn"}


def test_only_what_failed_is_accepted_and_nothing_that_is_never_exempt() -> None:
    quiet = made("quiet", lambda *_: iter(()))
    never = made("never-user", one_problem)
    rows = accepted(bench(quiet, never, RULE).everything(STACK), frozenset({"never-user"}))
    assert {row["rule"] for row in rows} == {"one-user"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ([], "b.json: the file: must be an object"),
        ({"schema": 2}, "b.json: schema: must be 1"),
        ({"schema": True}, "b.json: schema: must be 1"),
        ({"written": "yesterday"}, "b.json: written: must be a date"),
        ({"written": 5}, "b.json: written: must be a date"),
        ({"findings": {}}, "b.json: findings: must be a list"),
        ({"finding": []}, "b.json: the file: unknown key 'finding'. Did you mean 'findings'?"),
        ({"findings": [1]}, "b.json: findings[0]: must be an object"),
        ({"findings": [{"fingerprint": "0" * 16}]}, "b.json: findings[0]: the key 'rule' is missing"),
        ({"findings": [{"fingerprint": "xyz", "rule": "r", "urn": "u"}]}, "b.json: findings[0].fingerprint: is not a"),
        ({"findings": [{"fingerprint": "0" * 16, "rule": 1, "urn": "u"}]}, "b.json: findings[0]: rule and urn must be"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_whole(change: Any, sentence: str) -> None:
    content = {**GOOD, **change} if isinstance(change, dict) else change
    with pytest.raises(UnreadableError) as refused:
        parse_baseline(json.dumps(content), "b.json")
    assert str(refused.value).startswith(sentence)


def test_a_file_that_is_not_there_is_an_error_and_no_empty_baseline(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        read_baseline(tmp_path / "baseline.json")
