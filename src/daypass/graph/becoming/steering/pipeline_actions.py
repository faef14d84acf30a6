"""This is where it is told which actions of a pipeline run before somebody has to agree, as far as that is known.

Stages run one after another, and the actions of a stage in `runOrder`. An action of which nothing is known may be an
approval. Sources: CodePipeline User Guide, "Add a manual approval action to a stage" and "Action declaration"; read
2026-11.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Final

from daypass.graph.property_path import Leaf, steps, walk
from daypass.model.resource import UNKNOWN, Resource

PROJECT: Final = "ProjectName"
"""Where an action of CodeBuild says which project it builds; those of others call things of their own so."""

_APPROVAL: Final = "Approval"
CATEGORY: Final = ("category", "actionTypeId.category")
PROVIDER: Final = ("provider", "actionTypeId.provider")
"""As pulumi-aws and aws-native write them."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action of a pipeline, or what may be several of them, where it is not known.

    `agreed` are the approvals that come before it, as `STAGE/ACTION`; "" for one that is not known.
    """

    written: Leaf
    agreed: tuple[str, ...] = ()

    @property
    def category(self) -> str:
        """Such as `Source`; "" where it is not known."""
        return _text(self.at(*CATEGORY))

    @property
    def provider(self) -> str:
        """Such as `CodeBuild`; "" where it is not known."""
        return _text(self.at(*PROVIDER))

    @property
    def order(self) -> float:
        """When it runs in its stage; first where nothing is said, or where it is not known."""
        return next((leaf.value for leaf in self.at("runOrder") if isinstance(leaf.value, int | float)), 1)

    @property
    def may_be_build(self) -> bool:
        """Whether CodeBuild provides it, or it is not known who does. What is not known at all is more than a build."""
        found = [leaf.value for leaf in self.at(*PROVIDER)]
        is_open = not found or any(one in ("CodeBuild", UNKNOWN) for one in found)
        return is_open and self.written.value is not UNKNOWN

    @property
    def project(self) -> str:
        """The project of CodeBuild that it starts, or may start; "" where it starts none, or its name is not known."""
        return self.says(PROJECT) if self.may_be_build else ""

    def says(self, key: str) -> str:
        """What its configuration holds there; "" for what is no text, or not known."""
        return _text(self.at(f"configuration.{key}"))

    def at(self, *ways: str) -> list[Leaf]:
        """What stands at these property paths of it."""
        return [leaf for way in ways for leaf in walk(self.written, steps(way), loose=True)]

    def unknown(self, *ways: str) -> Iterator[str]:
        """The paths of what is not known there."""
        yield from (leaf.path for leaf in self.at(*ways) if leaf.value is UNKNOWN)


@dataclass(frozen=True, slots=True)
class Actions:
    """The actions of a pipeline in their order, but the approvals.

    `certain` ones run before somebody has to agree; `held_back` are those that do unless what is not known (`unknown`,
    its paths) is an approval; `later` are those after it.
    """

    certain: tuple[Action, ...]
    held_back: tuple[Action, ...]
    later: tuple[Action, ...]
    unknown: tuple[str, ...]

    @property
    def early(self) -> tuple[Action, ...]:
        """What runs before an approval that is known."""
        return (*self.certain, *self.held_back)


def actions_of(pipeline: Resource) -> Actions:
    """Those of a pipeline."""
    certain: list[Action] = []
    held_back: list[Action] = []
    later: list[Action] = []
    unknown: dict[str, None] = {}
    agreed: list[str] = []
    is_agreed = False
    for stage in walk(Leaf(pipeline.state.raw, pipeline.state.path), steps("stages[]"), loose=True):
        actions = sorted(map(Action, walk(stage, steps("actions[]"), loose=True)), key=lambda one: one.order)
        last = -inf if is_agreed else min((one.order for one in actions if _is_approval(one)), default=inf)
        if not is_agreed:
            unknown.update(dict.fromkeys(_unknown_order(actions, last)))
        for action in actions:
            if _is_approval(action):
                continue
            if action.order > last:  # what has the same order runs meanwhile
                before = _approvals(stage, (one for one in actions if one.order < action.order))
                later.append(replace(action, agreed=(*agreed, *before)))
            else:
                (held_back if unknown else certain).append(action)
        agreed += _approvals(stage, actions)
        is_agreed = is_agreed or last < inf
    return Actions(tuple(certain), tuple(held_back), tuple(later), tuple(unknown))


def _is_approval(action: Action) -> bool:
    return action.category == _APPROVAL


def _approvals(stage: Leaf, actions: Iterable[Action]) -> Iterator[str]:
    """What must be agreed to among these of a stage. Of whom the category is not known, that may be an approval."""
    for one in actions:
        if _is_approval(one):
            names = (_text(walk(stage, steps("name"), loose=True)), _text(one.at("name")))
            yield "/".join(names) if all(names) else ""
        elif any(one.unknown(*CATEGORY)):
            yield ""


def _unknown_order(stage: list[Action], last: float) -> Iterator[str]:
    """The paths of what may say that an action is an approval, or that it comes after that of its stage."""
    ways = (*CATEGORY, "runOrder") if last < inf else CATEGORY
    for action in stage:
        yield from action.unknown(*ways)


def _text(found: list[Leaf]) -> str:
    return next((leaf.value for leaf in found if isinstance(leaf.value, str)), "")
