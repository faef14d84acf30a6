"""This is where JSON that is plainly something else is told from what may be the rest of a state.

In a folder the first is passed over. The second is an error: silence about it would look like a pass.
"""

from typing import Final

from daypass.model.json_text import texts_within

_TELLTALE: Final = frozenset({"deployment", "checkpoint", "latest", "resources", "manifest", "stack"})
"""Keys at the top of a state."""

_OURS: Final = (
    frozenset({"schema_version", "tool"}),  # a report
    frozenset({"schema", "findings"}),  # a baseline
    frozenset({"version", "policies"}),  # a policy configuration
    frozenset({"version", "exceptions"}),
    frozenset({"version", "runs"}),  # SARIF
)
"""Keys of files that daypass writes or reads, which name URNs and are no states."""


def is_foreign(value: object) -> bool:
    """Whether it is plainly no state. An empty value is none of these: something ought to stand there."""
    if not isinstance(value, dict | list) or not value:
        return False
    if isinstance(value, dict):
        if _TELLTALE & value.keys():
            return False
        if any(keys <= value.keys() for keys in _OURS):
            return True
    return not any("urn:pulumi:" in text for text in texts_within(value))
