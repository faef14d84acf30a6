"""What `daypass.testing` offers refuses to test nothing: a name, an option or a value that is none is an error."""

from typing import Any

import pytest

from daypass.errors import DaypassError
from daypass.testing import assert_examples, judge, resource

ROLE = resource("aws:iam/role:Role", "mailer")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"nope": 1}, "options of rule 'review-is-due': unknown key 'nope'. Known are: graceDays"),
        ({"gracedays": 1}, "Did you mean 'graceDays'?"),
        ({"graceDays": "many"}, "review-is-due.graceDays: must be of type integer"),
        ({"enforcementLevel": "mandatory"}, "unknown key 'enforcementLevel'"),
    ],
)
def test_an_option_that_a_rule_does_not_take_is_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(DaypassError) as refused:
        judge("review-is-due", ROLE, options=options)
    assert says in str(refused.value)


def test_examples_of_a_rule_that_is_none_are_refused() -> None:
    with pytest.raises(DaypassError, match="there is no rule 'role-has-a-consumr'"):
        assert_examples("role-has-a-consumr")


def test_examples_that_are_none_are_refused_and_not_passed() -> None:
    with pytest.raises(DaypassError, match="rule 'rules-are-decided': shows no Refused: and Mended: example"):
        assert_examples("rules-are-decided")


def test_a_rule_that_counts_stacks_is_asked_in_their_company() -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    idle = resource(
        "aws:iam/role:Role",
        "mailer",
        arn="arn:aws:iam::111122223333:role/mailer",
        assumeRolePolicy={"Version": "2012-10-17", "Statement": statement},
    )
    assert judge("role-has-a-consumer", idle).passes
    assert not judge("role-has-a-consumer", idle, in_company=True).passes
