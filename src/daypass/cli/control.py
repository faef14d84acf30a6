"""This is where rules are found by what others call them: a framework's control, or another scanner's check."""

from collections.abc import Iterable
from typing import NamedTuple

from daypass.data.frameworks import controls, labels
from daypass.errors import UsageError
from daypass.rule import Rule


class AskedControl(NamedTuple):
    """The ids that are meant, of a control or of another scanner's check, and a sentence about them."""

    ids: tuple[str, ...]
    sentence: str

    def rules(self, every: Iterable[Rule]) -> list[Rule]:
        """Those that name one of them."""
        return [rule for rule in every if set(self.ids) & {*rule.controls, *rule.aliases}]


def control_of(text: str, every: Iterable[Rule]) -> AskedControl:
    """What an id, the part of one that nobody else has, or an older label means, in whatever case.

    Raises `UsageError` for one that nobody knows, or that several frameworks have.
    """
    every = list(every)
    asked = text.lower()
    for label in labels().values():
        if label.label.lower() == asked:
            return AskedControl(label.means, f"{label.label} means {', '.join(label.means)}. {label.why}.")
    known_ids = dict.fromkeys((*controls(), *(id_ for rule in every for id_ in rule.controls)))
    found = [id_ for id_ in known_ids if id_.lower() == asked]
    found = found or [id_ for id_ in known_ids if asked in id_.lower().split(":")]
    if not found and (named := checks_of(text, every)):
        return AskedControl(named, _as_check(named, every))
    if len(found) != 1:
        fact = f"{text[:80]!a} is " + (f"one of {', '.join(found[:5])}" if found else "no control that rules know")
        raise UsageError(fact, remedy="docs/coverage.md lists them.")
    known = controls().get(found[0])
    if known is None:  # of a framework that rules of others brought along
        return AskedControl((found[0],), f"{found[0]} is a control that rules name.")
    left = f" No rule covers it: {known.left}." if known.left else ""
    return AskedControl((known.id,), f"{known.id} is {known.title}.{left}")


def checks_of(text: str, every: Iterable[Rule]) -> tuple[str, ...]:
    """The checks of other scanners that a text names in whatever case: `checkov:CKV_AWS_274`, or as they print it."""
    asked = text.lower()
    aliases = dict.fromkeys(alias for rule in every for alias in rule.aliases)
    return tuple(alias for alias in aliases if asked in (alias.lower(), alias.lower().partition(":")[2]))


def _as_check(checks: tuple[str, ...], every: Iterable[Rule]) -> str:
    found = [rule for rule in every if set(checks) & set(rule.aliases)]
    several = f"{len(found)} rules answer" if found[1:] else "one rule answers"
    return f"{' and '.join(checks)}: {several} to it."
