"""What `no-bedrock-api-key` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.agents import agent_role
from tests.support.becoming import allow, deny, document, may, role, user_may
from tests.support.grants import aws, user
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["no-bedrock-api-key"]
CALL = "bedrock:CallWithBearerToken"
MAKE = "iam:CreateServiceSpecificCredential"


def key(service: Any = "bedrock.amazonaws.com", **inputs: Any) -> Resource:
    return Resource.of(
        "aws:iam/serviceSpecificCredential:ServiceSpecificCredential", "k", serviceName=service, userName="u", **inputs
    )


def when(operator: str, name: str, value: str) -> dict[str, Any]:
    return {"Condition": {operator: {name: value}}}


@pytest.mark.parametrize("age", [None, 31, 36600, 0, "7", True])
def test_a_key_that_stays_is_found(age: Any) -> None:
    assert len(messages(judge_stack(RULE, key(credentialAgeDays=age)))) == 1


@pytest.mark.parametrize(
    "good",
    [
        key(credentialAgeDays=7),
        key(credentialAgeDays=30.0),
        key("codecommit.amazonaws.com"),
        key("cassandra.amazonaws.com"),
        key(None),
        key(7),
    ],
    ids=repr,
)
def test_a_short_key_and_one_to_another_service_pass(good: Resource) -> None:
    assert passes(judge_stack(RULE, good))


def test_an_unknown_key_is_undecided() -> None:
    assert unknowns(judge_stack(RULE, key(UNKNOWN))) == ["serviceName"]
    assert unknowns(judge_stack(RULE, key(credentialAgeDays=UNKNOWN))) == ["credentialAgeDays"]
    assert messages(judge_stack(RULE, key(Secret("bedrock.amazonaws.com"))))


@pytest.mark.parametrize(
    "statement",
    [
        allow(CALL),
        allow("bedrock:Call*"),
        allow("bedrock:callwithbearertoken"),
        allow("bedrock-mantle:CallWithBearerToken"),
        allow(["bedrock:Call*", "bedrock-mantle:*"], **when("StringEquals", "bedrock:BearerTokenType", "SHORT_TERM")),
    ],
)
def test_who_may_call_with_a_long_term_key_is_found(statement: dict[str, Any]) -> None:
    assert len(messages(judge_stack(RULE, user(), user_may("ann", statement)))) == 1
    assert len(messages(judge_stack(RULE, agent_role(), may("support", statement)))) == 1
    assert passes(judge_stack(RULE, role("app"), may("app", statement))), "a role has keys of its session alone"


@pytest.mark.parametrize(
    "statements",
    [
        [allow(CALL, **when("StringEquals", "bedrock:BearerTokenType", "SHORT_TERM"))],
        [allow(CALL), deny(CALL, **when("StringEquals", "bedrock:bearerTokenType", "LONG_TERM"))],
        [allow("bedrock-mantle:Call*", **when("StringEquals", "bedrock-mantle:BearerTokenType", "SHORT_TERM"))],
        [allow("bedrock:InvokeModel")],
        [allow(MAKE, **when("StringEquals", "iam:ServiceSpecificCredentialServiceName", "codecommit.amazonaws.com"))],
        [allow(MAKE, **when("NumericLessThanEquals", "iam:ServiceSpecificCredentialAgeDays", "30"))],
        [allow("iam:*")],
    ],
    ids=repr,
)
def test_short_keys_and_other_services_pass(statements: list[dict[str, Any]]) -> None:
    """Who may do everything in IAM is the matter of `no-admin-access`."""
    answer = judge_stack(RULE, user(), user_may("ann", *statements))
    assert not answer.problems


def test_who_may_make_such_keys_is_found() -> None:
    for statement in (
        allow(MAKE),
        allow(MAKE, **when("StringEquals", "iam:ServiceSpecificCredentialServiceName", "bedrock.amazonaws.com")),
        allow(MAKE, **when("NumericLessThanEquals", "iam:ServiceSpecificCredentialAgeDays", "90")),
    ):
        assert len(messages(judge_stack(RULE, role("ci"), may("ci", statement)))) == 1


def test_a_stack_without_keys_and_identities_passes() -> None:
    assert passes(judge_stack(RULE, Resource.of("aws:s3/bucket:Bucket", "b")))


def test_an_agent_that_has_the_right_by_a_policy_of_aws_alone_passes() -> None:
    full = "arn:aws:iam::aws:policy/BedrockAgentCoreFullAccess"
    assert passes(judge_stack(RULE, agent_role(managedPolicyArns=[full])))
    assert messages(judge_stack(RULE, agent_role(managedPolicyArns=[full]), may("support", allow(CALL))))
    bounded = user(permissionsBoundary="arn:aws:iam::111122223333:policy/fence")
    fence = aws(
        "iam/policy", "fence", name="fence", arn="arn:aws:iam::111122223333:policy/fence", policy=document(allow(CALL))
    )
    assert messages(judge_stack(RULE, bounded, fence, user_may("ann", allow(["*", CALL]))))
    attached = aws("iam/userPolicyAttachment", "full", user="ann", policyArn=full)
    assert messages(judge_stack(RULE, user(), attached))
