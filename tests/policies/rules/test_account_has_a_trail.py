"""The baseline of an account has a trail; an ordinary stack is never asked for one."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.account_has_a_trail import account_has_a_trail

PASSWORDS = Resource.of("aws:iam/accountPasswordPolicy:AccountPasswordPolicy", "passwords")
ALIAS = Resource.of("aws:iam/accountAlias:AccountAlias", "alias", accountAlias="acme-prod")
TRAIL = Resource.of("aws:cloudtrail/trail:Trail", "audit", s3BucketName="logs")


def organization(services: Any) -> Resource:
    return Resource.of("aws:organizations/organization:Organization", "acme", awsServiceAccessPrincipals=services)


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(account_has_a_trail, *resources, **ask)


def test_a_baseline_without_a_trail_is_told() -> None:
    assert messages(judged(PASSWORDS, ALIAS)) == [
        "the stack prepares an account (its alias, its password policy) and has no trail of what is done there"
    ]


def test_a_baseline_with_a_trail_passes() -> None:
    assert passes(judged(PASSWORDS, ALIAS, TRAIL))


def test_a_trail_that_is_off_is_none_and_one_that_may_be_leaves_it_open() -> None:
    off = Resource.of(TRAIL.type, "off", s3BucketName="logs", enableLogging=False)
    assert len(judged(PASSWORDS, ALIAS, off).problems) == 1
    maybe = Resource.of(TRAIL.type, "maybe", s3BucketName="logs", enableLogging=UNKNOWN)
    assert unknowns(judged(PASSWORDS, ALIAS, off, maybe)) == ["enableLogging"]


def test_a_trail_of_data_alone_is_no_record_of_the_account() -> None:
    data = [{"includeManagementEvents": False, "dataResources": [{"type": "AWS::S3::Object", "values": ["x"]}]}]
    assert len(judged(PASSWORDS, ALIAS, Resource.of(TRAIL.type, "data", eventSelectors=data)).problems) == 1


def test_a_store_of_events_is_one_unless_it_is_suspended() -> None:
    type_ = "aws:cloudtrail/eventDataStore:EventDataStore"
    assert passes(judged(PASSWORDS, ALIAS, Resource.of(type_, "lake")))
    assert len(judged(PASSWORDS, ALIAS, Resource.of(type_, "lake", suspend="true")).problems) == 1
    native = "aws-native:cloudtrail:EventDataStore"
    assert passes(judged(PASSWORDS, ALIAS, Resource.of(native, "lake")))
    assert len(judged(PASSWORDS, ALIAS, Resource.of(native, "lake", ingestionEnabled=False)).problems) == 1


def test_one_setting_makes_a_baseline_for_strict_alone() -> None:
    assert passes(judged(PASSWORDS, PASSWORDS))
    assert len(judged(PASSWORDS, profile="strict").problems) == 1


@pytest.mark.parametrize(
    "watcher", ["aws:guardduty/detector:Detector", "aws:securityhub/account:Account", "aws:cfg/recorder:Recorder"]
)
def test_a_setting_and_what_watches_the_account_make_a_baseline_too(watcher: str) -> None:
    """What watches it alone does not: it is often kept in one place for all accounts, and so is the trail."""
    detector = Resource.of(watcher, "watch")
    assert len(judged(PASSWORDS, detector).problems) == 1
    assert passes(judged(PASSWORDS, detector, TRAIL))
    assert passes(judged(detector, Resource.of("aws:cfg/deliveryChannel:DeliveryChannel", "config")))
    central = Resource.of("aws:guardduty/organizationConfiguration:OrganizationConfiguration", "all")
    assert passes(judged(PASSWORDS, detector, central))


@pytest.mark.parametrize("project", ["account-baseline", "aws-landing-zone", "security-foundation", "account-setup"])
def test_a_project_may_be_called_a_baseline(project: str) -> None:
    named = replace(PASSWORDS, urn=PASSWORDS.urn.replace("::project::", f"::{project}::"))
    assert len(judged(named).problems) == 1
    assert passes(judged(named, TRAIL))
    provider = Resource.of("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "github")
    assert passes(judged(replace(provider, urn=provider.urn.replace("::project::", f"::{project}::"))))


@pytest.mark.parametrize(
    "type_",
    [
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        "aws:iam/role:Role",
        "aws:s3/bucket:Bucket",
        "aws:rolesanywhere/trustAnchor:TrustAnchor",
        "aws:guardduty/detector:Detector",
    ],
)
def test_an_ordinary_stack_is_never_asked(type_: str) -> None:
    assert passes(judged(Resource.of(type_, "a"), Resource.of(type_, "b"), profile="strict"))


def test_an_organisation_may_keep_its_trail_elsewhere() -> None:
    assert passes(judged(PASSWORDS, organization(["cloudtrail.amazonaws.com", "sso.amazonaws.com"])))
    assert len(judged(PASSWORDS, organization(["sso.amazonaws.com"])).problems) == 1
    assert unknowns(judged(PASSWORDS, organization(UNKNOWN))) == ["awsServiceAccessPrincipals"]
    assert passes(judged(PASSWORDS, ALIAS, Resource.of("aws:controltower/landingZone:LandingZone", "zone")))
