"""What a database holds is for roles that are named, not for every login there is or will be."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.leaves import text_of, was_looked_up, yes_or_no
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.urn import Urn
from daypass.rule import Ask, Problem, rule
from daypass_policies.located import Located, locate


class _Grant(NamedTuple):
    """Paths of who is given something, of what, and by which privileges; `everyone`: who that is, in small letters.

    `each`: where one resource says several such, each with whom it is for.
    """

    who: tuple[str, ...]
    everyone: tuple[str, ...]
    privileges: tuple[str, ...]
    kind: str = ""
    each: str = ""


_PUBLIC: Final = ("public",)
_POSTGRES: Final = _Grant(("role",), _PUBLIC, ("privileges[]",), "objectType")
_REDSHIFT: Final = _Grant(("group", "user"), _PUBLIC, ("privileges[]",), "objectType")
_SNOWFLAKE: Final = _Grant(("accountRoleName",), _PUBLIC, ("privileges[]", "allPrivileges"))
_GRANTS: Final[Mapping[str, _Grant]] = {
    "postgresql:index/grant:Grant": _POSTGRES,
    "postgresql:index/defaultPrivileges:DefaultPrivileges": _POSTGRES,
    "postgresql:index/defaultPrivileg:DefaultPrivileg": _POSTGRES,
    "redshift:index/grant:Grant": _REDSHIFT,
    "redshift:index/defaultPrivileges:DefaultPrivileges": _REDSHIFT,
    "snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole": _SNOWFLAKE,
    "snowflake:index/grantAccountRole:GrantAccountRole": _Grant(("parentRoleName",), _PUBLIC, ()),
    "snowflake:index/grantDatabaseRole:GrantDatabaseRole": _Grant(("parentRoleName",), _PUBLIC, ()),
    "databricks:index/grant:Grant": _Grant(("principal",), ("account users",), ("privileges[]",)),
    "databricks:index/grants:Grants": _Grant(("principal",), ("account users",), ("privileges[]",), each="grants[]"),
}
_READS: Final = frozenset(("select", "read_volume"))
_WRITES: Final = frozenset(
    (
        *("all", "all privileges", "all_privileges", "true", "create", "delete", "drop", "insert", "manage", "modify"),
        *("ownership", "rule", "trigger", "truncate", "update", "write_volume"),
    )
)
_MAKES: Final = ("create ", "create_", "manage ", "apply ")
"""How privileges begin by which one makes things, gives rights on (`MANAGE GRANTS`), or decides what is masked."""
_OF_DATA: Final = frozenset(("", "column", "database", "schema", "sequence", "table", "view"))
"""Kinds of things in which data is, or is made: functions, types and languages everybody may use anyhow."""


@rule(
    "database-grant-names-its-role",
    risk="public-trust",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=tuple(_GRANTS),
    controls=("NHI5:2025", "NIST-800-53:AC-3", "NIST-800-53:AC-6", "SOC2:CC6.1"),
    remedy="Give it to a role of its own, and that role to the logins that need it.",
)
def database_grant_names_its_role(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """What is given to `public`, each login has, also the one that is made tomorrow for something else.

    Told are grants and default privileges of PostgreSQL and Redshift to `public`, of Snowflake to its role PUBLIC
    (privileges on what is stored, and roles as a whole), and of Unity Catalog to `account users`. Who may change or
    make something is high, who may read alone medium; of Unity Catalog, where reading is often meant for all, only
    the first is told. Not asked is what public has from the start, or what shows nothing by itself: to connect, to use
    a schema, a warehouse, a type or a function. A grant without privileges takes what there was away.

    Source: PostgreSQL, "Privileges" (PUBLIC); Amazon Redshift, "GRANT"; Snowflake, "Overview of Access Control"
    (PUBLIC); Databricks, "Manage privileges in Unity Catalog"; read 2026-12.

    Refused:
        tables:
          type: postgresql:index/grant:Grant
          properties: {database: accounts, schema: public, role: public, objectType: table, privileges: [UPDATE]}

    Mended:
        tables:
          type: postgresql:index/grant:Grant
          properties: {database: accounts, schema: public, role: api, objectType: table, privileges: [UPDATE]}
    """
    del ask
    grant = _GRANTS[resource.type]
    if was_looked_up(resource):
        return
    for holder, at in _holders(resource, grant):
        yield from _judged(resource, grant, holder, at)


def _holders(resource: Resource, grant: _Grant) -> Iterator[tuple[Any, str]]:
    """What says who is given something and what, and the beginning of its paths. Raises `Undecided`."""
    if not grant.each:
        yield resource.declared.raw, ""
    for place in locate(resource.declared.raw, grant.each) if grant.each else ():
        yield place.known, f"{place.path}."


def _judged(resource: Resource, grant: _Grant, holder: Any, at: str) -> Iterator[Problem]:
    given = list(_given(resource.type, holder, grant))
    if not given:
        return
    whom = [place._replace(path=f"{at}{place.path}") for path in grant.who for place in locate(holder, path)]
    everyone = [one for one in whom if text_of(one.value).strip('" ').lower() in grant.everyone]
    hidden = [one for one in whom if bare(one.value) is UNKNOWN and not _is_made(resource, one)]
    if everyone:
        writes = [does for does in given if does != "read"]
        yield Problem(
            f"{resource.name!r} lets every login {' and '.join(dict.fromkeys(writes or given))} what is there",
            at=everyone[0].path,
            severity=None if writes else "medium",
        )
    elif hidden:
        raise Undecided(hidden[0].path)


def _is_made(resource: Resource, place: Located) -> bool:
    """Whether it comes from a resource that is a role of its own, or a login, or a group of these."""
    behind = resource.property_dependencies.get(place.path.partition("[")[0].partition(".")[0], ())
    return bool(behind) and all(_OF_LOGINS.search(Urn.parse(urn).type) for urn in behind)


_OF_LOGINS: Final = re.compile(r"(?:Role|User|Group|Principal)$")


def _given(type_: str, raw: Any, grant: _Grant) -> Iterator[str]:
    """What one may do by it, in words. Raises `Undecided`."""
    if not grant.privileges:
        yield "do"
        return
    kinds = [text_of(one.known).lower() for one in locate(raw, grant.kind)] if grant.kind else [""]
    if not _OF_DATA.intersection(kinds):
        return
    for place in (place for path in grant.privileges for place in locate(raw, path)):
        said = yes_or_no(place.known)
        text = str(said).lower() if said is not None else text_of(place.known).strip().lower()
        if text in _WRITES or text.startswith(_MAKES):
            yield "change"
        elif text in _READS and not type_.startswith("databricks:"):
            yield "read"
