"""This is where it is told how somebody builds an image of their own on infrastructure of Image Builder that is there.

The commands of its components run with the instance profile of the infrastructure. Who builds names an infrastructure
configuration, but is not asked about it: only about the image, or the pipeline, whose name they choose. So the step is
there for whoever may build an image of any name. Sources: Service Authorization Reference, "Amazon EC2 Image Builder";
EC2 Image Builder API Reference, "CreateImage", "CreateImagePipeline" and
"UpdateImagePipeline"; read 2026-11.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.machines.image_recipes import INFRASTRUCTURE
from daypass.graph.leaves import said, text_of
from daypass.iam.arn import Arn
from daypass.model.resource import Resource


class Build(NamedTuple):
    """A way to build: the id of an escalation path, and the ARN of what is built, by whatever name."""

    path: str
    arn: str


_WAYS: Final = (
    Build("imagebuilder-x02", "image/*"),
    Build("imagebuilder-x03", "image-pipeline/*"),
    Build("imagebuilder-x04", "image-pipeline/*"),
)


def builds_of(infrastructure: Resource) -> Iterator[Build]:
    """The ways to build on it; none for anything else. What is built is where the infrastructure is."""
    if infrastructure.type not in INFRASTRUCTURE:
        return
    own = Arn.parse(text_of(said(infrastructure, "arn")))
    start = f"arn:{own.partition}:imagebuilder:{own.region}:{own.account}" if own else "arn:*:imagebuilder:*:*"
    yield from (Build(way.path, f"{start}:{way.arn}") for way in _WAYS)
