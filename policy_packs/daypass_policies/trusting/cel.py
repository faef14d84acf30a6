"""This is where a CEL expression is told by what it demands: what holds of everything for which it is true.

Only as much of the language is read as conditions on tokens use: comparisons joined by `&&` and `||`. What is demanded
by one of the parts of an `&&` is demanded by it, and by an `||` what each of its parts demands.
Source: Common Expression Language, "Language Definition"; Google Cloud, "Workload Identity Federation"; read 2026-11.
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

_LONGEST: Final = 4096
"""Google takes no longer attribute condition."""
_DEEPEST: Final = 40

_TEXT: Final = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_NAME: Final = rf"(?:assertion|attribute|google|claims)(?:\.\w+|\[\s*{_TEXT}\s*\])"
_TOKEN: Final = re.compile(rf"r?{_TEXT}|\|\||&&|[()\[\]]")
_EQUAL: Final = re.compile(
    rf"\s*(?:(?P<name>{_NAME})\s*==\s*r?{_TEXT}|r?{_TEXT}\s*==\s*(?P<turned>{_NAME}))\s*", re.DOTALL
)
_LISTED: Final = re.compile(rf"\s*(?P<name>{_NAME})\s+in\s+\[(?P<list>[^\]]*)\]\s*", re.DOTALL)
_CALL: Final = re.compile(
    rf"\s*(?P<name>{_NAME})\.(?P<call>startsWith|endsWith|contains|matches)\(\s*r?(?P<text>{_TEXT})\s*\)\s*", re.DOTALL
)
_IDLE: Final = re.compile(r"!=|^\s*!|^\s*has\(|[<>]", re.DOTALL)
"""What is true of almost every token: an inequality, a negation, that a claim is there at all."""


class Demand(NamedTuple):
    """One thing that is asked of a name (`assertion.repository`).

    `how`: `is` (one of some texts), `startsWith`, `matches`, `other` for what is asked in a way that is not read here.
    """

    name: str
    how: str
    text: str = ""


def demands(expression: str, suffices: Callable[[Demand], bool]) -> bool:
    """Whether everything for which the expression is true meets some demand that suffices."""
    if len(expression) > _LONGEST:
        return False
    return _demands(expression, suffices, 0)


def parts_of_all(expression: str) -> list[str]:
    """The parts all of which have to be true; the expression alone where it has alternatives, or is too long."""
    is_plain = len(expression) <= _LONGEST and len(_split(expression, "||")) == 1
    return _split(expression, "&&") if is_plain else [expression]


def _demands(expression: str, suffices: Callable[[Demand], bool], depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    alternatives = _split(expression, "||")
    if len(alternatives) > 1:
        return all(_demands(part, suffices, depth + 1) for part in alternatives)
    parts = _split(expression, "&&")
    if len(parts) > 1:
        return any(_demands(part, suffices, depth + 1) for part in parts)
    inner = _without_parentheses(expression)
    if inner is not None:
        return _demands(inner, suffices, depth + 1)
    return any(map(suffices, _asked(expression)))


def _asked(term: str) -> list[Demand]:
    if found := _EQUAL.fullmatch(term):
        return [Demand(found["name"] or found["turned"], "is")]
    if found := _LISTED.fullmatch(term):
        return [Demand(found["name"], "is")] if found["list"].strip() else []
    if found := _CALL.fullmatch(term):
        asked = {"startsWith": "startsWith", "matches": "matches"}.get(found["call"])
        return [Demand(found["name"], asked, found["text"][1:-1])] if asked else []
    if _IDLE.search(term):
        return []
    return [Demand(name, "other") for name in re.findall(_NAME, term)]


def _split(expression: str, operator: str) -> list[str]:
    """The parts between operators that stand in no parentheses and no text."""
    found, start, depth = [], 0, 0
    for token in _TOKEN.finditer(expression):
        text = token[0]
        if text in "([":
            depth += 1
        elif text in ")]":
            depth -= 1
        elif text == operator and depth == 0:
            found.append(expression[start : token.start()])
            start = token.end()
    return [*found, expression[start:]]


def _without_parentheses(expression: str) -> str | None:
    """What stands between parentheses that hold the whole expression."""
    bare = expression.strip()
    if not (bare.startswith("(") and bare.endswith(")")):
        return None
    depth = 0
    for token in _TOKEN.finditer(bare):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0:
            return bare[1:-1] if token.end() == len(bare) else None
    return None
