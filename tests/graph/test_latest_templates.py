"""Whoever writes the next version of a launch template decides what runs where the latest one is started."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import aws, native
from tests.support.rules import judge_stack, messages, only

from daypass.graph.becoming.steering.machines.latest import Latest
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
STRONG = role("strong", "ec2.amazonaws.com", **ADMINISTRATOR)
PROFILE = aws("iam/instanceProfile", "strong", name="strong", role="strong")
TEMPLATES = "arn:aws:ec2:eu-west-1:111122223333:launch-template"
WRITES = allow("ec2:CreateLaunchTemplateVersion", f"{TEMPLATES}/lt-1")
BY_ID = {"id": "lt-1", "version": "$Latest"}
BY_ITS_ID = {"launchTemplateId": "lt-1", "version": "$Latest"}
BY_NAME = {"launchTemplateName": "fleet", "version": "$Latest"}


def told(*made: Resource, given: dict[str, Any] = WRITES) -> list[str]:
    found = judge_stack(no_path_to_more_rights, role("a"), may("a", given), STRONG, PROFILE, *made)
    return [text for text in messages(found) if "'a'" in text]


def template(**inputs: Any) -> Resource:
    named = {"id": "lt-1", "name": "fleet", "iamInstanceProfile": {"name": "strong"}}
    return replace(aws("ec2/launchTemplate", "lt", **{**named, **inputs}), id=inputs.get("id", "lt-1"))


def native_template() -> Resource:
    data = {"iamInstanceProfile": {"name": "strong"}}
    named = {"launchTemplateId": "lt-1", "launchTemplateName": "fleet"}
    return replace(native("ec2:LaunchTemplate", "lt", launchTemplateData=data, **named), id="lt-1")


def group(**inputs: Any) -> Resource:
    return aws("autoscaling/group", "web", **{"name": "web", "launchTemplate": BY_ID, **inputs})


def mixed(**said: Any) -> dict[str, Any]:
    return {"launchTemplate": None, "mixedInstancesPolicy": {"launchTemplate": said}}


@pytest.mark.parametrize("of", [template(), native_template()], ids=["aws", "aws-native"])
@pytest.mark.parametrize(
    "starter",
    [
        group(),
        group(launchTemplate={"name": "fleet", "version": "$Latest"}),
        group(**mixed(launchTemplateSpecification=BY_NAME)),
        group(**mixed(launchTemplateSpecification=BY_ITS_ID)),
        group(**mixed(overrides=[{"launchTemplateSpecification": BY_NAME}])),
        native("autoscaling:AutoScalingGroup", "web", launchTemplate=BY_ITS_ID),
        aws("ec2/fleet", "web", launchTemplateConfigs=[{"launchTemplateSpecification": BY_ITS_ID}]),
        aws("ec2/fleet", "web", launchTemplateConfigs={"launchTemplateSpecification": BY_NAME}),
        aws("ec2/spotFleetRequest", "web", launchTemplateConfigs=[{"launchTemplateSpecification": BY_ID}]),
        native("ec2:Ec2Fleet", "web", launchTemplateConfigs=[{"launchTemplateSpecification": BY_NAME}]),
    ],
)
def test_whoever_writes_the_next_version_acts_as_what_is_started_at_the_latest(of: Resource, starter: Resource) -> None:
    (message,) = told(of, starter)
    assert message.startswith("role 'a' may act as role 'strong', which may do everything: ")
    assert "(ec2-x06: ec2:CreateLaunchTemplateVersion)" in message
    assert not told(of, starter, given=allow("ec2:CreateLaunchTemplateVersion", f"{TEMPLATES}/lt-2"))
    assert not told(of, starter, given=allow("ec2:ModifyLaunchTemplate", f"{TEMPLATES}/lt-1"))


@pytest.mark.parametrize(
    "starter",
    [
        group(launchTemplate={"id": "lt-1"}),
        group(launchTemplate={"id": "lt-1", "version": "$Default"}),
        group(launchTemplate={"id": "lt-1", "version": "3"}),
        group(launchTemplate={"id": "lt-1", "version": UNKNOWN}),
        group(launchTemplate={"id": "lt-2", "version": "$Latest"}),
        group(launchTemplate={"name": "other", "version": "$Latest"}),
        group(**mixed(overrides=[{"instanceType": "m6i.large"}])),
        aws("eks/nodeGroup", "web", launchTemplate=BY_ID),
        aws("batch/computeEnvironment", "web", computeResources={"launchTemplate": BY_ITS_ID}),
        aws("ec2/instance", "web", launchTemplate=BY_ID),
    ],
    ids=str,
)
def test_a_version_that_stays_until_somebody_chooses_another_is_quiet(starter: Resource) -> None:
    assert not told(template(), starter)


def test_a_tag_of_the_template_limits_it() -> None:
    tagged = allow("ec2:CreateLaunchTemplateVersion", Condition={"StringEquals": {"aws:ResourceTag/app": "shop"}})
    message = only(told(template(tags={"app": "shop"}), group(), given=tagged))
    assert "ec2-x06: ec2:CreateLaunchTemplateVersion" in message
    assert not told(template(tags={"app": "bank"}), group(), given=tagged)


def test_a_template_that_is_not_made_yet_is_known_by_what_depends_on_it_and_named_by_nobody() -> None:
    new = replace(template(id=UNKNOWN, name=UNKNOWN), id="")
    unknown = group(launchTemplate={"id": UNKNOWN, "version": "$Latest"})
    starter = replace(unknown, property_dependencies={"launchTemplate": (new.urn,)})
    assert not told(new, starter)
    message = only(told(new, starter, given=allow("ec2:CreateLaunchTemplateVersion", f"{TEMPLATES}/*")))
    assert "ec2-x06: ec2:CreateLaunchTemplateVersion" in message
    assert not told(new, unknown, given=allow("ec2:CreateLaunchTemplateVersion", f"{TEMPLATES}/*"))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret([]), [7], [UNKNOWN], [[]], {"id": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    of = template(id=odd, name=odd, arn=odd)
    starters = (
        group(launchTemplate=odd),
        group(launchTemplate={"id": odd, "version": "$Latest"}),
        group(launchTemplate={"id": "lt-1", "version": odd}),
        group(**mixed(launchTemplateSpecification=odd, overrides=odd)),
        group(mixedInstancesPolicy=odd, launchTemplate=None),
        aws("ec2/fleet", "web", launchTemplateConfigs=odd),
    )
    latest = Latest(Stack((replace(of, id=""), *starters)))
    assert len(list(latest.of(latest.stack.resources[0]))) <= 1
    assert not list(latest.of(starters[0]))
