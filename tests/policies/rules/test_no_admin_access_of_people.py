"""An administrator whom no machine becomes is people's."""

from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN
from daypass.rule import Profile
from daypass_policies.rules.no_admin_access import no_admin_access

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}


def asking(**condition: Any) -> dict[str, Any]:
    return lets_in(f"{ARN}user/emergency-1", Condition=condition)


FRESH = asking(NumericLessThan={"aws:MultiFactorAuthAge": "900"})
PRESENT = asking(Bool={"aws:MultiFactorAuthPresent": "true"})


def judged(*trust: Any, profile: Profile = "standard", **inputs: Any) -> Answer:
    return judge_stack(no_admin_access, role("emergency", *trust, **(inputs or ADMINISTRATOR)), profile=profile)


@pytest.mark.parametrize("trust", [(FRESH,), (PRESENT,), (FRESH, PRESENT)])
def test_a_role_that_asks_everyone_for_a_second_factor_is_told_in_strict_alone(trust: Any) -> None:
    assert passes(judged(*trust))
    assert only(judged(*trust, profile="strict"))
    emergency = role("emergency", *trust), may("emergency", allow("*"))
    assert passes(judge_stack(no_admin_access, *emergency))


@pytest.mark.parametrize(
    "trust",
    [
        (FRESH, f"{ARN}role/deploy"),
        (PRESENT, "lambda.amazonaws.com"),
        (asking(BoolIfExists={"aws:MultiFactorAuthPresent": "true"}),),
        (asking(Bool={"aws:MultiFactorAuthPresent": "false"}),),
        (asking(StringEquals={"aws:PrincipalTag/team": "ops"}),),
        (asking(Null={"aws:MultiFactorAuthPresent": "false"}),),
        (asking(StringEquals={"aws:MultiFactorAuthPresent": "false"}),),
        (asking(StringLike={"aws:MultiFactorAuthPresent": "*"}),),
        (asking(**{"ForAnyValue:StringEquals": {"aws:MultiFactorAuthPresent": ["true", "false"]}}),),
        (asking(Bool={"aws:MultiFactorAuthPresent": ["true", "false"]}),),
    ],
)
def test_one_way_in_without_it_is_enough_to_tell(trust: Any) -> None:
    assert only(judged(*trust))


def test_a_policy_that_somebody_else_has_as_well_is_told() -> None:
    everything = may("api", allow("*"))
    assert only(judge_stack(no_admin_access, role("emergency", FRESH, **ADMINISTRATOR), role("api"), everything))
    for holders in ({"roles": ["emergency", "jenkins"]}, {"roles": ["emergency", UNKNOWN]}, {"users": ["jenkins"]}):
        attached = aws("iam/policyAttachment", "all", policyArn=ADMINISTRATOR["managedPolicyArns"][0], **holders)
        assert only(judge_stack(no_admin_access, role("emergency", FRESH), attached))
