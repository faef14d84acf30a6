"""What `client-certificate-can-be-revoked` refuses, passes and leaves undecided."""

import json
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.client_certificate_can_be_revoked import client_certificate_can_be_revoked

RULE = client_certificate_can_be_revoked
ARN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:truststore/partners/20cf"
OTHER = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:truststore/others/77aa"
STORE = Resource.of("aws:lb/trustStore:TrustStore", "partners", name="partners", arn=ARN)
AUTHORITY = "aws:acmpca/certificateAuthority:CertificateAuthority"


def listener(mode: Any = "verify", store: Any = ARN, type_: str = "aws:lb/listener:Listener") -> Resource:
    return Resource.of(type_, "api", mutualAuthentication={"mode": mode, "trustStoreArn": store})


def revoked(store: Any = ARN) -> Resource:
    return Resource.of("aws:lb/trustStoreRevocation:TrustStoreRevocation", "revoked", trustStoreArn=store)


def rights(*actions: str) -> tuple[Resource, Resource]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = Resource.of("aws:iam/role:Role", "pki", name="pki", assumeRolePolicy="{}")
    return role, Resource.of("aws:iam/rolePolicy:RolePolicy", "pki", role="pki", policy=policy)


def judged(*resources: Resource) -> Answer:
    return judge_stack(RULE, *resources)


def linked(one: Resource, **dependencies: Resource) -> Resource:
    links = {key: (of.urn,) for key, of in dependencies.items()}
    return Resource(one.urn, one.type, one.name, inputs=one.inputs, property_dependencies=links)


def test_a_trust_store_without_a_list_by_which_clients_are_checked_is_told() -> None:
    answer = judged(STORE, listener())
    assert "trust store 'partners' has no revocation list" in only(answer)
    assert [one.on.name for one in answer.problems if one.on] == ["partners"]


def test_the_same_of_aws_native() -> None:
    store = Resource.of("aws-native:elasticloadbalancingv2:TrustStore", "p", name="p", trustStoreArn=ARN)
    checks = listener(type_="aws-native:elasticloadbalancingv2:Listener")
    added = Resource.of("aws-native:elasticloadbalancingv2:TrustStoreRevocation", "revoked", trustStoreArn=ARN)
    assert only(judged(store, checks))
    assert passes(judged(store, checks, added))


def test_one_with_a_list_passes_and_that_of_another_says_nothing() -> None:
    assert passes(judged(STORE, listener(), revoked()))
    assert only(judged(STORE, listener(), revoked(OTHER)))


@pytest.mark.parametrize("mode", ["passthrough", "off", None])
def test_what_a_listener_does_not_check_itself_is_not_asked(mode: Any) -> None:
    assert passes(judged(STORE, listener(mode)))


def test_a_trust_store_that_no_listener_of_the_stack_uses_and_one_from_elsewhere_pass() -> None:
    assert passes(judged(STORE))
    assert passes(judged(STORE, listener(store=OTHER)))
    assert passes(judged(listener()))
    looked_up = Resource(STORE.urn, STORE.type, STORE.name, inputs=STORE.inputs, external=True)
    assert passes(judged(looked_up, listener()))


def test_certificates_that_end_within_a_week_need_no_list() -> None:
    short = Resource.of(AUTHORITY, "machines", usageMode="SHORT_LIVED_CERTIFICATE")
    root = Resource.of(AUTHORITY, "root", usageMode="GENERAL_PURPOSE")
    assert passes(judged(STORE, listener(), root, short))
    assert only(judged(STORE, listener(), root))
    assert only(judged(STORE, listener(), Resource.of(AUTHORITY, "root")))


def test_lists_that_a_workload_of_the_stack_adds_pass() -> None:
    assert passes(judged(STORE, listener(), *rights("elasticloadbalancing:AddTrustStoreRevocations")))
    assert passes(judged(STORE, listener(), *rights("elasticloadbalancing:*TrustStoreRevocations")))
    for broad in ("*", "elasticloadbalancing:*", "elasticloadbalancing:DescribeTrustStores"):
        assert messages(judged(STORE, listener(), *rights(broad)))


def test_what_is_not_known_yet_is_found_by_what_it_depends_on() -> None:
    checks = linked(listener(store=UNKNOWN), mutualAuthentication=STORE)
    assert only(judged(STORE, checks))
    assert passes(judged(STORE, checks, linked(revoked(UNKNOWN), trustStoreArn=STORE)))


@pytest.mark.parametrize(
    ("others", "left"),
    [
        ([listener(UNKNOWN)], ["mutualAuthentication.mode"]),
        ([listener(store=UNKNOWN)], ["mutualAuthentication.trustStoreArn"]),
        ([listener(), revoked(UNKNOWN)], ["trustStoreArn"]),
        ([listener(), Resource.of(AUTHORITY, "machines", usageMode=UNKNOWN)], ["usageMode"]),
        ([Resource.of("aws:lb/listener:Listener", "api", mutualAuthentication=UNKNOWN)], ["mutualAuthentication"]),
    ],
    ids=str,
)
def test_what_is_not_known_is_no_pass(others: list[Resource], left: list[str]) -> None:
    answer = judged(STORE, *others)
    assert (messages(answer), unknowns(answer)) == ([], left)


def test_a_listener_that_is_not_known_hides_no_other() -> None:
    unknown = Resource.of("aws:lb/listener:Listener", "later", mutualAuthentication=UNKNOWN)
    assert only(judged(STORE, unknown, listener()))
