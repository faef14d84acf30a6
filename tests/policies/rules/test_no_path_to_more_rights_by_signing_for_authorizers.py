"""Who signs what the authorizer of an API believes has that API act for them."""

from typing import Any

import pytest
from tests.support.becoming import allow, function, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, messages

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
KEY = f"arn:aws:kms:{HERE}:key/1111"
SIGNS, VERIFIES = allow("kms:Sign", KEY), allow("kms:Verify", KEY)
VOIDS = allow("dynamodb:DeleteItem", f"arn:aws:dynamodb:{HERE}:table/invoices")


def address(name: str) -> str:
    called = f"arn:aws:lambda:{HERE}:function:{name}"
    return f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{called}/invocations"


def rest(guard: str = "guard", api: str = "a1") -> tuple[Resource, ...]:
    authorizer = aws("apigateway/authorizer", "guard", restApi="a1", type="TOKEN", authorizerUri=address(guard))
    return authorizer, aws("apigateway/integration", "void", restApi=api, type="AWS_PROXY", uri=address("ledger"))


def http() -> tuple[Resource, ...]:
    called = f"arn:aws:lambda:{HERE}:function:ledger"
    authorizer = aws("apigatewayv2/authorizer", "guard", apiId="a1", authorizerUri=address("guard"))
    return authorizer, aws("apigatewayv2/integration", "void", apiId="a1", integrationUri=called)


def told(*beside: Resource, given: tuple[dict[str, Any], ...] = (SIGNS,), by: str = "printer") -> list[str]:
    own = {"token-issuer": (SIGNS,), "guard": (VERIFIES,), "ledger": (VOIDS,), "other": (VOIDS,), by: given}
    roles = [one for name, each in own.items() for one in (role(name), may(name, *each))]
    run = (function(name, name, arn=f"arn:aws:lambda:{HERE}:function:{name}") for name in own)
    key = aws("kms/key", "token-signing", arn=KEY, keyUsage="SIGN_VERIFY")
    found = judge_stack(no_path_to_more_rights, *roles, *run, key, *beside)
    return [text for text in messages(found) if "may sign with key" in text]


@pytest.mark.parametrize("api", [rest(), http()], ids=["REST", "HTTP"])
def test_it_has_an_api_act_whose_authorizer_believes_it(api: tuple[Resource, ...]) -> None:
    (message,) = told(*api)
    assert message.startswith("role 'printer' may sign with key 'token-signing' what role 'guard', which lets in to ")
    assert f"an API that acts as role 'ledger', which may dynamodb:DeleteItem on {VOIDS['Resource']}, " in message


@pytest.mark.parametrize(
    "api",
    [(), rest(guard="other"), rest(api="b2"), rest()[:1], rest()[1:]],
    ids=["no API", "another asks", "another API", "nothing behind", "nobody asks"],
)
def test_who_verifies_for_no_api_that_does_more_lets_nobody_in(api: tuple[Resource, ...]) -> None:
    assert not told(*api)


@pytest.mark.parametrize("given", [(VERIFIES,), (SIGNS, VOIDS), (allow("kms:Sign", f"{KEY}2"),)], ids=str)
def test_who_does_not_sign_or_may_do_it_itself_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert not told(*rest(), given=given)


@pytest.mark.parametrize("by", ["ledger-jobs", "session-signer", "guard-keys"])
def test_who_is_called_after_what_it_leads_to_or_after_signing_passes(by: str) -> None:
    assert not told(*rest(), by=by)
