"""This is where it is told who draws whatever credential is in the token vault of AgentCore, as whatever workload.

Keys and tokens of the vault are handed to whoever shows the token of a workload; IAM asks about the provider, the
vault, the workload and its directory. Who names none of them has the credentials of all agents. Sources: Service
Authorization Reference, "Amazon Bedrock AgentCore"; AgentCore Developer Guide, "Manage credential providers"; read
2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer, all_of
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass_policies.acting.agents import Agents
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.workers import is_agents, works_for_itself

_VAULT: Final = "token-vault/default"
_DIRECTORY: Final = "workload-identity-directory/default"
_WORKLOAD: Final = (_DIRECTORY, f"{_DIRECTORY}/workload-identity/{PROBE}")
_DRAWS: Final[Mapping[str, str]] = {
    "bedrock-agentcore:GetResourceApiKey": "apikeycredentialprovider",
    "bedrock-agentcore:GetResourceOauth2Token": "oauth2credentialprovider",
}
"""What draws a credential, and from what kind of provider."""

_TOKENS: Final = (
    "bedrock-agentcore:GetWorkloadAccessToken",
    "bedrock-agentcore:GetWorkloadAccessTokenForJWT",
    "bedrock-agentcore:GetWorkloadAccessTokenForUserId",
)
_OF_NOBODY: Final = Facts(
    {"bedrock-agentcore:userid": PROBE},
    tags=("aws:resourcetag/", "bedrock-agentcore:inboundjwtclaim/"),
)
"""The provider and the workload have no tag that anybody asks for, the user no claim; nobody wrote down who it is."""


def draws(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """What an agent, or another workload, draws from the vault that was stored for any other."""
    actions = [action for action in _DRAWS if has_by_itself(actor, action)]
    # AgentCore enters gateways as well, and to draw credentials is what those do.
    is_one = _is_agents(actor, rising) or (works_for_itself(actor, rising) and not is_agents(actor))
    if actions and is_one:
        for action in actions:
            answer = best(_drawn(means, action) for means in actor.means)
            yield Opened(action, "draw any credential from the token vault as any agent", answer)


def _is_agents(actor: Actor, rising: Rising) -> bool:
    agent = rising.reach.stack.once(Agents, rising.reach.settings).by_urn.get(actor.resource.urn)
    return agent is not None and not agent.unknown


def _drawn(means: Means, action: str) -> Answer:
    """Whether it gets the token of a workload that it does not name, and with it what a provider has."""
    provider = (_VAULT, f"{_VAULT}/{_DRAWS[action]}/{PROBE}")
    token = best(_on_all(means, one, _WORKLOAD) for one in _TOKENS)
    return all_of((_on_all(means, action, (*provider, *_WORKLOAD)), token))


def _on_all(means: Means, action: str, resources: tuple[str, ...]) -> Answer:
    start = f"arn:*:bedrock-agentcore:*:{means.caller.account or ANY}"
    return all_of(means.on(action, f"{start}:{one}", _OF_NOBODY) for one in resources)
