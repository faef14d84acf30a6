"""This is where it is told which builds a pipeline starts before somebody has to agree, as far as that is known.

A name that is not known yet may be that of any project.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from daypass.graph.becoming.steering.pipeline_actions import PROJECT, Action, actions_of
from daypass.model.resource import Resource


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
    actions = actions_of(pipeline)
    certain, early, later = (_names(each) for each in (actions.certain, actions.early, actions.later))
    return EarlyBuilds(
        certain=certain,
        held_back=early - certain,
        unnamed=_unnamed(actions.early),
        unknown=actions.unknown,
        mentioned=early | later,
        more_later=bool(_unnamed(actions.later)),
    )


def _names(actions: Iterable[Action]) -> frozenset[str]:
    return frozenset(one.project for one in actions if one.project)


def _unnamed(actions: Iterable[Action]) -> tuple[str, ...]:
    return tuple(path for one in actions if one.may_be_build for path in one.unknown(f"configuration.{PROJECT}"))
