"""A deployment asks for a session that is as long as a deployment, not as a working day."""

import re
from collections.abc import Iterator
from typing import Any, Final

from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import UNKNOWN, Resource, Secret, bare
from daypass.model.term import DEFAULT_LIMIT, HOUR, format_duration
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.lifetimes import span
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle

_ENTERED: Final = ("assumeRoles", "assumeRole", "assumeRoleWithWebIdentity")
_LENGTHS: Final = tuple(f"{name}[].{length}" for name in _ENTERED for length in ("duration", "durationSeconds"))
_FROM_ANOTHER: Final = re.compile(r"assumeRoles\[[1-9]")


@rule(
    "provider-session-is-short",
    risk="long-session",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=("pulumi:providers:aws",),
    controls=("NHI7:2025", "NIST-800-53:AC-12", "NIST-800-53:IA-5"),
    remedy="Leave duration out (one hour), or set it to what a deployment takes.",
)
def provider_session_is_short(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A provider that assumes a role holds the session in the pipeline, where each step and each plugin can copy it.

    The `duration` of `assumeRoles` and of `assumeRoleWithWebIdentity` stays within the longest limit of any class: 4h
    unless the settings' `[terms]` say otherwise. A role that is assumed through the one before it is held to one hour,
    because AWS makes no longer session from a session. Roles that nobody can read are told, since they may ask for any.

    Refused:
        prod:
          type: pulumi:providers:aws
          properties: {assumeRoles: [{roleArn: "arn:aws:iam::111122223333:role/deploy", duration: 12h}]}

    Mended:
        prod:
          type: pulumi:providers:aws
          properties: {assumeRoles: [{roleArn: "arn:aws:iam::111122223333:role/deploy", duration: 1h}]}
    """
    inputs = {name: _decoded(resource.declared.raw.get(name)) for name in _ENTERED}
    for name in _ENTERED:
        if not _is_read(inputs[name]):
            yield Problem(
                f"provider {resource.name!r} says which role it assumes in a way that nobody can read", name, name
            )
    yield from settle(_judged(resource, place, ask) for path in _LENGTHS for place in locate(inputs, path))


def _judged(resource: Resource, place: Located, ask: Ask) -> Iterator[Problem]:
    named, key = f"provider {resource.name!r}", place.path.partition("[")[0].partition(".")[0]
    try:
        seconds = span(place.known, "duration")
    except ValueError:
        yield Problem(f"{named} asks for a session of a length that nobody can read", place.path, key)
        return
    longest = max((DEFAULT_LIMIT, *ask.settings.terms.values()))
    limit, why = longest, "no class allows more than"
    if _FROM_ANOTHER.match(place.path):
        limit, why = HOUR, "from a session AWS makes none above"
    if seconds is None or seconds > limit:
        said = f"sessions of {format_duration(int(seconds))}" if seconds and not place.marked else "longer sessions"
        yield Problem(f"{named} asks for {said}, and {why} {format_duration(limit)}", place.path, key)


def _decoded(value: Any) -> Any:
    """A provider's configuration is JSON text over the wire, and in a state; a blank one says nothing."""
    known = bare(value)
    if not isinstance(known, str):
        return value
    try:
        found = json_value(known) if known.strip() else None
    except JsonError:
        return value
    return Secret(found) if isinstance(value, Secret) else found


def _is_read(value: Any) -> bool:
    """Whether it is a role, or a list of roles, each as far as it is known."""
    known = bare(value)
    each = map(bare, known) if isinstance(known, list) else (known,)
    return all(one is None or one is UNKNOWN or isinstance(one, dict) for one in each)
