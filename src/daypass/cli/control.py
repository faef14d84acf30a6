"""This is where a control of some framework is found by what people call it, with the rules that name it."""

from collections.abc import Iterable
from typing import NamedTuple

from daypass.data.frameworks import controls, labels
from daypass.errors import UsageError
from daypass.rule import Rule


class AskedControl(NamedTuple):
    """The ids that are meant, and a sentence about them."""

    ids: tuple[str, ...]
    sentence: str

    def rules(self, every: Iterable[Rule]) -> list[Rule]:
        """Those that name one of them."""
        return [rule for rule in every if set(self.ids) & set(rule.controls)]


def control_of(text: str, every: Iterable[Rule]) -> AskedControl:
    """What an id, the part of one that no other framework has, or an older label means, in whatever case.

    Raises `UsageError` for one that nobody knows, or that several frameworks have.
    """
    asked = text.lower()
    for label in labels().values():
        if label.label.lower() == asked:
            return AskedControl(label.means, f"{label.label} means {', '.join(label.means)}. {label.why}.")
    named = dict.fromkeys((*controls(), *(id_ for rule in every for id_ in rule.controls)))
    found = [id_ for id_ in named if id_.lower() == asked] or [id_ for id_ in named if asked in id_.lower().split(":")]
    if len(found) != 1:
        fact = f"{text[:80]!a} is " + (f"one of {', '.join(found[:5])}" if found else "no control that rules know")
        raise UsageError(fact, remedy="docs/coverage.md lists them.")
    known = controls().get(found[0])
    if known is None:  # of a framework that rules of others brought along
        return AskedControl((found[0],), f"{found[0]} is a control that rules name.")
    left = f" No rule covers it: {known.left}." if known.left else ""
    return AskedControl((known.id,), f"{known.id} is {known.title}.{left}")
