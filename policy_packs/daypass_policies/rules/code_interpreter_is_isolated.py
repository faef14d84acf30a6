"""Code that nobody has read runs where it cannot carry anything away."""

from collections.abc import Iterator
from typing import Final

from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.acting.agentcore import INTERPRETERS, word_of, written
from daypass_policies.mending.arguments import instead

_MODE: Final = "networkConfiguration.networkMode"


@rule(
    "code-interpreter-is-isolated",
    risk="agent-control",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=INTERPRETERS,
    controls=("NHI5:2025", "OWASP-AGENTIC-2026:ASI05", "NIST-800-53:SC-7"),
    remedy="Set networkMode to SANDBOX or VPC, or take the execution role away from the interpreter.",
)
def code_interpreter_is_isolated(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Code that a model wrote can read the credentials of the interpreter's role, and send them wherever it reaches.

    An execution role is there to reach data; a network open to the internet is the way out. Each alone is as AWS means
    it, and a code interpreter with both is one prompt away from giving its role to a stranger.

    Refused:
        calculator:
          type: aws:bedrock/agentcoreCodeInterpreter:AgentcoreCodeInterpreter
          properties:
            executionRoleArn: arn:aws:iam::111122223333:role/calculator
            networkConfiguration: {networkMode: PUBLIC}

    Mended:
        calculator:
          type: aws:bedrock/agentcoreCodeInterpreter:AgentcoreCodeInterpreter
          properties:
            executionRoleArn: arn:aws:iam::111122223333:role/calculator
            networkConfiguration: {networkMode: SANDBOX}
    """
    if next(written(resource, "executionRoleArn"), None) is None:
        return
    mode = word_of(resource, _MODE)
    if mode in ("SANDBOX", "VPC"):
        return
    how = "the whole internet" if mode == "PUBLIC" else "a network that nobody can tell"
    argument, _, key = _MODE.partition(".")
    mended = instead(argument, {key: "SANDBOX"}) if mode == "PUBLIC" else None
    yield Problem(f"code interpreter {resource.name!r} has a role and {how}", at=_MODE, mended=mended)
