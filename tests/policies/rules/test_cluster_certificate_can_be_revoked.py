"""What `client-certificate-can-be-revoked` says of clusters of Kubernetes, which ask for no list."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.client_certificate_can_be_revoked import client_certificate_can_be_revoked

GKE = "gcp:container/cluster:Cluster"
AKS = "azure:containerservice/kubernetesCluster:KubernetesCluster"
NATIVE = "azure-native:containerservice:ManagedCluster"
REQUEST = "kubernetes:certificates.k8s.io/v1:CertificateSigningRequest"
CLIENT = "kubernetes.io/kube-apiserver-client"


def judged(type_: str, profile: str = "standard", **says: Any) -> Answer:
    return judge_stack(client_certificate_can_be_revoked, Resource.of(type_, "shop", **says), profile=profile)


def issues(value: Any) -> dict[str, Any]:
    return {"masterAuth": {"clientCertificateConfig": {"issueClientCertificate": value}}}


@pytest.mark.parametrize("value", [True, "true", Secret(value=True)])
def test_a_cluster_of_google_that_gives_one_is_told(value: Any) -> None:
    told = "cluster 'shop' lets in whoever has a client certificate, which nobody can revoke on its own"
    assert only(judged(GKE, **issues(value))) == told


@pytest.mark.parametrize("says", [{}, {"masterAuth": {}}, issues(value=False), {"masterAuth": None}])
def test_one_that_gives_none_passes(says: dict[str, Any]) -> None:
    assert passes(judged(GKE, **says))


@pytest.mark.parametrize(
    ("type_", "switch", "on", "entra"),
    [
        (AKS, "localAccountDisabled", False, "azureActiveDirectoryRoleBasedAccessControl"),
        (NATIVE, "disableLocalAccounts", False, "aadProfile"),
    ],
)
def test_the_local_administrator_of_azure_is_told_where_he_is_left_on(
    type_: str, switch: str, on: Any, entra: str
) -> None:
    assert only(judged(type_, **{switch: on})).startswith("cluster 'shop' lets in whoever has the certificate of its")
    assert passes(judged(type_, **{switch: not on}))
    assert unknowns(judged(type_, **{switch: UNKNOWN})) == [switch]
    beside = {entra: {"tenantId": "t"}}
    assert passes(judged(type_, **beside))
    assert only(judged(type_, "strict", **beside))
    assert passes(judged(type_, "strict"))
    assert passes(judged(type_, "strict", **beside, **{switch: not on}))


def request(seconds: Any = None, signer: Any = CLIENT) -> Answer:
    length = {} if seconds is None else {"expirationSeconds": seconds}
    return judged(REQUEST, spec={"request": "LS0t", "signerName": signer, "usages": ["client auth"], **length})


@pytest.mark.parametrize("seconds", [None, 31_536_000, 604_801, "soon"])
def test_a_certificate_of_a_client_that_lives_for_long_is_told(seconds: Any) -> None:
    assert "gives the client 'shop' a certificate for longer than a week" in only(request(seconds))


def test_one_that_ends_within_a_week_and_one_of_another_signer_pass() -> None:
    assert passes(request(604_800))
    assert passes(request(3600))
    assert passes(request(signer="example.org/serving"))
    assert passes(request(signer="kubernetes.io/kubelet-serving"))


def test_what_is_not_known_is_no_pass() -> None:
    assert unknowns(judged(GKE, **issues(UNKNOWN))) == ["masterAuth.clientCertificateConfig.issueClientCertificate"]
    assert unknowns(judged(GKE, masterAuth=UNKNOWN)) == ["masterAuth"]
    assert unknowns(request(UNKNOWN)) == ["spec.expirationSeconds"]
    assert unknowns(request(signer=UNKNOWN)) == ["spec.signerName"]


def test_what_is_only_looked_up_passes() -> None:
    found = replace(Resource.of(GKE, "shop", **issues(value=True)), external=True)
    assert passes(judge_stack(client_certificate_can_be_revoked, found))
