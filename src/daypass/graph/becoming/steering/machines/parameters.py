"""This is where it is told from which parameters of Systems Manager a machine takes its image.

Whoever writes there another image's id decides what the next machine runs. Sources: Amazon EC2 User Guide, "Use a
Systems Manager parameter instead of an AMI ID in your launch template"; CloudFormation User Guide, "Get a plaintext
value from Systems Manager Parameter Store"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.becoming.steering.fetching.kept_values import parameter_arn
from daypass.graph.property_path import texts_at
from daypass.model.resource import Resource

_PLACES: Final[Mapping[str, str]] = {
    "aws:ec2/instance:Instance": "ami",
    "aws:ec2/launchTemplate:LaunchTemplate": "imageId",
    "aws:ec2/launchConfiguration:LaunchConfiguration": "imageId",
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": "ami",
    "aws-native:ec2:Instance": "imageId",
    "aws-native:ec2:LaunchTemplate": "launchTemplateData.imageId",
    "aws-native:autoscaling:LaunchConfiguration": "imageId",
}
"""Where machines name their image."""

_NAMED: Final = re.compile(
    r"(?:\{\{\s*)?resolve:ssm:(?P<name>arn:(?:[\w-]*:){4}parameter/[\w./-]+|[\w./-]+)(?:\s*\}\})?"
)
"""With a version after it, it is not of this form: what is written is the next version. A label stays where it is."""


def parameters_of(machine: Resource) -> Iterator[str]:
    """The ARNs of the parameters, in any partition, region and account where a name is all that is said."""
    place = _PLACES.get(machine.type)
    named = (_NAMED.fullmatch(text) for text in (texts_at(machine.state, place).texts if place else ()))
    yield from filter(None, (parameter_arn(found["name"]) for found in named if found))
