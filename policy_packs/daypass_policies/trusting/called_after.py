"""This is where it is told by a name alone who is behind it: people, those of them who are on call, or workloads."""

import re
from typing import Final

from daypass.data.environment_words import environment_words
from daypass.words import words_in

_PEOPLE: Final = frozenset(
    (
        *("developers", "devs", "engineers", "engineering", "analysts", "scientists", "admins", "administrators"),
        *("team", "teams", "squad", "staff", "people", "humans", "employees", "contractors"),
    )
)
_WORKLOADS: Final = frozenset(
    (
        *("workload", "robot", "bot", "machine", "runner", "sa", "cicd", "gke", "gha", "automation", "runtime"),
        *("pipeline", "serviceaccount"),
    )
)
"""Words, in the singular, by which a group says that it has workloads in it, be it a team's: `developers-bots`."""

_LAST: Final = frozenset(("account", "service", "app", "job", "agent", "ci", "backend", "frontend", "api", "portal"))
"""The same where they stand last: a team of the backend has people in it."""

_BEHIND: Final = frozenset(("eu", "us", "emea", "apac", "de", "uk", "north", "south", "east", "west", "central"))
"""Where a group is, which stands behind what it is."""

_EMERGENCY: Final = re.compile(
    r"break[^a-z]?glass|(?<![a-z])(?:emergency|emergencies|incidents?)(?![a-z])", re.IGNORECASE
)
_ON_CALL: Final = re.compile(r"(?<![a-z])on[^a-z]?calls?(?![a-z])", re.IGNORECASE)
"""Whole words, but the first, which is in none: `CoincidentalAnalysts` are not on call."""


def is_called_after_people(name: str) -> bool:
    """Whether a group's name says who is in it, and not that they are on call, for whom such a group is made."""
    words = words_in(name)
    while words and (words[-1] in _BEHIND or words[-1] in environment_words()):
        words.pop()
    single = [word.removesuffix("s") for word in words]
    are_workloads = not _WORKLOADS.isdisjoint(single) or (bool(single) and single[-1] in _LAST)
    return not (_PEOPLE.isdisjoint(words) or are_workloads or is_for_those_on_call(name))


def is_for_those_on_call(name: str) -> bool:
    """Whether a name says that it is for emergencies, or for those who are on call for one: `OnCall`."""
    return is_for_emergencies(name) or _is_said(_ON_CALL, name)


def is_for_emergencies(name: str) -> bool:
    """Whether a name says that nobody has it on a plain day, however it is written: `PaymentsBreakGlass`."""
    return _is_said(_EMERGENCY, name)


def _is_said(words: re.Pattern[str], name: str) -> bool:
    return bool(words.search(name) or words.search("-".join(words_in(name))))
