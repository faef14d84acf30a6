"""A shell is found where a role is at hand in it."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.workload_has_no_shell import workload_has_no_shell

SERVICE = "aws:ecs/service:Service"
INSTANCE = "aws:ec2/instance:Instance"


def judged(type_: str, **inputs: Any) -> Answer:
    return judge(workload_has_no_shell, Resource.of(type_, "web", **inputs))


@pytest.mark.parametrize("type_", [SERVICE, "aws-native:ecs:Service"])
def test_a_service_that_takes_commands_is_found(type_: str) -> None:
    assert messages(judged(type_, enableExecuteCommand=True)) == [
        "'web' opens a shell in which a person has the workload's role"
    ]
    assert judged(type_, enableExecuteCommand="true").problems
    assert passes(judged(type_, enableExecuteCommand=False))
    assert passes(judged(type_))


@pytest.mark.parametrize(
    "type_",
    [
        INSTANCE,
        "aws-native:ec2:Instance",
        "aws:ec2/launchConfiguration:LaunchConfiguration",
        "aws-native:autoscaling:LaunchConfiguration",
    ],
)
def test_an_instance_with_a_role_and_a_key_pair_is_found(type_: str) -> None:
    assert judged(type_, iamInstanceProfile="web", keyName="ops").problems
    assert passes(judged(type_, iamInstanceProfile="web"))
    assert passes(judged(type_, keyName="ops"))


def test_a_template_says_it_too() -> None:
    template = "aws:ec2/launchTemplate:LaunchTemplate"
    assert judged(template, iamInstanceProfile={"arn": "x"}, keyName="ops").problems
    assert passes(judged(template, iamInstanceProfile={}, keyName="ops"))
    native = "aws-native:ec2:LaunchTemplate"
    assert judged(native, launchTemplateData={"iamInstanceProfile": {"arn": "x"}, "keyName": "ops"}).problems
    assert passes(judged(native, launchTemplateData={"keyName": "ops"}))


def test_what_is_not_known_is_undecided_or_given() -> None:
    assert unknowns(judged(SERVICE, enableExecuteCommand=UNKNOWN)) == ["enableExecuteCommand"]
    assert judged(INSTANCE, iamInstanceProfile=UNKNOWN, keyName=Secret("ops")).problems


def test_the_rule_speaks_in_the_strict_profile_alone() -> None:
    assert workload_has_no_shell.profile == "strict"


@pytest.mark.parametrize("odd", [None, [], {}, 7, "maybe", [None]])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    judged(SERVICE, enableExecuteCommand=odd)
    judged(INSTANCE, iamInstanceProfile=odd, keyName=odd)
