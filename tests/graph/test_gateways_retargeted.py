"""Who may say what a gateway of AgentCore calls, and has it called, does what its role may."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, graph, inner, may, role
from tests.support.grants import ACCOUNT, ARN, aws, depending, native
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

AGENTCORE = "bedrock-agentcore.amazonaws.com"
CORE = f"arn:aws:bedrock-agentcore:eu-west-1:{ACCOUNT}"
GATEWAY = f"{CORE}:gateway/orders-a1b2c3d4e5"
FUNCTIONS = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function"
LOOKUP, REFUND = f"{FUNCTIONS}:ops-lookup", f"{FUNCTIONS}:ops-refund"
UPDATES, CREATES = "bedrock-agentcore:UpdateGatewayTarget", "bedrock-agentcore:CreateGatewayTarget"
INVOKES, TOKEN = "bedrock-agentcore:InvokeGateway", "bedrock-agentcore:GetResourceOauth2Token"
INVOKES_ANY = allow("lambda:InvokeFunction", f"{FUNCTIONS}:ops-*")
AGENT = {"daypass:class": "agent"}


def gateway(authorizer: Any = "AWS_IAM", **inputs: Any) -> Resource:
    return aws(
        "bedrock/agentcoreGateway",
        "orders",
        gatewayArn=GATEWAY,
        gatewayId="orders-a1b2c3d4e5",
        roleArn=f"{ARN}role/caller",
        authorizerType=authorizer,
        **inputs,
    )


def target(function: Any, named: Any = "orders-a1b2c3d4e5") -> Resource:
    configuration = {"mcp": {"lambda": {"lambdaArn": function}}}
    return aws("bedrock/agentcoreGatewayTarget", "t", gatewayIdentifier=named, targetConfiguration=configuration)


def caller(*statements: dict[str, Any], **inputs: Any) -> tuple[Resource, ...]:
    """The role of the gateway."""
    return role("caller", AGENTCORE, **inputs), may("caller", *(statements or (INVOKES_ANY,)))


def judged(*made: Resource, given: tuple[dict[str, Any], ...], has: tuple[Resource, ...] = ()) -> Answer:
    holder = role("helper", tags=AGENT), may("helper", *given)
    return judge_stack(no_path_to_more_rights, *holder, *(has or caller()), *made)


@pytest.mark.parametrize(
    ("authorizer", "actions", "path"),
    [
        ("AWS_IAM", [UPDATES, INVOKES], "bedrock-x06"),
        ("AWS_IAM", [CREATES, INVOKES], "bedrock-x04"),
        ("NONE", [UPDATES], "bedrock-x07"),
        ("NONE", [CREATES], "bedrock-x08"),
        ("CUSTOM_JWT", [UPDATES, TOKEN], "bedrock-x09"),
        ("AUTHENTICATE_ONLY", [CREATES, TOKEN], "bedrock-x10"),
    ],
)
def test_whoever_points_a_gateway_elsewhere_and_calls_it_does_what_its_role_may(
    authorizer: str, actions: list[str], path: str
) -> None:
    (message,) = messages(judged(gateway(authorizer), target(LOOKUP), given=(allow(actions, GATEWAY), allow(TOKEN))))
    gain = f"role 'helper' leads to role 'caller', which may lambda:InvokeFunction on {FUNCTIONS}:ops-*, "
    assert message.startswith(gain)
    assert f"({path}: " in message


def test_a_gateway_of_the_native_provider_is_one_too() -> None:
    made = native(
        "bedrockagentcore:Gateway",
        "orders",
        gatewayArn=GATEWAY,
        roleArn=f"{ARN}role/caller",
        authorizerType="AWS_IAM",
    )
    assert not passes(judged(made, given=(allow([UPDATES, INVOKES], GATEWAY),)))


@pytest.mark.parametrize(
    ("authorizer", "given"),
    [
        ("AWS_IAM", (allow(UPDATES),)),
        ("AWS_IAM", (allow(INVOKES),)),
        ("AWS_IAM", (allow([UPDATES, TOKEN]),)),
        ("AWS_IAM", (allow(UPDATES, f"{CORE}:gateway/stock-*"), allow(INVOKES))),
        ("AWS_IAM", (allow(UPDATES), allow(INVOKES, f"{CORE}:gateway/stock-*"))),
        ("AWS_IAM", (allow([UPDATES, INVOKES]), deny(UPDATES))),
        ("AWS_IAM", (allow([UPDATES, INVOKES, "lambda:InvokeFunction"]),)),
        ("NONE", (allow("bedrock-agentcore:GetGatewayTarget"),)),
        ("CUSTOM_JWT", (allow([UPDATES, INVOKES]),)),
        ("CUSTOM_JWT", (allow(TOKEN),)),
        (None, (allow([UPDATES, INVOKES, TOKEN]),)),
    ],
)
def test_whoever_lacks_one_of_the_two_does_not(authorizer: str | None, given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(gateway(authorizer), target(LOOKUP), given=given))


RETARGETS = (allow([UPDATES, INVOKES], GATEWAY),)


@pytest.mark.parametrize("named", ["orders-a1b2c3d4e5", GATEWAY])
@pytest.mark.parametrize("function", [LOOKUP, f"{LOOKUP}:live"])
@pytest.mark.parametrize("given", [LOOKUP, f"{LOOKUP}:*", [LOOKUP, f"{LOOKUP}:live"]])
def test_to_have_called_what_the_gateway_calls_already_gives_nothing(named: str, function: str, given: Any) -> None:
    has = caller(allow("lambda:InvokeFunction", given), allow("bedrock-agentcore:AuthorizeAction"))
    assert passes(judged(gateway(), target(function, named), given=RETARGETS, has=has))


def test_so_it_is_where_the_target_depends_on_a_gateway_that_is_not_made_yet() -> None:
    has = caller(allow("lambda:InvokeFunction", LOOKUP))
    made = gateway()
    assert passes(judged(made, depending(target(LOOKUP, UNKNOWN), gatewayIdentifier=made), given=RETARGETS, has=has))


@pytest.mark.parametrize(
    "made", [target(REFUND), target(LOOKUP, "stock-a1b2c3d4e5"), target(UNKNOWN), target(Secret(UNKNOWN))]
)
def test_what_no_target_of_this_gateway_calls_is_gained(made: Resource) -> None:
    has = caller(allow("lambda:InvokeFunction", LOOKUP))
    assert len(messages(judged(gateway(), made, given=RETARGETS, has=has))) == 1


def test_what_the_role_may_beside_its_tools_is_gained_too() -> None:
    has = caller(allow("lambda:InvokeFunction", LOOKUP), allow("dynamodb:PutItem", "*"))
    (message,) = messages(judged(gateway(), target(LOOKUP), given=RETARGETS, has=has))
    assert "which may dynamodb:PutItem on *" in message


def test_a_boundary_that_says_more_adds_nothing() -> None:
    """The boundary of the gateway's role lets it invoke anything; given is one function, which it calls already."""
    fence = aws("iam/policy", "fence", arn=f"{ARN}policy/f", policy=document(allow("lambda:InvokeFunction")))
    has = (*caller(allow("lambda:InvokeFunction", LOOKUP), permissionsBoundary=f"{ARN}policy/f"), fence)
    assert passes(judged(gateway(), target(LOOKUP), given=RETARGETS, has=has))
    has = (*caller(permissionsBoundary=f"{ARN}policy/f"), fence)
    (message,) = messages(judged(gateway(), target(LOOKUP), given=RETARGETS, has=has))
    assert f"which may lambda:InvokeFunction on {FUNCTIONS}:ops-*, " in message


def test_a_pipeline_that_deploys_the_targets_is_quiet() -> None:
    ships = role("ships", "codebuild.amazonaws.com"), may("ships", *RETARGETS)
    assert passes(judge_stack(no_path_to_more_rights, *ships, *caller(), gateway(), target(LOOKUP)))


def test_an_authorizer_that_is_not_known_is_undecided() -> None:
    answer = judged(gateway(UNKNOWN), target(LOOKUP), given=RETARGETS)
    assert not messages(answer)
    assert unknowns(answer)
    found = inner(graph(role("helper"), may("helper", *RETARGETS), *caller(), gateway(UNKNOWN)), "helper")
    assert [(edge.target.name, edge.is_certain) for edge in found] == [("orders", False)]
