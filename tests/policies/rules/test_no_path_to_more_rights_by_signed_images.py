"""What pull requests sign with the key that a cluster asks for runs there as if somebody had looked at it."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1111"
SIGNS = allow(["kms:Sign", "kms:GetPublicKey"], KEY)
PUSHES = allow("ecr:PutImage", f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/edge")
KYVERNO = "kubernetes:kyverno.io/v1:ClusterPolicy"


def key(*more: dict[str, Any]) -> Resource:
    root = {"Effect": "Allow", "Principal": {"AWS": f"{ARN}root"}, "Action": "kms:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [root, *more]})
    return aws("kms/key", "cosign", arn=KEY, policy=policy, keyUsage="SIGN_VERIFY")


def verifies(action: str = "Enforce", of: str = KEY) -> Resource:
    attestors = [{"entries": [{"keys": {"kms": f"awskms:///{of}"}}]}]
    rules = [{"name": "cosign", "verifyImages": [{"imageReferences": ["*"], "attestors": attestors}]}]
    return Resource.of(KYVERNO, "verify", spec={"validationFailureAction": action, "rules": rules})


def told(
    *given: dict[str, Any], subject: str = "pull_request", by: Resource | None = None, of: Any = None
) -> list[str]:
    build = (role("build", from_github(f"repo:acme/edge:{subject}")), may("build", *given))
    found = messages(judge_stack(no_path_to_more_rights, *build, of or key(), by or verifies()))
    return [text for text in found if "sign before anybody looked" in text]


def test_a_pull_request_that_signs_and_pushes_releases_what_it_likes() -> None:
    assert "sign before anybody looked what policy 'verify' of a cluster lets run" in only(told(SIGNS, PUSHES))


def test_sigstore_asks_for_keys_as_kyverno_does() -> None:
    spec = {"images": [{"glob": "**"}], "authorities": [{"key": {"kms": f"awskms:///{KEY}"}}]}
    assert told(
        SIGNS, PUSHES, by=Resource.of("kubernetes:policy.sigstore.dev/v1beta1:ClusterImagePolicy", "verify", spec=spec)
    )


def test_who_releases_what_was_looked_at_is_there_to_sign() -> None:
    assert not told(SIGNS, PUSHES, subject="ref:refs/heads/main")


@pytest.mark.parametrize(
    "given",
    [[PUSHES], [SIGNS], [allow("kms:GetPublicKey", KEY), PUSHES], [SIGNS, PUSHES, deny("kms:Sign", "*")]],
    ids=str,
)
def test_to_push_or_to_sign_alone_and_a_denial_release_nothing(given: list[dict[str, Any]]) -> None:
    assert not told(*given)


def test_a_key_that_signs_for_the_release_alone_holds_by_its_own_policy() -> None:
    others = {"ArnNotEquals": {"aws:PrincipalArn": f"{ARN}role/release"}}
    denied = {"Effect": "Deny", "Principal": "*", "Action": "kms:Sign", "Resource": "*", "Condition": others}
    assert not told(SIGNS, PUSHES, of=key(denied))


def test_a_policy_that_only_tells_or_asks_for_another_key_is_nothing_to_it() -> None:
    assert not told(SIGNS, PUSHES, by=verifies("Audit"))
    assert not told(SIGNS, PUSHES, by=verifies(of=KEY.replace("1111", "2222")))
