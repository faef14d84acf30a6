"""This is where it is told who hands over the roles of one path alone, all of which are there for what it starts.

A path of their own is as good as their names where somebody says twice that it is meant, by a Deny of all other roles,
and nobody but the service to which they are passed enters any of them, nor does anything of the stack run as one which
the holder may not start. Source: IAM User Guide, "IAM identifiers" (paths) and "Grant a user permissions to pass a role
to an AWS service"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from daypass.data.escalation_paths import HANDS_OVER
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.passing.associated import PASSED_TO
from daypass.graph.becoming.patterns import covers
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.choosing import is_held_to, passed_by
from daypass_policies.escalating.takeovers.coding import starting
from daypass_policies.trusting.trust import known_admissions

_SERVICE: Final = "Service"


def is_of_an_own_path(actor: Actor, role: Node, rising: Rising) -> bool:
    """Whether the pattern by which it may pass the role is such a path."""
    texts = [*passed_by(actor, role)]
    if not texts or not all(map(_path_in, texts)) or not any(_keeps_to(held, role) for held in _denied(actor)):
        return False
    roles = rising.reach.stack.once(_Paths, rising)
    services, members = _services(role), roles.below(map(_path_in, texts))
    return bool(services) and all(
        _services(one) == services and roles.are_started_alone(one, actor) for one in members if one.kind == "role"
    )


def is_of_a_chosen_path(actor: Actor, role: Node, rising: Rising) -> bool:
    """Whether the pattern is a path of roles of one service, to which alone it passes any, and others lie elsewhere."""
    paths = [_path_in(text) for text in passed_by(actor, role)]
    if not paths or not all(paths) or not is_held_to(actor, HANDS_OVER, PASSED_TO):
        return False
    services, roles = _services(role), rising.reach.stack.once(_Paths, rising)
    inside = [one for one in roles.below(iter(paths)) if one.kind == "role"]
    if len(services) != 1 or not all(_services(one) == services for one in inside):
        return False
    below = {one.key for one in inside}
    return any(one.key not in below for one in roles.sorted_for(next(iter(services))))


def _denied(actor: Actor) -> Iterator[Held]:
    return (held for means in actor.means for held in means.told(HANDS_OVER).denies)


def _keeps_to(held: Held, role: Node) -> bool:
    """Whether it takes away, whatever else is asked, all roles but those of paths, of which one is the role's."""
    statement = held.line.statement
    if held.doubt or not statement.is_fully_known or statement.conditions:
        return False
    return all(map(_path_in, held.left_out)) and any(covers(one, role.arn) for one in held.left_out)


def _path_in(pattern: str) -> str:
    """The path that a pattern of roles names (`role/lab`); "" where it names none, or leaves a part of it open."""
    arn = Arn.parse(pattern)
    path = arn.resource.rpartition("/")[0] if arn else ""
    return path if "/" in path and not has_wildcard(path) else ""


def _services(role: Node) -> frozenset[str]:
    """The services that a role lets in; none where it lets in anybody else."""
    admitted = known_admissions(role.resource) if role.resource else ()
    are_services = bool(admitted) and all(one.kind == _SERVICE for one in admitted)
    return frozenset(one.principal for one in admitted) if are_services else frozenset()


class _Paths:
    """The roles of a stack by the paths in which they are."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._uses = stack.once(Consumers).by_role
        self._nodes = tuple(rising.reach.nodes.values())

    def below(self, paths: Iterator[str]) -> Iterator[Node]:
        """Those in any of these, at whatever depth."""
        return (node for path in dict.fromkeys(paths) for node in self._below.get(path, ()))

    def are_started_alone(self, role: Node, actor: Actor) -> bool:
        """Whether nothing runs as the role but what the holder may start."""
        run = [use.consumer for use in self._uses.get(role.key, ()) if use.own]
        texts = [text for action in starting() for text in patterns(actor, action)] if run else []
        return all(any(_is_named(one, text) for text in texts) for one in run)

    def sorted_for(self, service: str) -> tuple[Node, ...]:
        """Those that let in this service and lie in a path."""
        return self._by_service.get(service, ())

    @cached_property
    def _by_service(self) -> Mapping[str, tuple[Node, ...]]:
        roles = [one for one in self._nodes if one.kind == "role" and _path_in(one.arn)]
        return grouped((service, one) for one in roles for service in sorted(_services(one)))

    @cached_property
    def _below(self) -> Mapping[str, tuple[Node, ...]]:
        return grouped((path, node) for node in self._nodes if node.kind == "role" for path in _paths_of(node))


def _paths_of(role: Node) -> Iterator[str]:
    path = arn.resource if (arn := Arn.parse(role.arn)) else ""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _is_named(consumer: Resource, pattern: str) -> bool:
    """Whether a pattern of definitions takes it in, and does not take in whatever there is."""
    name = text_of(said(consumer, "family")) or text_of(said(consumer, "name"))
    last = pattern.rpartition("/")[2].partition(":")[0]
    return bool(name) and bool(last.strip("*?")) and matches(last, name)
