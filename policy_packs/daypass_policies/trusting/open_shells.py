"""This is where services of ECS are told whose tasks can open a shell, whoever elsewhere may ask for one.

A task opens it where its service lets it, and its role may hold the channels. Source: Amazon ECS Developer Guide,
"Monitor Amazon ECS containers with ECS Exec" (`ssmmessages` of the task role); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.means import best
from daypass.graph.becoming.steering.shells import Shells
from daypass.graph.becoming.steering.task_services import TASKS, TaskServices
from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actors

_CHANNEL: Final = "ssmmessages:OpenDataChannel"


def open_shells(stack: Stack, settings: Settings) -> Iterator[Resource]:
    """The services that surely let somebody in, and whose task has a role of the stack that surely holds a channel."""
    by_urn, uses = stack.once(Actors, settings).by_urn, stack.once(Consumers).by_consumer
    for definition in stack.of_type(*TASKS):
        roles = (by_urn.get(use.role) for use in uses.get(definition.urn, ()) if use.own)
        holds = any(best(means.on(_CHANNEL, "*") for means in role.means).is_certain for role in roles if role)
        for service in stack.once(TaskServices).of(definition) if holds else ():
            if any(not shell.unknown for shell in Shells(stack).in_service(service)):
                yield service
