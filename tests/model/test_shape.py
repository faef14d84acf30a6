"""The shape of a file: our check says what every JSON Schema validator says, in words for people."""

from datetime import UTC, date, datetime
from typing import Any

import jsonschema
import pytest

from daypass.model.shape import misfits

SHAPE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "version": {"type": "integer", "const": 1},
        "size": {"type": "string", "enum": ["small", "large"]},
        "code": {"type": "string", "pattern": "^[a-z]+$", "description": "Use a to z."},
        "due": {"type": "string", "format": "date"},
        "text": {"type": "string", "pattern": r"\S"},
        "flag": {"type": "boolean"},
        "list": {"type": "array", "minItems": 1, "items": {"type": ["string", "integer"]}},
        "map": {
            "type": "object",
            "propertyNames": {"type": "string", "pattern": "^k"},
            "additionalProperties": {"type": "integer"},
        },
        "proof": {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"enum": ["a", "b"]}},
            "discriminator": {"propertyName": "kind"},
            "oneOf": [
                {"properties": {"kind": {"const": "a"}, "x": {"type": "string"}}, "additionalProperties": False},
                {"properties": {"kind": {"const": "b"}, "y": {"type": "string"}}, "required": ["kind", "y"]},
            ],
        },
    },
    "required": ["version"],
    "additionalProperties": False,
}

FIT: list[dict[str, Any]] = [
    {"version": 1},
    {"version": 1, "size": "small", "code": "abc", "due": "2027-05-31", "text": "x", "flag": True},
    {"version": 1, "list": ["a", 1], "map": {"k1": 2}, "proof": {"kind": "a", "x": "1"}},
    {"version": 1, "proof": {"kind": "b", "y": "1"}},
]

# What does not fit, its place and a word of what is said.
UNFIT: list[tuple[Any, str, str]] = [
    ([], "", "a list, not a table"),
    ({}, "version", "missing"),
    ({"version": 2}, "version", "2"),
    ({"version": True}, "version", "the boolean True, not a whole number"),
    ({"version": "1"}, "version", "a text, not a whole number"),
    ({"version": 1, "vers": 1}, "vers", "no known key"),
    ({"version": 1, "a b" * 50: 1}, "'a ba ba", "no known key"),
    ({"version": 1, "size": "lrge"}, "size", "'lrge'"),
    ({"version": 1, "code": "A"}, "code", "'A'"),
    ({"version": 1, "code": "x" * 500 + "!"}, "code", "…"),
    ({"version": 1, "due": "2027-13-31"}, "due", "not a date"),
    ({"version": 1, "due": "20270531"}, "due", "not a date"),
    ({"version": 1, "text": ""}, "text", "blank"),
    ({"version": 1, "text": " "}, "text", "blank"),
    ({"version": 1, "flag": 1}, "flag", "the integer 1, not true or false"),
    ({"version": 1, "list": []}, "list", "empty"),
    ({"version": 1, "list": ["a", 1.5]}, "list[1]", "a float, not a text or a whole number"),
    ({"version": 1, "map": {"j": 1}}, "map.j (its name)", "'j'"),
    ({"version": 1, "map": {"k": "1"}}, "map.k", "a text"),
    ({"version": 1, "proof": {}}, "proof.kind", "missing"),
    ({"version": 1, "proof": {"kind": "c"}}, "proof.kind", "'c'"),
    ({"version": 1, "proof": {"kind": "a", "y": "1"}}, "proof.y", "no known key"),
    ({"version": 1, "proof": {"kind": "b"}}, "proof.y", "missing"),
]


def is_valid(value: Any) -> bool:
    checker = jsonschema.Draft202012Validator(SHAPE, format_checker=jsonschema.FormatChecker(["date"]))
    return checker.is_valid(value)


@pytest.mark.parametrize("value", FIT)
def test_what_fits_has_no_misfit(value: dict[str, Any]) -> None:
    assert list(misfits(value, SHAPE)) == []
    assert is_valid(value)


@pytest.mark.parametrize(("value", "place", "word"), UNFIT)
def test_what_does_not_fit_is_told_with_its_place(value: Any, place: str, word: str) -> None:
    first = next(misfits(value, SHAPE))
    assert first.at.startswith(place)
    assert word in first.fact
    assert not is_valid(value)


def test_a_line_break_at_the_end_does_not_slip_through() -> None:
    """`$` of Python's regular expressions would let it."""
    assert list(misfits({"version": 1, "code": "abc\n"}, SHAPE))


def test_a_date_of_toml_is_its_text_and_a_point_in_time_is_none() -> None:
    assert list(misfits({"version": 1, "due": date(2027, 5, 31)}, SHAPE)) == []
    assert list(misfits({"version": 1, "due": datetime(2027, 5, 31, tzinfo=UTC)}, SHAPE))
    assert list(misfits({"version": 1, "text": date(2027, 5, 31)}, SHAPE))  # where a text is wanted it is none


def test_a_remedy_is_the_description_or_the_nearest_word() -> None:
    assert next(misfits({"version": 1, "code": "A"}, SHAPE)).remedy == "Use a to z."
    assert next(misfits({"version": 1, "size": "lrge"}, SHAPE)).remedy == "Did you mean 'large'?"
