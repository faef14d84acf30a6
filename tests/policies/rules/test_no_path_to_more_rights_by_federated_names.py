"""Who has sessions made for federated users is whomever the policy of a resource names as one."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, user_may
from tests.support.grants import ACCOUNT, aws, user
from tests.support.rules import judge_stack, messages, only

from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

FEDERATED = f"arn:aws:sts::{ACCOUNT}:federated-user/"
FILES = "arn:aws:s3:::files/*"
MAKES = allow("sts:GetFederationToken", f"{FEDERATED}*")


def told(*given: dict[str, Any], name: str = "relay", session: str = "board", key: bool = True) -> list[str]:
    to = {"AWS": f"{FEDERATED}{session}"}
    to = {"AWS": f"{FEDERATED}{session}"}
    lets = {"Effect": "Allow", "Principal": to, "Action": "s3:PutObject", "Resource": FILES}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [lets]})
    keys = (aws("iam/accessKey", name, user=name),) if key else ()
    bucket = aws("s3/bucketPolicy", "files", bucket="files", policy=policy)
    own = user(name)
    found = messages(judge_stack(no_path_to_more_rights, own, user_may(name, *given), *keys, bucket))
    return [text for text in found if "have a session made" in text]


@pytest.mark.parametrize("key", [True, False])
def test_whoever_names_federated_users_is_the_one_that_a_bucket_names(key: bool) -> None:  # noqa: FBT001 - a case
    text = only(told(MAKES, key=key))
    assert "may have a session made that is called as the policy of 'files' asks (s3:PutObject)" in text


@pytest.mark.parametrize(
    "given",
    [
        [allow("sts:GetFederationToken", f"{FEDERATED}relay-*")],
        [MAKES, deny("sts:GetFederationToken", f"{FEDERATED}board")],
        [MAKES, deny("s3:*", "arn:aws:s3:::files*")],
        [MAKES, allow("s3:PutObject", FILES)],
        [allow("sts:GetSessionToken")],
    ],
    ids=str,
)
def test_a_narrow_right_a_denial_and_what_it_has_itself_open_nothing(given: list[dict[str, Any]]) -> None:
    assert not told(*given)


def test_a_session_that_is_called_as_the_user_and_a_broker_say_who_they_are() -> None:
    assert not told(MAKES, session="relay")
    assert not told(MAKES, name="session-broker")
