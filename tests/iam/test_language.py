"""What patterns have in common, and what is left where others take away: exactly what trying all texts would find."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass.iam.condition import Condition
from daypass.iam.conditions import Test
from daypass.iam.conditions import test_of as made_ready
from daypass.iam.context import Context
from daypass.iam.glob import matches, tokens_of
from daypass.iam.search.language import Budget, TooHard, arn_steps_of, shortest, steps_of

UNITS = 300_000
TEXTS = ["".join(letters) for length in range(6) for letters in product("abx", repeat=length)]
"""`x` stands for all letters that no pattern has."""
patterns = st.text("ab*?", max_size=4)


def common(within: Sequence[Sequence[str]], without: Sequence[str] = (), units: int = UNITS) -> str | None:
    groups = [[steps_of(tokens_of(pattern)) for pattern in group] for group in within]
    return shortest(groups, [steps_of(tokens_of(pattern)) for pattern in without], Budget(units))


@given(st.lists(st.lists(patterns, min_size=1, max_size=2), max_size=3), st.lists(patterns, max_size=3))
def test_a_text_is_found_exactly_where_one_is(within: list[list[str]], without: list[str]) -> None:
    def fits(text: str) -> bool:
        among = all(any(matches(pattern, text) for pattern in group) for group in within)
        return among and not any(matches(pattern, text) for pattern in without)

    found, first = common(within, without), next(filter(fits, TEXTS), None)
    if found is None:
        assert first is None
    else:
        assert fits(found)
        assert first is None or len(found) == len(first), "there is a shorter one"


@pytest.mark.parametrize(
    ("within", "without", "expected"),
    [
        ([["s3:Get*"], ["s3:*Object"]], [], "s3:GetObject"),
        ([["s3:Get*"], ["s3:Put*", "s3:*Acl"]], [], "s3:GetAcl"),
        ([["a*", "b*"]], ["a*"], "b"),
        ([["*"]], ["*"], None),
        ([["?"]], ["a", "b"], "x"),
        ([["a*b"]], ["a*b*"], None),
        ([["a*"]], ["*", "b"], None),
        ([[]], [], None),
        ([], ["", "?"], "xx"),
        ([["ab"], ["a"]], [], None),
    ],
)
def test_patterns_are_intersected_and_subtracted(
    within: list[list[str]], without: list[str], expected: str | None
) -> None:
    assert common(within, without) == expected


def test_a_character_that_is_put_in_is_no_wildcard() -> None:
    star = steps_of(("a*",))
    assert shortest([[star]], [], Budget(UNITS)) == "a*"
    assert shortest([[star], [steps_of(tokens_of("ab"))]], [], Budget(UNITS)) is None


def test_case_counts_only_where_it_is_not_folded() -> None:
    folded, exact = steps_of(("Ab",), folded=True), steps_of(("aB",))
    assert shortest([[folded], [exact]], [], Budget(UNITS)) == "aB"
    assert shortest([[steps_of(("Ab",))], [exact]], [], Budget(UNITS)) is None


def test_only_the_characters_of_the_alphabet_are_used() -> None:
    assert shortest([[steps_of(tokens_of("?"))]], [steps_of(tokens_of("a"))], Budget(UNITS), "ab") == "b"
    assert shortest([[steps_of(tokens_of("?"))]], [steps_of(tokens_of("a"))], Budget(UNITS), "a") is None


@pytest.mark.parametrize("other", ["", "é", "\u4e2d", "~", "x1ab"])
def test_there_is_always_a_character_that_no_pattern_names(other: str) -> None:
    named = "".join(map(chr, range(0x20, 0x7F))) + other
    found = shortest([[steps_of(tokens_of("?"))]], [steps_of((letter,)) for letter in named], Budget(UNITS))
    assert found
    assert found not in named


# ARNs ----------------------------------------------------------------------------------------------------------------

components = st.sampled_from(["a", "*", "?", "a*", "", "arn", "*r?", "b"])
arns = st.lists(components, min_size=5, max_size=7).map(lambda parts: ":".join(["arn", *parts]))
VALUES = [":".join(["arn", *parts]) for length in (5, 6) for parts in product(["", "a", "arn"], repeat=length)]
CONTEXTS = [Context.of({"k": value}) for value in VALUES]


def likes(pattern: str) -> Test:
    return made_ready(Condition("ArnLike", "", False, "k", (pattern,)), "2008-10-17", "")


@given(arns, arns)
def test_arns_are_compared_component_by_component(pattern: str, other: str) -> None:
    within, without = arn_steps_of(tokens_of(pattern)), arn_steps_of(tokens_of(other))
    assert within is not None
    found = shortest([[within]], [without] if without else [], Budget(UNITS))
    if found is None:
        one, two = likes(pattern), likes(other)
        assert not any(one(context) and not two(context) for context in CONTEXTS)
    else:
        assert likes(pattern)(Context.of({"k": found}))
        assert not likes(other)(Context.of({"k": found}))


@pytest.mark.parametrize("pattern", ["", "arn", "a*", "arn:aws:s3:::"[:-1], "urn:a:b:c:d:e", "**:a"])
def test_what_has_no_six_components_is_like_no_arn(pattern: str) -> None:
    assert arn_steps_of(tokens_of(pattern)) is None


@pytest.mark.parametrize("pattern", ["*", "a?n:*:*:*:*:*", "*:*:*:*:*:*", "arn:*:*:*:*:a:b"])
def test_the_first_component_of_an_arn_is_always_the_same(pattern: str) -> None:
    steps = arn_steps_of(tokens_of(pattern))
    assert steps is not None
    found = shortest([[steps]], [], Budget(UNITS))
    assert found is not None
    assert found.startswith("arn:")
    assert likes(pattern)(Context.of({"k": found}))


# Hostile patterns ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("within", "without"),
    [
        ([["*a" * 2000], ["*b" * 2000]], []),
        ([["*a?????????????????b*"]], ["*b*a*?"]),
        ([["*a?????????????????b*"], ["*b?????????????????a*"]], []),
        ([["*"]], [f"*{number}*" for number in range(3000)] + ["?" * 200 + "*", "a*" * 300]),
        ([[f"*{number}*" for number in range(3000)]], [f"*{number}?*" for number in range(3000)]),
        ([["".join(map(chr, range(0x4E00, 0x8E00)))]], ["*"]),
    ],
)
def test_a_hard_question_ends_with_its_budget(within: list[list[str]], without: list[str]) -> None:
    budget = Budget(UNITS)
    groups = [[steps_of(tokens_of(pattern)) for pattern in group] for group in within]
    try:
        found = shortest(groups, [steps_of(tokens_of(pattern)) for pattern in without], budget)
    except TooHard:
        return
    assert found is None or all(any(matches(pattern, found) for pattern in group) for group in within)


def test_a_long_pattern_alone_is_no_hard_question() -> None:
    assert common([["*a" * 200]]) == "a" * 200
    assert common([["*"]], ["*" * 5000]) is None
    assert common([["x" * 3000 + "*"]], ["x" * 3000]) == "x" * 3000 + "1"


def test_a_budget_that_is_spent_stays_spent() -> None:
    budget = Budget(3)
    budget.spend(3)
    for _ in range(2):
        with pytest.raises(TooHard):
            budget.spend(1)
