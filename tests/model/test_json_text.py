"""JSON text is read in one way or not at all, and an error about it carries none of it along."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass.model.json_text import FINITE, STRICT, JsonError, json_value

WRONG: dict[str, tuple[str, tuple[str, str]]] = {
    "nothing": ("", ("syntax", "Expecting value")),
    "half an object": ('{"a"', ("syntax", "Expecting ':' delimiter")),
    "two values": ("{} {}", ("syntax", "Extra data")),
    "a key twice": ('{"b": 1, "a": 2, "c": 3, "a": 4, "b": 5}', ("key twice", "b")),
    "a key twice further in": ('[{"a": [{"k": 1, "k": 1}]}]', ("key twice", "k")),
    "a key in two spellings": ('{"a": 1, "\\u0061": 2}', ("key twice", "a")),
    "NaN": ("[NaN]", ("constant", "NaN")),
    "minus infinity": ('{"a": -Infinity}', ("constant", "-Infinity")),
    "a number of thousands of digits": ("[" + "9" * 5_000 + "]", ("number", "")),
    "lists in lists": ("[" * 100_000, ("depth", "")),
    "objects in objects, closed": ('{"a":' * 100_000 + "1" + "}" * 100_000, ("depth", "")),
}


@pytest.mark.parametrize("decoder", [STRICT, FINITE])
@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_what_two_readers_could_read_in_two_ways_is_read_by_nobody(
    text: str, said: tuple[str, str], decoder: json.JSONDecoder
) -> None:
    with pytest.raises(JsonError) as refused:
        json_value(text, decoder)
    assert (refused.value.what, refused.value.said) == said


def test_an_error_in_the_syntax_says_where() -> None:
    with pytest.raises(JsonError) as refused:
        json_value('{"a": 1,\n "b" 2}')
    assert (refused.value.line, refused.value.column) == (2, 6)


def test_a_number_too_large_is_infinite_or_refused() -> None:
    assert json_value("[1e999]") == [math.inf]
    with pytest.raises(JsonError) as refused:
        json_value("[1e999]", FINITE)
    assert refused.value.what == "number"


@pytest.mark.parametrize(
    "text", ['{"hush": NaN}', '{"hush": 1, "hush": 2}', '{"hush": 1e999}', '{"hush": "hush', "[" * 9**5]
)
def test_an_error_carries_nothing_of_the_text_along(text: str) -> None:
    with pytest.raises(JsonError) as refused:
        json_value(text, FINITE)
    error = refused.value
    assert error.args == (error.what,)
    assert error.__cause__ is error.__context__ is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_what_was_written_as_json_is_read_as_it_was(value: Any) -> None:
    assert json_value(json.dumps(value), STRICT) == json_value(json.dumps(value), FINITE) == value


def test_one_key_that_stands_twice_among_many_is_found() -> None:
    text = "{" + "".join(f'"{index}":0,' for index in range(100_000)) + '"99999":0}'
    with pytest.raises(JsonError):
        json_value(text)
