"""A switch says yes or no as providers read it, and neither where that is not known."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.grants import aws
from tests.support.rules import with_outputs

from daypass.graph.leaves import switch, yes_or_no
from daypass.model.resource import UNKNOWN, Encrypted, Partial, Properties, Secret


@pytest.mark.parametrize("says", [True, "true", "True", "TRUE", "1", "t", Secret(True), Secret("true")])
def test_a_yes_is_a_yes_as_a_text_too(says: Any) -> None:
    assert switch(aws("x/y", "z", on=says), "on") is True
    assert switch(aws("x/y", "z", on=says), "on", default=False) is True


@pytest.mark.parametrize("says", [False, "false", "False", "0", "F", Secret("false")])
def test_a_no_is_a_no_as_a_text_too(says: Any) -> None:
    assert switch(aws("x/y", "z", on=says), "on", default=True) is False


@pytest.mark.parametrize("says", [UNKNOWN, Encrypted(), Secret(UNKNOWN), "maybe", "yes", 0, 1, [], {}, [True]])
def test_what_is_not_known_or_no_switch_is_neither(says: Any) -> None:
    assert switch(aws("x/y", "z", on=says), "on") is None
    assert switch(aws("x/y", "z", on=says), "on", default=True) is None
    assert yes_or_no(says, default=True) is None


@pytest.mark.parametrize("default", [True, False])
def test_where_nobody_says_anything_it_is_what_came_to_be_else_the_default(*, default: bool) -> None:
    for made in (aws("x/y", "z", name="z"), aws("x/y", "z", name="z", on=None), aws("x/y", "z", name="z", on="")):
        assert switch(made, "on", default=default) is default
        assert switch(with_outputs(made, on=UNKNOWN), "on", default=default) is default
        assert switch(with_outputs(made, on=not default), "on", default=default) is not default


def test_what_was_asked_for_counts_and_its_output_where_that_is_not_known_yet() -> None:
    assert switch(with_outputs(aws("x/y", "z", on=True), on=False), "on") is True
    assert switch(with_outputs(aws("x/y", "z", on=UNKNOWN), on="true"), "on") is True


def test_of_what_was_only_looked_up_nobody_knows_the_rest() -> None:
    found = replace(aws("x/y", "z"), external=True, outputs=Properties(Partial()))
    assert switch(found, "on") is None
