"""A condition holds where the request's values are what its operator asks for, and an absent key is what AWS says."""

from typing import Any

import pytest
from tests.support.work import work_of

from daypass.iam.applies import holds
from daypass.iam.condition import Condition, Operator
from daypass.iam.context import Context, MalformedRequest
from daypass.iam.node import MalformedDocument

NEW = "2012-10-17"
ROLE = "arn:aws:iam::111122223333:role/ops/app"


def met(operator: str, values: Any, asked: Any = None, *, version: str = NEW, **others: Any) -> bool:
    """Whether `operator` on the key `k` holds where the request brings `asked` along for it."""
    parsed = Operator.parse(operator)
    assert parsed
    wanted = tuple(values) if isinstance(values, list) else (values,)
    context = Context.of({**({} if asked is None else {"k": asked}), **others})
    return holds(Condition(*parsed, "k", wanted), context, version, "policy.Statement[0]")


# Texts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operator", "value", "asked", "expected"),
    [
        ("StringEquals", "a", "a", True),
        ("StringEquals", "a", "A", False),
        ("StringEquals", "a*", "ab", False),
        ("StringEquals", "", "", True),
        ("StringEquals", ["a", "b"], "b", True),
        ("StringEquals", [], "b", False),
        ("stringequals", "a", "a", True),
        ("StringNotEquals", "a", "A", True),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringEqualsIgnoreCase", "Ab", "aB", True),
        ("StringNotEqualsIgnoreCase", "Ab", "aB", False),
        ("StringLike", "a*", "ab", True),
        ("StringLike", "A*", "ab", False),
        ("StringLike", ["x", "?b"], "ab", True),
        ("StringNotLike", ["x", "?b"], "ab", False),
        ("StringLike", "${*}", "*", True),
        ("StringLike", "${*}", "a", False),
        ("StringEquals", "${*}", "*", True),
        ("StringEquals", "true", True, True),
        ("StringEquals", "3600", 3600.0, True),
        ("StringEquals", "${Other}", "x", True),
        ("StringEqualsIgnoreCase", "${other}-${other}", "X-x", True),
        ("StringLike", "${other}*", "xy", True),
        ("StringLike", "${star}", "anything", False),
        ("StringLike", "${star}", "*", True),
    ],
)
def test_texts_are_compared(operator: str, value: Any, asked: Any, expected: bool) -> None:  # noqa: FBT001 - a column of a table
    assert met(operator, value, asked, other="x", star="*") is expected


@pytest.mark.parametrize("values", ["${none}", "a${none}", ["${none}", "${many}"]])
def test_a_variable_without_a_value_matches_nothing_and_its_negation_everything(values: Any) -> None:
    many = {"many": ["a", "b"]}
    assert not met("StringEquals", values, "a", **many)
    assert not met("StringLike", values, "a", **many)
    assert not met("ArnLike", values, ROLE, **many)
    assert met("StringNotEquals", values, "a", **many)
    assert met("ArnNotLike", values, ROLE, **many)


def test_a_default_stands_where_a_variable_has_no_value() -> None:
    assert met("StringEquals", "${none, 'anonymous'}", "anonymous")
    assert met("StringEquals", "${none,'a, b'}", "a, b")
    assert not met("StringEquals", "${k, 'anonymous'}", ["x", "anonymous"])
    assert not met("StringEquals", "${none, anonymous}", "anonymous")


# ARNs ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operator", ["ArnLike", "ArnEquals"])
@pytest.mark.parametrize(
    ("pattern", "asked", "expected"),
    [
        (ROLE, ROLE, True),
        ("arn:aws:iam::*:role/*", ROLE, True),
        ("arn:aws:iam::111122223333:role/?ps/*", ROLE, True),
        ("*", ROLE, True),
        ("*", "no ARN", False),
        ("arn:*", ROLE, False),
        ("arn:aws:iam:*", ROLE, False),
        ("arn:aws:iam::1*", ROLE, False),
        ("arn:*:role/*", ROLE, False),
        ("arn:aws:sns:*:111122223333:x/*", "arn:aws:sns:eu:999999999999:y:111122223333:x/1", False),
        ("arn:aws:sns:*:*:*", "arn:aws:sns:eu:999999999999:y:111122223333:x/1", True),
        ("arn:aws:iam::111122223333:role/${name}", ROLE, True),
        ("arn:aws:iam::111122223333:role/${star}", ROLE, False),
        ("ARN:aws:iam::*:role/*", ROLE, False),
        ("a:b:c:d:e:f", "a:b:c:d:e:f", False),
    ],
)
def test_arns_are_compared_part_by_part(operator: str, pattern: str, asked: str, expected: bool) -> None:  # noqa: FBT001 - a column of a table
    others = {"name": "ops/app", "star": "*"}
    assert met(operator, pattern, asked, **others) is expected
    assert met(operator.replace("Arn", "ArnNot"), pattern, asked, **others) is not expected


# Numbers, dates, addresses, … ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operator", "value", "asked", "expected"),
    [
        ("NumericEquals", "10", "10.0", True),
        ("NumericEquals", "1e1", 10, True),
        ("NumericEquals", "9007199254740993", "9007199254740992", False),
        ("NumericNotEquals", ["1", "2"], "2", False),
        ("NumericLessThan", "10", "9", True),
        ("NumericLessThan", "10", "10", False),
        ("NumericLessThan", ["1", "10"], "5", True),
        ("NumericLessThanEquals", "10", "10", True),
        ("NumericGreaterThan", ["10", "100"], "50", True),
        ("NumericGreaterThan", "-1", "0", True),
        ("NumericGreaterThanEquals", "100", "99", False),
        ("NumericGreaterThanEquals", [], "99", False),
        ("DateLessThan", "2026-11-25T00:00:00Z", "2026-11-24T23:59:59.999Z", True),
        ("DateLessThan", "2026-11-25T00:00:00+02:00", "2026-11-24T22:00:00Z", False),
        ("DateLessThanEquals", "2026-11-25T00:00:00+02:00", "2026-11-24T22:00:00Z", True),
        ("DateGreaterThan", "2026", "2026-01-01T00:00:01Z", True),
        ("DateGreaterThan", "2026-02", "2026-01-31", False),
        ("DateEquals", "2026-11-25T10:00Z", "1795600800", True),
        ("DateNotEquals", "2026-11-25T10:00:00.5Z", "1795600800.5", False),
        ("Bool", "true", True, True),
        ("Bool", "True", "TRUE", True),
        ("Bool", "false", True, False),
        ("Bool", ["true", "false"], "false", True),
        ("BinaryEquals", "QUJD", "QUJD", True),
        ("BinaryEquals", "QUJD", "QUJE", False),
        ("IpAddress", "203.0.113.0/24", "203.0.113.255", True),
        ("IpAddress", "203.0.113.0/24", "203.0.114.0", False),
        ("IpAddress", "203.0.113.7", "203.0.113.7", True),
        ("IpAddress", "203.0.113.9/24", "203.0.113.7", True),
        ("IpAddress", ["10.0.0.0/8", "2001:DB8::/32"], "2001:db8:1::1", True),
        ("IpAddress", ["10.0.0.0/9", "10.0.0.0/8", "10.1.0.0/16"], "10.200.0.1", True),
        ("IpAddress", "0.0.0.0/0", "::1", False),
        ("NotIpAddress", "203.0.113.0/24", "203.0.113.1", False),
        ("NotIpAddress", ["203.0.113.0/24", "10.0.0.0/8"], "192.0.2.1", True),
    ],
)
def test_values_are_compared_as_what_they_stand_for(operator: str, value: Any, asked: Any, expected: bool) -> None:  # noqa: FBT001 - a column of a table
    assert met(operator, value, asked) is expected


UNREADABLE = {
    "NumericLessThan": [
        "",
        "ten",
        "1,000",
        "0x10",
        "Infinity",
        "NaN",
        "1_0",
        "1e9999",
        "\u0661",
        " 1",
        "${k}",
        "1" * 401,
    ],
    "DateGreaterThan": [
        "",
        "today",
        "2026-13-01",
        "2026-11-31",
        "2026-11-25T25:00:00Z",
        "25.11.2026",
        "20261125T100000Z",
    ],
    "Bool": ["", "yes", "1", "wahr", "${k}"],
    "Null": ["", "maybe"],
    "BinaryEquals": ["A", "QUJ", "QU JD", "\u00e4\u00e4\u00e4\u00e4"],
    "IpAddress": [
        "",
        "10.0.0.0/33",
        "10.0.0",
        "10.0.0.1/255.0.0.0",
        "fe80::1%eth0",
        "300.0.0.1",
        "*",
        "10.0.0.0/8/8",
        "::/129",
    ],
}


@pytest.mark.parametrize(
    ("operator", "value"), [(name, value) for name, values in UNREADABLE.items() for value in values]
)
def test_a_value_that_nobody_can_read_is_an_error_on_either_side(operator: str, value: str) -> None:
    good = {"Numeric": "1", "Date": "2026", "Bool": "true", "Null": "true", "Binary": "QUJD", "Ip": "10.0.0.1"}
    readable = next(text for start, text in good.items() if operator.startswith(start))
    with pytest.raises(MalformedDocument) as refused:
        met(operator, [readable, value], readable)
    assert refused.value.place == f"policy.Statement[0].Condition.{operator}.k"
    assert not value or value not in refused.value.fact
    with pytest.raises(MalformedDocument):
        met(operator, [readable, value])
    if operator != "Null":
        with pytest.raises(MalformedRequest) as malformed:
            met(operator, readable, [readable, value])
        assert malformed.value.place == "context.k"
        assert not value or value not in str(malformed.value)


def test_an_address_of_the_request_is_one_and_no_range() -> None:
    with pytest.raises(MalformedRequest):
        met("IpAddress", "10.0.0.0/8", "10.0.0.0/16")


# Keys that are absent, and with several values -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operator", "holds_without"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("ArnNotLike", True),
        ("NotIpAddress", True),
        ("Bool", False),
        ("StringEqualsIfExists", True),
        ("StringNotEqualsIfExists", True),
        ("BoolIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAllValues:StringNotEquals", True),
        ("ForAllValues:StringEqualsIfExists", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("ForAnyValue:StringEqualsIfExists", False),
        ("ForAnyValue:StringNotEqualsIfExists", False),
    ],
)
def test_an_absent_key_means_what_the_operator_says(operator: str, holds_without: bool) -> None:  # noqa: FBT001 - a column of a table
    value = "true" if "Bool" in operator else "10.0.0.0/8" if "Ip" in operator else "a"
    assert met(operator, value) is holds_without
    assert met(operator, value, []) is holds_without


@pytest.mark.parametrize(
    ("values", "absent", "present"),
    [("true", True, False), ("false", False, True), (["true", "false"], True, True), ([], False, False)],
)
def test_null_asks_for_presence_alone(values: Any, absent: bool, present: bool) -> None:  # noqa: FBT001 - a column of a table
    assert met("Null", values) is absent
    assert met("Null", values, "x") is present
    assert met("Null", values, ["x", "y"]) is present


@pytest.mark.parametrize(
    ("operator", "asked", "expected"),
    [
        ("ForAllValues:StringEquals", ["a", "b"], True),
        ("ForAllValues:StringEquals", ["a", "c"], False),
        ("ForAllValues:StringEquals", "", True),
        ("ForAllValues:StringNotEquals", ["c", "d"], True),
        ("ForAllValues:StringNotEquals", ["a", "c"], False),
        ("ForAnyValue:StringEquals", ["a", "c"], True),
        ("ForAnyValue:StringEquals", ["c", "d"], False),
        ("ForAnyValue:StringEquals", "", False),
        ("ForAnyValue:StringNotEquals", ["a", "c"], True),
        ("ForAnyValue:StringNotEquals", ["a", "b"], False),
        ("ForAllValues:StringLike", ["a", "b"], True),
        ("ForAnyValue:StringEqualsIgnoreCase", ["A", "x"], True),
        ("StringEquals", ["a", "c"], True),
        ("StringEquals", ["c", "d"], False),
        ("StringNotEquals", ["a", "c"], False),
        ("StringNotEquals", ["c", "d"], True),
    ],
)
def test_several_values_of_a_request_are_a_set(operator: str, asked: Any, expected: bool) -> None:  # noqa: FBT001 - a column of a table
    assert met(operator, ["a", "b"], asked) is expected


def test_the_name_of_a_key_has_no_case_and_neither_has_that_of_a_variable() -> None:
    condition = Condition(
        "StringEquals", "", if_exists=False, key="AWS:PrincipalTag/Team", values=("${aws:requesttag/TEAM}",)
    )
    context = Context.of({"aws:principaltag/team": "x", "aws:RequestTag/team": "x"})
    assert holds(condition, context, NEW)


@pytest.mark.parametrize(
    ("operator", "value", "given"),
    [
        ("StringEquals", "v{}", "w{}"),
        ("NumericEquals", "{}", "-{}"),
        ("NumericGreaterThan", "{}", "-{}"),
        ("IpAddress", "10.0.{}.0/24", "11.0.{}.0"),
    ],
)
def test_many_values_on_both_sides_cost_no_more_than_their_sum(operator: str, value: str, given: str) -> None:
    def tried(size: int) -> int:
        wanted = [value.format(number % 256) + ("" if "Ip" in operator else f"{number}") for number in range(1, size)]
        brought = [given.format(number % 256) + ("" if "Ip" in operator else f"{number}") for number in range(1, size)]
        return work_of(lambda: met(operator, wanted, brought))

    assert tried(4_000) <= 11 * tried(400)
