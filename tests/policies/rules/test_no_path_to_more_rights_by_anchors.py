"""Whoever signs certificates of a trust anchor, or puts another authority into it, comes in as the roles it enters."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, lets_in, may, role
from tests.support.grants import ACCOUNT, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
AUTHORITY = f"arn:aws:acm-pca:{HERE}:certificate-authority/11111111-2222-3333-4444-555555555555"
ANCHOR = f"arn:aws:rolesanywhere:{HERE}:trust-anchor/aaaaaaaa-1111-2222-3333-444444444444"
OTHER = ANCHOR.replace("aaaaaaaa", "bbbbbbbb")
SERVICE = "rolesanywhere.amazonaws.com"
SIGNS = allow("acm-pca:IssueCertificate", AUTHORITY)
SWAPS = allow("rolesanywhere:UpdateTrustAnchor", ANCHOR)
READS = allow("s3:GetObject", "arn:aws:s3:::backups/*")
SIGNED = "may sign a certificate by which role 'backup' is entered (acm-pca:IssueCertificate)"
SWAPPED = "may put its own authority into the trust anchor by which role 'backup' is entered"


def anchor(**inputs: Any) -> Resource:
    source = {"sourceType": "AWS_ACM_PCA", "sourceData": {"acmPcaArn": AUTHORITY}}
    return aws("rolesanywhere/trustAnchor", "dc", **{"arn": ANCHOR, "enabled": True, "source": source, **inputs})


def from_anchor(arn: str, **conditions: Any) -> dict[str, Any]:
    return lets_in(SERVICE, Condition={"ArnEquals": {"aws:SourceArn": arn}, **conditions})


def judged(
    *given: dict[str, Any],
    class_: str = "service",
    of: Resource | None = None,
    trust: tuple[dict[str, Any] | str, ...] = (SERVICE,),
) -> Answer:
    holder = role("a", tags={"daypass:class": class_} if class_ else {})
    entered = role("backup", *trust)
    stack = (holder, may("a", *given), entered, may("backup", READS), of or anchor())
    return judge_stack(no_path_to_more_rights, *stack)


def test_a_new_anchor_is_told_unless_each_role_names_its_own() -> None:
    makes = allow("rolesanywhere:CreateTrustAnchor")
    assert "rolesanywhere-x03" in messages(judged(makes))[0]
    assert "rolesanywhere-x03" in messages(judge_stack(no_path_to_more_rights, role("a"), may("a", makes)))[0]
    assert passes(judged(makes, trust=(from_anchor(ANCHOR),)))
    assert "path rolesanywhere-x03" in only(judged(makes, trust=(from_anchor(ANCHOR), SERVICE)))


ANY = ANCHOR.rpartition("/")[0] + "/*"


@pytest.mark.parametrize(
    "trust",
    [
        from_anchor(ANY),
        from_anchor(ANY, StringEquals={"aws:PrincipalTag/x509Subject/OU": "line-controllers"}),
        from_anchor(ANY.replace("eu-west-1", "*"), StringEquals={"aws:SourceAccount": ACCOUNT}),
        lets_in(SERVICE, Condition={"ArnLike": {"aws:SourceArn": ANY}}),
        lets_in(SERVICE, Condition={"StringLike": {"aws:SourceArn": ANY}}),
    ],
    ids=str,
)
def test_a_role_that_takes_any_anchor_of_its_account_takes_a_new_one(trust: dict[str, Any]) -> None:
    assert "rolesanywhere-x03" in messages(judged(allow("rolesanywhere:CreateTrustAnchor"), trust=(trust,)))[0]


@pytest.mark.parametrize(
    "trust",
    [
        from_anchor(ANY.replace(ACCOUNT, "444455556666")),
        from_anchor(ANY, StringEquals={"aws:SourceAccount": "444455556666"}),
        from_anchor(ANCHOR, StringEquals={"aws:PrincipalTag/x509Subject/OU": "line-controllers"}),
    ],
    ids=str,
)
def test_one_that_takes_any_of_another_account_or_its_own_takes_no_new_one(trust: dict[str, Any]) -> None:
    assert passes(judged(allow("rolesanywhere:CreateTrustAnchor"), trust=(trust,)))


def test_a_pod_signs_for_itself_as_well_unless_it_is_a_pipelines() -> None:
    pods = lets_in("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"])
    made = may("a", SIGNS), role("backup", from_anchor(ANCHOR)), may("backup", READS), anchor()
    assert SIGNED in messages(judge_stack(no_path_to_more_rights, role("a", pods), *made))[0]
    pipeline = role("a", pods, tags={"daypass:class": "pipeline"})
    assert passes(judge_stack(no_path_to_more_rights, pipeline, *made))


@pytest.mark.parametrize("class_", ["", "service", "agent"])
@pytest.mark.parametrize(
    ("given", "words"),
    [
        (SIGNS, SIGNED),
        (allow("acm-pca:*", AUTHORITY.replace(HERE, "*:*")), SIGNED),
        (SWAPS, SWAPPED),
        (allow("rolesanywhere:Update*", ANCHOR.replace("4444", "*")), SWAPPED),
    ],
    ids=str,
)
def test_a_workload_that_opens_an_anchor_comes_in_as_its_roles(class_: str, given: dict[str, Any], words: str) -> None:
    (problem,) = judged(given, class_=class_).problems
    assert words in problem.message
    assert (problem.severity, problem.advisory) == ("medium", True)
    assert problem.key.startswith("opens ")


def test_a_pipeline_signs_for_others_and_swaps_no_anchor() -> None:
    assert passes(judged(SIGNS, class_="pipeline"))
    assert SWAPPED in messages(judged(SWAPS, class_="pipeline"))[0]
    assert passes(judged(SIGNS, SWAPS, class_="break-glass"))


@pytest.mark.parametrize(
    "trust",
    [
        (from_anchor(ANCHOR),),
        (from_anchor(ANCHOR, StringEquals={"aws:PrincipalTag/x509Subject/CN": "backup"}),),
        (from_anchor(ANCHOR, StringEquals={"aws:SourceAccount": ACCOUNT}),),
        (from_anchor(ANCHOR.rpartition("/")[0] + "/*"),),
        (from_anchor(OTHER), from_anchor(ANCHOR)),
    ],
    ids=str,
)
def test_what_a_role_asks_of_the_certificate_is_signed_as_well(trust: tuple[dict[str, Any], ...]) -> None:
    assert SIGNED in messages(judged(SIGNS, trust=trust))[0]
    assert SWAPPED in messages(judged(SWAPS, trust=trust))[0]


@pytest.mark.parametrize(
    "trust",
    [
        ("ec2.amazonaws.com",),
        (from_anchor(OTHER),),
        (from_anchor(ANCHOR, StringEquals={"aws:SourceAccount": "444455556666"}),),
        (
            SERVICE,
            {**lets_in(SERVICE, Condition={"ArnNotEquals": {"aws:SourceArn": OTHER}}), "Effect": "Deny"},
        ),
        (lets_in(SERVICE, "sts:TagSession"),),
    ],
    ids=str,
)
def test_roles_that_the_anchor_does_not_enter_are_nobodys_gain(trust: tuple[dict[str, Any] | str, ...]) -> None:
    assert passes(judged(SIGNS, SWAPS, trust=trust))


@pytest.mark.parametrize(
    "given",
    [
        [allow("acm-pca:IssueCertificate", AUTHORITY.replace("11111111", "22222222"))],
        [allow("rolesanywhere:UpdateTrustAnchor", OTHER)],
        [allow(["acm-pca:GetCertificate", "rolesanywhere:EnableTrustAnchor"])],
        [SIGNS, SWAPS, deny(["acm-pca:*", "rolesanywhere:*"])],
        [SIGNS, SWAPS, READS],
        [{**SIGNS, "Condition": {"StringLike": {"acm-pca:TemplateArn": "*/EndEntityServerAuthCertificate/V1"}}}],
    ],
    ids=str,
)
def test_another_authority_servers_certificates_and_what_it_may_anyhow_pass(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize("template", ["EndEntityCertificate/V1", "*ClientAuth*", "SubordinateCACertificate_PathLen0/*"])
def test_a_template_for_clients_limits_nothing(template: str) -> None:
    limited = {"Condition": {"StringLike": {"acm-pca:TemplateArn": f"arn:aws:acm-pca:::template/{template}"}}}
    assert SIGNED in messages(judged({**SIGNS, **limited}))[0]


def test_an_anchor_of_another_provider_is_one() -> None:
    source = {"sourceType": "AWS_ACM_PCA", "sourceData": {"acmPcaArn": AUTHORITY}}
    of = native("rolesanywhere:TrustAnchor", "dc", trustAnchorId="x", source=source)
    assert SIGNED in messages(judged(SIGNS, of=of))[0]


@pytest.mark.parametrize(
    "inputs",
    [
        {"enabled": False},
        {"enabled": "false"},
        {"source": "text"},
        {"source": {"sourceType": "CERTIFICATE_BUNDLE", "sourceData": UNKNOWN}},
        {"source": {"sourceType": "CERTIFICATE_BUNDLE", "sourceData": {"x509CertificateData": UNKNOWN}}},
        {"source": {"sourceData": {"acmPcaArn": ["x"]}}},
        {"source": {"sourceData": {"x509CertificateData": "-----BEGIN CERTIFICATE-----"}}},
    ],
    ids=str,
)
def test_an_anchor_without_a_private_authority_is_not_signed_for(inputs: dict[str, Any]) -> None:
    assert passes(judged(SIGNS, of=anchor(**inputs)))


PRIVATE = {"sourceType": "AWS_ACM_PCA", "sourceData": {"acmPcaArn": UNKNOWN}}


@pytest.mark.parametrize(
    ("source", "path"),
    [
        (UNKNOWN, "source"),
        (PRIVATE, "source.sourceData.acmPcaArn"),
        ({**PRIVATE, "sourceType": UNKNOWN}, "source.sourceType"),
        ({"sourceType": "AWS_ACM_PCA", "sourceData": UNKNOWN}, "source.sourceData"),
    ],
    ids=str,
)
def test_whether_it_signs_for_an_authority_that_is_not_known_yet_is_undecided(source: Any, path: str) -> None:
    answer = judged(SIGNS, of=anchor(source=source))
    assert not answer.problems
    assert path in unknowns(answer)
    for given in (READS, allow("acm-pca:GetCertificate", AUTHORITY), SWAPS):
        assert path not in unknowns(judged(given, of=anchor(source=source)))
    assert passes(judged(SIGNS, of=anchor(source=source), trust=(from_anchor(OTHER),)))  # it enters no role
    assert passes(judged(SIGNS, READS, of=anchor(source=source)))  # of which it has everything anyhow
    assert passes(judged(SIGNS, of=anchor(source=source), class_="pipeline"))


def test_an_authority_that_is_not_known_yet_is_the_one_on_which_the_anchor_depends() -> None:
    other = AUTHORITY.replace("11111111", "22222222")
    authorities = [aws("acmpca/certificateAuthority", name, arn=arn) for name, arn in (("x", AUTHORITY), ("y", other))]
    waits = replace(anchor(source=PRIVATE), property_dependencies={"source": (authorities[0].urn,)})
    stack = role("a"), may("a", SIGNS), role("backup", SERVICE), may("backup", READS), *authorities
    assert SIGNED in messages(judge_stack(no_path_to_more_rights, *stack, waits))[0]
    elsewhere = replace(waits, property_dependencies={"source": (authorities[1].urn,)})
    assert passes(judge_stack(no_path_to_more_rights, *stack, elsewhere))


def test_who_signs_for_every_authority_does_so_for_one_that_is_not_known_yet() -> None:
    assert SIGNED in messages(judged(allow("acm-pca:IssueCertificate"), of=anchor(source=PRIVATE)))[0]


def test_whether_the_anchor_is_on_may_not_be_known() -> None:
    for given in (SIGNS, SWAPS):
        answer = judged(given, of=anchor(enabled=UNKNOWN))
        assert not answer.problems
        assert unknowns(answer) == ["enabled"]
    assert passes(judged(READS, of=anchor(enabled=UNKNOWN)))


@pytest.mark.parametrize("arn", [UNKNOWN, 7, ["x"], "text"])
def test_an_anchor_that_is_not_made_yet_enters_who_pins_none(arn: object) -> None:
    new = anchor(arn=arn)
    assert SIGNED in messages(judged(SIGNS, of=new))[0]
    assert passes(judged(SIGNS, of=new, trust=(from_anchor(OTHER),)))
    assert passes(judged(SWAPS, of=new))


@pytest.mark.parametrize("trust", [UNKNOWN, "no document", 7])
def test_a_trust_that_cannot_be_read_is_not_this_rules_to_tell(trust: object) -> None:
    entered = role("backup", assumeRolePolicy=trust)
    stack = (role("a"), may("a", SIGNS, SWAPS), entered, may("backup", READS), anchor())
    assert not any("entered" in message for message in messages(judge_stack(no_path_to_more_rights, *stack)))


def test_nothing_of_a_marked_policy_is_quoted() -> None:
    marked = aws("iam/rolePolicy", "x", role="a", policy=Secret(document({**SIGNS, "Sid": "hush"})))
    stack = (role("a"), marked, role("backup", SERVICE), may("backup", READS), anchor())
    (message,) = messages(judge_stack(no_path_to_more_rights, *stack))
    assert "hush" not in message
    assert AUTHORITY not in message


@pytest.mark.parametrize(
    ("called", "is_told"),
    [
        *(("backup-certs", False), ("BackupCertificateIssuer", False)),
        *(("certificates", True), ("cert-issuer-backup", True), ("printer-certs", True)),
        ("backup-printer-certs", True),
    ],
)
def test_what_is_called_after_a_role_and_signing_signs_for_that(called: str, *, is_told: bool) -> None:
    stack = (role(called), may(called, SIGNS), role("backup", SERVICE), may("backup", READS), anchor())
    assert bool(messages(judge_stack(no_path_to_more_rights, *stack))) is is_told


def test_nobody_is_there_to_put_another_authority_into_an_anchor() -> None:
    stack = (role("backup-certs"), may("backup-certs", SWAPS), role("backup", SERVICE), may("backup", READS), anchor())
    assert SWAPPED in only(judge_stack(no_path_to_more_rights, *stack))
