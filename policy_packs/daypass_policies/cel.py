"""This is where a CEL expression is told by what it demands: what holds of everything for which it is true.

Only as much of the language is read as conditions use: comparisons joined by `&&` and `||`. What is demanded by one of
the parts of an `&&` is demanded by it, and by an `||` what each of its parts demands. What is written in another way
(`?:`, macros, functions that make another value) is not read, and demands nothing for certain.
Source: Common Expression Language, "Language Definition" (lexis, syntax, "Standard Definitions"); Google Cloud,
"Workload Identity Federation" and "Attribute reference for IAM Conditions"; read 2026-11.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal, NamedTuple

_LONGEST: Final = 4096
"""Google takes no longer attribute condition."""
_DEEPEST: Final = 20

_LEXIS: Final = re.compile(
    r"""(?P<space>[ \t\n\f\r]+|//[^\r\n]*(?:\r?\n|\Z))
    |(?P<raw>[rR](?!'{3}|"{3})(?:'[^'\r\n]*'|"[^"\r\n]*"))
    |(?P<text>(?!'{3}|"{3})(?:'(?:[^'\\\r\n]|\\[\\'"])*'|"(?:[^"\\\r\n]|\\[\\'"])*"))
    |(?P<word>[A-Za-z_]\w*+(?!['"]))
    |(?P<number>\d\w*+(?:\.\d\w*+)?)
    |(?P<sign>\|\||&&|[=!<>]=|[][(){}.,?:<>!+*%-]|/(?!/))""",
    re.VERBOSE | re.ASCII,
)
"""The tokens that conditions use; an expression with any other (`b''`, `'''`, `\\x2f`) is not read."""
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
_WORDS: Final = re.compile(r"\w\w", re.ASCII)

_ROOTS: Final = r"\b(?:assertion|attribute|google|claims|resource|request|api|destination|principal|origin)\b"
_TEXT: Final = r'"\d+"'
_LITERAL: Final = rf"(?:{_TEXT}|-?\d[\w.]*)"
_LITERALS: Final = rf"{_LITERAL}(?:,{_LITERAL})*,?"
_STEP: Final = rf"(?:\.\w+|\[{_TEXT}\])"
_NAME: Final = rf"{_ROOTS}{_STEP}+"
_VALUE: Final = rf"(?:{_NAME}|(?:string|int)\({_NAME}\))(?:\.(?:lower|upper)Ascii\(\))?"
"""A name, also where it is rewritten in ways that keep apart what belongs to two tenants."""

_SAID: Final = re.compile(rf"(?P<value>{_NAME})==(?P<text>{_TEXT})", re.ASCII)
_EQUAL: Final = re.compile(rf"(?P<value>{_VALUE})==(?P<literals>{_LITERAL})", re.ASCII)
_TURNED: Final = re.compile(rf"(?P<literals>{_LITERAL})==(?P<value>{_VALUE})", re.ASCII)
_LISTED: Final = re.compile(rf"(?P<value>{_VALUE})(?:(?<=\w) |(?<=[\])]))in\[(?P<literals>{_LITERALS})\]", re.ASCII)
_CALL: Final = re.compile(
    rf"(?P<value>{_VALUE})\.(?P<how>startsWith|endsWith|contains|matches)\((?P<literals>{_TEXT})\)", re.ASCII
)
_HAS_ONLY: Final = re.compile(
    rf"api\.getAttribute\((?P<key>{_TEXT}),\[\]\)\.hasOnly\(\[(?P<literals>{_LITERALS})\]\)", re.ASCII
)
_BEFORE: Final = re.compile(rf"(?P<value>{_NAME})<=?timestamp\((?P<literals>{_TEXT})\)", re.ASCII)
_AFTER: Final = re.compile(rf"timestamp\((?P<literals>{_TEXT})\)>=?(?P<value>{_NAME})", re.ASCII)
_SIZED: Final = rf"(?:{_VALUE}(?:\.size\(\))?|size\({_VALUE}\))"
_IDLE: Final = re.compile(
    rf"{_SIZED}(?:!=|[<>]=?)(?:{_LITERAL}|{_SIZED})|{_LITERAL}(?:!=|[<>]=?){_SIZED}|!?has\({_NAME}\)"
    rf"|{_VALUE}(?:(?<=\w) |(?<=[\])]))in\[\]",
    re.ASCII,
)
"""What is true of almost everything: an inequality, that a claim is there at all."""


How = Literal["is", "startsWith", "endsWith", "contains", "matches", "hasOnly", "before", "unread"]
_CALLS: Final[Mapping[str, How]] = {
    "startsWith": "startsWith",
    "endsWith": "endsWith",
    "contains": "contains",
    "matches": "matches",
}


class Demand(NamedTuple):
    """One thing that is asked of a name (`assertion.repository`).

    `how`: `is` (one of the texts), `before` (the time that the text says), `unread` for what is asked in a way that is
    not read here, else the function that is called with the texts.
    """

    name: str
    how: How
    texts: tuple[str, ...] = ()


Suffices = Callable[[Demand], bool | None]


def demands(expression: str, suffices: Suffices) -> bool | None:
    """Whether everything for which the expression is true meets some demand that suffices.

    None where it is not certain, as `suffices` says it of one demand. Of what is `unread` no more is believed of it.
    """
    if len(expression) > _LONGEST:
        return False
    read = parsed(expression)
    return _demands(read, read.plain, suffices, 0) if read else None


def comparisons(expression: str) -> Mapping[str, str] | None:
    """Name → text, where the expression does nothing but compare different names with texts, all of which must hold."""
    read = parsed(expression)
    parts = split(read.plain, "&&") if read else []
    found = [_SAID.fullmatch(part) for part in parts]
    said = {read.name(one["value"]): read.text(one["text"]) for one in found if one} if read else {}
    return said if said and len(said) == len(found) else None


def copied(expression: str) -> str | None:
    """The name of which the expression is a copy."""
    read = parsed(expression)
    return read.name(read.plain) if read and re.fullmatch(_VALUE, read.plain, re.ASCII) else None


def mentioned(expression: str) -> frozenset[str] | None:
    """The names in an expression, each with one step (`assertion.sub`); None where it may ask for others."""
    read = parsed(expression)
    return read.mentioned(read.plain) if read else None


def some(answers: Iterable[bool | None]) -> bool | None:
    """Whether one of them is true, None where that is not certain."""
    found = set(answers)
    return True if True in found else None if None in found else False


def every(answers: Iterable[bool | None]) -> bool | None:
    """Whether all of them are true, None where that is not certain."""
    found = set(answers)
    return False if False in found else None if None in found else True


class Read(NamedTuple):
    """An expression without spaces and comments, in which `"0"`, `"1"`, … stand for the texts."""

    plain: str
    texts: tuple[str, ...]

    def text(self, literal: str) -> str:
        """What a literal says."""
        return self.texts[int(literal[1:-1])] if literal.startswith('"') else literal

    def name(self, value: str) -> str:
        """`assertion.repository` of `string(assertion["0"])`."""
        found = re.search(_NAME, re.sub(r"\.\w+\(\)\Z", "", value), re.ASCII)
        return re.sub(rf"\[({_TEXT})\]", lambda step: f".{self.text(step[1])}", found[0]) if found else value

    def mentioned(self, part: str) -> frozenset[str] | None:
        """The names in a part; None where it may ask for others."""
        pattern = re.compile(rf"{_ROOTS}{_STEP}", re.ASCII)
        if re.search(_ROOTS, pattern.sub(" ", part), re.ASCII):
            return None
        return frozenset(map(self.name, pattern.findall(part)))


def parsed(expression: str) -> Read | None:
    """None where it has tokens that are not read here, or parentheses that do not match."""
    plain, at = "", 0
    texts: list[str] = []
    open_: list[str] = []
    while at < len(expression) <= _LONGEST:
        token = _LEXIS.match(expression, at)
        if token is None:
            return None
        at, said = token.end(), token[0]
        if token.lastgroup == "space":
            continue
        if token.lastgroup in ("raw", "text"):
            inner = said[2:-1] if token.lastgroup == "raw" else re.sub(r"\\(.)", r"\1", said[1:-1])
            said = f'"{len(texts)}"'
            texts.append(inner)
        elif said in _PAIRS.values():
            open_.append(said)
        elif said in _PAIRS and (not open_ or open_.pop() != _PAIRS[said]):
            return None
        plain += f" {said}" if _WORDS.fullmatch(plain[-1:] + said[0]) else said
    return None if open_ or at < len(expression) else Read(plain, tuple(texts))


def _demands(read: Read, part: str, suffices: Suffices, depth: int) -> bool | None:
    if depth > _DEEPEST or len(split(part, "?")) > 1:
        return _unread(read, part, suffices)
    for operator, joined in (("||", every), ("&&", some)):
        parts = split(part, operator)
        if len(parts) > 1:
            return joined(_demands(read, one, suffices, depth + 1) for one in parts)
    if is_enclosed(part):
        return _demands(read, part[1:-1], suffices, depth + 1)
    asked = asked_by(read, part)
    if asked:
        return suffices(asked)
    return False if is_idle(read, part) else _unread(read, part, suffices)


def _unread(read: Read, part: str, suffices: Suffices) -> bool | None:
    """Not what is asked is known, only of what: where none of that could suffice, nothing does."""
    names = read.mentioned(part)
    if names is None:
        return None
    return False if all(suffices(Demand(name, "unread")) is False for name in names) else None


def asked_by(read: Read, term: str) -> Demand | None:
    """What one comparison or call asks; None where it is written in another way."""
    if found := _EQUAL.fullmatch(term) or _TURNED.fullmatch(term) or _LISTED.fullmatch(term):
        return Demand(read.name(found["value"]), "is", _texts(read, found["literals"]))
    if found := _CALL.fullmatch(term):
        return Demand(read.name(found["value"]), _CALLS[found["how"]], _texts(read, found["literals"]))
    if found := _HAS_ONLY.fullmatch(term):
        return Demand(f"api.{read.text(found['key'])}", "hasOnly", _texts(read, found["literals"]))
    if found := _BEFORE.fullmatch(term) or _AFTER.fullmatch(term):
        return Demand(read.name(found["value"]), "before", _texts(read, found["literals"]))
    return None


def _texts(read: Read, literals: str) -> tuple[str, ...]:
    return tuple(read.text(one) for one in literals.split(",") if one)


def is_idle(read: Read, term: str) -> bool:
    """Whether a term is true of almost everything."""
    if _IDLE.fullmatch(term):
        return True
    denied = term[1:] if term.startswith("!") else ""
    while is_enclosed(denied):
        denied = denied[1:-1]
    return bool(asked_by(read, denied))


def split(part: str, operator: str) -> list[str]:
    """The parts between operators that stand in no parentheses."""
    found, start, depth = [], 0, 0
    for sign in re.finditer(rf"[][(){{}}]|{re.escape(operator)}", part):
        if sign[0] == operator and depth == 0:
            found.append(part[start : sign.start()])
            start = sign.end()
        depth += (sign[0] in _PAIRS.values()) - (sign[0] in _PAIRS)
    return [*found, part[start:]]


def is_enclosed(part: str) -> bool:
    """Whether it stands in one pair of parentheses as a whole."""
    if not part.startswith("("):
        return False
    depth = 0
    for sign in re.finditer(r"[][(){}]", part):
        depth += 1 if sign[0] in _PAIRS.values() else -1
        if depth == 0:
            return sign.end() == len(part)
    return False
