"""A denial of the plain way to bring code to something says that nobody meant another way, whatever it is called."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages

from daypass.data.escalation_paths import path_of
from daypass.data.plain_ways import plain_ways
from daypass.data.role_consumers import role_consumers
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

LAMBDA = f"arn:aws:lambda:eu-west-1:{ACCOUNT}"
SETTLEMENT, LAYER = f"{LAMBDA}:function:fn", f"{LAMBDA}:layer:tuning"
TUNES = allow(["lambda:Get*", "lambda:Update*", "lambda:PublishLayerVersion"], [SETTLEMENT, LAYER, f"{LAYER}:*"])
NO_CODE = deny("lambda:UpdateFunctionCode")
PAYS = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger")
RUNS = role("checkout"), may("checkout", PAYS), function("fn", "checkout")


def told(*given: dict[str, Any], made: tuple[Resource, ...] = RUNS, others: tuple[Resource, ...] = ()) -> bool:
    pipeline = role("checkout-tuning", from_github("repo:acme/checkout-tuning:environment:production"))
    found = messages(judge_stack(no_path_to_more_rights, pipeline, may("checkout-tuning", *given), *made, *others))
    return any("leads to role 'checkout'" in one for one in found)


def test_who_may_tune_a_function_and_not_change_its_code_brings_a_layer() -> None:
    assert told(TUNES, NO_CODE)
    assert told(TUNES, deny("lambda:UpdateFunctionCode", SETTLEMENT))
    assert told(TUNES, deny(["iam:*", "lambda:UpdateFunctionCode"], f"{LAMBDA}:function:*"))


def test_a_layer_of_anybody_is_as_good_as_one_of_its_own() -> None:
    sets = allow("lambda:UpdateFunctionConfiguration", SETTLEMENT)
    assert told(sets, allow("lambda:GetLayerVersion"), NO_CODE)
    assert told(sets, allow("lambda:GetLayerVersion", "arn:aws:lambda:*:*:layer:*:*"), NO_CODE)


@pytest.mark.parametrize(
    "given",
    [
        (TUNES,),
        (TUNES, deny(["lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"])),
        (TUNES, deny("lambda:UpdateFunctionCode", f"{LAMBDA}:function:other")),
        (TUNES, deny("lambda:UpdateFunctionCode", Condition={"StringEquals": {"aws:ResourceTag/stage": "prod"}})),
        (TUNES, deny("lambda:UpdateFunctionCode", Condition={"Bool": {"aws:ViaAWSService": "false"}})),
        (TUNES, NO_CODE, allow(["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"])),
        (TUNES, NO_CODE, allow("codedeploy:CreateDeployment")),
        (TUNES, {"Effect": "Deny", "NotAction": ["lambda:*Configuration", "lambda:*Layer*"], "Resource": "*"}),
    ],
    ids=["none", "both", "another", "by tag", "but by services", "by stacks", "by deployments", "all but its work"],
)
def test_whom_no_denial_keeps_from_its_code_and_who_deploys_it_otherwise_are_quiet(given: tuple[Any, ...]) -> None:
    assert not told(*given)


@pytest.mark.parametrize(
    "given",
    [
        (allow("lambda:UpdateFunctionConfiguration", SETTLEMENT),),
        (allow(["lambda:UpdateFunctionConfiguration", "lambda:PublishLayerVersion"], SETTLEMENT),),
        (
            allow("lambda:UpdateFunctionConfiguration", SETTLEMENT),
            allow("lambda:GetLayerVersion", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:layer:approved:*"),
        ),
        (
            allow(
                "lambda:UpdateFunctionConfiguration",
                SETTLEMENT,
                Condition={"ForAllValues:StringLike": {"lambda:Layer": f"{LAMBDA}:layer:approved:*"}},
            ),
            allow(["lambda:PublishLayerVersion", "lambda:GetLayerVersion"], [LAYER, f"{LAYER}:*"]),
        ),
    ],
    ids=["settings", "no layer", "given layers", "held to given ones"],
)
def test_who_has_no_layer_to_bring_sets_what_it_was_given(given: tuple[Any, ...]) -> None:
    assert not told(*given, NO_CODE)


def test_layers_that_the_settings_are_held_to_may_be_its_own() -> None:
    held = {"ForAllValues:StringLike": {"lambda:Layer": f"{LAYER}:*"}}
    sets = allow("lambda:UpdateFunctionConfiguration", SETTLEMENT, Condition=held)
    layers = allow(["lambda:PublishLayerVersion", "lambda:GetLayerVersion"], [LAYER, f"{LAYER}:*"])
    assert told(sets, layers, NO_CODE)


def test_a_denial_that_is_not_known_says_nothing_of_what_was_meant() -> None:
    late = {"Version": "2012-10-17", "Statement": [deny("lambda:UpdateFunctionCode", UNKNOWN)]}
    denies = native("iam:RolePolicy", "late", policyName="late", roleName="checkout-tuning", policyDocument=late)
    assert not told(TUNES, others=(denies,))


INSTANCE = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-0123456789abcdef0"
HOST = (
    role("checkout", "ec2.amazonaws.com"),
    may("checkout", PAYS),
    aws("iam/instanceProfile", "checkout", name="checkout", role="checkout", arn=f"{ARN}instance-profile/checkout"),
    aws("ec2/instance", "checkout", iamInstanceProfile="checkout", arn=INSTANCE),
)
USER_DATA = allow(["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"], INSTANCE)


def test_who_may_send_no_commands_to_a_machine_does_not_boot_it_with_others() -> None:
    assert told(USER_DATA, deny("ssm:SendCommand"), made=HOST)
    assert told(USER_DATA, deny(["ssm:SendCommand", "ssm:StartSession"]), made=HOST)


def test_shells_are_denied_to_many_and_who_launches_machines_says_what_they_boot() -> None:
    assert not told(USER_DATA, made=HOST)
    assert not told(USER_DATA, deny("ssm:StartSession"), made=HOST)
    assert not told(USER_DATA, deny("ssm:SendCommand"), allow("ec2:RunInstances"), made=HOST)


def test_the_ways_are_known_paths_and_lead_to_known_consumers() -> None:
    nouns = {one.noun for each in role_consumers().values() for one in each}
    assert plain_ways().keys() <= nouns
    assert all(path_of(id_) for ways in plain_ways().values() for id_ in ways.ways)
    assert all(ways.actions and ways.ways for ways in plain_ways().values())
