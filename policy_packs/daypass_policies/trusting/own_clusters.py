"""This is where it is told how far a trust reaches at a cluster of one's own, by the subjects of its service accounts.

Source: Kubernetes documentation, "Managing Service Accounts" (`sub` is `system:serviceaccount:NAMESPACE:NAME`); read
2026-12.
"""

from typing import Final

from daypass.model.kind import Asked
from daypass_policies.trusting.default_accounts import namespace_of_default, pods_of
from daypass_policies.trusting.token_tenancy import reached

_ACCOUNT: Final = "system:serviceaccount:"
_SUBJECT: Final = "sub"
_OF_ALL: Final = frozenset((_SUBJECT, "aud", "iss"))


def default_accounts(asked: Asked) -> tuple[str, ...]:
    """Who comes in by subjects that are accounts `default`, in words."""
    namespaces = (namespace_of_default(one.text) for one in asked.get(_SUBJECT, ()) if _is_alone(asked))
    return tuple(pods_of(namespace) for namespace in namespaces if namespace)


def cluster_reach(asked: Asked, issuer: str) -> str:
    """Who comes in whom nobody named, in words; "" where that is nobody, or the subjects are no service accounts."""
    subjects = asked.get(_SUBJECT, ())
    is_of_cluster = bool(subjects) and all(one.text.startswith(_ACCOUNT) for one in subjects)
    return reached(asked, issuer).who if is_of_cluster and _is_alone(asked) else ""


def _is_alone(asked: Asked) -> bool:
    """Whether nothing else is asked: who does has reasons, of which nothing is known here."""
    return not asked.keys() - _OF_ALL
