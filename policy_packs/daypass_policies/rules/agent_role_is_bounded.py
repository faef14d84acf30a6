"""An agent's role says that it is an agent's, and has an end that no prompt moves."""

import json
from collections.abc import Iterator
from typing import Final

from daypass.data.managed_policies import managed_policy_gives_everything
from daypass.graph.consumers import ROLE_TYPES
from daypass.graph.leaves import said, text_of
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.model.agent_tags import AGENT, AGENT_NAME, PRINCIPAL_TYPE
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.rule import Ask, Open, Problem, Severity, rule
from daypass_policies.acting.agents import Agent, Agents
from daypass_policies.mending.tagged import tagged
from daypass_policies.owning.ownership import read_fact
from daypass_policies.owning.read_tag import read_tag
from daypass_policies.trusting.everyday import has_only_everyday


@rule(
    "agent-role-is-bounded",
    risk="agent-control",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=ROLE_TYPES,
    stack=True,
    controls=(
        *("NHI5:2025", "OWASP-AGENTIC-2026:ASI03", "NIST-800-53:AC-6"),
        *("AWS-AGENTIC-LENS:AGENTSEC03-BP02", "AWS-AGENTIC-LENS:AGENTSEC03-BP03"),
    ),
    remedy="Give the role a permissions boundary and the tags PrincipalType = Agent and AgentName = its agent.",
    aliases=("prowler:bedrock_agent_role_least_privilege",),
)
def agent_role_is_bounded(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """An agent does what its input talks it into, so that everything its role may ever do has to be meant.

    A boundary holds also when someone, or the agent itself, attaches another policy. By the tags `PrincipalType` =
    `Agent` and `AgentName` an organisation's policies and logs tell an agent from a person and from other agents. Asked
    are the roles of Bedrock agents, AgentCore runtimes and harnesses, and those whose tags say that they are an
    agent's. It is high where the role can become more than it is, or where nobody knows what it may do, low where it
    has nothing but its logs, its image and the like, else medium.

    A role with a boundary whose class (tag `daypass:class`) says that it is an agent's can be told apart by that: that
    it has neither of the two tags is told in profile `strict` alone. Where one of them is there, both must be right.

    Refused:
        support:
          type: aws:iam/role:Role
          properties: {name: support, arn: "arn:aws:iam::111122223333:role/support"}
        assistant:
          type: aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime
          properties: {roleArn: "arn:aws:iam::111122223333:role/support"}

    Mended:
        support:
          type: aws:iam/role:Role
          properties:
            name: support
            arn: arn:aws:iam::111122223333:role/support
            permissionsBoundary: arn:aws:iam::111122223333:policy/agents
            tags: {PrincipalType: Agent, AgentName: support}
        assistant:
          type: aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime
          properties: {roleArn: "arn:aws:iam::111122223333:role/support"}
    """
    if next(stack.of_type(*ROLE_TYPES), None) is None:
        return
    agents = stack.once(Agents, ask.settings)
    reach = stack.once(Reachability, ask.settings)
    for agent in agents.each:
        yield from _judged(agent, reach, ask)
    yield from agents.lost


def _judged(agent: Agent, reach: Reachability, ask: Ask) -> Iterator[Problem | Open]:
    named = f"role {agent.role.name!r} {agent.because}"
    try:
        lacking = tuple(_missing_tags(agent.role))
        fence = _fence(agent.role)
        may_be_told_apart = not fence and len(lacking) == len(_TAGS) and ask.profile != "strict"
        lacking = () if may_be_told_apart and _is_classed(agent.role, ask) else lacking
    except Undecided as unknown:
        yield Open(agent.role, (unknown.path,))
        return
    if agent.unknown:
        if lacking or fence:
            yield Open(agent.role, (agent.unknown,))
        return
    if fence:
        facts = (fence, *(f"no tag {one}" for one in lacking))
        yield Problem(
            f"{named} and has {' and '.join(facts)}",
            at="permissionsBoundary",
            key="boundary tags" if lacking else "boundary",
            severity=_severity(agent.role, reach),
            mended=_mended(agent.role, lacking),
            on=agent.role,
        )
    elif lacking:
        fact = f"{named} and has no tag {' and no tag '.join(lacking)}"
        shown = tagged(agent.role, _TAGS)
        yield Problem(fact, at="tags", key="tags", severity="medium", mended=shown, on=agent.role)


def _severity(role: Resource, reach: Reachability) -> Severity | None:
    """Less where all that it may do is known, and none of it gives more: a boundary would hold what comes later."""
    if has_only_everyday(role, reach.stack, reach.settings):
        return "low"
    node = reach.node(role.urn)
    if node is None or reach.privilege(node).level not in _WITHIN or any(True for _ in reach.edges(node)):
        return None
    return "medium"


_WITHIN: Final = ("nothing", "reads", "writes")
_TAGS: Final = {PRINCIPAL_TYPE: AGENT, AGENT_NAME: "NAME"}


def _mended(role: Resource, lacking: tuple[str, ...]) -> str:
    """A boundary, and the tags as well where they can be shown."""
    tags = tagged(role, _TAGS) if lacking else None
    return json.dumps({"permissionsBoundary": _boundary(role), **(json.loads(tags) if tags else {})})


def _boundary(role: Resource) -> str:
    """A boundary of the role's own account, as far as that is known."""
    arn = Arn.parse(text_of(said(role, "arn")))
    partition, account = (arn.partition, arn.account) if arn and arn.account else ("aws", "ACCOUNT")
    return f"arn:{partition}:iam::{account}:policy/BOUNDARY"


def _fence(role: Resource) -> str:
    """What it has for a boundary, where that is wrong. One whose ARN is not known yet is one."""
    if not role.declared.is_known("permissionsBoundary"):
        if role.external:
            raise Undecided("permissionsBoundary")
        return ""
    boundary = role.declared.get("permissionsBoundary")
    arn = Arn.parse(boundary) if isinstance(boundary, str) else None
    if not boundary:
        return "no permissions boundary"
    if arn is None or managed_policy_gives_everything(arn.aws_managed_policy):
        return "a permissions boundary that bounds nothing"
    return ""


def _is_classed(role: Resource, ask: Ask) -> bool:
    """Whether its class says that it is an agent's, and neither of the two tags says anything."""
    tags = Tags.of(role.declared, role)
    return read_fact(role, ask, "class") == "agent" and not any(read_tag(tags, name) for name in _TAGS)


def _missing_tags(role: Resource) -> Iterator[str]:
    tags = Tags.of(role.declared, role)
    if read_tag(tags, PRINCIPAL_TYPE).casefold() != AGENT.casefold():
        yield f"{PRINCIPAL_TYPE} = {AGENT}"
    if not read_tag(tags, AGENT_NAME):
        yield AGENT_NAME
