"""This is where it is told as which roles a pipeline has CloudFormation apply a template before somebody has to agree.

Whoever writes the template has whatever such a role may do. A change set changes nothing until it is executed. Source:
AWS CodePipeline User Guide, "AWS CloudFormation deploy action reference" (`ActionMode`, `RoleArn`); read 2026-11.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from daypass.graph.becoming.steering.pipeline_actions import PROVIDER, Action, Actions, actions_of
from daypass.graph.consumers import Consumers, Use
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.escalating.low_trust.builds import StartedBuilds

_ROLE: Final = "RoleArn"
_AT: Final = f"configuration.{_ROLE}"
_MODE: Final = "ActionMode"
_MODE_AT: Final = f"configuration.{_MODE}"
_PROVIDER: Final = "CloudFormation"
_SERVICE: Final = "cloudformation.amazonaws.com"
_APPLIES: Final = ("CREATE_UPDATE", "REPLACE_ON_FAILURE", "CHANGE_SET_EXECUTE")


def early_releases(pipeline: Resource, stack: Stack) -> StartedBuilds:
    """The uses of these roles by a pipeline."""
    consumers = stack.once(Consumers)
    uses = [use for use in consumers.by_consumer.get(pipeline.urn, ()) if use.principals == (_SERVICE,)]
    if not uses:
        return StartedBuilds()
    actions = actions_of(pipeline)
    roles = _Roles(pipeline, consumers, uses, actions)
    certain, early = _releasing(actions.certain, _applies), _releasing(actions.early, _may_apply)
    sure = tuple(use for use in uses if any(use in roles.of(one) for one in certain if one.provider))
    may_be = (use for use in uses if use not in sure and any(use in roles.may_be(one) for one in early))
    applies = any(map(_applies, actions.early))
    late = tuple(one for use in may_be for one in _of_roles(use) if applies or not one.unknown)
    held_back = actions.unknown if any(map(_may_apply, actions.held_back)) else ()
    hidden = (path for one in early for path in one.unknown(*PROVIDER, _MODE_AT, *(() if roles.of(one) else (_AT,))))
    return StartedBuilds(sure, late, tuple(dict.fromkeys((*held_back, *hidden))) if late else ())


def _of_roles(use: Use) -> Iterator[Use]:
    """The use; of a role that is not known yet, each on which the stages depend, where they depend on any."""
    yield from (replace(use, role=urn, unknown="") for urn in use.possible if use.unknown)
    if not (use.unknown and use.possible):
        yield use


class _Roles:
    """Which of the uses an action is. Where one alone is not named anywhere, it is what all mean that do not say."""

    def __init__(self, pipeline: Resource, consumers: Consumers, uses: list[Use], actions: Actions) -> None:
        self._pipeline, self._consumers, self._uses = pipeline, consumers, uses
        named = {self._role(one) for one in (*actions.early, *actions.later)}
        self.unnamed = [use for use in uses if use.unknown or use.role not in named]

    def of(self, action: Action) -> list[Use]:
        """Those that an action is for certain."""
        if role := self._role(action):
            return [use for use in self._uses if use.role == role]
        is_sure = len(self.unnamed) == 1 and not self.unnamed[0].unknown and any(action.unknown(_AT))
        return self.unnamed if is_sure else []

    def may_be(self, action: Action) -> list[Use]:
        """Those that it may be."""
        return self.of(action) or self.unnamed

    def _role(self, action: Action) -> str:
        said = action.says(_ROLE)
        return self._consumers.role_of(self._pipeline, said) if said else ""


def _releasing(actions: Iterable[Action], changes: Callable[[Action], bool]) -> list[Action]:
    """What CloudFormation does, where anything is applied: the role may have been said when that was prepared."""
    each = [one for one in actions if one.provider == _PROVIDER or any(one.unknown(*PROVIDER))]
    return each if any(map(changes, each)) else []


def _applies(action: Action) -> bool:
    """Whether it is known to change something."""
    return action.provider == _PROVIDER and action.says(_MODE) in _APPLIES


def _may_apply(action: Action) -> bool:
    """The same, or it is not known what it does, or who."""
    return _applies(action) or any(action.unknown(*PROVIDER, _MODE_AT))
