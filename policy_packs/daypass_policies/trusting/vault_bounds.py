"""This is where it is told whom a role of Vault lets in that asks for no claims: machines of clouds, pods of a cluster.

Sources: Vault API documentation, "Kubernetes auth method" and github.com/hashicorp/vault-plugin-auth-kubernetes,
`path_login.go` (`*` is a wildcard in names and namespaces, a selector adds namespaces); "AWS auth method" (at the end
of an ARN `*` is a wildcard), "Google Cloud auth method" (`bound_service_accounts`; without `bound_projects` any project
will do); read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from daypass.data.vault_bounds import VaultBound, vault_bounds
from daypass.model.hcl import Body, HclError, read_hcl
from daypass.model.resource import Resource, Undecided
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect
from daypass_policies.wording import listed, shown

KUBERNETES: Final = "vault:kubernetes/authBackendRole:AuthBackendRole"
BOUND: Final = (KUBERNETES, *vault_bounds())
_GOOGLE: Final = "vault:gcp/authBackendRole:AuthBackendRole"
_NAMES: Final = "boundServiceAccountNames"
_NAMESPACES: Final = "boundServiceAccountNamespaces"
_SELECTOR: Final = "boundServiceAccountNamespaceSelector"
_DEFAULT: Final = "default"
"""The account of each pod that names no other."""

Breadth = Literal["world", "account", "part"]
"""Strangers too; all of an account or a cluster; or all of a namespace."""

_ARN_PARTS: Final = 6
_EVERY: Final = frozenset(("", "role", "role/", "user", "user/", "assumed-role/", "instance-profile/", "root"))
"""What an ARN says before a wildcard that names nobody, and what stands for an account."""


class LetIn(NamedTuple):
    """Whom a role lets in, for people, how many these are, and where it says so."""

    who: str
    breadth: Breadth
    at: str


def let_in(role: Resource) -> LetIn | None:
    """Whom, where these are more than the workloads that it names. Raises `Undecided`."""
    return _pods(role) if role.type == KUBERNETES else _machines(role)


def _pods(role: Resource) -> LetIn | None:
    names, namespaces = _texts(role, _NAMES), _texts(role, _NAMESPACES)
    any_name = any(_is_any(one.text) for one in names)
    any_namespace = any(_is_any(one.text) for one in namespaces) or _selects_all(role)
    patterns = any("*" in one.text for one in names), any("*" in one.text for one in namespaces)
    if any_namespace:
        whose = "every service account" if any_name else f"service account {_named(names)}"
        where = "the cluster" if any_name else "whatever namespace"
        return LetIn(f"{whose} of {where}", "account", _NAMESPACES)
    if all(patterns):
        return LetIn("service accounts of many names in many namespaces", "account", _NAMES)
    where = f"namespace {_named(namespaces)}" if namespaces else "the namespaces of a label"
    if any_name:
        return LetIn(f"every service account of {where}", "part", _NAMES)
    if any(one.text == _DEFAULT for one in names):
        return LetIn(f"each pod of {where} that names no account of its own", "part", _NAMES)
    return None


def _texts(role: Resource, key: str) -> list[Located]:
    return [item for place in locate(role.declared.raw, key) for item in place.items if item.text]


def _is_any(text: str) -> bool:
    return not text.strip("*+/ ")


def _selects_all(role: Resource) -> bool:
    """Whether it takes namespaces by a selector that asks for no label. Raises `Undecided` where it is not read."""
    for place in locate(role.declared.raw, _SELECTOR):
        text = place.text.strip()
        if text and not text.startswith("{"):
            return not _OF_SELECTORS.sub("", text)  # in YAML, of which the words alone tell whether it asks
        if text:
            try:
                return not any(_asks(one.value) for one in read_hcl(text).entries)
            except HclError as unread:
                raise Undecided(_SELECTOR) from unread
    return False


_OF_SELECTORS: Final = re.compile(r"matchLabels|matchExpressions|[\s:{}\[\]]")
"""What stands in a selector that asks for nothing."""


def _asks(value: object) -> bool:
    """Whether this part of a selector asks for anything."""
    return bool(value.entries if isinstance(value, Body) else value)


def _named(places: list[Located]) -> str:
    return "of its own" if any(one.marked for one in places) else listed((shown(one.text) for one in places), _SHOWN)


_SHOWN: Final = 2


def _machines(role: Resource) -> LetIn | None:
    bounds = vault_bounds()[role.type]
    found, unknown = collect(_of(role, bound) for bound in bounds)
    if any(one.breadth is None for one in found):
        return None
    if unknown:
        raise unknown
    accounts = [one.bound for one in found if one.bound.pins == "account" and one.breadth == "named"]
    widest = next((one.bound for one in found if one.breadth == "account"), bounds[0])
    if accounts:
        return LetIn(f"any workload of {accounts[0].noun}", "account", accounts[0].argument)
    if role.type == _GOOGLE or any(one.breadth == "world" for one in found):
        return LetIn("workloads of strangers", "world", bounds[0].argument)
    return LetIn(f"any workload of {widest.noun}" if widest.noun else "any workload", "account", widest.argument)


class _Found(NamedTuple):
    """How many an argument lets in: None for the workloads that it names, "named" for accounts that it does."""

    bound: VaultBound
    breadth: Breadth | Literal["named"] | None


def _of(role: Resource, bound: VaultBound) -> Iterator[_Found]:
    """Nothing where the argument is not written, or says nothing. Raises `Undecided`."""
    texts = _texts(role, bound.argument)
    if not texts or (bound.within and not _texts(role, bound.within)):
        return
    each = [_breadth(one.text, bound) for one in texts]
    if "world" in each or "account" in each:
        yield _Found(bound, "world" if "world" in each else "account")
    else:
        yield _Found(bound, "named" if bound.pins == "account" else None)


def _breadth(text: str, bound: VaultBound) -> Literal["world", "account"] | None:
    """How many one entry lets in; None for those that it names."""
    if bound.shape == "text":
        return "account" if _is_any(text) else None
    parts = text.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS:
        return "world" if text.endswith("*") else None
    return "account" if parts[-1].removesuffix("*") in _EVERY else None
