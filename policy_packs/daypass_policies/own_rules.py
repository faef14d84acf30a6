"""This is where rules are found that others bring along: installed distributions name them under `daypass.rules`.

A rule that cannot be loaded stops everything: what was believed to be judged must not go unjudged without a word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from daypass.errors import UnreadableError, broke_at
from daypass.rule import PACKS, Rule

GROUP: Final = "daypass.rules"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def own_rules(ours: Mapping[str, Rule]) -> dict[str, Rule]:
    """Name → rule, of all entry points in the group: each is a `Rule` or several of them.

    Raises `UnreadableError` for an entry point that does not load, is no rule, or has a name that is taken (`ours`).
    """
    found: dict[str, Rule] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        place = _place(point)
        for one in _loaded(point, place):
            _check(one, place)
            if one.name in ours or one.name in found:
                raise UnreadableError(
                    f"the rule {one.name!r} exists already", place=place, remedy="Give it another name."
                )
            found[one.name] = one
    return found


def _loaded(point: EntryPoint, place: str) -> Iterator[Rule]:
    try:
        held = point.load()
    except Exception as broken:  # noqa: BLE001 - whatever a foreign module raises; its text may hold anything
        fact = f"cannot be loaded ({broke_at(broken)})"
        raise UnreadableError(fact, place=place, remedy="Mend or uninstall the distribution.") from None
    several = tuple(held) if isinstance(held, Iterable) and not isinstance(held, str | Mapping) else (held,)
    if not several or not all(isinstance(one, Rule) for one in several):
        raise UnreadableError(
            "is no Rule and no list of them", place=place, remedy="Make rules with daypass.rule.rule."
        )
    yield from several


def _check(one: Rule, place: str) -> None:
    """What the packs and reports rely on, beside what a `Rule` checks itself."""
    fact = ""
    if not _NAME.fullmatch(one.name):
        fact = "has a name that is not made of words-with-hyphens"
    elif one.pack not in PACKS:
        fact = f"belongs to none of {', '.join(PACKS)}"
    elif not one.applies_to:
        fact = "says no types that it asks about"
    elif not one.description.endswith("."):
        fact = "does not say in a docstring why it asks"
    if fact:
        raise UnreadableError(f"the rule {one.name[:80]!a} {fact}", place=place, remedy="See docs/own-rules.md.")


def _place(point: EntryPoint) -> str:
    maker = f" of {point.dist.name}" if point.dist else ""
    return f"entry point {point.name!r} in {GROUP}{maker}"
