"""Who puts on any secret the tag by which it may read secrets has written its own rights."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, passes

from daypass.data.secret_reads import secret_reads
from daypass.data.tagging_actions import tagging_action
from daypass.model.resource import UNKNOWN
from daypass.rule import Answer
from daypass_policies.rules.no_rewriting_of_own_rights import no_rewriting_of_own_rights

SECRETS = f"arn:aws:secretsmanager:*:{ACCOUNT}:secret:*"
READ, TAG = "secretsmanager:GetSecretValue", "secretsmanager:TagResource"
BY_TAG: dict[str, Any] = {"Condition": {"StringEquals": {"aws:ResourceTag/team": "blue"}}}
READS = allow(READ, SECRETS, **BY_TAG)


def of_role(*statements: dict[str, Any]) -> Answer:
    return judge_stack(no_rewriting_of_own_rights, role("a"), may("a", *statements))


def test_the_tag_that_the_holder_sets_guards_no_secret() -> None:
    (problem,) = of_role(READS, allow(TAG)).problems
    assert problem.message == (
        "role 'a' may put on any secret, parameter or key the tag without which its policies do not let it read "
        f"({READ}), by policy.Statement[0] of 'a-policy'"
    )
    assert (problem.severity, problem.advisory, problem.key) == ("high", False, f"any secrets {READ}")


@pytest.mark.parametrize("read", secret_reads(), ids=lambda read: read.action)
def test_each_way_to_read_is_known_with_what_tags_it(read: Any) -> None:
    service = read.action.partition(":")[0]
    tagger = tagging_action(service, "")
    assert tagger
    assert of_role(allow(read.action, **BY_TAG), allow(tagger)).problems
    assert passes(of_role(allow(read.action, **BY_TAG)))
    thing = read.resource_of("x", ACCOUNT, "aws")
    assert thing.startswith(f"arn:aws:{service}:*:{ACCOUNT}:")


@pytest.mark.parametrize(
    "statements",
    [
        (allow(READ, SECRETS), allow(TAG)),  # it reads all of them whatever they carry, of which no tag says more
        (READS, allow(TAG, f"arn:aws:secretsmanager:*:{ACCOUNT}:secret:blue/*")),
        (READS, allow(TAG, Condition={"StringEquals": {"aws:RequestTag/team": "green"}})),
        (READS, allow(TAG, Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["stage"]}})),
        (READS, allow(TAG, **BY_TAG)),
        (READS, allow(TAG), deny(TAG, SECRETS)),
        (allow(READ, SECRETS, Condition={"StringEquals": {"aws:ResourceTag/t": "${aws:PrincipalTag/t}"}}), allow(TAG)),
        (allow(TAG),),
    ],
)
def test_what_others_tag_and_what_needs_no_tag_pass(statements: tuple[dict[str, Any], ...]) -> None:
    assert passes(of_role(*statements))


def test_what_is_not_known_is_undecided() -> None:
    rest = aws("iam/rolePolicy", "rest", role="a", policy=UNKNOWN)
    answer = judge_stack(no_rewriting_of_own_rights, role("a"), may("a", READS), rest)
    assert not answer.problems
    assert answer.undecided
