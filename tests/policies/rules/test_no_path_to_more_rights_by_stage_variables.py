"""Who patches a stage has an API call, as the role of its integration, the function that a variable then names."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

FUNCTIONS = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function"
STAGE = "arn:aws:apigateway:eu-west-1::/restapis/d3sk/stages/prod"
PATCHES = allow("apigateway:PATCH", STAGE)
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table"
READS, DELETES = allow("dynamodb:GetItem", f"{TABLE}/desk"), allow("dynamodb:DeleteItem", f"{TABLE}/desk")
CALLS = [f"{FUNCTIONS}:look", f"{FUNCTIONS}:look-next", f"{FUNCTIONS}:purge"]


def judged(
    *given: dict[str, Any],
    calls: list[str] | str = CALLS,
    named: Any = None,
    called: str = "${stageVariables.fn}",
    following: dict[str, Any] = READS,
    by: str = "shift",
    tags: Any = None,
    apis: tuple[Any, Any] = ("d3sk", "d3sk"),
) -> Answer:
    api, staged = apis
    uri = f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{FUNCTIONS}:{called}/invocations"
    integration = aws(
        "apigateway/integration",
        "desk",
        restApi=api,
        resourceId="r1",
        httpMethod="POST",
        type="AWS_PROXY",
        credentials=f"{ARN}role/calls",
        uri=uri,
    )
    stage = aws("apigateway/stage", "prod", restApi=staged, stageName="prod", variables=named or {"fn": "look"})
    rights = {"look": READS, "look-next": following, "purge": DELETES}
    functions = [one for name, right in rights.items() for one in (role(name), may(name, right), function(name, name))]
    invokes = role("calls", "apigateway.amazonaws.com"), may("calls", allow("lambda:InvokeFunction", calls))
    own = role(by, tags=tags or {}), may(by, *given)
    return judge_stack(no_path_to_more_rights, *own, *functions, *invokes, integration, stage)


@pytest.mark.parametrize("calls", [CALLS, f"{FUNCTIONS}:*"], ids=str)
@pytest.mark.parametrize("called", ["${stageVariables.fn}", "pur${stageVariables.fn}"])
def test_a_variable_of_a_stage_names_another_function_that_the_role_calls(calls: Any, called: str) -> None:
    message = only(judged(PATCHES, calls=calls, called=called))
    assert "'shift' may have integration 'desk' call another function by a variable of its stage" in message
    assert f"which may dynamodb:DeleteItem on {TABLE}/desk (apigateway:PATCH)" in message


@pytest.mark.parametrize(
    "given",
    [
        [allow("apigateway:GET", STAGE)],
        [allow("apigateway:PATCH", STAGE.replace("prod", "test"))],
        [PATCHES, deny("apigateway:PATCH")],
        [PATCHES, allow("lambda:InvokeFunction", CALLS[2])],
        [PATCHES, DELETES],
    ],
    ids=["only looks", "another stage", "is denied", "may call it itself", "may do so itself"],
)
def test_who_does_not_patch_it_or_may_do_so_anyhow_passes(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


def test_an_address_that_is_written_down_or_takes_no_such_name_in_calls_no_other() -> None:
    assert passes(judged(PATCHES, called="look"))
    assert passes(judged(PATCHES, called="look${stageVariables.fn}"))


def test_the_next_release_of_what_is_called_by_now_is_what_the_variable_is_there_for() -> None:
    assert passes(judged(PATCHES, calls=CALLS[:2]))
    assert passes(judged(PATCHES, named={"fn": "purge"}, following=DELETES))


def test_what_is_called_like_the_function_and_what_deploys_aim_it() -> None:
    assert passes(judged(PATCHES, by="purge-shift"))
    assert passes(judged(PATCHES, tags={"daypass:class": "pipeline"}))


def test_what_a_stage_names_by_now_may_not_be_known_yet() -> None:
    answer = judged(PATCHES, named={"fn": UNKNOWN})
    assert not answer.problems
    assert unknowns(answer)


@pytest.mark.parametrize("apis", [("d3sk", UNKNOWN), (UNKNOWN, "d3sk"), (UNKNOWN, UNKNOWN)], ids=str)
def test_a_stage_that_may_be_of_another_api_leaves_it_undecided(apis: tuple[Any, Any]) -> None:
    answer = judged(PATCHES, apis=apis)
    assert not answer.problems
    assert unknowns(answer) == ["restApi"]
    assert passes(judged(PATCHES, apis=("d3sk", "other")))
