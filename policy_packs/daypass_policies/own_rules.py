"""This is where rules are found that others bring along: installed distributions name them under `daypass.rules`.

A rule that cannot be loaded stops everything: what was believed to be judged must not go unjudged without a word.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from daypass.errors import DaypassError, UnreadableError, broke_at
from daypass.report.option_schema import flaw
from daypass.rule import PACKS, Rule

GROUP: Final = "daypass.rules"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TOKEN: Final = re.compile(r"[^\s:]+:[^\s:]*:[^\s:]+|\S*\*\S*")
_OPTION: Final = re.compile(r"(?!enforcementLevel\Z)\w[\w.-]*")
_MEND: Final = "Mend or uninstall the distribution."
_DISTRIBUTION: Final = re.compile(r"[\w.-]{1,100}", re.ASCII)


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
            found[one.name] = replace(one, brought_by=_maker(point))
    return found


def _loaded(point: EntryPoint, place: str) -> tuple[Rule, ...]:
    several = _held(point, place)
    if not several or not all(isinstance(one, Rule) for one in several):
        raise UnreadableError(
            "is no Rule and no list of them", place=place, remedy="Make rules with daypass.rule.rule."
        )
    return several


def _held(point: EntryPoint, place: str) -> tuple[Any, ...]:
    """What the entry point names. A foreign module that leaves, as by `sys.exit(0)`, has not loaded either."""
    try:
        held = point.load()
        several = isinstance(held, Iterable) and not isinstance(held, str | Mapping)
        return tuple(held) if several else (held,)
    except KeyboardInterrupt:
        raise
    except DaypassError as refused:
        where = f"{place}: {refused.place}" if refused.place else place
        raise UnreadableError(refused.fact, place=where, remedy=refused.remedy or _MEND) from None
    except BaseException as broken:  # noqa: BLE001 - whatever a foreign module raises; its text may hold anything
        raise UnreadableError(f"cannot be loaded ({broke_at(broken)})", place=place, remedy=_MEND) from None


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
    elif wrong := next((token for token in one.applies_to if not _TOKEN.fullmatch(token)), None):
        fact = f"asks about {wrong[:80]!a}, which is no type token"
    elif wrong := next((name for name in one.options if not _OPTION.fullmatch(str(name))), None):
        fact = f"has an option of the name {str(wrong)[:80]!a}, under which nobody could configure it"
    else:
        flaws = ((name, flaw(schema)) for name, schema in one.options.items())
        fact = next((f"has the option {name[:80]!a}, which {why}" for name, why in flaws if why), "")
    if fact:
        raise UnreadableError(f"the rule {one.name[:80]!a} {fact}", place=place, remedy="See docs/own-rules.md.")


def _maker(point: EntryPoint) -> str:
    """The distribution, or the module where that has a name which could not be one."""
    name = point.dist.name if point.dist else ""
    return name if _DISTRIBUTION.fullmatch(name) else point.module


def _place(point: EntryPoint) -> str:
    maker = f" of {point.dist.name}" if point.dist else ""
    return f"entry point {point.name!r} in {GROUP}{maker}"
