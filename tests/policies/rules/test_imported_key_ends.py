"""What somebody made elsewhere and a service takes is told, and held to the end that it may have."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.imported_key_ends import imported_key_ends

GITHUB = "github:index/repositoryDeployKey:RepositoryDeployKey"
GITLAB = "gitlab:index/deployKey:DeployKey"
LOGIN = "gcp:oslogin/sshPublicKey:SshPublicKey"
ENTRA = "azuread:index/servicePrincipalCertificate:ServicePrincipalCertificate"
PAIR = "aws:ec2/keyPair:KeyPair"
USER = "aws-native:transfer:User"


def judged(type_: str, **inputs: Any) -> Answer:
    return judge(imported_key_ends, Resource.of(type_, "mirror", **inputs))


@pytest.mark.parametrize("type_", [type_ for type_ in imported_key_ends.applies_to if type_ != USER])
def test_no_type_passes_without_an_end(type_: str) -> None:
    assert len(judged(type_).problems) == 1


def test_a_user_that_may_have_keys_is_told_where_it_has_one() -> None:
    assert len(judged(USER, sshPublicKeys=["ssh-ed25519 AAAA"]).problems) == 1
    assert len(judged(USER, sshPublicKeys=UNKNOWN).problems) == 1
    assert passes(judged(USER, sshPublicKeys=[]))
    assert passes(judged(USER))


def test_a_deploy_key_is_refused_and_the_rest_is_advisory() -> None:
    (deploy,) = judged(GITHUB, key=UNKNOWN, readOnly=True).problems
    assert deploy.message == (
        "deploy key 'mirror' never expires; instead: a GitHub App's installation token (an hour), or GITHUB_TOKEN"
    )
    (pair,) = judged(PAIR, publicKey=UNKNOWN).problems
    assert (deploy.advisory, deploy.severity) == (False, None)
    assert (pair.advisory, pair.severity) == (True, "low")


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (GITLAB, {"expiresAt": "2026-12-24T08:00:00Z"}),
        (LOGIN, {"expirationTimeUsec": "1798156800000000"}),
        (ENTRA, {"endDate": "2027-05-31T00:00:00Z"}),
        (ENTRA, {"endDateRelative": "4800h"}),
    ],
)
def test_what_ends_soon_passes(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


@pytest.mark.parametrize(
    ("type_", "inputs", "fact"),
    [
        (GITLAB, {"expiresAt": "2100-01-01T00:00:00Z"}, "lives until 2100-01-01, more than 90 days"),
        (GITLAB, {"expiresAt": None}, "never expires"),
        (LOGIN, {"expirationTimeUsec": "4102444800000000"}, "lives until 2100-01-01, more than 90 days"),
        (LOGIN, {"expirationTimeUsec": "1798156800"}, "never expires"),
        (ENTRA, {"endDate": "2027-12-01"}, "lives until 2027-12-01, more than 200 days"),
        (ENTRA, {}, "does not say when it ends, and lives 730 days by default"),
        (ENTRA, {"endDate": "next year"}, "has an end that nobody can read"),
    ],
)
def test_what_ends_late_or_never_is_told(type_: str, inputs: dict[str, Any], fact: str) -> None:
    (message,) = messages(judged(type_, **inputs))
    assert f"'mirror' {fact}; instead: " in message


def test_an_end_that_is_unknown_is_undecided() -> None:
    answer = judged(GITLAB, expiresAt=UNKNOWN)
    assert (messages(answer), unknowns(answer)) == ([], ["expiresAt"])


def test_the_longest_life_is_the_organisations() -> None:
    yearly = Resource.of(ENTRA, "mirror", endDateRelative="8760h")
    assert passes(judge(imported_key_ends, yearly, options={"maxCertificateDays": 365}))
    assert len(judge(imported_key_ends, yearly, options={"maxDays": 365}).problems) == 1


def test_no_key_is_shown() -> None:
    canary = "canary-77"
    resource = Resource("urn:x", GITHUB, "mirror", inputs=Properties({"key": canary, "title": Secret(canary)}))
    assert canary not in repr(judge(imported_key_ends, resource).problems)
