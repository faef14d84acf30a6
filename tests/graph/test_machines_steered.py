"""Whoever writes the image, the document or the revision that machines take decides what those do."""

from base64 import b64encode
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import aws, native
from tests.support.rules import judge_stack, messages, only

from daypass.graph.becoming.steering.documents.applied import Documents
from daypass.graph.becoming.steering.machines.deployments import Deployments
from daypass.graph.becoming.steering.machines.parameters import parameters_of
from daypass.graph.becoming.steering.machines.picked import Machines
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
STRONG = role("strong", "ec2.amazonaws.com", **ADMINISTRATOR)
PROFILE = aws("iam/instanceProfile", "strong", name="strong", role="strong")
HERE = "eu-west-1:111122223333"
PARAMETER = f"arn:aws:ssm:{HERE}:parameter/golden/ami"
BASELINE = f"arn:aws:ssm:{HERE}:document/baseline"
GROUP = f"arn:aws:codedeploy:{HERE}:deploymentgroup:portal/prod"


def told(*made: Resource, given: tuple[dict[str, Any], ...]) -> list[str]:
    found = judge_stack(no_path_to_more_rights, role("a"), may("a", *given), STRONG, PROFILE, *made)
    return [text for text in messages(found) if "'a'" in text]


def instance(**inputs: Any) -> Resource:
    return aws(
        "ec2/instance", "i", **{"id": "i-1", "iamInstanceProfile": "strong", "tags": {"app": "portal"}, **inputs}
    )


def template(**inputs: Any) -> Resource:
    named = {"id": "lt-1", "name": "fleet", "iamInstanceProfile": {"name": "strong"}}
    return aws("ec2/launchTemplate", "lt", **{**named, **inputs})


# What a parameter says


PUTS = (allow("ssm:PutParameter", PARAMETER),)


@pytest.mark.parametrize(
    "machine",
    [
        template(imageId="resolve:ssm:/golden/ami"),
        template(imageId="{{resolve:ssm:/golden/ami}}"),
        template(imageId=f"resolve:ssm:{PARAMETER}"),
        instance(ami="resolve:ssm:golden/ami"),
        aws("ec2/launchConfiguration", "c", imageId="resolve:ssm:/golden/ami", iamInstanceProfile="strong"),
        native(
            "ec2:LaunchTemplate",
            "lt",
            launchTemplateData={
                "imageId": "{{ resolve:ssm:/golden/ami }}",
                "iamInstanceProfile": {"name": "strong"},
            },
        ),
        native("ec2:Instance", "i", imageId="resolve:ssm:/golden/ami", iamInstanceProfile="strong"),
    ],
)
def test_whoever_writes_the_parameter_chooses_what_the_machine_runs(machine: Resource) -> None:
    (message,) = told(machine, given=PUTS)
    assert message.startswith("role 'a' may act as role 'strong', which may do everything: ")
    assert "(ssm-x09: ssm:PutParameter)" in message
    assert not told(machine, given=(allow("ssm:PutParameter", f"{PARAMETER}-test"),))
    assert not told(machine, given=(allow("ssm:GetParameter", PARAMETER),))


SHOWS = "--query Parameter.Value --output text"


@pytest.mark.parametrize(
    "script",
    [
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | bash",
        f"aws ssm get-parameter --region eu-west-1 --name '/golden/ami' {SHOWS} | sudo -E /bin/bash -s",
        f"aws --region eu-west-1 ssm get-parameters --names=golden/ami \\\n  {SHOWS}|sh",
        f'eval "$(aws ssm get-parameter --name {PARAMETER} {SHOWS})"',
        f'bash -c "$(aws ssm get-parameter --name /golden/ami {SHOWS})"',
        f"source <(aws ssm get-parameter --with-decryption --name /golden/ami {SHOWS})",
        f"bash <(aws ssm get-parameter --name /golden/ami {SHOWS})",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | sudo -u app bash",
        "aws ssm get-parameter --name /golden/ami | jq -r .Parameter.Value | /usr/bin/env bash -s -- prod",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | base64 -d | bash -e && echo done",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | base64 -d | gunzip | bash -euxo pipefail",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | bash 2>&1 | tee /var/log/boot",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | bash\r\necho done\r\n",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | bash /dev/stdin",
        f"# what it runs \\\naws ssm get-parameter --name /golden/ami {SHOWS} | bash",
    ],
)
def test_whoever_writes_what_a_shell_is_given_at_the_start_runs_it_there(script: str) -> None:
    for machine in (instance(userData=f"#!/bin/bash\n{script}\n"), template(userData=packed(script))):
        assert "(ssm-x09: ssm:PutParameter)" in only(told(machine, given=PUTS))
        assert not told(machine, given=(allow("ssm:PutParameter", f"{PARAMETER}-test"),))


@pytest.mark.parametrize(
    "script",
    [
        f"LEVEL=$(aws ssm get-parameter --name /golden/ami {SHOWS})",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} > /etc/shop.conf\nbash /opt/start.sh",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | shred",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | jq -r .level",
        "echo /golden/ami | bash",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | sudo sh -c 'cat > /etc/app.conf'",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | bash -c 'tee /etc/app.conf'",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | bash /opt/load-env.sh",
        f"# aws ssm get-parameter --name /golden/ami {SHOWS} | bash",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | sh-tool",
        f"aws ssm get-parameter --name /golden/ami {SHOWS} | sh.py",
        f"aws ssm get-parameter --name /aws/service/golden {SHOWS} | bash",
    ],
)
def test_what_is_only_read_is_no_command(script: str) -> None:
    assert not told(instance(userData=script), given=(allow("ssm:PutParameter", "*"),))


def packed(script: str) -> str:
    return b64encode(f"#!/bin/sh\n{script}".encode()).decode()


@pytest.mark.parametrize(
    "named",
    [
        "ami-0abcdef1234567890",
        "resolve:ssm:/golden/ami:7",
        "{{resolve:ssm:/golden/ami:7}}",
        "resolve:ssm:/golden/ami:prod",
        "{{resolve:ssm-secure:/golden/ami}}",
        "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023",
        "resolve:ssm:arn:aws:ssm:eu-west-1::parameter/aws/service/ami-amazon-linux-latest/al2023",
        "resolve:ssm:",
        UNKNOWN,
    ],
)
def test_a_version_that_stays_and_what_only_aws_writes_is_quiet(named: Any) -> None:
    assert list(parameters_of(template(imageId=named))) == []


@pytest.mark.parametrize("named", ["resolve:ssm:/golden/ami:prod", f"resolve:ssm:{PARAMETER}:v2.stable"])
def test_who_writes_a_new_version_and_moves_the_label_to_it_chooses_what_the_machine_runs(named: str) -> None:
    fleet, labels = template(imageId=named), allow("ssm:LabelParameterVersion", PARAMETER)
    (message,) = told(fleet, given=(*PUTS, labels))
    assert "(ssm-x25: ssm:PutParameter, ssm:LabelParameterVersion)" in message
    assert not told(fleet, given=PUTS)
    assert not told(fleet, given=(labels,))
    assert not told(fleet, given=(*PUTS, allow("ssm:LabelParameterVersion", f"{PARAMETER}-test")))
    assert not told(fleet, given=(*PUTS, labels, deny("ssm:LabelParameterVersion", PARAMETER)))
    assert not told(template(imageId="resolve:ssm:/golden/ami:7"), given=(*PUTS, labels))


def test_who_may_only_make_new_parameters_changes_none() -> None:
    fleet = template(imageId="resolve:ssm:/golden/ami")
    new_ones = allow("ssm:PutParameter", PARAMETER, Condition={"Bool": {"ssm:Overwrite": "false"}})
    assert not told(fleet, given=(new_ones,))
    kept = deny("ssm:PutParameter", "*", Condition={"StringEquals": {"ssm:Overwrite": "true"}})
    assert not told(fleet, given=(*PUTS, kept))


# What a document says


WRITES = (allow(["ssm:UpdateDocument", "ssm:UpdateDocumentDefaultVersion"], BASELINE),)
BY_TAG = [{"key": "tag:app", "values": ["portal", "shop"]}]


def association(**inputs: Any) -> Resource:
    return aws("ssm/association", "applied", **{"name": "baseline", "targets": BY_TAG, **inputs})


@pytest.mark.parametrize(
    "applied",
    [
        association(),
        association(documentVersion="$DEFAULT"),
        association(name=BASELINE),
        association(targets=[{"key": "InstanceIds", "values": ["i-1"]}]),
        association(targets=[{"key": "InstanceIds", "values": ["*"]}]),
        association(targets=[{"key": "tag-key", "values": ["app"]}]),
        association(targets=None, instanceId="i-1"),
        native("ssm:Association", "applied", name="baseline", targets=BY_TAG),
    ],
)
def test_whoever_writes_the_next_version_of_a_document_acts_as_the_machines_it_is_applied_to(applied: Resource) -> None:
    (message,) = told(instance(), applied, given=WRITES)
    assert "(ssm-x10: ssm:UpdateDocument, ssm:UpdateDocumentDefaultVersion)" in message
    assert not told(instance(), applied, given=(allow("ssm:UpdateDocument", BASELINE),))


def test_the_latest_version_needs_nobody_to_choose_it() -> None:
    (message,) = told(instance(), association(documentVersion="$LATEST"), given=WRITES[:1])
    assert "(ssm-x11: ssm:UpdateDocument)" in message


def by_pipeline(called: str, node: str, applied: Resource) -> list[str]:
    """What is told of a pipeline that was given the document, where machines of this role read a secret."""
    reads = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:{node}/house-??????")
    machine = instance(iamInstanceProfile=node), aws("iam/instanceProfile", node, name=node, role=node)
    pipeline = role(called, tags={"daypass:class": "pipeline"}), may(called, *WRITES)
    stack = (*pipeline, role(node, "ec2.amazonaws.com"), may(node, reads), *machine, applied)
    return [text for text in messages(judge_stack(no_path_to_more_rights, *stack)) if f"'{called}'" in text]


def test_a_pipeline_that_was_given_a_document_was_not_given_the_machines_of_others() -> None:
    (message,) = by_pipeline("gh-baseline", "settlement-node", association())
    assert "leads to role 'settlement-node', which may secretsmanager:GetSecretValue" in message
    assert not by_pipeline("gh-baseline", "settlement-node", association(documentVersion="7"))
    assert not by_pipeline("settlement-deploy", "settlement-node", association())


@pytest.mark.parametrize(
    "applied",
    [
        association(documentVersion="3"),
        association(documentVersion=UNKNOWN),
        association(name="other"),
        association(name=UNKNOWN),
        association(targets=[{"key": "tag:app", "values": ["shop"]}]),
        association(targets=[*BY_TAG, {"key": "tag:stage", "values": ["prod"]}]),
        association(targets=[*BY_TAG, {"key": "resource-groups:Name", "values": ["all"]}]),
        association(targets=[{"key": "InstanceIds", "values": ["i-2"]}]),
        association(targets=None, instanceId="i-2"),
        association(automationTargetParameterName="InstanceId"),
    ],
)
def test_another_document_another_machine_or_a_version_that_stays_is_quiet(applied: Resource) -> None:
    assert not told(instance(), applied, given=WRITES)


def test_documents_of_aws_are_written_by_nobody_else() -> None:
    stack = Stack((instance(), association(name="AWS-RunPatchBaseline")))
    assert Documents(stack, Machines(stack)).of(stack.resources[0]) == ()


def window_task(**inputs: Any) -> Resource:
    said = {"taskType": "RUN_COMMAND", "taskArn": "baseline", "targets": [{"key": "InstanceIds", "values": ["i-1"]}]}
    return aws("ssm/maintenanceWindowTask", "nightly", **{**said, **inputs})


def test_a_task_of_a_maintenance_window_applies_a_document_as_well() -> None:
    assert "ssm-x10: ssm:UpdateDocument" in only(told(instance(), window_task(), given=WRITES))
    by_window = [{"key": "WindowTargetIds", "values": ["t-1"]}]
    targets = aws("ssm/maintenanceWindowTarget", "t", id="t-1", targets=BY_TAG)
    message = only(told(instance(), window_task(targets=by_window), targets, given=WRITES))
    assert "ssm-x10: ssm:UpdateDocument" in message
    assert not told(instance(), window_task(targets=by_window), given=WRITES)
    assert not told(instance(), window_task(taskType="LAMBDA"), given=WRITES)
    for version in ("4", UNKNOWN):
        fixed = {"runCommandParameters": {"documentVersion": version}}
        assert not told(instance(), window_task(taskInvocationParameters=fixed), given=WRITES)


# What a revision says


DEPLOYS = (
    allow("codedeploy:CreateDeployment", GROUP),
    allow(["codedeploy:RegisterApplicationRevision", "codedeploy:GetDeploymentConfig"]),
)
FILTER = {"key": "app", "type": "KEY_AND_VALUE", "value": "portal"}
OTHER = {**FILTER, "value": "shop"}


def deployment_group(**inputs: Any) -> Resource:
    return aws("codedeploy/deploymentGroup", "g", **{"appName": "portal", "deploymentGroupName": "prod", **inputs})


@pytest.mark.parametrize(
    "group",
    [
        deployment_group(ec2TagFilters=[FILTER]),
        deployment_group(ec2TagFilters=[{"key": "app", "type": "KEY_ONLY"}]),
        deployment_group(ec2TagFilters=[{"value": "portal", "type": "VALUE_ONLY"}]),
        deployment_group(ec2TagFilters=[OTHER, FILTER]),
        deployment_group(
            ec2TagSets=[{"ec2TagFilters": [FILTER]}, {"ec2TagFilters": [{**FILTER, "value": "x"}, FILTER]}]
        ),
        deployment_group(ec2TagFilters=[FILTER], arn=GROUP, appName=None),
        native(
            "codedeploy:DeploymentGroup",
            "g",
            applicationName="portal",
            deploymentGroupName="prod",
            ec2TagSet={"ec2TagSetList": [{"ec2TagGroup": [FILTER]}]},
        ),
    ],
)
def test_whoever_deploys_to_machines_acts_as_their_role(group: Resource) -> None:
    (message,) = told(instance(), group, given=DEPLOYS)
    assert "(codedeploy-x01: codedeploy:CreateDeployment, " in message
    assert not told(instance(), group, given=DEPLOYS[1:])
    others = (allow("codedeploy:CreateDeployment", f"{GROUP}-eu"), DEPLOYS[1])
    assert not told(instance(), group, given=others)
    assert not told(instance(), group, given=(allow("codedeploy:*", GROUP),))


def test_an_arn_that_does_not_end_in_the_names_of_the_group_is_none_of_awss() -> None:
    made_up = f"arn:aws:codedeploy:{HERE}:deploymentgroup/prod"
    assert told(instance(), deployment_group(ec2TagFilters=[FILTER], arn=made_up), given=DEPLOYS)
    other = GROUP.replace("portal/", "shop/")
    assert not told(instance(), deployment_group(ec2TagFilters=[FILTER], arn=other, appName="shop"), given=DEPLOYS)


@pytest.mark.parametrize(
    "group",
    [
        deployment_group(),
        deployment_group(ec2TagFilters=[OTHER]),
        deployment_group(ec2TagFilters=[{**FILTER, "value": UNKNOWN}]),
        deployment_group(ec2TagSets=[{"ec2TagFilters": [FILTER]}, {"ec2TagFilters": [OTHER]}]),
        deployment_group(autoscalingGroups=["other"]),
    ],
)
def test_machines_of_no_or_of_another_group_are_not_deployed_to(group: Resource) -> None:
    assert not told(instance(), group, given=DEPLOYS)


def scaling(**inputs: Any) -> Resource:
    return aws("autoscaling/group", "web", **{"name": "web", "launchTemplate": {"id": "lt-1"}, **inputs})


MIXED = {"launchTemplate": {"launchTemplateSpecification": {"launchTemplateName": "fleet"}}}


@pytest.mark.parametrize(
    "starter",
    [
        scaling(),
        scaling(launchTemplate={"name": "fleet"}),
        scaling(launchTemplate=None, mixedInstancesPolicy=MIXED),
        native(
            "autoscaling:AutoScalingGroup",
            "web",
            autoScalingGroupName="web",
            launchTemplate={"launchTemplateId": "lt-1"},
        ),
    ],
)
def test_what_an_auto_scaling_group_starts_is_deployed_to(starter: Resource) -> None:
    message = only(told(template(), starter, deployment_group(autoscalingGroups=["web"]), given=DEPLOYS))
    assert "codedeploy-x01: codedeploy:CreateDeployment" in message
    assert not told(template(), starter, deployment_group(autoscalingGroups=["db"]), given=DEPLOYS)


def test_what_a_template_starts_has_the_tags_that_it_the_group_or_the_instance_gives() -> None:
    group = deployment_group(ec2TagFilters=[FILTER])
    given = [{"resourceType": "instance", "tags": {"app": "portal"}}]
    message = only(told(template(tagSpecifications=given), group, given=DEPLOYS))
    assert "codedeploy-x01: codedeploy:CreateDeployment" in message
    assert not told(template(tagSpecifications=[{**given[0], "resourceType": "volume"}]), group, given=DEPLOYS)
    assert not told(template(tags={"app": "portal"}), group, given=DEPLOYS)
    for says in (True, "True", UNKNOWN):
        tag = {"key": "app", "value": "portal", "propagateAtLaunch": says}
        message = only(told(template(), scaling(tags=[tag]), group, given=DEPLOYS))
        assert "codedeploy-x01: codedeploy:CreateDeployment" in message
    for says in (False, "false"):
        assert not told(template(), scaling(tags=[{**tag, "propagateAtLaunch": says}]), group, given=DEPLOYS)
    started = instance(iamInstanceProfile=None, launchTemplate={"id": "lt-1"})
    assert "codedeploy-x01: codedeploy:CreateDeployment" in only(told(template(), started, group, given=DEPLOYS))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret([]), [7], [UNKNOWN], [[]], {"id": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    machines = (
        instance(tags=odd, ami=odd),
        template(imageId=odd, tagSpecifications=odd, name=odd),
        template(tagSpecifications=[{"resourceType": "instance", "tags": odd}]),
        native("ec2:LaunchTemplate", "n", launchTemplateData=odd),
    )
    others = (
        scaling(launchTemplate=odd, tags=odd, mixedInstancesPolicy=odd, name=odd),
        association(targets=odd, name=odd, documentVersion=odd, instanceId=odd),
        association(targets=[{"key": odd, "values": odd}]),
        window_task(targets=odd, taskArn=odd, taskInvocationParameters=odd, taskType=odd),
        deployment_group(ec2TagFilters=odd, ec2TagSets=odd, autoscalingGroups=odd, appName=odd),
        deployment_group(ec2TagSets=[{"ec2TagFilters": odd}], ec2TagSet={"ec2TagSetList": odd}),
    )
    stack = Stack((*machines, *others))
    known = Machines(stack)
    documents, deployments = Documents(stack, known), Deployments(stack, known)
    assert not [one for machine in machines for one in (*deployments.of(machine), *parameters_of(machine))]
    assert all(one.unknown for machine in machines for one in documents.of(machine))
