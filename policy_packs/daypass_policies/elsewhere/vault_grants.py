"""This is where machines are found that administer Vault, or may give themselves any right in it, by their policies."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from daypass.data.foreign_roles import ForeignRole, Gives
from daypass.data.vault_logins import vault_logins
from daypass.data.vault_paths import OWN, VaultPath, vault_paths
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.vault_policy import ANY, SUDO, PathRule, deciding, met
from daypass_policies.elsewhere.grant import ForeignGrant
from daypass_policies.elsewhere.vault_policies import ROOT, TEXT, TOKEN, Held, VaultPolicies, machine_logins
from daypass_policies.located import locate

VAULT_GRANTS: Final = (TOKEN, *(type_ for type_, login in vault_logins().items() if login.people != "yes"))
_WRITES: Final = frozenset(("create", "update", "patch"))
_WHERE: Final = "Vault"
_OF_TOKENS: Final = "vault:tokenauth/authBackendRole:AuthBackendRole"
_GLOBS: Final = "allowedPoliciesGlobs"


class VaultGrants:
    """Those of a stack, or of several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._policies = stack.once(VaultPolicies)

    @cached_property
    def each(self) -> tuple[ForeignGrant, ...]:
        """Each login of machines that may do everything or give itself more, and what hides whether it may."""
        return tuple(
            grant for login in machine_logins(self._stack) for grant in self._of(login.resource, login.unknown)
        )

    def _of(self, login: Resource, unknown: str) -> Iterator[ForeignGrant]:
        held = tuple(self._policies.held(login))
        made = sorted(_making(login), key=lambda one: one.role is None)
        found = self._told(login, held) or next(iter(made), None)
        if found and found.role:
            yield found._replace(unknown=unknown)
            return
        yield from made
        yield from (ForeignGrant(login, None, unknown=one.at) for one in held if one.unknown)
        yield from (ForeignGrant(one.by, None, unknown=TEXT) for one in held if one.by and self._said(one) is None)

    def _told(self, login: Resource, held: Iterable[Held]) -> ForeignGrant | None:
        says = [(one, self._said(one) or ()) for one in held]
        rules = [rule for _, each in says for rule in each]
        for one, own in says:
            if one.name == ROOT or _is_everything(own, rules):
                return _grant(login, one, "everything", "do everything")
        return next(self._leading(login, says, rules), None)

    def _leading(
        self, login: Resource, says: list[tuple[Held, tuple[PathRule, ...]]], rules: list[PathRule]
    ) -> Iterator[ForeignGrant]:
        """How it may give itself any right, what is certain for any name first."""
        names = [one.name for one, _ in says if one.name]
        found = [
            (path, witness, one)
            for path in vault_paths()
            for one, own in says
            for witness in _witnesses(path, own, names)
            if _may(rules, witness, path)
        ]
        for path, witness, one in sorted(found, key=lambda each: _is_narrow(*each[:2])):
            yield _grant(login, one, "more", path.act, is_advice=_is_narrow(path, witness))

    def _said(self, one: Held) -> tuple[PathRule, ...] | None:
        """What a policy says, nothing where the stack does not have it; None where that is not known."""
        try:
            return self._policies.rules(one.by) if one.by else ()
        except Undecided:
            return None


def _making(login: Resource) -> Iterator[ForeignGrant]:
    """A role of the token store that gives any policy, whatever whoever asks for a token there has itself.

    Source: Vault API documentation, "Token auth method" (`allowed_policies_glob`); read 2026-12.
    """
    written = locate(login.declared.raw, _GLOBS) if login.type == _OF_TOKENS else ()
    for place in (item for found in written for item in found.items):
        if bare(place.value) is UNKNOWN:
            yield ForeignGrant(login, None, unknown=place.path)
        elif bare(place.value) == "*":
            role = ForeignRole("*", "*", "more", is_advice=False, act="give a token any policy")
            yield ForeignGrant(login, role, f"role {login.name!r}", _WHERE, place.path)


_EVERYTHING: Final = ("*", "+/*")
_PROBES: Final = (f"sys/policies/acl/{ANY}", f"auth/{ANY}/role/{ANY}")
"""What everything comes to, unless a closer rule takes it away."""


def _is_everything(own: Iterable[PathRule], rules: list[PathRule]) -> bool:
    """Whether one of these allows to write everywhere, and none keeps it from what makes an administrator."""
    return any(_writes(one) and one.path in _EVERYTHING for one in own) and all(
        _writes(deciding(rules, probe)) for probe in _PROBES
    )


def _writes(rule: PathRule | None) -> bool:
    return rule is not None and bool(_WRITES & rule.capabilities)


def _witnesses(path: VaultPath, own: Iterable[PathRule], names: Iterable[str]) -> Iterator[str]:
    families = [path.path.replace(OWN, name) for name in names] if OWN in path.path else [path.path]
    for rule in own:
        for family in families:
            if witness := met(rule.path, family):
                yield witness


def _may(rules: Iterable[PathRule], witness: str, path: VaultPath) -> bool:
    found = deciding(rules, witness)
    if found is None or not _writes(found):
        return False
    is_held = bool(path.parameters) and found.limits(path.parameters)
    if path.needs == "any":
        return not is_held and witness.split("/")[-2] == ANY
    return not is_held and (path.needs == "write" or SUDO in found.capabilities)


def _is_narrow(path: VaultPath, witness: str) -> bool:
    """Whether it is allowed for some names alone, where any would do, or is what some are there for."""
    return path.needs == "any" or (path.path.endswith("/+") and not witness.endswith(f"/{ANY}"))


def _grant(login: Resource, one: Held, gives: Gives, act: str, *, is_advice: bool = False) -> ForeignGrant:
    noun = "token" if login.type == TOKEN else "role"
    role = ForeignRole(one.name, one.name, gives, is_advice, act)
    return ForeignGrant(login, role, f"{noun} {login.name!r}", _WHERE, one.at)
