"""This is where people are told among the members of Google's IAM: persons, companies, and groups called after people.

Source: Google Cloud, "Principal identifiers"; read 2026-11.
"""

import re
from typing import Final, NamedTuple

from daypass.data.environment_words import environment_words
from daypass.words import words_in
from daypass_policies.located import Located

_POOLS: Final = r"iam\.googleapis\.com/locations/[^/]+/workforcePools/"
_PERSONS: Final = re.compile(
    rf"\s*(?:(?:user|domain):|principal(?:Set)?://{_POOLS}(?![^/]+/group/))\s*(?P<who>.*)", re.IGNORECASE | re.DOTALL
)
_GROUP: Final = re.compile(
    rf"\s*(?:group:|principal(?:Set)?://{_POOLS}(?=[^/]+/group/))\s*(?P<who>(?:[^/]+/group/)?(?P<name>[^@]*).*)",
    re.IGNORECASE | re.DOTALL,
)

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

_ON_CALL: Final = re.compile(r"(?<![a-z])on[^a-z]?call|break[^a-z]?glass|emergency|incident", re.IGNORECASE)


class People(NamedTuple):
    """By which name Google knows them: an address, a domain, or what a workforce pool calls them."""

    who: str
    is_group: bool


def people_of(member: Located) -> People | None:
    """The people that a member is; None where it is none, or a group that may be of anything. Raises `Undecided`."""
    if found := _PERSONS.fullmatch(member.text):
        return People(found["who"], is_group=False)
    found = _GROUP.fullmatch(member.text)
    return People(found["who"], is_group=True) if found and _is_called_after_people(found["name"]) else None


def _is_called_after_people(name: str) -> bool:
    """Whether the name says who is in a group, and not that they are on call, for whom such a group is made."""
    words = words_in(name)
    while words and (words[-1] in _BEHIND or words[-1] in environment_words()):
        words.pop()
    single = [word.removesuffix("s") for word in words]
    are_workloads = not _WORKLOADS.isdisjoint(single) or (bool(single) and single[-1] in _LAST)
    return not (_PEOPLE.isdisjoint(words) or are_workloads or _ON_CALL.search(name))
