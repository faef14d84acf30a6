"""Whoever draws any credential of AgentCore's token vault as any workload has those of all agents."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

AGENTCORE = "bedrock-agentcore.amazonaws.com"
KEY, OAUTH = "bedrock-agentcore:GetResourceApiKey", "bedrock-agentcore:GetResourceOauth2Token"
TOKEN = "bedrock-agentcore:GetWorkloadAccessToken"
HERE = f"arn:aws:bedrock-agentcore:eu-west-1:{ACCOUNT}"
VAULT, DIRECTORY = f"{HERE}:token-vault/default", f"{HERE}:workload-identity-directory/default"
KEYS, CLIENTS = f"{VAULT}/apikeycredentialprovider", f"{VAULT}/oauth2credentialprovider"
WORKLOADS = f"{DIRECTORY}/workload-identity"
ANY_WORKLOAD = [DIRECTORY, f"{WORKLOADS}/*"]
ANYTHING = allow([KEY, OAUTH, TOKEN])


def drawing(action: str, *resources: str, **others: Any) -> dict[str, Any]:
    return allow([action, TOKEN], [VAULT, DIRECTORY, *resources], **others)


def told(action: str) -> str:
    return f"may draw any credential from the token vault as any agent ({action})"


def runtime(name: str = "a") -> Resource:
    return aws("bedrock/agentcoreAgentRuntime", "faq", agentRuntimeName="faq", roleArn=f"{ARN}role/{name}")


def judged(*given: dict[str, Any], class_: str = "agent", trust: str = AGENTCORE) -> Answer:
    holder = role("a", trust, tags={"daypass:class": class_} if class_ else {})
    return judge_stack(no_path_to_more_rights, holder, may("a", *given))


@pytest.mark.parametrize(
    ("given", "action"),
    [
        ([ANYTHING], KEY),
        ([allow([KEY, f"{TOKEN}*"])], KEY),
        ([allow([KEY, f"{TOKEN}ForJWT"])], KEY),
        ([allow([KEY, f"{TOKEN}ForUserId"])], KEY),
        ([drawing(KEY, f"{KEYS}/*", f"{WORKLOADS}/*")], KEY),
        ([drawing(OAUTH, f"{CLIENTS}/*", f"{WORKLOADS}/*")], OAUTH),
        ([allow(TOKEN, ANY_WORKLOAD), allow(OAUTH, [VAULT, f"{VAULT}/*", *ANY_WORKLOAD])], OAUTH),
        ([allow("bedrock-agentcore:Get*", f"{HERE}:*")], KEY),
    ],
    ids=str,
)
def test_an_agent_that_draws_any_credential_as_anyone_is_advice(given: list[dict[str, Any]], action: str) -> None:
    (problem,) = judged(*given).problems
    assert told(action) in problem.message
    assert (problem.severity, problem.advisory, problem.key) == ("medium", True, f"opens {action}")


def test_an_agent_is_one_by_its_class_or_by_what_runs_as_it_and_other_workloads_do_so_too() -> None:
    stack = (role("a", AGENTCORE), may("a", ANYTHING))
    assert told(KEY) in messages(judge_stack(no_path_to_more_rights, *stack, runtime()))[0]
    assert told(KEY) in messages(judge_stack(no_path_to_more_rights, *stack))[0]
    message = only(judged(ANYTHING, class_="service", trust="lambda.amazonaws.com"))
    assert "may draw any credential from the token vault" in message
    message = only(judged(ANYTHING, class_="", trust="lambda.amazonaws.com"))
    assert "may draw any credential from the token vault" in message


def test_gateways_pipelines_and_people_pass() -> None:
    gateway = aws("bedrock/agentcoreGateway", "tools", name="tools", roleArn=f"{ARN}role/a")
    assert passes(judge_stack(no_path_to_more_rights, role("a", AGENTCORE), may("a", ANYTHING), gateway))
    assert passes(judged(ANYTHING, class_="pipeline"))
    assert passes(judged(ANYTHING, class_="break-glass"))


@pytest.mark.parametrize(
    "given",
    [
        [drawing(KEY, f"{KEYS}/faq", f"{WORKLOADS}/faq")],
        [drawing(KEY, f"{KEYS}/*", f"{WORKLOADS}/faq-*")],
        [drawing(KEY, f"{KEYS}/faq-*", f"{WORKLOADS}/*")],
        [drawing(KEY, f"{CLIENTS}/*", f"{WORKLOADS}/*")],
        [allow([KEY, TOKEN], [f"{KEYS}/*", f"{WORKLOADS}/*"])],
        [allow(KEY)],
        [allow([f"{TOKEN}ForJWT", f"{TOKEN}ForUserId", TOKEN])],
        [allow([KEY, OAUTH]), allow(TOKEN, [DIRECTORY, f"{WORKLOADS}/faq"])],
        [ANYTHING, deny(TOKEN)],
        [ANYTHING, {"Effect": "Deny", "Action": TOKEN, "NotResource": [DIRECTORY, f"{WORKLOADS}/faq"]}],
        [{**ANYTHING, "Condition": {"StringEquals": {"aws:ResourceTag/app": "faq"}}}],
        [{**ANYTHING, "Condition": {"StringEquals": {"aws:ResourceTag/app": "${aws:PrincipalTag/app}"}}}],
        [allow(KEY), allow(f"{TOKEN}ForUserId", Condition={"StringEquals": {"bedrock-agentcore:userid": "faq"}})],
        [
            allow(KEY),
            allow(f"{TOKEN}ForJWT", Condition={"StringEquals": {"bedrock-agentcore:InboundJwtClaim/aud": "faq"}}),
        ],
    ],
    ids=str,
)
def test_its_own_identity_its_providers_and_its_users_pass(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize("policy", [UNKNOWN, "text", 7, document({**ANYTHING, "Resource": 7}), Secret(UNKNOWN)])
def test_a_policy_that_cannot_be_read_says_nothing(policy: object) -> None:
    given = aws("iam/rolePolicy", "x", role="a", policy=policy)
    found = messages(judge_stack(no_path_to_more_rights, role("a", AGENTCORE), given, runtime()))
    assert not any("token vault" in one for one in found)


@pytest.mark.parametrize("odd", [None, 7, "", [], {}, UNKNOWN, Secret("x")])
def test_no_shape_breaks_it(odd: object) -> None:
    runs = aws("bedrock/agentcoreAgentRuntime", "faq", agentRuntimeName=odd, roleArn=odd)
    judge_stack(no_path_to_more_rights, role("a", AGENTCORE, tags=odd), may("a", ANYTHING), runs)


def test_nothing_of_a_marked_policy_is_quoted() -> None:
    marked = Secret(document({**drawing(KEY, f"{KEYS}/*", f"{WORKLOADS}/*"), "Sid": "hush"}))
    given = aws("iam/rolePolicy", "x", role="a", policy=marked)
    (message,) = messages(judge_stack(no_path_to_more_rights, role("a", AGENTCORE), given))
    assert "hush" not in message
    assert "eu-west-1" not in message
