"""A context key gets values that meet all that conditions ask of it, or it is certain that no values do."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.policy_universe import COMPARISONS, KEYS, LIKES, STRINGS

from daypass.iam.condition import Condition, Operator
from daypass.iam.context import Context
from daypass.iam.search.ask import Ask, ask_of
from daypass.iam.search.language import Budget, TooHard
from daypass.iam.search.values import Values, chosen

KEY = "k"


def ask(operator: str, *values: str, wanted: bool = True, key: str = KEY) -> Ask:
    found = Operator.parse(operator)
    assert found is not None
    return ask_of(Condition(*found, key, values), "2012-10-17", "", wanted=wanted)


def no(operator: str, *values: str) -> Ask:
    return ask(operator, *values, wanted=False)


def values(*asks: Ask, several: bool = False, **given: str) -> Values | None:
    return chosen(asks, Context.of({**given}), Budget(100_000), several=several)


def met(asks: tuple[Ask, ...], found: Values) -> bool:
    return all(one.is_met(Context.of({KEY: list(found)})) for one in asks)


CONTRADICTIONS = {
    "two texts": (ask("StringEquals", "a"), ask("StringEquals", "b")),
    "a text and another case": (ask("StringEquals", "a"), ask("StringEquals", "A")),
    "a text that is left out": (ask("StringEquals", "a"), ask("StringNotEquals", "a", "b")),
    "a text that is left out in any case": (ask("StringEquals", "a"), no("StringEqualsIgnoreCase", "A")),
    "patterns with nothing in common": (ask("StringLike", "a*"), ask("StringLike", "b*")),
    "a pattern within one that is left out": (ask("StringLike", "ab*"), ask("StringNotLike", "a*")),
    "ARNs of two accounts": (ask("ArnLike", "arn:aws:s3:::*"), ask("ArnEquals", "arn:*:*:*:111122223333:*")),
    "a text that is no ARN": (ask("StringEquals", "reports"), ask("ArnLike", "*")),
    "an absent key with a value": (ask("Null", "true"), ask("StringEquals", "a")),
    "a present key that is absent": (ask("Null", "true"), ask("Null", "false")),
    "a key that a condition must miss, and another": (ask("StringEquals", "a"), no("Null", "false")),
    "true and false": (ask("Bool", "true"), ask("Bool", "false")),
    "neither true nor false": (ask("Null", "false"), no("Bool", "true"), no("Bool", "false")),
    "less than what is more": (ask("NumericLessThan", "5"), ask("NumericGreaterThan", "9")),
    "less than what it is": (ask("NumericLessThan", "5"), ask("NumericEquals", "5.0")),
    "at most and not at most": (
        ask("NumericLessThanEquals", "5"),
        no("NumericLessThanEquals", "7"),
        ask("Null", "false"),
    ),
    "before and after": (ask("DateLessThan", "2026-01-01"), ask("DateGreaterThan", "2026-01-01T00:00:00Z")),
    "networks apart": (ask("IpAddress", "10.0.0.0/8"), ask("IpAddress", "192.168.0.0/16")),
    "a network within one that is left out": (ask("IpAddress", "10.1.0.0/16"), ask("NotIpAddress", "10.0.0.0/8")),
    "an IPv6 address in an IPv4 network": (ask("IpAddress", "2001:db8::/32"), ask("IpAddress", "0.0.0.0/0")),
    "no address at all": (ask("Null", "false"), ask("NotIpAddress", "0.0.0.0/0", "::/0")),
    "two bytes": (ask("BinaryEquals", "QQ=="), ask("BinaryEquals", "QUI=")),
    "no value": (ask("StringEquals"),),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_conditions_that_contradict_each_other_leave_no_value(name: str) -> None:
    assert values(*CONTRADICTIONS[name]) is None


CHOICES = {
    "nothing is asked where the key may be absent": ((ask("StringNotEquals", "a"),), ()),
    "an optional key is absent": ((ask("StringEqualsIfExists", "a"), ask("StringEqualsIfExists", "b")), ()),
    "the text that both name": ((ask("StringEquals", "a", "b"), ask("StringEquals", "b", "c")), ("b",)),
    "the text that fits": ((ask("StringLike", "pay*"), ask("StringEquals", "team", "payments")), ("payments",)),
    "the text in the other case": ((ask("StringEqualsIgnoreCase", "ab"), ask("StringLike", "A*")), ("Ab",)),
    "a text that fits both patterns": ((ask("StringLike", "a*"), ask("StringLike", "*b")), ("appb",)),
    "a number between": ((ask("NumericGreaterThan", "4"), ask("NumericLessThan", "5")), ("4.5",)),
    "a whole number between": ((ask("NumericGreaterThan", "4"), ask("NumericLessThan", "9")), ("5",)),
    "a number below": ((ask("NumericLessThan", "-1e3"),), ("-1001",)),
    "the only number": ((ask("NumericLessThanEquals", "5"), no("NumericLessThan", "5"), ask("Null", "false")), ("5",)),
    "a moment between": (
        (ask("DateGreaterThan", "2026-11-25T10:00:00Z"), ask("DateLessThan", "2026-11-25T12:00:02+02:00")),
        ("2026-11-25T10:00:01Z",),
    ),
    "an address": ((ask("IpAddress", "10.0.0.0/8"), ask("NotIpAddress", "10.0.0.0/9")), ("10.128.0.1",)),
    "an address of the new kind": ((ask("IpAddress", "2001:db8:1::/48"),), ("2001:db8:1::1",)),
    "a flag": ((ask("Bool", "false"), ask("Null", "false")), ("false",)),
    "bytes that are not named": ((ask("Null", "false"), no("BinaryEquals", "QQ==")), ("AAAAAA==",)),
    "a variable of another key": ((ask("StringEquals", "${aws:username}"),), ("alice",)),
    "a variable's default": ((ask("StringEquals", "${aws:userid, 'nobody'}"),), ("nobody",)),
}


@pytest.mark.parametrize("name", CHOICES)
def test_a_value_is_found_that_meets_every_condition(name: str) -> None:
    asks, expected = CHOICES[name]
    assert values(*asks, **{"aws:username": "alice"}) == expected


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        ((ask("ForAnyValue:StringEquals", "a"), ask("ForAnyValue:StringEquals", "b")), {"a", "b"}),
        ((ask("ForAnyValue:StringEquals", "a"), ask("ForAnyValue:StringNotEquals", "a")), {"a", "x"}),
        ((ask("ForAllValues:StringEquals", "a", "b"), ask("ForAnyValue:StringLike", "b*")), {"b"}),
        ((ask("ForAnyValue:StringEquals", "a"), no("ForAllValues:StringEquals", "a", "b")), {"a", "x"}),
        ((ask("ForAllValues:StringEquals", "a"), ask("Null", "false")), {"a"}),
        ((ask("ForAllValues:StringEquals"), ask("Null", "false")), {""}),
        ((ask("StringEquals", "a"), ask("StringEquals", "b")), {"a", "b"}),
    ],
)
def test_a_key_of_several_values_has_one_for_each_thing_asked(asks: tuple[Ask, ...], expected: set[str]) -> None:
    assert set(values(*asks, several=True) or ()) == expected


@pytest.mark.parametrize(
    "asks",
    [
        (ask("ForAllValues:StringEquals", "a"), ask("ForAnyValue:StringEquals", "b")),
        (ask("ForAnyValue:StringEquals", "a"), no("ForAnyValue:StringLike", "*")),
        (ask("ForAnyValue:StringEquals", "a"), ask("StringNotEquals", "a")),
        (ask("ForAllValues:NumericLessThan", "5"), ask("ForAnyValue:NumericGreaterThan", "5")),
    ],
)
def test_several_values_cannot_meet_what_no_value_can(asks: tuple[Ask, ...]) -> None:
    assert values(*asks, several=True) is None


@pytest.mark.parametrize(
    "asks",
    [
        (ask("StringLike", "1*"), ask("NumericGreaterThan", "12")),
        (ask("StringLike", "20*"), ask("DateLessThan", "2026-01-01"), ask("DateGreaterThan", "2025-01-01")),
    ],
)
def test_operators_of_two_kinds_on_one_key_are_never_said_to_contradict_each_other(asks: tuple[Ask, ...]) -> None:
    try:
        found = values(*asks)
    except TooHard:
        return
    assert found is not None
    assert met(asks, found)


def test_texts_that_are_named_decide_about_operators_of_two_kinds() -> None:
    assert values(ask("StringEquals", "3", "20"), ask("NumericGreaterThan", "12")) == ("20",)
    assert values(ask("StringEquals", "3", "4"), ask("NumericGreaterThan", "12")) is None


# Against all values of a small world ---------------------------------------------------------------------------------


def asks_on(key: str) -> st.SearchStrategy[tuple[Ask, ...]]:
    operators, _, wanted = KEYS[key]
    named = st.lists(st.sampled_from([str(one) for one in wanted if "${" not in str(one)]), min_size=1, max_size=3)
    start = st.sampled_from(("", "", "", "ForAllValues:", "ForAnyValue:"))
    name = st.tuples(start, st.sampled_from(operators), st.sampled_from(("", "", "IfExists"))).map("".join)
    made = st.builds(lambda name, values, wanted: ask(name, *values, wanted=wanted), name, named, st.booleans())
    null = st.builds(lambda value: ask("Null", value), st.sampled_from(("true", "false")))
    return st.lists(st.one_of(made, made, made, null), min_size=1, max_size=4).map(tuple)


@pytest.mark.parametrize("key", [key for key in KEYS if KEYS[key][1]])
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_value_is_said_only_where_there_is_none(key: str, data: st.DataObject) -> None:
    asks = data.draw(asks_on(key))
    several = any(one.condition.qualifier for one in asks)
    words = [Context.of({KEY: one}).get(KEY)[0] if one != "" else "" for one in KEYS[key][1]]
    tried: list[Values] = [(), *((one,) for one in words), *(combinations(words, 2) if several else ())]
    found = values(*asks, several=several)
    if found is None:
        assert not any(met(asks, one) for one in tried)
    else:
        assert met(asks, found)
        assert several or len(found) <= 1


def test_the_small_world_has_all_operators() -> None:
    """Else the comparison above would leave some out."""
    named = {operator for operators, _, _ in KEYS.values() for operator in operators}
    ordered = {f"{kind}{name}" for kind in ("Numeric", "Date") for name in COMPARISONS}
    expected: set[Any] = {*STRINGS, *LIKES, *ordered, "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnLike"}
    assert named >= expected


@pytest.mark.parametrize(
    "asks",
    [
        (ask("StringEquals", *map(str, range(20_000))), no("StringEquals", *map(str, range(19_999)))),
        (ask("StringLike", *(f"{number}*" for number in range(5_000))), no("StringLike", *map(str, range(5_000)))),
        (ask("NumericLessThan", *map(str, range(5_000))), no("NumericEquals", *map(str, range(5_000)))),
        (ask("IpAddress", "10.0.0.0/8"), no("IpAddress", *(f"10.{one}.0.0/16" for one in range(255)))),
    ],
)
def test_long_lists_of_values_are_no_hard_question(asks: tuple[Ask, ...]) -> None:
    found = values(*asks)
    assert found is not None
    assert met(asks, found)
