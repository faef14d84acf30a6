"""What `node-role-is-not-for-pods` tells, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Partial, Resource
from daypass_policies.rules.node_role_is_not_for_pods import node_role_is_not_for_pods

LEDGER = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger"
WRITES = allow("dynamodb:PutItem", LEDGER)
OPEN = {"httpTokens": "required", "httpPutResponseHopLimit": 2}
NODES = {
    "managedPolicyArns": [
        "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
        "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
        "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
        "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    ]
}


def template(metadata: Any = None) -> Resource:
    options = {} if metadata is None else {"metadataOptions": metadata}
    return aws("ec2/launchTemplate", "lt", name="nodes", **options)


def group(**given: Any) -> Resource:
    told = {"nodeRoleArn": f"{ARN}role/node", "launchTemplate": {"name": "nodes", "version": "1"}, **given}
    return aws("eks/nodeGroup", "nodes", **{key: value for key, value in told.items() if value is not None})


def judged(*made: Resource, given: dict[str, Any] = WRITES, **ask: Any) -> Answer:
    node = role("node", "ec2.amazonaws.com", **NODES)
    return judge_stack(node_role_is_not_for_pods, node, may("node", given), *made, **ask)


@pytest.mark.parametrize(
    "metadata",
    [OPEN, {"httpPutResponseHopLimit": 3.0}, {"httpPutResponseHopLimit": "2"}, {"httpTokens": "optional"}, [OPEN]],
)
def test_what_a_node_may_do_beyond_its_work_every_pod_may(metadata: Any) -> None:
    fact = f"every pod on node group 'nodes' has the role of its node and so dynamodb:PutItem on {LEDGER}"
    assert messages(judged(template(metadata), group())) == [fact]


def test_groups_of_cloud_control_are_asked_alike() -> None:
    given = {"nodeRole": f"{ARN}role/node", "launchTemplate": {"name": "nodes"}}
    made = native("ec2:LaunchTemplate", "lt", launchTemplateName="nodes", launchTemplateData={"metadataOptions": OPEN})
    assert messages(judged(made, native("eks:Nodegroup", "nodes", **given)))


@pytest.mark.parametrize(
    "metadata",
    [
        {"httpTokens": "required", "httpPutResponseHopLimit": 1},
        {"httpTokens": "required", "httpPutResponseHopLimit": "1"},
        {**OPEN, "httpEndpoint": "disabled"},
    ],
)
def test_nodes_that_keep_pods_from_the_metadata_service_pass(metadata: Any) -> None:
    assert passes(judged(template(metadata), group(), profile="strict"))


@pytest.mark.parametrize(
    "right",
    [
        allow("ec2:DescribeInstances", "*"),
        allow(["ec2:AttachVolume", "autoscaling:SetDesiredCapacity", "elasticloadbalancing:RegisterTargets"], "*"),
        allow(["logs:PutLogEvents", "cloudwatch:PutMetricData", "xray:PutTraceSegments"], "*"),
    ],
)
def test_what_a_node_has_to_do_passes(right: dict[str, Any]) -> None:
    assert passes(judged(template(OPEN), group(), given=right, profile="strict"))


def test_a_template_that_says_nothing_is_told_in_strict_alone() -> None:
    for made in ((template(), group()), (group(launchTemplate=None),), (template({"httpTokens": "required"}), group())):
        assert passes(judged(*made))
        assert messages(judged(*made, profile="strict"))


def test_what_is_not_known_yet_is_undecided_where_the_role_has_more() -> None:
    assert unknowns(judged(template(UNKNOWN), group())) == ["metadataOptions"]
    assert unknowns(judged(template({"httpTokens": "required", "httpPutResponseHopLimit": UNKNOWN}), group()))
    assert unknowns(judged(template({**OPEN, "httpEndpoint": UNKNOWN}), group())) == ["metadataOptions"]
    assert messages(judged(template({"httpTokens": "optional", "httpPutResponseHopLimit": UNKNOWN}), group()))
    looked_up = template(Partial(httpEndpoint="enabled"))
    assert unknowns(judged(looked_up, group())) == ["metadataOptions"]
    assert unknowns(judged(group(launchTemplate=UNKNOWN))) == ["launchTemplate"]
    assert unknowns(judged(group())) == ["launchTemplate"]
    assert unknowns(judged(template(OPEN), group(nodeRoleArn=UNKNOWN))) == ["nodeRoleArn"]
    assert passes(judged(template(UNKNOWN), group(), given=allow("ec2:DescribeInstances", "*")))


def test_rights_that_are_not_known_yet_are_undecided() -> None:
    node = role("node", "ec2.amazonaws.com", **NODES)
    given = aws("iam/rolePolicy", "given", role="node", policy=UNKNOWN)
    assert unknowns(judge_stack(node_role_is_not_for_pods, node, given, template(OPEN), group())) == ["policy"]


def test_a_template_is_found_by_what_the_group_depends_on() -> None:
    made = template(OPEN)
    waiting = group(launchTemplate={"id": UNKNOWN, "version": "1"})
    waiting = replace(waiting, property_dependencies={"launchTemplate": (made.urn,)})
    assert messages(judged(made, waiting))


def test_a_role_that_the_stack_does_not_have_is_somebody_elses() -> None:
    assert passes(judged(template(OPEN), group(nodeRoleArn=f"{ARN}role/elsewhere")))


def test_a_boundary_that_allows_less_is_honoured() -> None:
    node = role("node", "ec2.amazonaws.com", permissionsBoundary=f"{ARN}policy/limits")
    limits = aws(
        "iam/policy",
        "limits",
        arn=f"{ARN}policy/limits",
        name="limits",
        policy=document(allow("ec2:Describe*")),
    )
    assert passes(judge_stack(node_role_is_not_for_pods, node, limits, may("node", WRITES), template(OPEN), group()))
