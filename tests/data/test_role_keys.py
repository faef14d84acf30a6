"""The table of keys that say as which role something runs is what its reader takes it for."""

import re

from daypass.data.role_keys import role_keys
from daypass.data.role_takers import role_takers
from daypass.data.table import read_table


def test_each_action_has_one_key_of_its_own_service_and_its_page() -> None:
    rows = read_table("role_keys").rows
    assert len(role_keys()) == len(rows)
    assert [row["action"] for row in rows] == sorted(row["action"] for row in rows)
    for row in rows:
        assert row["action"].partition(":")[0] == row["key"].partition(":")[0]
        assert {row["passed"], row["left_out"]} <= {"yes", "no"}
        assert re.fullmatch(
            r"https://docs\.aws\.amazon\.com/service-authorization/latest/reference/list_[a-z0-9]+\.html", row["source"]
        )


def test_where_a_role_is_passed_the_action_takes_one() -> None:
    takers = {taker.action for taker in role_takers()}
    assert {action for action, known in role_keys().items() if known.is_passed} <= takers
    prefixes = {row["prefix"] for row in read_table("key_prefixes").rows}
    assert {known.key.partition(":")[0] for known in role_keys().values()} <= prefixes
