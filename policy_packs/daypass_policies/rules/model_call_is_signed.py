"""A workload that has a role needs no key to a model."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.data.plain_places import plain_places
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.model_callers import ModelCallers
from daypass_policies.located import locate
from daypass_policies.settle import settle

_VARIABLE: Final = "AWS_BEARER_TOKEN_BEDROCK"
"""Where the SDKs look for a Bedrock API key before anything else. Source: Bedrock User Guide, "Use an API key"."""

_OF_PIPELINES: Final = "azuredevops:"
"""What a pipeline has is for what it deploys, or keeps from eyes."""

_HOLDS_VARIABLES: Final = re.compile(
    r"(?i)(?:^|\.)(?:env\w*|\w*variables|\w*container\w*|sourceconfiguration)(?:\[\])?$"
)

_TREES: Final[Mapping[str, tuple[str, ...]]] = {
    type_: paths
    for type_, places in plain_places().items()
    if not type_.startswith(_OF_PIPELINES)
    and (paths := tuple(one.path for one in places if one.form == "tree" and _HOLDS_VARIABLES.search(one.path)))
}
"""Type → the properties in which the variables of its code stand, by their names."""


@rule(
    "model-call-is-signed",
    risk="agent-control",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=tuple(_TREES),
    stack=True,
    controls=("NHI7:2025", "NHI2:2025", "OWASP-AGENTIC-2026:ASI03", "NIST-800-53:IA-5(7)"),
    remedy="Take the variable away and allow the workload's role bedrock:InvokeModel on the models it calls.",
)
def model_call_is_signed(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A Bedrock API key in a workload's variables works outside the workload too, and its calls name no role.

    The SDKs take `AWS_BEARER_TOKEN_BEDROCK` before the role that the workload has. A key that is written down when
    something is deployed has to live until the next deployment, so that it is a long-term one, wherever its value comes
    from: found is the variable, also where a secret store fills it. Where the variables are not known, it is undecided
    for a workload that shows that it calls models: by its type or name, or by its role's rights in Bedrock.

    Refused:
        assistant:
          type: aws:lambda/function:Function
          properties:
            role: arn:aws:iam::111122223333:role/assistant
            environment: {variables: {AWS_BEARER_TOKEN_BEDROCK: "{{resolve:secretsmanager:bedrock}}"}}

    Mended:
        assistant:
          type: aws:lambda/function:Function
          properties:
            role: arn:aws:iam::111122223333:role/assistant
            environment: {variables: {MODEL: anthropic.claude-sonnet-4-20250514-v1:0}}
    """
    del ask
    for resource in stack.of_type(*_TREES):
        try:
            yield from settle(_at(resource, path) for path in _TREES[resource.type])
        except Undecided as unknown:
            if stack.once(ModelCallers).show(resource):
                yield Open(resource, (unknown.path,))


def _at(resource: Resource, path: str) -> Iterator[Problem]:
    for place in locate(resource.declared.raw, path):
        if bare(place.value) is UNKNOWN:
            raise Undecided(place.path)
        if _holds(place.value):
            fact = f"{resource.name!r} calls models with a Bedrock API key in {_VARIABLE}"
            yield Problem(fact, at=path, key=path, on=resource)
            return


def _holds(tree: Any) -> bool:
    """Whether a variable of that name stands in it. A stack of our own: input may be deep."""
    todo = [tree]
    while todo:
        this = bare(todo.pop())
        if isinstance(this, str):
            if f'"{_VARIABLE}"' in this or this.startswith(f"{_VARIABLE}="):  # as JSON has it, or as a shell does
                return True
        elif isinstance(this, dict):  # not by its own `get`: one that is known in part says that it has every key
            if bare(dict.get(this, _VARIABLE)) is not None or bare(dict.get(this, "name")) == _VARIABLE:
                return True
            todo.extend(this.values())
        elif isinstance(this, list):
            todo.extend(this)
    return False
