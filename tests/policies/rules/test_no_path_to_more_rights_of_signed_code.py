"""Who brings code to a function that takes signed code alone, and may end that, brings what nobody reviewed."""

from typing import Any

import pytest
from tests.support.becoming import allow, function, may, role
from tests.support.grants import ACCOUNT
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

CONFIG = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:code-signing-config:csc-0a1b2c3d4e5f60718"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:ledger"
BRINGS = allow("lambda:UpdateFunctionCode", FUNCTION)
LOOSENS = allow("lambda:UpdateCodeSigningConfig", CONFIG)
STORES = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/customers")


def judged(*given: dict[str, Any], **inputs: Any) -> Answer:
    holder = role("ledger-deploy", "codebuild.amazonaws.com"), may("ledger-deploy", *given)
    runs = function("ledger", "ledger", **{"codeSigningConfigArn": CONFIG, **inputs})
    return judge_stack(no_path_to_more_rights, *holder, role("ledger"), may("ledger", STORES), runs)


@pytest.mark.parametrize("action", ["lambda:DeleteFunctionCodeSigningConfig", "lambda:PutFunctionCodeSigningConfig"])
def test_whoever_ships_and_lifts_the_check_is_told(action: str) -> None:
    assert "leads to role 'ledger'" in only(judged(BRINGS, LOOSENS))
    assert only(judged(BRINGS, allow(action, FUNCTION)))


def test_whoever_ships_alone_is_not() -> None:
    assert passes(judged(BRINGS))
    assert passes(judged(BRINGS, allow("lambda:UpdateCodeSigningConfig", f"{CONFIG}x")))
    assert passes(judged(BRINGS, allow("lambda:GetCodeSigningConfig", CONFIG)))
    assert passes(judged(BRINGS, LOOSENS, codeSigningConfigArn=""))


def test_who_makes_such_configurations_looks_after_them() -> None:
    assert passes(judged(BRINGS, LOOSENS, allow("lambda:CreateCodeSigningConfig")))
