"""This is where it is told which subjects are service accounts `default` of a cluster: those of pods that name none.

Sources: Kubernetes documentation, "Configure Service Accounts for Pods" (each namespace has one, which a pod has that
names no other); GKE, "Authenticate to Google Cloud APIs from GKE workloads" (`PROJECT.svc.id.goog[NAMESPACE/NAME]`,
`ns/NAMESPACE/sa/NAME`); SPIFFE-ID, "2.2 Path"; read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.graph.workloads import service_account_of
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass_policies.trusting.service_accounts import DEFAULT, accounts_entering
from daypass_policies.trusting.trust import trust_of

_SUBJECT: Final = re.compile(
    r"(?:system:serviceaccount:(?P<plain>[^:*?]+):default"
    r"|(?:spiffe://[^/]+/|.*/subject/)?ns/(?P<path>[^/*?]+)/sa/default"
    r"|.*/subject/system:serviceaccount:(?P<bound>[^:*?]+):default"
    r"|serviceAccount:[^\[]+\.svc\.id\.goog\[(?P<google>[^/*?]+)/default\])"
)


def namespace_of_default(subject: str) -> str:
    """The namespace whose account `default` a subject, or a member of Google, is; "" of all others."""
    found = _SUBJECT.fullmatch(subject)
    return next(filter(None, found.groups()), "") if found else ""


def pods_of(namespace: str) -> str:
    """Who has it, in words that follow "lets in"."""
    return f"every pod of namespace {namespace!r} that names no account of its own"


def namespaces_entering(role: Resource, stack: Stack) -> Iterator[str]:
    """The namespaces whose account `default` enters a role of AWS, by its trust or by an association of EKS."""
    try:
        document = trust_of(role)
        entering = () if document.secret else accounts_entering(document)
    except (MalformedDocument, Undecided):
        entering = ()
    associated = (service_account_of(use.consumer) for use in stack.once(Consumers).by_role.get(role.urn, ()))
    for account in dict.fromkeys((*entering, *associated)):
        namespace, _, name = account.rpartition("/")
        if namespace and name == DEFAULT and "://" not in namespace:
            yield namespace
