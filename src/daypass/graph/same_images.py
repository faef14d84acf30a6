"""This is where it is told what a task or a job of a stack runs, so that several runs of one workload are known as one.

A program often has one task definition for its service and one for its migrations: the same image, the same roles, and
another command.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.data.image_places import image_places
from daypass.graph.consumers import Consumers, Use
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource

_TASKS: Final = "ecs-tasks.amazonaws.com"
"""The service that runs what task definitions of ECS and job definitions of Batch define."""


@dataclass(frozen=True)
class SameImages:
    """What the tasks and jobs of a stack run, and who starts them."""

    stack: Stack

    def of(self, use: Use) -> str:
        """Equal for those that run the same images as the same role, started with the same roles, and for nobody else.

        "" where it is no task or job, and where a role or any of the images is not known. It holds what may be marked
        as secret, so that it is not to be shown.
        """
        images = _images(use.consumer) if _TASKS in use.principals else ()
        starting = self._starting.get(use.consumer.urn, ())
        if not (images and use.role and all(starting)):
            return ""
        return json.dumps([use.role, sorted(starting), sorted(images)])

    @cached_property
    def _starting(self) -> dict[str, tuple[str, ...]]:
        """URN of a consumer → the roles with which a service acts for it, "" for one that is not known."""
        found: dict[str, tuple[str, ...]] = {}
        for use in self.stack.once(Consumers).every_use:
            if use.purpose == "service":
                found[use.consumer.urn] = (*found.get(use.consumer.urn, ()), use.role)
        return found


def _images(consumer: Resource) -> tuple[str, ...]:
    """The images of all its containers, () where one is not known."""
    found = [texts_at(consumer.state, place.at) for place in image_places().get(consumer.type, ())]
    if any(one.unknown for one in found):
        return ()
    return tuple({text for one in found for text in one.texts})
