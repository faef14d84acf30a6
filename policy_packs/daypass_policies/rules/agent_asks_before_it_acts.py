"""What nobody can take back is done when somebody has said yes to it."""

from collections.abc import Iterable, Iterator

from daypass.graph.becoming.steering.programs.files import files_of
from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.action_groups import GROUPS, Offered, actions_of
from daypass_policies.acting.deeds import deed_of
from daypass_policies.acting.limiting import limits
from daypass_policies.acting.tools import Tools
from daypass_policies.settle import collect


@rule(
    "agent-asks-before-it-acts",
    risk="agent-control",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=GROUPS,
    stack=True,
    controls=(
        *("OWASP-AGENTIC-2026:ASI01", "OWASP-AGENTIC-2026:ASI02", "AWS-AGENTIC-LENS:AGENTSEC04-BP02"),
        *("MAESTRO:L7-AGENT-TOOL-MISUSE", "NIST-800-53:SI-10"),
    ),
    remedy="Have the user confirm it (requireConfirmation, x-requireConfirmation: ENABLED), or return control.",
)
def agent_asks_before_it_acts(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """An agent does what a text tells it to, be that the user's or a mail that it reads: also to pay, and to delete.

    Asked are the actions of Bedrock's agents that say, by their name, description or HTTP method, that they do what
    nobody can take back: move money, change who is paid, close an account, delete. Bedrock asks the user before it
    calls one with `requireConfirmation` (`x-requireConfirmation` in an OpenAPI schema) `ENABLED`, and calls none that
    returns control to the application. Reading, drafting and proposing pass, and so does a function whose code in the
    stack compares what it is told with a limit, or asks for a signature. A guardrail lowers the chance that an agent is
    talked into something, and asks nobody. A schema in S3, or in YAML, is undecided. Tools of an AgentCore gateway are
    left to `gateway-enforces-policy`.

    Refused:
        refunds:
          type: aws:bedrock/agentAgentActionGroup:AgentAgentActionGroup
          properties:
            agentId: A1B2C3D4E5
            actionGroupName: refunds
            actionGroupExecutor: {lambda: "arn:aws:lambda:eu-west-1:111122223333:function:refunds"}
            functionSchema:
              memberFunctions: {functions: [{name: issue_refund, description: Refunds a booking}]}

    Mended:
        refunds:
          type: aws:bedrock/agentAgentActionGroup:AgentAgentActionGroup
          properties:
            agentId: A1B2C3D4E5
            actionGroupName: refunds
            actionGroupExecutor: {lambda: "arn:aws:lambda:eu-west-1:111122223333:function:refunds"}
            functionSchema:
              memberFunctions:
                functions: [{name: issue_refund, description: Refunds a booking, requireConfirmation: ENABLED}]
    """
    del ask
    for resource in stack.of_type(*GROUPS):
        if not was_looked_up(resource):
            yield from _told(stack, resource)


def _told(stack: Stack, resource: Resource) -> Iterator[Problem | Open]:
    offered, unknown = collect(actions_of(resource))
    unasked = [(one, deed_of(one.action)) for one in offered if not one.is_asked]
    deeds = [(one, does) for one, does in unasked if does]
    hidden = [path for path in (unknown.path if unknown else "", *_unsaid(unasked)) if path]
    called = [stack.by_urn[urn] for urn in stack.once(Tools).called_by(resource)] if deeds or hidden else []
    if called and all(any(map(limits, files_of(function))) for function in called):
        return
    unread = [Open(one, (file.path,)) for one in called for file in files_of(one) if file.text is None]
    yield from unread
    if not unread:
        yield from (_problem(resource, one, does) for one, does in deeds)
    yield from (Open(resource, (path,)) for path in dict.fromkeys(hidden))


def _unsaid(unasked: Iterable[tuple[Offered, str]]) -> Iterator[str]:
    """What an action does not say yet of itself, where nothing that it says tells what it does."""
    return (one.unknown for one, does in unasked if not does)


def _problem(resource: Resource, offered: Offered, does: str) -> Problem:
    shown = "an action" if offered.marked else f"action {offered.action.name!r}"
    fact = f"{shown} of {resource.name!r} {does}, as soon as a text talks the agent into it: nobody is asked first"
    return Problem(fact, at=offered.at, key="action" if offered.marked else offered.action.name, on=resource)
