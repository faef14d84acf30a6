"""A subject that names one pipeline and not whose code it runs is told in profile `strict`, of roles that do harm."""

from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN
from tests.support.rules import judge_stack, only

from daypass.model.resource import Resource
from daypass.rule import Problem
from daypass_policies.rules.trust_pins_subject import trust_pins_subject

BUILDKITE = "agent.buildkite.com"
CIRCLE = "oidc.circleci.com/org/0a1b"
BITBUCKET = "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc"
TERRAFORM = "app.terraform.io"
SPACELIFT = "acme.app.spacelift.io"
REPO = "{11111111-2222-3333-4444-555555555555}"
PIPELINE = "organization:acme:pipeline:deploy"
PROJECT = "org/0a1b/project/9f8e/user"
STACK = "space:prod:stack:net"
WORKSPACE = "organization:acme:project:core:workspace:net:run_phase"
PUSHES = allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:shop")
LOOKS = allow("dynamodb:Query", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/catalogue")
AUDIENCES = {BUILDKITE: "sts.amazonaws.com", CIRCLE: "0a1b", TERRAFORM: "aws.workload.identity"}


def runs(issuer: str, *subjects: str, **claims: str) -> dict[str, Any]:
    """Whoever the issuer says that for."""
    exact = {"aud": AUDIENCES.get(issuer, "acme"), **claims}
    asked = {
        "StringEquals": {f"{issuer}:{claim}": value for claim, value in exact.items()},
        "StringLike": {f"{issuer}:sub": list(subjects)},
    }
    return lets_in({"Federated": f"{ARN}oidc-provider/{issuer}"}, "sts:AssumeRoleWithWebIdentity", Condition=asked)


def told(
    entered: dict[str, Any], *others: Resource, rights: dict[str, Any] = PUSHES, profile: str = "strict"
) -> list[Problem]:
    """What is told of whose code gets in; that profile `strict` takes no name for a proof is said elsewhere."""
    resources = (role("deploy", entered), may("deploy", rights), *others)
    problems = judge_stack(trust_pins_subject, *resources, profile=profile).problems
    return [one for one in problems if " lets in " in one.message]


@pytest.mark.parametrize(
    ("issuer", "subject"),
    [
        (BUILDKITE, f"{PIPELINE}:*"),
        (BUILDKITE, f"{PIPELINE}:ref:*:commit:*:step:publish"),
        (BUILDKITE, f"{PIPELINE}:ref:refs/heads/*:commit:*:step:publish"),
        (BUILDKITE, f"{PIPELINE}:ref:refs/heads/main*:commit:*:step:*"),
        (CIRCLE, f"{PROJECT}/*"),
        (CIRCLE, f"{PROJECT}/*/vcs-ref/refs/heads/main"),
        (CIRCLE, f"{PROJECT}/*/vcs-origin/github.com/acme/app/vcs-ref/refs/heads/main"),
        (CIRCLE, f"{PROJECT}/77aa/vcs-origin/*/vcs-ref/refs/heads/main"),
        (BITBUCKET, f"{REPO}:*"),
        (BITBUCKET, f"{REPO}*"),
    ],
)
def test_a_subject_that_fits_every_branch_is_told_as_advice(issuer: str, subject: str) -> None:
    (problem,) = told(runs(issuer, subject))
    assert problem.message == (
        "role 'deploy' lets in every branch of its pipeline, as its subject fits whatever branch that runs for"
    )
    assert (problem.severity, problem.advisory, problem.at) == ("medium", True, "assumeRolePolicy.Statement[0]")


@pytest.mark.parametrize(
    ("issuer", "subject"),
    [
        (BUILDKITE, f"{PIPELINE}:ref:refs/heads/main:commit:*:step:*"),
        (BUILDKITE, f"{PIPELINE}:ref:refs/heads/main:commit:*"),
        (BUILDKITE, f"{PIPELINE}:ref:refs/tags/v*:commit:*"),
        (BUILDKITE, f"{PIPELINE}:ref:refs/heads/release/*:commit:*"),
        (CIRCLE, f"{PROJECT}/77aa/vcs-origin/github.com/acme/app/vcs-ref/refs/heads/main"),
        (BITBUCKET, f"{REPO}:{{66666666-7777-8888-9999-000000000000}}:*"),
        ("oidc.codefresh.io", "account:5f30:pipeline:64de:*"),
    ],
)
def test_a_branch_or_an_environment_that_is_named_passes(issuer: str, subject: str) -> None:
    assert not told(runs(issuer, subject))


def test_the_branch_may_be_asked_for_by_a_claim_of_its_own() -> None:
    assert not told(runs(BUILDKITE, f"{PIPELINE}:*", build_branch="main"))


@pytest.mark.parametrize("subjects", [(f"{PIPELINE}:*", f"{PIPELINE}:ref:refs/heads/main:commit:*")])
def test_one_open_alternative_is_enough(subjects: tuple[str, ...]) -> None:
    assert len(told(runs(BUILDKITE, *subjects))) == 1
    assert len(told(runs(BUILDKITE, *reversed(subjects)))) == 1


@pytest.mark.parametrize(
    ("issuer", "subject"),
    [
        (TERRAFORM, f"{WORKSPACE}:*"),
        (TERRAFORM, "organization:acme:project:core:workspace:net:*"),
        (TERRAFORM, "organization:acme:project:core:stack:net:deployment:*:operation:*"),
        ("tfe.acme.example", f"{WORKSPACE}:*"),
        (SPACELIFT, f"{STACK}:run_type:*:scope:*"),
        (SPACELIFT, f"{STACK}:*"),
        (SPACELIFT, f"{STACK}:run_type:*:scope:read"),
    ],
)
def test_any_phase_of_runs_that_also_plan_proposals_is_told(issuer: str, subject: str) -> None:
    said = only(told(runs(issuer, subject)))
    assert said == "role 'deploy' lets in every plan of what is proposed, as any phase of a run gets in"


@pytest.mark.parametrize(
    ("issuer", "subject"),
    [
        (TERRAFORM, f"{WORKSPACE}:apply"),
        (SPACELIFT, f"{STACK}:run_type:TRACKED:scope:*"),
        (SPACELIFT, f"{STACK}:run_type:*:scope:write"),
        ("api.pulumi.com/oidc", "pulumi:deploy:org:acme:project:core:stack:prod:operation:*:scope:write"),
    ],
)
def test_what_no_plan_of_a_proposal_fits_passes(issuer: str, subject: str) -> None:
    assert not told(runs(issuer, subject))


def test_a_role_for_each_phase_says_whom_the_open_one_is_for() -> None:
    others = [role(f"net-{phase}", runs(TERRAFORM, f"{WORKSPACE}:{phase}")) for phase in ("plan", "apply")]
    assert not told(runs(TERRAFORM, f"{WORKSPACE}:*"), *others)


def test_a_workspace_that_plans_no_proposals_passes() -> None:
    def workspace(name: str, **said: Any) -> Resource:
        return Resource.of("tfe:index/workspace:Workspace", name, name=name, organization="acme", **said)

    entered = runs(TERRAFORM, f"{WORKSPACE}:*")
    assert not told(entered, workspace("net", speculativeEnabled=False))
    assert len(told(entered, workspace("net"))) == 1
    assert len(told(entered, workspace("web", speculativeEnabled=False))) == 1


@pytest.mark.parametrize("entered", [runs(BUILDKITE, f"{PIPELINE}:*"), runs(TERRAFORM, f"{WORKSPACE}:*")])
def test_a_role_that_does_no_harm_passes_and_an_administrator_does_not(entered: dict[str, Any]) -> None:
    assert not told(entered, rights=LOOKS)
    assert len(told(entered, rights=allow("*"))) == 1


@pytest.mark.parametrize("subject", [f"{PIPELINE}:*", f"{PIPELINE}:ref:*:commit:*:step:publish"])
def test_the_other_profiles_take_subjects_as_the_guides_of_the_issuers_write_them(subject: str) -> None:
    assert not told(runs(BUILDKITE, subject), profile="standard")
