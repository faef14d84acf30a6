"""This is where the id of an access key is told from a secret: beside its secret it says nothing that this does not."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from daypass.rule import Problem
from daypass_policies.keeping.credentials import words_of
from daypass_policies.keeping.plain_text import NamedEntry


class ToldOfKey(NamedTuple):
    """What there is to say, and the entry of which it is said, None where it is of all."""

    problem: Problem
    entry: NamedEntry | None = None


def without_ids(told: Iterable[ToldOfKey]) -> Iterator[Problem]:
    """What there is to say, in its order, but for the ids of keys whose secrets are told at the same place."""
    told = list(told)
    secrets = {whose for one in told if one.entry and (whose := _whose(one.entry, _SECRETS))}
    for problem, entry in told:
        if entry is None or not _is_id(entry) or _whose(entry, _IDS) not in secrets:
            yield problem


def is_id_beside(entry: NamedEntry, others: Iterable[NamedEntry]) -> bool:
    """Whether it is the id of a key, and one of the others, whose secret may be one, stands at the same place."""
    return entry.text is not None and _is_id(entry) and any(place_of(one) == place_of(entry) for one in others)


class _Whose(NamedTuple):
    """The environment, and what stands before the ending of the name: `aws` of AWS_ACCESS_KEY_ID."""

    place: str
    before: tuple[str, ...]


def _whose(entry: NamedEntry, endings: tuple[tuple[str, ...], ...]) -> _Whose | None:
    """None where the name has none of these endings."""
    words = tuple(words_of(entry.name))
    end = next((end for end in endings if words[-len(end) :] == end), None)
    return None if end is None else _Whose(place_of(entry), words[: -len(end)])


def place_of(entry: NamedEntry) -> str:
    """The environment in which it stands."""
    return _LAST.sub("", entry.path)


def _is_id(entry: NamedEntry) -> bool:
    """By its shape; where that is hidden, by a name that says so."""
    if entry.text is not None:
        return bool(KEY_ID.fullmatch(entry.text.strip()))
    return words_of(entry.name)[-1:] == ["id"]


KEY_ID: Final = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{16}")
"""The id of an access key: "The Access Key ID is not a secret, and anyone could use your Access Key ID in requests to
AWS" (https://documentation.help/prod-adv-api-dg-20091101/AWSCredentials.html). Its proof is the other half.
Source of the shape: IAM User Guide, "IAM identifiers", unique identifiers; read 2026-11."""

_LAST: Final = re.compile(r"(?:\[[0-9]+\])?\.[^.]*$")
"""The last step of a path, with its number where an environment is a list of names and values."""

_IDS: Final = (("access", "key", "id"), ("access", "key"))
"""AWS_ACCESS_KEY_ID, and AWS_ACCESS_KEY, which is how some call the id."""
_SECRETS: Final = (
    ("secret", "access", "key"),
    ("access", "key", "secret"),
    ("access", "secret"),
    ("secret", "key"),
)
"""AWS_SECRET_ACCESS_KEY, and AWS_ACCESS_SECRET."""
