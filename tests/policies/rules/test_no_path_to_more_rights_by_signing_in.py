"""Whoever signs in as any user of a database that it names is its owner as soon as it likes."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
REDSHIFT, RDS, TRANSFER = "redshift:GetClusterCredentials", "rds-db:connect", "transfer:ImportSshPublicKey"
WAREHOUSE = f"arn:aws:redshift:{HERE}:dbuser:dwh"
DATABASE = f"arn:aws:rds-db:{HERE}:dbuser:cluster-ABCDEFGH"
SERVER = f"arn:aws:transfer:{HERE}:user/s-01234567890abcdef"
ANYONE = allow(REDSHIFT, [f"{WAREHOUSE}/*", f"arn:aws:redshift:{HERE}:dbname:dwh/*"])


def judged(*given: dict[str, Any], class_: str = "service") -> Answer:
    holder = role("a", tags={"daypass:class": class_} if class_ else {})
    return judge_stack(no_path_to_more_rights, holder, may("a", *given))


@pytest.mark.parametrize("class_", ["", "service", "agent"])
@pytest.mark.parametrize(
    ("given", "words"),
    [
        (ANYONE, f"may sign in as any user of a warehouse that it names ({REDSHIFT})"),
        (allow(REDSHIFT, f"{WAREHOUSE}/${{redshift:DbUser}}"), f"any user of a warehouse that it names ({REDSHIFT})"),
        (allow(RDS, f"{DATABASE}/*"), f"may sign in as any user of a database that it names ({RDS})"),
        (allow(RDS, f"arn:aws:rds-db:{HERE}:dbuser:*"), f"any user of a database that it names ({RDS})"),
        (
            allow(TRANSFER, f"{SERVER}/*"),
            f"may give itself a key for any user of a file server that it names ({TRANSFER})",
        ),
    ],
    ids=str,
)
def test_a_workload_that_signs_in_as_anyone_is_advice(class_: str, given: dict[str, Any], words: str) -> None:
    (problem,) = judged(given, class_=class_).problems
    assert words in problem.message
    assert problem.advisory


@pytest.mark.parametrize(
    "given",
    [
        [allow(REDSHIFT, [f"{WAREHOUSE}/kpi", f"arn:aws:redshift:{HERE}:dbname:dwh/*"])],
        [allow(REDSHIFT, f"{WAREHOUSE}/kpi_*")],
        [{**ANYONE, "Condition": {"StringEquals": {"redshift:DbUser": "kpi"}}}],
        [{**ANYONE, "Condition": {"StringLike": {"aws:userid": "*:${redshift:DbUser}"}}}],
        [ANYONE, deny(REDSHIFT, Condition={"StringNotEquals": {"redshift:DbUser": ["kpi"]}})],
        [ANYONE, {"Effect": "Deny", "Action": REDSHIFT, "NotResource": f"{WAREHOUSE}/kpi"}],
        [allow(REDSHIFT, f"{WAREHOUSE}/${{aws:PrincipalTag/db}}")],
        [allow(RDS, f"{DATABASE}/orders"), allow(TRANSFER, f"{SERVER}/partner")],
        [allow(RDS, f"{DATABASE}/${{aws:username}}")],
        [allow(REDSHIFT, f"arn:aws:redshift:{HERE}:dbname:dwh/*")],
        [allow(TRANSFER, [f"{SERVER}/partner", f"arn:aws:transfer:{HERE}:server/*"])],
        [{**allow(TRANSFER, f"{SERVER}/*"), "Condition": {"StringEquals": {"aws:ResourceTag/tier": "partner"}}}],
        [allow(REDSHIFT, f"{WAREHOUSE}-test/*")],
        [allow("redshift:GetClusterCredentialsWithIAM", f"arn:aws:redshift:{HERE}:dbname:dwh/*")],
    ],
    ids=str,
)
def test_users_that_are_named_its_own_and_those_of_tests_pass(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize("operator", ["StringNotEquals", "StringEqualsIfExists"])
def test_a_tag_that_a_user_need_not_have_names_nobody(operator: str) -> None:
    keys = {**allow(TRANSFER, f"{SERVER}/*"), "Condition": {operator: {"aws:ResourceTag/tier": "treasury"}}}
    assert "may give itself a key for any user of a file" in only(judged(keys))


def test_who_makes_the_users_of_a_file_server_gives_them_their_keys() -> None:
    keys, server = allow(TRANSFER, f"{SERVER}/*"), SERVER.replace(":user/", ":server/")
    assert passes(judged(keys, allow("transfer:CreateUser", server)))
    assert "may give itself a key for any user of a file" in only(judged(keys, allow("transfer:DescribeUser", server)))


@pytest.mark.parametrize("class_", ["pipeline", "break-glass"])
def test_pipelines_and_people_sign_in_as_they_must(class_: str) -> None:
    assert passes(judged(ANYONE, class_=class_))


@pytest.mark.parametrize("policy", [UNKNOWN, "text", 7, document({**ANYONE, "Resource": 7})])
def test_a_policy_that_cannot_be_read_says_nothing(policy: object) -> None:
    given = aws("iam/rolePolicy", "x", role="a", policy=policy)
    assert not any("sign in" in one for one in messages(judge_stack(no_path_to_more_rights, role("a"), given)))


def test_nothing_of_a_marked_policy_is_quoted() -> None:
    given = aws("iam/rolePolicy", "x", role="a", policy=Secret(document({**ANYONE, "Sid": "hush"})))
    (message,) = messages(judge_stack(no_path_to_more_rights, role("a"), given))
    assert "hush" not in message
    assert "dwh" not in message
