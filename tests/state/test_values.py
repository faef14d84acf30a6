"""What Pulumi's marks mean, wherever they stand."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass.model.resource import UNKNOWN, Properties, Secret, Undecided
from daypass.state.values import (
    ARCHIVE,
    ASSET,
    BYTES,
    OUTPUT,
    RESOURCE,
    SECRET,
    SIGNATURE,
    UNKNOWN_TEXT,
    UNKNOWN_TEXTS,
    decode,
)

CIPHERTEXT = {SIGNATURE: SECRET, "ciphertext": "v1:abc:def"}


def secret(value: Any) -> dict[str, Any]:
    return {SIGNATURE: SECRET, "value": value}


def shown(value: Any) -> dict[str, Any]:
    return {SIGNATURE: SECRET, "plaintext": json.dumps(value)}


@pytest.mark.parametrize("mark", [secret({"a": ["x"]}), shown({"a": ["x"]})], ids=["wire", "export"])
def test_a_secret_keeps_its_mark_and_its_value_and_does_not_print_it(mark: Any) -> None:
    tree = decode({"password": mark})
    assert isinstance(tree["password"], Secret)
    assert tree["password"].reveal() == {"a": ["x"]}
    assert "x" not in repr(tree)


@pytest.mark.parametrize(
    "mark",
    [
        CIPHERTEXT,
        secret("[secret]"),
        shown("[secret]"),
        secret(UNKNOWN_TEXT),
        {SIGNATURE: SECRET, "plaintext": "{not json"},
        {SIGNATURE: SECRET, "plaintext": 7},
        {SIGNATURE: SECRET, "plaintext": "[" * 100_000},
        {SIGNATURE: SECRET},
        {SIGNATURE: OUTPUT, "secret": True},
    ],
)
def test_a_secret_that_cannot_be_read_is_unknown_and_still_secret(mark: Any) -> None:
    made = decode(mark)
    assert isinstance(made, Secret)
    assert made.reveal() is UNKNOWN


def test_a_secret_inside_a_secret_is_one_secret() -> None:
    assert decode(secret(shown(secret("x")))).reveal() == "x"


def test_a_secret_may_hold_another_one_deeper_inside() -> None:
    assert decode(shown({"key": secret("x")})).reveal()["key"].reveal() == "x"


@pytest.mark.parametrize("text", UNKNOWN_TEXTS)
def test_a_text_with_an_unknown_in_it_is_unknown_as_a_whole(text: str) -> None:
    assert decode(text) is UNKNOWN
    assert decode(f"arn:aws:iam::{text}:root") is UNKNOWN
    assert decode({"a": [text, "known"]}) == {"a": [UNKNOWN, "known"]}


def test_a_map_with_an_unknown_key_is_unknown_because_nobody_knows_what_it_holds() -> None:
    assert decode({"Condition": {f"{UNKNOWN_TEXT}:sub": "x"}}) == {"Condition": UNKNOWN}


@pytest.mark.parametrize(
    ("mark", "plain"),
    [
        ({SIGNATURE: OUTPUT, "value": "x"}, "x"),
        ({SIGNATURE: OUTPUT, "value": None}, None),
        ({SIGNATURE: OUTPUT}, UNKNOWN),
        ({SIGNATURE: RESOURCE, "urn": "urn:a", "id": "i"}, "i"),
        ({SIGNATURE: RESOURCE, "urn": "urn:a"}, "urn:a"),
        ({SIGNATURE: RESOURCE, "urn": "urn:a", "id": ""}, UNKNOWN),
        ({SIGNATURE: RESOURCE}, UNKNOWN),
        ({SIGNATURE: RESOURCE, "urn": "urn:a", "id": {"V": "i"}}, "i"),
        ({SIGNATURE: RESOURCE, "urn": "urn:a", "id": {"V": None}}, "urn:a"),
        ({SIGNATURE: RESOURCE, "urn": "urn:a", "id": {"V": {"Element": {}}}}, UNKNOWN),
        ({SIGNATURE: BYTES, "value": "QUtJQf8="}, "AKIA\ufffd"),
        ({SIGNATURE: BYTES, "value": "no base64"}, UNKNOWN),
        ({SIGNATURE: ASSET, "text": "hello", "hash": "1"}, {"text": "hello", "hash": "1"}),
        ({SIGNATURE: ARCHIVE, "assets": {"a": {SIGNATURE: ASSET, "path": "p"}}}, {"assets": {"a": {"path": "p"}}}),
        ({SIGNATURE: "a mark of next year", "value": "x"}, UNKNOWN),
        ({SIGNATURE: ["no", "mark"]}, UNKNOWN),
    ],
)
def test_every_other_mark_becomes_what_the_engine_gives_to_a_pack(mark: Any, plain: Any) -> None:
    assert decode(mark) == plain


@pytest.mark.parametrize(("number", "plain"), [(3600.0, 3600), (0.5, 0.5), (True, True), (float("nan"), UNKNOWN)])
def test_a_whole_number_is_an_int(number: Any, plain: Any) -> None:
    made = decode(number)
    assert made == plain
    assert type(made) is type(plain)


def test_the_order_of_keys_stays() -> None:
    assert list(decode({"b": 1, "a": 2, "c": 3})) == ["b", "a", "c"]


def test_a_value_a_hundred_thousand_deep_is_decoded() -> None:
    deep: Any = UNKNOWN_TEXT
    for _ in range(50_000):
        deep = [{"a": deep}]
    made = decode(deep)
    for _ in range(50_000):
        made = made[0]["a"]
    assert made is UNKNOWN


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_what_carries_no_mark_comes_out_as_it_went_in(value: Any) -> None:
    assert decode(value) == value


MARKS = st.sampled_from([SECRET, OUTPUT, RESOURCE, ASSET, ARCHIVE, BYTES, "?"])
MARKED = st.recursive(
    st.none() | st.floats() | st.sampled_from([*UNKNOWN_TEXTS, "[secret]", "x"]),
    lambda inner: (
        st.lists(inner)
        | st.fixed_dictionaries(
            {},
            optional={SIGNATURE: MARKS | inner, **dict.fromkeys(("value", "plaintext", "urn", "id", "secret"), inner)},
        )
    ),
)


@given(MARKED)
def test_no_mark_survives_and_nothing_breaks_the_decoder(value: Any) -> None:
    assert SIGNATURE not in repr(_plain(decode(value)))


def _plain(value: Any) -> Any:
    if isinstance(value, Secret):
        return _plain(value.reveal())
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def test_properties_over_a_decoded_tree_raise_undecided_where_the_unknown_stands() -> None:
    properties = Properties(decode({"policy": secret(UNKNOWN_TEXT), "name": secret("x")}))
    assert properties["name"] == "x"
    with pytest.raises(Undecided, match="policy"):
        properties["policy"]
