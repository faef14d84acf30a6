"""Whoever writes the keys of an issuer of tokens, where a bucket or what fetches from it answers, is whom they like."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import OTHER, allow, deny, graph, inner, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, depending, native, new
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Encrypted, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HOST = "oidc.press.example"
PUT = "s3:PutObject"
ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
SITE = aws("s3/bucket", "site", bucket="site", arn="arn:aws:s3:::site")
ORIGIN = {"originId": "site", "domainName": "site.s3.eu-west-1.amazonaws.com"}
OF_SITE = {"targetOriginId": "site"}
ELSEWHERE = {"originId": "app", "domainName": "app.s3.eu-west-1.amazonaws.com"}
ALL = allow(PUT, "arn:aws:s3:::site/*")
KEYS = "arn:aws:s3:::site/openid/v1/jwks"
SAYS = "arn:aws:s3:::site/.well-known/openid-configuration"
ZONE = "arn:aws:route53:::hostedzone/Z1"
CHANGES = "route53:ChangeResourceRecordSets"


def cdn(*origins: dict[str, Any], **inputs: Any) -> Resource:
    said = {
        "enabled": True,
        "aliases": [HOST],
        "origins": list(origins or (ORIGIN,)),
        "defaultCacheBehavior": OF_SITE,
        "arn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1",
        **inputs,
    }
    return aws("cloudfront/distribution", "cdn", **said)


def native_cdn(**config: Any) -> Resource:
    origin = {"id": "site", "domainName": ORIGIN["domainName"]}
    said = {"enabled": True, "aliases": [HOST], "origins": [origin], "defaultCacheBehavior": OF_SITE, **config}
    return native("cloudfront:Distribution", "cdn", distributionConfig=said)


def document(**content: Any) -> Resource:
    said = {"bucket": "site", "key": ".well-known/openid-configuration", "content": json.dumps(content)}
    return aws("s3/bucketObjectv2", "says", **said)


def believing(issuer: str = HOST, **condition: Any) -> dict[str, Any]:
    asked = {"StringEquals": {f"{issuer}:sub": "system:serviceaccount:books:b", f"{issuer}:aud": "sts.amazonaws.com"}}
    provider = {"Federated": f"{ARN}oidc-provider/{issuer}"}
    return lets_in(provider, "sts:AssumeRoleWithWebIdentity", Condition={**asked, **condition})


def judged(*made: Resource, given: Any = ALL, issuer: str = HOST, trust: Any = None) -> Answer:
    statements = given if isinstance(given, tuple) else (given,)
    trusts = trust if isinstance(trust, tuple) else (trust or believing(issuer),)
    strong = role("b", *trusts, **ADMINISTRATOR)
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *statements), strong, *made)


def is_told(answer: Answer, by: str = f"oidc-x01: {PUT}") -> bool:
    starts = (
        f"role 'a' may act as role 'b', which may do everything: role 'a' may sign tokens that role 'b' believes ({by})"
    )
    return any(text.startswith(starts) for text in messages(answer))


@pytest.mark.parametrize(
    "answers",
    [
        cdn(),
        cdn(aliases=["press.example", HOST.upper()]),
        cdn(aliases=["*.press.example"]),
        cdn(aliases=["*.example"]),
        cdn({**ORIGIN, "domainName": "site.s3.amazonaws.com"}),
        cdn({**ORIGIN, "domainName": "site.s3-website-us-east-1.amazonaws.com"}),
        cdn({**ORIGIN, "domainName": "site.s3-website.eu-central-1.amazonaws.com"}),
        cdn({**ORIGIN, "domainName": "s3.eu-west-1.amazonaws.com", "originPath": "/site"}),
        cdn(ELSEWHERE, ORIGIN),
        cdn(ELSEWHERE, ORIGIN, orderedCacheBehaviors=[{"pathPattern": "/api/*", "targetOriginId": "app"}]),
        native_cdn(),
        native_cdn(cacheBehaviors=[{"pathPattern": "docs/*", "targetOriginId": "app"}]),
    ],
)
def test_who_writes_where_a_distribution_fetches_the_keys_is_whoever_the_issuer_vouches_for(answers: Resource) -> None:
    assert is_told(judged(SITE, answers))
    for one in (KEYS, SAYS):
        assert is_told(judged(SITE, answers, given=allow(PUT, one)))
    assert passes(judged(SITE, answers, given=allow(PUT, "arn:aws:s3:::site/docs/*")))
    assert passes(judged(SITE, answers, given=allow(PUT, "arn:aws:s3:::site-logs/*")))


@pytest.mark.parametrize(
    "answers",
    [
        cdn(aliases=["docs.press.example"]),
        cdn(aliases=["*.oidc.press.example"]),
        cdn(enabled=False),
        cdn({**ORIGIN, "domainName": "site-1.eu-west-1.elb.amazonaws.com"}),
        cdn({**ORIGIN, "domainName": "site-123.s3-accesspoint.eu-west-1.amazonaws.com"}),
        cdn({**ORIGIN, "domainName": "site.s3.eu-west-1.amazonaws.com.example"}),
        cdn(ORIGIN, ELSEWHERE, defaultCacheBehavior={"targetOriginId": "app"}),
        cdn(
            ORIGIN,
            ELSEWHERE,
            orderedCacheBehaviors=[
                {"pathPattern": "/.well-known/*", "targetOriginId": "app"},
                {"pathPattern": "openid/*", "targetOriginId": "app"},
                {"pathPattern": "*.json", "targetOriginId": "app"},
            ],
        ),
    ],
)
def test_what_is_fetched_from_elsewhere_or_not_at_all_is_nobodys_keys(answers: Resource) -> None:
    assert passes(judged(SITE, answers))


def test_the_first_behaviour_that_takes_the_path_in_says_from_where_it_is_fetched() -> None:
    behaviors = [{"pathPattern": "/.well-known/*", **OF_SITE}, {"pathPattern": "*", "targetOriginId": "app"}]
    made = cdn(ORIGIN, ELSEWHERE, orderedCacheBehaviors=behaviors, defaultCacheBehavior={"targetOriginId": "app"})
    assert is_told(judged(made, given=allow(PUT, SAYS)))
    assert passes(judged(made, given=allow(PUT, KEYS)))
    assert is_told(judged(made, given=allow(PUT, "arn:aws:s3:::app/openid/v1/jwks")))
    case = cdn(orderedCacheBehaviors=[{"pathPattern": "/.Well-Known/*", "targetOriginId": "app"}])
    assert is_told(judged(case, given=allow(PUT, SAYS)))


def test_a_group_fetches_from_its_first_origin() -> None:
    group = {"originId": "both", "members": [{"originId": "site"}, {"originId": "app"}]}
    made = cdn(ORIGIN, ELSEWHERE, originGroups=[group], defaultCacheBehavior={"targetOriginId": "both"})
    assert is_told(judged(made))
    assert passes(judged(made, given=allow(PUT, "arn:aws:s3:::app/*")))
    items = {"items": [{"id": "both", "members": {"items": [{"originId": "site"}, {"originId": "app"}]}}]}
    assert is_told(judged(native_cdn(originGroups=items, defaultCacheBehavior={"targetOriginId": "both"})))


def test_the_path_of_the_issuer_and_the_folder_of_the_origin_stand_before_the_key() -> None:
    made = cdn({**ORIGIN, "originPath": "/public"})
    assert is_told(judged(made, issuer=f"{HOST}/Blue", given=allow(PUT, "arn:aws:s3:::site/public/Blue/*")))
    assert is_told(judged(made, issuer=f"{HOST}/Blue", given=allow(PUT, "arn:aws:s3:::site/*/jwks.json")))
    for other in ("public/blue/*", "Blue/*", "public/.well-known/*", "public/Blue2/*"):
        assert passes(judged(made, issuer=f"{HOST}/Blue", given=allow(PUT, f"arn:aws:s3:::site/{other}")))


def test_the_alias_that_is_the_nearest_says_who_answers() -> None:
    other = replace(cdn(ELSEWHERE, aliases=["*.example"]), urn="urn:other")
    wide = cdn(aliases=["*.press.example"])
    assert is_told(judged(wide, other))
    assert passes(judged(wide, other, given=allow(PUT, "arn:aws:s3:::app/*")))
    assert passes(judged(wide, replace(cdn(ELSEWHERE, defaultCacheBehavior={"targetOriginId": "app"}), urn="urn:own")))


def test_own_domain_names_of_distributions_answer_too() -> None:
    made = cdn(aliases=[], domainName="d111111abcdef8.cloudfront.net")
    assert is_told(judged(made, issuer="d111111abcdef8.cloudfront.net"))
    assert passes(judged(made, issuer="d222222abcdef8.cloudfront.net"))


@pytest.mark.parametrize("kind", ["s3/bucketObjectv2", "s3/bucketObject"])
def test_the_document_says_where_the_keys_are(kind: str) -> None:
    says = replace(document(jwks_uri=f"https://{HOST}/cluster/signing"), type=aws(kind, "x").type)
    assert is_told(judged(cdn(), says, given=allow(PUT, "arn:aws:s3:::site/cluster/signing")))
    assert passes(judged(cdn(), says, given=allow(PUT, KEYS)))
    assert is_told(judged(cdn(), says, given=allow(PUT, SAYS)))
    away = document(jwks_uri="https://keys-of-press.s3.eu-west-1.amazonaws.com/keys.json")
    assert is_told(judged(cdn(), away, given=allow(PUT, "arn:aws:s3:::keys-of-press/*")))
    assert passes(judged(cdn(), document(jwks_uri="https://keys.example/x"), given=allow(PUT, KEYS)))


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"jwks_uri": 7}', '{"jwks_uri": "http://x"}', UNKNOWN, Encrypted()]
)
def test_where_nobody_knows_what_it_says_what_is_called_so_has_the_keys(content: Any) -> None:
    says = aws("s3/bucketObjectv2", "says", bucket="site", key=".well-known/openid-configuration", content=content)
    keys = aws("s3/bucketObjectv2", "keys", bucket="site", key="cluster/my-jwks-2.json", content="{}")
    far = aws("s3/bucketObjectv2", "far", bucket="app", key="cluster/my-jwks-3.json", content="{}")
    assert is_told(judged(cdn(), says, keys, far, given=allow(PUT, "arn:aws:s3:::site/cluster/*")))
    assert is_told(judged(cdn(), says, keys, far, given=allow(PUT, KEYS)))
    assert passes(judged(cdn(), says, given=allow(PUT, "arn:aws:s3:::site/cluster/*")))
    assert passes(judged(cdn(), says, keys, far, given=allow(PUT, "arn:aws:s3:::*/my-jwks-3.json")))


def test_a_deny_of_the_keys_keeps_them() -> None:
    kept = [SAYS, "arn:aws:s3:::site/openid/*", "arn:aws:s3:::site/*keys.json", "arn:aws:s3:::site/*jwks.json"]
    assert passes(judged(cdn(), given=(ALL, deny("s3:Put*", kept))))
    assert is_told(judged(cdn(), given=(ALL, deny("s3:Put*", kept[1:]))))
    denies = {"Effect": "Deny", "Principal": "*", "Action": PUT, "Resource": kept}
    keeps = {**denies, "Condition": {"ArnNotEquals": {"aws:PrincipalArn": f"{ARN}role/rotation"}}}
    policy = aws("s3/bucketPolicy", "p", bucket="site", policy={"Version": "2012-10-17", "Statement": [keeps]})
    assert passes(judged(SITE, cdn(), policy))


def test_a_policy_of_the_bucket_may_let_somebody_write_them() -> None:
    lets = {"Effect": "Allow", "Principal": {"AWS": f"{ARN}role/a"}, "Action": PUT, "Resource": "arn:aws:s3:::site/*"}
    policy = aws("s3/bucketPolicy", "p", bucket="site", policy={"Version": "2012-10-17", "Statement": [lets]})
    assert is_told(judged(SITE, cdn(), policy, given=allow("s3:ListBucket", "arn:aws:s3:::site")))


def test_what_is_copied_over_the_keys_is_as_good() -> None:
    rule = {"status": "Enabled", "destination": {"bucket": "arn:aws:s3:::site"}}
    copies = aws("s3/bucketReplicationConfig", "copy", bucket="drafts", rules=[rule])
    assert is_told(judged(cdn(), copies, given=allow(PUT, "arn:aws:s3:::drafts/*")))
    assert passes(judged(cdn(), copies, given=allow(PUT, "arn:aws:s3:::drafts/reports/*")))


@pytest.mark.parametrize(
    "issuer", ["site.s3.eu-west-1.amazonaws.com", "s3.eu-west-1.amazonaws.com/site", "site.s3.eu-west-1.amazonaws.com/"]
)
def test_a_bucket_answers_under_its_own_domain(issuer: str) -> None:
    assert is_told(judged(issuer=issuer))
    assert passes(judged(issuer=issuer, given=allow(PUT, "arn:aws:s3:::site/docs/*")))
    assert passes(judged(issuer=issuer, given=allow(PUT, "arn:aws:s3:::site2/*")))


@pytest.mark.parametrize("trust", [believing("token.actions.githubusercontent.com"), believing("other.press.example")])
def test_issuers_that_answer_elsewhere_are_nobodys(trust: dict[str, Any]) -> None:
    assert passes(judged(SITE, cdn(), trust=trust))


@pytest.mark.parametrize(
    "trust",
    [
        believing(StringLike={f"{HOST}:email": "*@press.example"}),
        lets_in({"Federated": f"{ARN}oidc-provider/{HOST}"}, "sts:AssumeRoleWithWebIdentity"),
        (believing(), lets_in("ec2.amazonaws.com")),
        believing(StringLike={"sts:RoleSessionName": "books-*"}),
    ],
)
def test_conditions_on_what_a_token_says_keep_nobody_out(trust: Any) -> None:
    assert is_told(judged(cdn(), trust=trust))


@pytest.mark.parametrize(
    "trust",
    [
        believing(StringLike={"other.example:sub": "x"}),
        (believing(), {**believing(), "Effect": "Deny", "Condition": {}}),
        {**believing(), "Action": "sts:AssumeRole"},
        {**believing(), "Principal": {"Federated": f"{ARN}saml-provider/{HOST}"}},
    ],
)
def test_a_trust_that_lets_nobody_in_so_is_none(trust: Any) -> None:
    assert passes(judged(cdn(), trust=trust))


@pytest.mark.parametrize(
    "trust",
    [
        believing(IpAddress={"aws:SourceIp": "192.0.2.0/24"}),
        (
            believing(),
            {**believing(), "Effect": "Deny", "Condition": {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}},
        ),
    ],
)
def test_from_where_somebody_comes_is_not_theirs_to_say(trust: Any) -> None:
    answer = judged(cdn(), trust=trust)
    assert not answer.problems
    assert any("network" in text for text in unknowns(answer))


def test_who_has_a_distribution_fetch_from_elsewhere_serves_other_keys() -> None:
    arn = f"arn:aws:cloudfront::{ACCOUNT}:distribution/"
    by = "oidc-x02: cloudfront:UpdateDistribution"
    given = allow("cloudfront:UpdateDistribution", f"{arn}E1")
    assert is_told(judged(cdn(), given=given), by)
    assert is_told(judged(new(cdn(), "arn"), given=allow("cloudfront:Update*")), by)
    assert passes(judged(cdn(), given=allow("cloudfront:UpdateDistribution", f"{arn}E2")))
    assert passes(judged(cdn(), given=allow("cloudfront:CreateInvalidation")))
    assert passes(judged(cdn(aliases=["docs.press.example"]), given=given))
    tagged = {**given, "Condition": {"StringEquals": {"aws:ResourceTag/team": "docs"}}}
    assert is_told(judged(cdn(tags={"team": "docs"}), given=tagged), by)
    assert passes(judged(cdn(tags={"team": "press"}), given=tagged))


RECORD = aws("route53/record", "r", zoneId="Z1", name=HOST, type="A")
PUBLIC = aws("route53/zone", "z", zoneId="Z1", name="press.example")


@pytest.mark.parametrize(
    "zone",
    [
        (RECORD,),
        (PUBLIC,),
        (aws("route53/record", "r", zoneId="/hostedzone/Z1", name="oidc", fqdn=HOST),),
        (PUBLIC, aws("route53/zone", "y", zoneId="Z2", name="example.")),
        (native("route53:HostedZone", "z", name="press.example.", awsId="Z1"),),
        (native("route53:RecordSet", "r", name=f"{HOST}.", hostedZoneId="Z1"),),
    ],
)
def test_who_leads_the_host_elsewhere_serves_other_keys(zone: tuple[Resource, ...]) -> None:
    by = f"oidc-x03: {CHANGES}"
    assert is_told(judged(cdn(), *zone, given=allow(CHANGES, ZONE)), by)
    assert passes(judged(cdn(), *zone, given=allow(CHANGES, f"{ZONE}2")))
    assert passes(judged(cdn(), *zone, given=allow("route53:ListResourceRecordSets", ZONE)))


def limited(**asked: Any) -> dict[str, Any]:
    each = {f"route53:ChangeResourceRecordSets{key}": value for key, value in asked.items()}
    return allow(CHANGES, ZONE, Condition={"ForAllValues:StringLike": each})


@pytest.mark.parametrize(
    ("given", "leads"),
    [
        (limited(NormalizedRecordNames=["_acme-challenge.*"]), False),
        (limited(NormalizedRecordNames=["*.apps.press.example"]), False),
        (limited(NormalizedRecordNames=["*.press.example"]), True),
        (limited(RecordTypes=["TXT"]), False),
        (limited(RecordTypes=["CNAME", "TXT"]), True),
        (limited(RecordTypes=["A"], NormalizedRecordNames=[HOST]), True),
        (limited(Actions=["CREATE", "UPSERT"]), True),
    ],
)
def test_conditions_on_records_hold(given: dict[str, Any], *, leads: bool) -> None:
    answer = judged(cdn(), PUBLIC, given=given)
    assert is_told(answer, f"oidc-x03: {CHANGES}") is leads
    assert passes(answer) is not leads


def test_zones_of_networks_and_of_other_names_lead_nobody_elsewhere() -> None:
    given = allow(CHANGES, ZONE)
    inside = aws("route53/zone", "z", zoneId="Z1", name="press.example", vpcs=[{"vpcId": "vpc-1"}])
    assert passes(judged(cdn(), inside, given=given))
    assert passes(judged(cdn(), inside, RECORD, given=given))
    hidden = aws("route53/zone", "z", zoneId="Z1", name="press.example", vpcs=UNKNOWN)
    assert not passes(judged(cdn(), hidden, given=given))
    assert passes(judged(cdn(), aws("route53/zone", "z", zoneId="Z1", name="ess.example"), given=given))
    assert passes(judged(PUBLIC, issuer="site.s3.eu-west-1.amazonaws.com", given=given))
    assert is_told(judged(PUBLIC, given=given), f"oidc-x03: {CHANGES}")  # whatever answers for the host


def test_what_is_in_another_account_takes_more_than_ones_own_policies() -> None:
    theirs = f"arn:aws:cloudfront::{OTHER}:distribution/E1"
    given = allow("cloudfront:UpdateDistribution", "*")
    assert passes(judged(cdn(arn=theirs), given=given))
    outside = role("b", believing(), account=OTHER, **ADMINISTRATOR)
    answer = judge_stack(no_path_to_more_rights, role("a"), may("a", ALL), outside, cdn())
    assert passes(answer)


PROVIDER = aws("iam/openIdConnectProvider", "issuer", url=f"https://{HOST}")


def test_what_a_preview_does_not_know_is_no_pass() -> None:
    bucket, waiting = new(SITE, "bucket"), depending(cdn(UNKNOWN), origins=SITE)
    unsaid = cdn({"originId": "site", "domainName": UNKNOWN})
    behind = replace(unsaid, property_dependencies={"origins": (SITE.urn,)})
    assert is_told(judged(SITE, behind))
    assert not passes(judged(bucket, behind, given=allow(PUT, "*")))
    assert passes(judged(SITE, unsaid))
    assert unknowns(judged(SITE, waiting))
    assert unknowns(judged(cdn(aliases=UNKNOWN)))
    assert passes(judged(cdn(aliases=UNKNOWN), trust=believing("token.actions.githubusercontent.com")))
    assert passes(judged(cdn(aliases=UNKNOWN, enabled=False)))
    assert unknowns(judged(cdn(enabled=UNKNOWN)))
    assert unknowns(judged(cdn(orderedCacheBehaviors=[{"pathPattern": UNKNOWN, "targetOriginId": "app"}])))
    assert unknowns(judged(cdn({**ORIGIN, "originPath": UNKNOWN}), given=allow(PUT, "arn:aws:s3:::site/*")))


def test_ids_of_origins_that_are_not_known_yet_mean_the_only_one() -> None:
    unsaid = {"defaultCacheBehavior": {"targetOriginId": UNKNOWN}}
    assert is_told(judged(cdn({**ORIGIN, "originId": UNKNOWN}, **unsaid)))
    answer = judged(cdn({**ORIGIN, "originId": UNKNOWN}, {**ELSEWHERE, "originId": UNKNOWN}, **unsaid))
    assert not answer.problems
    assert unknowns(answer)


def test_a_trust_that_is_not_known_yet_believes_the_provider_of_which_it_is_made() -> None:
    waiting = depending(role("b", **ADMINISTRATOR), assumeRolePolicy=PROVIDER)
    made = graph(role("a"), may("a", ALL), waiting, PROVIDER, cdn())
    assert [(one.how, one.target.name, one.is_certain) for one in inner(made, "a")] == [("federation", "b", False)]
    other = aws("iam/openIdConnectProvider", "issuer", url="https://token.actions.githubusercontent.com")
    assert not inner(graph(role("a"), may("a", ALL), waiting, other, cdn()), "a")


@pytest.mark.parametrize(
    "odd",
    [
        cdn(aliases="x", origins="y", orderedCacheBehaviors=7, defaultCacheBehavior=[]),
        cdn(origins=[None, 7, {"originId": []}], originGroups=[{"members": 7}, "x"]),
        cdn(aliases=[None, 7, {}], enabled="maybe"),
        native("cloudfront:Distribution", "cdn", distributionConfig=UNKNOWN),
        native("cloudfront:Distribution", "cdn"),
        aws("route53/zone", "z", zoneId=7, name=[], vpcs="x"),
        aws("route53/record", "r", zoneId=UNKNOWN, name=UNKNOWN),
        aws("s3/bucketObject", "o", bucket=UNKNOWN, key=UNKNOWN, source={"a": "b"}),
        aws("iam/openIdConnectProvider", "p", url=7),
    ],
)
def test_odd_shapes_break_nothing(odd: Resource) -> None:
    judged(SITE, odd)
    judged(cdn(), odd, given=allow([PUT, CHANGES]))
