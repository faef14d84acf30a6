"""This is where it is told who becomes an AppRole of Vault: who draws a secret id of it, and may read its role id.

Either alone lets nobody in, so that what starts a workload brings it the one and has not the other. A wrapping keeps
neither from whoever asked for it: it opens with the token that it is, which is allowed to by a policy of Vault's own.
Source: Vault API documentation, "AppRole auth method" (`bind_secret_id`, `secret_id_bound_cidrs`, `role-id`,
`secret-id`) and "/sys/wrapping/unwrap"; Vault documentation, "AppRole recommended pattern"; `responseWrappingPolicy` of
Vault's vault/policy_store.go; hashicorp/vault issue 10944 (names of roles are kept in small letters); read 2026-12.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from ipaddress import ip_network
from itertools import islice, takewhile
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.leaves import said, text_of, was_looked_up, yes_or_no
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.vault_policy import ANY, DENY, PathRule, PathRules, met
from daypass_policies.elsewhere.vault_policies import ROOT, VaultPolicies, folded
from daypass_policies.located import locate

APP_ROLE: Final = "vault:appRole/authBackendRole:AuthBackendRole"
_SECRET_IDS: Final = ("secret-id", "custom-secret-id")
_ROLE_ID: Final = "role-id"
_BINDS: Final = "bindSecretId"
_FAMILY: Final = "auth/+/role/+/+"
_WRITES: Final = frozenset(("create", "update", "patch"))
_RANGES: Final = ("tokenBoundCidrs", "secretIdBoundCidrs")
_OF_ALL: Final = ("auth/token/", "cubbyhole/", "identity/oidc/token/", "sys/", "+/metadata/")
"""Where what one may do says little of how strong one is: its own token, leases, wrappings and health."""
_LOOKS: Final = frozenset(("list", "subscribe", "recover", DENY))


class Rights(NamedTuple):
    """What a login may do by its policies, as far as the stack has them; `is_root`: everything."""

    rules: tuple[PathRule, ...]
    decides: PathRules
    is_root: bool


class AppRoles:
    """Those of a stack, or of several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._policies = stack.once(VaultPolicies)
        self._rights: dict[tuple[str, ...], Rights] = {}
        self._entered: dict[int, list[tuple[Resource, str]]] = {}

    def rights(self, login: Resource) -> Rights:
        """Raises `Undecided`."""
        held = tuple(self._policies.held(login))
        hidden = next((one.at for one in held if one.unknown), "")
        if hidden:
            raise Undecided(hidden)
        key = tuple(one.by.urn if one.by else f" {one.name}" for one in held)
        if key not in self._rights:  # many logins have the same policies
            rules = tuple(rule for one in held if one.by for rule in map(_folded, self._policies.rules(one.by)))
            self._rights[key] = Rights(rules, PathRules(rules), any(folded(one.name) == ROOT for one in held))
        return self._rights[key]

    def become_by(self, login: Resource) -> Iterator[Resource]:
        """The roles that whoever logs in by this one may log in as, too. Raises `Undecided`."""
        rights = self.rights(login)
        if id(rights) not in self._entered:  # all of them are kept, so that no other has its number
            named = dict.fromkeys(path for rule in rights.rules for path in self._named(rule))
            self._entered[id(rights)] = [(self._by_path[path], path) for path in named]
        for role, path in self._entered[id(rights)]:
            if role.urn != login.urn and _may_meet(login, role) and _lets_in(role, path, rights.decides):
                yield role

    def unclear(self, login: Resource) -> Iterator[tuple[Resource, str]]:
        """Roles whose name or mount is not known yet, and what hides it, where a policy names one that is not seen.

        Raises `Undecided`.
        """
        met_at = (met(rule.path, f"auth/+/role/+/{_ROLE_ID}").rpartition("/")[0] for rule in self.rights(login).rules)
        if self._hidden and any(at and not at.endswith(f"/{ANY}") and at not in self._by_path for at in met_at):
            yield from self._hidden

    @cached_property
    def _hidden(self) -> list[tuple[Resource, str]]:
        keys = ("roleName", "backend")
        roles = [one for one in self._stack.of_type(APP_ROLE) if not was_looked_up(one)]
        return [(one, key) for one in roles for key in keys if bare(said(one, key)) is UNKNOWN]

    def _named(self, rule: PathRule) -> Iterator[str]:
        """The roles of the stack at which a rule is, unless it means those of any name."""
        witness = met(rule.path, _FAMILY)
        mount, name = witness.split("/")[1::2] if witness else ("", ANY)
        if not witness or name == ANY:
            return
        if "*" not in rule.path and "+" not in rule.path:
            yield from (path for path in (f"auth/{mount}/role/{name}",) if path in self._by_path)
        else:
            begun = rule.path.split("/")[3].removesuffix("*")
            start = bisect_left(self._by_name, (begun,))
            alike = takewhile(lambda one: one[0].startswith(begun), islice(self._by_name, start, None))
            yield from (path for _, path in alike if met(rule.path, f"{path}/+"))

    @cached_property
    def _by_name(self) -> list[tuple[str, str]]:
        """The names of the roles and their paths, in order, so that those that begin alike are found quickly."""
        return sorted((path.rpartition("/")[2], path) for path in self._by_path)

    @cached_property
    def _by_path(self) -> Mapping[str, Resource]:
        found: dict[str, Resource] = {}
        for role in self._stack.of_type(APP_ROLE):
            name, mount = folded(text_of(said(role, "roleName"))), said(role, "backend")
            if name and bare(mount) is not UNKNOWN and not was_looked_up(role):
                found.setdefault(f"auth/{text_of(mount).strip('/') or 'approle'}/role/{name}", role)
        return found


def _folded(rule: PathRule) -> PathRule:
    """The same with the name of a role as AppRole keeps it: whoever may ask at `role/Owner` gets at `owner`."""
    start, role, rest = rule.path.partition("/role/")
    name, slash, last = rest.partition("/")
    return rule._replace(path=f"{start}{role}{folded(name)}{slash}{last}") if start.startswith("auth/") else rule


def more(strong: Rights, weak: Rights) -> PathRule | None:
    """What the one may do and the other may not, None where that is nothing."""
    if weak.is_root:
        return None
    for rule in strong.rules:
        needs = rule.capabilities - _LOOKS
        if DENY in rule.capabilities or not needs or rule.path.startswith(_OF_ALL):
            continue
        own = weak.decides.deciding(rule.path.replace("+", PROBE).replace("*", PROBE))
        if own is None or not needs <= own.capabilities:
            return rule
    return None


def _lets_in(role: Resource, path: str, rules: PathRules) -> bool:
    """Whether it is enough for a login as this role what these may do at its path. Raises `Undecided`."""
    read = rules.deciding(f"{path}/{_ROLE_ID}")
    if read is None or "read" not in read.capabilities:
        return False
    drawn = (rules.deciding(f"{path}/{one}") for one in _SECRET_IDS)
    if any(one is not None and _WRITES & one.capabilities for one in drawn):
        return True
    binds = yes_or_no(role.declared.raw.get(_BINDS), default=True)
    if binds is None:
        raise Undecided(_BINDS)
    return not binds


def _may_meet(login: Resource, role: Resource) -> bool:
    """Whether the addresses from which the one logs in may be the other's. Raises `Undecided`."""
    ours, theirs = _ranges(login), _ranges(role)
    if not ours or not theirs:
        return True
    try:
        pairs = [(ip_network(one, strict=False), ip_network(other, strict=False)) for one in ours for other in theirs]
    except ValueError:
        return True
    return any(one.version == other.version and one.overlaps(other) for one, other in pairs)


def _ranges(login: Resource) -> Iterable[str]:
    written = [item for key in _RANGES for one in locate(login.declared.raw, key) for item in one.items]
    return [one.text.strip() for one in written]
