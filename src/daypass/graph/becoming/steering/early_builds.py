"""This is where it is told which builds a pipeline starts before somebody has to agree, as far as that is known.

A name that is not known yet may be that of any project, and an action of which nothing is known may be an approval.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Final

from daypass.graph.becoming.steering.pipelines import APPROVAL
from daypass.graph.property_path import Leaf, steps, walk
from daypass.model.resource import UNKNOWN, Resource

_BUILDER: Final = "CodeBuild"
_CATEGORY: Final = ("category", "actionTypeId.category")
_PROVIDER: Final = ("provider", "actionTypeId.provider")
"""As pulumi-aws and aws-native write them."""


@dataclass(frozen=True, slots=True)
class EarlyBuilds:
    """Builds by the names of their projects: `certain` ones, and those that an approval may come before (`held_back`).

    `unnamed` are the paths of names that are not known, and `unknown` those of what may be an approval or hold further
    builds. `mentioned` are the names that are known of all builds, and `more_later` says whether names are not known
    after the approval either.
    """

    certain: frozenset[str]
    held_back: frozenset[str]
    unnamed: tuple[str, ...]
    unknown: tuple[str, ...]
    mentioned: frozenset[str]
    more_later: bool


def early_builds(pipeline: Resource) -> EarlyBuilds:
    """Those of a pipeline."""
    early: list[Leaf] = []
    later: list[Leaf] = []
    unknown: list[str] = []
    certain: set[str] = set()
    is_agreed = False
    for stage in walk(Leaf(pipeline.state.raw, pipeline.state.path), steps("stages[]"), loose=True):
        actions = walk(stage, steps("actions[]"), loose=True)
        last = -inf if is_agreed else min((_order(one) for one in actions if _is_approval(one)), default=inf)
        now = [one for one in actions if _order(one) <= last]
        unknown.extend(() if is_agreed else _unknown_order(actions, last))
        certain.update(() if unknown else _names(now))
        early.extend(now)
        later.extend(one for one in actions if _order(one) > last)
        is_agreed = is_agreed or last < inf
    return EarlyBuilds(
        certain=frozenset(certain),
        held_back=frozenset(_names(early)) - certain,
        unnamed=tuple(_unnamed(early)),
        unknown=tuple(unknown),
        mentioned=frozenset(_names((*early, *later))),
        more_later=any(True for _ in _unnamed(later)),
    )


def _unknown_order(stage: list[Leaf], last: float) -> Iterator[str]:
    """The paths of what may say that an action is an approval, or that it comes after that of its stage."""
    ways = (*_CATEGORY, "runOrder") if last < inf else _CATEGORY
    found = (leaf.path for action in stage for way in ways for leaf in _at(action, way) if leaf.value is UNKNOWN)
    yield from dict.fromkeys(found)


def _is_approval(action: Leaf) -> bool:
    return any(leaf.value == APPROVAL for way in _CATEGORY for leaf in _at(action, way))


def _order(action: Leaf) -> float:
    """When it runs in its stage, first where nothing is said, or where it is not known."""
    return next((leaf.value for leaf in _at(action, "runOrder") if isinstance(leaf.value, int | float)), 1)


def _names(actions: Iterable[Leaf]) -> Iterator[str]:
    yield from (leaf.value for leaf in _projects(actions) if isinstance(leaf.value, str))


def _unnamed(actions: Iterable[Leaf]) -> Iterator[str]:
    yield from (leaf.path for leaf in _projects(actions) if leaf.value is UNKNOWN)


def _projects(actions: Iterable[Leaf]) -> Iterator[Leaf]:
    """The names of projects. An action of which nothing is known is more than a build without a name."""
    for action in actions:
        if action.value is not UNKNOWN and _may_be_build(action):
            yield from _at(action, "configuration.ProjectName")


def _may_be_build(action: Leaf) -> bool:
    """Whether CodeBuild provides it, or it is not known who does."""
    found = [leaf.value for way in _PROVIDER for leaf in _at(action, way)]
    return not found or any(one in (_BUILDER, UNKNOWN) for one in found)


def _at(action: Leaf, way: str) -> list[Leaf]:
    return walk(action, steps(way), loose=True)
