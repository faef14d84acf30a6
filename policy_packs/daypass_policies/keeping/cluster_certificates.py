"""This is where a cluster gives a client's certificate away: Kubernetes asks no list, so that nobody can take one back.

Source: Kubernetes documentation, "Certificates and Certificate Signing Requests" (no revocation; a signer lets a
certificate live a year unless the request asks for less) and issue 18982 (no revocation lists); Google Cloud,
"Hardening your cluster" (client certificates); Microsoft Learn, "Manage local accounts with AKS-managed Microsoft
Entra integration" (to rotate the certificates of all is the only way); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.leaves import was_looked_up, yes_or_no
from daypass.model.resource import Resource
from daypass_policies.keeping.lifetimes import DAY, span
from daypass_policies.keeping.standing import is_given, word_at
from daypass_policies.located import locate
from daypass_policies.mending.arguments import instead


class _Switch(NamedTuple):
    """Where a cluster says that it gives one, what it says then, whose it is, and where it lets people in instead."""

    path: str
    on: bool
    whose: str
    instead: str = ""


_SWITCHES: Final[Mapping[str, _Switch]] = {
    "gcp:container/cluster:Cluster": _Switch(
        "masterAuth.clientCertificateConfig.issueClientCertificate", on=True, whose="a client certificate"
    ),
    "azure:containerservice/kubernetesCluster:KubernetesCluster": _Switch(
        "localAccountDisabled",
        on=False,
        whose="the certificate of its local administrator",
        instead="azureActiveDirectoryRoleBasedAccessControl",
    ),
    "azure-native:containerservice:ManagedCluster": _Switch(
        "disableLocalAccounts", on=False, whose="the certificate of its local administrator", instead="aadProfile"
    ),
}
_REQUESTS: Final = (
    "kubernetes:certificates.k8s.io/v1:CertificateSigningRequest",
    "kubernetes:certificates.k8s.io/v1beta1:CertificateSigningRequest",
)
CLUSTERS: Final = (*_SWITCHES, *_REQUESTS)
_OF_CLIENTS: Final = "kubernetes.io/kube-apiserver-client"
_WEEK: Final = 7 * DAY


class Given(NamedTuple):
    """What gives it, in words, where it says so, and the arguments that end it."""

    words: str
    at: str
    mended: str | None = None


def given(resource: Resource, *, strict: bool) -> Iterator[Given]:
    """What there is to say of a cluster or of a request for a certificate. Raises `Undecided`.

    A cluster of Azure that says nothing lets its local administrator in as well, beside those of Entra.
    """
    if was_looked_up(resource):
        return
    if resource.type in _REQUESTS:
        yield from _requested(resource)
        return
    switch = _SWITCHES[resource.type]
    places = list(locate(resource.declared.raw, switch.path))
    words = f"cluster {resource.name!r} lets in whoever has {switch.whose}"
    if any(yes_or_no(place.known) is switch.on for place in places):
        mended = None if "." in switch.path else instead(switch.path, not switch.on)
        yield Given(words, switch.path, mended)
    elif strict and not places and switch.instead and is_given(resource, switch.instead):
        yield Given(words, switch.path, instead(switch.path, not switch.on))


def _requested(request: Resource) -> Iterator[Given]:
    if word_at(request, "spec.signerName") != _OF_CLIENTS:
        return
    at = "spec.expirationSeconds"
    if not any(_is_short(place.known) for place in locate(request.declared.raw, at)):
        yield Given(f"cluster gives the client {request.name!r} a certificate for longer than a week", at)


def _is_short(seconds: Any) -> bool:
    """What nobody can read is not."""
    try:
        length = span(seconds, "seconds")
    except (ValueError, OverflowError):
        return False
    return length is not None and length <= _WEEK
