"""This is where roles of Snowflake that administer an account reach the users of services, also by roles they hold.

Sources: Snowflake Documentation, "Overview of access control" (system-defined roles; whoever has a role has what is
granted to it), "Access control privileges" (`MANAGE GRANTS` on the account) and "CREATE USER" (`TYPE = SERVICE` and
`LEGACY_SERVICE` are users that no person is); CIS Snowflake Foundations Benchmark, 1.13 (whoever has `SECURITYADMIN`
makes itself `ACCOUNTADMIN`); input properties of pulumi-snowflake 2; read 2026-12.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.foreign_roles import ForeignRole, foreign_roles
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.elsewhere.grant import ForeignGrant

_OF_ROLES: Final = "snowflake:index/grantAccountRole:GrantAccountRole"
_OF_RIGHTS: Final = "snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole"
SNOWFLAKE_GRANTS: Final = (_OF_ROLES, _OF_RIGHTS)
_SERVICES: Final = (
    "snowflake:index/serviceUser:ServiceUser",
    "snowflake:index/legacyServiceUser:LegacyServiceUser",
)
_ROLE: Final = "snowflake:index/accountRole:AccountRole"

_GIVEN: Final = "roleName"
_TO_USER: Final = "userName"
_TO_ROLES: Final = ("parentRoleName", "accountRoleName")
_RIGHTS: Final = "privileges"
_EVERY_RIGHT: Final = "MANAGE GRANTS"
"""The one right on an account that matters here; all of them are this one too."""


class _To(NamedTuple):
    """Who is given something: a user of the stack or a role, by what tells it from others; `unknown` hides whom."""

    by: Resource
    user: str = ""
    role: str = ""
    unknown: str = ""


class SnowflakeGrants:
    """The grants of a stack, or of several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._roles = Names.of(stack.resources, {_ROLE: Kind("role", "", "name")})
        self._users = Names.of(stack.resources, {type_: Kind("service user", "", "name") for type_ in _SERVICES})

    @cached_property
    def each(self) -> tuple[ForeignGrant, ...]:
        """Each role, or right, that matters with each user of a service that it reaches."""
        return tuple(grant for one in self._stack.of_type(*SNOWFLAKE_GRANTS) for grant in self._of(one))

    def _of(self, grant: Resource) -> Iterator[ForeignGrant]:
        role, at, unknown = self._given(grant)
        if role is None and not unknown:
            return
        for to in self._reached(_to(grant, self._users, self._roles)):
            name = self._stack.by_urn[to.user].name if to.user else ""
            hidden = unknown or to.unknown
            yield ForeignGrant(grant, role, f"service user {name!r} of Snowflake", "its account", at, unknown=hidden)

    def _given(self, grant: Resource) -> tuple[ForeignRole | None, str, str]:
        """What is given, as far as it matters; where that is said; and the path that hides it."""
        known = foreign_roles("snowflake")
        if grant.type == _OF_ROLES:
            role = _one(grant, _GIVEN, self._roles)
            return (None, _GIVEN, _GIVEN) if role is None else (known.get(role), _GIVEN, "")
        on_account, all_rights = switch(grant, "onAccount"), switch(grant, "allPrivileges")
        if on_account is False:
            return None, _RIGHTS, ""
        rights = texts_at(grant.state, f"{_RIGHTS}[]")
        if all_rights or _EVERY_RIGHT in (one.upper() for one in rights.texts):
            return known[_EVERY_RIGHT], _RIGHTS, "" if on_account else "onAccount"
        return None, _RIGHTS, "allPrivileges" if all_rights is None else next(iter(rights.unknown), "")

    def _reached(self, first: _To) -> Iterator[_To]:
        """The users of services that have what is given to this one, each once, and what may be one."""
        todo, seen = [first], {first[1:]}
        while todo:
            to = todo.pop()
            if to.user or to.unknown:
                yield to
            for holder in self._holders.get(to.role, ()) if to.role else ():
                if holder[1:] not in seen:
                    seen.add(holder[1:])
                    todo.append(holder)

    @cached_property
    def _holders(self) -> Mapping[str, Sequence[_To]]:
        """Role → who is given it."""
        given = ((_one(one, _GIVEN, self._roles), one) for one in self._stack.of_type(_OF_ROLES))
        return grouped((role, _to(one, self._users, self._roles)) for role, one in given if role)


def _to(grant: Resource, users: Names, roles: Names) -> _To:
    """To whom it is given; nobody where that is a user of whom the stack does not say that it is a service's."""
    for key in _TO_ROLES:
        if bare(said(grant, key)) is not None:
            role = _one(grant, key, roles)
            return _To(grant, role=role or "", unknown="" if role else key)
    user = _one(grant, _TO_USER, users)
    return _To(grant, user=user if user and user in users.canonical else "", unknown=_TO_USER if user is None else "")


def _one(by: Resource, key: str, names: Names) -> str | None:
    """What tells the one that is meant from others: its URN, else its name; None where that is not known."""
    value = bare(said(by, key))
    if value is UNKNOWN:
        behind = names.behind(by, key)
        return behind[0] if len(behind) == 1 else None
    name = text_of(value).strip('"')
    return names.named(by, name).urn or name
