"""This is where it is told from which parameters of Systems Manager a machine takes its image.

Whoever writes there another image's id decides what the next machine runs. Sources: Amazon EC2 User Guide, "Use a
Systems Manager parameter instead of an AMI ID in your launch template"; CloudFormation User Guide, "Get a plaintext
value from Systems Manager Parameter Store"; Systems Manager User Guide, "Working with parameter labels"; EC2 Image
Builder API Reference, "CreateImageRecipe" (`parentImage`); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.becoming.steering.fetching.kept_values import parameter_arn
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.iam.arn import Arn
from daypass.model.resource import Resource

PLACES: Final[Mapping[str, str]] = {
    "aws:ec2/instance:Instance": "ami",
    "aws:ec2/launchTemplate:LaunchTemplate": "imageId",
    "aws:ec2/launchConfiguration:LaunchConfiguration": "imageId",
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": "ami",
    "aws-native:ec2:Instance": "imageId",
    "aws-native:ec2:LaunchTemplate": "launchTemplateData.imageId",
    "aws-native:autoscaling:LaunchConfiguration": "imageId",
}
"""Where machines name their image."""

_RECIPES: Final[Mapping[str, str]] = {
    "aws:imagebuilder/imageRecipe:ImageRecipe": "parentImage",
    "aws-native:imagebuilder:ImageRecipe": "parentImage",
}
"""Where recipes name the image that the machines boot which make the next one."""

_PARAMETER: Final = r"(?P<name>arn:(?:[\w-]{0,64}:){4}parameter/[\w./-]{1,1100}|[\w./-]{1,1100})"
_LABEL: Final = r"(?::(?P<label>[A-Za-z_.-][\w.-]{0,99}))?"
_NAMED: Final = re.compile(rf"(?:\{{\{{\s{{0,9}})?resolve:ssm:{_PARAMETER}{_LABEL}(?:\s{{0,9}}\}}\}})?")
"""With a version after it, which is a number, it is not of this form: what is written is the next version."""

_ANYWHERE: Final = "arn:*:ssm:*:*:"
_BASE: Final = re.compile(rf"ssm:{_PARAMETER}")


def parameters_of(machine: Resource) -> Iterator[str]:
    """The ARNs of the parameters: where a name is all that is said, of one where the machine is, as far as it is known.

    Whoever may write all but that one must not be taken for somebody who may write it elsewhere.
    """
    yield from (arn for arn, label in _named_by(machine) if not label)


def labelled_of(machine: Resource) -> Iterator[str]:
    """The same of those of which it takes the version with a label: that stays where it is until somebody moves it."""
    yield from (arn for arn, label in _named_by(machine) if label)


def bases_of(recipe: Resource) -> Iterator[str]:
    """The same of those from which a recipe of Image Builder takes the image on which it builds."""
    place = _RECIPES.get(recipe.type)
    named = (_BASE.fullmatch(text) for text in (texts_at(recipe.state, place).texts if place else ()))
    every = (parameter_arn(found["name"]) for found in named if found)
    yield from (_placed(arn, recipe) for arn in every if arn)


def _named_by(machine: Resource) -> Iterator[tuple[str, str]]:
    """The ARN of each, and the label after it."""
    place = PLACES.get(machine.type)
    for text in texts_at(machine.state, place).texts if place else ():
        found = _NAMED.fullmatch(text)
        if found and (arn := parameter_arn(found["name"])):
            yield _placed(arn, machine), found["label"] or ""


def _placed(arn: str, thing: Resource) -> str:
    """The same in the partition, region and account of the thing that names it, where its own ARN is known."""
    own = Arn.parse(text_of(said(thing, "arn")))
    _, is_anywhere, name = arn.partition(_ANYWHERE)
    return f"arn:{own.partition}:ssm:{own.region}:{own.account}:{name}" if own and is_anywhere else arn
