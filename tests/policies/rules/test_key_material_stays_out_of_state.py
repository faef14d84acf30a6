"""What a program makes and keeps is told once: where it lies, or where it is used."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.key_material_stays_out_of_state import key_material_stays_out_of_state

PASSWORD = "random:index/randomPassword:RandomPassword"
KEY = "tls:index/privateKey:PrivateKey"
SIGNED = "tls:index/locallySignedCert:LocallySignedCert"
SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(key_material_stays_out_of_state, *resources, **ask)


def using(type_: str, name: str, *used: Resource, key: str = "value") -> Resource:
    """A resource into whose property these go."""
    return replace(Resource.of(type_, name), property_dependencies={key: tuple(one.urn for one in used)})


def test_a_private_key_stands_in_the_state() -> None:
    key = Resource.of(KEY, "ca", algorithm=UNKNOWN)
    (problem,) = judged(key).problems
    assert problem.message == (
        "private key 'ca' stands in the state, and never expires; instead: a key in KMS or an HSM, with short"
        " certificates (Vault's PKI, SPIFFE)"
    )
    assert (problem.on, problem.severity) == (key, "medium")


@pytest.mark.parametrize("type_", [SIGNED, SELF_SIGNED])
@pytest.mark.parametrize(
    ("inputs", "fact"),
    [
        ({}, "never expires"),
        ({"validityPeriodHours": 87600}, "lives 3650 days, more than 200 days"),
        ({"validityPeriodHours": 87600, "isCaCertificate": False}, "lives 3650 days, more than 200 days"),
        ({"validityPeriodHours": Secret(87600)}, "lives longer than 200 days"),
        ({"validityPeriodHours": 0}, "never expires"),
        ({"validityPeriodHours": "a year"}, "has an end that nobody can read"),
    ],
)
def test_a_certificate_that_lives_long_is_told(type_: str, inputs: dict[str, Any], fact: str) -> None:
    (message,) = messages(judged(Resource.of(type_, "ingress", **inputs)))
    assert f"'ingress' {fact}; instead: " in message


@pytest.mark.parametrize(
    "inputs",
    [
        {"validityPeriodHours": 720},
        {"validityPeriodHours": "720"},
        {"validityPeriodHours": 87600, "isCaCertificate": True},
    ],
)
def test_a_short_certificate_and_that_of_an_authority_pass(inputs: dict[str, Any]) -> None:
    assert passes(judged(Resource.of(SELF_SIGNED, "ingress", **inputs)))


def test_the_longest_life_is_the_organisations() -> None:
    assert passes(judged(Resource.of(SIGNED, "a", validityPeriodHours=8760), options={"maxCertificateDays": 365}))


def test_what_is_unknown_of_one_does_not_hide_another() -> None:
    answer = judged(
        Resource.of(SIGNED, "later", validityPeriodHours=UNKNOWN),
        Resource.of(SIGNED, "perhaps", validityPeriodHours=87600, isCaCertificate=UNKNOWN),
        Resource.of(KEY, "key"),
    )
    assert [problem.on.name for problem in answer.problems if problem.on] == ["key"]
    assert unknowns(answer) == ["validityPeriodHours", "isCaCertificate"]


def test_a_password_that_changes_with_its_keepers_passes() -> None:
    assert passes(judged(Resource.of(PASSWORD, "db", length=32, keepers={"on": UNKNOWN})))
    for keepers in ({}, None):
        (message,) = messages(judged(Resource.of(PASSWORD, "db", length=32, keepers=keepers)))
        assert "password 'db' stands in the state, and never expires" in message


@pytest.mark.parametrize(
    ("type_", "key"),
    [
        ("aws:rds/instance:Instance", "password"),
        ("aws:secretsmanager/secretVersion:SecretVersion", "secretString"),
        ("aws:lambda/function:Function", "environment"),
        ("aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions"),
    ],
)
def test_a_password_is_told_where_it_is_used_if_that_is_asked_about_anyway(type_: str, key: str) -> None:
    made = Resource.of(PASSWORD, "db")
    asked, elsewhere = using(type_, "orders", made, key=key), using("kubernetes:helm.sh/v3:Release", "orders", made)
    assert passes(judged(made, asked))
    assert passes(judged(made, asked, elsewhere))
    assert [problem.on for problem in judged(made, elsewhere).problems] == [made]


@pytest.mark.parametrize(
    ("type_", "key"),
    [
        ("aws:fsx/windowsFileSystem:WindowsFileSystem", "selfManagedActiveDirectory"),
        ("aws:lambda/function:Function", "name"),
    ],
)
def test_a_password_is_told_itself_where_nobody_asks_about_what_is_marked(type_: str, key: str) -> None:
    made = Resource.of(PASSWORD, "db")
    assert [problem.on for problem in judged(made, using(type_, "orders", made, key=key)).problems] == [made]


def test_a_key_that_is_for_a_key_pair_alone_is_told_of_that() -> None:
    made = Resource.of(KEY, "ssh")
    pair = using("aws:ec2/keyPair:KeyPair", "ssh", made)
    assert passes(judged(made, pair))
    assert [problem.on for problem in judged(made, using("aws:ec2/instance:Instance", "i", made)).problems] == [made]
    short = replace(using(SELF_SIGNED, "tls", made), inputs=Resource.of(SELF_SIGNED, "tls", **SHORT).inputs)
    assert [problem.on for problem in judged(made, pair, short).problems] == [made]


def test_a_key_with_which_a_stream_signs_in_is_told_with_what_that_takes_instead() -> None:
    made = Resource.of(KEY, "snowflake")
    stream = using(
        "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "to", made, key="snowflakeConfiguration"
    )
    (message,) = messages(judged(made, stream))
    assert "; instead: the stream's secretsManagerConfiguration, and a second key" in message


SHORT = {"validityPeriodHours": 720}


def test_a_key_for_signing_in_is_told_with_the_sign_in_that_needs_none() -> None:
    key = Resource.of("tls:index/privateKey:PrivateKey", "ssh", algorithm="RSA")
    cluster = using("azure-native:containerservice:ManagedCluster", "aks", key, key="linuxProfile")
    assert "instead: a sign-in that needs no key" in only(judged(key, cluster))
    other = using("azure-native:keyvault:Secret", "kept", key, key="properties")
    assert "instead: a key in KMS" in only(judged(key, cluster, other))


def test_a_certificate_is_told_for_the_keys_that_it_is_made_of() -> None:
    ca_key, own_key, other_key = (Resource.of(KEY, name) for name in ("ca", "ingress", "other"))
    ca = replace(using(SELF_SIGNED, "ca", ca_key), inputs=Resource.of(SELF_SIGNED, "ca", isCaCertificate=True).inputs)
    request = using("tls:index/certRequest:CertRequest", "ingress", own_key)
    signed = using(SIGNED, "ingress", request, ca, ca_key)
    assert [problem.on for problem in judged(ca_key, own_key, other_key, ca, request, signed).problems] == [
        signed,
        other_key,
    ]


@pytest.mark.parametrize("of_authority", [False, True])
def test_a_key_of_which_all_certificates_are_short_ends_with_them(*, of_authority: bool) -> None:
    own, request = Resource.of(KEY, "client"), "tls:index/certRequest:CertRequest"
    asking = using(request, "client", own, key="privateKeyPem")
    by_request = with_hours(using(SIGNED, "client", asking, key="certRequestPem"), isCaCertificate=of_authority)
    by_itself = with_hours(using(SELF_SIGNED, "client", own, key="privateKeyPem"), isCaCertificate=of_authority)
    for certificate in (by_request, by_itself):
        told = [problem.on for problem in judged(own, asking, certificate).problems]
        assert told == ([own] if of_authority else [])
    assert judged(own, asking).problems
    assert judged(own, by_itself, using("aws:ec2/instance:Instance", "i", own)).problems


@pytest.mark.parametrize("unclear", [{"validityPeriodHours": UNKNOWN}, {"isCaCertificate": UNKNOWN, **SHORT}])
def test_a_key_waits_for_what_is_not_known_of_its_certificate(unclear: dict[str, Any]) -> None:
    own = Resource.of(KEY, "client")
    signed = replace(
        using(SELF_SIGNED, "client", own, key="privateKeyPem"), inputs=Resource.of("a:b:C", "c", **unclear).inputs
    )
    answer = judged(own, signed)
    assert not answer.problems
    assert unknowns(answer)


def with_hours(certificate: Resource, **more: Any) -> Resource:
    return replace(certificate, inputs=Resource.of(certificate.type, certificate.name, **SHORT, **more).inputs)


def test_a_stack_that_makes_none_passes() -> None:
    assert passes(judged())
    assert passes(judged(using("aws:rds/instance:Instance", "orders")))


def test_no_value_is_shown() -> None:
    canary = "canary-77"
    answer = judged(
        Resource.of(PASSWORD, "db", result=Secret(canary), overrideSpecial=canary),
        Resource.of(SIGNED, "cert", caPrivateKeyPem=Secret(canary), validityPeriodHours=canary),
    )
    assert len(answer.problems) == 2
    assert canary not in " ".join(messages(answer))
