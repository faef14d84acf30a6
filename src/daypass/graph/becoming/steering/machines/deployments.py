"""This is where it is told which deployment groups of CodeDeploy run their revisions on a machine.

The hooks of a revision run there as root, unless it says otherwise. Sources: CodeDeploy User Guide, "AppSpec 'hooks'
section" and "Tagging instances for deployment groups in CodeDeploy"; read 2026-11.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from daypass.graph.becoming.steering.machines.picked import Machines, Picking, of_group, tagged
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare

_GROUPS: Final = ("aws:codedeploy/deploymentGroup:DeploymentGroup", "aws-native:codedeploy:DeploymentGroup")
_SETS: Final = ("ec2TagSets", "ec2TagSet")
"""Lists of filters of which a machine fits one each."""


class Deployments:
    """The deployment groups of a stack."""

    def __init__(self, stack: Stack, machines: Machines) -> None:
        self._stack, self._machines = stack, machines

    def of(self, machine: Resource) -> tuple[str, ...]:
        """The ARNs of the groups that deploy to this machine, in any partition, region and account where not known."""
        return self._picking.of(machine)

    @cached_property
    def _picking(self) -> Picking[str]:
        return Picking(self._machines, self._each())

    def _each(self) -> Iterator[tuple[str, tuple[frozenset[str], ...]]]:
        for group in self._stack.of_type(*_GROUPS):
            if arn := _arn(group):
                started = (*texts_at(group.state, "autoscalingGroups[]").texts,)
                natives = texts_at(group.state, "autoScalingGroups[]").texts
                yield arn, (frozenset(map(of_group, (*started, *natives))),)
                yield arn, (frozenset(_marks(said(group, "ec2TagFilters"))),)
                yield arn, tuple(frozenset(_marks(one)) for one in _sets(group))


def _arn(group: Resource) -> str:
    names = [text_of(said(group, key)) for key in ("appName", "applicationName")]
    app, name = next(filter(None, names), ""), text_of(said(group, "deploymentGroupName"))
    own, called = text_of(said(group, "arn")), f"deploymentgroup:{app}/{name}"
    if not (app and name):
        return own
    # One that does not end so is none of AWS's: mocks make ARNs up, and so does who writes a state by hand.
    return own if own.endswith(f":{called}") else f"arn:*:codedeploy:*:*:{called}"


def _sets(group: Resource) -> Iterator[Any]:
    for key in _SETS:
        written = bare(said(group, key))
        for one in maps(written):
            for inner in maps(one.get("ec2TagSetList", one)):
                yield inner.get("ec2TagFilters", inner.get("ec2TagGroup"))


def _marks(filters: Any) -> Iterator[str]:
    for one in maps(filters):
        key, value, type_ = (text_of(one.get(name)) for name in ("key", "value", "type"))
        if type_ == "KEY_ONLY" and key:
            yield tagged(key, None)
        elif type_ == "VALUE_ONLY" and value:
            yield tagged(None, value)
        elif type_ == "KEY_AND_VALUE" and key:
            yield tagged(key, value)
