"""Authorities of Vault and Google are told where nobody can say that a client's certificate is void."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource
from daypass_policies.rules.client_certificate_can_be_revoked import client_certificate_can_be_revoked

ROLE = "vault:pkiSecret/secretBackendRole:SecretBackendRole"
POOL = "gcp:certificateauthority/caPool:CaPool"
CLIENT = {"extendedKeyUsage": {"clientAuth": True}}


def judged(*resources: Resource) -> Answer:
    return judge_stack(client_certificate_can_be_revoked, *resources)


def role(**inputs: Any) -> Resource:
    return Resource.of(ROLE, "machines", **{"backend": "pki", "maxTtl": "2592000", **inputs})


def lists(*, disable: Any = True, ocsp: Any = True, backend: Any = "pki/") -> Resource:
    type_ = "vault:pkiSecret/secretBackendCrlConfig:SecretBackendCrlConfig"
    return Resource.of(type_, "crl", backend=backend, disable=disable, ocspDisable=ocsp)


def pool(*, publish: Any = False, usage: Any = CLIENT, longest: Any = "7776000s", **inputs: Any) -> Resource:
    policy = {"maximumLifetime": longest, "baselineValues": {"keyUsage": usage}}
    options = {"publishCaCert": True, "publishCrl": publish}
    return Resource.of(
        POOL,
        "clients",
        **{"name": "clients", "tier": "ENTERPRISE", "publishingOptions": options, **inputs, "issuancePolicy": policy},
    )


def certificate(lifetime: Any = "7776000s", usage: Any = CLIENT, pool: str = "clients") -> Resource:
    config = {"x509Config": {"keyUsage": usage}}
    type_ = "gcp:certificateauthority/certificate:Certificate"
    return Resource.of(type_, "agent", pool=pool, lifetime=lifetime, config=config)


@pytest.mark.parametrize("length", [{}, {"maxTtl": None}, {"maxTtl": "720h"}, {"maxTtl": 2592000.0}, {"maxTtl": "90d"}])
def test_a_role_whose_certificates_vault_does_not_keep_is_told(length: dict[str, Any]) -> None:
    (problem,) = judged(role(noStore=True, **length)).problems
    assert problem.message == (
        "PKI role 'machines' gives clients certificates that nobody can revoke: Vault keeps none of them"
    )


def test_a_mount_that_answers_nobody_is_told_with_each_of_its_roles() -> None:
    found = judged(lists(), role(), role(backend="other"))
    assert [problem.message.rpartition(": ")[2] for problem in found.problems] == [
        "its mount makes no revocation list and answers no OCSP"
    ]


@pytest.mark.parametrize(
    "resources",
    [
        [role()],
        [role(noStore=False)],
        [role(noStore=True, maxTtl="72h")],
        [role(noStore=True, maxTtl=None, ttl="86400")],
        [role(noStore=True, clientFlag=False)],
        [role(), lists(ocsp=False)],
        [role(), lists(disable=False)],
        [role(maxTtl="168h"), lists()],
        [lists()],
    ],
)
def test_what_ends_soon_serves_no_client_or_can_be_asked_passes(resources: list[Resource]) -> None:
    assert passes(judged(*resources))


def test_what_is_not_known_of_vault_is_undecided() -> None:
    assert unknowns(judged(role(noStore=UNKNOWN))) == ["noStore"]
    assert unknowns(judged(role(noStore=True, maxTtl=UNKNOWN))) == ["maxTtl"]
    assert unknowns(judged(role(noStore=True, clientFlag=UNKNOWN))) == ["clientFlag"]
    assert unknowns(judged(role(), lists(ocsp=UNKNOWN))) == ["ocspDisable"]
    assert unknowns(judged(role(backend=UNKNOWN), lists())) == ["backend"]
    assert passes(judged(role(noStore=UNKNOWN, maxTtl="24h")))
    assert passes(judged(role(), lists(disable=UNKNOWN, ocsp=False)))
    assert messages(judged(role(noStore=True, backend=UNKNOWN), lists()))


@pytest.mark.parametrize(
    "resources",
    [
        [pool()],
        [pool(tier="DEVOPS", publishingOptions=None)],
        [pool(longest=None)],
        [pool(usage=None), certificate()],
        [pool(usage=None, longest=None), certificate(None, pool="projects/p/locations/l/caPools/clients")],
    ],
)
def test_a_pool_that_publishes_no_list_is_told(resources: list[Resource]) -> None:
    (message,) = messages(judged(*resources))
    assert message.startswith("CA pool 'clients' gives clients certificates that nobody can revoke: ")


@pytest.mark.parametrize(
    "resources",
    [
        [pool(publish=True)],
        [pool(publishingOptions=None)],
        [pool(longest="604800s")],
        [pool(usage={"extendedKeyUsage": {"serverAuth": True}})],
        [pool(usage=None), certificate("86400s")],
        [pool(usage=None), certificate(usage={"extendedKeyUsage": {"serverAuth": True}})],
        [pool(usage=None), certificate(pool="others")],
    ],
)
def test_a_pool_with_a_list_or_of_short_lives_or_of_servers_passes(resources: list[Resource]) -> None:
    assert passes(judged(*resources))


def test_what_is_not_known_of_a_pool_is_undecided() -> None:
    assert unknowns(judged(pool(publish=UNKNOWN))) == ["publishingOptions.publishCrl"]
    assert unknowns(judged(pool(longest=UNKNOWN))) == ["issuancePolicy.maximumLifetime"]
    assert unknowns(judged(pool(usage=UNKNOWN))) == ["issuancePolicy.baselineValues.keyUsage"]
    assert unknowns(judged(pool(usage=None), certificate(UNKNOWN))) == ["lifetime"]
    assert passes(judged(pool(usage=None), certificate("86400s", UNKNOWN)))


def test_what_was_looked_up_is_told_where_it_is_made() -> None:
    seen = Resource(urn="u", type=ROLE, name="seen", inputs=Properties(Partial(noStore=True, maxTtl="720h")))
    assert passes(judged(seen))
