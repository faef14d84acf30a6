"""Who writes a resolver of a GraphQL API, and may ask it, has the role of a data source do what they like."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns, with_outputs

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

APPSYNC = "appsync.amazonaws.com"
API = f"arn:aws:appsync:eu-west-1:{ACCOUNT}:apis/k3yz"
PARAMETERS = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/claims/"
READS = allow("ssm:GetParameter", f"{PARAMETERS}*")
ASKS = allow("appsync:GraphQL", f"{API}/*")
WRITES = allow("appsync:UpdateResolver")


def signed(service: Any = "ssm", **inputs: Any) -> Resource:
    """A data source that signs its requests for this service as role `claims-parameters`."""
    config = {"authorizationType": "AWS_IAM", "awsIamConfig": {"signingServiceName": service}}
    given = {"type": "HTTP", "httpConfig": {"endpoint": "https://x", "authorizationConfig": config}, **inputs}
    return source(**given)


def source(**inputs: Any) -> Resource:
    given = {"apiId": "k3yz", "name": "settings", "serviceRoleArn": f"{ARN}role/claims-parameters", **inputs}
    return aws("appsync/dataSource", "settings", **given)


def api(mode: Any = "AWS_IAM", *others: str) -> Resource:
    also = [{"authenticationType": one} for one in others]
    made = aws("appsync/graphQLApi", "quotes", authenticationType=mode, additionalAuthenticationProviders=also)
    return with_outputs(made, id="k3yz")


def judged(
    *given: dict[str, Any], of: Resource | None = None, right: Any = READS, by: Resource | None = None
) -> Answer:
    runs = role("claims-parameters", APPSYNC), may("claims-parameters", right), of or signed()
    return judge_stack(no_path_to_more_rights, role("desk"), may("desk", *given), by or api(), *runs)


@pytest.mark.parametrize("edit", ["UpdateResolver", "CreateResolver", "UpdateFunction", "*"])
@pytest.mark.parametrize("on", ["*", f"{API}/*"])
def test_a_resolver_of_a_signed_source_reads_what_its_role_may(edit: str, on: str) -> None:
    (message,) = messages(judged(allow(f"appsync:{edit}", on), ASKS))
    assert message.startswith("role 'desk' leads to role 'claims-parameters', which may ssm:GetParameter on ")
    assert "may make AppSync data source 'settings' do something else (appsync-x" in message


@pytest.mark.parametrize("take", ["ListApiKeys", "CreateApiKey"])
@pytest.mark.parametrize("modes", [("API_KEY",), ("AMAZON_COGNITO_USER_POOLS", "API_KEY")])
def test_a_key_of_the_api_asks_as_well(take: str, modes: tuple[str, ...]) -> None:
    message = only(judged(WRITES, allow(f"appsync:{take}"), by=api(*modes)))
    assert "leads to role 'claims-parameters', which may ssm:GetParameter" in message
    assert passes(judged(WRITES, allow(f"appsync:{take}"), by=api("AMAZON_COGNITO_USER_POOLS")))


def test_a_source_of_another_type_does_what_its_role_may_in_its_own_service() -> None:
    tables = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/claims-*"
    table = source(type="AMAZON_DYNAMODB", dynamodbConfig={"tableName": "claims-open"})
    message = only(judged(WRITES, ASKS, of=table, right=allow("dynamodb:PutItem", tables)))
    assert "leads to role 'claims-parameters', which may dynamodb:PutItem" in message
    assert passes(judged(WRITES, ASKS, of=table, right=READS))
    named = allow("dynamodb:PutItem", tables.replace("*", "open"))
    assert "which may dynamodb:PutItem" in only(judged(WRITES, ASKS, of=table, right=named))
    its_own = allow("appsync:UpdateResolver", f"{API}/*")
    assert passes(judged(its_own, ASKS, of=table, right=named))


def test_an_aws_native_source_and_api_count_alike() -> None:
    config = {"authorizationType": "AWS_IAM", "awsIamConfig": {"signingServiceName": "ssm"}}
    of = native(
        "appsync:DataSource",
        "settings",
        apiId="k3yz",
        name="settings",
        type="HTTP",
        httpConfig={"endpoint": "https://x", "authorizationConfig": config},
        serviceRoleArn=f"{ARN}role/claims-parameters",
    )
    by = with_outputs(native("appsync:GraphQlApi", "quotes", name="quotes", authenticationType="API_KEY"), apiId="k3yz")
    message = only(judged(WRITES, allow("appsync:ListApiKeys"), of=of, by=by))
    assert "leads to role 'claims-parameters', which may ssm:GetParameter" in message
    assert passes(judged(WRITES, ASKS, of=of, by=by))


@pytest.mark.parametrize(
    "given",
    [
        (WRITES,),
        (ASKS,),
        (WRITES, allow("appsync:GraphQL", f"{API.replace('k3yz', 'other')}/*")),
        (allow("appsync:UpdateResolver", f"{API.replace('k3yz', 'other')}/*"), ASKS),
        (allow("appsync:CreateFunction"), ASKS),
        (WRITES, ASKS, deny("appsync:UpdateResolver")),
        (WRITES, ASKS, READS),
        (WRITES, allow("appsync:ListApiKeys")),
    ],
    ids=["asks nobody", "writes none", "asks another", "writes another", "used by none", "denied", "has it", "no keys"],
)
def test_half_of_the_way_and_another_api_give_nothing(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_what_the_role_names_is_what_the_api_is_there_to_read() -> None:
    assert passes(judged(WRITES, ASKS, right=allow("ssm:GetParameter", f"{PARAMETERS}map-key")))


def test_a_source_that_signs_nothing_or_for_another_service_gives_nothing() -> None:
    plain = source(type="HTTP", httpConfig={"endpoint": "https://x"})
    assert passes(judged(WRITES, ASKS, of=plain))
    assert passes(judged(WRITES, ASKS, of=signed("states")))


def test_a_service_is_called_by_the_name_for_which_requests_to_it_are_signed() -> None:
    alarms = allow("cloudwatch:PutMetricAlarm", f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:claims-*")
    message = only(judged(WRITES, ASKS, of=signed("monitoring"), right=alarms))
    assert "leads to role 'claims-parameters', which may cloudwatch:PutMetricAlarm" in message
    assert passes(judged(WRITES, ASKS, of=signed("monitoring")))
    sends = allow("ses:SendEmail", f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/*.example.com")
    message = only(judged(WRITES, ASKS, of=signed("email"), right=sends))
    assert "leads to role 'claims-parameters', which may ses:SendEmail" in message


@pytest.mark.parametrize("right", [READS, allow("dynamodb:PutItem", f"arn:aws:dynamodb:*:{ACCOUNT}:table/claims-*")])
def test_a_name_that_no_table_knows_may_be_that_of_any_service(right: dict[str, Any]) -> None:
    message = only(judged(WRITES, ASKS, of=signed("brand-new"), right=right))
    assert "leads to role 'claims-parameters', which may " in message


def test_of_two_apis_of_one_id_both_count_in_whatever_order() -> None:
    closed = with_outputs(aws("appsync/graphQLApi", "copy", authenticationType="API_KEY"), id="k3yz")
    runs = role("claims-parameters", APPSYNC), may("claims-parameters", READS), signed()
    for apis in ((api(), closed), (closed, api())):
        stack = role("desk"), may("desk", WRITES, ASKS), *apis, *runs
        message = only(judge_stack(no_path_to_more_rights, *stack))
        assert "leads to role 'claims-parameters', which may ssm:GetParameter" in message


def test_a_source_and_an_api_of_which_not_all_is_known_yet_are_undecided() -> None:
    for answer in (judged(WRITES, ASKS, of=signed(UNKNOWN)), judged(WRITES, ASKS, by=api(UNKNOWN))):
        assert not answer.problems
        assert unknowns(answer)


def test_who_may_query_an_api_that_the_stack_does_not_have_may_ask_it() -> None:
    elsewhere = with_outputs(aws("appsync/graphQLApi", "other", authenticationType="API_KEY"), id="other")
    assert "leads to role 'claims-parameters', which may ssm:GetParameter" in only(judged(WRITES, ASKS, by=elsewhere))
    assert passes(judged(WRITES, allow("appsync:CreateApiKey"), by=elsewhere))


def many(size: int) -> list[Resource]:
    """As many callers of APIs, and as many APIs, each with a data source."""
    found: list[Resource] = []
    for at in range(size):
        arn = f"arn:aws:appsync:eu-west-1:{ACCOUNT}:apis/k{at}"
        made = aws("appsync/graphQLApi", f"api-{at}", authenticationType="AWS_IAM")
        asks = allow("appsync:GraphQL", f"arn:aws:appsync:eu-west-1:{ACCOUNT}:apis/*")
        reads = role(f"reads-{at}", APPSYNC), may(f"reads-{at}", allow("ssm:GetParameter", f"{PARAMETERS}{at}/*"))
        of = signed(apiId=f"k{at}", name=f"s{at}", serviceRoleArn=f"{ARN}role/reads-{at}")
        found += [role(f"desk-{at}"), may(f"desk-{at}", WRITES, asks), with_outputs(made, id=f"k{at}", arn=arn), *reads]
        found.append(replace(of, name=f"s{at}", urn=f"{of.urn}-{at}"))
    return found


def test_many_callers_of_many_apis_cost_in_proportion() -> None:
    judge_stack(no_path_to_more_rights, *many(2))
    few, more = many(10), many(40)
    costs = [calls(lambda stack=stack: judge_stack(no_path_to_more_rights, *stack)) for stack in (few, more)]
    assert costs[1] < 4.3 * costs[0]


PIPELINE = {"tags": {"daypass:class": "pipeline"}}


@pytest.mark.parametrize(("edits", "is_told"), [("*", True), (f"{API}/*", False), (f"{API}/types/*", False)])
def test_a_pipeline_that_was_given_any_api_was_not_given_the_one_that_is_called_like_it(
    edits: str, *, is_told: bool
) -> None:
    runs = role("claims-parameters", APPSYNC), may("claims-parameters", READS), signed(), api()
    deploys = role("claims-deploy", **PIPELINE), may("claims-deploy", allow("appsync:UpdateResolver", edits), ASKS)
    answer = judge_stack(no_path_to_more_rights, *deploys, *runs)
    assert passes(answer) is not is_told


def test_a_pipeline_of_other_resolvers_changes_what_the_source_s_role_changes() -> None:
    writes = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/claims-ledger")
    ledger = source(type="AMAZON_DYNAMODB", dynamodbConfig={"tableName": "claims-ledger"})

    def told(called: str) -> bool:
        pipeline = (
            role(called, "codebuild.amazonaws.com"),
            may(called, allow("appsync:UpdateResolver", f"{API}/*"), ASKS),
        )
        runs = role("claims-parameters", APPSYNC), may("claims-parameters", writes), ledger
        found = judge_stack(no_path_to_more_rights, *pipeline, api(), *runs, role("claims-mail"))
        return any(f"'{called}' leads to role 'claims-parameters'" in one for one in messages(found))

    assert told("claims-pages-ci")
    assert not told("claims-release")
