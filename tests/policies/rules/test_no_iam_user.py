"""A user is refused for being one."""

import pytest
from tests.support.rules import judge, messages

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_iam_user import no_iam_user
from daypass_policies.rules.no_long_lived_key import no_long_lived_key


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


@pytest.mark.parametrize("type_", ["aws:iam/user:User", "aws-native:iam:User"])
def test_a_person_for_emergencies_is_told_in_strict_alone(type_: str) -> None:
    tags: object = {"daypass:class": "break-glass"}
    if type_.startswith("aws-native"):
        tags = [{"key": "daypass:class", "value": "break-glass"}]
    keeper = Resource.of(type_, "keeper", tags=tags)
    assert messages(judge(no_iam_user, keeper)) == []
    assert len(messages(judge(no_iam_user, keeper, profile="strict"))) == 1


@pytest.mark.parametrize(
    "tags", [{"daypass:class": "service"}, {"class": "break-glass"}, {"daypass:class": UNKNOWN}, UNKNOWN]
)
def test_whoever_is_not_surely_there_for_emergencies_is_refused(tags: object) -> None:
    assert len(messages(judge(no_iam_user, Resource.of("aws:iam/user:User", "break-glass", tags=tags)))) == 1


def test_a_key_of_such_a_person_is_refused() -> None:
    key = Resource.of("aws:iam/accessKey:AccessKey", "keeper", user="keeper")
    assert len(messages(judge(no_long_lived_key, key))) == 1
