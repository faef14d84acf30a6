"""This is where a credential is told that stays: that it never ends, or too late, and what is short-lived instead."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from daypass.data.credential_tokens import BY_SETTINGS, LIMITS, CredentialToken, credential_tokens
from daypass.graph.leaves import yes_or_no
from daypass.model.resource import UNKNOWN, Partial, Resource, Undecided, bare
from daypass.model.term import DEFAULT_LIMIT, format_duration
from daypass.rule import Ask, Confidence, Open, Problem, Severity
from daypass_policies.keeping.lifetimes import DAY, Life, life_of
from daypass_policies.located import locate
from daypass_policies.settle import collect

OPTIONS: Final = {"key": "maxDays", "run": "maxRunDays", "certificate": "maxCertificateDays"}
"""Limit → the option by which an organisation sets another one."""

_TOLD: Final = {
    "key": "The longest life in days of a key or token that a vendor ends at a date.",
    "run": "The longest life in days of a token that is made for each run; hours in profile `strict`.",
    "certificate": "The longest life in days of a certificate.",
}

_GRADES: Final[Mapping[str, tuple[Severity | None, Confidence | None]]] = {
    "certain": (None, None),
    "likely": ("medium", "medium"),
    "doubtful": ("low", "low"),
}
"""Grade → severity and confidence, None for those of the rule. Only what is certain may be mandatory."""


def limit_options(*limits: str) -> dict[str, dict[str, Any]]:
    """The options of a rule that holds credentials to these limits."""
    return {
        OPTIONS[name]: {"type": "integer", "minimum": 1, "default": LIMITS[name].days, "description": _TOLD[name]}
        for name in limits
    }


def problem(
    resource: Resource, fact: str, at: str | None = None, grade: str = "", key: str | None = None, *, instead: str = ""
) -> Problem:
    """`<what it is> 'name' <fact>; instead: <what is short-lived>`, as sure as the table, or `grade`, is.

    `instead` is said where somebody knows better than the table.
    """
    token = credential_tokens()[resource.type]
    severity, confidence = _GRADES[grade or token.grade]
    return Problem(
        f"{token.noun} {resource.name!r} {fact}; instead: {instead or token.alternative}",
        at,
        key,
        severity,
        confidence,
        advisory=severity is not None,
    )


def alternative_to(type_: str) -> str:
    """What is short-lived instead of this type of the table, for the rules that say the rest in their own words."""
    return f"; instead: {credential_tokens()[type_].alternative}"


def never_ends(resource: Resource) -> Iterator[Problem]:
    """What there is to say of a credential that takes no end at all: that it exists decides."""
    yield problem(resource, "never expires")


def ends_too_late(resource: Resource, ask: Ask, tell: Callable[..., Problem] = problem) -> Iterator[Problem]:
    """What there is to say of a credential that takes an end; `tell` makes the problem where it needs other words.

    Raises `Undecided` where an unknown argument could end it in time.
    """
    token = credential_tokens()[resource.type]
    lives, unknown = collect(life_of(resource, ending, ask.today) for ending in token.endings)
    unreadable = next((life for life in lives if not life.readable), None)
    if unreadable:
        yield tell(resource, "has an end that nobody can read", unreadable.at)
        return
    undone = token.undone_by and bare(resource.declared.raw.get(token.undone_by)) is not None
    if undone and resource.declared[token.undone_by] not in _SAYS_NO:
        yield tell(resource, f"never expires, because of {token.undone_by}", token.undone_by)
        return
    shortest = min(lives, key=lambda life: life.length, default=None)
    longest = _limit(token, ask)
    if shortest and shortest.length <= longest:
        return
    if unknown:
        raise unknown
    if shortest and shortest.seconds is not None:
        yield tell(resource, _too_late(shortest, longest), shortest.at)
    elif shortest:
        yield tell(resource, "never expires", shortest.at)
    elif not isinstance(token.default, int) or token.default * DAY > longest:
        yield _without(resource, token, tell)


_SAYS_NO: Final = (False, "", 0, "0", "0s", "false")


def _limit(token: CredentialToken, ask: Ask) -> int:
    """Seconds. In profile `strict` a token of a run may last as long as the longest session of any class."""
    days = int(ask.options.get(OPTIONS[token.limit], LIMITS[token.limit].days))
    if ask.profile == "strict" and token.limit == "run":
        return min(days * DAY, max(DEFAULT_LIMIT, *ask.settings.terms.values()))
    return days * DAY


def _without(resource: Resource, token: CredentialToken, tell: Callable[..., Problem]) -> Problem:
    """No argument says when it ends, and the vendor's default, where there is one, is too late."""
    at = token.endings[0].paths[0]
    if token.default is None:
        return tell(resource, "never expires", at)
    silent = "does not say when it ends"
    if token.default == BY_SETTINGS:
        return tell(resource, silent, at, "likely" if token.grade == "certain" else token.grade)
    return tell(resource, f"{silent}, and lives {token.default} days by default", at)


def _too_late(life: Life, longest: int) -> str:
    allowed = _said(longest)
    if life.marked:  # how long is what the mark hides
        return f"lives longer than {allowed}"
    if life.until:
        return f"lives until {life.until}, more than {allowed}"
    return f"lives {_said(life.length)}, more than {allowed}"


def _said(seconds: float) -> str:
    days = int(seconds // DAY)
    if days > _CENTURY:
        return "more than a hundred years"
    return f"{days} days" if days > 1 else format_duration(int(seconds))


_CENTURY: Final = 36_500


def is_given(resource: Resource, path: str) -> bool:
    """Whether an argument is written, also one whose value is not known yet. Raises `Undecided` where nobody knows."""
    raw = resource.declared.raw
    for place in locate(raw, path):
        if bare(place.value) is not UNKNOWN:
            return bare(place.value) not in ("", [], {})
        if place.path != path or isinstance(raw, Partial):
            raise Undecided(place.path)
        return True
    return False


def text_at(resource: Resource, path: str) -> str:
    """The text that an argument says, "" where nobody wrote it. Raises `Undecided` where it is unknown, or no text."""
    for place in locate(resource.declared.raw, path):
        if isinstance(place.known, str):
            return place.known.strip()
        raise Undecided(place.path)
    return ""


def word_at(resource: Resource, path: str, default: str = "") -> str:
    """The same in lower case, for what is one of a few words; `default` where nobody wrote it."""
    return text_at(resource, path).lower() or default


def is_on(resource: Resource, path: str, *, default: bool = False) -> bool:
    """Whether an argument says yes, `default` where nobody wrote it. Raises `Undecided` where it says neither."""
    for place in locate(resource.declared.raw, path):
        says = yes_or_no(place.value, default=default)
        if says is None:
            raise Undecided(place.path)
        return says
    return default


def on(resource: Resource, found: Iterator[Problem]) -> Iterator[Problem | Open]:
    """What a stack rule says of one resource, of which an unknown may stop only this part.

    The stack rules about credentials are advisory as a whole; whoever makes one mandatory means all that it says.
    """
    try:
        for one in found:
            yield replace(one, on=resource, advisory=False)
    except Undecided as unknown:
        yield Open(resource, (unknown.path,))
