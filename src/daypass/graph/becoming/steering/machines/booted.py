"""This is where it is told which machines boot the images that Image Builder makes.

What is distributed becomes the next version of a launch template, mostly its default one, or is written into a
parameter from which machines take their image; a stack may also name an image that it makes itself. Sources: EC2 Image
Builder API Reference, "LaunchTemplateConfiguration" (`setDefaultVersion`) and "SsmParameterConfiguration"; EC2 Image
Builder User Guide, "Use an EC2 launch template for AMI distribution"; properties of pulumi-aws 7.51.1 and
pulumi-aws-native 1.84.0; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.graph.becoming.steering.machines.latest import Latest
from daypass.graph.becoming.steering.machines.parameters import PLACES, parameters_of
from daypass.graph.becoming.steering.machines.versioned import MeantThing, Versioned
from daypass.graph.launch_templates import TEMPLATES, LaunchTemplates
from daypass.graph.leaves import yes_or_no
from daypass.graph.names import Kind
from daypass.graph.property_path import beginning, texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource

_IMAGES: Final = ("aws:imagebuilder/image:Image", "aws-native:imagebuilder:Image")
BUILDING: Final = (
    *("aws:imagebuilder/imagePipeline:ImagePipeline", "aws-native:imagebuilder:ImagePipeline"),
    *_IMAGES,
)
"""What makes images: a pipeline again and again."""

_DISTRIBUTIONS: Final[Mapping[str, Kind]] = {
    f"{module}:DistributionConfiguration": Kind("distribution", "distribution-configuration", "name")
    for module in ("aws:imagebuilder/distributionConfiguration", "aws-native:imagebuilder")
}
_DISTRIBUTED_BY: Final = "distributionConfigurationArn"
_INTO: Final = "distributions[].launchTemplateConfigurations[]"
_NAMED_IN: Final = "distributions[].ssmParameterConfigurations[].parameterName"
_BECOMES_DEFAULT: Final = ("default", "setDefaultVersion")
_PARAMETER: Final = ":parameter/"


@dataclass(frozen=True)
class Booted:
    """The images of a stack, by the machines that boot them."""

    stack: Stack

    def by(self, machine: Resource) -> Iterator[MeantThing]:
        """What makes the image of a machine; of anything else nothing."""
        if machine.type in TEMPLATES:
            yield from self._in_templates.get(self._templates.names.canonical[machine.urn], ())
        for arn in parameters_of(machine) if machine.type in PLACES else ():
            yield from self._in_parameters.get(arn.partition(_PARAMETER)[2], ())
        place = beginning(PLACES[machine.type]) if machine.type in PLACES else ""
        behind = (self.stack.by_urn.get(urn) for urn in machine.property_dependencies.get(place, ()))
        yield from (MeantThing(one) for one in behind if one and one.type in _IMAGES)

    @cached_property
    def _in_templates(self) -> Mapping[str, tuple[MeantThing, ...]]:
        """URN of a template → what makes the images that are started from it."""
        latest = Latest(self.stack)
        return grouped(
            (into.urn, made)
            for made, distribution in self._distributed()
            for into in self._templates.at(distribution, _INTO)
            if into.urn and latest.starts_next(self.stack.by_urn[into.urn], is_default=_becomes_default(into.said))
        )

    @cached_property
    def _in_parameters(self) -> Mapping[str, tuple[MeantThing, ...]]:
        """Name of a parameter → what makes the images that are written there."""
        return grouped(
            (name.lstrip("/"), made)
            for made, distribution in self._distributed()
            for name in texts_at(distribution.state, _NAMED_IN).texts
        )

    def _distributed(self) -> Iterator[tuple[MeantThing, Resource]]:
        distributions = Versioned(self.stack, _DISTRIBUTIONS)
        for one in self.stack.of_type(*BUILDING):
            for by in distributions.meant(one, _DISTRIBUTED_BY):
                yield MeantThing(one, by.unknown), by.thing

    @cached_property
    def _templates(self) -> LaunchTemplates:
        return LaunchTemplates(self.stack)


def _becomes_default(said: Mapping[str, object]) -> bool:
    """Whether the new version becomes the default one, as it does where nothing, or nothing known, is said."""
    return all(yes_or_no(said.get(key), default=True) is not False for key in _BECOMES_DEFAULT)
