"""This is where what the tools of agents are held to is found: parameters that a deployment wrote and a function reads.

A function that an agent calls may hold it to limits that stand in a parameter of Systems Manager. An agent that may
write all parameters of a path has its tool do what it likes. What is kept there as a secret is a credential, or what
the agent itself keeps, and what a function reads by a pattern may be anything. Sources: AWS Systems Manager User Guide,
"Working with parameter hierarchies" (who has access to a path has it to all levels of that); Service Authorization
Reference, "AWS Systems Manager" (`ssm:PutParameter`, `ssm:GetParameter`); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.programs.files import FUNCTIONS
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.obeyed.things import Obeyed, named_for
from daypass_policies.escalating.rising import Rising

_PARAMETERS: Final = ("aws:ssm/parameter:Parameter", "aws-native:ssm:Parameter")
_PLAIN: Final = ("String", "StringList")
_READS: Final = ("ssm:GetParameter", "ssm:GetParameters")
_WRITES: Final = "ssm:PutParameter"
_ARN: Final = re.compile(r"arn:[^:]{1,20}:ssm:[^:]{0,30}:[^:]{0,12}:parameter/(?P<name>[^:*?]{1,1011})")


def by_parameters(stack: Stack, rising: Rising) -> Iterator[Obeyed]:
    """What functions of the stack are held to so, in order of the URNs of these and of their roles."""
    plain = _plain(stack)
    uses = [use for use in stack.once(Consumers).every_use if use.own and use.consumer.type in FUNCTIONS]
    for use in sorted(uses, key=lambda one: (one.consumer.urn, one.role)) if plain else ():
        role = rising.actors.by_urn.get(use.role)
        for arn in _read_by(role) if role else ():
            match = _ARN.fullmatch(arn)
            parameter = plain.get(match["name"]) if match else None
            if role and parameter:
                words = f"write parameter {parameter.name!r}, by which its tool {use.consumer.name!r} decides"
                tool = _arn(use.consumer)
                yield Obeyed(words, role, (((_WRITES, arn),),), parameter.name, "", tool=tool)


def _plain(stack: Stack) -> Mapping[str, Resource]:
    """Name, without the slash before it → the parameter, of those that keep no secret."""
    every = (one for one in stack.of_type(*_PARAMETERS) if text_of(said(one, "type")) in _PLAIN)
    return {name.removeprefix("/"): one for one in every if (name := text_of(said(one, "name")))}


def _read_by(role: Actor) -> Iterator[str]:
    yield from dict.fromkeys(arn for action in _READS for arn in named_for(role, action))


def _arn(function: Resource) -> str:
    name = text_of(said(function, "name")) or text_of(said(function, "functionName")) or ANY
    return text_of(said(function, "arn")) or f"arn:{ANY}:lambda:{ANY}:{ANY}:function:{name}"
