"""This is where people are told among the members of Google's IAM: persons, companies, and groups called after people.

Source: Google Cloud, "Principal identifiers"; read 2026-11.
"""

import re
from typing import Final, NamedTuple

from daypass_policies.located import Located
from daypass_policies.trusting.called_after import is_called_after_people

_POOLS: Final = r"iam\.googleapis\.com/locations/[^/]+/workforcePools/"
_PERSONS: Final = re.compile(
    rf"\s*(?:(?:user|domain):|principal(?:Set)?://{_POOLS}(?![^/]+/group/))\s*(?P<who>.*)", re.IGNORECASE | re.DOTALL
)
_GROUP: Final = re.compile(
    rf"\s*(?:group:|principal(?:Set)?://{_POOLS}(?=[^/]+/group/))\s*(?P<who>(?:[^/]+/group/)?(?P<name>[^@]*).*)",
    re.IGNORECASE | re.DOTALL,
)


class People(NamedTuple):
    """By which name Google knows them: an address, a domain, or what a workforce pool calls them."""

    who: str
    is_group: bool


def people_of(member: Located) -> People | None:
    """The people that a member is; None where it is none, or a group that may be of anything. Raises `Undecided`."""
    if found := _PERSONS.fullmatch(member.text):
        return People(found["who"], is_group=False)
    found = _GROUP.fullmatch(member.text)
    return People(found["who"], is_group=True) if found and is_called_after_people(found["name"]) else None
