"""This is where it is told who draws whatever credential is in the token vault of AgentCore, as whatever workload.

Keys and tokens of the vault are handed to whoever shows the token of a workload; IAM asks about the provider, the
vault, the workload and its directory. Who names none of them has the credentials of all agents; who names the provider
alone has what users let any agent have there. Sources: Service Authorization Reference, "Amazon Bedrock AgentCore";
AgentCore Developer Guide, "Manage credential providers", and "Get workload access token" (which is bound to the agent
and the user); read 2026-11 and 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import NO, Answer, all_of
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.glob import has_wildcard
from daypass_policies.acting.agents import Agents
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may_at_all, patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.workers import is_agents, works_for_itself

_VAULT: Final = "token-vault/default"
_DIRECTORY: Final = "workload-identity-directory/default"
_WORKLOAD: Final = (_DIRECTORY, f"{_DIRECTORY}/workload-identity/{PROBE}")
_DRAWS: Final[Mapping[str, str]] = {
    "bedrock-agentcore:GetResourceApiKey": "apikeycredentialprovider",
    "bedrock-agentcore:GetResourceOauth2Token": "oauth2credentialprovider",
}
"""What draws a credential, and from what kind of provider."""

_OF_USERS: Final = "bedrock-agentcore:GetResourceOauth2Token"
_IDENTITY: Final = "/workload-identity/"
_IDENTITIES: Final = (
    "aws:bedrock/agentcoreWorkloadIdentity:AgentcoreWorkloadIdentity",
    "aws-native:bedrockagentcore:WorkloadIdentity",
)

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
    if actions and _is_one(actor, rising):
        for action in actions:
            answer = best(_drawn(means, action) for means in actor.means)
            yield Opened(action, "draw any credential from the token vault as any agent", answer)


def draws_as_others(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """As which workload identities of the stack, that are others', it draws what users let these have.

    Tokens of users are kept for each identity by itself; a key, which all draw alike, is not.
    """
    stack = rising.reach.stack
    identities = stack.of_type(*_IDENTITIES) if has_by_itself(actor, _OF_USERS) and _is_one(actor, rising) else ()
    for identity in sorted(identities, key=lambda one: one.urn):
        name = text_of(said(identity, "name"))
        if not name or is_called_like(actor, name) or name in _named(actor):
            continue
        for other in stack.once(_Owners, rising).of(name):
            answer = best(_drawn_as(actor, name, one) for one in _providers(other)) if other is not actor else NO
            if answer.possible:
                whose = f"draw what users let workload identity {identity.name!r} have, as which {other.title} works"
                yield Opened(_OF_USERS, whose, answer, as_another=True)
                break


class _Owners:
    """Who draws as the workload identities of a stack, by the names that they were given of these."""

    def __init__(self, _: Stack, rising: Rising) -> None:
        able = (one for one in rising.actors.each if one.node and may_at_all(one, _OF_USERS))
        ordered = sorted(able, key=lambda one: one.resource.urn)
        self._by_name: Final = grouped((name, one) for one in ordered for name in _named(one))

    def of(self, name: str) -> tuple[Actor, ...]:
        """Those of one identity."""
        return self._by_name.get(name, ())


def _named(actor: Actor) -> frozenset[str]:
    """The identities that it names among those as which it draws."""
    named = (text.rpartition(_IDENTITY) for text in patterns(actor, _OF_USERS) if _IDENTITY in text)
    return frozenset(name for _, _, name in named if not has_wildcard(name))


def _providers(actor: Actor) -> tuple[str, ...]:
    """What it draws from, below the vault."""
    start = f"{_VAULT}/{_DRAWS[_OF_USERS]}/"
    return tuple(text.rpartition(start)[2] for text in patterns(actor, _OF_USERS) if start in text)


def _drawn_as(actor: Actor, name: str, provider: str) -> Answer:
    workload = (_DIRECTORY, f"{_DIRECTORY}{_IDENTITY}{name}")
    things = (_VAULT, f"{_VAULT}/{_DRAWS[_OF_USERS]}/{provider}", *workload)
    return best(
        all_of((_on_all(means, _OF_USERS, things), best(_on_all(means, one, workload) for one in _TOKENS)))
        for means in actor.means
    )


def _is_one(actor: Actor, rising: Rising) -> bool:
    """AgentCore enters gateways as well, and to draw credentials is what those do."""
    return _is_agents(actor, rising) or (works_for_itself(actor, rising) and not is_agents(actor))


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
