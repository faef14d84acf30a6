"""What only moves data takes a role, and is on no known path."""

import pytest

from daypass.data.data_movers import only_moves_data
from daypass.data.escalation_paths import escalation_paths
from daypass.data.recording_services import recording_services
from daypass.data.role_takers import role_takers, taking_services
from daypass.data.table import read_table

_CALLED = {
    "aps": ("amp",),
    "backup-search": ("backupsearch",),
    "chime": ("chime-sdk-media-pipelines",),
    "elasticfilesystem": ("efs",),
    "sms-voice": ("pinpoint-sms-voice", "pinpoint-sms-voice-v2"),
    "voiceid": ("voice-id",),
}
"""How the library calls the services whose prefix in actions is another."""


def test_each_takes_a_role_and_none_is_on_a_known_path() -> None:
    rows = read_table("data_movers").rows
    actions = [row["action"] for row in rows]
    assert actions == sorted(set(actions))
    assert set(actions) <= {taker.action for taker in role_takers()}
    assert not set(actions) & {action for path in escalation_paths() for action in path.actions}
    assert all(row["does"] for row in rows)


def test_what_runs_code_or_acts_on_the_word_of_the_caller_is_none() -> None:
    for action in (
        "lambda:CreateFunction",
        "medialive:CreateCluster",
        "dlm:CreateLifecyclePolicy",
        "states:CreateStateMachine",
        "pipes:CreatePipe",
        "iot:CreateTopicRule",
    ):
        assert not only_moves_data(action)
    assert not only_moves_data("new-service:CreateThing")


def test_what_only_writes_records_of_its_own_is_no_service_that_acts() -> None:
    rows = read_table("recording_services").rows
    assert [row["service"] for row in rows] == sorted(recording_services())
    assert all(row["does"] and row["source"].startswith("https://docs.aws.amazon.com/") for row in rows)
    assert not recording_services() & {service for path in escalation_paths() for service in path.services}
    assert {"lambda.amazonaws.com", "monitoring.rds.amazonaws.com"} < set(taking_services())


def test_the_member_that_holds_the_role_is_one_of_the_request() -> None:
    session = pytest.importorskip("botocore.session").get_session()
    known = session.get_available_services()
    for row in read_table("data_movers").rows:
        prefix, _, action = row["action"].partition(":")
        called = (name for name in (*_CALLED.get(prefix, ()), prefix) if name in known)
        models = (session.get_service_model(name) for name in called)
        shape = next(model.operation_model(action).input_shape for model in models if action in model.operation_names)
        for member in row["role"].split("."):
            while shape.type_name == "list":
                shape = shape.member
            shape = shape.members[member]
