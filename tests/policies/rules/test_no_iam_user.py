"""A user is refused for being one."""

import pytest
from tests.support.rules import judge, messages

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_iam_user import no_iam_user


@pytest.mark.parametrize("type_", ["aws:iam/user:User", "aws-native:iam:User"])
@pytest.mark.parametrize("inputs", [{}, {"name": UNKNOWN}, {"tags": {"daypass:owner": "payments"}}])
def test_a_user_is_refused_whatever_is_known_of_it(type_: str, inputs: dict[str, object]) -> None:
    answer = judge(no_iam_user, Resource.of(type_, "mailer", **inputs))
    instead = "a role for a workload, IAM Identity Center for a person"
    assert messages(answer) == [f"IAM user 'mailer' can only hold credentials that do not end; instead: {instead}"]
    assert answer.undecided == ()


def test_one_that_sends_over_smtp_has_no_role_to_take() -> None:
    (message,) = messages(judge(no_iam_user, Resource.of("aws:iam/user:User", "listmonk-ses-smtp")))
    assert message.endswith("SMTP takes a user's key alone: an exemption with an end")
