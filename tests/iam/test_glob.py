"""A pattern takes in exactly the texts that its wildcards say, and however it is made, it is tried in one pass."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.work import work_of

from daypass.iam.glob import ANY_ONE, ANY_TEXT, AnyOf, Glob, Tokens, matches, tokens_of

patterns = st.text("ab*?:", max_size=9)
texts = st.text("ab:*?", max_size=9)
tokens = st.lists(st.one_of(st.text("ab*?", max_size=3), st.sampled_from([ANY_ONE, ANY_TEXT])), max_size=6).map(tuple)


@cache
def fits(pattern: str, text: str) -> bool:
    """The meaning, written down: each `*` takes any number of characters."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return fits(pattern[1:], text) or (bool(text) and fits(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and fits(pattern[1:], text[1:])


@given(patterns, texts)
def test_a_pattern_takes_in_what_its_wildcards_say(pattern: str, text: str) -> None:
    assert matches(pattern, text) == fits(pattern, text)


@given(st.lists(patterns, max_size=5), texts)
def test_several_patterns_take_in_what_any_of_them_does(several: list[str], text: str) -> None:
    assert AnyOf.of(several).matches(text) == any(matches(pattern, text) for pattern in several)


@given(patterns)
def test_a_pattern_taken_apart_is_put_together_again(pattern: str) -> None:
    assert "".join(one if isinstance(one, str) else one.value for one in tokens_of(pattern)) == pattern


@given(tokens, texts)
def test_a_wildcard_inside_a_text_is_a_character(parts: Tokens, text: str) -> None:
    """As where a user whose name is `*` is put into a pattern."""
    plain = {"*": "x", "?": "y"}
    renamed = "".join(plain.get(one, one) for one in text)
    pattern = "".join(
        "".join(plain.get(one, one) for one in part) if isinstance(part, str) else part.value for part in parts
    )
    assert Glob.of(parts).matches(text) == fits(pattern, renamed)


@pytest.mark.parametrize(
    ("pattern", "text", "taken"),
    [
        ("", "", True),
        ("*", "", True),
        ("?*", "", False),
        ("a*", "a", True),
        ("*a?c*", "xxabcxx", True),
        ("*a?c*e?g", "a-c-abc-e-efg", True),
        ("*?b", "b", False),
        ("a*a", "a", False),
        ("[ab]", "a", False),
        ("a.c", "abc", False),
        ("\ud800*", "\ud800x", True),
        ("a\nb*", "a\nbc", True),
    ],
)
def test_nothing_else_is_special(pattern: str, text: str, taken: bool) -> None:  # noqa: FBT001 - a column of a table
    assert matches(pattern, text) is taken


HOSTILE = [
    ("*a", "", "b"),
    ("*a?", "", "b"),
    ("a?", "*", "*b"),
    ("*?", "", "a"),
    ("?", "*", "*a"),
    ("*", "", "b"),
    ("a*", "b", ""),
    ("*ab", "", "a"),
]


@pytest.mark.parametrize(("part", "before", "after"), HOSTILE)
def test_ten_thousand_wildcards_cost_no_more_than_their_number(part: str, before: str, after: str) -> None:
    def tried(times: int) -> int:
        return work_of(lambda: matches(before + part * times + after, "a" * times * 2))

    small, large = tried(500), tried(10_000)
    assert large <= 21 * small + 1_000
