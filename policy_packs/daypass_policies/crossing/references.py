"""This is where it is told in which environment is what a stack takes from another by reference: in that stack's.

Source: Pulumi documentation, "Stacks, stack outputs, and references" (`ORGANISATION/PROJECT/STACK`), read 2026-11.
"""

from collections.abc import Mapping
from typing import Final

from daypass.graph.leaves import said, text_of, within
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_value

_TYPE: Final = "pulumi:pulumi:StackReference"
_OUTPUTS: Final = "outputs"


def environments_of_outputs(stack: Stack) -> Mapping[str, str]:
    """Each text that stacks put out to which this one refers → the environment that their names tell.

    What stacks of several environments put out alike belongs to none of them.
    """
    found: dict[str, str] = {}
    for reference in stack.of_type(_TYPE):
        environment = _of_stack(reference)
        for value in within(reference.outputs.raw.get(_OUTPUTS)) if environment else ():
            if text := text_of(value):
                found[text] = environment if found.get(text, environment) == environment else NO_ENVIRONMENT
    return found


def _of_stack(reference: Resource) -> str:
    return of_value(text_of(said(reference, "name")).rpartition("/")[2])
