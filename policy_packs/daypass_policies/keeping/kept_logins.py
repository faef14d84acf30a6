"""This is where it is told whether Vault, as it revokes a login that it made in a database, takes anything away there.

A role that says nothing has its plugin take the login away. What it says in its place is run as it is, and Vault counts
the lease as revoked whatever that did. Plugins whose statements are JSON (MongoDB) or that read none (Redis,
Elasticsearch, Couchbase) take the login away in any case. Source: Vault API documentation, "Database secrets engine"
(`revocation_statements`: texts in the language of the plugin, also in base64), and the pages of its plugins; empty
statements are dropped by Vault (`RemoveEmpty` in builtin/logical/database/path_roles.go); read 2026-12.
"""

import re
from collections.abc import Iterable
from typing import Final

_COMMENT: Final = re.compile(r"--[^\n]*|/\*(?:(?!\*/).)*(?:\*/|\Z)", re.DOTALL)
_TAKES_AWAY: Final = re.compile(
    r"drop|revoke|alter|delete|deluser|remove|disable|nologin|lock|kill|terminate|expire|purge|truncate|update|merge"
    r"|replace|deactivate|suspend|offboard|detach|unassign|deny|reset|cleanup|password"
    r"|\b(?:call|exec|execute|perform|do|declare|run|set\s+role)\b",
    re.IGNORECASE,
)
"""Words of what takes a login away or shuts it, in SQL, CQL, InfluxQL and names of procedures, and what runs others."""

_ASKS: Final = re.compile(r"\bselect\b", re.IGNORECASE)
_HANDED_OVER: Final = re.compile(r"\w\s{0,8}\([^()]{0,400}\{\{\s{0,8}(?:user)?name\s{0,8}\}\}", re.IGNORECASE)
"""A function of somebody's own, which `select` runs, that is told which login it is."""

_NOT_PLAIN: Final = re.compile(r"\s*[{\[]|[A-Za-z0-9+/]{12,}={0,2}\s*$")
"""JSON, of the plugins that delete in any case, and base64."""


def keeps_the_login(statements: Iterable[str]) -> bool:
    """Whether there are some, and none of them takes anything away; those behind one that does are not read."""
    said = False
    for one in filter(str.strip, statements):
        if _may_take_away(one):
            return False
        said = True
    return said


def _may_take_away(statement: str) -> bool:
    if _NOT_PLAIN.match(statement):
        return True
    plain = _COMMENT.sub(" ", statement)
    return bool(_TAKES_AWAY.search(plain) or any(map(_is_handed_over, plain.split(";"))))


def _is_handed_over(statement: str) -> bool:
    return bool(_ASKS.search(statement) and _HANDED_OVER.search(statement))
