"""A credential that takes an end has one within its limit; what is written is judged, not that something is."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import asked, judge, messages, passes, unknowns

from daypass.answering import Answer, answer_resource
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass.model.term import LIMITS as TERMS
from daypass.rule import Profile
from daypass.settings import Settings
from daypass_policies.rules.token_ends import token_ends

ENTRA = "azuread:index/applicationPassword:ApplicationPassword"
GITLAB = "gitlab:index/projectAccessToken:ProjectAccessToken"
DATABRICKS = "databricks:index/oboToken:OboToken"
GRAFANA = "grafana:oss/serviceAccountToken:ServiceAccountToken"
VAULT = "vault:index/token:Token"
SECRET_ID = "vault:appRole/authBackendRoleSecretId:AuthBackendRoleSecretId"
REGISTRY = "azure:containerservice/tokenPassword:TokenPassword"
SAS = "azure:keyvault/managedStorageAccountSasTokenDefinition:ManagedStorageAccountSasTokenDefinition"
ORIGIN = "cloudflare:index/originCaCertificate:OriginCaCertificate"
LOCATION = "aws-native:location:ApiKey"
INSTALL = "oci:ManagementAgent/managementAgentInstallKey:ManagementAgentInstallKey"
HARBOR = "harbor:index/robotAccount:RobotAccount"
DYNATRACE = "dynatrace:index/apiToken:ApiToken"
CERTIFICATE = "aws:acmpca/certificate:Certificate"


def judged(type_: str, **inputs: Any) -> Answer:
    return judge(token_ends, Resource.of(type_, "ci", **inputs))


BRIEF = {
    "aws:appsync/apiKey:ApiKey",
    "aws-native:appsync:ApiKey",
    "snowflake:index/userProgrammaticAccessToken:UserProgrammaticAccessToken",
}
"""Those whose vendor ends them within the limit, where nobody says when."""


@pytest.mark.parametrize("type_", BRIEF)
@pytest.mark.parametrize("profile", ["baseline", "standard", "strict"])
def test_a_vendor_that_ends_it_soon_has_said_enough(type_: str, profile: Profile) -> None:
    assert passes(judge(token_ends, Resource.of(type_, "ci"), profile=profile))


@pytest.mark.parametrize("type_", BRIEF)
def test_a_default_counts_against_the_limit_that_is_set(type_: str) -> None:
    (message,) = messages(judge(token_ends, Resource.of(type_, "ci"), options={"maxDays": 5}))
    assert " days by default; instead: " in message


@pytest.mark.parametrize("type_", sorted({*token_ends.applies_to} - BRIEF))
def test_no_other_type_passes_without_an_end(type_: str) -> None:
    (message,) = messages(judged(type_))
    assert "'ci' never expires;" in message or "'ci' does not say when it ends" in message


@pytest.mark.parametrize("type_", token_ends.applies_to)
def test_no_type_passes_with_an_end_that_is_unknown(type_: str) -> None:
    answer = judge(token_ends, Resource("urn:x", type_, "ci", inputs=Properties(Partial())))
    assert not answer.problems
    assert answer.undecided


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (ENTRA, {"endDate": "2027-02-23T23:59:59Z"}),
        (ENTRA, {"endDateRelative": "2160h"}),
        (ENTRA, {"endDate": Secret("2026-12-01")}),
        (GITLAB, {"expiresAt": "2026-12-24"}),
        (GITLAB, {"rotationConfiguration": {"expirationDays": 60, "rotateBeforeDays": 7}}),
        ("gitlab:index/projectDeployToken:ProjectDeployToken", {"expiresAt": "2027-01-01T00:00:00Z"}),
        (GRAFANA, {"secondsToLive": 3600}),
        (GRAFANA, {"secondsToLive": 90 * 86400}),
        (DATABRICKS, {"lifetimeSeconds": 7 * 86400}),
        ("databricks:index/servicePrincipalSecret:ServicePrincipalSecret", {"lifetime": "2592000s"}),
        ("databricks:index/oboToken:OboToken", {"lifetimeSeconds": 3600.0}),
        ("snowflake:index/userProgrammaticAccessToken:UserProgrammaticAccessToken", {"daysToExpiry": 15}),
        ("mongodbatlas:index/serviceAccount:ServiceAccount", {"secretExpiresAfterHours": 24}),
        ("cloudflare:index/zeroTrustAccessServiceToken:ZeroTrustAccessServiceToken", {"duration": "720h"}),
        (ORIGIN, {"requestedValidity": 90}),
        ("tailscale:index/tailnetKey:TailnetKey", {"expiry": 3600}),
        ("nomad:index/aclToken:AclToken", {"expirationTtl": "1h"}),
        ("pulumiservice:api/tokens:OrgToken", {"expires": 1798156800}),
        ("vercel:index/userToken:UserToken", {"expiresAt": 1798156800000}),
        (SAS, {"validityPeriod": "P1D"}),
        ("azure-native:containerregistry:Token", {"credentials": {"passwords": [{"expiry": "2026-12-24T00:00:00Z"}]}}),
        (REGISTRY, {"password1": {"expiry": "2026-12-24"}, "password2": {"expiry": "2026-12-25"}}),
        ("vault:aws/secretBackendStaticRole:SecretBackendStaticRole", {"rotationPeriod": 86400}),
        (VAULT, {"ttl": "24h"}),
        (VAULT, {"ttl": "24h", "period": ""}),
        (VAULT, {"explicitMaxTtl": "24h"}),
        (SECRET_ID, {"ttl": 600}),
        (SECRET_ID, {"numUses": 1}),
        (LOCATION, {"expireTime": "2026-12-24T00:00:00Z", "noExpiry": False}),
        ("aws:appsync/apiKey:ApiKey", {"expires": "2026-12-24T00:00:00Z"}),
        (ENTRA, {"endDate": "2020-01-01"}),
        (HARBOR, {"duration": 30}),
        ("mongodbatlas:index/projectServiceAccount:ProjectServiceAccount", {"withoutInitialSecret": True}),
        ("mongodbatlas:index/projectServiceAccountSecret:ProjectServiceAccountSecret", {"secretExpiresAfterHours": 8}),
        ("scaleway:functions/token:Token", {"expiresAt": "2026-12-24T00:00:00Z"}),
        (DYNATRACE, {"expirationDate": "now+30d"}),
        ("elasticstack:index/securityApiKey:SecurityApiKey", {"expiration": "30d"}),
        ("twingate:index/twingateServiceAccountKey:TwingateServiceAccountKey", {"expirationTime": 60}),
        ("harness:platform/token:Token", {"validTo": 1798156800000}),
        ("argocd:index/projectToken:ProjectToken", {"expiresIn": "12h"}),
        ("ovh:Me/identityUserToken:IdentityUserToken", {"expiresIn": 3600}),
        ("netbird:index/setupKey:SetupKey", {"expirySeconds": 86400}),
        ("zitadel:index/personalAccessToken:PersonalAccessToken", {"expirationDate": "2026-12-24T00:00:00Z"}),
    ],
)
def test_what_ends_soon_passes(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


@pytest.mark.parametrize(
    ("type_", "inputs", "fact"),
    [
        (ENTRA, {"endDate": "2100-01-01T00:00:00Z"}, "lives until 2100-01-01, more than 90 days"),
        (ENTRA, {"endDate": "2027-02-24"}, "lives until 2027-02-24, more than 90 days"),
        (ENTRA, {"endDate": "2026-12-01", "startDate": "2025-12-01"}, "lives until 2026-12-01, more than 90 days"),
        (ENTRA, {"endDateRelative": "17520h"}, "lives 730 days, more than 90 days"),
        (ENTRA, {"endDate": Secret("2100-01-01")}, "lives longer than 90 days"),
        ("linode:index/token:Token", {"expiry": "2100-01-02T03:04:05Z"}, "lives until 2100-01-02, more than 90 days"),
        (GITLAB, {"rotationConfiguration": {"expirationDays": 365}}, "lives 365 days, more than 90 days"),
        (GRAFANA, {"secondsToLive": 31536000}, "lives 365 days, more than 90 days"),
        (
            "aws:grafana/workspaceServiceAccountToken:WorkspaceServiceAccountToken",
            {"secondsToLive": 2592000},
            "lives 30 ",
        ),
        (GRAFANA, {"secondsToLive": 10**15}, "lives more than a hundred years, more than 90 days"),
        (GRAFANA, {"secondsToLive": 0}, "never expires"),
        ("cloudflare:index/accessServiceToken:AccessServiceToken", {"duration": "forever"}, "never expires"),
        (ORIGIN, {"requestedValidity": 5475}, "lives 5475 days, more than 200 days"),
        ("pulumiservice:api/tokens:OrgToken", {"expires": 0}, "never expires"),
        (VAULT, {"ttl": "24h", "period": "24h"}, "never expires, because of period"),
        (VAULT, {"ttl": "768h"}, "lives 32 days, more than 7 days"),
        (SECRET_ID, {"numUses": 40}, "never expires"),
        (SECRET_ID, {"ttl": 0, "numUses": 0}, "never expires"),
        (LOCATION, {"noExpiry": True, "expireTime": "2026-12-01"}, "never expires, because of noExpiry"),
        (LOCATION, {"noExpiry": True}, "never expires, because of noExpiry"),
        (REGISTRY, {"password1": {"expiry": "2026-12-24"}, "password2": {}}, "never expires"),
        (REGISTRY, {"password1": {}}, "never expires"),
        (HARBOR, {"duration": -1}, "never expires"),
        ("mongodbatlas:index/serviceAccount:ServiceAccount", {"withoutInitialSecret": False}, "never expires"),
        (
            "oci:Identity/domainsAuthToken:DomainsAuthToken",
            {"expiresOn": "2030-01-01T00:00:00Z"},
            "lives until 2030-01-01",
        ),
        (INSTALL, {"isUnlimited": True, "timeExpires": "2026-12-01"}, "never expires, because of isUnlimited"),
        (HARBOR, {"duration": 365}, "lives 365 days, more than 90 days"),
        (DYNATRACE, {"expirationDate": "now+2y"}, "lives 730 days, more than 90 days"),
        (DYNATRACE, {"expirationDate": "now-1d"}, "has an end that nobody can read"),
        ("twingate:index/twingateServiceAccountKey:TwingateServiceAccountKey", {"expirationTime": 0}, "never expires"),
        ("netbird:index/setupKey:SetupKey", {"expirySeconds": 0}, "never expires"),
        ("harness:platform/token:Token", {"validTo": 4102444800000}, "lives until 2100-01-01, more than 90 days"),
        ("zitadel:index/machineKey:MachineKey", {"expirationDate": "2519-04-01T08:45:00Z"}, "lives until 2519-04-01"),
        (REGISTRY, {"password2": {"expiry": "2028-01-01"}}, "lives until 2028-01-01, more than 90 days"),
    ],
)
def test_what_ends_late_or_never_is_refused(type_: str, inputs: dict[str, Any], fact: str) -> None:
    (message,) = messages(judged(type_, **inputs))
    assert f"'ci' {fact}" in message
    assert "; instead: " in message


@pytest.mark.parametrize(
    ("type_", "fact", "severity"),
    [
        (ENTRA, "does not say when it ends, and lives 730 days by default", None),
        (GITLAB, "does not say when it ends, and lives 365 days by default", None),
        (SECRET_ID, "does not say when it ends", "medium"),
        (VAULT, "does not say when it ends, and lives 32 days by default", None),
        (GRAFANA, "never expires", None),
    ],
)
def test_where_nothing_is_said_the_default_counts(type_: str, fact: str, severity: str | None) -> None:
    """A default that the vendor's settings give is one that nobody sees here: that is told, and refuses nothing."""
    (problem,) = judged(type_).problems
    assert f"'ci' {fact}; instead: " in problem.message
    assert (problem.severity, problem.advisory) == (severity, severity is not None)


def test_a_default_that_nobody_sees_is_not_told_in_the_profile_of_what_is_certain() -> None:
    assert passes(judge(token_ends, Resource.of(SECRET_ID, "ci"), profile="baseline"))
    assert judge(token_ends, Resource.of(ENTRA, "ci"), profile="baseline").problems


@pytest.mark.parametrize("value", ["", "soon", True, [], ["2026-12-24"], {}, 7, "2026-02-30", "{{ end }}"], ids=repr)
@pytest.mark.parametrize("also", [{}, {"endDateRelative": "24h"}], ids=["alone", "beside one that is fine"])
def test_an_end_that_nobody_can_read_is_none(value: Any, also: dict[str, Any]) -> None:
    (problem,) = judged(ENTRA, endDate=value, **also).problems
    assert "'ci' has an end that nobody can read" in problem.message
    assert problem.at == "endDate"


@pytest.mark.parametrize(
    ("type_", "inputs", "path"),
    [
        (ENTRA, {"endDate": UNKNOWN}, "endDate"),
        (ENTRA, {"endDate": Secret(UNKNOWN)}, "endDate"),
        (ENTRA, {"endDate": UNKNOWN, "endDateRelative": "99999h"}, "endDate"),
        (ENTRA, {"endDate": "2026-12-01", "startDate": UNKNOWN}, "startDate"),
        (GITLAB, {"rotationConfiguration": UNKNOWN}, "rotationConfiguration"),
        (GITLAB, {"rotationConfiguration": {"expirationDays": UNKNOWN}}, "rotationConfiguration.expirationDays"),
        (REGISTRY, {"password1": {"expiry": "2026-12-24"}, "password2": UNKNOWN}, "password2"),
        (VAULT, {"ttl": "1h", "period": UNKNOWN}, "period"),
        (VAULT, {"ttl": UNKNOWN}, "ttl"),
    ],
)
def test_what_is_unknown_is_undecided(type_: str, inputs: dict[str, Any], path: str) -> None:
    answer = judged(type_, **inputs)
    assert (messages(answer), unknowns(answer)) == ([], [path])


def test_one_end_that_is_soon_is_enough_where_another_is_unknown() -> None:
    assert passes(judged(ENTRA, endDate=UNKNOWN, endDateRelative="24h"))


def test_the_longest_life_is_the_organisations() -> None:
    late = Resource.of(ENTRA, "ci", endDateRelative="4320h")
    assert len(judge(token_ends, late).problems) == 1
    assert passes(judge(token_ends, late, options={"maxDays": 180.0}))
    assert len(judge(token_ends, late, options={"maxRunDays": 180}).problems) == 1
    assert passes(judge(token_ends, Resource.of(DATABRICKS, "ci", lifetimeSeconds=5184000), options={"maxRunDays": 60}))


def test_strictly_a_token_of_a_run_lasts_no_longer_than_a_session() -> None:
    """`[terms]` has the longest one: four hours, or what the organisation allows one of its classes."""
    day = Resource.of(DATABRICKS, "ci", lifetimeSeconds=8 * 3600)
    assert passes(judge(token_ends, day))
    (message,) = messages(judge(token_ends, day, profile="strict"))
    assert "lives 8h, more than 4h" in message
    ask = asked(token_ends, profile="strict", settings=Settings(terms=TERMS | {"batch": 12 * 3600}))
    assert passes(answer_resource(token_ends, day, ask))
    assert passes(judge(token_ends, Resource.of(ENTRA, "ci", endDateRelative="720h"), profile="strict"))
    assert answer_resource(token_ends, replace(day, name="other"), replace(ask, profile="standard")).error is None


def test_no_value_is_shown() -> None:
    canary = "canary-77"
    answers = [judged(ENTRA, endDate=Secret(canary)), judged(ENTRA, endDate=canary), judged(VAULT, period=canary)]
    answers.append(judged(ENTRA, endDateRelative="999999h", value=Secret(canary), displayName=canary))
    assert len([problem for answer in answers for problem in answer.problems]) == 4
    assert canary not in repr([answer.problems for answer in answers])


@pytest.mark.parametrize(
    "validity",
    [
        {"type": "DAYS", "value": "90"},
        {"type": "months", "value": 6},
        {"type": "END_DATE", "value": "2027-03-01T00:00:00Z"},
        {"type": "ABSOLUTE", "value": 1_780_000_000},
    ],
)
def test_a_certificate_of_a_private_authority_says_in_which_unit_it_ends(validity: dict[str, Any]) -> None:
    assert passes(judged(CERTIFICATE, validity=validity))


@pytest.mark.parametrize(
    ("validity", "fact"),
    [
        ({"type": "YEARS", "value": "10"}, "lives 3650 days, more than 200 days"),
        ({"type": "MONTHS", "value": 13}, "lives 403 days, more than 200 days"),
        ({"type": "END_DATE", "value": "2036-11-30T00:00:00Z"}, "lives until 2036-11-30, more than 200 days"),
        ({"type": "ABSOLUTE", "value": 4_102_444_800}, "lives until 2100-01-01, more than 200 days"),
        ({"type": "EONS", "value": 1}, "has an end that nobody can read"),
        ({"type": "DAYS"}, "has an end that nobody can read"),
        ("10 years", "has an end that nobody can read"),
        (Secret({"type": "YEARS", "value": "10"}), "lives longer than 200 days"),
    ],
)
def test_one_that_ends_late_is_told_whatever_the_unit(validity: Any, fact: str) -> None:
    (message,) = messages(judged(CERTIFICATE, validity=validity))
    assert message.startswith(f"certificate 'ci' {fact}; instead: ")


@pytest.mark.parametrize("key", ["type", "value"])
def test_a_validity_that_is_not_known_yet_is_undecided(key: str) -> None:
    given = {"type": "DAYS", "value": "7", key: UNKNOWN}
    assert unknowns(judged(CERTIFICATE, validity=given)) == [f"validity.{key}"]


def test_the_certificate_of_an_authority_outlives_what_it_issues() -> None:
    template = "arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1"
    assert passes(judged(CERTIFICATE, templateArn=template, validity={"type": "YEARS", "value": 10}))


def test_whose_certificate_it_is_may_not_be_known_yet() -> None:
    given = judged(CERTIFICATE, templateArn=UNKNOWN, validity={"type": "YEARS", "value": 10})
    assert unknowns(given) == ["templateArn"]
