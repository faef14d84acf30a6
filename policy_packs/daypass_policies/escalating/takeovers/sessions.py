"""This is where it is told what counts of an interpreter of AgentCore that an agent was given by its name.

An agent runs there whatever it is talked into, and has what the role reads. Most of that was meant for it: the role may
be the only way to what the agent works with, or the interpreter keeps its files there. Where the agent reads something
of the same kind itself, that says how far it was to see, and it was to be kept from what else the role reads.
Sources: Amazon Bedrock AgentCore Developer Guide, "Creating an AgentCore Code Interpreter" (the role determines what
AWS resources it can access), "Using Terminal Commands with an execution role" (a bucket for its files); read 2026-12.
"""

from daypass.graph.becoming.patterns import covers
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import SECRETS, Gain, actions_of, example_of, weight_of


def is_beyond_its_own(agent: Actor, role: Actor, gain: Gain) -> bool:
    """Whether it is a secret, or more of what the agent reads itself, and neither its own nor the interpreter's."""
    if gain.weight in SECRETS:
        return True
    is_anothers = not is_called_like(agent, gain.resource) and not _keeps_files_there(role, gain)
    return is_anothers and _does_so_elsewhere(agent, gain)


def _keeps_files_there(role: Actor, gain: Gain) -> bool:
    """Whether what runs as the role writes there as well."""
    service = gain.action.partition(":")[0].lower()
    return any(
        pattern.partition(":")[0].lower() == service and weight_of(pattern) == "change"
        for means in role.means
        for held in means.everything
        if held.given is not means.permissions.bounded
        and any(covers(one, gain.resource) for one in held.line.patterns(means.caller.facts))
        for pattern in actions_of(held)
    )


def _does_so_elsewhere(agent: Actor, gain: Gain) -> bool:
    """Whether a policy of the agent's own lets it do the same to something; a boundary gives nothing."""
    return any(
        held.given is not means.permissions.bounded and bool(actions_of(held))
        for means in agent.means
        for held in means.told(example_of(gain.action, gain.weight)).allows
    )
