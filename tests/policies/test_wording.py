"""What is said of many things stays short enough for a message."""

import pytest

from daypass.errors import UnreadableError
from daypass_policies.wording import cut, fact, listed, shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b", "a"], "a, b"),
        (["a", "b", "c"], "a, b and 1 more"),
        (["a", "b", "c", "d", "d"], "a, b and 2 more"),
    ],
)
def test_of_many_words_the_first_few_are_said_each_once(words: list[str], told: str) -> None:
    assert listed(words, 2) == told


def test_a_text_that_a_document_decides_about_is_cut_and_quoted() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "abc…"
    assert shown("a\n") == repr("a\n")
    assert len(shown("x" * 10_000)) < 130


def test_what_is_wrong_is_said_with_its_place_where_it_has_one() -> None:
    assert fact(UnreadableError("has no Statement", place="policy", remedy="")) == "policy has no Statement"
    assert fact(UnreadableError("has no Statement", place="", remedy="")) == "has no Statement"
