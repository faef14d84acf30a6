"""A loose trust weighs little where the role has nothing that anybody wants, and is told all the same."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, lets_in, may
from tests.support.becoming import role as role_of
from tests.support.calls import calls
from tests.support.grants import ARN, aws
from tests.support.roles import github, role
from tests.support.rules import judge_stack, only, passes

from daypass.model.resource import UNKNOWN, Properties, Resource
from daypass.rule import Problem
from daypass_policies.rules.trust_pins_subject import trust_pins_subject

BRANCHES = github(StringLike={"sub": "repo:acme/site:*"})
ORGANISATION = github(StringLike={"sub": "repo:acme/*"})
ANYBODY = github(StringLike={"sub": "*"})
SIGN_IN = ["ecr:GetAuthorizationToken", "ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"]


def told(*others: Resource, trust: Any = BRANCHES, **inputs: Any) -> Problem:
    """The one finding about the role `deploy`, beside these."""
    entered = role(trust, name="deploy", arn=f"{ARN}role/deploy", **inputs)
    (problem,) = [one for one in judge_stack(trust_pins_subject, entered, *others).problems if one.on == entered]
    return problem


@pytest.mark.parametrize("trust", [BRANCHES, ORGANISATION])
@pytest.mark.parametrize("actions", [SIGN_IN, ["logs:PutLogEvents", "xray:*"], ["ecr:BatchGetImage"]])
def test_a_role_of_everyday_actions_is_advice(trust: Any, actions: list[str]) -> None:
    problem = told(may("deploy", allow(actions)), trust=trust)
    assert (problem.severity, problem.advisory) == ("low", True)


def test_it_is_the_same_whatever_gives_them() -> None:
    attached = "arn:aws:iam::aws:policy/AmazonElasticContainerRegistryPublicReadOnly"
    assert not told(managedPolicyArns=[attached]).advisory  # it reads what lies in the registry as well
    inline = [{"name": "sign-in", "policy": document(allow(SIGN_IN))}]
    assert told(inlinePolicies=inline).advisory


OTHERWISE: dict[str, tuple[Resource, ...]] = {
    "nothing is known of it": (),
    "one action more": (may("deploy", allow([*SIGN_IN, "s3:PutObject"])),),
    "all but some on one bucket": (
        may("deploy", {"Effect": "Allow", "NotAction": "iam:*", "Resource": "arn:aws:s3:::reports/*"}),
    ),
    "a pattern": (may("deploy", allow("ecr-public:*")),),
    "a policy that is not known": (aws("iam/rolePolicy", "p", role="deploy", policy=UNKNOWN),),
    "an attachment that nobody can read": (
        may("deploy", allow(SIGN_IN)),
        aws("iam/rolePolicyAttachment", "x", role="deploy", policyArn=UNKNOWN),
    ),
    "a policy of a bucket names it": (
        may("deploy", allow(SIGN_IN)),
        aws(
            "s3/bucketPolicy",
            "b",
            bucket="b",
            policy=document({**allow("s3:PutObject", "arn:aws:s3:::b/*"), "Principal": {"AWS": f"{ARN}role/deploy"}}),
        ),
    ),
    "another role lets it in": (may("deploy", allow(SIGN_IN)), role_of("admin", lets_in(f"{ARN}role/deploy"))),
}


@pytest.mark.parametrize("others", OTHERWISE.values(), ids=OTHERWISE)
def test_of_any_other_role_it_weighs_what_it_did(others: tuple[Resource, ...]) -> None:
    problem = told(*others)
    assert (problem.severity, problem.advisory) == ("medium", False)


EVERYTHING: dict[str, tuple[Resource, ...]] = {
    "inline": (may("deploy", allow("*")),),
    "all but some": (may("deploy", {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),),
    "attached": (
        aws("iam/rolePolicyAttachment", "x", role="deploy", policyArn="arn:aws:iam::aws:policy/AdministratorAccess"),
    ),
    "a policy of the stack": (
        aws("iam/policy", "all", name="all", arn=f"{ARN}policy/all", policy=document(allow("*"))),
        aws("iam/policyAttachment", "x", roles=["deploy"], policyArn=f"{ARN}policy/all"),
    ),
}


@pytest.mark.parametrize("others", EVERYTHING.values(), ids=EVERYTHING)
def test_whatever_makes_an_administrator_weighs_one_more(others: tuple[Resource, ...]) -> None:
    problem = told(*others)
    assert (problem.severity, problem.advisory) == ("high", False)
    bounded = told(*others, permissionsBoundary=f"{ARN}policy/fence")
    assert (bounded.severity, bounded.advisory) == ("medium", False)


def test_a_policy_of_a_bucket_that_names_somebody_else_changes_nothing() -> None:
    statement = {**allow("s3:GetObject", "arn:aws:s3:::b/*"), "Principal": {"AWS": f"{ARN}role/deploys"}}
    bucket = aws("s3/bucketPolicy", "b", bucket="b", policy=document(statement))
    assert told(bucket, may("deploy", allow(SIGN_IN))).advisory


def test_a_role_that_an_update_leaves_alone_is_judged_as_it_came_to_be() -> None:
    made = role(BRANCHES)
    left_alone = replace(made, inputs=Properties({}), outputs=made.inputs)
    (problem,) = judge_stack(trust_pins_subject, left_alone).problems
    assert problem.on == left_alone
    assert not judge_stack(trust_pins_subject, replace(left_alone, outputs=role().inputs)).problems


def test_strangers_are_told_of_whatever_the_role_has() -> None:
    problem = told(may("deploy", allow(SIGN_IN)), trust=ANYBODY)
    assert (problem.severity, problem.advisory) == ("critical", False)


PULL_REQUESTS = github(StringEquals={"sub": "repo:acme/site:pull_request"})
HARMLESS: dict[str, Resource] = {
    "a plan": may("deploy", allow(["ec2:Describe*", "s3:GetObject"])),
    "a preview": may("deploy", allow("s3:PutObject", "arn:aws:s3:::acme-site-previews/*")),
}
HARMFUL: dict[str, tuple[Resource, ...]] = {
    "nothing is known of it": (),
    "a secret": (may("deploy", allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:db-*")),),
    "its own rights": (may("deploy", allow("iam:PutRolePolicy")),),
    "code of any function": (may("deploy", allow("lambda:UpdateFunctionCode")),),
    "a table": (may("deploy", allow("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/reports")),),
    "any image": (may("deploy", allow("ecr:PutImage")),),
    "the state of a deployment": (may("deploy", allow("s3:PutObject", "arn:aws:s3:::acme-terraform-state/*")),),
    "a policy of a secret": (
        may("deploy", allow("ec2:Describe*")),
        aws(
            "secretsmanager/secretPolicy",
            "s",
            secretArn="s",
            policy=document({**allow("secretsmanager:GetSecretValue"), "Principal": {"AWS": f"{ARN}role/deploy"}}),
        ),
    ),
    "a policy that is not known": (aws("iam/rolePolicy", "p", role="deploy", policy=UNKNOWN),),
    "an attachment of elsewhere": (
        HARMLESS["a plan"],
        aws("iam/rolePolicyAttachment", "x", role="deploy", policyArn=f"{ARN}policy/elsewhere"),
    ),
}


@pytest.mark.parametrize("given", HARMLESS.values(), ids=HARMLESS)
def test_pull_requests_of_a_harmless_role_are_told_to_the_strict_alone(given: Resource) -> None:
    entered = role(PULL_REQUESTS, name="deploy", arn=f"{ARN}role/deploy")
    assert passes(judge_stack(trust_pins_subject, entered, given))
    message = only(judge_stack(trust_pins_subject, entered, given, profile="strict"))
    assert "lets in more than one branch, pull request" in message
    assert told(given, trust=BRANCHES).severity == "medium"  # where nobody wrote that pull requests are meant


@pytest.mark.parametrize("given", HARMFUL.values(), ids=HARMFUL)
def test_pull_requests_of_any_other_role_are_advice(given: tuple[Resource, ...]) -> None:
    problem = told(*given, trust=PULL_REQUESTS)
    assert (problem.severity, problem.advisory) == ("medium", True)


def test_a_boundary_of_elsewhere_takes_away_alone_so_a_harmless_role_stays_harmless() -> None:
    entered = role(
        PULL_REQUESTS, name="deploy", arn=f"{ARN}role/deploy", permissionsBoundary=f"{ARN}policy/boundaries/ci"
    )
    assert passes(judge_stack(trust_pins_subject, entered, HARMLESS["a plan"]))
    assert only(judge_stack(trust_pins_subject, entered, *HARMFUL["a secret"]))


def test_pull_requests_of_a_role_that_is_only_denied_something_are_told() -> None:
    assert told(may("deploy", deny("s3:DeleteObject")), trust=PULL_REQUESTS).advisory


@pytest.mark.parametrize(
    ("bucket", "uses", "is_told"),
    [
        ("site-preview-state", "site-preview-state", False),
        ("site-live-state", "site-live-state", True),
        ("site-live-state", "site-preview-state", True),
    ],
    ids=["of previews", "of what is live", "of what it does not use"],
)
def test_to_seal_with_a_key_is_as_harmless_as_what_is_sealed(bucket: str, uses: str, *, is_told: bool) -> None:
    key = f"arn:aws:kms:eu-west-1:111122223333:key/{bucket}"
    by_default = {"rule": {"applyServerSideEncryptionByDefault": {"kmsMasterKeyId": key, "sseAlgorithm": "aws:kms"}}}
    kept = aws("s3/bucket", bucket, bucket=bucket, serverSideEncryptionConfiguration=by_default)
    writes = allow(["s3:GetObject", "s3:PutObject"], f"arn:aws:s3:::{uses}/*")
    given = may("deploy", writes, allow(["kms:Decrypt", "kms:GenerateDataKey"], key))
    entered = role(PULL_REQUESTS, name="deploy", arn=f"{ARN}role/deploy")
    assert passes(judge_stack(trust_pins_subject, entered, given, kept)) is not is_told


def test_what_mends_a_trust_keeps_the_ids_of_a_repository() -> None:
    problem = told(trust=github(StringEquals={"sub": "repo:acme@42/site@4711:pull_request"}))
    assert "repo:acme@42/site@4711:environment:ENVIRONMENT" in (problem.mended or "")


def test_the_work_grows_with_the_roles() -> None:
    def of_many(count: int) -> int:
        names = [f"deploy-{i}" for i in range(count)]
        trust = role(BRANCHES).inputs.raw["assumeRolePolicy"]
        roles = [aws("iam/role", name, name=name, arn=f"{ARN}role/{name}", assumeRolePolicy=trust) for name in names]
        policies = [may(name, allow(SIGN_IN)) for name in names]
        buckets = [aws("s3/bucketPolicy", f"b{i}", bucket="b", policy=document()) for i in range(count)]
        return calls(lambda: judge_stack(trust_pins_subject, *roles, *policies, *buckets))

    of_many(1)
    assert of_many(80) < 5 * of_many(20)
