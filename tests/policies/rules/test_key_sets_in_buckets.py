"""Whoever overwrites the keys of an issuer of tokens, where a bucket serves them, signs a token for any role."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, lets_in, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

TASKS = "ecs-tasks.amazonaws.com"
ISSUER = "press-keys.s3.eu-west-1.amazonaws.com"
LEDGER = allow("dynamodb:PutItem", "arn:aws:dynamodb:*:*:table/ledger")
READS = allow("s3:GetObject", "arn:aws:s3:::archive/*")
IN_ALL = allow(["s3:PutObject", "s3:ListBucket"], "arn:aws:s3:::press-*/*")

BELIEVES = "believes (oidc-x01: s3:PutObject)"


def pod(name: str = "books", issuer: str = ISSUER, **inputs: Any) -> Resource:
    asked = {"StringEquals": {f"{issuer}:sub": "system:serviceaccount:books:books"}}
    provider = {"Federated": f"{ARN}oidc-provider/{issuer}"}
    return role(name, lets_in(provider, "sts:AssumeRoleWithWebIdentity", Condition=asked), **inputs)


def judged(*given: dict[str, Any], issuer: str = ISSUER, does: dict[str, Any] = LEDGER, **inputs: Any) -> Answer:
    holder = role("a", TASKS, **inputs)
    return judge_stack(no_path_to_more_rights, holder, may("a", *given), pod(issuer=issuer), may("books", does))


@pytest.mark.parametrize(
    "issuer",
    [
        "press-keys.s3.eu-west-1.amazonaws.com",
        "press-keys.s3.amazonaws.com",
        "press-keys.s3-us-west-2.amazonaws.com",
        "press-keys.s3.dualstack.eu-west-1.amazonaws.com/cluster",
        "s3.eu-west-1.amazonaws.com/press-keys",
        "s3.amazonaws.com/press-keys/cluster/blue",
        "s3-us-west-2.amazonaws.com/press-keys",
    ],
)
def test_a_pattern_that_takes_in_the_bucket_is_advice(issuer: str) -> None:
    (problem,) = judged(IN_ALL, issuer=issuer).problems
    assert problem.message.startswith("role 'a' leads to role 'books', which may dynamodb:PutItem on ")
    assert f"role 'a' may sign tokens that role 'books' {BELIEVES} (policy.Statement[0] of " in problem.message
    assert problem.advisory


@pytest.mark.parametrize("class_", ["service", "pipeline", "agent"])
def test_a_role_that_only_reads_counts_where_nobody_meant_that_bucket(class_: str) -> None:
    tags = {"daypass:class": class_}
    assert BELIEVES in only(judged(IN_ALL, does=READS, tags=tags))
    own = allow("s3:PutObject", "arn:aws:s3:::press-keys/*")
    assert passes(judged(own, does=READS, tags=tags))
    assert BELIEVES in only(judged(own, does=LEDGER, tags=tags))


@pytest.mark.parametrize(
    "given",
    [
        [allow("s3:PutObject", "arn:aws:s3:::press-site/*")],
        [allow("s3:PutObject", "arn:aws:s3:::press-*/images/*")],
        [allow("s3:GetObject", "arn:aws:s3:::press-*/*")],
        [IN_ALL, deny("s3:Put*", "arn:aws:s3:::press-keys/*")],
        [IN_ALL, LEDGER],
    ],
    ids=str,
)
def test_other_buckets_folders_denials_and_who_has_it_already_are_quiet(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    "issuer",
    [
        "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE",
        "token.actions.githubusercontent.com",
        "press-keys.s3.example.com",
        "s3.eu-west-1.amazonaws.com",
        "s3.eu-west-1.amazonaws.com.example.com/press-keys",
        "keys.example.com/press-keys.s3.eu-west-1.amazonaws.com",
    ],
)
def test_issuers_elsewhere_are_nobodys_bucket(issuer: str) -> None:
    assert passes(judged(IN_ALL, issuer=issuer))


def test_people_and_what_is_not_known_tell_nothing_of_an_entrance() -> None:
    assert passes(judged(IN_ALL, tags={"daypass:class": "break-glass"}))
    odd = role("books", assumeRolePolicy=UNKNOWN)
    assert not judge_stack(
        no_path_to_more_rights, role("a", TASKS), may("a", IN_ALL), odd, may("books", LEDGER)
    ).problems


def test_case_counts_in_what_the_bucket_holds_and_not_in_its_host() -> None:
    issuer = "Press-Keys.S3.eu-west-1.amazonaws.com/Blue"
    for folder, is_told in (("Blue", True), ("blue", False)):
        answer = judged(allow("s3:PutObject", f"arn:aws:s3:::press-*/{folder}/*"), issuer=issuer)
        assert bool(answer.problems) is is_told
    message = only(judged(IN_ALL, issuer="s3.amazonaws.com/press-keys/Blue"))
    assert BELIEVES in message


@pytest.mark.parametrize("heavy", [LEDGER, allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:*:k")])
def test_the_heavy_role_behind_many_harmless_ones_is_told(heavy: dict[str, Any]) -> None:
    harmless = [one for n in range(30) for one in (pod(f"a{n}"), may(f"a{n}", READS))]
    own = allow("s3:PutObject", "arn:aws:s3:::press-keys/*")
    made = [role("a", TASKS), may("a", own), *harmless, pod("z"), may("z", heavy)]
    (problem,) = judge_stack(no_path_to_more_rights, *made).problems
    assert f"role 'z' {BELIEVES}" in problem.message


KEYS = "arn:aws:s3:::press-keys/openid/v1/jwks"
SAYS = "arn:aws:s3:::press-keys/.well-known/openid-configuration"


@pytest.mark.parametrize(
    "given",
    [
        [SAYS, KEYS],
        [KEYS],
        ["arn:aws:s3:::press-keys/openid/*", "arn:aws:s3:::press-keys/.well-known/*"],
        ["arn:aws:s3:::press-keys/keys.json"],
    ],
    ids=str,
)
def test_what_was_given_the_keys_alone_keeps_them(given: list[str]) -> None:
    own = allow("s3:PutObject", given)
    assert passes(judged(own))
    assert passes(judged(own, tags={"daypass:class": "pipeline"}))
    assert BELIEVES in only(judged(own, tags={"daypass:class": "agent"}))
    assert BELIEVES in only(judged(own, tags={"daypass:class": "vendor"}))
    more = allow("s3:PutObject", [*given, "arn:aws:s3:::press-keys/*"])
    assert BELIEVES in only(judged(more))


def test_a_folder_that_a_site_has_for_more_than_its_issuer_is_not_the_keys_alone() -> None:
    assert BELIEVES in only(judged(allow("s3:PutObject", "arn:aws:s3:::press-keys/.well-known/*")))
    assert BELIEVES in only(judged(allow("s3:PutObject", "arn:aws:s3:::press-keys/*/jwks")))


def test_the_keys_of_another_owner_are_nobodys_to_keep() -> None:
    own = allow("s3:PutObject", KEYS)
    ours, theirs = {"daypass:owner": "press"}, {"daypass:owner": "books"}
    for tags, is_told in ((ours, True), (theirs, False)):
        made = role("a", TASKS, tags=tags), may("a", own), pod(tags=theirs), may("books", LEDGER)
        answer = judge_stack(no_path_to_more_rights, *made)
        assert bool(answer.problems) is is_told


CDN = aws(
    "cloudfront/distribution",
    "cdn",
    enabled=True,
    arn=f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1",
    aliases=["oidc.press.example"],
    origins=[{"originId": "keys", "domainName": ISSUER}],
    defaultCacheBehavior={"targetOriginId": "keys"},
)
ZONE = aws("route53/zone", "z", zoneId="Z1", name="press.example")
FETCHES = ("cloudfront:UpdateDistribution", f"arn:aws:cloudfront::{ACCOUNT}:distribution/", "E1", "oidc-x02")
LEADS = ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/", "Z1", "oidc-x03")


@pytest.mark.parametrize(("action", "start", "name", "path"), [FETCHES, LEADS])
def test_what_answers_for_the_host_counts_as_the_bucket_does(action: str, start: str, name: str, path: str) -> None:
    def told(pattern: str, does: dict[str, Any]) -> Answer:
        made = pod(issuer="oidc.press.example"), may("books", does), CDN, ZONE
        given = allow(action, f"{start}{pattern}")
        return judge_stack(no_path_to_more_rights, role("a", TASKS), may("a", given), *made)

    assert f"believes ({path}: {action})" in only(told(name, LEDGER))
    assert f"believes ({path}: {action})" in only(told("*", READS))
    assert passes(told(name, READS))
    assert passes(told("other", LEDGER))


def test_a_policy_of_aws_alone_or_all_of_everything_tells_nothing_of_an_entrance() -> None:
    full = aws("iam/rolePolicyAttachment", "x", role="a", policyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    made = role("a", TASKS), pod(), may("books", LEDGER)
    assert passes(judge_stack(no_path_to_more_rights, *made, full))


def test_what_is_not_known_of_a_distribution_is_no_pass_and_from_where_somebody_comes_is() -> None:
    own = allow("s3:PutObject", "arn:aws:s3:::press-keys/*")
    unsaid = aws("cloudfront/distribution", "cdn", **{**CDN.inputs.raw, "enabled": UNKNOWN})
    made = role("a", TASKS), may("a", own), pod(issuer="oidc.press.example"), may("books", LEDGER)
    answer = judge_stack(no_path_to_more_rights, *made, unsaid)
    assert not answer.problems
    assert unknowns(answer)
    asked = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
    provider = {"Federated": f"{ARN}oidc-provider/{ISSUER}"}
    guarded = role("books", lets_in(provider, "sts:AssumeRoleWithWebIdentity", Condition=asked))
    answer = judge_stack(no_path_to_more_rights, role("a", TASKS), may("a", own), guarded, may("books", LEDGER))
    assert passes(answer)


@pytest.mark.parametrize("own", ["b{}-keys/*", "b{}*/*"])
def test_many_providers_and_writers_of_one_bucket_each_cost_their_sum_and_not_their_product(own: str) -> None:
    def whole(count: int) -> int:
        made: list[Resource] = []
        for n in range(1000, 1000 + count):
            writes = allow("s3:PutObject", f"arn:aws:s3:::{own.format(n)}")
            made += [pod(f"p{n}", f"b{n}-keys.s3.amazonaws.com"), may(f"p{n}", allow("s3:GetObject", f"{ARN}x"))]
            made += [role(f"w{n}", TASKS), may(f"w{n}", writes)]
        return calls(lambda: judge_stack(no_path_to_more_rights, *made))

    whole(2)
    assert whole(40) < 4.3 * whole(10)


def test_many_writers_and_pods_cost_their_sum_and_not_their_product() -> None:
    def whole(count: int) -> int:
        pods = [one for n in range(count) for one in (pod(f"p{n}"), may(f"p{n}", allow("logs:PutLogEvents")))]
        writers = [one for n in range(count) for one in (role(f"w{n}", TASKS), may(f"w{n}", IN_ALL))]
        return calls(lambda: judge_stack(no_path_to_more_rights, *pods, *writers))

    assert whole(60) < 2.2 * whole(30)  # of the pods of one issuer twenty are looked at
