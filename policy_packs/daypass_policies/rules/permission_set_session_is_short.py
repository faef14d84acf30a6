"""A person's session ends with the working day."""

from collections.abc import Iterator
from typing import Final

from daypass.model.resource import Resource
from daypass.model.resource_tags import Tags
from daypass.model.term import HOUR, format_duration
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.lifetimes import span
from daypass_policies.located import locate
from daypass_policies.mending.arguments import instead

_AT: Final = "sessionDuration"
_HOURS: Final = 8
_MOST: Final = 12 * HOUR
"""No permission set takes more. Source: IAM Identity Center User Guide, "Set session duration"; read 2026-11."""


@rule(
    "permission-set-session-is-short",
    risk="long-session",
    severity="medium",
    confidence="high",
    level="mandatory",
    applies_to=("aws:ssoadmin/permissionSet:PermissionSet", "aws-native:sso:PermissionSet"),
    controls=("NHI7:2025", "NIST-800-53:AC-12", "SOC2:CC6.1"),
    remedy="Leave sessionDuration out (one hour), or set it to PT8H at most; who works on signs in again.",
    options={
        "maxHours": {
            "type": "integer",
            "minimum": 1,
            "default": _HOURS,
            "description": "The longest session in hours that a permission set may give.",
        }
    },
)
def permission_set_session_is_short(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """The session of a permission set works on any machine until it ends, also after its owner has gone home.

    Identity Center gives one hour where `sessionDuration` is not set, and takes up to twelve. Eight are a working day;
    longer than that a session is left over for whoever finds it. Of one whose tag says a class that is held to less
    (`break-glass`: an hour), that counts.

    Refused:
        operators:
          type: aws:ssoadmin/permissionSet:PermissionSet
          properties:
            name: operators
            instanceArn: arn:aws:sso:::instance/ssoins-1234567890abcdef
            sessionDuration: PT12H

    Mended:
        operators:
          type: aws:ssoadmin/permissionSet:PermissionSet
          properties:
            name: operators
            instanceArn: arn:aws:sso:::instance/ssoins-1234567890abcdef
            sessionDuration: PT4H
    """
    day = int(ask.options.get("maxHours", _HOURS)) * HOUR
    named = f"permission set {resource.name!r}"
    for place in locate(resource.declared.raw, _AT):
        try:
            seconds = span(place.known, "iso")
        except ValueError:
            yield Problem(f"{named} has a session length that is none, such as PT1H is", at=_AT)
            return
        is_plain = seconds is None or seconds > day or seconds <= HOUR  # no class is held to less than an hour
        longest = day if is_plain else min(day, _of_class(resource, ask))
        if seconds is None or seconds > longest:
            said = "" if place.marked or seconds is None else f" {format_duration(int(seconds))},"
            fact = f"sessions of {named} last{said} more than {format_duration(longest)}"
            yield Problem(fact, at=_AT, mended=instead(_AT, f"PT{longest // HOUR}H"))


def _of_class(resource: Resource, ask: Ask) -> int:
    """What its class allows, but for less than an hour, which no permission set can be given. Raises `Undecided`."""
    class_ = Tags.of(resource.declared, resource).get(ask.settings.tags["class"]) or ""
    limit = ask.settings.terms.get(class_)
    return max(limit, HOUR) if limit else _MOST
