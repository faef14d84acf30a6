"""This is where it is told which runbooks wait until somebody has them go on, and then do something.

A pause asks nobody who may say so; an approval (`aws:approve`) asks for one of its approvers. Source: Systems Manager
User Guide, "`aws:pause`: Pause an automation" and "`aws:approve`: Pause an automation for manual approval"; read
2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.leaves import maps, said, text_of
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import UNKNOWN, Resource, bare

_PAUSES: Final = "aws:pause"
_APPROVES: Final = "aws:approve"
_DOES_NOTHING: Final = ("aws:sleep", "aws:branch", "aws:assertAwsResourceProperty", "aws:waitForAwsResourceProperty")
_ACTIONS: Final = re.compile(r"^[ \t-]{0,40}['\"]?action['\"]?[ \t]{0,8}:[ \t]{0,8}['\"]?(aws:\w{1,60})", re.MULTILINE)
"""How a document in YAML says what its steps are."""


def goes_on_by_a_signal(document: Resource) -> bool | None:
    """Whether it does something after a pause and before an approval; None where what it says is not known."""
    content = bare(said(document, "content"))
    if content is UNKNOWN:
        return None
    actions = [*_actions(content)]
    after = actions[actions.index(_PAUSES) + 1 :] if _PAUSES in actions else []
    asked = after[: after.index(_APPROVES)] if _APPROVES in after else after
    return any(action not in (*_DOES_NOTHING, _PAUSES) for action in asked)


def _actions(content: Any) -> Iterator[str]:
    """Those of its steps, in their order."""
    if isinstance(content, str):
        try:
            content = json_value(content)
        except JsonError:
            yield from _ACTIONS.findall(content)
            return
    if isinstance(content, Mapping):
        yield from (text_of(step.get("action")) for step in maps(content.get("mainSteps")))
