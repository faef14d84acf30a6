"""Of the members of whose ARNs all is known, a pattern is only compared with those that begin or end as it does."""

from itertools import product

import pytest

from daypass.graph.becoming.patterns import covers
from daypass.graph.becoming.settled import Settled

STARTS = ("arn:aws:s3:::", "arn:aws:ssm:eu-west-1:111122223333:", "arn:aws:ecs:eu-west-1:111122223333:")
KNOWN = tuple(
    f"{start}{name}" for start, name in product(STARTS, ("", "app", "app/x", "application", "task:app", "zap"))
)
NAMES = ("*", "app", "app/*", "*app", "a?p", "*:app", "*x", "?", "zap*")
PATTERNS = ("*", "", *(f"{start}{name}" for start, name in product((*STARTS, "arn:aws:*:*:*:", "arn:*:s3:::"), NAMES)))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_nothing_that_a_pattern_takes_in_is_left_out(pattern: str) -> None:
    near = Settled((arn, arn) for arn in KNOWN).near(pattern)
    assert list(near) == sorted(near)
    assert [arn for arn in near if covers(pattern, arn)] == sorted(arn for arn in KNOWN if covers(pattern, arn))


def test_a_name_is_compared_with_few_wherever_it_stands() -> None:
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:"
    many = Settled((f"{arn}f{number}-live", number) for number in range(100))
    assert list(many.near(f"{arn}f7*")) == [7, *range(70, 80)]
    assert list(many.near("arn:aws:lambda:*:*:function:f7-live")) == [7]
