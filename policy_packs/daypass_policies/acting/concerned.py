"""This is where a rule finds of whom it asks what they may do, agents and others, and asks it of each in one way."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from daypass.data.agent_guards import agent_guards
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE
from daypass.iam.policies import Policies
from daypass.model.resource import Undecided
from daypass.rule import Ask, Open, Problem
from daypass_policies.acting.agents import Agent, Agents
from daypass_policies.acting.tools import Tools
from daypass_policies.rights import Holder, Holders, allows_everything, may, names, require_all_known

_AGENTCORE: Final = "bedrock-agentcore"


class Concerned(NamedTuple):
    """Someone of whom a rule asks: an agent, or whoever names the rights in question.

    `doubt` is the path of what could still say that it is none of the rule's business, or that it is; "" where nothing
    could.
    """

    holder: Holder
    is_agent: bool
    doubt: str


def agents_holding(stack: Stack, ask: Ask) -> Iterator[tuple[Holder, Agent]]:
    """The agents, each with all that its role may do."""
    agents = stack.once(Agents, ask.settings).by_urn
    for holder in stack.once(Holders).each if agents else ():
        if agent := agents.get(holder.on.urn):
            yield holder, agent


def concerned_agents(stack: Stack, ask: Ask) -> Iterator[Concerned]:
    """The agents and nobody else."""
    return (Concerned(holder, not agent.unknown, agent.unknown) for holder, agent in agents_holding(stack, ask))


def concerned_tools(stack: Stack, ask: Ask) -> Iterator[Concerned]:
    """Those as which functions run that agents call as their tools, and that no agent is itself."""
    agents, tools = stack.once(Agents, ask.settings).by_urn, stack.once(Tools)
    for holder in stack.once(Holders).each if tools.are_there else ():
        if holder.on.urn not in agents and tools.run_as(holder.on):
            yield Concerned(holder, is_agent=False, doubt="")


def beside_all_of_agentcore(each: Iterable[Concerned]) -> Iterator[Concerned]:
    """The same, each without what AWS's own policy for all of AgentCore gives it, where that is told already."""
    return (one._replace(holder=beside_what_loosens(one.holder)) for one in each)


def beside_what_loosens(holder: Holder) -> Holder:
    """The same without AWS's own policy for all of AgentCore, where `agent-cannot-loosen-its-guards` tells that."""
    beside = holder.beside_all_of(_AGENTCORE)
    return holder if beside is holder or not _loosens(holder) else beside


def _loosens(holder: Holder) -> bool:
    """Whether it may change what guards it. What is not known is no reason to say less."""
    try:
        return any(may(holder.policies, action) for action in agent_guards())
    except Undecided:
        return False


def concerned(stack: Stack, ask: Ask, beginnings: tuple[str, ...]) -> Iterator[Concerned]:
    """The agents, and for whom somebody wrote an action, or a pattern of actions, that begins so (in small letters).

    Of whoever is no role AWS's own policies count as well: the credentials of users stay. Of others who are allowed
    everything besides, `no-admin-access` speaks. Of whom it is not known what somebody wrote, that is the doubt.
    """
    agents = stack.once(Agents, ask.settings)
    for holder in stack.once(Holders).asked(ask.profile):
        agent = agents.by_urn.get(holder.on.urn)
        is_named = names(holder.policies, beginnings) and not allows_everything(holder.policies)
        is_named = is_named and (holder.noun != ROLE or names(holder.written, beginnings))
        if agent or is_named:
            is_agent = agent is not None and not agent.unknown
            yield Concerned(holder, is_agent, agent.unknown if agent and not is_named else "")
        elif not allows_everything(holder.policies):
            yield from (Concerned(holder, is_agent=False, doubt=path) for path in islice(holder.unread, 1))


def judged(
    each: Iterable[Concerned],
    question: Callable[[Policies], Sequence[str]],
    told: Callable[[Holder, Sequence[str]], Problem],
) -> Iterator[Problem | Open]:
    """What is told of those who may do any of what the question finds: actions, of which it may raise `Undecided`.

    Who may do none of it by what is known, may by what is not; an agent also by what stands elsewhere.
    """
    for holder, is_agent, doubt in each:
        try:
            able = question(holder.policies)
            if is_agent and not able:
                require_all_known(holder.found)
        except Undecided as unknown:
            yield Open(holder.on, (unknown.path,))
            continue
        if able:
            yield Open(holder.on, (doubt,)) if doubt else told(holder, able)
        else:
            yield from (Open(holder.on, (path,)) for path in islice(holder.untold, 1))
