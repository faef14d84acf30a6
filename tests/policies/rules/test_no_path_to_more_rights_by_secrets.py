"""A workload that reads every secret has whatever any of them opens."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, lets_in, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, only, passes

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

READ = "secretsmanager:GetSecretValue"
EVERY = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:*"
OWN = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:mailer/*"
GITHUB = "token.actions.githubusercontent.com"
TAGGED = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}


def judged(*given: dict[str, Any], trust: str = "lambda.amazonaws.com", **tags: Any) -> Any:
    return judge_stack(no_path_to_more_rights, role("mailer", trust, **tags), may("mailer", *given))


@pytest.mark.parametrize(
    "given",
    [
        [allow(READ)],
        [allow(READ, EVERY)],
        [allow("secretsmanager:Get*", EVERY)],
        [allow(READ, OWN), allow(["secretsmanager:*Value", "ssm:GetParameter"], EVERY)],
        [allow(READ), deny(READ, OWN)],
        [allow(READ), deny(READ, Condition={"StringEquals": {"aws:ResourceTag/tier": "vault"}})],
    ],
    ids=str,
)
def test_every_secret_is_advice(given: list[dict[str, Any]]) -> None:
    (problem,) = judged(*given).problems
    assert problem.message.startswith(f"role 'mailer' may read every secret, and use what any of them opens ({READ})")
    assert (problem.severity, problem.advisory, problem.key) == ("medium", True, f"opens {READ}")


@pytest.mark.parametrize(
    "given",
    [
        [allow(READ, OWN)],
        [allow(READ, EVERY, Condition=TAGGED)],
        [allow(READ, EVERY), deny(READ, Condition={"StringNotEquals": {"secretsmanager:ResourceTag/team": "mail"}})],
        [allow(READ), {"Effect": "Deny", "Action": READ, "NotResource": OWN}],
        [allow("secretsmanager:ListSecrets")],
    ],
    ids=str,
)
def test_its_own_secrets_pass(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


def test_a_function_that_rotates_reads_what_names_it() -> None:
    rotates = {
        "StringEquals": {"secretsmanager:resource/AllowRotationLambdaArn": f"arn:aws:lambda:*:{ACCOUNT}:function:r"}
    }
    assert passes(judged(allow(READ, EVERY, Condition=rotates)))


def test_of_another_company_every_parameter_is_told_too() -> None:
    parameters = allow("ssm:GetParameter*", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/*")
    shown = {"StringEquals": {"sts:ExternalId": "c1f0-77"}}
    collects = lets_in("arn:aws:iam::999988887777:role/collects", Condition=shown)
    (problem,) = judge_stack(no_path_to_more_rights, role("mailer", collects), may("mailer", parameters)).problems
    assert problem.message.startswith("role 'mailer' may read every parameter, and use what any of them opens")
    assert "may read every parameter" in only(judged(parameters, tags={"daypass:class": "vendor"}))
    assert passes(judged(parameters))


def test_of_an_agent_and_of_whoever_comes_unlooked_at_it_is_too() -> None:
    parameters = allow("ssm:GetParameters", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/*")
    told = "may read every parameter, and use what any of them opens"
    assert told in only(judged(parameters, tags={"daypass:class": "agent"}))
    of_pulls = from_github("repo:acme/mail:pull_request")
    of_branches = {**of_pulls, "Condition": {"StringLike": {f"{GITHUB}:sub": "repo:acme/mail:*"}}}
    for entered in (of_pulls, of_branches):
        (problem,) = judge_stack(no_path_to_more_rights, role("mailer", entered), may("mailer", parameters)).problems
        assert told in problem.message
    released = role("mailer", from_github("repo:acme/mail:environment:prod")), may("mailer", parameters)
    assert passes(judge_stack(no_path_to_more_rights, *released))


def test_pipelines_hosts_and_people_for_emergencies_pass() -> None:
    for trust in ("codebuild.amazonaws.com", "ec2.amazonaws.com"):
        assert passes(judged(allow(READ), trust=trust))
    assert passes(judged(allow(READ), tags={"daypass:class": "break-glass"}))


@pytest.mark.parametrize("policy", [UNKNOWN, "text", 7])
def test_what_cannot_be_read_says_nothing_of_secrets(policy: Any) -> None:
    given: Resource = aws("iam/rolePolicy", "x", role="mailer", policy=policy)
    answer = judge_stack(no_path_to_more_rights, role("mailer", "lambda.amazonaws.com"), given)
    assert not any("every secret" in problem.message for problem in answer.problems)
