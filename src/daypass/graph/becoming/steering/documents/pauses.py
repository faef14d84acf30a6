"""This is where it is told which runbooks wait until somebody has them go on, and then do something.

A pause asks nobody who may say so; an approval (`aws:approve`) asks for one of its approvers. Source: Systems Manager
User Guide, "`aws:pause`: Pause an automation" and "`aws:approve`: Pause an automation for manual approval"; read
2026-12.
"""

from typing import Final

from daypass.graph.becoming.steering.documents.contents import content_of
from daypass.graph.leaves import maps, text_of
from daypass.model.resource import Resource

_PAUSES: Final = "aws:pause"
_APPROVES: Final = "aws:approve"
_DOES_NOTHING: Final = ("aws:sleep", "aws:branch", "aws:assertAwsResourceProperty", "aws:waitForAwsResourceProperty")


def goes_on_by_a_signal(document: Resource) -> bool | None:
    """Whether it does something after a pause and before an approval; None where what it says is not known."""
    content = content_of(document)
    if content is None:
        return None
    actions = [text_of(step.get("action")) for step in maps(content.get("mainSteps"))]
    after = actions[actions.index(_PAUSES) + 1 :] if _PAUSES in actions else []
    asked = after[: after.index(_APPROVES)] if _APPROVES in after else after
    return any(action not in (*_DOES_NOTHING, _PAUSES) for action in asked)
