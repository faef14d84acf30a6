"""What pull requests sign with the key that a cluster asks for runs there as if somebody had looked at it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, may, role
from tests.support.grants import ACCOUNT, ARN, aws, new
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1111"
SIGNS = allow(["kms:Sign", "kms:GetPublicKey"], KEY)
PUSHES = allow("ecr:PutImage", f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/edge")
KYVERNO = "kubernetes:kyverno.io/v1:ClusterPolicy"


def key(*more: dict[str, Any]) -> Resource:
    root = {"Effect": "Allow", "Principal": {"AWS": f"{ARN}root"}, "Action": "kms:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [root, *more]})
    return aws("kms/key", "cosign", arn=KEY, policy=policy, keyUsage="SIGN_VERIFY")


def kyverno(kms: Any = f"awskms:///{KEY}", on: Resource | None = None, own: Any = None, **spec: Any) -> Resource:
    images = {"imageReferences": ["*"], "attestors": [{"entries": [{"keys": {"kms": kms}}]}], "failureAction": own}
    rules = [{"name": "cosign", "verifyImages": [images]}]
    policy = Resource.of(KYVERNO, "verify", spec={"rules": rules, **spec})
    return replace(policy, property_dependencies={"spec": (on.urn,)}) if on else policy


def verifies(action: Any = "Enforce", of: str = KEY) -> Resource:
    return kyverno(f"awskms:///{of}", validationFailureAction=action)


def judged(*given: dict[str, Any], subject: str = "pull_request", by: Resource | None = None, of: Any = None) -> Answer:
    build = (role("build", from_github(f"repo:acme/edge:{subject}")), may("build", *given))
    made = of if isinstance(of, tuple) else (of or key(),)
    return judge_stack(no_path_to_more_rights, *build, *made, by or verifies())


def told(
    *given: dict[str, Any], subject: str = "pull_request", by: Resource | None = None, of: Any = None
) -> list[str]:
    return [text for text in messages(judged(*given, subject=subject, by=by, of=of)) if "sign before anybody" in text]


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


@pytest.mark.parametrize(
    ("by", "refuses"),
    [
        (kyverno(), False),
        (kyverno(validationFailureAction="audit"), False),
        (kyverno(validationFailureAction="enforce"), True),
        (kyverno(own="Enforce"), True),
        (kyverno(own="Audit", validationFailureAction="Enforce"), False),
        (
            kyverno(
                validationFailureAction="Enforce",
                validationFailureActionOverrides=[{"action": "Audit", "namespaces": ["dev"]}],
            ),
            True,
        ),
        (kyverno(validationFailureActionOverrides=[{"action": "Enforce", "namespaces": ["prod"]}]), True),
    ],
    ids=["nothing", "audit", "enforce", "its own", "but not its own", "not for dev", "for prod"],
)
def test_kyverno_refuses_what_it_was_told_to_and_by_itself_nothing(by: Resource, *, refuses: bool) -> None:
    assert bool(told(SIGNS, PUSHES, by=by)) is refuses


@pytest.mark.parametrize(
    ("actions", "refuses"), [(["Deny"], True), (["Deny", "Audit"], True), (None, True), (["Warn"], False)]
)
def test_an_image_validating_policy_denies_unless_it_only_warns(actions: Any, *, refuses: bool) -> None:
    attestors = [{"name": "c", "cosign": {"key": {"kms": f"awskms:///{KEY}"}}}]
    spec = {"validationActions": actions, "attestors": attestors}
    by = Resource.of("kubernetes:policies.kyverno.io/v1alpha1:ImageValidatingPolicy", "verify", spec=spec)
    assert bool(told(SIGNS, PUSHES, by=by)) is refuses


def test_sigstore_lets_run_what_it_only_warns_of() -> None:
    spec = {"mode": "warn", "authorities": [{"key": {"kms": f"awskms:///{KEY}"}}]}
    by = Resource.of("kubernetes:policy.sigstore.dev/v1beta1:ClusterImagePolicy", "verify", spec=spec)
    assert not told(SIGNS, PUSHES, by=by)


def test_a_key_goes_by_its_id_its_alias_and_what_is_behind_an_endpoint() -> None:
    alias = aws("kms/alias", "cosign", name="alias/cosign", targetKeyId=KEY)
    assert told(SIGNS, PUSHES, by=verifies(of="alias/cosign"), of=(key(), alias))
    assert told(SIGNS, PUSHES, by=verifies(of="1111"))
    assert told(SIGNS, PUSHES, by=kyverno(f"awskms://localhost:4566/{KEY}", own="Enforce"))


def test_a_key_that_is_not_known_yet_is_the_one_that_the_policy_depends_on() -> None:
    by = kyverno(UNKNOWN, key(), validationFailureAction="Enforce")
    assert told(SIGNS, PUSHES, by=by)
    assert not told(allow("kms:Sign", KEY.replace("1111", "2222")), PUSHES, by=by)
    assert told(allow("kms:Sign"), PUSHES, by=by, of=new(key(), "arn"))
    alias = aws("kms/alias", "cosign", name="alias/cosign", targetKeyId=KEY)
    assert told(SIGNS, PUSHES, by=kyverno(UNKNOWN, alias, own="Enforce"), of=(key(), alias))


@pytest.mark.parametrize(
    "by",
    [
        kyverno(UNKNOWN, validationFailureAction="Enforce"),
        kyverno(validationFailureAction=UNKNOWN),
        kyverno(own=UNKNOWN),
        verifies(of="alias/elsewhere"),
        kyverno(rules=UNKNOWN, validationFailureAction="Enforce"),
        Resource.of(KYVERNO, "verify", spec=UNKNOWN),
    ],
    ids=["which key", "whether it refuses", "whether this one does", "an alias elsewhere", "its rules", "all of it"],
)
def test_what_is_not_known_of_a_policy_leaves_it_undecided(by: Resource) -> None:
    answer = judged(SIGNS, PUSHES, by=by)
    assert not messages(answer)
    assert unknowns(answer) == ["spec"]


def test_a_repository_that_is_not_known_yet_asks_for_no_key() -> None:
    images = {"imageReferences": [UNKNOWN], "attestors": [{"entries": [{"keys": {"publicKeys": "pem"}}]}]}
    rules = [{"name": "cosign", "verifyImages": [images]}]
    assert not unknowns(judged(SIGNS, PUSHES, by=kyverno(rules=rules, validationFailureAction="Enforce")))
