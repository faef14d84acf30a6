"""This is where it is told whether a CEL expression holds of one thing of which some facts are known.

Where `cel` tells what is demanded of everything, this answers for one: a comparison is asked of whoever knows the
thing, and what is not read, or not known, is neither true nor false. Source: Common Expression Language, "Language
Definition" (logical operators); read 2026-12.
"""

from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

from daypass_policies.cel import Demand, Read, asked_by, every, is_enclosed, is_idle, parsed, some, split

Answers = Callable[[Demand], bool | None]
"""Whether a comparison holds of the thing, None where nobody knows."""

_DEEPEST: Final = 20


class Condition(NamedTuple):
    """An expression that is read once, however often it is asked. `demands` of `unread` are what it may ask for."""

    how: Literal["some", "every", "not", "asks", "unread"]
    parts: "tuple[Condition, ...]" = ()
    demands: tuple[Demand, ...] | None = ()

    @classmethod
    def of(cls, expression: str) -> "Condition":
        """What the expression says."""
        read = parsed(expression)
        return _made(read, read.plain, 0) if read and read.plain else cls("unread", (), None)

    def holds(self, answers: Answers) -> bool | None:
        """Whether it is true of what the answers are about; None where that is not certain."""
        if self.how == "asks":
            return answers(self.demands[0]) if self.demands else None
        if self.how == "not":
            found = self.parts[0].holds(answers)
            return None if found is None else not found
        joined = {"some": some, "every": every}.get(self.how)
        return joined(one.holds(answers) for one in self.parts) if joined else None

    def asked(self) -> Iterator[Demand | None]:
        """What it asks anywhere, denied or not; None for what it may ask of any name, in a way that is not read."""
        yield from (None,) if self.demands is None else self.demands
        for one in self.parts:
            yield from one.asked()


def _made(read: Read, part: str, depth: int) -> Condition:
    if depth > _DEEPEST or len(split(part, "?")) > 1:
        return _unread(read, part)
    for operator, how in (("||", "some"), ("&&", "every")):
        parts = split(part, operator)
        if len(parts) > 1:
            each = tuple(_made(read, one, depth + 1) for one in parts)
            return Condition("some", each) if how == "some" else Condition("every", each)
    if is_enclosed(part):
        return _made(read, part[1:-1], depth + 1)
    inner, is_denied = _undenied(read, part)
    if is_denied:
        return Condition("not", (_made(read, inner, depth + 1),))
    found = asked_by(read, part)
    return Condition("asks", (), (found,)) if found else _unread(read, part)


def _undenied(read: Read, part: str) -> tuple[str, bool]:
    """The part without its `!`, or with `==` for its `!=`, and whether it had one."""
    inner = part[1:]
    if part.startswith("!") and (is_enclosed(inner) or inner.startswith("!")):
        return inner, True
    if part.startswith("!"):
        asked = asked_by(read, inner)
        return inner, bool(asked) and asked is not None and asked.how != "is"
    left, sign, right = part.partition("!=")
    turned = f"{left}=={right}"
    return (turned, True) if sign and asked_by(read, turned) else (part, False)


def _unread(read: Read, part: str) -> Condition:
    names = () if is_idle(read, part) else read.mentioned(part)
    return Condition("unread", (), None if names is None else tuple(Demand(name, "unread") for name in sorted(names)))
