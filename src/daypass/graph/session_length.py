"""This is where it is read how long a session of a role, or of a Roles Anywhere profile, lasts at most.

Source: IAM API Reference, CreateRole; Roles Anywhere API Reference, CreateProfile; read 2026-11.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from daypass.graph.ways import TRUST
from daypass.model.resource import Resource
from daypass.model.term import HOUR

PROFILES: Final = ("aws:rolesanywhere/profile:Profile", "aws-native:rolesanywhere:Profile")

ROLES_ANYWHERE: Final = "rolesanywhere.amazonaws.com"
"""The service that hands out sessions for certificates, as long as a profile says."""

LENGTH: Final[Mapping[str, str]] = {
    **dict.fromkeys(TRUST, "maxSessionDuration"),
    **dict.fromkeys(PROFILES, "durationSeconds"),
}
"""Type → the property that says how many seconds a session lasts at most."""

_SILENT: Final = HOUR
"""What AWS takes for a role, and for a profile, that says nothing."""

_DIGITS: Final = re.compile(r"[0-9]{1,9}")


def session_seconds(resource: Resource) -> int | None:
    """The longest session of a role or a profile; None where what stands there is no whole number of seconds.

    Raises `Undecided`.
    """
    return seconds_said(resource.declared.get(LENGTH[resource.type]))


def seconds_said(value: Any) -> int | None:
    """The longest session where this stands for it; None for what is not known, or no whole number of seconds.

    Whole numbers arrive as floats over the wire, and as texts from programs that are careless about types.
    """
    if value is None:
        return _SILENT
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    return value if isinstance(value, int) and value > 0 else None
