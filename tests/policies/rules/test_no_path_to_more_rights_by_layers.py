"""A pipeline that makes layers and puts them on another's function runs its own code as that function."""

from typing import Any

from tests.support.becoming import FUNCTION, allow, from_github, function, may, role
from tests.support.grants import ACCOUNT
from tests.support.rules import judge_stack, messages

from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

SETS = allow(["lambda:GetFunctionConfiguration", "lambda:UpdateFunctionConfiguration"], FUNCTION)
LAYERS = allow("lambda:PublishLayerVersion", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:layer:tracing")
PAYS = allow("dynamodb:UpdateItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger")


def told(*given: dict[str, Any], called: str = "observability-ci") -> bool:
    entered = role(called, from_github("repo:acme/observability:environment:prod")), may(called, *given)
    runs = role("settlement"), may("settlement", PAYS), function("fn", "settlement")
    found = messages(judge_stack(no_path_to_more_rights, *entered, *runs))
    return any("leads to role 'settlement'" in one and "lambda-x01" in one for one in found)


def test_whoever_was_given_the_settings_and_not_the_code_puts_code_beside_it() -> None:
    assert told(SETS, LAYERS)


def test_who_makes_no_layers_or_was_given_the_code_as_well_deploys_it() -> None:
    assert not told(SETS)
    assert not told(SETS, LAYERS, allow("lambda:UpdateFunctionCode", FUNCTION))


def test_what_is_called_like_it_is_its_own() -> None:
    assert not told(SETS, LAYERS, called="settlement-ci")
