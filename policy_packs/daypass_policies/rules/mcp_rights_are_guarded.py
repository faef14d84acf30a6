"""What an agent may destroy by itself, it may not destroy through a tool that speaks for it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from daypass.data.destructive_actions import destructive_actions
from daypass.graph.consumers import ROLE_TYPES
from daypass.graph.stack import Stack
from daypass.iam.condition import Condition
from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.iam.statement import Statement
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.concerned import beside_all_of_agentcore, concerned_agents, judged
from daypass_policies.mending.allowing import allowed_by, asking
from daypass_policies.rights import Holder, denying, may, mentions
from daypass_policies.wording import listed

_VIA: Final = "aws:ViaAWSMCPService"
_CALLED_VIA: Final = "aws:CalledViaAWSMCP"
_KEYS: Final = frozenset({_VIA.lower(), _CALLED_VIA.lower()})
_THROUGH_MCP: Final = (
    denying({"BoolIfExists": {_VIA: "false"}}),
    denying({"StringNotEquals": {_CALLED_VIA: "aws-mcp.amazonaws.com"}}),
)
"""Leaves requests that an MCP server of AWS makes for whoever asks it."""

_SAID_OF_MCP: Final = frozenset(
    {("Bool", _VIA.lower(), ("true",)), ("StringEquals", _CALLED_VIA.lower(), ("aws-mcp.amazonaws.com",))}
)
"""Operator, key and values of the conditions that hold for those requests."""

_SHOWN: Final = 3


@rule(
    "mcp-rights-are-guarded",
    risk="agent-control",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=ROLE_TYPES,
    stack=True,
    controls=(
        *("NHI5:2025", "OWASP-AGENTIC-2026:ASI02", "NIST-800-53:AC-6"),
        *("AWS-AGENTIC-LENS:AGENTSEC02-BP01", "AWS-AGENTIC-LENS:AGENTSEC04-BP02"),
    ),
    remedy="Deny what destroys where aws:ViaAWSMCPService is true, or take the right away.",
)
def mcp_rights_are_guarded(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Through AWS's MCP servers an agent uses every right of its role, also those that only its own code should use.

    AWS marks such requests with `aws:ViaAWSMCPService` and `aws:CalledViaAWSMCP`; no policy of a role that says nothing
    of these keys can tell them apart. Asked are the roles of agents, and whether an action that destroys (a bucket, a
    table, a key, a trail) is allowed in a request that comes through such a server. A Deny in any policy or in the
    boundary guards it, and so does a condition of the Allow on one of the keys. AWS's own policy for all of AgentCore
    is another rule's, `agent-cannot-loosen-its-guards`.

    Refused:
        support:
          type: aws:iam/role:Role
          properties: {name: support, tags: {"daypass:class": agent}}
        tables:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: support
            policy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: "dynamodb:*", Resource: "arn:aws:dynamodb:*:*:table/orders"}

    Mended:
        support:
          type: aws:iam/role:Role
          properties: {name: support, tags: {"daypass:class": agent}}
        tables:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: support
            policy:
              Version: "2012-10-17"
              Statement:
                - {Effect: Allow, Action: "dynamodb:*", Resource: "arn:aws:dynamodb:*:*:table/orders"}
                - Effect: Deny
                  Action: "dynamodb:Delete*"
                  Resource: "*"
                  Condition: {Bool: {"aws:ViaAWSMCPService": "true"}}
    """
    yield from judged(beside_all_of_agentcore(concerned_agents(stack, ask)), _able, _told)


def _able(policies: Policies) -> list[str]:
    return list(_unguarded(_silent(policies)))


def _told(holder: Holder, able: Sequence[str]) -> Problem:
    fact = f"agent's role {holder.on.name!r} may destroy through an MCP server{_said(able, holder)}"
    problem = Problem(fact, key="" if holder.is_marked else " ".join(able), on=holder.on)
    return allowed_by(problem, holder, able, asking({"BoolIfExists": {_VIA: "false"}}))


def _said(able: Sequence[str], holder: Holder) -> str:
    return "" if holder.is_marked else f": {listed(able, _SHOWN)}"


def _unguarded(policies: Policies) -> Iterator[str]:
    guards = tuple(_guards(policies))
    for action in destructive_actions():
        if not any(mentions(guard, action) for guard in guards) and may(policies, action, "*", *_THROUGH_MCP):
            yield action


def _guards(policies: Policies) -> Iterator[Statement]:
    """Each Deny of which it is plain that it forbids all that it names in a request through such a server."""
    for document in (*policies.identity, *filter(None, (policies.boundary,))):
        yield from filter(_is_guard, document.statements)


def _is_guard(statement: Statement) -> bool:
    if not statement.is_fully_known or statement.effect == "Allow" or "*" not in statement.resources:
        return False
    return _SAID_OF_MCP.issuperset(map(_plain, statement.conditions))


def _plain(condition: Condition) -> tuple[str, str, tuple[str, ...]]:
    return condition.operator, condition.key.lower(), tuple(value.lower() for value in condition.values)


def _silent(policies: Policies) -> Policies:
    """The policies without what is allowed under a condition on one of the keys: whoever wrote it has decided."""
    return replace(policies, identity=tuple(_without(document) for document in policies.identity))


def _without(document: Document) -> Document:
    kept = tuple(statement for statement in document.statements if not _decides(statement))
    return document if len(kept) == len(document.statements) else replace(document, statements=kept)


def _decides(statement: Statement) -> bool:
    if not statement.is_fully_known or statement.effect == "Deny":
        return False
    return any(condition.key.lower() in _KEYS for condition in statement.conditions)
