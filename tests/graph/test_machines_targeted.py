"""Systems Manager is told by ids, by tags, some of them given by AWS itself, or by a group which machines are meant."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import aws, native
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
STRONG = role("strong", "ec2.amazonaws.com", **ADMINISTRATOR)
PROFILE = aws("iam/instanceProfile", "strong", name="strong", role="strong")
BASELINE = "arn:aws:ssm:eu-west-1:111122223333:document/baseline"
WRITES = (allow(["ssm:UpdateDocument", "ssm:UpdateDocumentDefaultVersion"], BASELINE),)
BY_TAG = [{"key": "tag:app", "values": ["portal", "shop"]}]


def told(*made: Resource, given: tuple[dict[str, Any], ...]) -> list[str]:
    found = judge_stack(no_path_to_more_rights, role("a"), may("a", *given), STRONG, PROFILE, *made)
    return [text for text in messages(found) if "'a'" in text]


def instance() -> Resource:
    return aws("ec2/instance", "i", id="i-1", iamInstanceProfile="strong", tags={"app": "portal"})


def template(**inputs: Any) -> Resource:
    named = {"id": "lt-1", "name": "fleet", "iamInstanceProfile": {"name": "strong"}}
    return aws("ec2/launchTemplate", "lt", **{**named, **inputs})


def scaling(**inputs: Any) -> Resource:
    return aws("autoscaling/group", "web", **{"name": "web", "launchTemplate": {"id": "lt-1"}, **inputs})


def association(**inputs: Any) -> Resource:
    return aws("ssm/association", "applied", **{"name": "baseline", "targets": BY_TAG, **inputs})


OF_GROUP = [{"key": "tag:aws:autoscaling:groupName", "values": ["web"]}]


@pytest.mark.parametrize(
    "targets",
    [
        OF_GROUP,
        [{"key": "tag:aws:ec2launchtemplate:id", "values": ["lt-1"]}],
        [{"key": "tag-key", "values": ["aws:autoscaling:groupName"]}],
        [{"key": "tag:app", "values": ["portal"]}],
        [{"key": "tag:stage", "values": ["prod"]}],
        [{"key": "InstanceIds", "values": ["*"]}],
        [*OF_GROUP, {"key": "tag:stage", "values": ["prod"]}],
    ],
)
def test_a_document_is_applied_to_what_a_group_starts(targets: Any) -> None:
    given = [{"resourceType": "instance", "tags": {"app": "portal"}}]
    group = scaling(tags=[{"key": "stage", "value": "prod", "propagateAtLaunch": True}])
    stack = template(tagSpecifications=given), group, association(targets=targets)
    assert "(ssm-x10: ssm:UpdateDocument" in only(told(*stack, given=WRITES))
    assert not told(*stack, given=(allow("ssm:UpdateDocument", f"{BASELINE}-test"),))


@pytest.mark.parametrize(
    "targets",
    [
        [{"key": "tag:aws:autoscaling:groupName", "values": ["db"]}],
        [{"key": "tag:aws:ec2launchtemplate:id", "values": ["lt-2"]}],
        [{"key": "tag:aws:cloudformation:stack-name", "values": ["web"]}],
        [{"key": "tag:stage", "values": ["prod"]}],
        [*OF_GROUP, {"key": "tag:stage", "values": ["prod"]}],
        [{"key": "aws:autoscaling:groupName", "values": ["web"]}],
    ],
)
def test_what_another_group_starts_is_left_alone(targets: Any) -> None:
    group = scaling(tags=[{"key": "stage", "value": "prod", "propagateAtLaunch": False}])
    assert not told(template(), group, association(targets=targets), given=WRITES)


def test_a_native_group_is_called_otherwise() -> None:
    group = native(
        "autoscaling:AutoScalingGroup", "web", autoScalingGroupName="web", launchTemplate={"launchTemplateId": "lt-1"}
    )
    assert told(template(), group, association(targets=OF_GROUP), given=WRITES)


def test_a_group_whose_name_is_not_known_yet_is_what_the_association_depends_on() -> None:
    unsaid = association(targets=[{"key": "tag:aws:autoscaling:groupName", "values": [UNKNOWN]}])
    web, other = scaling(name=UNKNOWN), scaling(name=UNKNOWN, launchTemplate={"id": "lt-2"})
    other = replace(other, urn=f"{other.urn}-other")
    for behind, is_told in ((web, True), (other, False)):
        waiting = replace(unsaid, property_dependencies={"targets": (behind.urn,)})
        assert bool(told(template(), web, other, waiting, given=WRITES)) == is_told


@pytest.mark.parametrize(
    "target",
    [
        UNKNOWN,
        {"key": "tag:app", "values": [UNKNOWN]},
        {"key": "tag:app", "values": UNKNOWN},
        {"key": "tag:aws:autoscaling:groupName", "values": [UNKNOWN]},
        {"key": UNKNOWN, "values": ["portal"]},
        {"key": "InstanceIds", "values": ["i-2", UNKNOWN]},
    ],
)
def test_targets_that_are_not_known_yet_may_be_any_machine(target: Any) -> None:
    whole = judge_stack(
        no_path_to_more_rights, role("a"), may("a", *WRITES), STRONG, PROFILE, instance(), association(targets=UNKNOWN)
    )
    assert unknowns(whole) == ["targets"]
    stack = STRONG, PROFILE, instance(), association(targets=[target])
    answer = judge_stack(no_path_to_more_rights, role("a"), may("a", *WRITES), *stack)
    assert not [text for text in messages(answer) if "'a'" in text]
    assert unknowns(answer) == ["targets"]
    elsewhere = judge_stack(no_path_to_more_rights, role("a"), may("a", allow("ssm:GetDocument", BASELINE)), *stack)
    assert not unknowns(elsewhere)


def resource_group(name: str = "all", **query: Any) -> Resource:
    return aws("resourcegroups/group", "rg", name=name, resourceQuery={"query": json.dumps(query)})


PORTAL = [{"Key": "app", "Values": ["portal", "shop"]}]
IN_GROUP = association(targets=[{"key": "resource-groups:Name", "values": ["all"]}])


@pytest.mark.parametrize(
    "group",
    [
        resource_group(TagFilters=PORTAL),
        resource_group(TagFilters=[{"Key": "app"}], ResourceTypeFilters=["AWS::AllSupported"]),
        resource_group(TagFilters=PORTAL, ResourceTypeFilters=["AWS::S3::Bucket", "AWS::EC2::Instance"]),
        native(
            "resourcegroups:Group",
            "rg",
            name="all",
            resourceQuery={"query": {"tagFilters": [{"key": "app", "values": ["portal"]}]}},
        ),
    ],
)
def test_a_resource_group_is_what_has_its_tags(group: Resource) -> None:
    assert "(ssm-x10: ssm:UpdateDocument" in only(told(instance(), IN_GROUP, group, given=WRITES))
    of_types = [*IN_GROUP.inputs.raw["targets"], {"key": "resource-groups:ResourceTypeFilters", "values": ["X"]}]
    assert not told(instance(), association(targets=of_types), group, given=WRITES)


@pytest.mark.parametrize(
    "group",
    [
        resource_group("others", TagFilters=PORTAL),
        resource_group(TagFilters=[*PORTAL, {"Key": "stage", "Values": ["prod"]}]),
        resource_group(TagFilters=PORTAL, ResourceTypeFilters=["AWS::S3::Bucket"]),
        resource_group(StackIdentifier="arn:aws:cloudformation:eu-west-1:111122223333:stack/x/1"),
        aws("resourcegroups/group", "rg", name="all", resourceQuery={"query": "{"}),
        aws("resourcegroups/group", "rg", name="all"),
    ],
)
def test_a_resource_group_of_other_things_is_left_alone(group: Resource) -> None:
    assert not told(instance(), IN_GROUP, group, given=WRITES)


@pytest.mark.parametrize("query", [UNKNOWN, {"query": UNKNOWN}, {"query": {"TagFilters": UNKNOWN}}])
def test_a_resource_group_that_is_not_known_yet_may_have_any_machine(query: Any) -> None:
    group = aws("resourcegroups/group", "rg", name="all", resourceQuery=query)
    stack = STRONG, PROFILE, instance(), IN_GROUP, group
    answer = judge_stack(no_path_to_more_rights, role("a"), may("a", *WRITES), *stack)
    assert unknowns(answer) == ["targets"]


@pytest.mark.parametrize(
    ("hosts", "tag"),
    [
        (aws("eks/nodeGroup", "n", nodeRoleArn="strong", clusterName="web"), "eks:cluster-name"),
        (aws("eks/nodeGroup", "n", nodeRoleArn="strong", nodeGroupName="web"), "eks:nodegroup-name"),
        (native("eks:Nodegroup", "n", nodeRole="strong", clusterName="web"), "aws:eks:cluster-name"),
        (
            aws(
                "eks/nodeGroup",
                "n",
                nodeRoleArn="strong",
                launchTemplate={"id": "lt-9", "version": "1"},
            ),
            "app",
        ),
        (
            aws(
                "elasticbeanstalk/environment",
                "e",
                name="web",
                settings=[{"name": "IamInstanceProfile", "value": "strong"}],
            ),
            "elasticbeanstalk:environment-name",
        ),
        (aws("emr/cluster", "e", ec2Attributes={"instanceProfile": "strong"}, tags={"app": "web"}), "app"),
    ],
)
def test_a_service_gives_the_hosts_that_it_starts_tags_too(hosts: Resource, tag: str) -> None:
    given = [{"resourceType": "instance", "tags": {"app": "web"}}]
    of_nodes = replace(aws("ec2/launchTemplate", "nodes", tagSpecifications=given), id="lt-9")
    for value, is_told in (("web", True), ("db", False)):
        applied = association(targets=[{"key": f"tag:{tag}", "values": [value]}])
        assert bool(told(hosts, of_nodes, applied, given=WRITES)) == is_told


def test_a_node_group_gives_its_hosts_no_tags_of_its_own() -> None:
    nodes = aws("eks/nodeGroup", "n", nodeRoleArn="strong", clusterName="web", tags={"app": "portal"})
    assert not told(nodes, association(), given=WRITES)


def test_a_task_is_for_what_the_target_of_its_window_says_that_is_made_with_it() -> None:
    by_window = [{"key": "WindowTargetIds", "values": [UNKNOWN]}]
    task = aws("ssm/maintenanceWindowTask", "n", taskType="RUN_COMMAND", taskArn="baseline", targets=by_window)
    window = aws("ssm/maintenanceWindowTarget", "t", targets=OF_GROUP)
    waiting = replace(task, property_dependencies={"targets": (window.urn,)})
    assert "(ssm-x10: ssm:UpdateDocument" in only(told(template(), scaling(), waiting, window, given=WRITES))
    assert not told(template(), scaling(name="db"), waiting, window, given=WRITES)
