"""Who writes a resolver anew that holds each user to their own has it answer with what its data source reads of all."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, depending, native, new
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

API = f"arn:aws:appsync:eu-west-1:{ACCOUNT}:apis/k3yz"
OWN = "export const request = (ctx) => ddb.query({ query: { patient: { eq: ctx.identity.sub } } });"
ANY = "export const request = (ctx) => ddb.get({ key: { id: ctx.args.id } });"
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/visits"
WRITES = allow("appsync:UpdateResolver", f"{API}/*")
TOLD = "may write 'mine' anew, which holds each user of an API to their own, and so have all that 'visits' may "


def resolver(code: Any = OWN, **inputs: Any) -> Resource:
    given = {"apiId": "k3yz", "type": "Query", "field": "mine", "dataSource": "visits", "code": code}
    return aws("appsync/resolver", "mine", **{**given, **inputs})


SOURCE = aws(
    "appsync/dataSource",
    "visits",
    apiId="k3yz",
    name="visits",
    type="AMAZON_DYNAMODB",
    serviceRoleArn=f"{ARN}role/reads-visits",
)


def judged(
    *given: dict[str, Any],
    of: Resource | None = None,
    by: str = "schema-docs",
    tags: Any = None,
    source: Resource = SOURCE,
    apis: tuple[Resource, ...] = (),
) -> Answer:
    reads = allow(["dynamodb:GetItem", "dynamodb:Query"], TABLE), allow("sqs:SendMessage")
    runs = role("reads-visits", "appsync.amazonaws.com"), may("reads-visits", *reads), source
    held = of or resolver()
    return judge_stack(no_path_to_more_rights, role(by, tags=tags or {}), may(by, *given), *runs, held, *apis)


@pytest.mark.parametrize("writes", [WRITES, allow("appsync:Update*")], ids=str)
def test_whoever_writes_it_has_it_answer_with_what_is_of_others(writes: dict[str, Any]) -> None:
    message = only(judged(writes))
    assert TOLD in message
    assert f"dynamodb:GetItem on {TABLE} (appsync:UpdateResolver)" in message or "dynamodb:Query" in message


def test_it_is_so_of_a_template_of_a_function_and_of_the_other_provider() -> None:
    template = resolver(None, requestTemplate='{"key": {"id": "$ctx.identity.sub"}}')
    assert TOLD in only(judged(WRITES, of=template))
    piece = aws("appsync/function", "mine", apiId="k3yz", dataSource="visits", code=OWN)
    assert TOLD in only(judged(allow("appsync:UpdateFunction", f"{API}/functions/*"), of=piece))
    other = {"apiId": "k3yz", "typeName": "Query", "fieldName": "mine", "dataSourceName": "visits", "code": OWN}
    assert TOLD in only(judged(WRITES, of=native("appsync:Resolver", "mine", **other)))


@pytest.mark.parametrize(
    "given",
    [
        [allow("appsync:ListResolvers", f"{API}/*")],
        [allow("appsync:UpdateResolver", f"{API.replace('k3yz', 'other')}/*")],
        [WRITES, deny("appsync:UpdateResolver")],
        [WRITES, allow(["dynamodb:GetItem", "dynamodb:Query"], TABLE)],
    ],
    ids=["only looks", "another API", "is denied", "reads it anyhow"],
)
def test_who_does_not_write_it_or_reads_it_anyhow_passes(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


def test_one_that_holds_nobody_to_their_own_has_nothing_to_lift() -> None:
    assert passes(judged(WRITES, of=resolver(ANY)))


def test_what_is_called_like_it_and_what_deploys_look_after_it() -> None:
    assert passes(judged(WRITES, by="visits-schema"))
    assert passes(judged(WRITES, by="release", tags={"daypass:class": "pipeline"}))


def test_what_is_not_known_of_its_code_is_undecided() -> None:
    answer = judged(WRITES, of=resolver(UNKNOWN))
    assert not answer.problems
    assert unknowns(answer)


def test_an_api_that_is_not_made_yet_is_the_one_that_both_depend_on() -> None:
    one, other, anywhere = aws("appsync/graphQLApi", "one"), aws("appsync/graphQLApi", "other"), allow(WRITES["Action"])
    of, apis = depending(resolver(), apiId=one), (one, other)
    assert only(judged(anywhere, of=of, source=depending(SOURCE, apiId=one), apis=apis))
    assert passes(judged(anywhere, of=of, source=depending(SOURCE, apiId=other), apis=apis))
    assert only(judged(anywhere, of=depending(resolver(), dataSource=SOURCE)))


@pytest.mark.parametrize(
    ("of", "source", "path"),
    [
        (new(resolver(), "apiId"), SOURCE, "apiId"),
        (resolver(), new(SOURCE, "apiId"), "apiId"),
        (new(resolver(), "apiId"), new(SOURCE, "apiId"), "apiId"),
        (new(resolver(), "dataSource"), SOURCE, "dataSource"),
    ],
    ids=["of the resolver", "of the source", "of both", "which source"],
)
def test_an_api_or_a_source_that_nothing_tells_leaves_it_undecided(of: Resource, source: Resource, path: str) -> None:
    answer = judged(WRITES, of=of, source=source)
    assert not answer.problems
    assert unknowns(answer) == [path]
