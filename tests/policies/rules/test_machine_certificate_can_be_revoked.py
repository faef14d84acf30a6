"""What `client-certificate-can-be-revoked` says of trust anchors of IAM Roles Anywhere."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.client_certificate_can_be_revoked import client_certificate_can_be_revoked

RULE = client_certificate_can_be_revoked
CA = "arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/0c0f"
ANCHOR = "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/5a5a"
CLIENTS = "arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1"
BELOW = "arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1"


def authority(**inputs: Any) -> Resource:
    return Resource.of("aws:acmpca/certificateAuthority:CertificateAuthority", "plants", arn=CA, **inputs)


def anchor(ca: Any = CA, **inputs: Any) -> Resource:
    source = {"sourceType": "AWS_ACM_PCA", "sourceData": {"acmPcaArn": ca}}
    return Resource.of(
        "aws:rolesanywhere/trustAnchor:TrustAnchor", "press", **{"arn": ANCHOR, "source": source, **inputs}
    )


def certificate(value: Any = "3", unit: str = "YEARS", ca: Any = CA, template: str = CLIENTS) -> Resource:
    inputs = {"certificateAuthorityArn": ca, "templateArn": template, "validity": {"type": unit, "value": value}}
    return Resource.of("aws:acmpca/certificate:Certificate", "gateway", **inputs)


def crl(of: Any = ANCHOR, **inputs: Any) -> Resource:
    return Resource.of("aws-native:rolesanywhere:Crl", "revoked", trustAnchorArn=of, **inputs)


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(RULE, *resources, **ask)


def kept(**kinds: Any) -> dict[str, Any]:
    return {"revocationConfiguration": {f"{kind}Configuration": {"enabled": on} for kind, on in kinds.items()}}


@pytest.mark.parametrize("configured", [{}, kept(crl=False, ocsp=False), {"usageMode": "GENERAL_PURPOSE"}], ids=repr)
def test_an_anchor_whose_authority_signs_for_years_and_keeps_no_list_is_told(configured: dict[str, Any]) -> None:
    answer = judged(authority(**configured), anchor(), certificate())
    assert "trust anchor 'press' has no revocation list, and its authority makes none" in only(answer)
    assert [(one.severity, one.on.name) for one in answer.problems if one.on] == [("medium", "press")]


@pytest.mark.parametrize(
    "configured",
    [kept(crl=True), kept(crl=False, ocsp=True), {"usageMode": "SHORT_LIVED_CERTIFICATE"}],
    ids=repr,
)
def test_an_authority_that_keeps_revocations_or_signs_for_days_passes(configured: dict[str, Any]) -> None:
    assert passes(judged(authority(**configured), anchor(), certificate()))


def test_an_anchor_with_a_list_that_is_on_passes() -> None:
    assert passes(judged(authority(), anchor(), certificate(), crl(enabled=True)))
    assert only(judged(authority(), anchor(), certificate(), crl(enabled=False)))
    assert only(judged(authority(), anchor(), certificate(), crl(f"{ANCHOR}b", enabled=True)))


def test_an_authority_that_says_list_and_ocsp_are_off_is_told_though_it_signed_nothing_here() -> None:
    assert only(judged(authority(**kept(crl=False, ocsp=False)), anchor()))
    assert passes(judged(authority(**kept(crl=False)), anchor()))
    assert passes(judged(authority(**kept(crl=False, ocsp=False), usageMode="SHORT_LIVED_CERTIFICATE"), anchor()))
    assert passes(judged(authority(**kept(crl=False, ocsp=False)), anchor(), crl(enabled=True)))


def test_certificates_of_a_week_of_authorities_and_of_others_say_nothing() -> None:
    assert passes(judged(authority(), anchor(), certificate("7", "DAYS")))
    assert passes(judged(authority(), anchor(), certificate("10", "YEARS", template=BELOW)))
    assert passes(judged(authority(), anchor(), certificate(ca=f"{CA}1")))


def test_an_anchor_of_which_nobody_sees_what_is_signed_is_told_in_strict() -> None:
    assert passes(judged(authority(), anchor()))
    assert only(judged(authority(), anchor(), profile="strict"))
    assert passes(judged(authority(**kept(crl=True)), anchor(), profile="strict"))


def test_an_anchor_of_an_authority_elsewhere_and_one_that_is_off_pass() -> None:
    assert passes(judged(anchor(f"{CA}1"), authority(), certificate(), profile="strict"))
    assert passes(judged(anchor(UNKNOWN), profile="strict"))
    assert passes(judged(anchor(enabled=False), authority(), certificate(), profile="strict"))


@pytest.mark.parametrize(
    ("resources", "left"),
    [
        ([authority(usageMode=UNKNOWN), anchor(), certificate()], ["usageMode"]),
        (
            [authority(**kept(crl=UNKNOWN)), anchor(), certificate()],
            ["revocationConfiguration.crlConfiguration.enabled"],
        ),
        ([authority(), anchor(UNKNOWN), certificate()], ["source.sourceData.acmPcaArn"]),
        ([authority(), anchor(), certificate(UNKNOWN)], ["validity.value"]),
        ([authority(), anchor(), certificate(ca=UNKNOWN)], ["certificateAuthorityArn"]),
        ([authority(), anchor(), certificate(), crl(UNKNOWN)], ["trustAnchorArn"]),
    ],
    ids=str,
)
def test_what_is_not_known_is_no_pass(resources: list[Resource], left: list[str]) -> None:
    answer = judged(*resources)
    assert (messages(answer), unknowns(answer)) == ([], left)


def bundle() -> Resource:
    return anchor(source={"sourceType": "CERTIFICATE_BUNDLE", "sourceData": {"x509CertificateData": "-----BEGIN"}})


def test_an_anchor_of_ones_own_authority_is_told_unless_it_has_a_list() -> None:
    assert only(judged(bundle())).startswith("trust anchor 'press' has no revocation list: whoever took")
    assert passes(judged(bundle(), crl(enabled=True)))
    assert passes(judged(bundle(), crl(UNKNOWN, enabled=True)))
    assert passes(judged(anchor(source={"sourceType": UNKNOWN})))


def test_who_imports_lists_or_has_certificates_of_hours_needs_none() -> None:
    imports = allow("rolesanywhere:ImportCrl")
    assert passes(judged(bundle(), role("pki"), may("pki", imports)))
    by_spiffe = {
        "Effect": "Allow",
        "Principal": {"Service": "rolesanywhere.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:PrincipalTag/x509SAN/URI": "spiffe://acme.example/press"}},
    }
    assert passes(judged(bundle(), role("press", by_spiffe)))
    assert only(judged(bundle(), role("press")))
