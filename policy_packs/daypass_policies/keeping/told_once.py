"""This is where what gives one credential away is told once: under all of its names, and a key's id with its secret."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from daypass.rule import Problem
from daypass_policies.keeping.credentials import words_of
from daypass_policies.keeping.plain_text import NamedEntry


class Told(NamedTuple):
    """What there is to say, and the entry of which it is said, if it is said of one."""

    problem: Problem
    entry: NamedEntry | None = None


def once_each(told: Iterable[Told]) -> Iterator[Problem]:
    """What there is to say, in its order.

    The same value under several names of one property is said of the first, which names the others; the id of an
    access key is no secret beside the secret that it belongs to.
    """
    told = list(told)
    secrets = {owner for one in told if one.entry and (owner := _owner_of(one.entry, _SECRETS)) is not None}
    alike: dict[tuple[object, ...], list[Told]] = {}
    for number, one in enumerate(told):
        if one.entry is None or _owner_of_id(one.entry) not in secrets:
            alike.setdefault(_said(one) or (number,), []).append(one)
    for first, *others in alike.values():
        names = {one.entry.name for one in others if one.entry} - {first.entry.name if first.entry else ""}
        yield _beside(first.problem, sorted(names)) if names else first.problem


def _said(told: Told) -> tuple[object, ...]:
    """The value, and what is said of it; nothing where the value is not known, as where it was not decrypted."""
    if told.entry is None or told.entry.text in (None, "", _NOT_DECRYPTED):
        return ()
    return told.entry.text, told.problem.message.removeprefix(told.entry.name), told.problem.severity


_NOT_DECRYPTED: Final = "[secret]"


def _beside(problem: Problem, names: list[str]) -> Problem:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return replace(problem, message=f"{problem.message}; the same stands in {', '.join(names[:_SHOWN])}{more}")


_SHOWN: Final = 4


def _owner_of_id(entry: NamedEntry) -> tuple[str, ...] | None:
    return None if _owner_of(entry, _SECRETS) is not None else _owner_of(entry, _IDS)


def _owner_of(entry: NamedEntry, endings: tuple[tuple[str, ...], ...]) -> tuple[str, ...] | None:
    """What stands before one of these endings in its name, None where it has none of them."""
    words = tuple(words_of(entry.name))
    return next((words[: -len(end)] for end in endings if words[-len(end) :] == end), None)


_IDS: Final = (("access", "key", "id"), ("access", "key"))
"""AWS_ACCESS_KEY_ID, and AWS_ACCESS_KEY, which is how some call the id."""
_SECRETS: Final = (
    ("secret", "access", "key"),
    ("access", "key", "secret"),
    ("access", "secret"),
    ("secret", "key"),
)
"""AWS_SECRET_ACCESS_KEY, and AWS_ACCESS_SECRET."""
