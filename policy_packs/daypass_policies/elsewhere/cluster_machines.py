"""This is where it is told which subjects of a binding in a cluster are machines, and which machines these are.

Source: Kubernetes documentation, "Authenticating" (groups of service accounts, anonymous requests, `system:masters`)
and "Managing Service Accounts"; read 2026-11. Users and groups of other names are those of whoever signs people in.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.cluster_controllers import controller_named
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.located import Located, locate
from daypass_policies.wording import listed, shown

_ACCOUNT: Final = "system:serviceaccount:"
_ACCOUNTS: Final = "system:serviceaccounts"
_GROUPS: Final = {
    _ACCOUNTS: "every service account of the cluster",
    "system:authenticated": "whoever signs in to the cluster, and every service account of it",
    "system:nodes": "every node of the cluster",
}
SYSTEM: Final = "kube-system"
"""The namespace of what a cluster itself runs."""

ANYONE: Final = {
    "system:unauthenticated": "whoever reaches the cluster, without signing in",
    "system:anonymous": "whoever reaches the cluster, without signing in",
}


class Machine(NamedTuple):
    """A machine to which a binding gives a role: `key` is a stable name, "" where it is secret or not known.

    `account` and `namespace` are those of a service account, "" where that is not known or there is none.
    `unknown` is the path of what hides whether it is one at all.
    """

    words: str
    key: str = ""
    account: str = ""
    namespace: str = ""
    unknown: str = ""

    @property
    def is_controller(self) -> bool:
        """Whether it is the account of a well-known controller that ships with rights over the cluster."""
        return bool(self.account) and controller_named(self.account, self.namespace) is not None


def named(machines: list[Machine]) -> str:
    """Words for all of them, short enough for a message."""
    return listed((machine.words for machine in machines), _SHOWN)


_SHOWN: Final = 5


def machines_of(binding: Resource) -> Iterator[Machine]:
    """The machines among the subjects of a RoleBinding or ClusterRoleBinding; what may be one has `unknown`."""
    for subject in locate(binding.state.raw, "subjects[]"):
        if bare(subject.value) is UNKNOWN:
            yield Machine("", unknown=subject.path)
        elif found := _machine(subject, _namespace_of(binding)):
            yield found


def _machine(subject: Located, namespace: str) -> Machine | None:
    kind, name = _at(subject, "kind"), _at(subject, "name")
    if kind is None or bare(kind.value) is UNKNOWN:
        return Machine("", unknown=f"{subject.path}.kind") if kind else None
    said = bare(kind.value)
    if said == "ServiceAccount":
        where = _at(subject, "namespace")
        return _account(name, _text(where) if where else namespace)
    if said not in ("User", "Group") or name is None:
        return None
    if bare(name.value) is UNKNOWN:
        return Machine("", unknown=f"{subject.path}.name")
    return _by_name(str(said), name)


def _by_name(kind: str, name: Located) -> Machine | None:
    """What a user or a group of this name stands for, if that is a machine."""
    text = _text(name)
    if kind == "User" and text.startswith(_ACCOUNT) and text.count(":") == _PARTS:
        _, _, namespace, account = text.split(":")
        return _called(account, namespace, secret=name.marked)
    words = ANYONE.get(text) or (_GROUPS.get(text) if kind == "Group" else None)
    if words:
        return Machine(words, text)
    if kind == "Group" and text.startswith(f"{_ACCOUNTS}:"):
        where = "a namespace" if name.marked else f"namespace {shown(text.removeprefix(f'{_ACCOUNTS}:'))}"
        return Machine(f"every service account of {where}", "" if name.marked else text)
    return None


_PARTS: Final = 3
"""Colons in `system:serviceaccount:NAMESPACE:NAME`."""


def _account(name: Located | None, namespace: str) -> Machine:
    if name is None or not _text(name):
        return Machine("a service account", namespace=namespace)
    return _called(_text(name), namespace, secret=name.marked)


def _called(account: str, namespace: str, *, secret: bool) -> Machine:
    if secret:
        return Machine("a service account", "", account, namespace)
    return Machine(f"service account {shown(account)}", account, account, namespace)


def _namespace_of(binding: Resource) -> str:
    return next((_text(place) for place in locate(binding.state.raw, "metadata.namespace")), "")


def _at(subject: Located, key: str) -> Located | None:
    found = next(locate(subject.value, key), None)
    return found._replace(marked=found.marked or subject.marked) if found else None


def _text(place: Located) -> str:
    value = bare(place.value)
    return value if isinstance(value, str) else ""
