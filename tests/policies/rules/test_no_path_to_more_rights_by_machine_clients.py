"""Who reads the secret of a machine's client calls the API that acts for that machine."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, aws, depending, native, new
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

POOL = "eu-west-1_Freight01"
READS = allow("cognito-idp:DescribeUserPoolClient", f"arn:aws:cognito-idp:eu-west-1:{ACCOUNT}:userpool/{POOL}")
FILES = allow("kms:Sign", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1111")
URI = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:filing"
FILING = function("filing", "filing")


def client(**inputs: Any) -> Resource:
    said = {"name": "customs-filer", "userPoolId": POOL, "generateSecret": True}
    return aws("cognito/userPoolClient", "filer", **{**said, "allowedOauthFlows": ["client_credentials"], **inputs})


def api(issuer: str = POOL) -> tuple[Resource, ...]:
    url = f"https://cognito-idp.eu-west-1.amazonaws.com/{issuer}"
    return (
        aws("apigatewayv2/authorizer", "machines", apiId="api1", jwtConfiguration={"issuer": url}),
        aws("apigatewayv2/integration", "filing", apiId="api1", integrationUri=URI),
    )


def judged(*given: dict[str, Any], name: str = "catalogue", of: Resource | None = None, by: Any = None) -> Answer:
    holder = (role(name, "lambda.amazonaws.com"), may(name, *given))
    filing = (role("filing", "lambda.amazonaws.com"), may("filing", FILES), FILING)
    return judge_stack(no_path_to_more_rights, *holder, *filing, of or client(), *(by or api()))


def told(*given: dict[str, Any], name: str = "catalogue", of: Resource | None = None, by: Any = None) -> list[str]:
    found = messages(judged(*given, name=name, of=of, by=by))
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


def test_what_is_not_known_yet_of_an_api_is_the_one_that_it_depends_on() -> None:
    (takes, calls), one, other = api(), aws("apigatewayv2/api", "one"), aws("apigatewayv2/api", "other")
    assert told(READS, by=(one, depending(takes, apiId=one), depending(calls, apiId=one)))
    assert not told(READS, by=(one, other, depending(takes, apiId=one), depending(calls, apiId=other)))


@pytest.mark.parametrize("which", [(0,), (1,), (0, 1)], ids=["who is let in", "what is called", "both"])
def test_an_api_that_nothing_tells_leaves_it_undecided(which: tuple[int, ...]) -> None:
    lost = tuple(new(one, "apiId") if index in which else one for index, one in enumerate(api()))
    answer = judged(READS, by=lost)
    assert not messages(answer)
    assert set(unknowns(answer)) == {"apiId"}


def test_a_function_a_pool_and_an_issuer_may_be_known_by_what_depends_on_them() -> None:
    takes, calls = api()
    pool = aws("cognito/userPool", "pool", id=POOL)
    assert told(READS, by=(takes, depending(calls, integrationUri=FILING)))
    assert told(READS, by=(pool, depending(takes, jwtConfiguration=pool), calls))
    assert told(allow("cognito-idp:DescribeUserPoolClient"), by=(pool, *api()), of=depending(client(), userPoolId=pool))
    alias = depending(aws("lambda/alias", "live", name="live"), functionName=FILING)
    assert told(READS, by=(takes, alias, depending(calls, integrationUri=alias)))
    balancer = aws("lb/listener", "front")
    assert not told(READS, by=(takes, balancer, depending(calls, integrationUri=balancer)))


@pytest.mark.parametrize("key", ["generateSecret", "allowedOauthFlows", "userPoolId"])
def test_what_is_not_known_of_a_client_leaves_it_undecided(key: str) -> None:
    answer = judged(READS, of=new(client(), key))
    assert not messages(answer)
    assert unknowns(answer) == [key]


def test_what_is_not_known_of_whom_it_lets_in_or_what_it_calls_leaves_it_undecided() -> None:
    takes, calls = api()
    for by, path in (
        ((new(takes, "jwtConfiguration"), calls), "jwtConfiguration"),
        (
            (takes, new(calls, "integrationUri")),
            "integrationUri",
        ),
    ):
        answer = judged(READS, by=by)
        assert not messages(answer)
        assert path in unknowns(answer)


def test_the_native_provider_spells_a_client_and_a_method_otherwise() -> None:
    said = {"clientName": "filer", "userPoolId": POOL, "generateSecret": True}
    assert told(READS, of=native("cognito:UserPoolClient", "filer", allowedOAuthFlows=["client_credentials"], **said))
    pool = f"arn:aws:cognito-idp:eu-west-1:{ACCOUNT}:userpool/{POOL}"
    method = native("apigateway:Method", "m", restApiId="api1", integration={"uri": URI})
    assert told(READS, by=(aws("apigateway/authorizer", "machines", restApi="api1", providerArns=[pool]), method))
    assert told(READS, by=api(f"{POOL}/"))
