"""A request may bring several values along for one key, and then all of them, and no other."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, graph, may, named, role

from daypass.graph.becoming.facts import Facts

_KEY = "dynamodb:Attributes"
_TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/requests"
WRITTEN = Facts({_KEY.lower(): ("id", "role")})


def asked(*statements: dict[str, Any], table: str = _TABLE) -> bool:
    found = graph(role("form"), may("form", *statements))
    (means,) = found.means(named(found, "form"))
    return means.on("dynamodb:PutItem", table, WRITTEN).possible


def writes(how: str, *attributes: str) -> dict[str, Any]:
    return allow("dynamodb:PutItem", _TABLE, Condition={how: {_KEY: [*attributes]}})


@pytest.mark.parametrize("table", [_TABLE, "arn:*:dynamodb:*:*:table/requests"])
def test_a_condition_is_asked_of_all_of_them(table: str) -> None:
    assert asked(writes("ForAllValues:StringEquals", "id", "role", "reason"), table=table)
    assert asked(writes("ForAnyValue:StringEquals", "role"), table=table)
    assert not asked(writes("ForAllValues:StringEquals", "id", "status"), table=table)
    assert not asked(writes("ForAnyValue:StringEquals", "status"), table=table)
    any_of = {"ForAnyValue:StringEquals": {_KEY: ["role"]}}
    assert not asked(allow("dynamodb:PutItem"), deny("dynamodb:PutItem", Condition=any_of), table=table)


def test_they_are_known_as_a_whole() -> None:
    assert WRITTEN.tells(_KEY.lower())
    assert WRITTEN.context.get(_KEY) == WRITTEN.only([_KEY.lower()]).get(_KEY) == ("id", "role")
