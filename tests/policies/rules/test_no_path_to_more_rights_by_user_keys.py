"""Who makes keys of users hands them to whom they are for, or keeps them."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role, user_may
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

BOOKS = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger")
KEYS = allow("iam:*AccessKey", f"{ARN}user/bank-*")


def judged(*rights: dict[str, Any], by: str = "lambda.amazonaws.com", called: str = "key-sweep") -> Answer:
    bank = (
        aws("iam/user", "bank-connector", name="bank-connector", arn=f"{ARN}user/bank-connector"),
        user_may("bank-connector", BOOKS),
    )
    return judge_stack(no_path_to_more_rights, role(called, by), may(called, *rights), *bank)


def test_a_sweep_of_old_keys_that_may_make_some_has_what_they_open() -> None:
    assert "leads to user 'bank-connector', which may dynamodb:PutItem" in messages(judged(KEYS))[0]


@pytest.mark.parametrize("action", ["secretsmanager:PutSecretValue", "ssm:PutParameter", "secretsmanager:*"])
def test_who_puts_them_where_they_belong_replaces_them(action: str) -> None:
    assert passes(judged(KEYS, allow(action, "arn:aws:secretsmanager:eu-west-1:111122223333:secret:bank-??????")))


def test_who_only_takes_them_away_passes() -> None:
    assert passes(judged(allow(["iam:DeleteAccessKey", "iam:UpdateAccessKey"], f"{ARN}user/bank-*")))
