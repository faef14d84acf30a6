"""Of a role with which services do what is written, a path that goes with all of a service is for another rule."""

from typing import Any

import pytest
from tests.support.becoming import ROOT, allow, may, role
from tests.support.rules import judge_stack, messages

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_admin_access import no_admin_access
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

API = "apigateway.amazonaws.com"
FIREHOSE = "firehose.amazonaws.com"
EVENT_BRIDGE = ["arn:aws:iam::aws:policy/AmazonEventBridgeFullAccess"]
GLUE = allow("glue:*")
PASSING = allow(["iam:PassRole", "scheduler:CreateSchedule"])


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(no_path_to_more_rights, *resources, **ask)


def by_aws(*trust: Any, **inputs: Any) -> tuple[Resource, ...]:
    return (role("a", *trust, managedPolicyArns=EVENT_BRIDGE, **inputs),)


def by_itself(*trust: Any, given: tuple[dict[str, Any], ...] = (GLUE,), **inputs: Any) -> tuple[Resource, ...]:
    return role("a", *trust, **inputs), may("a", *given)


@pytest.mark.parametrize("stack", [by_aws(API), by_itself(FIREHOSE), by_itself(API, FIREHOSE)])
def test_what_goes_with_all_of_a_service_is_told_there_and_here_in_strict(stack: tuple[Resource, ...]) -> None:
    assert messages(judge_stack(no_admin_access, *stack))
    assert messages(judged(*stack)) == []
    assert messages(judged(*stack, profile="strict"))


@pytest.mark.parametrize(
    "stack",
    [
        by_aws("lambda.amazonaws.com"),
        by_aws("cloudformation.amazonaws.com"),
        by_aws(API, ROOT),
        by_itself(FIREHOSE, "glue.amazonaws.com"),
        by_itself(FIREHOSE, given=(allow("glue:UpdateDevEndpoint"),)),
        by_itself(API, given=(PASSING,)),
        by_itself(API, given=(GLUE, PASSING)),
        by_itself(API, given=(allow("glue:*"), allow("iam:PassRole"))),
        by_itself(FIREHOSE, assumeRolePolicy=UNKNOWN),
    ],
)
def test_others_and_what_is_given_besides_are_told(stack: tuple[Resource, ...]) -> None:
    assert messages(judged(*stack))


def test_where_the_stack_has_a_role_to_pass_it_is_told() -> None:
    strong = role("strong", "scheduler.amazonaws.com"), may("strong", allow("*"))
    assert messages(judged(*by_aws(API), *strong))
    keeps = role("keeps", "scheduler.amazonaws.com"), may("keeps", allow("secretsmanager:GetSecretValue"))
    assert messages(judged(*by_aws(API), *keeps))
    others = role("strong", "lambda.amazonaws.com"), may("strong", allow("*"))
    assert messages(judged(*by_aws(API), *others)) == []
