"""The right to change a function's code may stand in the policy of the function, and in none of who has it."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native, policy
from tests.support.rules import judge_stack, messages

from daypass.graph.becoming.nodes import Node
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

CHANGES = "lambda:UpdateFunctionCode"
CALLS = "lambda:InvokeFunction"
PAYOUT = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:payout"
STRONG = role("b", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
FUNCTION = aws("lambda/function", "payout", name="payout", arn=PAYOUT, role=f"{ARN}role/b")
A = f"{ARN}role/a"


def permission(action: Any = CHANGES, principal: Any = A, function: Any = "payout", **others: Any) -> Resource:
    return aws("lambda/permission", "opens", function=function, action=action, principal=principal, **others)


def function_policy(*statements: dict[str, Any], arn: str = PAYOUT) -> Resource:
    return aws("lambda/resourcePolicy", "opens", resourceArn=arn, policy=document(*statements))


def resting(by: Resource, **keys: Resource) -> Resource:
    """The resource, these properties of which come of others."""
    return replace(by, property_dependencies={key: (other.urn,) for key, other in keys.items()})


def told(by: Resource, *others: Resource, **inputs: Any) -> list[str]:
    found = messages(judge_stack(no_path_to_more_rights, role("a", **inputs), STRONG, FUNCTION, by, *others))
    return [message for message in found if message.startswith("role 'a'")]


def steps(by: Resource, *others: Resource, function: Resource = FUNCTION, a: Resource | None = None) -> list[bool]:
    """Whether each step of role 'a' to the function is certain."""
    reach = Reachability(Stack((a or role("a"), STRONG, function, by, *others)))
    (node,) = (one for one in reach.nodes.values() if _is_a(one))
    return [edge.is_certain for edge in reach.edges(node) if edge.target.name == "payout" and edge.how == "code"]


def _is_a(node: Node) -> bool:
    return node.name == "a"


@pytest.mark.parametrize(
    "by",
    [
        permission(),
        permission("lambda:*"),
        permission("*"),
        permission(function=PAYOUT),
        permission(function=f"{ACCOUNT}:function:payout"),
        permission(region="eu-west-1"),
        permission(statementId="crossword", qualifier=""),
        native("lambda:Permission", "opens", functionName="payout", action=CHANGES, principal=A),
        function_policy(allow(CHANGES, PAYOUT, Principal={"AWS": A})),
        function_policy(allow(CHANGES, PAYOUT, Principal={"AWS": A}), deny(CALLS, PAYOUT, Principal="*")),
        native(
            "lambda:ResourcePolicy",
            "opens",
            resourceArn=PAYOUT,
            policyDocument={"Version": "2012-10-17", "Statement": [allow(CHANGES, PAYOUT, Principal={"AWS": A})]},
        ),
    ],
)
def test_whom_a_function_lets_change_its_code_acts_as_it(by: Resource) -> None:
    (message,) = told(by)
    assert message.startswith("role 'a' may act as role 'b', which may do everything: ")
    assert "(lambda-003: lambda:UpdateFunctionCode)" in message
    assert "of 'opens'" in message


def test_the_message_names_the_argument_of_the_permission() -> None:
    (message,) = told(permission())
    assert "action of 'opens'" in message


@pytest.mark.parametrize(
    "by",
    [
        permission(CALLS),
        permission("lambda:GetFunction"),
        permission(principal="s3.amazonaws.com"),
        permission(principal=ACCOUNT),
        permission(principal=f"arn:aws:iam::{ACCOUNT}:root"),
        permission(principal=f"{ARN}role/other"),
        permission(principal="a"),
        permission(principal=""),
        permission(principal=UNKNOWN),
        permission(principal=["a"]),
        permission(function="invoices"),
        permission(function="payout:live"),
        permission(qualifier="live"),
        permission(qualifier=UNKNOWN),
        permission(function=f"{PAYOUT}:7"),
        permission(region="us-east-1"),
        permission(function=""),
        permission(function=UNKNOWN),
        permission(action=""),
        permission(action="s3:*"),
        aws("lambda/permission", "opens"),
        aws("lambda/layerVersionPermission", "opens", layerName=PAYOUT, action=CHANGES, principal=A),
        function_policy(allow(CALLS, PAYOUT, Principal={"AWS": A})),
        function_policy(allow(CHANGES, PAYOUT, Principal={"AWS": A}), deny(CHANGES, PAYOUT, Principal="*")),
        function_policy(allow(CHANGES, PAYOUT, Principal={"AWS": A}), deny("lambda:*", "*", Principal={"AWS": A})),
    ],
)
def test_one_for_calls_alone_for_others_or_of_another_function_gives_nothing(by: Resource) -> None:
    assert steps(by) == []
    assert told(by) == []


@pytest.mark.parametrize(
    "asked",
    [
        {"sourceArn": "arn:aws:s3:::uploads"},
        {"sourceAccount": ACCOUNT},
    ],
)
def test_what_only_a_request_of_a_service_brings_no_role_brings(asked: dict[str, str]) -> None:
    assert steps(permission(**asked)) == []


def test_what_its_own_policies_deny_it_stays_denied() -> None:
    assert steps(permission(), may("a", deny("lambda:Update*"))) == []
    assert steps(permission(), may("a", deny("lambda:Update*", f"{PAYOUT}s"))) == [True]


def test_its_boundary_holds_what_a_function_gives_a_role_by_its_name() -> None:
    fence = policy("fence", policy=document(allow("lambda:Get*")))
    assert steps(permission(), fence, a=role("a", permissionsBoundary=f"{ARN}policy/fence")) == []
    wide = policy("fence", policy=document(allow("lambda:*")))
    assert steps(permission(), wide, a=role("a", permissionsBoundary=f"{ARN}policy/fence")) == [True]


def test_of_what_is_not_known_yet_it_is_known_what_it_rests_on() -> None:
    assert steps(resting(permission(principal=UNKNOWN), principal=role("a"))) == [True]
    assert steps(resting(permission(function=UNKNOWN), function=FUNCTION)) == [True]
    new = aws("lambda/function", "payout", name="payout", role=f"{ARN}role/b")
    assert steps(resting(permission(function=UNKNOWN), function=new), function=new) == [True]
    assert steps(resting(permission(principal=UNKNOWN), principal=STRONG)) == []


def test_an_action_or_a_condition_that_is_not_known_yet_leaves_it_undecided() -> None:
    assert steps(permission(action=UNKNOWN)) == [False]
    assert steps(permission(principalOrgId=UNKNOWN)) == [False]


def test_a_function_of_another_provider_counts_where_its_account_is_told() -> None:
    other = "urn:pulumi:p::p::pulumi:providers:aws::other"

    def of_other(by: Resource) -> Resource:
        return replace(by, provider=replace(by.provider, urn=other))

    assert steps(of_other(permission())) == []
    assert steps(of_other(permission(function=PAYOUT))) == [True]
    elsewhere = PAYOUT.replace(ACCOUNT, "444455556666")
    assert steps(of_other(permission(function=elsewhere))) == []


def test_a_marked_permission_is_judged_and_its_values_are_not_quoted() -> None:
    (message,) = told(permission(statementId=Secret("canary77"), action=Secret(CHANGES)))
    assert "canary77" not in message
