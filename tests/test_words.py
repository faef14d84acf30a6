"""Names are taken apart into words, however they are written together."""

import pytest

from daypass.words import Digits, words_in


@pytest.mark.parametrize(
    "text", ["lint-pr-aws", "lintPrAws", "LINT_PR_AWS", "lintPR-aws", "lint/pr:aws.", "lint  pr aws"]
)
def test_words_are_found_however_they_are_written_together(text: str) -> None:
    assert words_in(text) == ["lint", "pr", "aws"]


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("left out", ["ec", "host", "d", "v"]),
        ("apart", ["ec", "2", "host", "3", "d", "v", "10"]),
        ("joined", ["ec2", "host", "3d", "v10"]),
    ],
)
def test_digits_are_no_words_or_words_of_their_own_or_part_of_one(digits: Digits, words: list[str]) -> None:
    assert words_in("ec2-host-3d-v10", digits) == words


@pytest.mark.parametrize("text", ["", "123", "--", "данные", "一二"])
def test_what_has_no_latin_letters_has_no_words(text: str) -> None:
    assert words_in(text) == []
