"""Whoever prepares an account prepares its record first."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Items, Resource
from daypass.model.urn import Urn
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.recording.trails import STORE_TYPES, TRAIL_TYPES, is_on, is_suspended, records_management
from daypass_policies.settle import collect

_SETTINGS: Final[Mapping[str, str]] = {
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": "its password policy",
    "aws:iam/accountAlias:AccountAlias": "its alias",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": "its block of public buckets",
    "aws:ebs/encryptionByDefault:EncryptionByDefault": "the encryption of its volumes",
    "aws:organizations/organization:Organization": "its organisation",
    "aws:account/alternativeContact:AlternativeContact": "its contacts",
    "aws:account/primaryContact:PrimaryContact": "its contacts",
}
"""Type of a setting that an account has once → what it sets."""

_WATCHERS: Final = (
    "aws:guardduty/detector:Detector",
    "aws:securityhub/account:Account",
    "aws:cfg/recorder:Recorder",
    "aws-native:guardduty:Detector",
    "aws-native:securityhub:Hub",
    "aws-native:configuration:ConfigurationRecorder",
)
"""What watches a whole account. Beside one of its settings it makes a baseline; by itself it is often central."""

_CALLED: Final = re.compile(r"baseline|landing.?zone|foundation|account.?(setup|settings|bootstrap)")
"""How projects are called that prepare an account."""

_ORGANIZATION: Final = "aws:organizations/organization:Organization"
_ELSEWHERE: Final = (
    "aws:controltower/landingZone:LandingZone",
    "aws-native:controltower:LandingZone",
    "aws-native:controltower:EnabledControl",
    "aws-native:controltower:EnabledBaseline",
    "aws-native:securityhub:DelegatedAdmin",
    "aws-native:securityhub:OrganizationConfiguration",
    "aws:controltower/controlTowerControl:ControlTowerControl",
    "aws:organizations/delegatedAdministrator:DelegatedAdministrator",
    "aws:cloudtrail/organizationDelegatedAdminAccount:OrganizationDelegatedAdminAccount",
    "aws:guardduty/organizationAdminAccount:OrganizationAdminAccount",
    "aws:guardduty/organizationConfiguration:OrganizationConfiguration",
    "aws:securityhub/organizationAdminAccount:OrganizationAdminAccount",
    "aws:securityhub/organizationConfiguration:OrganizationConfiguration",
)
"""Where these stand, somebody else keeps the trails of the organisation."""

_ENOUGH: Final = 2
"""Different things of a whole account that make a stack its baseline. In profile `strict` one setting does."""


@rule(
    "account-has-a-trail",
    risk="evidence-gap",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=tuple(_SETTINGS),
    stack=True,
    pack="account_baseline",
    controls=("NIST-800-53:AU-12", "CIS-AWS-7.0.0:4.1", "PCI-DSS-4.0.1:10.2.1", "SOC2:CC7.2"),
    remedy="Declare a trail of all regions here, or tell where the organisation's trail is by looking it up.",
    aliases=("prowler:cloudtrail_multi_region_enabled",),
)
def account_has_a_trail(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Without a trail, what an identity did is known for 90 days at most, and in nobody's keeping but the account's.

    Asked only of a stack that is the baseline of an account: one that sets at least two things which an account has
    once (password policy, alias, block of public buckets, contacts, organisation), or one of them beside GuardDuty,
    Security Hub or a recorder of Config, or in a project that is called a baseline, a foundation or a landing zone; in
    profile `strict` one of them is enough. A trail passes that is on and records what is done to the account, or that
    is looked up, and so does an organisation whose trail is kept elsewhere: by Control Tower, by CloudTrail as a
    trusted service, or by an account that administers CloudTrail, GuardDuty or Security Hub for the others.

    Refused:
        passwords:
          type: aws:iam/accountPasswordPolicy:AccountPasswordPolicy
          properties: {minimumPasswordLength: 20}
        alias:
          type: aws:iam/accountAlias:AccountAlias
          properties: {accountAlias: acme-prod}

    Mended:
        passwords:
          type: aws:iam/accountPasswordPolicy:AccountPasswordPolicy
          properties: {minimumPasswordLength: 20}
        alias:
          type: aws:iam/accountAlias:AccountAlias
          properties: {accountAlias: acme-prod}
        audit:
          type: aws:cloudtrail/trail:Trail
          properties: {s3BucketName: acme-logs, isMultiRegionTrail: true, enableLogFileValidation: true}
    """
    # In an order of its own: that of registration differs from run to run.
    settings = sorted((one for one in stack.of_type(*_SETTINGS) if not was_looked_up(one)), key=lambda one: one.urn)
    set_here = dict.fromkeys(_SETTINGS[one.type] for one in settings)
    is_watched = any(not was_looked_up(one) for one in stack.of_type(*_WATCHERS))
    is_called_so = any(_CALLED.search(Urn.parse(one.urn).project.lower()) for one in settings)
    if not set_here or len(set_here) + is_watched + is_called_so < (1 if ask.profile == "strict" else _ENOUGH):
        return
    if any(True for _ in stack.of_type(*_ELSEWHERE)):
        return
    asked = sorted(stack.of_type(*TRAIL_TYPES, *STORE_TYPES, _ORGANIZATION), key=lambda one: one.urn)
    kept, unknown = collect(_records(one) for one in asked)
    if any(kept):
        return
    fact = f"the stack prepares an account ({', '.join(set_here)}) and has no trail of what is done there"
    yield Open(settings[0], (unknown.path,)) if unknown else Problem(fact, on=settings[0])


def _records(one: Resource) -> Iterator[bool]:
    """Whether a trail of the account or a store of events is on, or an organisation leaves it to CloudTrail.

    Raises `Undecided`.
    """
    if one.type == _ORGANIZATION:
        services = one.declared.get("awsServiceAccessPrincipals", ())
        yield isinstance(services, Items) and "cloudtrail.amazonaws.com" in list(services)
    elif one.type in STORE_TYPES:
        yield was_looked_up(one) or not is_suspended(one)
    else:
        yield was_looked_up(one) or (is_on(one) and records_management(one))
