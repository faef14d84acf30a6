"""This is where an action pattern is: `s3:GetObject`, `s3:*`, `*`; AWS ignores case in it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from daypass.iam.glob import has_wildcard, is_any, matches

EVERYTHING: Final = "*"
"""What `whole_service` answers for a pattern that leaves no service out."""


def action_matches(pattern: str, action: str) -> bool:
    """Whether the pattern takes in this action, as in `iam:Pass*` and `iam:PassRole`."""
    return matches(pattern.lower(), action.lower())


def whole_service(pattern: str) -> str:
    """The service that the pattern takes in as a whole, in small letters; "" where it is narrower.

    `S3:*`, `s3:**` and `s3:?*` are `s3`; `i*:*` stays a pattern; `*`, `*:*`, `**` are EVERYTHING. A pattern without a
    colon is read as one over the whole of `service:name`, because nothing says that its wildcard stops there.
    """
    service, colon, name = pattern.lower().partition(":")
    if is_any(service) and (not colon or is_any(name)):
        return EVERYTHING
    if colon:
        return service if is_any(name) else ""
    return service if has_wildcard(service) and service.endswith("*") else ""


def whole_services(patterns: Iterable[str]) -> set[str]:
    """The services that these patterns take in as a whole together: also those that hide it.

    `iam:*e*` leaves out next to nothing, and `iam:a*`, `iam:c*`, … is the service letter by letter; nobody who means
    some actions writes either.
    """
    found, letters = set(), defaultdict[str, set[str]](set)
    for pattern in patterns:
        found.add(whole_service(pattern))
        service, _, name = pattern.lower().partition(":")
        letter = name.strip("*?")
        if len(letter) != 1:
            continue
        before, _, after = name.partition(letter)
        if "*" in before and "*" in after:
            found.add(service)
        elif not before and "*" in after:
            letters[service].add(letter)
    found.update(service for service, first in letters.items() if len(first) >= _MANY_LETTERS)
    return {EVERYTHING if is_any(service) else service for service in found - {""}}


_MANY_LETTERS: Final = 4
"""First letters of actions, as in `a*`: the verbs of a service (Create, Delete, Get, List, Put, Update) take six."""
