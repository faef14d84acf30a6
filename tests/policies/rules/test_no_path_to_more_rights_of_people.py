"""People, other companies and users that are machines take over what others run, who are none of a pipeline's."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, lets_in, may, role, user_may
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

MACHINE = f"arn:aws:states:eu-west-1:{ACCOUNT}:stateMachine:refund"
REWRITES = allow(["states:UpdateStateMachine", "states:StartExecution"], MACHINE)
SECRET = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:psp-??????")
STORES = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/refunds")
DESK = f"{ARN}role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Desk_0011223344556677"
SHOWN = {"StringEquals": {"sts:ExternalId": "c1f0-77"}}
VENDOR = lets_in("arn:aws:iam::999988887777:role/sync", Condition=SHOWN)


def judged(*resources: Resource) -> Answer:
    return judge_stack(no_path_to_more_rights, *resources)


def flow(*statements: dict[str, Any]) -> tuple[Resource, ...]:
    """A state machine that runs as role 'flow', which may do this."""
    machine = aws("sfn/stateMachine", "refund", name="refund", arn=MACHINE, roleArn=f"{ARN}role/flow")
    return role("flow", "states.amazonaws.com"), may("flow", *statements), machine


def test_people_who_rewrite_a_workflow_have_its_secrets_and_know_what_else_they_do() -> None:
    desk = role("desk", DESK), may("desk", REWRITES)
    (problem,) = judged(*desk, *flow(SECRET)).problems
    assert problem.message.startswith("role 'desk' leads to role 'flow', which may secretsmanager:GetSecretValue on ")
    assert problem.advisory
    assert passes(judged(*desk, *flow(STORES)))


SEES = allow("s3:GetObject", "arn:aws:s3:::patients/*")
DRAWS = allow(["states:CreateStateMachine", "states:StartExecution"], f"arn:aws:states:eu-west-1:{ACCOUNT}:*")


def test_people_see_what_a_role_does_that_they_pass_to_what_runs_their_own() -> None:
    passes_it = allow("iam:PassRole", f"{ARN}role/flow")
    desk = role("desk", DESK), may("desk", DRAWS, passes_it)
    assert "which may s3:GetObject on arn:aws:s3:::patients/*" in only(judged(*desk, *flow(SEES)))
    assert passes(judged(*desk, *flow(STORES)))
    sees_anyway = role("desk", DESK), may("desk", DRAWS, passes_it, SEES)
    assert passes(judged(*sees_anyway, *flow(SEES)))


@pytest.mark.parametrize(
    ("entering", "is_told"),
    [
        ((f"{ARN}role/trainees",), True),
        ((f"{ARN}role/trainees", f"{ARN}role/staff/leads"), True),
        ((f"{ARN}role/release-bot",), False),
        ((f"{ARN}role/trainees", f"{ARN}root"), False),
        (("arn:aws:iam::999988887777:role/trainees",), False),
    ],
)
def test_a_role_that_roles_of_elsewhere_assume_is_taken_for_peoples(
    entering: tuple[str, ...], *, is_told: bool
) -> None:
    desk = role("desk", lets_in({"AWS": [*entering]})), may("desk", REWRITES)
    assert bool(judged(*desk, *flow(SECRET)).problems) is is_told
    assert passes(judged(*desk, *flow(STORES)))


def test_a_role_that_a_pipeline_of_the_stack_assumes_is_its() -> None:
    pipeline = role("trainees", "codebuild.amazonaws.com", tags={"daypass:class": "pipeline"})
    desk = role("desk", f"{ARN}role/trainees"), may("desk", REWRITES)
    assert not [one for one in judged(pipeline, *desk, *flow(SECRET)).problems if "role 'desk'" in one.message]
    host = role("trainees", "ec2.amazonaws.com")
    assert "leads to role 'flow', which may secretsmanager:GetSecretValue" in only(judged(host, *desk, *flow(SECRET)))


INFRA = f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:infra"


def committing(*given: dict[str, Any]) -> Answer:
    """Of somebody who may do this to a repository, whose default branch is built as a role that reads a secret."""
    source = {"type": "CODECOMMIT", "location": "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/infra"}
    builds = role("builds", "codebuild.amazonaws.com"), may("builds", SECRET)
    project = aws("codebuild/project", "infra", name="infra", serviceRole=f"{ARN}role/builds", source=source)
    repository = aws("codecommit/repository", "infra", repositoryName="infra", defaultBranch="main")
    return judged(role("desk", DESK), may("desk", *given), *builds, project, repository)


def test_who_commits_does_their_work() -> None:
    assert passes(committing(allow("codecommit:GitPush", INFRA)))
    assert passes(committing(allow("codecommit:*", INFRA)))


def test_who_moves_the_branch_that_is_kept_from_them_does_not() -> None:
    asked = {"StringEqualsIfExists": {"codecommit:References": "refs/heads/main"}}
    kept = deny(
        ["codecommit:GitPush", "codecommit:PutFile", "codecommit:CreateCommit"],
        INFRA,
        Condition={**asked, "Null": {"codecommit:References": "false"}},
    )
    assert "leads to role 'builds'" in only(committing(allow("codecommit:*", INFRA), kept))
    assert passes(committing(allow("codecommit:*", INFRA), kept, deny("codecommit:UpdateDefaultBranch")))


def test_so_has_a_permission_set_of_people() -> None:
    held = aws("ssoadmin/permissionSet", "desk", name="desk", arn="arn:aws:sso:::permissionSet/ssoins-1/ps-1")
    inline = document(REWRITES)
    given = aws(
        "ssoadmin/permissionSetInlinePolicy", "given", permissionSetArn=held.inputs.get("arn"), inlinePolicy=inline
    )
    assert "leads to role 'flow', which may secretsmanager:GetSecretValue" in only(judged(held, given, *flow(SECRET)))
    assert passes(judged(held, given, *flow(STORES)))


def test_who_comes_in_an_emergency_passes() -> None:
    desk = role("desk", DESK, tags={"daypass:class": "break-glass"}), may("desk", REWRITES)
    assert passes(judged(*desk, *flow(SECRET)))


@pytest.mark.parametrize("gain", [SECRET, STORES], ids=["secret", "change"])
def test_another_company_is_a_workload_that_was_given_little(gain: dict[str, Any]) -> None:
    message = only(judged(role("sync", VENDOR), may("sync", REWRITES), *flow(gain)))
    assert f"leads to role 'flow', which may {gain['Action']} on " in message


@pytest.mark.parametrize(
    "colleague",
    [lets_in(f"{ARN}root"), lets_in(f"{ARN}role/ci", Condition=SHOWN), lets_in("*", Condition=SHOWN)],
    ids=["without an id", "of the account", "anyone"],
)
def test_a_role_that_others_enter_too_is_not_another_companys(colleague: dict[str, Any]) -> None:
    assert passes(judged(role("sync", VENDOR, colleague), may("sync", REWRITES), *flow(STORES)))
    assert passes(judged(role("sync", colleague), may("sync", REWRITES), *flow(STORES)))


def test_an_account_of_the_settings_is_of_this_company() -> None:
    stack = role("sync", VENDOR), may("sync", REWRITES), *flow(STORES)
    settings = Settings(accounts={"999988887777": "prod"})
    assert passes(judge_stack(no_path_to_more_rights, *stack, settings=settings))


def test_a_user_with_a_key_is_a_machine_and_one_with_a_password_a_person() -> None:
    user = aws("iam/user", "anna", name="anna", arn=f"{ARN}user/anna"), user_may("anna", REWRITES)
    key = aws("iam/accessKey", "key", user="anna")
    password = aws("iam/userLoginProfile", "password", user="anna")
    assert "leads to role 'flow', which may dynamodb:PutItem" in only(judged(*user, key, *flow(STORES)))
    assert passes(judged(*user, key, password, *flow(STORES)))
    message = only(judged(*user, key, password, *flow(SECRET)))
    assert "leads to role 'flow', which may secretsmanager:GetSecretValue" in message


def test_a_user_that_is_called_as_machines_are_is_one() -> None:
    for called, is_told in (("desk-bot", True), ("anna", False)):
        user = aws("iam/user", called, name=called, arn=f"{ARN}user/{called}"), user_may(called, REWRITES)
        assert bool(judged(*user, *flow(STORES)).problems) is is_told


def test_a_user_that_is_called_as_pipelines_are_deploys_what_it_names() -> None:
    for called, is_told in (("ci-desk", False), ("release-bot", False), ("desk-bot", True)):
        user = aws("iam/user", called, name=called, arn=f"{ARN}user/{called}"), user_may(called, REWRITES)
        key = aws("iam/accessKey", "key", user=called)
        assert bool(judged(*user, key, *flow(STORES)).problems) is is_told


def test_a_user_that_makes_keys_for_others_is_them() -> None:
    users = [aws("iam/user", name, name=name, path="/bots/", arn=f"{ARN}user/bots/{name}") for name in ("cms", "dns")]
    moves = user_may("dns", allow("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1"))
    for whom, is_told in (("*", True), ("${aws:username}", False)):
        rotates = user_may("cms", allow("iam:CreateAccessKey", f"{ARN}user/bots/{whom}"))
        assert bool(judged(*users, moves, rotates).problems) is is_told
    rotator = role("rotator"), may("rotator", allow("iam:CreateAccessKey", f"{ARN}user/bots/*"))
    assert passes(judged(*users, moves, *rotator))  # a function that rotates keys is there for that


@pytest.mark.parametrize("odd", [None, 7, "", [], {}, UNKNOWN, Secret("x")])
def test_no_shape_breaks_it(odd: Any) -> None:
    user = aws("iam/user", "u", name=odd, arn=odd), aws("iam/accessKey", "key", user=odd), user_may("u", REWRITES)
    asked = aws("iam/role", "sync", name="sync", assumeRolePolicy=odd), may("sync", REWRITES)
    assert judged(*user, *asked, *flow(SECRET)).error is None


def test_people_who_open_anybodys_workspace_see_what_those_see() -> None:
    profiles = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:user-profile/d-1"
    settings = {"executionRole": f"{ARN}role/release"}
    profile = aws("sagemaker/userProfile", "ml", domainId="d-1", userProfileName="ml", userSettings=settings)
    sees = role("release", "sagemaker.amazonaws.com"), may("release", allow("s3:GetObject", "arn:aws:s3:::patients/*"))
    for opened, is_told in ((f"{profiles}/*", True), (f"{profiles}/ml", False)):
        desk = role("desk", DESK), may("desk", allow("sagemaker:CreatePresignedDomainUrl", opened))
        assert bool(judged(*desk, *sees, profile).problems) is is_told


def test_people_who_write_the_keys_of_a_provider_sign_in_as_whoever_it_vouches_for() -> None:
    provider = f"arn:aws:iam::{ACCOUNT}:saml-provider/workforce"
    asked = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
    by_saml = {"Effect": "Allow", "Action": "sts:AssumeRoleWithSAML", "Principal": {"Federated": provider}}
    pays = role("payments", {**by_saml, "Condition": asked}), may("payments", SECRET)
    desk = role("desk", DESK), may("desk", allow("iam:UpdateSAMLProvider", provider))
    assert "may write the keys of a provider by which role 'payments' is entered" in only(judged(*desk, *pays))
    reads = role("desk", DESK), may("desk", allow("iam:GetSAMLProvider", provider))
    assert passes(judged(*reads, *pays))
