"""This is where it is told as which roles a pipeline has CloudFormation apply a template before somebody has to agree.

Whoever writes the template has whatever such a role may do. A change set changes nothing until it is executed. Source:
AWS CodePipeline User Guide, "AWS CloudFormation deploy action reference" (`ActionMode`, `RoleArn`); read 2026-11.
"""

from collections.abc import Iterable
from typing import Final

from daypass.graph.becoming.steering.pipeline_actions import Action, Actions, actions_of
from daypass.graph.consumers import Consumers, Use
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.escalating.low_trust.builds import Started

_ROLE: Final = "RoleArn"
_AT: Final = f"configuration.{_ROLE}"
_MODE: Final = "ActionMode"
_PROVIDER: Final = "CloudFormation"
_SERVICE: Final = "cloudformation.amazonaws.com"
_APPLIES: Final = ("CREATE_UPDATE", "REPLACE_ON_FAILURE", "CHANGE_SET_EXECUTE")


def early_releases(pipeline: Resource, stack: Stack) -> Started:
    """The uses of these roles by a pipeline."""
    consumers = stack.once(Consumers)
    uses = [use for use in consumers.every_use if use.consumer == pipeline and use.principals == (_SERVICE,)]
    actions = actions_of(pipeline)
    if not uses or not any(map(_applies, actions.early)):
        return Started()
    roles = _Roles(pipeline, consumers, uses, actions)
    certain, early = ([roles.of(one) for one in _releasing(each)] for each in (actions.certain, actions.early))
    sure = tuple(use for use in uses if any(use in one for one in certain))
    late = tuple(use for use in uses if use not in sure and any(use in (one or roles.unnamed) for one in early))
    hidden = (path for one in _releasing(actions.early) if not roles.of(one) for path in one.unknown(_AT))
    held_back = actions.unknown if any(map(_applies, actions.held_back)) else ()
    return Started(sure, late, (*held_back, *hidden))


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

    def _role(self, action: Action) -> str:
        said = action.says(_ROLE)
        return self._consumers.role_of(self._pipeline, said) if said else ""


def _releasing(actions: Iterable[Action]) -> list[Action]:
    """What CloudFormation does, where anything is applied: the role may have been said when that was prepared."""
    each = [one for one in actions if one.provider == _PROVIDER]
    return each if any(map(_applies, each)) else []


def _applies(action: Action) -> bool:
    """Whether it changes something; what nobody knows yet may do so."""
    return action.provider == _PROVIDER and action.says(_MODE) in (*_APPLIES, "")
