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
from daypass.graph.launch_templates import TEMPLATES, LaunchTemplates, StartedTemplate
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
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
_DEFAULT: Final = "$Default"


@dataclass(frozen=True)
class Latest:
    """The launch templates of a stack of which the latest version is started."""

    stack: Stack

    def of(self, template: Resource) -> Iterator[str]:
        """The ARN of the template, if it is one of these. AWS makes up its id, so that nobody has named a new one."""
        if template.type in TEMPLATES and _LATEST in self._versions(template):
            arn, id_ = text_of(said(template, "arn")), _id_of(template)
            yield arn if Arn.parse(arn) else f"arn:*:ec2:*:*:launch-template/{id_ or PROBE}"

    def starts_next(self, template: Resource, *, is_default: bool) -> bool:
        """Whether the next version of a template is started; `is_default`: if that becomes its default one.

        Of what nothing in the stack starts machines from, the default one counts.
        """
        versions = self._versions(template) or frozenset((_DEFAULT,))
        return _LATEST in versions or (is_default and not versions.isdisjoint((_DEFAULT, "")))

    def _versions(self, template: Resource) -> frozenset[str]:
        """Those at which machines are started from it."""
        return self._started.get(self._templates.names.canonical[template.urn], frozenset())

    @cached_property
    def _templates(self) -> LaunchTemplates:
        return LaunchTemplates(self.stack)

    @cached_property
    def _started(self) -> Mapping[str, frozenset[str]]:
        """URN of a template → the versions at which machines are started from it."""
        found = grouped((one.urn, one.version) for starter in self.stack.of_type(*_PLACES) for one in self._by(starter))
        return {urn: frozenset(versions) for urn, versions in found.items() if urn}

    def _by(self, starter: Resource) -> Iterator[StartedTemplate]:
        for path in _PLACES[starter.type]:
            yield from self._templates.at(starter, path)


def _id_of(template: Resource) -> str:
    """The id that AWS made up."""
    return template.id or text_of(said(template, "id")) or text_of(said(template, "launchTemplateId"))
