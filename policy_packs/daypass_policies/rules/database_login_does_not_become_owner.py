"""The login of a workload reads and writes rows; whoever owns the schema also drops it, and takes down its guards."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.leaves import text_of
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass.words import words_in
from daypass_policies.located import Located, locate
from daypass_policies.trusting.called_after import is_called_after_people, is_for_emergencies
from daypass_policies.wording import shown

_ROLE: Final = "postgresql:index/role:Role"
_GRANT: Final = "postgresql:index/grantRole:GrantRole"
_OWNED: Final = {"postgresql:index/schema:Schema": "schema", "postgresql:index/database:Database": "database"}
_YES: Final = (True, "true")
_STRONG: Final = {"superuser": "is a superuser", "createRole": "makes roles"}
_FOR_CHANGES: Final = frozenset(
    (
        *("migrator", "migrate", "migration", "migrations", "flyway", "liquibase", "alembic", "ddl", "owner", "admin"),
        *("administrator", "dba", "master", "root", "postgres", "deploy", "deployer", "terraform", "pulumi"),
    )
)
"""Words by which a login says that it is there to change schemas, or to administer."""


@rule(
    "database-login-does-not-become-owner",
    risk="role-chaining",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(_ROLE, _GRANT, *_OWNED),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-5", "SOC2:CC6.1"),
    remedy="Make it a member of a role that owns nothing and has the grants it needs; let migrations have the owner's.",
)
def database_login_does_not_become_owner(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A login that is a member of a role becomes that role by `SET ROLE`, whatever it was granted itself.

    Told is a role of PostgreSQL that logs in and is, be it through others (`roles`, `GrantRole`, `assumeRole`), a
    member of one that owns a schema or a database of the stack, is a superuser, or makes roles, where it is none of
    these itself. Logins that are called after migrations, owners or administrators pass, and so do those of people
    and for emergencies. Source: PostgreSQL documentation, "SET ROLE", "Role Membership" and "Privileges" (to drop or
    alter an object is the owner's); read 2026-12.

    Refused:
        owner:
          type: postgresql:index/role:Role
          properties: {name: shop_owner}
        api:
          type: postgresql:index/role:Role
          properties: {name: shop_api, login: true, roles: [shop_owner]}
        shop:
          type: postgresql:index/schema:Schema
          properties: {name: shop, owner: shop_owner}

    Mended:
        owner:
          type: postgresql:index/role:Role
          properties: {name: shop_owner}
        api:
          type: postgresql:index/role:Role
          properties: {name: shop_api, login: true, roles: [shop_writer]}
        shop:
          type: postgresql:index/schema:Schema
          properties: {name: shop, owner: shop_owner}
    """
    del ask
    roles = _Roles(stack)
    for login in stack.of_type(_ROLE):
        try:
            yield from roles.judged(login)
        except Undecided as unknown:
            yield Open(login, (unknown.path,))
    for by, path in roles.open:
        yield Open(by, (path,))


class _Step(NamedTuple):
    """That the member may become a role, by what a resource says."""

    role: str
    by: Resource


class _Roles:
    """The roles of the databases of a stack, told apart by what they are reached through."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.open: list[tuple[Resource, str]] = []

    def judged(self, login: Resource) -> Iterator[Problem]:
        """What the login may become. Raises `Undecided` where it is not known whether it logs in, or what it is."""
        known = login.state
        if not self._strength or known.get("login") not in _YES:
            return
        name = text_of(known.get("name")) or login.name
        if _is_for_changes(name):
            return
        reached, cluster = {name: login}, login.provider.urn
        todo = [name]
        for member in todo:  # which grows meanwhile
            for step in self._steps.get((cluster, member), ()):
                if step.role not in reached:
                    reached[step.role] = step.by
                    todo.append(step.role)
        if (cluster, name) in self._strength:
            return
        hidden = login.secrets()
        for role, by in reached.items():
            if strength := self._strength.get((cluster, role)):
                shows = not {name, role}.intersection(hidden | by.secrets())
                words = f"{shown(role)}, which {strength}" if shows else f"a role that {strength}"
                fact = f"login {login.name!r} may become {words}"
                yield Problem(fact, key=role if shows else "", on=login)

    @cached_property
    def _steps(self) -> dict[tuple[str, str], list[_Step]]:
        """Cluster and name of a member → what it may become."""
        found: dict[tuple[str, str], list[_Step]] = {}
        for by, member, roles in self._memberships():
            for name in self._names(by, member):
                for role in (one for place in roles for one in self._names(by, place)):
                    found.setdefault((by.provider.urn, name), []).append(_Step(role, by))
        return found

    def _memberships(self) -> Iterator[tuple[Resource, Located, list[Located]]]:
        for role in self._stack.of_type(_ROLE):
            roles = [place for path in ("roles[]", "assumeRole") for place in locate(role.state.raw, path)]
            own = next(locate(role.state.raw, "name"), Located(role.name, "name", marked=False))
            if roles:
                yield role, own, roles
        for grant in self._stack.of_type(_GRANT):
            for member in locate(grant.state.raw, "role"):
                yield grant, member, list(locate(grant.state.raw, "grantRole"))

    def _names(self, by: Resource, place: Located) -> list[str]:
        """The name at a place, or of the roles that it comes from; noted as open where nothing tells it."""
        value = bare(place.value)
        if value is not UNKNOWN:
            return [value] if isinstance(value, str) else []
        urns = by.property_dependencies.get(place.path.partition("[")[0], ())
        made = [one for urn in urns if (one := self._stack.by_urn.get(urn)) and one.type == _ROLE]
        names = [name for one in made if isinstance(name := bare(one.state.raw.get("name", one.name)), str)]
        if not names:
            self.open.append((by, place.path))
        return names

    @cached_property
    def _strength(self) -> dict[tuple[str, str], str]:
        """Cluster and name of a role → what it may do that a workload should not."""
        found: dict[tuple[str, str], str] = {}
        for role in self._stack.of_type(_ROLE):
            for key, words in _STRONG.items():
                if bare(role.state.raw.get(key)) in _YES and isinstance(name := bare(role.state.raw.get("name")), str):
                    found.setdefault((role.provider.urn, name), words)
        for owned in self._stack.of_type(*_OWNED):
            for place in locate(owned.state.raw, "owner"):
                words = f"owns {_OWNED[owned.type]} {owned.name!r}"
                for name in self._names(owned, place):
                    found.setdefault((owned.provider.urn, name), words)
        return found


def _is_for_changes(name: str) -> bool:
    words = frozenset(words_in(name))
    return not _FOR_CHANGES.isdisjoint(words) or is_called_after_people(name) or is_for_emergencies(name)
