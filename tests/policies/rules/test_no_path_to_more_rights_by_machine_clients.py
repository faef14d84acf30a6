"""Who reads the secret of a machine's client calls the API that acts for that machine."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, messages, only

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

POOL = "eu-west-1_Freight01"
READS = allow("cognito-idp:DescribeUserPoolClient", f"arn:aws:cognito-idp:eu-west-1:{ACCOUNT}:userpool/{POOL}")
FILES = allow("kms:Sign", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1111")
URI = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:filing"


def client(**inputs: Any) -> Resource:
    said = {"name": "customs-filer", "userPoolId": POOL, "generateSecret": True}
    return aws("cognito/userPoolClient", "filer", **{**said, "allowedOauthFlows": ["client_credentials"], **inputs})


def api(issuer: str = POOL) -> tuple[Resource, ...]:
    url = f"https://cognito-idp.eu-west-1.amazonaws.com/{issuer}"
    return (
        aws("apigatewayv2/authorizer", "machines", apiId="api1", jwtConfiguration={"issuer": url}),
        aws("apigatewayv2/integration", "filing", apiId="api1", integrationUri=URI),
    )


def told(*given: dict[str, Any], name: str = "catalogue", of: Resource | None = None, by: Any = None) -> list[str]:
    holder = (role(name, "lambda.amazonaws.com"), may(name, *given))
    filing = (role("filing", "lambda.amazonaws.com"), may("filing", FILES), function("filing", "filing"))
    found = messages(judge_stack(no_path_to_more_rights, *holder, *filing, of or client(), *(by or api())))
    return [text for text in found if "read the secret of client" in text]


def test_whoever_describes_the_client_calls_as_it_does() -> None:
    text = only(told(READS))
    assert "may read the secret of client 'filer', for which an API acts as role 'filing'" in text
    assert told(allow("cognito-idp:Describe*", "*"))


def test_a_rest_api_takes_tokens_of_a_pool_by_its_arn() -> None:
    pool = f"arn:aws:cognito-idp:eu-west-1:{ACCOUNT}:userpool/{POOL}"
    uri = f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{URI}/invocations"
    rest = (
        aws("apigateway/authorizer", "machines", restApi="api1", providerArns=[pool]),
        aws("apigateway/integration", "filing", restApi="api1", uri=uri),
    )
    assert told(READS, by=rest)


@pytest.mark.parametrize(
    "given",
    [
        [allow("cognito-idp:DescribeUserPoolClient", f"arn:aws:cognito-idp:eu-west-1:{ACCOUNT}:userpool/eu-west-1_X")],
        [allow(["cognito-idp:ListUserPoolClients", "cognito-idp:DescribeResourceServer"], "*")],
        [READS, deny("cognito-idp:DescribeUserPoolClient", "*")],
        [READS, FILES],
    ],
    ids=str,
)
def test_another_pool_a_denial_and_what_it_has_itself_open_nothing(given: list[dict[str, Any]]) -> None:
    assert not told(*given)


@pytest.mark.parametrize(
    "other",
    [{"generateSecret": False}, {"allowedOauthFlows": ["code"]}, {"allowedOauthFlows": None}, {"userPoolId": "other"}],
    ids=str,
)
def test_a_client_of_people_or_of_another_pool_is_no_machine_here(other: dict[str, Any]) -> None:
    assert not told(READS, of=client(**other))


def test_an_api_of_another_pool_takes_no_tokens_of_it_and_the_machine_reads_its_own() -> None:
    assert not told(READS, by=api("eu-west-1_Other0001"))
    assert not told(READS, name="customs-filer")
