"""Who may write the policy of any key, secret or bucket is found; who may write that of its own is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.becoming import allow, deny, document, may, role, user_may
from tests.support.grants import aws, user
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.data.policy_edits import policy_edits
from daypass.data.table import read_table
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["no-rewriting-of-any-policy"]
ACTIONS = [edit.action for edit in policy_edits()]
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1a2b"


def refused(*statements: dict[str, object], beside: tuple[Resource, ...] = ()) -> bool:
    """Whether a role that may do this is found."""
    answer = judge_stack(RULE, role("ops"), may("ops", *statements), *beside)
    assert not answer.undecided
    return bool(answer.problems)


@pytest.mark.parametrize("action", [*ACTIONS, "KMS:Put*", "kms:?utKeyPolicy", "s3:*Policy", "organizations:De*"])
def test_who_may_write_any_is_found(action: str) -> None:
    assert refused(allow(action))
    assert refused(allow([action, "sts:GetCallerIdentity"], ["*"]))


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("kms:PutKeyPolicy", "arn:aws:kms:*:111122223333:key/*"),
        ("kms:PutKeyPolicy", "arn:*:kms:*:*:*"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::*"),
        ("secretsmanager:PutResourcePolicy", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*"),
    ],
)
def test_all_of_an_account_are_any(action: str, resource: str) -> None:
    assert refused(allow(action, resource))


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("kms:PutKeyPolicy", KEY),
        ("s3:PutBucketPolicy", "arn:aws:s3:::acme-*"),
        ("secretsmanager:PutResourcePolicy", "arn:aws:secretsmanager:*:*:secret:app/*"),
        ("kms:GetKeyPolicy", "*"),
        ("s3:PutObject", "*"),
        ("organizations:DescribePolicy", "*"),
    ],
)
def test_what_is_named_and_what_writes_no_policy_passes(action: str, resource: str) -> None:
    assert not refused(allow(action, resource))


def test_what_is_taken_away_again_passes() -> None:
    both = (allow("kms:*Key*"), deny("kms:PutKeyPolicy"))
    assert not refused(*both)
    tagged = {"StringEquals": {"aws:ResourceTag/team": "shop"}}
    assert not refused(allow("kms:PutKeyPolicy", Condition=tagged))
    assert not refused(allow("kms:PutKeyPolicy"), deny("kms:Put*", "*"))


def test_who_may_do_everything_in_the_service_is_the_matter_of_another_rule() -> None:
    assert not refused(allow("*"))
    assert not refused(allow("kms:*"))
    assert refused(allow("kms:*"), allow("s3:PutBucketPolicy"))


def test_users_and_policies_that_nobody_has_yet_are_asked() -> None:
    assert messages(judge_stack(RULE, user("ann"), user_may("ann", allow("kms:PutKeyPolicy"))))
    loose = aws("iam/policy", "loose", policy=document(allow("s3:PutBucketPolicy")))
    (message,) = messages(judge_stack(RULE, loose))
    assert message.endswith("'loose' may write the policy of any bucket")


def test_what_is_not_known_yet_is_undecided_and_what_is_secret_is_not_told() -> None:
    unknown = aws("iam/rolePolicy", "later", role="ops", policy=UNKNOWN)
    assert unknowns(judge_stack(RULE, role("ops"), unknown))
    hidden = Secret(document(allow("kms:PutKeyPolicy")))
    (problem,) = judge_stack(RULE, role("ops"), aws("iam/rolePolicy", "p", role="ops", policy=hidden)).problems
    assert problem.message.endswith("the policy of things that it does not name")


def test_a_stack_without_identities_passes() -> None:
    assert passes(judge_stack(RULE))


@given(st.lists(st.sampled_from(ACTIONS), min_size=1, unique=True))
def test_each_that_is_allowed_is_in_the_key(actions: list[str]) -> None:
    (problem,) = judge_stack(RULE, role("ops"), may("ops", allow(actions))).problems
    assert set((problem.key or "").split()) == set(actions)


def test_the_table_names_actions_of_services_each_once() -> None:
    assert len(set(ACTIONS)) == len(ACTIONS)
    assert all("{}" in edit.resource and edit.action.count(":") == 1 for edit in policy_edits())
    assert read_table("policy_edits").source
