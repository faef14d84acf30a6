"""This is where a Term is: how long one session of an identity lasts, and what makes it end.

A role's MaxSessionDuration cannot go below one hour, and it does not bind the sessions that AWS services make for
themselves. So a term always says what enforces it, and one that nothing could enforce is refused.
Source: STS and IAM API Reference, AssumeRole and MaxSessionDuration; Roles Anywhere, CreateProfile; read 2026-11.
"""

from dataclasses import dataclass
from typing import Final, Literal, Self

from daypass.errors import DeclarationError
from daypass.model.form import quoted, require_text

EnforcedBy = Literal["role", "Roles Anywhere profile", "broker", "issuing service"]

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE

CLASSES: Final = ("pipeline", "service", "batch", "agent", "vendor", "break-glass")
"""What kind of workload an identity is for."""

LIMITS: Final[dict[str, int]] = {
    "pipeline": HOUR,
    "service": HOUR,
    "batch": 4 * HOUR,
    "agent": 15 * MINUTE,
    "vendor": HOUR,
    "break-glass": HOUR,
}
"""Class → longest session in seconds, unless the settings' `[terms]` say otherwise."""

DEFAULT_LIMIT: Final = 4 * HOUR
"""Longest session in seconds of a role that names no class."""

ROLE_BOUNDS: Final = (HOUR, 12 * HOUR)
"""The shortest and longest MaxSessionDuration that a role can have, in seconds."""

PROFILE_BOUNDS: Final = (15 * MINUTE, 12 * HOUR)
"""The same of a Roles Anywhere profile."""

_UNITS: Final = {"s": 1, "m": MINUTE, "h": HOUR}
_DURATION: Final = r"[1-9][0-9]{0,8}[smh]"


@dataclass(frozen=True, slots=True)
class Term:
    """`seconds` of one session, None where the issuing service renews it; `enforced_by` is what ends it."""

    seconds: int | None
    enforced_by: EnforcedBy

    def __post_init__(self) -> None:
        if self.enforced_by == "broker":
            raise DeclarationError(
                f"a term of {_said(self.seconds)} via the broker cannot be declared yet: it comes with the broker",
                place="term",
                remedy="Until then declare 1h or more, in a class that allows it.",
            )
        if self.enforced_by == "issuing service":
            self._refuse_seconds()
        else:
            self._check_bounds(PROFILE_BOUNDS if self.enforced_by == "Roles Anywhere profile" else ROLE_BOUNDS)

    @classmethod
    def declared(
        cls, text: str | None, *, workload_class: str, limit: int, enforced_by: EnforcedBy, via: str = ""
    ) -> Self:
        """The term that a person wrote (None or "" = none), for a class whose longest session is `limit` seconds.

        `enforced_by` comes from the federation. Raises `DeclarationError` with the input and what to do.
        """
        if via not in ("", "broker"):
            raise DeclarationError(
                f"{quoted(via)} is no way to a session", place="via", remedy='The only one is "broker".'
            )
        if via:  # said first: a service's identity without a term would otherwise go on as if it had not been written
            return cls(parse_duration(text) if text else None, "broker")
        if not text:
            if enforced_by != "issuing service":
                raise DeclarationError("is missing", place="term", remedy='Say how long a session lasts: term = "1h".')
            return cls(None, enforced_by)
        seconds = parse_duration(text)
        if enforced_by != "issuing service":
            _check_limit(text, seconds, workload_class, limit, enforced_by)
        return cls(seconds, enforced_by)

    @property
    def role_seconds(self) -> int:
        """The role's MaxSessionDuration: as short as the role can have it where something else enforces the term."""
        return self.seconds if self.seconds is not None and self.enforced_by == "role" else ROLE_BOUNDS[0]

    @property
    def tag(self) -> str:
        """What the tag `daypass:term` says: `1h`, or `service` where the issuing service renews the session."""
        return "service" if self.seconds is None else format_duration(self.seconds)

    def __str__(self) -> str:
        if self.seconds is None:
            return "renewed by the service; cut off by revocation"
        return f"{format_duration(self.seconds)}, enforced by the {self.enforced_by}"

    def _refuse_seconds(self) -> None:
        if self.seconds is not None:
            raise DeclarationError(
                f"{_said(self.seconds)} could not be enforced: the service makes and renews these sessions itself",
                place="term",
                remedy="Leave `term` out; revocation cuts such an identity off.",
            )

    def _check_bounds(self, bounds: tuple[int, int]) -> None:
        shortest, longest = bounds
        if self.seconds is None or not shortest <= self.seconds <= longest:
            raise DeclarationError(
                f"{_said(self.seconds)} cannot be enforced: a {self.enforced_by} takes "
                f"{format_duration(shortest)} to {format_duration(longest)}",
                place="term",
                remedy='A shorter one needs a Roles Anywhere profile, or via = "broker", which comes with the broker.',
            )


def parse_duration(text: str) -> int:
    """Seconds of `900s`, `15m` or `1h`. Raises `DeclarationError` for anything else."""
    require_text(text, "term", _DURATION, "Write 900s, 15m or 1h.")
    return int(text[:-1]) * _UNITS[text[-1]]


def format_duration(seconds: int) -> str:
    """`1h`, `15m` or `901s`: the largest unit that says it exactly."""
    unit = next(unit for unit in "hms" if seconds % _UNITS[unit] == 0)
    return f"{seconds // _UNITS[unit]}{unit}"


def _check_limit(text: str, seconds: int, workload_class: str, limit: int, enforced_by: EnforcedBy) -> None:
    if seconds <= limit:
        return
    fact = f"{quoted(text)} is above the limit of class {workload_class!r}, {format_duration(limit)}"
    if enforced_by == "role" and limit < ROLE_BOUNDS[0]:
        fact += ", and a role cannot enforce less than 1h"
        remedy = "Sessions as short as that come with the broker; until then this class needs a Roles Anywhere profile."
    else:
        remedy = f"Declare {format_duration(limit)} or less."
    raise DeclarationError(fact, place="term", remedy=remedy)


def _said(seconds: int | None) -> str:
    return "no duration" if seconds is None else format_duration(seconds)
