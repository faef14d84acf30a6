"""This is where it is told as which roles agents act, and builds run, that do as somebody else says.

An agent does as a text says, and so does what it calls as its tool without asking anybody; a build runs whatever was
committed.
"""

from collections.abc import Iterator
from typing import NamedTuple

from daypass.graph.consumers import Use
from daypass.graph.stack import Stack
from daypass.rule import Open
from daypass_policies.acting.agents import Agents
from daypass_policies.acting.tools import Tools
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.builds import Builds
from daypass_policies.escalating.low_trust.pipeline_triggers import triggered
from daypass_policies.escalating.low_trust.unreviewed import entered_by
from daypass_policies.escalating.low_trust.webhooks import webhooks
from daypass_policies.escalating.rising import Rising


class Acting(NamedTuple):
    """A role, and who acts as it, in words that follow its name; `undecided`: what may still say that they do not."""

    actor: Actor
    words: str
    undecided: Open | None = None


def agents_acting(stack: Stack, rising: Rising) -> Iterator[Acting]:
    """The roles as which agents act, and what they call as their tools without asking anybody."""
    tools, agents = stack.once(Tools), stack.once(Agents, rising.reach.settings).by_urn
    for actor in rising.actors.each:
        role = actor.resource
        agent = agents.get(role.urn)
        is_tool = tools.run_unasked_as(role)
        if agent or is_tool:
            undecided = Open(role, (agent.unknown,)) if agent and agent.unknown and not is_tool else None
            words = "as which a tool of an agent runs" if is_tool else "as which an agent acts"
            yield Acting(actor, words, undecided)


def builds_acting(stack: Stack, rising: Rising) -> Iterator[Acting]:
    """The roles as which projects of CodeBuild build, each once."""
    builds = Builds(stack, rising)
    found = {actor.resource.urn: (actor, use) for use in builds.each if (actor := builds.actor(use))}
    for actor, use in found.values():
        yield Acting(actor, f"as which build {use.consumer.name!r} runs")


def proposals_acting(stack: Stack, rising: Rising) -> Iterator[Acting]:
    """The roles as which runs what nobody has looked at yet: a pull request, a branch, a guest's request."""
    for one in rising.actors.each:
        if who := entered_by(one, stack):
            yield Acting(one, f"which {who} enters")
    builds = Builds(stack, rising)
    for use in {use.role: use for use in _of_pull_requests(stack, builds)}.values():
        if actor := builds.actor(use):
            yield Acting(actor, f"as which build {use.consumer.name!r} runs for pull requests")


def unasked(stack: Stack, rising: Rising) -> dict[str, Acting]:
    """Agents, and what runs what nobody has looked at yet, by their URNs."""
    return {one.actor.resource.urn: one for one in (*proposals_acting(stack, rising), *agents_acting(stack, rising))}


def _of_pull_requests(stack: Stack, builds: Builds) -> Iterator[Use]:
    """The builds that a pull request starts for certain, and that nobody is asked about."""
    for hook in webhooks(stack):
        if hook.builds_pull_requests and hook.unasked and not hook.unknown:
            yield from hook.starts(builds).certain
    for pipeline in triggered(stack):
        if pipeline.is_by_pull_requests and not pipeline.unknown:
            yield from pipeline.starts(builds).certain
