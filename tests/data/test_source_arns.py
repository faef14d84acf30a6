"""The table of what services say for whom they act is what its reader takes it for."""

import pytest

from daypass.data.role_takers import role_takers
from daypass.data.source_arns import source_arns
from daypass.data.table import read_table


def test_each_action_takes_a_role_and_has_its_page() -> None:
    rows = read_table("source_arns").rows
    assert [row["action"] for row in rows] == sorted({row["action"] for row in rows})
    assert {row["action"] for row in rows} <= {taker.action for taker in role_takers()}
    for row in rows:
        assert row["thing"].count("NAME") == row["said"].count("NAME") == 1
        assert row["page"].startswith("https://docs.aws.amazon.com/")


@pytest.mark.parametrize(
    ("action", "resource", "said"),
    [
        ("scheduler:CreateSchedule", "schedule/payroll/nightly", "schedule-group/payroll"),
        ("scheduler:CreateSchedule", "schedule/payroll/*", "schedule-group/payroll"),
        ("scheduler:CreateSchedule", "schedule/pay*", "schedule-group/pay*"),
        ("scheduler:CreateSchedule", "schedule/*/*", "schedule-group/*"),
        ("scheduler:CreateSchedule", "*", "schedule-group/*"),
        ("events:PutTargets", "rule/bus/nightly", "rule/bus/nightly"),
        ("states:CreateStateMachine", "stateMachine:app-*", "stateMachine:app-*"),
    ],
)
def test_what_is_said_of_a_thing_follows_from_its_name(action: str, resource: str, said: str) -> None:
    assert source_arns()[action].of(resource) == said
