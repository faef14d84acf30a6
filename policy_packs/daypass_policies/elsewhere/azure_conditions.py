"""This is where it is told whether a condition of Azure keeps whoever assigns roles from giving itself any of them.

What is asked is whether it may assign to itself one of the roles that assign all others. Read are the conditions by
which this is delegated: which roles and which principals, joined by `AND`, `OR` and `!`. Source: Microsoft Learn,
"Azure role assignment condition format and syntax", "Authorization actions and attributes" and "Examples to delegate
Azure role assignment management with conditions"; read 2026-12.
"""

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from daypass_policies.cel import every, some

_ASSIGNERS: Final = (
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
)
"""Owner, User Access Administrator and Role Based Access Control Administrator."""

_ASSIGNING: Final = "microsoft.authorization/roleassignments/write"
_OF_ASSIGNMENTS: Final = "microsoft.authorization/roleassignments:"
_LONGEST: Final = 8192
"""Azure takes no longer condition. Source: Microsoft Learn, "Azure RBAC limits"; read 2026-12."""
_DEEPEST: Final = 40

_LEXIS: Final = re.compile(
    r"""\s*+(?:
    (?P<sign>[()!]|&&|\|\|)
    |(?P<word>(?:AND|OR|NOT)\b)
    |ActionMatches\s*\{\s*'(?P<action>[^']*)'\s*\}
    |(?P<other>SubOperationMatches\s*\{[^}]*\}|(?:Not)?Exists\s+@\w+\[[^\]]*\])
    |@(?P<source>\w+)\[(?P<attribute>[^\]]*)\]\s*(?P<how>[A-Za-z:]+)\s*(?P<value>\{[^}]*\}|'[^']*'|@\w+\[[^\]]*\]|[\w.-]+)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_SIGNS: Final = {"and": "&&", "or": "||", "not": "!"}
_VALUE: Final = re.compile(r"'([^']*)'|([^\s,{}']+)")


class _Try(NamedTuple):
    """What is tried: to assign this role to this principal, itself. It is all in small letters."""

    role: str
    principal: str


_Token = str | bool | None
"""A sign, or whether what is tried meets what stands there; None where that is not told."""


def lets_it_rise(condition: str, principal: str) -> bool | None:
    """Whether it may give itself a role that assigns any other; None where the condition is written in another way."""
    tried = (_Try(role, principal.strip().lower()) for role in _ASSIGNERS)
    try:
        return some(_Reading(_tokens(condition, one)).whole() for one in tried)
    except ValueError:
        return None


def _tokens(condition: str, tried: _Try) -> list[_Token]:
    """Raises `ValueError` where a part is none that is known."""
    text = condition.strip()
    found: list[_Token] = []
    at = 0 if len(text) <= _LONGEST else -1
    while at < len(text):
        match = _LEXIS.match(text, at) if at >= 0 else None
        if match is None:
            raise ValueError("a condition that is not read")
        found.append(_token(match, tried))
        at = match.end()
    return found


def _token(match: re.Match[str], tried: _Try) -> _Token:
    if sign := match["sign"] or match["word"]:
        return _SIGNS.get(sign.lower(), sign)
    if match["action"] is not None:
        return fnmatchcase(_ASSIGNING, match["action"].strip().lower())
    if match["other"] or match["source"].lower() != "request":
        return None
    name = match["attribute"].strip().lower()
    values = [(quoted or plain).rpartition("/")[2].lower() for quoted, plain in _VALUE.findall(match["value"])]
    meets = _MEETS.get(match["how"].lower())
    its_own = _OWN.get(name.removeprefix(_OF_ASSIGNMENTS))
    return meets(its_own(tried), values) if meets and its_own and not match["value"].startswith("@") else None


_OWN: Final[dict[str, Callable[[_Try], str]]] = {
    "roledefinitionid": lambda tried: tried.role,
    "principalid": lambda tried: tried.principal,
    "principaltype": lambda _: "serviceprincipal",
}


def _is_among(own: str, values: list[str]) -> bool:
    return own in values


def _is_none(own: str, values: list[str]) -> bool:
    return own not in values


def _is_another(own: str, values: list[str]) -> bool:
    """Of several values each is another than some: this keeps out nobody, though it is often meant to."""
    return any(own != value for value in values)


def _forms(*operators: str, over: tuple[str, ...]) -> Iterator[str]:
    return (f"{how}{operator}" for operator in operators for how in over)


_MEETS: Final[dict[str, Callable[[str, list[str]], bool]]] = {
    **dict.fromkeys(
        _forms(
            *("guidequals", "stringequals", "stringequalsignorecase"),
            over=("", "foranyofanyvalues:", "forallofanyvalues:"),
        ),
        _is_among,
    ),
    **dict.fromkeys(
        _forms(
            *("guidnotequals", "stringnotequals", "stringnotequalsignorecase"),
            over=("", "foranyofallvalues:", "forallofallvalues:"),
        ),
        _is_none,
    ),
    **dict.fromkeys(
        _forms(
            *("guidnotequals", "stringnotequals", "stringnotequalsignorecase"),
            over=("foranyofanyvalues:", "forallofanyvalues:"),
        ),
        _is_another,
    ),
}


class _Reading:
    """A condition, read from left to right; `!` binds closest, and `AND` closer than `OR`."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = self._depth = 0

    def whole(self) -> bool | None:
        """Whether it is met. Raises `ValueError`."""
        found = self._either()
        if self._at < len(self._tokens):
            raise ValueError("more than one condition")
        return found

    def _either(self) -> bool | None:
        found = [self._both()]
        while self._takes("||"):
            found.append(self._both())
        return some(found)

    def _both(self) -> bool | None:
        found = [self._one()]
        while self._takes("&&"):
            found.append(self._one())
        return every(found)

    def _one(self) -> bool | None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("too deep")
        if self._takes("!"):
            inner = self._one()
            found = None if inner is None else not inner
        elif self._takes("("):
            found = self._either()
            if not self._takes(")"):
                raise ValueError("a bracket that does not end")
        else:
            found = self._told()
        self._depth -= 1
        return found

    def _told(self) -> bool | None:
        token = self._tokens[self._at] if self._at < len(self._tokens) else ""
        if isinstance(token, str):
            raise ValueError(f"{token!r} where something is asked")  # noqa: TRY004 - what a person wrote, no wrong type
        self._at += 1
        return token

    def _takes(self, sign: str) -> bool:
        is_there = self._at < len(self._tokens) and self._tokens[self._at] == sign
        self._at += is_there
        return is_there
