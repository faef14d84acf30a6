"""What `no-path-to-roles-of-pods` tells of pods that have the role of their node beside their own."""

from typing import Any

import pytest
from tests.policies.rules.test_no_path_to_roles_of_pods import SIGNS, WRITES, judged, pods
from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource

OPEN = {"httpTokens": "required", "httpPutResponseHopLimit": 2}
RENDERS = pods("render", allow("s3:GetObject", "arn:aws:s3:::styles/*"))


def nodes(
    given: dict[str, Any] = SIGNS, metadata: Any = OPEN, cluster: str = "core", called: Any = "lt"
) -> tuple[Resource, ...]:
    """A node group with this launch template, whose role has this right."""
    return (
        role("node", "ec2.amazonaws.com"),
        may("node", given),
        aws("ec2/launchTemplate", "lt", name="lt", metadataOptions=metadata),
        aws(
            "eks/nodeGroup",
            "nodes",
            clusterName=cluster,
            nodeRoleArn=f"{ARN}role/node",
            launchTemplate={"name": called, "version": "1"},
        ),
    )


@pytest.mark.parametrize("given", [SIGNS, WRITES])
def test_pods_that_reach_the_metadata_of_their_node_have_its_role_too(given: dict[str, Any]) -> None:
    assert only(judged(*nodes(given), *RENDERS)) == (
        "node group 'nodes' lets pods that have role 'render' take that of their node, role 'node', which may "
        f"{given['Action']} on {given['Resource']}, as theirs may not"
    )


@pytest.mark.parametrize(
    "stack",
    [
        (*nodes(metadata={"httpTokens": "required", "httpPutResponseHopLimit": 1}), *RENDERS),
        (*nodes(metadata={"httpEndpoint": "disabled"}), *RENDERS),
        (*nodes(allow("ec2:AttachVolume")), *RENDERS),
        (*nodes(allow("s3:GetObject", "arn:aws:s3:::other/*")), *RENDERS),
        (*nodes(), *pods("render", SIGNS)),
        (*nodes(cluster="edge"), *RENDERS),
        nodes(),
    ],
    ids=["one hop", "disabled", "a node's", "reads data", "has it", "other cluster", "no role of their own"],
)
def test_what_gives_nothing_more_passes(stack: tuple[Resource, ...]) -> None:
    assert passes(judged(*stack))


def test_what_is_not_known_of_the_metadata_is_undecided_where_it_matters() -> None:
    hops = {"httpTokens": "required", "httpPutResponseHopLimit": UNKNOWN}
    assert unknowns(judged(*nodes(metadata=hops), *RENDERS)) == ["metadataOptions"]
    assert passes(judged(*nodes(allow("ec2:AttachVolume"), metadata=hops), *RENDERS))
