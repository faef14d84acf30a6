"""Who brings code to a function that takes signed code alone, and may end that, brings what nobody reviewed."""

from typing import Any

import pytest
from tests.support.becoming import allow, function, may, role
from tests.support.grants import ACCOUNT, aws, native
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
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


LISTED = {
    "allowedPublishers": {"signingProfileVersionArns": [f"arn:aws:signer:eu-west-1:{ACCOUNT}:/signing-profiles/p/1"]}
}
SIGNS = allow("signer:StartSigningJob", f"arn:aws:signer:eu-west-1:{ACCOUNT}:/signing-profiles/p")


def with_config(made: Resource, *given: dict[str, Any]) -> Answer:
    holder = role("ledger-deploy", "codebuild.amazonaws.com"), may("ledger-deploy", *given)
    runs = role("ledger"), may("ledger", STORES), function("ledger", "ledger", codeSigningConfigArn=CONFIG)
    return judge_stack(no_path_to_more_rights, *holder, *runs, made)


def config(**inputs: Any) -> Resource:
    return aws("lambda/codeSigningConfig", "csc", **{"arn": CONFIG, **LISTED, **inputs})


@pytest.mark.parametrize("inputs", [{"policies": {"untrustedArtifactOnDeployment": "Warn"}}, {"policies": {}}, {}])
def test_whoever_ships_what_others_sign_is_told_where_the_check_only_warns(inputs: dict[str, Any]) -> None:
    assert "leads to role 'ledger'" in only(with_config(config(**inputs), BRINGS))
    assert passes(with_config(config(**inputs), BRINGS, SIGNS))
    assert passes(with_config(config(**inputs), BRINGS, allow(["lambda:CreateFunction"], FUNCTION)))
    assert passes(with_config(config(**inputs), allow("lambda:GetFunction", FUNCTION)))


def test_the_same_of_a_configuration_of_aws_native() -> None:
    warns = {"codeSigningPolicies": {"untrustedArtifactOnDeployment": "Warn"}}
    enforces = {"codeSigningPolicies": {"untrustedArtifactOnDeployment": "Enforce"}}
    assert only(
        with_config(native("lambda:CodeSigningConfig", "csc", codeSigningConfigArn=CONFIG, **LISTED, **warns), BRINGS)
    )
    made = native("lambda:CodeSigningConfig", "csc", codeSigningConfigArn=CONFIG, **LISTED, **enforces)
    assert passes(with_config(made, BRINGS))


def test_a_check_that_holds_or_of_which_nothing_is_known_yet_says_nothing() -> None:
    assert passes(with_config(config(policies={"untrustedArtifactOnDeployment": "Enforce"}), BRINGS))
    assert passes(with_config(config(policies={"untrustedArtifactOnDeployment": UNKNOWN}), BRINGS))
    assert passes(with_config(config(arn=f"{CONFIG}x"), BRINGS))
