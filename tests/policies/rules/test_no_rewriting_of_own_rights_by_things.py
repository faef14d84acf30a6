"""Who puts on themselves the tag for which the policy of a thing asks is let in by that policy."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role, user_may
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_rewriting_of_own_rights import no_rewriting_of_own_rights

ROLES, ITSELF = f"{ARN}role/*", f"{ARN}role/tagger"
CLAIMS = "arn:aws:s3:::claims"
CLEARED = {"aws:PrincipalTag/clearance": "high", "aws:PrincipalAccount": ACCOUNT}


def lets(action: str, resource: str, to: Any = "*", **asked: Any) -> dict[str, Any]:
    condition = {"StringEquals": CLEARED, **asked}
    return {**allow(action, resource), "Principal": {"AWS": to}, "Condition": condition}


def bucket(*statements: dict[str, Any]) -> Resource:
    said = statements or (lets("s3:GetObject", f"{CLAIMS}/*"),)
    return aws("s3/bucketPolicy", "claims", bucket="claims", policy=document(*said))


def told(*given: dict[str, Any], by: Resource | None = None, **inputs: Any) -> Answer:
    tagger = role("tagger", **inputs), may("tagger", *given)
    return judge_stack(no_rewriting_of_own_rights, *tagger, by or bucket())


@pytest.mark.parametrize("on", [ROLES, ITSELF, "*"])
def test_who_tags_itself_is_let_in_by_the_policy_of_a_bucket(on: str) -> None:
    message = only(told(allow("iam:TagRole", on)))
    assert "role 'tagger' may change its own tags, for which policies ask (iam:TagRole)" in message


@pytest.mark.parametrize(
    "thing",
    [
        aws("kms/key", "k", policy=document(lets("kms:Decrypt", "*"))),
        aws("sqs/queuePolicy", "q", queueUrl="https://q", policy=document(lets("sqs:ReceiveMessage", "*"))),
        aws(
            "secretsmanager/secretPolicy",
            "s",
            secretArn="s",
            policy=document(lets("secretsmanager:GetSecretValue", "*")),
        ),
        bucket({**lets("s3:PutObject", f"{CLAIMS}/*"), "Condition": {"StringLike": {"aws:PrincipalTag/Team": "c-*"}}}),
    ],
    ids=["a key", "a queue", "a secret", "a pattern of values"],
)
def test_so_it_is_of_other_things(thing: Resource) -> None:
    assert only(told(allow("iam:TagRole", ROLES), by=thing))


def test_a_denial_of_all_without_the_tag_is_lifted_alike() -> None:
    denial = {**deny("s3:GetObject", f"{CLAIMS}/*"), "Principal": "*"}
    kept = bucket({**denial, "Condition": {"StringNotEquals": {"aws:PrincipalTag/clearance": "high"}}})
    reads = allow("s3:GetObject", f"{CLAIMS}/*")
    assert only(told(allow("iam:TagRole", ROLES), reads, by=kept))
    assert passes(told(allow("iam:TagRole", ROLES), by=kept))


def test_a_user_tags_itself() -> None:
    user = aws("iam/user", "u", name="u", arn=f"{ARN}user/u"), user_may("u", allow("iam:TagUser", f"{ARN}user/u"))
    assert "user 'u' may change its own tags" in only(judge_stack(no_rewriting_of_own_rights, *user, bucket()))


BY_KEY = {"ForAllValues:StringEquals": {"aws:TagKeys": ["cost-centre"]}}
BY_VALUE = {"StringEquals": {"aws:RequestTag/clearance": ["low", "none"]}}


@pytest.mark.parametrize(
    "given",
    [
        (allow("iam:TagRole", ROLES, Condition=BY_KEY),),
        (allow("iam:TagRole", ROLES, Condition=BY_VALUE),),
        (allow("iam:TagRole", ROLES), deny("iam:TagRole", ITSELF)),
        (allow("iam:TagRole", f"{ARN}role/app-*"),),
        (allow("iam:TagRole", ROLES, Condition={"StringEquals": {"aws:ResourceTag/kind": "app"}}),),
        (allow("iam:TagRole", ROLES), allow("s3:GetObject", f"{CLAIMS}/*")),
        (allow("iam:UntagRole", ROLES),),
        (allow("iam:TagUser", "*"),),
    ],
    ids=["keys", "values", "denied", "others", "of a kind", "reads it anyhow", "takes tags off", "users"],
)
def test_who_cannot_give_itself_more_so_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(told(*given))


def test_a_key_or_a_value_that_is_left_open_counts() -> None:
    keys = {"ForAllValues:StringEquals": {"aws:TagKeys": ["cost-centre", "clearance"]}}
    assert only(told(allow("iam:TagRole", ROLES, Condition=keys)))
    assert only(told(allow("iam:TagRole", ROLES, Condition={"StringLike": {"aws:RequestTag/clearance": "h*"}})))
    own = {"StringEquals": {"aws:ResourceTag/kind": "app"}}
    assert only(told(allow("iam:TagRole", ROLES, Condition=own), tags={"kind": "app"}))


def test_who_carries_the_tag_has_it_already() -> None:
    assert passes(told(allow("iam:TagRole", ROLES), tags={"clearance": "high"}))
    assert only(told(allow("iam:TagRole", ROLES), tags={"clearance": "low"}))


@pytest.mark.parametrize(
    "thing",
    [
        bucket(lets("s3:GetObject", f"{CLAIMS}/*", f"{ARN}role/reader")),
        bucket(lets("s3:GetObject", f"{CLAIMS}/*", ArnLike={"aws:PrincipalArn": f"{ARN}role/claims-*"})),
        bucket(
            {**lets("s3:GetObject", f"{CLAIMS}/*"), "Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}}
        ),
        bucket(lets("s3:GetBucketLocation", CLAIMS)),
        bucket(lets("s3:GetObject", f"{CLAIMS}/*"), {**deny("s3:*", f"{CLAIMS}/*"), "Principal": "*"}),
    ],
    ids=["another role", "roles by their names", "no tag", "nothing that counts", "denied to all"],
)
def test_a_policy_that_lets_in_others_or_gives_nothing_passes(thing: Resource) -> None:
    assert passes(told(allow("iam:TagRole", ROLES), by=thing))


def test_a_boundary_holds_back_either() -> None:
    def within(*statements: dict[str, Any]) -> Answer:
        fence = aws("iam/policy", "fence", name="fence", arn=f"{ARN}policy/fence", policy=document(*statements))
        tagger = role("tagger", permissionsBoundary=f"{ARN}policy/fence"), may("tagger", allow("iam:TagRole", ROLES))
        return judge_stack(no_rewriting_of_own_rights, fence, *tagger, bucket())

    assert passes(within(allow("iam:TagRole"), deny("s3:*")))
    assert passes(within(allow("s3:*")))
    assert only(within(allow(["iam:TagRole", "s3:*"])))


def test_several_tags_are_all_needed() -> None:
    both = {**CLEARED, "aws:PrincipalTag/team": "claims"}
    asks = bucket({**lets("s3:GetObject", f"{CLAIMS}/*"), "Condition": {"StringEquals": both}})
    assert only(told(allow("iam:TagRole", ROLES), by=asks))
    one = {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}
    assert passes(told(allow("iam:TagRole", ROLES, Condition=one), by=asks))


def test_what_is_not_known_of_the_tagging_is_undecided() -> None:
    tagger = role("tagger"), aws("iam/rolePolicy", "late", role="tagger", policy=UNKNOWN)
    assert unknowns(judge_stack(no_rewriting_of_own_rights, *tagger, bucket())) == ["policy"]


def test_a_policy_of_a_thing_that_is_not_known_yet_may_ask_for_any_tag() -> None:
    late = aws("s3/bucketPolicy", "late", bucket="claims", policy=UNKNOWN)
    tagger = role("tagger"), may("tagger", allow("iam:TagRole", ITSELF))
    (left,) = judge_stack(no_rewriting_of_own_rights, *tagger, late).undecided
    assert left.paths == ("policy",)
    one = allow("iam:TagRole", ITSELF, Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}})
    assert passes(judge_stack(no_rewriting_of_own_rights, role("tagger"), may("tagger", one), late))
    assert passes(judge_stack(no_rewriting_of_own_rights, role("tagger"), late))
