"""Who changes the user as which they connect has all of a cache; whose rule stores mails reads those of others."""

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, messages

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
MEMORY, CACHE = f"arn:aws:memorydb:{HERE}:user/warm", f"arn:aws:elasticache:{HERE}:user:warm"
MAKES = allow("ses:CreateReceiptRule")
BOUNCES = allow("s3:GetObject", "arn:aws:s3:::bounces/*")


def told(*resources: Resource) -> list[str]:
    return [one for one in messages(judge_stack(no_path_to_more_rights, *resources)) if "role 'sorter' may" in one]


def sorter(*given: dict[str, object]) -> tuple[Resource, ...]:
    return role("sorter"), may("sorter", *given)


@pytest.mark.parametrize(
    ("user", "connects", "changes", "makes"),
    [
        (MEMORY, "memorydb:Connect", "memorydb:UpdateUser", "memorydb:CreateUser"),
        (CACHE, "elasticache:Connect", "elasticache:ModifyUser", "elasticache:CreateUser"),
    ],
)
def test_who_changes_the_user_as_which_they_connect_has_all_of_a_cache(
    user: str, connects: str, changes: str, makes: str
) -> None:
    (message,) = told(*sorter(allow(connects, user), allow(changes, user)))
    assert "may give cache user 'warm', as which it connects, every command and every key" in message
    assert told(*sorter(allow(connects, user), allow(changes)))
    assert not told(*sorter(allow(connects, user), allow(changes, f"{user}er")))
    assert not told(*sorter(allow(connects, user), allow(changes), deny(changes, user)))
    assert not told(*sorter(allow(changes, user)))  # what changes it does not connect as it
    assert not told(*sorter(allow(connects, user), allow([changes, makes])))


def test_a_user_that_has_everything_already_gains_nothing() -> None:
    every = allow("memorydb:Connect", MEMORY), allow("memorydb:UpdateUser", MEMORY)
    assert not told(*sorter(*every), aws("memorydb/user", "warm", userName="warm", accessString="on ~* +@all"))
    assert told(*sorter(*every), aws("memorydb/user", "warm", userName="warm", accessString="on ~page:* +@all"))


def keeps(name: str, rules: str = "inbound") -> Resource:
    return aws("ses/receiptRule", name, name=name, ruleSetName=rules, s3Actions=[{"bucketName": name, "position": 1}])


@pytest.mark.parametrize("makes", [MAKES, allow("ses:UpdateReceiptRule")])
def test_who_makes_a_rule_for_mails_reads_those_to_others(makes: dict[str, object]) -> None:
    assert (
        "have the mails that rule 'codes' keeps put"
        in told(*sorter(makes, BOUNCES), keeps("bounces"), keeps("codes"))[0]
    )


def test_own_mails_another_set_and_who_looks_after_them_are_quiet() -> None:
    rules = keeps("bounces"), keeps("codes")
    assert not told(*sorter(MAKES, BOUNCES), keeps("bounces"))
    assert not told(*sorter(MAKES, BOUNCES), keeps("bounces"), keeps("codes", "spare"))
    assert not told(*sorter(MAKES), *rules)
    assert not told(*sorter(allow("ses:DescribeReceiptRuleSet"), BOUNCES), *rules)
    assert not told(*sorter(MAKES, allow("s3:GetObject", ["arn:aws:s3:::bounces/*", "arn:aws:s3:::codes/*"])), *rules)
    assert not told(*sorter(MAKES, allow("ses:CreateReceiptRuleSet"), BOUNCES), *rules)
