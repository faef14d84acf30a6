"""Which agents and functions an agent may call is written down."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.agents import Agent
from daypass_policies.acting.concerned import agents_holding, beside_what_loosens
from daypass_policies.anything import able_to, allow_any
from daypass_policies.mending.allowing import allowed_by, left_to_author
from daypass_policies.rights import HOLDERS, Holder


class _Call(NamedTuple):
    """An action by which an agent makes something else act, the ARN of one that nobody named, and what it is."""

    action: str
    thing: str
    what: str


_CALLS: Final = (
    _Call("bedrock:InvokeAgent", f"arn:*:bedrock:*:*:agent-alias/{PROBE}/{PROBE}", "agent"),
    _Call("bedrock-agentcore:InvokeAgentRuntime", f"arn:*:bedrock-agentcore:*:*:runtime/{PROBE}", "agent"),
    _Call("lambda:InvokeFunction", f"arn:*:lambda:*:*:function:{PROBE}", "function"),
)
"""Source: Service Authorization Reference, Amazon Bedrock, Amazon Bedrock AgentCore and AWS Lambda; read 2026-11."""


@rule(
    "agent-calls-are-named",
    risk="agent-control",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=HOLDERS,
    stack=True,
    controls=(
        "NHI5:2025",
        "OWASP-AGENTIC-2026:ASI02",
        "NIST-800-53:AC-6",
        "AWS-AGENTIC-LENS:AGENTSEC02-BP01",
        "MAESTRO:L7-AGENT-TOOL-MISUSE",
    ),
    remedy="Name the agents and functions that are its tools, or a prefix that these alone have.",
)
def agent_calls_are_named(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What an agent may call is a tool of it: whoever talks it into something has them all.

    Asked are the roles of agents, and whether they may in the end call an agent of Bedrock, a runtime of AgentCore or a
    function that nobody named to them. A pattern with a name in it (`function:support-*`) is a name, and what must
    carry a tag is not just any. A gateway decides itself about who calls it. Of whoever may do everything in the
    service `no-admin-access` speaks, of what AWS's own policy for all of AgentCore gives besides
    `agent-cannot-loosen-its-guards`, and of models `model-access-is-named`.

    Refused:
        supervisor:
          type: aws:iam/role:Role
          properties: {name: supervisor, tags: {"daypass:class": agent}}
        tools:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: supervisor
            policy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: ["bedrock:InvokeAgent", "lambda:InvokeFunction"], Resource: "*"}

    Mended:
        supervisor:
          type: aws:iam/role:Role
          properties: {name: supervisor, tags: {"daypass:class": agent}}
        tools:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: supervisor
            policy:
              Version: "2012-10-17"
              Statement:
                Effect: Allow
                Action: ["bedrock:InvokeAgent", "lambda:InvokeFunction"]
                Resource:
                  - arn:aws:bedrock:eu-west-1:111122223333:agent-alias/AB12CD34EF/TSTALIASID
                  - arn:aws:lambda:eu-west-1:111122223333:function:support-tickets
    """
    for holder, agent in agents_holding(stack, ask):
        yield from _judged(beside_what_loosens(holder), agent)


def _judged(holder: Holder, agent: Agent) -> Iterator[Problem | Open]:
    able, unknown = able_to(holder, _CALLS, lambda call: allow_any(holder.policies, call.action, call.thing))
    if able and agent.unknown:
        yield Open(holder.on, (agent.unknown,))
    elif able:
        shown = () if holder.is_marked else tuple(able)
        what = (
            ", ".join(f"every {one}" for one in dict.fromkeys(call.what for call in shown)) or "what it does not name"
        )
        problem = Problem(
            f"{holder.called} {agent.because}, and may call {what}",
            key=" ".join(call.action for call in shown),
            on=holder.on,
        )
        yield allowed_by(problem, holder, [call.action for call in able], left_to_author)
    elif unknown and not agent.unknown:
        yield Open(holder.on, unknown)
