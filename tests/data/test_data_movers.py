"""What only moves data takes a role, and is on no known path."""

from daypass.data.data_movers import only_moves_data
from daypass.data.escalation_paths import escalation_paths
from daypass.data.role_takers import role_takers
from daypass.data.table import read_table


def test_each_takes_a_role_and_none_is_on_a_known_path() -> None:
    rows = read_table("data_movers").rows
    actions = [row["action"] for row in rows]
    assert actions == sorted(set(actions))
    assert set(actions) <= {taker.action for taker in role_takers()}
    assert not set(actions) & {action for path in escalation_paths() for action in path.actions}
    assert all(row["does"] for row in rows)


def test_what_runs_code_or_acts_on_the_word_of_the_caller_is_none() -> None:
    for action in ("lambda:CreateFunction", "states:CreateStateMachine", "pipes:CreatePipe", "iot:CreateTopicRule"):
        assert not only_moves_data(action)
    assert not only_moves_data("new-service:CreateThing")
