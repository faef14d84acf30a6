"""This is where the reference says who asks, and in which way a `Principal` element of a policy names them.

Sources: pages "AWS JSON policy elements: Principal" and "… NotPrincipal" of the IAM user guide; the forms of a caller
are those of `daypass policy`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.reference_language import listed

ACCOUNT = re.compile(r"\d{12}")
ROOT = re.compile(r"arn:[^:]+:iam::(\d{12}):root")
IAM = re.compile(r"arn:[^:]+:iam::(?P<account>\d{12}):(?P<kind>user|role|oidc-provider|saml-provider)/(?P<path>.+)")
STS = re.compile(r"arn:[^:]+:sts::(?P<account>\d{12}):(?P<kind>assumed-role|federated-user)/(?P<path>.+)")
BUILT_IN = ("accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com")
ENTITIES = ("user", "role", "assumed-role", "federated-user")


@dataclass(frozen=True)
class Caller:
    """Who asks: a kind, the text that names them, the account (none for a service) and the name within their kind."""

    kind: str
    text: str
    account: str | None
    name: str

    @property
    def is_service_linked(self) -> bool:
        """A role of a service: the path `/aws-service-role/`, names that begin `AWSServiceRoleFor`."""
        role = self.kind in ("role", "assumed-role") and self.name.startswith("AWSServiceRoleFor")
        return role or (self.kind == "role" and ":role/aws-service-role/" in self.text)


def caller_of(text: str) -> Caller:
    """Read a caller. Raises ValueError for a form that the interface does not have."""
    if ACCOUNT.fullmatch(text):
        return Caller("root", f"arn:aws:iam::{text}:root", text, "root")
    if root := ROOT.fullmatch(text):
        return Caller("root", text, root[1], "root")
    if found := IAM.fullmatch(text) or STS.fullmatch(text):
        kind, path = found["kind"], found["path"]
        name = path.split("/")[0] if kind == "assumed-role" else path.rpartition("/")[2]
        return Caller(kind, text, found["account"], path if kind.endswith("provider") else name)
    if text in BUILT_IN:
        return Caller("oidc-provider", text, None, text)
    if re.fullmatch(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?", text):
        return Caller("service", text, None, text)
    raise ValueError(f"not a caller: {text!r}")


def ways(principal: Any, caller: Caller) -> set[str]:
    """How a `Principal` names the caller: `itself`, by its `role`, its `user`, its `account`; in none if it does not.

    `"*"` and `{"AWS": "*"}` are everyone ("equivalent", page "Principal", "All principals"), services included: the
    page "NotPrincipal" denies services with `"Principal": "*"`.
    """
    if principal == "*":
        return {"itself"}
    found = set()
    for kind, value in _entries(principal):
        if kind == "AWS":
            found |= _ways_of_aws(value, caller)
        elif kind == _kind_of_outsider(caller) and value == caller.text:
            found.add("itself")
    return found


def _kind_of_outsider(caller: Caller) -> str | None:
    """The principal type of a caller that is no identity of an account."""
    return "Federated" if caller.kind.endswith("provider") else "Service" if caller.kind == "service" else None


def _entries(principal: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return ((kind, value) for kind, values in principal.items() for value in listed(values))


def _ways_of_aws(value: str, caller: Caller) -> set[str]:
    if value == "*":
        return {"itself"}
    root = ROOT.fullmatch(value)
    if root or ACCOUNT.fullmatch(value):
        return _ways_of_account(root[1] if root else value, caller)
    if caller.kind not in ENTITIES:
        return set()
    if value == caller.text:
        # "When you specify a role principal in a resource-based policy, the effective permissions are limited by any
        # policy types that limit permissions for the role": a role that asks is one of its sessions, whichever.
        return {"role"} if caller.kind == "role" else {"itself"}
    return _ways_of_parent(value, caller)


def _ways_of_parent(value: str, caller: Caller) -> set[str]:
    """A session is named by its role, whose path its own ARN lacks; a federated user by the user it "is based on"."""
    named = IAM.fullmatch(value)
    if named is None or named["account"] != caller.account or named["path"].rpartition("/")[2] != caller.name:
        return set()
    if (named["kind"], caller.kind) == ("role", "assumed-role"):
        return {"role"}
    return {"user"} if (named["kind"], caller.kind) == ("user", "federated-user") else set()


def _ways_of_account(account: str, caller: Caller) -> set[str]:
    """An account "delegates authority": any of its users, roles and sessions; the root user is the account itself."""
    if account != caller.account or caller.kind not in (*ENTITIES, "root"):
        return set()
    return {"itself"} if caller.kind == "root" else {"account"}


def is_excepted(not_principal: Any, caller: Caller) -> bool:
    """Whether a `NotPrincipal` spares the caller.

    AWS "might validate the account first, then the role, and then the assumed-role user": each that is not listed may
    be denied. So a caller is spared where itself and all above it are listed; an account alone spares no user of it.
    """
    above = {kind: {"account", *(["role"] if kind == "assumed-role" else [])} for kind in ENTITIES}
    own = "role" if caller.kind == "role" else "itself"
    return ways(not_principal, caller) >= {own} | above.get(caller.kind, set())
