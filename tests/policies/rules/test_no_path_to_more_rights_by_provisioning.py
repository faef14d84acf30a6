"""Who writes the policy of devices that a template makes, and makes itself one, takes the role of any alias."""

import json

from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages

from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
TEMPLATE = f"arn:aws:iot:{HERE}:provisioningtemplate/meters"
POLICY = f"arn:aws:iot:{HERE}:policy/meter"
CLAIMS, WRITES = allow("iot:CreateProvisioningClaim", TEMPLATE), allow("iot:CreatePolicyVersion", POLICY)
SIGNS = allow("kms:Sign", f"arn:aws:kms:{HERE}:key/1234")


def told(*given: dict[str, object], policy: str = "meter", by: str = "enroll") -> list[str]:
    body = {"Resources": {"policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyName": policy}}}}
    template = aws("iot/provisioningTemplate", "meters", name="meters", templateBody=json.dumps(body))
    publishes = role("firmware", "credentials.iot.amazonaws.com"), may("firmware", SIGNS)
    alias = aws("iot/roleAlias", "firmware", alias="firmware", roleArn=f"{ARN}role/firmware")
    stack = (role(by), may(by, *given), *publishes, alias, template)
    found = messages(judge_stack(no_path_to_more_rights, *stack))
    return [one for one in found if "of devices, make itself one" in one]


def test_who_does_both_is_told() -> None:
    (message,) = told(CLAIMS, WRITES)
    assert "may write policy 'meter' of devices, make itself one, and take a role alias of 'firmware'" in message


def test_who_does_one_of_both_or_writes_another_policy_is_not() -> None:
    assert not told(CLAIMS)
    assert not told(WRITES)
    assert not told(CLAIMS, WRITES, policy="bench")
    assert not told(allow("iot:CreateProvisioningClaim", f"{TEMPLATE}-2"), WRITES)


def test_what_is_called_like_the_holder_or_was_given_to_it_is_quiet() -> None:
    assert not told(CLAIMS, WRITES, by="firmware-enroll")
    assert not told(CLAIMS, WRITES, SIGNS)
