"""A word by which all identities of a stack are called, as the company is, tells nobody's own from another's."""

import pytest
from tests.support.becoming import FUNCTION, allow, from_github, function, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, messages, passes

from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HOST = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-1"
PAYS = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/fees")


def told(called: str, other: str = "gazette-fees", third: str = "gazette-mails") -> bool:
    """Whether it is told that a function's role which may send commands to a host has the rights of its role."""
    sends = role(called), may(called, allow("ssm:SendCommand", [HOST, "arn:aws:ssm:*:*:document/*"]))
    host = aws("ec2/instance", "host", iamInstanceProfile="host", arn=HOST)
    profile = aws("iam/instanceProfile", "host", name="host", role=other)
    runs = role(other, "ec2.amazonaws.com"), may(other, PAYS), host, profile
    found = messages(judge_stack(no_path_to_more_rights, *sends, *runs, role(third)))
    return any(f"'{called}' leads to role '{other}'" in one for one in found)


def test_the_companys_name_makes_nothing_of_another_team_ones_own() -> None:
    assert told("gazette-layout")


def test_a_word_that_another_identity_lacks_is_no_companys() -> None:
    assert not told("gazette-layout", third="mails")


def test_what_deploys_is_there_for_the_whole_company() -> None:
    secret = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:psp-??????")
    deploys = role("gazette-shop-deploy", from_github("repo:gazette/shop:environment:prod"))
    rewrites = may("gazette-shop-deploy", allow("lambda:UpdateFunctionCode", FUNCTION))
    runs = role("gazette-fees"), may("gazette-fees", secret), function("fn", "gazette-fees")
    assert passes(judge_stack(no_path_to_more_rights, deploys, rewrites, *runs, role("gazette-mails")))


@pytest.mark.parametrize("called", ["gazette", "gazette-api", "gazette-web-worker", "gazette-fees-loader"])
def test_what_is_called_by_nothing_else_or_a_part_of_it_is_there_for_all(called: str) -> None:
    assert not told(called)
