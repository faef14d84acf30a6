"""Documents of an issuer that stand in a bucket of the stack are its own, whatever elsewhere answers for its host."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, depending, new
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HOST = "static.press.example"
ISSUER = f"{HOST}/oidc"
PUT = "s3:PutObject"
SITE = "arn:aws:s3:::press-static"
ALL = allow(PUT, f"{SITE}/*")
BUCKET = aws("s3/bucketV2", "static", bucket="press-static", arn=SITE)
LEDGER = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger")
ZONE = allow("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1")
TOLD = f"may sign tokens that role 'settle' believes (oidc-x01: {PUT})"


def document(key: str = "oidc/.well-known/openid-configuration", name: str = "says", **inputs: Any) -> Resource:
    return aws("s3/bucketObjectv2", name, **{"bucket": "press-static", "key": key, **inputs})


def content(**said: Any) -> str:
    return json.dumps(said)


def provider(issuer: str = ISSUER, name: str = "issuer") -> Resource:
    return aws("iam/openIdConnectProvider", name, url=f"https://{issuer}", arn=f"{ARN}oidc-provider/{issuer}")


def believing(issuer: str = ISSUER) -> dict[str, Any]:
    federated = {"Federated": f"{ARN}oidc-provider/{issuer}"}
    asked = {"StringEquals": {f"{issuer}:sub": "system:serviceaccount:settle:settle", f"{issuer}:aud": "aws"}}
    return lets_in(federated, "sts:AssumeRoleWithWebIdentity", Condition=asked)


def judged(*made: Resource, given: Any = ALL, issuer: str = ISSUER, who: str = "site") -> Answer:
    statements = given if isinstance(given, tuple) else (given,)
    believer = (role("settle", believing(issuer)), may("settle", LEDGER))
    writer = (role(who), may(who, *statements), function(who, who))
    return judge_stack(no_path_to_more_rights, *writer, *believer, BUCKET, provider(issuer), *made)


def told(answer: Answer) -> list[str]:
    return [text for text in messages(answer) if TOLD in text]


def test_who_writes_the_documents_of_an_issuer_in_its_folder_is_whom_it_vouches_for() -> None:
    answer = judged(document())
    assert told(answer)
    assert all(one.advisory for one in answer.problems)


@pytest.mark.parametrize(
    "given",
    [
        allow("s3:Put*", f"{SITE}/*"),
        allow(PUT, f"{SITE}/oidc/*"),
        allow(PUT, "*"),
        allow(PUT, "arn:aws:s3:::press-*/oidc/*"),
        allow(PUT, f"{SITE}/o*/jwks.json"),
        allow(PUT, f"{SITE}/oidc/keys.json*"),
    ],
    ids=str,
)
def test_a_pattern_that_takes_one_of_them_in_is_enough(given: dict[str, Any]) -> None:
    assert told(judged(document(), given=given))


@pytest.mark.parametrize(
    "given",
    [
        (allow(PUT, f"{SITE}/docs/*"),),
        (allow(PUT, "arn:aws:s3:::press-static-logs/*"),),
        (allow(["s3:GetObject", "s3:ListBucket"], [SITE, f"{SITE}/*"]),),
        (ALL, deny(PUT, f"{SITE}/oidc/*")),
        (ALL, LEDGER),
    ],
    ids=["elsewhere", "another bucket", "reads", "denied", "nothing gained"],
)
def test_who_writes_none_of_them_or_gains_nothing_is_quiet(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(document(), given=given))


def test_a_policy_of_the_bucket_may_keep_them() -> None:
    keeps = {**deny(PUT, f"{SITE}/oidc/*"), "Principal": "*"}
    held = {**keeps, "Condition": {"ArnNotEquals": {"aws:PrincipalArn": f"{ARN}role/keys"}}}
    policy = {"Version": "2012-10-17", "Statement": [held]}
    assert passes(judged(document(), aws("s3/bucketPolicy", "p", bucket="press-static", policy=policy)))


@pytest.mark.parametrize(
    ("who", "given", "is_told"),
    [
        ("oidc-publish", f"{SITE}/oidc/*", False),
        ("oidc-publish", f"{SITE}/oidc/keys.json", False),
        ("token-keys", f"{SITE}/oidc/.well-known/*", False),
        ("rotation", f"{SITE}/oidc/keys.json", False),
        ("rotation", f"{SITE}/oidc/*", True),
        ("oidc-publish", f"{SITE}/*", True),
    ],
)
def test_who_publishes_for_the_issuer_was_given_its_documents_alone(who: str, given: str, *, is_told: bool) -> None:
    assert bool(told(judged(document(), given=allow(PUT, given), who=who))) is is_told


@pytest.mark.parametrize(("who", "is_told"), [("oidc-publish", False), ("docs", True)])
def test_who_is_the_issuer_enters_a_strong_role_for_itself(who: str, *, is_told: bool) -> None:
    strong = role("settle", believing(), managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    made = (role(who), may(who, allow(PUT, f"{SITE}/oidc/keys.json")), strong, provider(), document())
    assert bool(told(judge_stack(no_path_to_more_rights, *made))) is is_told


@pytest.mark.parametrize(
    ("made", "is_refused"),
    [
        ((document(),), False),
        ((document(".well-known/openid-configuration", bucket="press-oidc"),), False),
        ((document(content=content(jwks_uri="https://press-oidc.s3.amazonaws.com/keys.json")),), False),
        ((document(content=content(issuer=f"https://{ISSUER}")),), True),
        ((document("any/.well-known/openid-configuration", content=content(issuer=f"https://{HOST}")),), True),
    ],
    ids=["folder", "bucket", "keys of a folder", "URL", "host"],
)
def test_what_names_alone_say_refuses_nothing(made: tuple[Resource, ...], *, is_refused: bool) -> None:
    issuer = ISSUER if "oidc/" in made[0].inputs.raw["key"] else "oidc.press.example" if not is_refused else HOST
    strong = role("settle", believing(issuer), managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    given = may("docs", allow(PUT, "*"))
    answer = judge_stack(no_path_to_more_rights, role("docs"), given, strong, provider(issuer), *made)
    (problem,) = answer.problems
    assert problem.advisory is not is_refused
    assert ("where names alone say" in problem.message) is not is_refused


def test_what_is_certain_besides_refuses_all_the_same() -> None:
    strong = role("settle", believing(), managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    assumes = allow("sts:AssumeRole", f"{ARN}role/between")
    between = role("between", lets_in({"AWS": f"{ARN}role/docs"}, "sts:AssumeRole")), may("between", ZONE)
    zone = aws("route53/zone", "z", zoneId="Z1", name="press.example")
    made = role("docs"), may("docs", ALL, assumes), *between, strong, provider(), document(), zone
    answer = judge_stack(no_path_to_more_rights, *made)
    assert {one.advisory for one in answer.problems if "'docs'" in one.message} == {False}


def test_a_document_says_of_whom_it_is_and_where_the_keys_are() -> None:
    named = document("any/.well-known/openid-configuration", content=content(issuer=f"https://{ISSUER}/"))
    assert told(judged(named, given=allow(PUT, f"{SITE}/any/*")))
    others = document(content=content(issuer="https://other.press.example/oidc"))
    assert passes(judged(others))
    keys = document(content=content(issuer=f"https://{ISSUER}", jwks_uri=f"https://{ISSUER}/signing/now"))
    for where, is_told in (("oidc/signing/*", True), ("oidc/jwks/*", False)):
        assert bool(told(judged(keys, given=allow(PUT, f"{SITE}/{where}")))) is is_told
    beside = document(content=content(jwks_uri=f"https://{HOST}/trust/v1"))
    assert told(judged(beside, given=allow(PUT, f"{SITE}/trust/*")))
    away = document(content=content(jwks_uri="https://press-keys.s3.eu-west-1.amazonaws.com/keys.json"))
    assert told(judged(away, given=allow(PUT, "arn:aws:s3:::press-keys/*")))


def test_the_folder_of_an_origin_may_stand_before_the_path() -> None:
    made = document("public/oidc/.well-known/openid-configuration")
    assert told(judged(made, given=allow(PUT, f"{SITE}/public/oidc/*")))
    assert told(judged(made, document(), given=ALL))
    assert passes(judged(made, document(), given=allow(PUT, f"{SITE}/public/*")))


@pytest.mark.parametrize("kind", ["s3/bucketObjectv2", "s3/bucketObject", "s3/objectCopy"])
def test_keys_are_what_stands_beside_and_is_called_so(kind: str) -> None:
    keys = aws(kind, "keys", bucket="press-static", key="oidc/cluster/my-jwks-2.json")
    says = replace(document(), type=aws(kind, "x").type)
    assert told(judged(says, keys, given=allow(PUT, f"{SITE}/oidc/cluster/*")))
    assert passes(judged(says, given=allow(PUT, f"{SITE}/oidc/cluster/*")))


@pytest.mark.parametrize(
    ("issuer", "bucket", "is_told"),
    [
        (HOST, "press-static", True),
        ("oidc.press.example", "press-oidc", True),
        ("oidc.press.example", "oidc.press.example", True),
        ("gitlab.press.example", "press-oidc", False),
    ],
)
def test_at_the_root_of_a_bucket_both_are_called_alike(issuer: str, bucket: str, *, is_told: bool) -> None:
    made = document(".well-known/openid-configuration", bucket=bucket)
    answer = judged(made, given=allow(PUT, f"arn:aws:s3:::{bucket}/*"), issuer=issuer)
    assert bool(told(answer)) is is_told


@pytest.mark.parametrize(
    "others",
    [
        (document(name="again", bucket="press-attic"),),
        (provider("static.attic.example/oidc", "other"),),
        (aws("cloudfront/distribution", "cdn", enabled=True, aliases=[HOST], origins=[]),),
    ],
    ids=["two documents", "two issuers", "answered"],
)
def test_where_nobody_can_tell_whose_it_is_nobody_is_told(others: tuple[Resource, ...]) -> None:
    assert passes(judged(document(), *others))


def test_an_issuer_of_a_product_or_with_another_path_keeps_nothing_here() -> None:
    for issuer in ("token.actions.githubusercontent.com", f"{HOST}/blue", f"{HOST}/Oidc", f"{HOST}/x/oidc"):
        assert passes(judged(document(), document(".well-known/openid-configuration", "root"), issuer=issuer))
    assert passes(judged(document("oidc/openid-configuration")))
    assert passes(judged(document("oidc-.well-known/openid-configuration")))


def test_who_leads_the_host_elsewhere_serves_other_keys() -> None:
    zone = aws("route53/zone", "z", zoneId="Z1", name="press.example")
    assert any("(oidc-x03: " in text for text in messages(judged(document(), zone, given=ZONE)))


def test_what_is_not_known_yet_is_undecided() -> None:
    answer = judged(document(content=UNKNOWN))
    assert not answer.problems
    assert unknowns(answer)
    fresh = new(BUCKET, "bucket", "arn")
    waiting = depending(document(bucket=UNKNOWN), bucket=fresh)
    believer = (role("settle", believing()), may("settle", LEDGER))
    writer = (role("site"), depending(may("site"), policy=fresh))
    answer = judge_stack(no_path_to_more_rights, *writer, *believer, fresh, provider(), waiting)
    assert not answer.problems
    assert unknowns(answer)


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret("x")])
def test_no_shape_breaks_it(odd: Any) -> None:
    made = document(key=odd, bucket=odd, content=odd, source=odd), document(name="b", bucket=odd, content=odd)
    other = aws("iam/openIdConnectProvider", "other", url=odd)
    assert judged(*made, other).error is None
