"""A pattern and an ARN that is half known meet where some ARN is both."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.patterns import covers, loose, meets, of_kind
from daypass.iam.glob import matches

ROLE = "arn:aws:iam::111122223333:role/app"


@pytest.mark.parametrize(
    ("pattern", "arn", "wanted"),
    [
        ("*", "arn:*:iam::*:role/*", "yes"),
        (ROLE, ROLE, "yes"),
        (ROLE, "arn:aws:iam::*:role/app", "yes"),
        (ROLE, "arn:*:iam::*:role/*", "yes"),
        (ROLE, "arn:*:iam::*:role/b", "no"),
        (ROLE, "arn:aws-cn:iam::*:role/app", "no"),
        (ROLE, "arn:*:iam::444455556666:role/app", "no"),
        ("arn:aws:iam::*:role/app-*", "arn:aws:iam::111122223333:role/*", "yes"),
        ("arn:aws:iam::*:role/app-*", "arn:aws:iam::111122223333:role/team/*", "perhaps"),
        ("arn:aws:iam::111122223333:role/app-*", "arn:*:iam::111122223333:user/*", "no"),
        ("arn:aws:iam::*:role/*-app", "arn:aws:iam::*:role/app-*", "perhaps"),
        ("arn:aws:iam::111122223333:role/*", "arn:*:iam::*:role/app", "yes"),
        ("arn:aws:s3:::reports/*", "arn:*:iam::*:role/*", "no"),
        ("arn:aws:lambda:eu-*:*:function:app", "arn:*:lambda:*:*:function:app", "yes"),
        ("arn:aws:lambda:*:*:app", "arn:*:lambda:*:*:function:app", "yes"),
        ("arn:aws:lambda:*:*:function:b", "arn:*:lambda:*:*:function:app", "no"),
        ("arn:aws:lambda:*:function:app", "arn:*:lambda:*:*:function:app", "yes"),
        ("arn:aws:lambda:*:function:b", "arn:*:lambda:*:*:function:app", "no"),
        ("arn:aws:iam", "arn:*:iam::*:role/*", "perhaps"),
        ("arn:aws:states:*:*:set/app-*", "arn:*:states:*:1:set/b:1", "no"),
        ("arn:aws:states:*:*:set/*", "arn:*:states:*:1:set/b:1", "yes"),
        ("arn:aws:states:*:set/a-?:1", "arn:*:states:*:1:set/a-*:1", "perhaps"),
        ("", ROLE, "no"),
    ],
)
def test_what_is_told_without_a_search(pattern: str, arn: str, wanted: str) -> None:
    assert meets(pattern, arn) == wanted


def test_a_pattern_covers_what_it_takes_in_whatever_is_not_known() -> None:
    assert covers("arn:aws:iam::*:role/*", "arn:aws:iam::1:role/*")
    assert covers("arn:aws:iam::1:role/?pp", "arn:aws:iam::1:role/app")
    assert not covers("arn:aws:iam::1:role/?", "arn:aws:iam::1:role/*")
    assert not covers("arn:aws:iam::1:role/a*", "arn:aws:iam::1:role/*")


def test_a_variable_is_a_wildcard() -> None:
    assert loose("arn:aws:s3:::${aws:username}/a${b}") == "arn:aws:s3:::*/a*"


PARTS = ("arn", "aws", "iam", "", "1")
piece = st.sampled_from(("*", "?", "a", "b", "ab", "a*", "*b", "", "role/a", "role/*"))
part = st.sampled_from(("*", "aws", "iam", "1", "", "a", "?", "a*"))


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """Mostly the parts that the ARN has, some of them wild, and sometimes too few or too many."""
    head = [one if draw(st.booleans()) else draw(part) for one in PARTS]
    head = head[: draw(st.integers(3, 5))] if draw(st.integers(0, 3)) == 0 else head
    return ":".join([*head, *draw(st.lists(piece, min_size=1, max_size=2))])


@st.composite
def arns(draw: st.DrawFn) -> str:
    """An ARN with some parts not known, and maybe a piece of its name."""
    head = [one if draw(st.integers(0, 2)) else "*" for one in PARTS[1:]]
    return ":".join(["arn", *head, draw(st.sampled_from(("a", "ab", "role/a", "a:b", "*", "role/*", "*b", "a*")))])


@given(patterns(), arns())
@settings(max_examples=2000, deadline=None)
def test_what_some_arn_fits_is_never_said_to_be_apart(pattern: str, arn: str) -> None:
    *head, name = arn.split(":", 5)
    choices = [("a", "b", "1", "aws", "iam", "") if one == "*" else (one,) for one in head]
    names = [name.replace("*", filler) for filler in ("", "a", "b", "ab", "role/a")] if "*" in name else [name]
    both = any(matches(pattern, ":".join(parts)) for parts in product(*choices, names))
    if both:
        assert meets(pattern, arn) != "no"
    if covers(pattern, arn):
        assert all(matches(pattern, ":".join(parts)) for parts in product(*choices, names))


INSTANCE = "arn:aws:ec2:*:111122223333:instance/*"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*", f"arn:aws:ec2:*:111122223333:instance/{PROBE}"),
        ("arn:aws:ec2:*:*:*", f"arn:aws:ec2:*:111122223333:instance/{PROBE}"),
        ("arn:aws:ec2:*:*:instance/*", f"arn:aws:ec2:*:111122223333:instance/{PROBE}"),
        ("arn:aws:ec2:eu-west-1:*:instance/*", f"arn:aws:ec2:eu-west-1:*:instance/{PROBE}"),
        ("arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1"),
        ("arn:aws:ec2:*::image/*", ""),
        ("arn:aws:ec2:*:*:subnet/*", ""),
        ("arn:aws:ec2:*:444455556666:instance/*", ""),
        ("arn:aws:s3:::instance/*", ""),
    ],
)
def test_a_thing_of_a_kind_is_made_up_as_far_as_no_pattern_names_it(pattern: str, found: str) -> None:
    assert of_kind([pattern, pattern], INSTANCE) == ((found,) if found else ())
