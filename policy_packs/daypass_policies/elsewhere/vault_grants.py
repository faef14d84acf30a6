"""This is where machines are found that administer Vault, or may give themselves any right in it, by their policies."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.foreign_roles import ForeignRole, Gives
from daypass.data.vault_logins import vault_logins
from daypass.data.vault_paths import OWN, VaultPath, vault_paths
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.vault_policy import ANY, SUDO, PathRule, PathRules, met
from daypass_policies.elsewhere.grant import ForeignGrant
from daypass_policies.elsewhere.vault_policies import ROOT, TEXT, TOKEN, Held, VaultPolicies, machine_logins
from daypass_policies.located import Located, locate

VAULT_GRANTS: Final = (TOKEN, *(type_ for type_, login in vault_logins().items() if login.people != "yes"))
_WRITES: Final = frozenset(("create", "update", "patch"))
_WHERE: Final = "Vault"
_OF_TOKENS: Final = "vault:tokenauth/authBackendRole:AuthBackendRole"
_GLOBS: Final = "allowedPoliciesGlobs"


class _Lead(NamedTuple):
    """To what the policies that are held lead, and by which of them."""

    at: int
    gives: Gives
    act: str
    is_advice: bool = False


class VaultGrants:
    """Those of a stack, or of several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._leads: dict[tuple[tuple[str, str], ...], _Lead | None] = {}
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

    def _told(self, login: Resource, held: tuple[Held, ...]) -> ForeignGrant | None:
        same = tuple((one.name, one.by.urn if one.by else "") for one in held)
        if same not in self._leads:  # many logins have the same policies
            self._leads[same] = self._lead(held)
        lead = self._leads[same]
        return _grant(login, held[lead.at], lead) if lead else None

    def _lead(self, held: tuple[Held, ...]) -> _Lead | None:
        said = [self._said(one) or () for one in held]
        rules = PathRules(rule for each in said for rule in each)
        for at, one in enumerate(held):
            if one.name == ROOT or _is_everything(said[at], rules):
                return _Lead(at, "everything", "do everything")
        return _leading([one.name for one in held if one.name], said, rules)

    def _said(self, one: Held) -> tuple[PathRule, ...] | None:
        """What a policy says, nothing where the stack does not have it; None where that is not known."""
        try:
            return self._policies.rules(one.by) if one.by else ()
        except Undecided:
            return None


def _leading(names: list[str], said: list[tuple[PathRule, ...]], rules: PathRules) -> _Lead | None:
    """How whoever has them may give itself any right, what is certain for any name first."""
    found = (
        _Lead(at, "more", path.act, _is_narrow(path, witness))
        for path in vault_paths()
        for at, own in enumerate(said)
        for witness in _witnesses(path, own, names)
        if _may(rules, witness, path)
    )
    return min(found, key=lambda lead: lead.is_advice, default=None)


def _making(login: Resource) -> Iterator[ForeignGrant]:
    """A role of the token store that gives any policy, whatever whoever asks for a token there has itself.

    One that leaves some out is advice, as that may be all that is worth having; to leave out `root` alone, which Vault
    gives nobody by a role who has not got it, leaves the rest. Source: Vault API documentation, "Token auth method"
    (`allowed_policies_glob`, `disallowed_policies_glob`); read 2026-12.
    """
    if login.type != _OF_TOKENS:
        return
    left_out = [one for key in _LEFT_OUT for one in _items(login, key)]
    hidden = next((one.path for one in left_out if bare(one.value) is UNKNOWN), "")
    names = {one.text for one in left_out if bare(one.value) is not UNKNOWN}
    for place in _items(login, _GLOBS):
        if bare(place.value) is UNKNOWN:
            yield ForeignGrant(login, None, unknown=place.path)
        elif _is_any(bare(place.value)) and not any(map(_is_any, names)):
            yield (
                ForeignGrant(login, None, unknown=hidden)
                if hidden
                else _of_any(login, place, is_all=names <= _OF_COURSE)
            )


def _of_any(login: Resource, place: Located, *, is_all: bool) -> ForeignGrant:
    act = "give a token any policy" if is_all else "give a token any policy but some"
    role = ForeignRole("*", "*", "more", not is_all, act)
    return ForeignGrant(login, role, f"role {login.name!r}", _WHERE, place.path)


_LEFT_OUT: Final = ("disallowedPolicies", "disallowedPoliciesGlobs")
_OF_COURSE: Final = frozenset((ROOT, "default"))


def _items(login: Resource, key: str) -> Iterator[Located]:
    return (item for found in locate(login.declared.raw, key) for item in found.items)


def _is_any(glob: object) -> bool:
    return isinstance(glob, str) and glob.startswith("*") and not glob.strip("*")


_EVERYTHING: Final = ("*", "+/*")
_PROBES: Final = (f"sys/policies/acl/{ANY}", f"auth/{ANY}/role/{ANY}")
"""What everything comes to, unless a closer rule takes it away."""


def _is_everything(own: Iterable[PathRule], rules: PathRules) -> bool:
    """Whether one of these allows to write everywhere, and none keeps it from what makes an administrator."""
    return any(_writes(one) and one.path in _EVERYTHING for one in own) and all(
        _writes(rules.deciding(probe)) for probe in _PROBES
    )


def _writes(rule: PathRule | None) -> bool:
    return rule is not None and bool(_WRITES & rule.capabilities)


def _witnesses(path: VaultPath, own: Iterable[PathRule], names: Iterable[str]) -> Iterator[str]:
    for rule in own:
        if not met(rule.path, path.path.replace(OWN, "+")):
            continue  # as nearly all do not, whatever its names are
        for family in [path.path.replace(OWN, name) for name in names] if OWN in path.path else [path.path]:
            if witness := met(rule.path, family):
                yield witness


def _may(rules: PathRules, witness: str, path: VaultPath) -> bool:
    found = rules.deciding(witness)
    if found is None or not _writes(found):
        return False
    is_held = bool(path.parameters) and found.limits(path.parameters)
    if path.needs == "any":
        return not is_held and witness.split("/")[-2] == ANY
    return not is_held and (path.needs == "write" or SUDO in found.capabilities)


def _is_narrow(path: VaultPath, witness: str) -> bool:
    """Whether it is allowed for some names alone, where any would do, or is what some are there for."""
    return path.needs == "any" or (path.path.endswith("/+") and not witness.endswith(f"/{ANY}"))


def _grant(login: Resource, one: Held, lead: _Lead) -> ForeignGrant:
    noun = "token" if login.type == TOKEN else "role"
    role = ForeignRole(one.name, one.name, lead.gives, lead.is_advice, lead.act)
    return ForeignGrant(login, role, f"{noun} {login.name!r}", _WHERE, one.at)
