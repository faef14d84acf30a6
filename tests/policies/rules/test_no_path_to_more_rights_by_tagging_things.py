"""Who puts on a thing the tag by which alone its policy lets them at it is let at whatever there is of it."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

LEDGER, OBJECTS = "arn:aws:s3:::ledger", "arn:aws:s3:::ledger/*"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:cards-Ab12Cd"
TAGS = allow("s3:PutObjectTagging", OBJECTS)
SHARED = {"StringEquals": {"s3:ExistingObjectTag/Shared-With": "kiosk"}}
OF_TEAM = {"StringEquals": {"aws:ResourceTag/team": "kiosk"}}
KIOSK = f"{ARN}role/kiosk"


def lets(action: Any, on: str, to: Any = KIOSK, **statement: Any) -> dict[str, Any]:
    return {**allow(action, on), "Principal": {"AWS": to}, **statement}


def bucket(*statements: dict[str, Any]) -> Resource:
    said = statements or (lets("s3:GetObject", OBJECTS, Condition=SHARED),)
    return aws("s3/bucketPolicy", "ledger", bucket="ledger", policy=document(*said))


def key(*statements: dict[str, Any], **inputs: Any) -> Resource:
    return aws("kms/key", "cards", arn=KEY, policy=document(*statements), **inputs)


def judged(*given: dict[str, Any], by: Resource | None = None, beside: tuple[Resource, ...] = (), **of: Any) -> Answer:
    holder = role("kiosk", **{"tags": {"daypass:class": "service"}, **of}), may("kiosk", *(given or (TAGS,)))
    return judge_stack(no_path_to_more_rights, *holder, by or bucket(), *beside)


def told(*given: dict[str, Any], **others: Any) -> list[str]:
    return [text for text in messages(judged(*given, **others)) if "by a tag alone" in text]


def test_who_may_tag_objects_reads_those_that_are_shared_by_a_tag() -> None:
    words = "tag what a policy lets it at by a tag alone, and so do what it was not given (s3:GetObject)"
    assert f"role 'kiosk' may {words} (s3:PutObjectTagging)" in only(told())


def test_a_key_lets_tag_itself_by_its_own_policy() -> None:
    use, tags = lets("kms:Decrypt", "*", Condition=OF_TEAM), lets("kms:TagResource", "*")
    logs = allow("logs:PutLogEvents", "*")
    assert "(kms:Decrypt) (kms:TagResource)" in only(told(logs, by=key(use, tags)))
    assert not told(logs, by=key(use))
    assert not told(logs, by=key(use, tags, tags={"team": "kiosk"}))  # it was let at this one


def test_so_it_is_of_a_secret() -> None:
    cards = aws("secretsmanager/secret", "cards", arn=SECRET, tags={"team": "pay"})
    said = document(lets("secretsmanager:GetSecretValue", "*", Condition=OF_TEAM))
    by = aws("secretsmanager/secretPolicy", "cards", secretArn=SECRET, policy=said)
    given = allow("secretsmanager:TagResource", SECRET)
    assert only(told(given, by=by, beside=(cards,)))
    assert not told(given, by=by)  # which tags it carries nobody knows here


@pytest.mark.parametrize(
    "keys",
    [["Shared-With"], ["Shared-With", "cost"]],
)
def test_what_may_be_put_on_may_be_held_to_the_very_tag(keys: list[str]) -> None:
    asked = {"ForAllValues:StringEquals": {"s3:RequestObjectTagKeys": keys}}
    assert told({**TAGS, "Condition": asked})


def test_a_value_may_be_the_callers_own_tag() -> None:
    condition = {"StringEquals": {"s3:ExistingObjectTag/team": "${aws:PrincipalTag/team}"}}
    by = bucket(lets("s3:GetObject", OBJECTS, Condition=condition))
    assert told(by=by, tags={"daypass:class": "service", "team": "kiosk"})
    assert not told(by=by)


def test_a_denial_that_names_it_is_lifted_alike() -> None:
    condition = {"StringNotEquals": SHARED["StringEquals"]}
    by = bucket({**lets("s3:GetObject", OBJECTS, Condition=condition), "Effect": "Deny"})
    reads = allow("s3:GetObject", OBJECTS)
    assert told(TAGS, reads, by=by)
    assert not told(reads, by=by)


@pytest.mark.parametrize(
    ("given", "others"),
    [
        ((allow("s3:GetObjectTagging", OBJECTS),), {}),
        ((allow("s3:PutObjectTagging", f"{LEDGER}-2/*"),), {}),
        ((TAGS, deny("s3:PutObjectTagging", OBJECTS)), {}),
        ((TAGS, allow("s3:GetObject", OBJECTS)), {}),
        (({**TAGS, "Condition": {"ForAllValues:StringEquals": {"s3:RequestObjectTagKeys": ["cost"]}}},), {}),
        (({**TAGS, "Condition": {"StringEquals": {"s3:RequestObjectTag/Shared-With": "desk"}}},), {}),
        ((TAGS,), {"by": bucket(lets("s3:GetObject", OBJECTS, f"{ARN}role/desk", Condition=SHARED))}),
        ((TAGS,), {"by": bucket(lets("s3:GetObject", OBJECTS, "*", Condition=SHARED))}),
        ((TAGS,), {"by": bucket(lets("s3:GetObject", OBJECTS))}),
        ((TAGS,), {"by": bucket(lets("s3:GetObject", OBJECTS, Condition=OF_TEAM))}),
        ((TAGS,), {"by": bucket(lets("s3:GetObjectTagging", OBJECTS, Condition=SHARED))}),
        ((TAGS,), {"by": aws("s3/bucketPolicy", "ledger", bucket="ledger", policy="{")}),
    ],
    ids=[
        *("reads tags", "of another bucket", "denied", "reads anyway", "other tags", "another value"),
        *("another role", "everyone", "no tag", "tags of things", "reads tags alone", "malformed"),
    ],
)
def test_who_puts_no_such_tag_on_or_gains_nothing_by_it_is_quiet(
    given: tuple[dict[str, Any], ...], others: dict[str, Any]
) -> None:
    assert not told(*given, **others)


def test_what_is_called_like_it_is_its_own() -> None:
    said = lets("s3:GetObject", "arn:aws:s3:::kiosk-pages/*", Condition=SHARED)
    by = aws("s3/bucketPolicy", "pages", bucket="kiosk-pages", policy=document(said))
    assert not told(allow("s3:PutObjectTagging", "*"), by=by)


def test_a_pipeline_sets_the_tags_of_what_it_deploys() -> None:
    assert not told(tags={"daypass:class": "pipeline"})


def test_tags_that_are_not_known_yet_leave_it_undecided() -> None:
    use, tags = lets("kms:Decrypt", "*", Condition=OF_TEAM), lets("kms:TagResource", "*")
    answer = judged(allow("logs:PutLogEvents", "*"), by=key(use, tags, tags=UNKNOWN))
    assert messages(answer) == []
    assert unknowns(answer)
