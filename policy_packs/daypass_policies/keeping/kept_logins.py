"""This is where it is told whether Vault, as it revokes a login that it made in a database, takes anything away there.

A role that says nothing has its plugin take the login away. What it says in its place is run as it is, and Vault counts
the lease as revoked whatever that did. Plugins whose statements are JSON (MongoDB) or that read none (Redis,
Elasticsearch, Couchbase) take the login away in any case. Source: Vault API documentation, "Database secrets engine"
(`revocation_statements`: texts in the language of the plugin, also in base64), and the pages of its plugins; empty
statements are dropped by Vault (`RemoveEmpty` in builtin/logical/database/path_roles.go); read 2026-12.
"""

import base64
import re
from collections.abc import Iterable
from typing import Final

_UNREAD: Final = re.compile(
    r"(?P<text>'[^']*')|(?P<name>\"[^\"]*\"|`[^`]*`)|--[^\n]*|/\*(?!!)(?:(?!\*/).)*(?:\*/|\Z)", re.DOTALL
)
"""What a program does not run: texts, and comments, where these are not what MySQL runs all the same (`/*! … */`)."""

_WORDS: Final = (
    r"drop|revoke|alter|delete|deluser|remove|disable|nologin|lock|kill|terminate|expire|purge|truncate|update|merge"
    r"|replace|deactivate|suspend|offboard|detach|unassign|deny|reset|cleanup|password"
)
"""Words of what takes a login away or shuts it, in SQL, CQL, InfluxQL and names of procedures."""

_RUNS_OTHERS: Final = r"\b(?:call|exec|execute|perform|do|declare|run|set\s+role)\b"
_TAKES_AWAY: Final = re.compile(rf"{_WORDS}|{_RUNS_OTHERS}", re.IGNORECASE)
_VERB: Final = re.compile(rf"\b(?:{_WORDS})\b|{_RUNS_OTHERS}", re.IGNORECASE)
_CALL: Final = re.compile(rf"(?:{_WORDS})\w{{0,64}}[\"`\]]?\s{{0,8}}\(", re.IGNORECASE)
_LOOKS: Final = re.compile(r"[\s(]*(?:select|insert|values|with|show|explain|print)\b", re.IGNORECASE)
"""How a statement begins in which such a word is but the name of a table or of a column, unless it is a verb there."""

_PUT_INTO: Final = re.compile(r"\binto\s{1,8}(?P<table>[^\s(]{1,200})", re.IGNORECASE)
_WAITS: Final = re.compile(r"queue|job|task|request|outbox|pending", re.IGNORECASE)
"""Tables from which somebody takes what is to be done."""

_CHANGED: Final = re.compile(
    r"\s*update\s{1,8}(?:(?:only|low_priority|ignore)\s{1,8}){0,2}(?P<table>[^\s(]{1,200})", re.IGNORECASE
)
_OF_LOGINS: Final = re.compile(
    r"(?:\w{1,64}\.){0,2}(?:pg_authid|pg_shadow|global_priv|user\$|\w{0,64}(?:users?|accounts?|roles?)|credentials?)"
)
"""Tables by which a server, or a proxy before it, knows who may sign in; a log that is called so is none."""
_OF_A_LOG: Final = re.compile(
    r"(?:^|[._])(?:audit\w*|logs?|history|journal|trail|events?|reports?|revoked|expired)(?:[._]|$)"
)

_SETTING: Final = re.compile(
    r"\balter\s{1,8}(?:role|user)\s{1,8}\S{1,200}\s{1,8}(?:in\s{1,8}database\s{1,8}\S{1,200}\s{1,8})?(?:re)?set\s{1,8}"
    r"(?:all|search_path|role|time\s?zone|work_mem|statement_timeout|lock_timeout|(?:log|default|client|session|idle)_\w+)\b",
    re.IGNORECASE,
)
"""What a session of a login begins with: whoever has it signs in all the same."""

_ASKS: Final = re.compile(r"\bselect\b", re.IGNORECASE)
_HANDED_OVER: Final = re.compile(r"\w\s{0,8}\([^()]{0,400}\{\{\s{0,8}(?:user)?name\s{0,8}\}\}", re.IGNORECASE)
"""A function of somebody's own, which `select` runs, that is told which login it is."""

_JSON: Final = re.compile(r"\s*[{\[]")
"""Of the plugins that delete in any case."""

_BASE64: Final = re.compile(r"[A-Za-z0-9+/]{12,}={0,2}")


def keeps_the_login(statements: Iterable[str]) -> bool:
    """Whether there are some, and none of them takes anything away; those behind one that does are not read."""
    said = False
    for one in filter(str.strip, statements):
        if _may_take_away(one):
            return False
        said = True
    return said


def _may_take_away(statement: str) -> bool:
    plain = _decoded(statement.strip())
    if plain is None or _JSON.match(plain):
        return True
    if "\\" in plain:  # where a text ends is for the database to say
        return bool(_TAKES_AWAY.search(plain))
    shown = _UNREAD.sub(lambda found: found["text"] or found["name"] or " ", plain)
    # A `;` within a text parts no statements; nothing but what a function is handed is read in texts.
    bare = _UNREAD.sub(lambda found: "''" if found["text"] else found["name"] or " ", plain)
    return any(map(_takes_away, bare.split(";"))) or any(map(_is_handed_over, shown.split(";")))


def _takes_away(statement: str) -> bool:
    statement = _SETTING.sub(" ", statement)
    if changed := _CHANGED.match(statement):
        table = re.sub(r"[\"`\[\]]", "", changed["table"]).lower()
        is_of_logins = _OF_LOGINS.fullmatch(table) and not _OF_A_LOG.search(table)
        return bool(is_of_logins or _WAITS.search(table) or _CALL.search(statement))
    if not _LOOKS.match(statement):
        return bool(_TAKES_AWAY.search(statement))
    tables = [found["table"] for found in _PUT_INTO.finditer(statement)]
    rest = _PUT_INTO.sub(" ", statement)
    is_done = _VERB.search(_UNREAD.sub(" ", rest)) or _CALL.search(rest)
    return bool(is_done or any(map(_WAITS.search, tables)))


def _decoded(statement: str) -> str | None:
    """What stands in base64, None where that cannot be read; all else as it is."""
    if not _BASE64.fullmatch(statement):
        return statement
    try:
        return base64.b64decode(statement, validate=True).decode()
    except ValueError:
        return None


def _is_handed_over(statement: str) -> bool:
    return bool(_ASKS.search(statement) and _HANDED_OVER.search(statement))
