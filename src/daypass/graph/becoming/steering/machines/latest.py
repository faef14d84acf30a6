"""This is where it is told from which launch templates groups and fleets start machines at the latest version.

Whoever writes the next version decides what the next machine runs, and nobody has to choose it. Not so in a node group
of EKS, which keeps the number of the version that it found, nor in Batch, which looks for it anew only when somebody
updates the compute environment; both give their machines a role themselves. Sources: EC2 Auto Scaling API Reference,
"LaunchTemplateSpecification"; Amazon EC2 API Reference, "FleetLaunchTemplateSpecificationRequest" and
"FleetLaunchTemplateSpecification"; EKS and Batch API References, "LaunchTemplateSpecification"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.launch_templates import TEMPLATES, LaunchTemplates
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.model.resource import Resource

_OF_A_GROUP: Final = (
    "launchTemplate",
    "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification",
    "mixedInstancesPolicy.launchTemplate.overrides[].launchTemplateSpecification",
)
_OF_A_FLEET: Final = ("launchTemplateConfigs[].launchTemplateSpecification",)
_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:autoscaling/group:Group": _OF_A_GROUP,
    "aws-native:autoscaling:AutoScalingGroup": _OF_A_GROUP,
    "aws:ec2/fleet:Fleet": _OF_A_FLEET,
    "aws:ec2/spotFleetRequest:SpotFleetRequest": _OF_A_FLEET,
    "aws-native:ec2:Ec2Fleet": _OF_A_FLEET,
}
"""Where what starts machines says from which template, and at which version."""

_LATEST: Final = "$Latest"


@dataclass(frozen=True)
class Latest:
    """The launch templates of a stack of which the latest version is started."""

    stack: Stack

    def of(self, template: Resource) -> Iterator[str]:
        """The ARN of the template, if it is one of these. AWS makes up its id, so that nobody has named a new one."""
        if template.type in TEMPLATES and self._templates.names.canonical[template.urn] in self._started:
            arn, id_ = text_of(said(template, "arn")), _id_of(template)
            yield arn if Arn.parse(arn) else f"arn:*:ec2:*:*:launch-template/{id_ or PROBE}"

    @cached_property
    def _templates(self) -> LaunchTemplates:
        return LaunchTemplates(self.stack)

    @cached_property
    def _started(self) -> frozenset[str]:
        return frozenset(urn for starter in self.stack.of_type(*_PLACES) for urn in self._from(starter))

    def _from(self, starter: Resource) -> Iterator[str]:
        for path in _PLACES[starter.type]:
            yield from (one.urn for one in self._templates.at(starter, path) if one.version == _LATEST)


def _id_of(template: Resource) -> str:
    """The id that AWS made up."""
    return template.id or text_of(said(template, "id")) or text_of(said(template, "launchTemplateId"))
