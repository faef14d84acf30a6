"""Who a user is, is proven by the user's token, not by whoever calls."""

from collections.abc import Iterator, Sequence
from typing import Final

from daypass.graph.stack import Stack
from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.concerned import beside_all_of_agentcore, concerned, judged
from daypass_policies.mending.allowing import allowed_by, without
from daypass_policies.rights import HOLDERS, Holder, denying, may

_ANYONE: Final = "daypass-anyone"
_ANY_USER: Final = denying({"StringNotEquals": {"bedrock-agentcore:userid": _ANYONE}})
"""Leaves requests in the name of somebody whom no policy names: allowed only where all users are."""

_ACTIONS: Final[dict[str, tuple[Document, ...]]] = {
    "bedrock-agentcore:GetWorkloadAccessTokenForUserId": (_ANY_USER,),
    "bedrock-agentcore:InvokeAgentRuntimeForUser": (),
    "bedrock-agentcore:InvokeAgentRuntimeWithWebSocketStreamForUser": (),
}
"""Calls in which the caller says who the user is, and is believed. Source: Service Authorization Reference."""

_NAMED: Final = ("bedrock-agentcore:",)


@rule(
    "agent-does-not-impersonate-users",
    risk="agent-control",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=HOLDERS,
    stack=True,
    controls=(
        *("NHI5:2025", "OWASP-AGENTIC-2026:ASI03", "NIST-800-53:IA-2"),
        *("AWS-AGENTIC-LENS:AGENTSEC03-BP02", "MAESTRO:L7-AGENT-IDENTITY-ATTACK"),
    ),
    remedy="Allow GetWorkloadAccessTokenForJWT and InvokeAgentRuntime, or pin bedrock-agentcore:userid.",
)
def agent_does_not_impersonate_users(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A token that is made for a user id acts as that user, and AgentCore takes the caller's word for who it is.

    With `GetWorkloadAccessTokenForUserId`, and with the calls that carry a user id to a runtime, whoever holds the
    role, or talks its agent into it, reaches what any user gave the agent access to. `…ForJWT` asks for the user's own
    token instead. Asked are all identities whose policies name AgentCore's actions (roles that are no agent's, only by
    policies that somebody wrote), and what the roles of agents may do but by AWS's own policy for all of AgentCore, of
    which `agent-cannot-loosen-its-guards` speaks; a Deny, a boundary and a condition on `bedrock-agentcore:userid`
    count.

    Refused:
        support:
          type: aws:iam/role:Role
          properties: {name: support}
        tokens:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: support
            policy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: "bedrock-agentcore:GetWorkloadAccessToken*", Resource: "*"}

    Mended:
        support:
          type: aws:iam/role:Role
          properties: {name: support}
        tokens:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: support
            policy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: "bedrock-agentcore:GetWorkloadAccessTokenForJWT", Resource: "*"}
    """
    yield from judged(beside_all_of_agentcore(concerned(stack, ask, _NAMED)), _able, _told)


def _able(policies: Policies) -> list[str]:
    return [action for action, besides in _ACTIONS.items() if may(policies, action, "*", *besides)]


def _told(holder: Holder, able: Sequence[str]) -> Problem:
    shown = () if holder.is_marked else tuple(able)
    said = " and ".join(action.partition(":")[2] for action in shown)
    fact = f"{holder.called} may say itself which user it acts for{said and f': {said}'}"
    return allowed_by(Problem(fact, key=" ".join(shown), on=holder.on), holder, able, without)
