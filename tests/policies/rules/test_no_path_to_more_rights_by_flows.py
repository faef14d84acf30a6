"""Who rewrites a flow of Bedrock, and passes its role back, does by another node whatever that role may."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

BEDROCK = "bedrock.amazonaws.com"
FUNCTIONS = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function"
QUOTE = f"{FUNCTIONS}:treasury-quote"
ANY = allow("lambda:InvokeFunction", f"{FUNCTIONS}:treasury-*")
FLOWS = f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:flow/*"
REWRITES = allow(["bedrock:UpdateFlow", "bedrock:PrepareFlow", "bedrock:InvokeFlow"], [FLOWS, f"{FLOWS}/alias/*"])
PASSES = allow("iam:PassRole", f"{ARN}role/quote", Condition={"StringEquals": {"iam:PassedToService": BEDROCK}})


def flow(function: Any = QUOTE, **inputs: Any) -> Resource:
    call = {"name": "Quote", "type": "LambdaFunction", "configuration": {"lambdaFunction": {"lambdaArn": function}}}
    nodes = [{"name": "In", "type": "Input", "configuration": {"input": {}}}, call]
    return aws(
        "bedrock/agentFlow",
        "quotes",
        **{"name": "quotes", "executionRoleArn": f"{ARN}role/quote", "definition": {"nodes": nodes}, **inputs},
    )


def judged(
    *statements: dict[str, Any], of: dict[str, Any] = ANY, made: Resource | None = None, class_: str = "agent"
) -> Answer:
    holder = role("writer", tags={"daypass:class": class_}), may("writer", *statements)
    has = role("quote", BEDROCK, tags={"daypass:class": "agent"}), may("quote", of)
    return judge_stack(no_path_to_more_rights, *holder, *has, made or flow())


@pytest.mark.parametrize("class_", ["agent", "service", "batch"])
def test_whoever_rewrites_a_flow_and_passes_its_role_does_what_that_may(class_: str) -> None:
    message = only(judged(REWRITES, PASSES, class_=class_))
    gain = f"role 'writer' leads to role 'quote', which may lambda:InvokeFunction on {FUNCTIONS}:treasury-*, "
    assert message.startswith(gain)
    assert "(bedrock:UpdateFlow)" in message


def test_a_flow_of_the_native_provider_is_one_too() -> None:
    made = native("bedrock:Flow", "quotes", name="quotes", executionRoleArn=f"{ARN}role/quote")
    assert not passes(judged(REWRITES, PASSES, made=made))


@pytest.mark.parametrize(
    "given",
    [
        (REWRITES,),
        (PASSES,),
        (PASSES, allow(["bedrock:PrepareFlow", "bedrock:InvokeFlow", "bedrock:GetFlow"])),
        (REWRITES, PASSES, deny("bedrock:UpdateFlow")),
        (REWRITES, PASSES, ANY),
        (REWRITES, {**PASSES, "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}}),
    ],
)
def test_whoever_lacks_one_of_both_or_may_it_anyway_does_not(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize("given", [QUOTE, [QUOTE, f"{QUOTE}:*"]])
def test_to_have_run_what_the_flow_calls_already_gives_nothing(given: Any) -> None:
    calls = allow("lambda:InvokeFunction", given)
    assert passes(judged(REWRITES, PASSES, of=calls))
    assert passes(judged(REWRITES, PASSES, of=calls, made=flow(f"{QUOTE}:live")))
    for other in (f"{FUNCTIONS}:treasury-rates", UNKNOWN, ["no text"], None):
        assert len(messages(judged(REWRITES, PASSES, of=calls, made=flow(other)))) == 1
    assert len(messages(judged(REWRITES, PASSES, of=calls, made=flow(definition=UNKNOWN)))) == 1


@pytest.mark.parametrize(("class_", "is_told"), [("agent", True), ("service", False)])
def test_of_an_agent_it_counts_whatever_it_is_called(class_: str, *, is_told: bool) -> None:
    """A service that is called like the flow is there for it; an agent does what it is talked into."""
    holder = role("quote-writer", tags={"daypass:class": class_}), may("quote-writer", REWRITES, PASSES)
    found = judge_stack(no_path_to_more_rights, *holder, role("quote", BEDROCK), may("quote", ANY), flow())
    assert bool(messages(found)) is is_told


def test_a_pipeline_that_deploys_the_flow_is_quiet() -> None:
    ships = role("ships", "codebuild.amazonaws.com"), may("ships", REWRITES, PASSES)
    assert passes(judge_stack(no_path_to_more_rights, *ships, role("quote", BEDROCK), may("quote", ANY), flow()))
