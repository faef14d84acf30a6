"""This is where the builds of CodeBuild in a stack are, and what their roles do that is more than a build's own work.

A project is known by its name, or, where a preview does not know it yet, by what depends on it.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.consumers import Consumers, Use
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.building import does_more, may_do_more
from daypass_policies.escalating.low_trust.unreviewed import Unsure, taken_over_steps, unsure_over_steps
from daypass_policies.escalating.rising import Rising

_BUILD: Final = "build"


class StartedBuilds(NamedTuple):
    """Builds that something starts for `certain`, and others that it starts as soon as what is `unknown` says so.

    `unknown` are paths in what starts them. `unnamed`: the name that is meant may be that of a project whose name is
    not known.
    """

    certain: tuple[Use, ...] = ()
    possible: tuple[Use, ...] = ()
    unknown: tuple[str, ...] = ()
    unnamed: bool = False


class Does(NamedTuple):
    """What a build does that counts, in words; "" for nothing, and then `unsure` says why that is not certain."""

    words: str = ""
    unsure: Unsure | None = None


class Builds:
    """Those of a stack, each with the role that its project runs as."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._rising = rising
        self.each = tuple(use for use in stack.once(Consumers).every_use if use.own and use.noun == _BUILD)

    def of(self, project: Resource) -> tuple[Use, ...]:
        """Those of a project."""
        return self._by_urn.get(project.urn, ())

    def named(self, names: Iterable[str]) -> tuple[Use, ...]:
        """Those of the projects that have these names."""
        return tuple(use for name in dict.fromkeys(names) for use in self._by_name.get(name, ()))

    def behind(self, resource: Resource, key: str) -> tuple[Use, ...]:
        """Those of the projects on which a property depends."""
        urns = dict.fromkeys(resource.property_dependencies.get(key, ()))
        return tuple(use for urn in urns for use in self._by_urn.get(urn, ()))

    def lacks(self, names: Iterable[str]) -> bool:
        """Whether one of these names may be that of a project whose name is not known."""
        return bool(self.unnamed) and any(name not in self._by_name for name in names)

    @cached_property
    def weighty(self) -> tuple[Use, ...]:
        """Those that do what counts, or may do so."""
        return tuple(use for use in self.each if self.weighs(use))

    @cached_property
    def unnamed(self) -> tuple[Use, ...]:
        """Those among them of which the project's name is not known."""
        return tuple(use for use in self.weighty if bare(said(use.consumer, "name")) is UNKNOWN)

    def weighs(self, build: Use) -> bool:
        """Whether it does what counts, or may do so."""
        does = self.does(build)
        return bool(build.unknown or does.words or does.unsure)

    def actor(self, build: Use) -> Actor | None:
        """The role that it runs as, None where the stack does not have it."""
        return self._rising.actors.by_urn.get(build.role)

    def does(self, build: Use, *its: Resource) -> Does:
        """What its role does that is more than its own work, by itself or by where it leads.

        `its` is what starts it, and keeps what it makes.
        """
        actor = self.actor(build)
        if actor is None:
            return Does()
        if gain := does_more(actor, build.consumer, *its):
            return Does(f"may {gain}")
        if taken := taken_over_steps(actor, self._rising):
            return Does(f"leads to {taken.target}, which may {taken.gain}")
        unknown = tuple(dict.fromkeys(may_do_more(actor, build.consumer, *its)))
        return Does(unsure=Unsure(actor, unknown) if unknown else unsure_over_steps(actor, self._rising))

    @cached_property
    def _by_urn(self) -> Mapping[str, tuple[Use, ...]]:
        return grouped((use.consumer.urn, use) for use in self.each)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Use, ...]]:
        return grouped((name, use) for use in self.each if (name := name_of(use.consumer)))


def name_of(project: Resource) -> str:
    """The name of a project, "" where it is not known."""
    return text_of(said(project, "name"))
