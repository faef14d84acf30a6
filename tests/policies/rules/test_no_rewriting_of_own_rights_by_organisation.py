"""Whoever lifts the policy of the organisation that alone keeps something from them has it."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import OTHER, allow, deny, document, from_github, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_rewriting_of_own_rights import no_rewriting_of_own_rights

VAULT = "arn:aws:s3:::lake-vault/*"
READS = allow("s3:GetObject", "arn:aws:s3:::lake-*/*")
SPARES = {"ArnNotEquals": {"aws:PrincipalArn": f"{ARN}role/reader"}}
KEEPS = deny("s3:GetObject", VAULT, Principal="*", Condition=SPARES)
POLICIES = "arn:aws:organizations::*:policy/o-abc1234567/resource_control_policy/*"
UPDATES = allow("organizations:UpdatePolicy", POLICIES)
TARGETS = [POLICIES, f"arn:aws:organizations::*:account/o-abc1234567/{ACCOUNT}"]
DETACHES = allow("organizations:DetachPolicy", TARGETS)
UNIT = "ou-ab12-abcdefgh"


def guard(
    *statements: dict[str, Any], type_: str = "RESOURCE_CONTROL_POLICY", owner: str = OTHER, **inputs: Any
) -> Resource:
    arn = f"arn:aws:organizations::{owner}:policy/o-abc1234567/{type_.lower()}/p-12345678"
    said = {"name": "guard", "type": type_, "arn": arn, "content": document(*statements or (KEEPS,))}
    return replace(aws("organizations/policy", "guard", **{**said, **inputs}), id="p-12345678")


def attached(to: Any = ACCOUNT, called: str = "use", policy: Any = "p-12345678") -> Resource:
    return aws("organizations/policyAttachment", called, policyId=policy, targetId=to)


def judged(*statements: dict[str, Any], made: tuple[Resource, ...] = (), trust: Any = "lambda.amazonaws.com") -> Answer:
    others = made or (guard(), attached())
    return judge_stack(no_rewriting_of_own_rights, role("sync", trust), may("sync", *statements), *others)


def test_who_rewrites_the_policy_that_keeps_it_out_is_let_in() -> None:
    (problem,) = judged(READS, UPDATES).problems
    assert problem.message.startswith(
        "role 'sync' may lift policy 'guard' of its organisation, which alone keeps it from s3:GetObject on "
        f"{VAULT} (organizations:UpdatePolicy)"
    )
    assert (problem.severity, problem.advisory) == ("high", False)
    (advice,) = judged(READS, UPDATES, trust=from_github("repo:acme/guards:ref:refs/heads/main")).problems
    assert advice.advisory


@pytest.mark.parametrize(
    "lifts",
    [
        DETACHES,
        allow("organizations:*"),
        allow("organizations:DisablePolicyType", "arn:aws:organizations::*:root/o-abc1234567/r-ab12"),
        {**UPDATES, "Condition": {"StringEquals": {"organizations:PolicyType": "RESOURCE_CONTROL_POLICY"}}},
    ],
    ids=["detaches", "anything", "switches off", "of the type"],
)
def test_it_is_lifted_in_other_ways_as_well(lifts: dict[str, Any]) -> None:
    assert "lift policy 'guard'" in only(judged(READS, lifts))


@pytest.mark.parametrize(
    "statements",
    [
        (READS,),
        (UPDATES, DETACHES),
        (UPDATES, allow("s3:GetObject", "arn:aws:s3:::lake-open/*")),
        (READS, allow("organizations:UpdatePolicy", POLICIES.replace("resource_control", "service_control"))),
        (READS, allow("organizations:DetachPolicy", POLICIES)),
        (READS, allow("organizations:DeletePolicy", POLICIES)),
        (READS, allow(["organizations:DescribePolicy", "organizations:AttachPolicy"])),
        (READS, UPDATES, deny("organizations:UpdatePolicy", POLICIES)),
        (READS, UPDATES, deny("s3:*", VAULT)),
        (READS, {**UPDATES, "Condition": {"StringEquals": {"organizations:PolicyType": "TAG_POLICY"}}}),
    ],
    ids=[
        *("lifts nothing", "has nothing", "another bucket", "another kind", "not from its account", "deletes alone"),
        *("looks", "denied", "denied itself", "another type"),
    ],
)
def test_who_lifts_nothing_or_gets_nothing_by_it_passes(statements: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*statements))


def unless(operator: str, key: str, value: str) -> dict[str, Any]:
    return deny("s3:GetObject", VAULT, Principal="*", Condition={operator: {key: value}})


@pytest.mark.parametrize(
    "made",
    [
        (guard(),),
        (guard(), attached(OTHER)),
        (guard(type_="TAG_POLICY"), attached()),
        (guard(deny("s3:DeleteObject", VAULT, Principal="*")), attached()),
        (guard(unless("Bool", "aws:SecureTransport", "false")), attached()),
        (guard(unless("StringNotEquals", "aws:RequestedRegion", "eu-west-1")), attached()),
        (guard(KEEPS, deny("organizations:*", "*", Principal="*")), attached()),
    ],
    ids=["not attached", "another account", "other kind", "other action", "transport", "region", "keeps itself"],
)
def test_a_policy_that_keeps_nothing_from_it_or_keeps_itself_passes(made: tuple[Resource, ...]) -> None:
    assert passes(judged(READS, UPDATES, made=made))


def test_who_is_spared_has_it_anyway() -> None:
    spared = deny(
        "s3:GetObject", VAULT, Principal="*", Condition={"ArnNotEquals": {"aws:PrincipalArn": f"{ARN}role/sync"}}
    )
    assert passes(judged(READS, UPDATES, made=(guard(spared), attached())))


def test_a_policy_of_services_counts_too_also_where_nobody_says_its_type() -> None:
    updates = allow("organizations:UpdatePolicy", POLICIES.replace("resource_control", "service_control"))
    for type_ in ("SERVICE_CONTROL_POLICY", None):
        made = guard(deny("kms:*"), type_="SERVICE_CONTROL_POLICY"), attached()
        made = (replace(made[0], inputs=type(made[0].inputs)({**made[0].inputs.raw, "type": type_})), made[1])
        key = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/6e2f"
        assert f"keeps it from kms:Sign on {key}" in only(judged(allow("kms:Sign", key), updates, made=made))


def test_the_other_provider_attaches_in_the_policy_itself() -> None:
    arn = f"arn:aws:organizations::{OTHER}:policy/o-abc1234567/resource_control_policy/p-1"
    content = {"Version": "2012-10-17", "Statement": [KEEPS]}
    said = {"name": "guard", "type": "RESOURCE_CONTROL_POLICY", "arn": arn, "content": content}
    assert only(judged(READS, UPDATES, made=(native("organizations:Policy", "guard", **said, targetIds=[ACCOUNT]),)))
    assert passes(judged(READS, UPDATES, made=(native("organizations:Policy", "guard", **said, targetIds=[OTHER]),)))


def test_what_is_attached_to_a_unit_binds_accounts_below_and_not_the_management_account() -> None:
    plain = deny("s3:GetObject", VAULT, Principal="*")
    assert only(judged(READS, UPDATES, made=(guard(plain), attached(UNIT))))
    assert passes(judged(READS, UPDATES, made=(guard(plain, owner=ACCOUNT), attached(UNIT))))
    assert passes(judged(READS, UPDATES, made=(guard(plain, owner=ACCOUNT), attached("r-ab12"))))
    assert only(judged(READS, UPDATES, made=(guard(owner=ACCOUNT), attached(UNIT))))


def test_another_policy_that_stays_keeps_it_as_well() -> None:
    other = guard(KEEPS, type_="SERVICE_CONTROL_POLICY", name="other")
    other = replace(other, urn=f"{other.urn}-other", name="other", id="p-87654321")
    both = guard(), attached(), other, attached(called="other", policy="p-87654321")
    assert passes(judged(READS, UPDATES, made=both))
    assert messages(judged(READS, allow("organizations:UpdatePolicy"), made=both))


def test_a_bucket_that_denies_it_keeps_it_as_well() -> None:
    denies = aws("s3/bucketPolicy", "vault", bucket="lake-vault", policy=document(KEEPS))
    assert passes(judged(READS, UPDATES, made=(guard(), attached(), denies)))


def test_who_may_do_everything_is_told_elsewhere() -> None:
    assert passes(judged(allow("*")))


@pytest.mark.parametrize(
    ("made", "path"),
    [
        ((guard(content=UNKNOWN), attached()), "content"),
        ((guard(), attached(UNKNOWN)), "targetId"),
    ],
)
def test_what_is_not_known_is_undecided_where_it_may_matter(made: tuple[Resource, ...], path: str) -> None:
    assert unknowns(judged(READS, UPDATES, made=made)) == [path]
    assert passes(judged(allow("logs:PutLogEvents"), UPDATES, made=made))
    assert passes(judged(READS, made=made))


def test_a_denial_that_is_not_known_is_undecided() -> None:
    arn = f"arn:aws:organizations::{OTHER}:policy/o-abc1234567/resource_control_policy/p-1"
    content = {"Version": "2012-10-17", "Statement": [{**KEEPS, "Resource": UNKNOWN}]}
    said = {"name": "guard", "type": "RESOURCE_CONTROL_POLICY", "arn": arn, "content": content}
    made = native("organizations:Policy", "guard", **said, targetIds=[ACCOUNT])
    answer = judged(READS, UPDATES, made=(made,))
    assert not answer.problems
    assert answer.undecided


def test_in_an_account_that_is_not_known_it_is_undecided() -> None:
    trust = document(lets_in("lambda.amazonaws.com"))
    unplaced = aws("iam/role", "sync", name="sync", assumeRolePolicy=trust)
    answer = judge_stack(no_rewriting_of_own_rights, unplaced, may("sync", READS, UPDATES), guard(), attached())
    assert not answer.problems
    assert unknowns(answer) == ["arn"]


def test_nothing_of_a_marked_policy_is_repeated() -> None:
    marked = guard(content=Secret(document(KEEPS)))
    assert "vault" not in only(judged(READS, UPDATES, made=(marked, attached())))


def test_odd_shapes_bind_nobody() -> None:
    odd = aws("organizations/policy", "odd", type=7, content=[1]), attached(to=[3], policy={})
    assert passes(judged(READS, UPDATES, made=odd))


def test_an_attachment_names_a_policy_by_the_id_in_its_arn_as_well() -> None:
    known = replace(guard(), id="guard")
    assert "lift policy 'guard'" in only(judged(READS, DETACHES, made=(known, attached())))
    assert passes(judged(READS, DETACHES, made=(known, attached(policy="p-87654321"))))
