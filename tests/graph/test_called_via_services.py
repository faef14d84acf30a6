"""What is allowed only through a service is out of reach for who has nothing by which that service acts for them."""

from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, document, edges, graph, may, role
from tests.support.grants import ARN, aws, policy

from daypass.model.resource import UNKNOWN, Resource

TEMPLATES = "cloudformation.amazonaws.com"
CREATES = ["lambda:CreateFunction", "lambda:InvokeFunction"]
STACKS = allow("cloudformation:CreateStack", "arn:aws:cloudformation:eu-west-1:111122223333:stack/svc-*/*")
LOOKS = allow(["cloudformation:ValidateTemplate", "cloudformation:Describe*", "cloudformation:EstimateTemplateCost"])


def via(operator: str, key: str, *services: str) -> dict[str, Any]:
    return {"Condition": {operator: {key: list(services)}}}


ANY = via("ForAnyValue:StringEquals", "aws:CalledVia", TEMPLATES)


def is_handed_over(*given: dict[str, Any], made: tuple[Resource, ...] = (), **inputs: Any) -> bool:
    found = edges(graph(role("a", **inputs), may("a", *given), role("b", LAMBDA), *made), "a")
    return any(edge.how == "pass role" and edge.target.name == "b" for edge in found)


def passes(condition: dict[str, Any]) -> dict[str, Any]:
    return allow("iam:PassRole", f"{ARN}role/*", **condition)


@pytest.mark.parametrize(
    "condition",
    [
        ANY,
        via("StringEquals", "aws:CalledViaFirst", TEMPLATES),
        via("StringLike", "aws:calledvialast", TEMPLATES),
        via("ForAnyValue:StringLike", "aws:CalledVia", TEMPLATES, "athena.amazonaws.com"),
        via("ForAnyValue:StringEqualsIgnoreCase", "aws:CalledVia", "CloudFormation.amazonaws.com"),
    ],
)
def test_a_role_that_templates_alone_may_pass_is_passed_by_who_makes_stacks(condition: dict[str, Any]) -> None:
    assert not is_handed_over(passes(condition), allow(CREATES))
    assert not is_handed_over(passes(condition), allow(CREATES), LOOKS)
    assert is_handed_over(passes(condition), allow(CREATES), STACKS)
    assert not is_handed_over(passes({}), allow("lambda:InvokeFunction"), allow("lambda:CreateFunction", **condition))
    assert is_handed_over(
        passes({}), allow("lambda:InvokeFunction"), allow("lambda:CreateFunction", **condition), STACKS
    )


@pytest.mark.parametrize(
    "action",
    [
        "cloudformation:*",
        "cloudformation:Create*",
        "cloudformation:UpdateStack",
        "cloudformation:ExecuteChangeSet",
        "cloudformation:CreateResource",
        "*",
    ],
)
def test_whatever_has_templates_carried_out_counts(action: str) -> None:
    assert is_handed_over(
        passes(ANY), allow(CREATES), allow(action, Condition={"Bool": {"aws:SecureTransport": "true"}})
    )
    assert is_handed_over(passes(ANY), allow(CREATES), {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})


@pytest.mark.parametrize(
    "condition",
    [
        via("ForAnyValue:StringLike", "aws:CalledVia", "*.amazonaws.com"),
        via("ForAnyValue:StringEquals", "aws:CalledVia", TEMPLATES, "new.amazonaws.com"),
        via("ForAllValues:StringEquals", "aws:CalledVia", TEMPLATES),
        via("StringEqualsIfExists", "aws:CalledViaFirst", TEMPLATES),
        via("StringNotEquals", "aws:CalledViaFirst", TEMPLATES),
        via("Bool", "aws:ViaAWSService", "true"),
    ],
)
def test_an_unknown_service_or_a_condition_that_is_met_without_one_may_be(condition: dict[str, Any]) -> None:
    assert is_handed_over(passes(condition), allow(CREATES))


def test_a_service_of_which_any_action_counts_is_used_by_any() -> None:
    condition = via("ForAnyValue:StringEquals", "aws:CalledVia", "athena.amazonaws.com")
    assert not is_handed_over(passes(condition), allow(CREATES), STACKS)
    for action in ("athena:StartQueryExecution", "athena:*", "a*:*"):
        assert is_handed_over(passes(condition), allow(CREATES), allow(action))


def test_what_is_not_known_yet_may_let_it_call_the_service() -> None:
    made = (aws("iam/rolePolicy", "later", role="a", policy=UNKNOWN),)
    assert is_handed_over(passes(ANY), allow(CREATES), made=made)


def test_a_boundary_that_asks_for_a_service_holds_likewise() -> None:
    fence = policy("fence", policy=document(allow("iam:PassRole", **ANY), allow("lambda:*"), allow("cloudformation:*")))
    given, bounded = (passes({}), allow(CREATES)), {"permissionsBoundary": f"{ARN}policy/fence"}
    assert not is_handed_over(*given, made=(fence,), **bounded)
    assert is_handed_over(*given, STACKS, made=(fence,), **bounded)
