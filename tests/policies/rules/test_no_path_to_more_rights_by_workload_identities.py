"""Whoever draws as any workload identity of AgentCore has what users let those of other agents have."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.role_does_not_become_another import role_does_not_become_another

KEY, OAUTH = "bedrock-agentcore:GetResourceApiKey", "bedrock-agentcore:GetResourceOauth2Token"
TOKEN = "bedrock-agentcore:GetWorkloadAccessToken"
HERE = f"arn:aws:bedrock-agentcore:eu-west-1:{ACCOUNT}"
VAULT, DIRECTORY = f"{HERE}:token-vault/default", f"{HERE}:workload-identity-directory/default"
MAIL = [VAULT, f"{VAULT}/oauth2credentialprovider/mail"]
TOLD = "may draw what users let workload identity 'payables' have, as which role 'payables' works"


def as_one(*names: str, action: str = OAUTH, token: str = TOKEN) -> dict[str, Any]:
    return allow([action, token], [DIRECTORY, *(f"{DIRECTORY}/workload-identity/{name}" for name in names), *MAIL])


def identity(name: Any = "payables") -> Resource:
    return aws("bedrock/agentcoreWorkloadIdentity", "payables", name=name)


def stack(
    *given: dict[str, Any], of: Resource | None = None, who: str = "research", class_: str = "agent"
) -> tuple[Resource, ...]:
    holder = role(who, "ecs-tasks.amazonaws.com", tags={"daypass:class": class_})
    other = role("payables", "ecs-tasks.amazonaws.com", tags={"daypass:class": "agent"})
    return holder, may(who, *(given or (as_one("*"),))), other, may("payables", as_one("payables")), of or identity()


def judged(*given: dict[str, Any], **others: Any) -> Answer:
    return judge_stack(no_path_to_more_rights, *stack(*given, **others))


@pytest.mark.parametrize("token", [TOKEN, f"{TOKEN}ForJWT", f"{TOKEN}ForUserId", f"{TOKEN}*"])
def test_who_draws_as_any_identity_draws_as_that_of_another_agent(token: str) -> None:
    assert TOLD in only(judged(as_one("*", token=token)))


def test_it_is_the_chain_of_roles_that_it_is_too() -> None:
    assert TOLD in only(judge_stack(role_does_not_become_another, *stack()))


def test_a_workload_is_told_as_an_agent_is_and_so_is_one_of_the_native_provider() -> None:
    assert TOLD in only(judged(class_="service"))
    assert TOLD in only(judged(of=native("bedrockagentcore:WorkloadIdentity", "payables", name="payables")))


@pytest.mark.parametrize(
    "given",
    [
        [as_one("research")],
        [as_one("research", "payables")],
        [as_one("research-*")],
        [as_one("*", action=KEY)],
        [as_one("*", token="bedrock-agentcore:GetWorkloadIdentity")],
        [allow([OAUTH, TOKEN], [DIRECTORY, f"{DIRECTORY}/workload-identity/*", VAULT])],
        [as_one("*"), deny(TOKEN, f"{DIRECTORY}/workload-identity/payables")],
    ],
    ids=str,
)
def test_who_draws_as_itself_or_as_whom_it_was_given_passes(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


def test_an_identity_of_nobody_else_passes() -> None:
    assert passes(judged(of=identity("travel")))
    assert passes(judged(who="payables-helper"))
    assert passes(judge_stack(no_path_to_more_rights, *stack()[:2], identity()))


@pytest.mark.parametrize("class_", ["pipeline", "break-glass"])
def test_pipelines_and_people_pass(class_: str) -> None:
    assert passes(judged(class_=class_))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, Secret("")])
def test_no_shape_breaks_it(odd: Any) -> None:
    assert passes(judged(of=identity(odd)))


def test_what_is_not_known_of_it_leaves_it_undecided() -> None:
    later = aws("iam/rolePolicy", "later", role="research", policy=UNKNOWN)
    holder, _, *others = stack()
    assert unknowns(judge_stack(no_path_to_more_rights, holder, later, *others)) == ["policy"]
