"""Whoever may sign with the key of an issuer of one's own is whom they like; the issuer itself is there to sign."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, function, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, depending, native, new
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HOST = "tokens.press.example"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k1"
KEYS = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/*"
SIGNS = "kms:Sign"
TOLD = "may sign tokens that role 'books' believes (oidc-x04: kms:Sign)"
ALIAS = "kms:ResourceAliases"


def key(**inputs: Any) -> Resource:
    said = {"arn": KEY, "keyId": "k1", "keyUsage": "SIGN_VERIFY", "description": f"signs the tokens of https://{HOST}"}
    return aws("kms/key", "k", **{**said, **inputs})


def alias(name: str = "alias/token-signing", target: Any = "k1") -> Resource:
    return aws("kms/alias", "named", name=name, targetKeyId=target)


def provider(url: str = HOST) -> Resource:
    return aws("iam/openIdConnectProvider", "p", url=f"https://{url}", arn=f"{ARN}oidc-provider/{url}")


def believing(issuer: str = HOST) -> tuple[Resource, ...]:
    asked = {"StringEquals": {f"{issuer}:sub": "books", f"{issuer}:aud": "aws"}}
    federated = {"Federated": f"{ARN}oidc-provider/{issuer}"}
    does = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger")
    return role("books", lets_in(federated, "sts:AssumeRoleWithWebIdentity", Condition=asked)), may("books", does)


def by_alias(pattern: str, key_: str = ALIAS) -> dict[str, Any]:
    operator = "ForAnyValue:StringLike" if key_ == ALIAS else "StringLike"
    return allow(SIGNS, KEYS, Condition={operator: {key_: pattern}})


ISSUER = (role("token-issuer"), may("token-issuer", allow(SIGNS, KEY)), function("token-issuer", "token-issuer"))


def judged(*given: dict[str, Any], made: tuple[Resource, ...] = (), issuer: str = HOST, who: str = "bills") -> Answer:
    rest = made or (key(), alias(), *ISSUER)
    holder = (role(who), may(who, *given), function(who, who))
    return judge_stack(no_path_to_more_rights, *holder, *believing(issuer), provider(issuer), *rest)


@pytest.mark.parametrize(
    "given",
    [
        by_alias("alias/*-signing"),
        by_alias("alias/token-signing"),
        by_alias("alias/*-signing", "kms:RequestAlias"),
        allow(SIGNS, KEYS),
        allow("kms:Si*", KEYS),
        allow(SIGNS, KEY),
    ],
    ids=str,
)
def test_who_may_sign_with_the_key_is_whoever_the_issuer_vouches_for(given: dict[str, Any]) -> None:
    answer = judged(given)
    assert TOLD in only(answer)
    assert all(one.advisory for one in answer.problems)


@pytest.mark.parametrize(
    "given",
    [
        [by_alias("alias/bill-*")],
        [by_alias("alias/bill-*", "kms:RequestAlias")],
        [allow(SIGNS, KEYS.replace("key/*", "key/b*"))],
        [allow(SIGNS, KEYS.replace("eu-west-1", "eu-north-1"))],
        [allow(["kms:Verify", "kms:GetPublicKey"], KEYS)],
        [allow(SIGNS, KEYS), deny(SIGNS, "*", Condition={"ForAnyValue:StringEquals": {ALIAS: "alias/token-signing"}})],
        [allow(SIGNS, KEYS, Condition={"StringEquals": {"aws:ResourceTag/for": "bills"}})],
    ],
    ids=str,
)
def test_other_keys_and_denials_are_quiet(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


def test_a_denial_by_the_name_in_the_request_leaves_the_key_itself() -> None:
    named = deny(SIGNS, "*", Condition={"StringLike": {"kms:RequestAlias": "alias/token-*"}})
    assert TOLD in only(judged(allow(SIGNS, KEYS), named))


@pytest.mark.parametrize(
    "made",
    [
        (key(),),
        (key(description="", tags={"signs": f"tokens of {HOST}"}),),
        (key(description=""), alias("alias/tokens-press-example")),
        (key(description=f"signs for {HOST}"), alias("alias/jwt")),
        (native("kms:Key", "k", arn=KEY, keyId="k1", keyUsage="SIGN_VERIFY", description=f"JWT key of {HOST}"),),
    ],
)
def test_what_is_said_of_the_key_tells_whose_it_is(made: tuple[Resource, ...]) -> None:
    assert TOLD in only(judged(by_alias("alias/*"), allow(SIGNS, KEYS), made=(*made, *ISSUER)))


@pytest.mark.parametrize(
    "made",
    [
        key(keyUsage="ENCRYPT_DECRYPT"),
        key(description=f"signs the cookies of https://my.{HOST}"),
        key(description=f"signs the tokens of https://{HOST}.attic"),
        key(description=f"signs the cookies of https://{HOST}/shop"),
        key(description="signs invoices"),
        key(description=f"signs the images that {HOST} runs"),
    ],
)
def test_keys_for_other_things_are_quiet(made: Resource) -> None:
    assert passes(judged(allow(SIGNS, KEYS), made=(made,)))


@pytest.mark.parametrize("issuer", ["token.actions.githubusercontent.com", "gitlab.com"])
def test_issuers_that_a_product_has_are_nobodys_key(issuer: str) -> None:
    made = (key(description=f"signs the tokens of {issuer}"), alias())
    assert passes(judged(allow(SIGNS, KEYS), made=made, issuer=issuer))


def test_the_key_of_who_is_called_an_issuer_and_told_the_url_is_the_issuers() -> None:
    plain = key(description="")
    environment = {"variables": {"ISSUER": f"https://{HOST}"}}
    own = (role("minter"), may("minter", allow(SIGNS, KEY)), function("minter", "minter", environment=environment))
    assert TOLD in only(judged(allow(SIGNS, KEYS), made=(plain, *own)))
    silent = function("minter", "minter")
    assert passes(judged(allow(SIGNS, KEYS), made=(plain, *own[:2], silent)))  # nothing says of which URL
    assert TOLD in only(judged(allow(SIGNS, KEYS), made=(plain, *ISSUER)))  # the one issuer is called alike
    another = aws("iam/openIdConnectProvider", "q", url="https://sso.attic.example")
    assert passes(judged(allow(SIGNS, KEYS), made=(plain, *ISSUER, another)))
    verifier = (role("shop"), may("shop", allow(SIGNS, KEY)), function("shop", "shop", environment=environment))
    assert passes(judged(allow(SIGNS, KEYS), made=(plain, *verifier)))  # who checks tokens is told the URL as well


@pytest.mark.parametrize("who", ["token-issuer", "idp", "auth-api", "session-tokens"])
def test_who_is_called_an_issuer_signs_for_itself(who: str) -> None:
    assert passes(judged(allow(SIGNS, KEY), made=(key(), alias()), who=who))


def test_who_alone_was_given_the_key_is_the_issuer_whatever_it_is_called() -> None:
    for given in (allow(SIGNS, KEY), by_alias("alias/token-signing")):
        assert passes(judged(given, made=(key(), alias())))
    assert TOLD in only(judged(allow(SIGNS, KEYS), made=(key(), alias())))
    wide = judged(allow(SIGNS, KEYS), made=(key(), alias()), who="token-issuer")
    assert passes(wide)


def test_a_pipeline_that_was_given_the_key_by_name_looks_after_it() -> None:
    from_github = {"Federated": f"{ARN}oidc-provider/token.actions.githubusercontent.com"}
    asked = {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:press/keys:environment:production",
        }
    }
    trust = lets_in(from_github, "sts:AssumeRoleWithWebIdentity", Condition=asked)
    for where, is_quiet in ((KEY, True), (KEYS, False)):
        holder = (role("keys-deploy", trust), may("keys-deploy", allow(SIGNS, where)))
        made = (*holder, *believing(), provider(), key(), alias(), *ISSUER)
        assert passes(judge_stack(no_path_to_more_rights, *made)) is is_quiet


def root(*others: dict[str, Any]) -> str:
    account = lets_in(f"arn:aws:iam::{ACCOUNT}:root", "kms:*", Resource="*")
    return document(account, *others)


def test_the_policy_of_the_key_has_a_say() -> None:
    issuer = lets_in(f"{ARN}role/token-issuer", SIGNS, Resource="*")
    closed = (key(policy=document(issuer)), alias(), *ISSUER)
    assert passes(judged(allow(SIGNS, KEYS), made=closed))
    left = (key(policy=root(issuer)), alias(), *ISSUER)
    assert TOLD in only(judged(allow(SIGNS, KEYS), made=left))
    bills = lets_in(f"{ARN}role/bills", SIGNS, Resource="*")
    named = (key(policy=document(issuer, bills)), alias(), *ISSUER)
    assert TOLD in only(judged(allow("s3:GetObject", "arn:aws:s3:::bills/*"), made=named))
    others = {**deny("kms:Sign", "*"), "Principal": "*", "Condition": {"ArnNotLike": {"aws:PrincipalArn": "*issuer"}}}
    assert passes(judged(allow(SIGNS, KEYS), made=(key(policy=root(others)), alias(), *ISSUER)))


def test_whoever_may_do_the_same_already_gains_nothing() -> None:
    ledger = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger")
    assert passes(judged(allow(SIGNS, KEYS), ledger))


def test_a_strong_role_is_refused() -> None:
    asked = {"StringEquals": {f"{HOST}:sub": "b", f"{HOST}:aud": "aws"}}
    trust = lets_in({"Federated": f"{ARN}oidc-provider/{HOST}"}, "sts:AssumeRoleWithWebIdentity", Condition=asked)
    strong = role("b", trust, managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    holder = (role("bills"), may("bills", allow(SIGNS, KEYS)))
    answer = judge_stack(no_path_to_more_rights, *holder, strong, provider(), key(), alias(), *ISSUER)
    assert any(
        text.startswith("role 'bills' may act as role 'b', which may do everything") for text in messages(answer)
    )
    assert not any(text.startswith("role 'token-issuer'") for text in messages(answer))


def test_what_is_not_known_yet_is_undecided() -> None:
    unsaid = (key(keyUsage=UNKNOWN), alias(), *ISSUER)
    answer = judged(allow(SIGNS, KEYS), made=unsaid)
    assert not answer.problems
    assert unknowns(answer)
    made_of_it = depending(key(), description=provider())
    answer = judged(allow(SIGNS, KEYS), made=(made_of_it, alias()))
    assert not answer.problems
    assert unknowns(answer)
    later = (key(), alias(UNKNOWN), *ISSUER)
    answer = judged(by_alias("alias/*-signing"), made=later)
    assert not answer.problems
    assert unknowns(answer)
    hidden = (key(policy=UNKNOWN), alias(), *ISSUER)
    answer = judged(allow(SIGNS, KEYS), made=hidden)
    assert not answer.problems
    assert unknowns(answer)


def test_keys_that_are_not_made_yet_are_told_apart_by_their_aliases() -> None:
    fresh = new(key(), "arn", "keyId")
    bills = new(replace(key(description="signs bills"), urn=f"{fresh.urn}-2"), "arn", "keyId")
    called = depending(alias(), targetKeyId=fresh)
    other = depending(replace(alias("alias/bill-signing"), urn=f"{called.urn}-2"), targetKeyId=bills)
    issuer = (role("token-issuer"), depending(may("token-issuer"), policy=fresh))
    made = (fresh, bills, called, other, *issuer)
    for given, is_told in (("alias/*-signing", True), ("alias/bill-*", False)):
        told = [text for text in messages(judged(by_alias(given), made=made)) if TOLD in text]
        assert bool(told) is is_told
        assert not any(text.startswith("role 'token-issuer'") for text in told)
