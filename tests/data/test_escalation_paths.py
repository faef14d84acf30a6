"""The tables about becoming more than one was given are what their readers take them for."""

import re

from daypass.data.escalation_paths import HANDS_OVER, KINDS, escalation_paths, paths_to_consumers
from daypass.data.identity_edits import (
    EDITED_KINDS,
    MADE,
    WHICH_POLICY,
    WHOSE_BOUNDARY,
    identity_edits,
)
from daypass.data.role_consumers import role_consumers
from daypass.data.service_principals import principals
from daypass.iam.arn import Arn

_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z]+")
_UNKNOWN_TO_OTHERS = {"datapipeline.amazonaws.com"}
"""Closed to new customers, so that no table of ours speaks of it."""


def test_every_path_has_its_own_name_and_set_of_actions() -> None:
    paths = escalation_paths()
    assert len({path.id for path in paths}) == len(paths) == 65
    assert {path.kind for path in paths} == set(KINDS)
    assert all(path.actions and all(map(_ACTION.fullmatch, path.actions)) for path in paths)


def test_a_path_says_its_service_where_a_role_is_passed_or_in_use() -> None:
    assert all(path.services for path in escalation_paths() if path.passes_role or path.consumer)
    named = {service for path in escalation_paths() for service in path.services}
    assert named - set(principals()) == _UNKNOWN_TO_OTHERS


def test_a_path_needs_a_consumer_exactly_where_it_passes_no_role_to_a_service() -> None:
    about_services = [path for path in escalation_paths() if path.services]
    assert all(bool(path.consumer) is not path.passes_role for path in about_services)
    assert all(path.needs_existing_target for path in about_services if path.consumer)
    assert HANDS_OVER in {action for path in about_services for action in path.actions}


def test_a_consumer_of_a_path_is_one_that_uses_roles_of_that_service() -> None:
    uses = [way for ways in role_consumers().values() for way in ways]
    for noun, paths in paths_to_consumers().items():
        services = {principal for way in uses if way.noun == noun for principal in way.principals}
        assert all(set(path.services) & services for path in paths), noun


def test_the_arn_of_a_consumer_takes_its_name_and_account() -> None:
    for path in escalation_paths():
        if path.consumer:
            arn = Arn.parse(path.resource_of("app", "111122223333"))
            assert arn
            assert arn.account == "111122223333"
            assert "NAME" not in arn.resource
            assert set(path.elsewhere) < set(path.actions)


def test_an_edit_says_what_it_changes_of_whom() -> None:
    edits = identity_edits()
    assert len({edit.action for edit in edits}) == len(edits)
    assert {edit.on for edit in edits} == set(EDITED_KINDS)
    assert {edit.makes for edit in edits} == set(MADE)
    assert {key for edit in edits for key in edit.keys} == {WHICH_POLICY, WHOSE_BOUNDARY}
    assert all(edit.source.endswith(f"API_{edit.action.partition(':')[2]}.html") for edit in edits)


def test_every_self_escalation_is_an_edit_that_is_known() -> None:
    known = {edit.action for edit in identity_edits()}
    alone = {path.actions[0] for path in escalation_paths() if path.kind == "self-escalation"}
    assert alone <= known
