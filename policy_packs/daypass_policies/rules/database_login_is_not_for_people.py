"""A person signs in to a database under a name of their own, and does not become the login of a workload there."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.leaves import text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass.words import words_in
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect
from daypass_policies.trusting.called_after import is_called_after_people, is_for_those_on_call
from daypass_policies.trusting.machine_users import is_machines_name

_ROLE: Final = "postgresql:index/role:Role"
_GRANT: Final = "postgresql:index/grantRole:GrantRole"
_YES: Final = (True, "true")
_OF_MACHINES: Final = ("gserviceaccount.com", ".iam")
"""How the names of machines end that have an `@`: Google's, also as Cloud SQL has them."""
_READS: Final = frozenset(("read", "reads", "reader", "readers", "readonly", "ro", "select", "viewer", "viewers"))
_FOR_ALL: Final = frozenset(("owner", "owners", "admin", "admins", "dba", "migrator", "migrations", "access"))
"""Words by which a role says that it is there to be given to others, be it with a workload's name beside it."""


@rule(
    "database-login-is-not-for-people",
    risk="human-use",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(_ROLE, _GRANT),
    stack=True,
    controls=("NHI10:2025", "NIST-800-53:AC-6", "NIST-800-53:IA-2", "PCI-DSS-4.0.1:8.6.1", "SOC2:CC6.1"),
    remedy="Give people a role of their own with what they need, and one for emergencies that ends.",
)
def database_login_is_not_for_people(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Who is a member of a workload's login becomes it by `SET ROLE`, and what they do then the workload did.

    Told is a membership of PostgreSQL (`GrantRole`, `roles`, `assumeRole`) of a person, by an address, or of a role
    that is called after people, in a role that logs in and is no person's itself, or that is called as workloads are
    (`shop_app`) where the stack does not make it. Roles that say they are there to be given, to read, to own or to
    administer, pass unless they log in, and so do members that are called after machines, or are for emergencies and
    those on call. Source: PostgreSQL documentation, "SET ROLE" and "Role Membership"; read 2026-12.

    Refused:
        app:
          type: postgresql:index/role:Role
          properties: {name: shop_app, login: true}
        maria:
          type: postgresql:index/grantRole:GrantRole
          properties: {role: maria.lopez@example.org, grantRole: shop_app}

    Mended:
        app:
          type: postgresql:index/role:Role
          properties: {name: shop_app, login: true}
        maria:
          type: postgresql:index/grantRole:GrantRole
          properties: {role: maria.lopez@example.org, grantRole: shop_readers}
    """
    del ask
    roles = _Roles(stack)
    for resource in stack.of_type(_ROLE, _GRANT):
        if not was_looked_up(resource):
            found, unknown = collect(roles.judged(resource, one) for one in _memberships(resource))
            yield from found
            if unknown:
                yield Open(resource, (unknown.path,))


class _Membership(NamedTuple):
    """Who becomes whom."""

    member: Located
    role: Located


def _memberships(resource: Resource) -> Iterator[_Membership]:
    raw = resource.state.raw
    if resource.type == _GRANT:
        for member in locate(raw, "role"):
            yield from (_Membership(member, role) for role in locate(raw, "grantRole"))
        return
    member = next(locate(raw, "name"), Located(resource.name, "name", marked=False))
    for path in ("roles[]", "assumeRole"):
        yield from (_Membership(member, role) for role in locate(raw, path))


class _Roles:
    """The roles that a stack makes, by their names."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def judged(self, resource: Resource, one: _Membership) -> Iterator[Problem]:
        """What there is to say of a membership. Raises `Undecided`."""
        if not _is_person(self._name(resource, one.member)):
            return
        role = self._name(resource, one.role)
        if role and self._is_workloads(role, resource):
            is_secret = one.member.marked or one.role.marked
            who = "a person" if is_secret else f"{self._name(resource, one.member)!r}"
            whom = "the login of a workload" if is_secret else f"{role!r}, the login of a workload"
            key = "" if is_secret else role
            yield Problem(f"{who} may become {whom}, by {resource.name!r}", one.role.path, key=key, on=resource)

    def _name(self, by: Resource, place: Located) -> str:
        """The name at a place, or of the role that it comes from; "" for what is none. Raises `Undecided`."""
        value = bare(place.value)
        if value is not UNKNOWN:
            return text_of(value)
        urns = by.property_dependencies.get(place.path.partition("[")[0], ())
        names = [
            text_of(bare(one.state.raw.get("name", one.name)))
            for urn in urns
            if (one := self._stack.by_urn.get(urn)) and one.type == _ROLE
        ]
        if len(names) != 1 or not names[0]:
            raise Undecided(place.path)
        return names[0]

    def _is_workloads(self, name: str, by: Resource) -> bool:
        """Raises `Undecided` where only whether it logs in is not known."""
        if "@" in name or is_called_after_people(name) or is_for_those_on_call(name):
            return False
        logins = [bare(one.state.raw.get("login")) for one in self._made.get((by.provider.urn, name), ())]
        if any(login in _YES for login in logins):
            return True
        if logins and UNKNOWN not in logins:
            return False  # nobody signs in as it, so that it is there to be given, whatever it is called
        words = frozenset(words_in(name))
        if is_machines_name(name) and words.isdisjoint(_READS | _FOR_ALL):
            return True
        if UNKNOWN in logins:
            raise Undecided("login")
        return False

    @cached_property
    def _made(self) -> Mapping[tuple[str, str], tuple[Resource, ...]]:
        each = ((one, text_of(bare(one.state.raw.get("name", one.name)))) for one in self._stack.of_type(_ROLE))
        return grouped(((one.provider.urn, name), one) for one, name in each)


def _is_person(name: str) -> bool:
    local, at, domain = name.partition("@")
    if is_for_those_on_call(local):
        return False
    return not (is_machines_name(local) or domain.endswith(_OF_MACHINES)) if at else is_called_after_people(name)
