"""Whoever signs in as any user of a database that it names is its owner as soon as it likes."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
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


DROPS = allow("s3:PutObject", "arn:aws:s3:::invoices/nordwind/*")
PARTNERS = allow(TRANSFER, f"arn:aws:transfer:{HERE}:user/*/partner-*")


def drop_box(called: Any, *given: dict[str, Any], name: str = "drop", **inputs: Any) -> tuple[Resource, ...]:
    """A user of a file server with this name, and its role."""
    user = {"serverId": "s-01234567890abcdef", "userName": called, "role": f"{ARN}role/{name}", **inputs}
    return aws("transfer/user", name, **user), role(name, "transfer.amazonaws.com"), may(name, *(given or (DROPS,)))


def is_told(*users: Resource, given: tuple[dict[str, Any], ...] = (PARTNERS, DROPS)) -> bool:
    holder = role("a", tags={"daypass:class": "service"}), may("a", *given)
    return any("role 'a' " in one for one in messages(judge_stack(no_path_to_more_rights, *holder, *users)))


READS_BANK = allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::clearing/*")


def test_users_that_are_called_as_a_pattern_says_and_may_no_more_are_no_entrance() -> None:
    assert not is_told(*drop_box("partner-nordwind"))
    assert not is_told(*drop_box("partner-nordwind"), *drop_box("clearing-bank", READS_BANK, name="bank"))
    assert not is_told(*drop_box("partner-nordwind", serverId=UNKNOWN))
    twin = native("transfer:User", "drop", serverId="s-1", userName="partner-a", role=f"{ARN}role/drop")
    assert not is_told(twin, *drop_box("x")[1:])


def test_one_that_may_more_or_of_which_that_is_not_known_is() -> None:
    assert is_told()
    assert is_told(*drop_box("partner-bank", READS_BANK))
    assert is_told(*drop_box("partner-nordwind"), *drop_box("partner-bank", READS_BANK, name="bank"))
    assert is_told(*drop_box("partner-nordwind"), *drop_box(UNKNOWN, READS_BANK, name="bank"))
    assert is_told(*drop_box("partner-nordwind"), given=(PARTNERS,))
    assert is_told(*drop_box("clearing-bank", READS_BANK))
    assert is_told(*drop_box(UNKNOWN))
    assert is_told(*drop_box("partner-nordwind", role=f"{ARN}role/of-another-stack"))
    assert is_told(*drop_box("partner-nordwind")[:2], aws("iam/rolePolicy", "x", role="drop", policy=UNKNOWN))
    assert is_told(*drop_box("partner-nordwind", READS_BANK, homeDirectoryType="LOGICAL"))


def test_one_that_the_holder_is_denied_does_not_count() -> None:
    bank = drop_box("partner-bank", READS_BANK, name="bank")
    kept = deny(TRANSFER, f"arn:aws:transfer:{HERE}:user/*/partner-bank")
    assert not is_told(*drop_box("partner-nordwind"), *bank, given=(PARTNERS, DROPS, kept))


@pytest.mark.parametrize("users", ["user/*", "user/*/*", "user/s-01234567890abcdef/*", "user/*/p*"])
def test_a_pattern_that_says_not_how_users_are_called_takes_in_any(users: str) -> None:
    anyone = allow(TRANSFER, f"arn:aws:transfer:{HERE}:{users}")
    assert is_told(*drop_box("partner-nordwind"), given=(anyone, DROPS))


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
