"""A credential of production that every workspace runs with is told."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.global_variables_stay_in_their_environment import (
    global_variables_stay_in_their_environment as rule,
)

SET = "tfe:index/variableSet:VariableSet"
VARIABLE = "tfe:index/variable:Variable"
WORKSPACE = "tfe:index/workspace:Workspace"
PROD = {"name": "prod-cloudflare", "global": True}
TOKEN = {"sensitive": True, "variableSetId": "varset-1"}


def judged(keys: dict[str, Any], token: dict[str, Any], *workspaces: dict[str, Any]) -> Answer:
    made = [Resource.of(WORKSPACE, f"workspace-{index}", **one) for index, one in enumerate(workspaces)]
    return judge_stack(rule, Resource.of(SET, "keys", **keys), Resource.of(VARIABLE, "token", **token), *made)


@pytest.mark.parametrize(
    ("keys", "workspace"),
    [
        (PROD, {"name": "shop-sandbox"}),
        ({"global": True, "description": "owner=a; environment=prod"}, {"name": "shop-dev"}),
        ({"name": "dev-keys", "global": "true"}, {"name": "shop", "description": "environment=prod"}),
        (PROD, {"name": UNKNOWN, "description": "environment=sandbox"}),
    ],
)
def test_a_set_of_one_environment_that_all_run_with_is_told(keys: dict[str, Any], workspace: dict[str, Any]) -> None:
    said = only(judged(keys, TOKEN, {"name": "shop-prod" if keys is PROD else "shop"}, workspace))
    assert said == "variable set 'keys' is of one environment, and workspace 'workspace-1' of another runs with it"


@pytest.mark.parametrize(
    ("keys", "token", "workspace"),
    [
        ({**PROD, "global": False}, TOKEN, {"name": "shop-sandbox"}),
        ({"name": "prod-cloudflare"}, TOKEN, {"name": "shop-sandbox"}),
        (PROD, TOKEN, {"name": "shop-prod"}),
        (PROD, TOKEN, {"name": "shop"}),
        ({"name": "registry", "global": True}, TOKEN, {"name": "shop-sandbox"}),
        (PROD, {"sensitive": False, "variableSetId": "varset-1"}, {"name": "shop-sandbox"}),
        (PROD, {"sensitive": True, "workspaceId": "ws-1"}, {"name": "shop-sandbox"}),
    ],
)
def test_what_is_of_all_or_goes_to_its_own_passes(
    keys: dict[str, Any], token: dict[str, Any], workspace: dict[str, Any]
) -> None:
    assert passes(judged(keys, token, workspace))


def test_whether_all_run_with_it_may_not_be_known() -> None:
    assert unknowns(judged({**PROD, "global": UNKNOWN}, TOKEN, {"name": "shop-sandbox"})) == ["global"]
    assert unknowns(judged(PROD, {**TOKEN, "sensitive": UNKNOWN}, {"name": "shop-sandbox"})) == ["sensitive"]
    assert unknowns(judged({**PROD, "name": UNKNOWN}, TOKEN, {"name": "shop-sandbox"})) == ["name"]
    assert unknowns(judged(PROD, TOKEN, {"name": "shop", "description": UNKNOWN})) == ["description"]
