"""An unknown ends one question, hides no other, and is never lost."""

from collections.abc import Iterator

import pytest

from daypass.model.resource import Undecided
from daypass_policies.settle import collect, settle


def question(*found: int, then: str = "") -> Iterator[int]:
    yield from found
    if then:
        raise Undecided(then)


def test_what_was_found_stands_and_the_first_unknown_is_raised_at_the_end() -> None:
    answers = settle((question(1), question(2, then="a"), question(3, then="b"), question(4)))
    assert [next(answers) for _ in range(4)] == [1, 2, 3, 4]
    with pytest.raises(Undecided, match="a"):
        next(answers)


def test_without_an_unknown_there_is_only_what_was_found() -> None:
    assert list(settle((question(1), question()))) == [1]
    assert collect((question(1),)) == ([1], None)


def test_any_other_exception_is_not_its_to_catch() -> None:
    def broken() -> Iterator[int]:
        raise KeyError("x")
        yield 1

    with pytest.raises(KeyError):
        list(settle((question(1), broken())))
