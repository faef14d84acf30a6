"""This is where the objects of S3 are told that a task takes when it starts: its environment, its log router's orders.

Whoever writes a file of variables sets each that the task definition leaves open, also those by which a runtime loads
or runs code, and says where the task finds what it calls. Whoever writes the configuration of Fluent Bit or Fluentd has
it run commands, by an input of the kind `exec`, in a container that has the role of the task as the others have.
Sources: Amazon ECS Developer Guide, "Pass environment variables to an Amazon ECS
container" and "Example Amazon ECS task definition: Route logs to FireLens" (`config-file-type`); aws-for-fluent-bit,
"Init process for Fluent Bit on ECS, multi-config support"; Fluent Bit, "Exec"; Fluentd, "exec"; read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.steering.scripts import containers_of
from daypass.graph.leaves import text_of
from daypass.graph.property_path import Leaf, steps, walk
from daypass.model.resource import Resource

_FILES: Final = steps("environmentFiles[]")
_ROUTER: Final = "firelensConfiguration"
_VARIABLES: Final = steps("environment[]")
_CONFIGURATION: Final = 'firelensConfiguration.options["config-file-value"]'
_ARN: Final = re.compile(r"arn:[\w-]{1,32}:s3:::[^\s/]{1,64}/\S{1,1024}")
"""A configuration that is in the image is named by its path instead."""

_BY_INIT: Final = re.compile(r"aws_fluent_bit_init_s3_\w{1,64}")
"""How the variables begin in which the first process of such an image finds what it fetches."""


def files_of(task: Resource) -> Iterator[str]:
    """The ARNs of the objects, each once."""
    yield from dict.fromkeys(arn for container in containers_of(task) for arn in _of(container) if _ARN.fullmatch(arn))


def _of(container: Leaf) -> Iterator[str]:
    yield from (_text(file, "value") for file in walk(container, _FILES, loose=True))
    if walk(container, steps(_ROUTER), loose=True):
        yield _text(container, _CONFIGURATION)
        for variable in walk(container, _VARIABLES, loose=True):
            if _BY_INIT.fullmatch(_text(variable, "name")):
                yield _text(variable, "value")


def _text(holder: Leaf, at: str) -> str:
    return next((text for leaf in walk(holder, steps(at), loose=True) if (text := text_of(leaf.value))), "")
