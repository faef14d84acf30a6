"""What a rule says would mend an open policy does: the mended document, judged again, lets nobody in too many."""

import json
from typing import Any, Final

import pytest
from tests.support.roles import GITHUB, PROVIDER, github, role, statement, trust
from tests.support.rules import judge, judge_stack

from daypass.model.resource import Properties, Resource, Secret
from daypass.report.deciding import deciding
from daypass.report.mending import mended_arguments, mended_document
from daypass.rule import Problem
from daypass.settings import Settings
from daypass_policies.rules import catalog

OWN: Final = "111122223333"
QUEUE: Final = f"arn:aws:sqs:eu-west-1:{OWN}:orders"
KEY: Final = f"arn:aws:kms:eu-west-1:{OWN}:key/1"
FOREIGN: Final = "arn:aws:iam::444455556666:root"
CALLER: Final = "arn:aws:iam::444455556666:role/caller"
SNS: Final = {"Service": "sns.amazonaws.com"}
LOGS: Final = {"Service": "logs.eu-west-1.amazonaws.com"}


def problem_of(name: str, resource: Resource, **ask: Any) -> Problem:
    rule = catalog()[name]
    answer = judge_stack(rule, resource, **ask) if rule.stack else judge(rule, resource, **ask)
    assert not answer.undecided
    return answer.problems[0]


def is_content(name: str, resource: Resource, **ask: Any) -> bool:
    rule = catalog()[name]
    answer = judge_stack(rule, resource, **ask) if rule.stack else judge(rule, resource, **ask)
    return not answer.problems


def mended(name: str, resource: Resource, **ask: Any) -> dict[str, Any]:
    """The first statement of the mended document, with which the rule is content."""
    problem = problem_of(name, resource, **ask)
    decided = deciding(resource, problem.at)
    assert decided is not None
    assert problem.mended is not None
    document = mended_document(decided, problem.mended)
    assert document is not None
    again = Resource.of(resource.type, resource.name, **{**resource.inputs.raw, decided.document.path: document})
    assert is_content(name, again, **ask)
    found: dict[str, Any] = document["Statement"][0]
    return found


def queue(principal: Any, **condition: Any) -> Resource:
    said = statement(principal, "sqs:SendMessage", **condition) | {"Resource": QUEUE}
    return Resource.of("aws:sqs/queuePolicy:QueuePolicy", "orders", queueUrl="q", policy=json.dumps(trust(said)))


def key(principal: Any) -> Resource:
    said = statement(principal, "kms:Decrypt") | {"Resource": KEY}
    return Resource.of("aws:kms/keyPolicy:KeyPolicy", "k", keyId="1", policy=json.dumps(trust(said)))


@pytest.mark.parametrize(
    ("principal", "instead"),
    [
        ("*", {"AWS": "arn:aws:iam::ACCOUNT:role/ROLE"}),
        ({"AWS": "*"}, {"AWS": "arn:aws:iam::ACCOUNT:role/ROLE"}),
        ({"AWS": [CALLER, "*"]}, {"AWS": [CALLER, "arn:aws:iam::ACCOUNT:role/ROLE"]}),
        ({"AWS": "arn:aws-cn:iam::*:role/caller"}, {"AWS": "arn:aws-cn:iam::ACCOUNT:role/caller"}),
        ({"AWS": "arn:aws:iam::*:root"}, {"AWS": "arn:aws:iam::ACCOUNT:role/ROLE"}),
        ({"AWS": "arn:aws:iam::444455556666:role/*"}, {"AWS": "arn:aws:iam::444455556666:role/ROLE"}),
        ({"Service": "*", "AWS": CALLER}, {"Service": "SERVICE.amazonaws.com", "AWS": CALLER}),
    ],
    ids=str,
)
def test_a_trust_in_everyone_names_somebody(principal: Any, instead: Any) -> None:
    assert mended("trust-is-not-public", role(statement(principal)))["Principal"] == instead


def test_whoever_is_left_out_is_no_longer_how_others_are_named() -> None:
    written = statement() | {"NotPrincipal": {"AWS": CALLER}}
    del written["Principal"]
    said = mended("trust-is-not-public", role(written))
    assert said["Principal"] == {"AWS": "arn:aws:iam::ACCOUNT:role/ROLE"}
    assert "NotPrincipal" not in said


def test_the_account_is_the_own_one_where_something_says_it() -> None:
    settings = Settings(accounts={OWN: "dev"})
    named = {"AWS": f"arn:aws:iam::{OWN}:role/ROLE"}
    assert mended("trust-is-not-public", role(statement("*")), settings=settings)["Principal"] == named
    made = role(statement({"Service": "scheduler.amazonaws.com"}))
    arn = Properties({"arn": f"arn:aws:iam::{OWN}:role/deploy"})
    deployed = Resource(urn=made.urn, type=made.type, name=made.name, inputs=made.inputs, outputs=arn)
    problem = problem_of("service-trust-asks-source", deployed)
    assert json.loads(problem.mended or "") == {"Condition": {"StringEquals": {"aws:SourceAccount": OWN}}}


def test_a_service_that_says_its_arn_alone_is_asked_for_no_account() -> None:
    settings = Settings(accounts={OWN: "dev"})
    said = mended("service-trust-asks-source", role(statement({"Service": "appsync.amazonaws.com"})), settings=settings)
    assert said["Condition"] == {"ArnLike": {"aws:SourceArn": f"arn:*:*:*:{OWN}:*"}}


@pytest.mark.parametrize(
    ("principal", "instead"),
    [
        ({"AWS": FOREIGN}, {"AWS": "arn:aws:iam::444455556666:role/ROLE"}),
        ({"AWS": "444455556666"}, {"AWS": "arn:aws:iam::444455556666:role/ROLE"}),
        ({"AWS": "arn:aws:iam::444455556666:user/*"}, {"AWS": "arn:aws:iam::444455556666:role/ROLE"}),
        ({"AWS": [CALLER, FOREIGN]}, {"AWS": [CALLER, "arn:aws:iam::444455556666:role/ROLE"]}),
    ],
    ids=str,
)
def test_a_whole_account_becomes_a_role_of_it(principal: Any, instead: Any) -> None:
    assert mended("trust-names-no-whole-account", role(statement(principal)))["Principal"] == instead
    assert mended("resource-policy-names-no-whole-account", queue(principal))["Principal"] == instead


def test_everyone_of_some_accounts_becomes_a_role_of_each() -> None:
    accounts = ["444455556666", "777788889999"]
    wide = statement({"AWS": "*"}, StringEquals={"aws:PrincipalAccount": accounts})
    roles = {"aws:PrincipalArn": [f"arn:aws:iam::{account}:role/ROLE" for account in accounts]}
    assert mended("trust-names-no-whole-account", role(wide))["Condition"]["ArnEquals"] == roles
    open_to = queue("*", StringEquals={"aws:PrincipalAccount": accounts})
    assert mended("resource-policy-names-no-whole-account", open_to)["Condition"]["ArnEquals"] == roles


@pytest.mark.parametrize(
    ("name", "profile", "written", "condition"),
    [
        (
            "organisation-trust-is-narrow",
            "strict",
            statement({"AWS": "*"}, StringEquals={"aws:PrincipalOrgID": "o-a1b2c3d4e5"}),
            {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ROLE"}},
        ),
        (
            "anchor-trust-pins-certificate",
            "standard",
            statement({"Service": "rolesanywhere.amazonaws.com"}, StringEqualsIfExists={"aws:PrincipalTag/team": "a"}),
            {"StringEquals": {"aws:PrincipalTag/x509Subject/CN": "COMMON-NAME"}},
        ),
    ],
    ids=["organisation", "anchor"],
)
def test_a_trust_asks_for_what_was_missing(name: str, profile: str, written: Any, condition: Any) -> None:
    assert mended(name, role(written), profile=profile)["Condition"].items() >= condition.items()


def test_an_open_resource_names_somebody_of_the_account_that_it_is_in() -> None:
    said = mended("resource-policy-is-not-public", queue("*"))
    assert said["Principal"] == {"AWS": f"arn:aws:iam::{OWN}:role/ROLE"}


@pytest.mark.parametrize(
    ("resource", "condition"),
    [
        (queue({"Service": "s3.amazonaws.com"}), {"StringEquals": {"aws:SourceAccount": OWN}}),
        (queue(SNS), {"ArnLike": {"aws:SourceArn": f"arn:*:*:*:{OWN}:*"}}),
        (key(LOGS), {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:*:*:*:{OWN}:*"}}),
    ],
    ids=["by account", "by ARN", "by encryption context"],
)
def test_a_resource_asks_a_service_in_the_way_that_it_says_whom_it_acts_for(resource: Resource, condition: Any) -> None:
    assert mended("resource-policy-asks-source", resource)["Condition"] == condition


GOOGLE: Final = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
AUDIENCES: Final[dict[str, Any]] = {"clientIdLists": ["aws", "pypi", "sts.amazonaws.com"]}
ARGUMENTS: Final[dict[str, tuple[str, Resource, dict[str, Any]]]] = {
    "a permission for everyone": (
        "function-is-not-public",
        Resource.of("aws:lambda/permission:Permission", "p", action="lambda:InvokeFunction", principal="*"),
        {"principal": "ACCOUNT"},
    ),
    "a URL": (
        "function-is-not-public",
        Resource.of("aws:lambda/functionUrl:FunctionUrl", "u", authorizationType="NONE"),
        {"authorizationType": "AWS_IAM"},
    ),
    "a permission for any bucket": (
        "resource-policy-asks-source",
        Resource.of("aws:lambda/permission:Permission", "p", action="lambda:*", principal="s3.amazonaws.com"),
        {"sourceAccount": "ACCOUNT"},
    ),
    "a permission for an account": (
        "resource-policy-names-no-whole-account",
        Resource.of("aws:lambda/permission:Permission", "p", action="lambda:*", principal="444455556666"),
        {"principal": "arn:aws:iam::444455556666:role/ROLE"},
    ),
    "a list": (
        "bucket-acl-is-not-public",
        Resource.of("aws:s3/bucketAcl:BucketAcl", "b", bucket="reports", acl="public-read"),
        {"acl": "private"},
    ),
    "an image": (
        "share-is-not-public",
        Resource.of("aws:ec2/amiLaunchPermission:AmiLaunchPermission", "i", imageId="ami-1", group="all"),
        {"accountId": "ACCOUNT"},
    ),
    "a provider": (
        "provider-audience-is-ours",
        Resource.of(
            "aws:iam/openIdConnectProvider:OpenIdConnectProvider", "p", url="https://idp.acme.example", **AUDIENCES
        ),
        {"clientIdLists": ["aws", "sts.amazonaws.com"]},
    ),
    "a credential of Entra": (
        "entra-credential-pins-workload",
        Resource.of(
            "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential",
            "deploy",
            issuer=f"https://{GITHUB}",
            subject="repo:acme/invoice:environment:prod",
            audiences=["vault"],
        ),
        {"audiences": ["api://AzureADTokenExchange"]},
    ),
    "a pool of Google for anyone": (
        "google-pool-pins-workload",
        Resource.of(GOOGLE, "p", oidc={"issuerUri": f"https://{GITHUB}"}, attributeMapping={"google.subject": "a"}),
        {"attributeCondition": "assertion.repository_owner_id == 'REPOSITORY-OWNER-ID'"},
    ),
    "a pool of Google for a branch": (
        "google-pool-pins-workload",
        Resource.of(GOOGLE, "p", oidc={"issuerUri": "https://gitlab.com"}, attributeCondition="assertion.ref == 'm'"),
        {"attributeCondition": "(assertion.ref == 'm') && assertion.namespace_id == 'NAMESPACE-ID'"},
    ),
    "guests": (
        "identity-pool-knows-its-users",
        Resource.of("aws:cognito/identityPool:IdentityPool", "p", allowUnauthenticatedIdentities=True),
        {"allowUnauthenticatedIdentities": False},
    ),
}


@pytest.mark.parametrize(("name", "resource", "after"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_arguments_are_mended_too(name: str, resource: Resource, after: dict[str, Any]) -> None:
    problem = problem_of(name, resource)
    found = mended_arguments(resource, problem.mended or "")
    assert found is not None
    written, said = found
    assert said == after
    kept = {key: value for key, value in resource.inputs.raw.items() if key not in written}
    assert is_content(name, Resource.of(resource.type, resource.name, **kept, **said))


def test_a_claim_is_asked_for_under_the_path_of_the_provider_that_has_it() -> None:
    enterprise = f"{PROVIDER}/acme"
    said = mended(
        "trust-keys-are-present", role(github(provider=enterprise, audience=False, StringEquals={"sub": "x"}))
    )
    assert said["Condition"] == {"StringEquals": {f"{GITHUB}/acme:sub": "x"}}
    unmapped = role(github(StringNotEquals={"event_name": "pull_request"}))
    assert problem_of("trust-keys-are-present", unmapped).mended is None


@pytest.mark.parametrize("name", ["trust-is-not-public", "trust-names-no-whole-account"])
def test_nothing_of_a_secret_trust_stands_in_what_would_mend_it(name: str) -> None:
    document = trust(statement({"AWS": [CALLER, FOREIGN, "*"]}))
    hidden = Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=Secret(document))
    assert problem_of(name, hidden).mended is None
