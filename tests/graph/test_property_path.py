"""A path is followed to every text it leads to, through whatever stands in its way."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.consumers import said

from daypass.data.role_consumers import role_consumers
from daypass.graph.property_path import TextsFound, texts_at
from daypass.model.resource import UNKNOWN, Partial, Properties, Secret

PATHS = sorted({way.path for ways in role_consumers().values() for way in ways})


@pytest.mark.parametrize(
    ("path", "value", "texts", "unknown"),
    [
        ("a", "x", ("x",), ()),
        ("a", None, (), ()),
        ("a", "", (), ()),
        ("a", 5, (), ()),
        ("a", UNKNOWN, (), ("a",)),
        ("a", Secret("x"), ("x",), ()),
        ("a.b", {"b": "x"}, ("x",), ()),
        ("a.b", {"c": "x"}, (), ()),
        ("a.b", Secret({"b": Secret("x")}), ("x",), ()),
        ("a.b", Secret({"b": UNKNOWN}), (), ("a.b",)),
        ("a.b", UNKNOWN, (), ("a",)),
        ("a.b", "x", (), ()),
        ("a.b", '{"B": "x"}', ("x",), ()),
        ("a.b", {"B": "x"}, (), ()),
        ("a.b", [{"b": "x"}, {"b": "y"}], ("x", "y"), ()),
        ("a[].b", [{"b": "x"}, UNKNOWN, {"b": UNKNOWN}, {"b": "x"}], ("x",), ("a[1]", "a[2].b")),
        ("a[].b", {"b": "x"}, ("x",), ()),
        ("a[]", ["x", None, "y"], ("x", "y"), ()),
        ("a.*", {"b": "x", "c": UNKNOWN, "d": "y"}, ("x", "y"), ("a.c",)),
        ("a.*", Partial({"b": "x"}), ("x",), ("a",)),
        ("a.*.b", {"c": {"b": "x"}, "d": 5}, ("x",), ()),
        ('a["b.c/d"]', {"b.c/d": "x", "b": {"c/d": "y"}}, ("x",), ()),
        ("a[n=X].v", [{"n": "X", "v": "x"}, {"n": "Y", "v": "y"}], ("x",), ()),
        ("a[n=X].v", [{"n": UNKNOWN, "v": "x"}, {"v": "y"}], (), ("a[0].n",)),
        ("a[n=X].v[]", [{"n": "X", "v": ["x", "y"]}], ("x", "y"), ()),
    ],
)
def test_a_path_leads_to_its_texts_and_says_what_is_not_known(
    path: str, value: Any, texts: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    assert texts_at(Properties({"a": value}), path) == TextsFound(texts, unknown)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("value", ["x", UNKNOWN])
def test_every_path_of_the_table_leads_to_the_end_of_itself(path: str, value: Any) -> None:
    found = texts_at(Properties(said(path, value)), path)
    assert found == (TextsFound(("x",), ()) if value == "x" else TextsFound((), found.unknown))
    assert len(found.unknown) == (value is UNKNOWN)


TREES = st.recursive(
    st.sampled_from([None, True, 5, 1.5, "x", "{", '{"a": "y"}', UNKNOWN, Secret("z")]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("abn"), inner) | st.builds(Secret, inner),
)


@given(st.dictionaries(st.sampled_from("ab"), TREES), st.sampled_from(["a", "a.b", "a[].b", "a.*", "a[n=x].b", "a[]"]))
def test_any_tree_gives_texts_and_unknowns_and_never_an_error(tree: dict[str, Any], path: str) -> None:
    found = texts_at(Properties(tree), path)
    assert all(text and isinstance(text, str) for text in found.texts)
    assert len(set(found.texts)) == len(found.texts)
    assert all(isinstance(unknown, str) for unknown in found.unknown)


def test_depth_costs_no_more_than_the_path_is_long() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = {"a": deep}
    assert texts_at(Properties({"a": deep}), "a.a.b") == TextsFound((), ())
