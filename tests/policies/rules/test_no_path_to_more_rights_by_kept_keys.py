"""Whoever reads the access key of a strong user has what it has; of others what is grave, and not their own."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role, user_may
from tests.support.grants import ACCOUNT, ARN, aws, user
from tests.support.rules import judge_stack, messages, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ID, VALUE = "AKIA2E0A8F3B244C9986", "k7Xq29vLm4wPz0RtYu8sDf1gHj3kLaQw5eRtYuIo"
HERE = f"eu-west-1:{ACCOUNT}"
DROPS = allow("rds:DeleteDBCluster")
READS = "secretsmanager:GetSecretValue"


def kept(whose: str = "vault-keeper", called: str = "sealed/console") -> tuple[Resource, ...]:
    """A user, a key of its own, and the secret that holds it."""
    made = replace(aws("iam/accessKey", "k", user=whose), id=ID, outputs=Properties({"id": ID, "secret": VALUE}))
    vault = aws("secretsmanager/secret", "s", name=called, arn=f"arn:aws:secretsmanager:{HERE}:secret:{called}-x1Y2z3")
    value = aws("secretsmanager/secretVersion", "v", secretId=called, secretString=Secret(f"{ID} {VALUE}"))
    return user(whose), made, vault, value


def reads(called: str = "sealed/console") -> dict[str, Any]:
    return allow(READS, f"arn:aws:secretsmanager:{HERE}:secret:{called}-*")


def judged(
    who: str, *user_rights: dict[str, Any], whose: str = "vault-keeper", called: str = "sealed/console"
) -> Answer:
    made = *kept(whose, called), user_may(whose, *user_rights), role(who), may(who, reads(called))
    return judge_stack(no_path_to_more_rights, *made)


def test_the_key_of_a_user_that_may_do_everything_is_told() -> None:
    (problem,) = judged("newsletter", allow("*")).problems
    assert problem.message == (
        "role 'newsletter' may act as user 'vault-keeper', which may do everything: role 'newsletter' may read "
        "secret 's', which holds an access key of user 'vault-keeper' (secretsmanager:GetSecretValue) "
        "(policy.Statement[0] of 'newsletter-policy')"
    )
    assert not problem.advisory


@pytest.mark.parametrize("who", ["vault-console", "newsletter"])
def test_so_is_that_of_one_that_gives_itself_more_whatever_it_is_called(who: str) -> None:
    found = messages(judged(who, allow("iam:PutUserPolicy", f"{ARN}user/*")))
    told = f"role '{who}' may act as user 'vault-keeper', which can give itself more rights"
    assert [one for one in found if one.startswith(told)]


def test_of_a_stranger_what_is_grave_is_told() -> None:
    (problem,) = judged("newsletter", DROPS).problems
    assert problem.message.startswith(
        "role 'newsletter' leads to user 'vault-keeper', which may rds:DeleteDBCluster on *, as it may not itself: "
        "role 'newsletter' may read secret 's', which holds an access key of user 'vault-keeper'"
    )
    assert problem.advisory
    assert VALUE not in problem.message


@pytest.mark.parametrize(
    ("who", "whose", "called"),
    [
        ("vault-restore", "vault-keeper", "sealed/console"),
        ("newsletter", "newsletter-sender", "sealed/console"),
        ("newsletter", "vault-keeper", "newsletter/aws"),
        ("lambda-role", "vault-keeper", "sealed/console"),
    ],
    ids=["its user", "called like its user", "its secret", "called by nothing"],
)
def test_what_a_workload_is_given_under_its_own_name_is_its_own(who: str, whose: str, called: str) -> None:
    assert passes(judged(who, DROPS, whose=whose, called=called))


@pytest.mark.parametrize(
    "right",
    [
        allow("ses:SendRawEmail"),
        allow(["s3:PutObject", "s3:GetObject", "s3:DeleteObject"], "arn:aws:s3:::partner-drop/*"),
        allow("sqs:SendMessage", f"arn:aws:sqs:{HERE}:orders"),
        allow("rds:DeleteDBCluster", f"arn:aws:rds:{HERE}:cluster:orders-test"),
        allow("rds:DescribeDBClusters"),
    ],
    ids=["mail", "files", "messages", "for tests", "looks"],
)
def test_a_user_that_a_workload_needs_for_its_work_is_nothing_to_tell(right: dict[str, Any]) -> None:
    assert passes(judged("newsletter", right))


def test_what_makes_new_keys_of_the_user_looks_after_them() -> None:
    makes = allow(["iam:CreateAccessKey", "iam:DeleteAccessKey"], f"{ARN}user/vault-keeper")
    rotates = role("turnover"), may("turnover", reads(), makes)
    assert passes(judge_stack(no_path_to_more_rights, *kept(), user_may("vault-keeper", DROPS), *rotates))


@pytest.mark.parametrize(
    "trust",
    ["codebuild.amazonaws.com", "ec2.amazonaws.com", f"arn:aws:iam::{ACCOUNT}:root"],
    ids=["build", "host", "people"],
)
def test_pipelines_hosts_and_people_are_given_keys_of_others(trust: str) -> None:
    made = *kept(), user_may("vault-keeper", DROPS), role("newsletter", trust), may("newsletter", reads())
    assert passes(judge_stack(no_path_to_more_rights, *made))


def test_a_user_that_reads_its_own_key_rises_nowhere() -> None:
    made = *kept(), user_may("vault-keeper", reads(), DROPS)
    assert passes(judge_stack(no_path_to_more_rights, *made))


def test_whether_a_strong_user_s_key_is_read_may_be_undecided() -> None:
    vault = aws("secretsmanager/secretPolicy", "p", secretArn="sealed/console", policy=UNKNOWN)
    made = *kept(), user_may("vault-keeper", allow("*")), role("newsletter"), may("newsletter", reads()), vault
    answer = judge_stack(no_path_to_more_rights, *made)
    assert answer.problems == ()
    assert [one.paths for one in answer.undecided] == [("policy",)]


def test_the_environment_of_a_workload_makes_a_key_nobody_s_own() -> None:
    names = aws(
        "lambda/function", "f", role=f"{ARN}role/newsletter", environment={"variables": {"S": "sealed/console"}}
    )
    made = *kept(), user_may("vault-keeper", DROPS), role("newsletter"), may("newsletter", reads()), names
    assert len(messages(judge_stack(no_path_to_more_rights, *made))) == 1


def test_what_was_too_much_to_ask_about_stays_undecided() -> None:
    """Policies of which each is another are asked about one by one until no more may be asked: nobody passes by it."""

    def of(at: int) -> tuple[Resource, ...]:
        for_users = {"Null": {"aws:username": "false"}}
        closed = deny(READS, f"arn:aws:secretsmanager:*:*:secret:sealed/{at}-*", Condition=for_users)
        policy = document({**closed, "Principal": "*"})
        vault = aws("secretsmanager/secret", f"s{at}", name=f"sealed/{at}", policy=policy)
        value = aws("secretsmanager/secretVersion", f"v{at}", secretId=f"sealed/{at}", secretString=f"{ID} {VALUE}")
        return vault, value, role(f"news-{at}"), may(f"news-{at}", reads("sealed/*"))

    made = (*kept()[:2], user_may("vault-keeper", DROPS), *(one for at in range(36) for one in of(at)))
    answer = judge_stack(no_path_to_more_rights, *made)
    told = {one.on.name for one in answer.problems if one.on}
    assert told
    assert told | {left.on.name for left in answer.undecided} == {f"news-{at}" for at in range(36)}


def test_of_many_keys_that_are_read_alike_none_hides_the_one_that_is_grave() -> None:
    def of(at: int) -> tuple[Resource, ...]:
        made = replace(aws("iam/accessKey", f"k{at}", user=f"keeper-{at}"), id=f"{ID[:-3]}{at:03}")
        vault = aws("secretsmanager/secret", f"s{at}", name=f"sealed/{at}", kmsKeyId=f"arn:aws:kms:{HERE}:key/{ID}")
        value = aws(
            "secretsmanager/secretVersion", f"v{at}", secretId=f"sealed/{at}", secretString=f"{made.id} {VALUE}"
        )
        return user(f"keeper-{at}"), made, vault, value

    reader = role("newsletter"), may("newsletter", reads("sealed/*"), allow("kms:Decrypt"))
    made = *(one for at in range(100, 130) for one in of(at)), user_may("keeper-129", DROPS), *reader
    (message,) = messages(judge_stack(no_path_to_more_rights, *made))
    assert message.startswith("role 'newsletter' leads to user 'keeper-129', which may rds:DeleteDBCluster")
