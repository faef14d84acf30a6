"""Of the members of whose ARNs something is not known, a pattern is only compared with those that it may take in."""

from itertools import product

import pytest

from daypass.graph.becoming.patterns import covers, meets
from daypass.graph.becoming.unsettled import Unsettled

STARTS = ("arn:*:s3:::", "arn:aws:ssm:*:*:", "arn:*:ecs:eu-west-1:111122223333:", "arn:aws:s3:::", "*", "arn:aws:*:")
NAMES = ("", "*", "app", "app/*", "app/x", "application", "a?p", "task:app", "task:*", "task:app:3", "*:app", "b*:x")
TEXTS = tuple(f"{start}{name}" for start, name in product(STARTS, NAMES))


@pytest.mark.parametrize("pattern", TEXTS)
def test_nothing_that_a_pattern_may_take_in_is_left_out(pattern: str) -> None:
    near = list(Unsettled((arn, arn) for arn in TEXTS).near(pattern))
    assert [arn for arn in TEXTS if arn in near] == near
    assert [one for one in TEXTS if covers(pattern, one) or meets(pattern, one) != "no"] == [
        one for one in near if covers(pattern, one) or meets(pattern, one) != "no"
    ]


def test_a_name_is_compared_with_few() -> None:
    many = Unsettled((f"arn:*:s3:::bucket-{number}/key", number) for number in range(100))
    assert list(many.near("arn:aws:s3:::bucket-7/*")) == [7]
    assert list(many.near("arn:aws:s3:::bucket-7*")) == [7, *range(70, 80)]
    assert list(Unsettled([("arn:*:ecs:*:*:task/c/*", 1)]).near("arn:aws:ecs:eu-west-1:111122223333:task/c/x")) == [1]
