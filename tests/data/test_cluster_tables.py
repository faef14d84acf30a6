"""What the tables about clusters of Kubernetes say can be compared with what programs write."""

import re

from daypass.data.cluster_access_policies import GIVES, access_policy_gives
from daypass.data.cluster_controllers import cluster_controllers, controller_named
from daypass.data.cluster_paths import TOLD, WITHIN, cluster_paths
from daypass.data.table import read_table


def test_controllers_are_named_by_patterns_that_do_not_take_in_everyone() -> None:
    assert cluster_controllers()
    for controller in cluster_controllers():
        assert re.fullmatch(r"\*?[a-z][a-z0-9-]+\*?", controller.account)
        assert re.fullmatch(r"\*|[a-z-]+\*?", controller.namespace)
        assert controller.noun
        assert controller_named(controller.account.replace("*", ""), controller.namespace.replace("*", "x"))
    assert controller_named("deployer", "ci") is None
    assert controller_named("default", "kube-system") is None
    assert controller_named("ci-runner", "") is None


def test_every_path_is_a_right_that_a_rule_can_give() -> None:
    rows = read_table("cluster_paths").rows
    assert {row["within"] for row in rows} == set(WITHIN)
    assert {row["told"] for row in rows} == set(TOLD)
    for path in cluster_paths():
        assert re.fullmatch(r"[a-z]+", path.verb)
        assert re.fullmatch(r"|[a-z]+|[a-z]+(\.[a-z0-9]+)*\.k8s\.io", path.group)
        assert re.fullmatch(r"[a-z]+(/[a-z]+)?", path.resource)
        assert path.act
        assert path.link.startswith("https://kubernetes.io/docs/")


def test_access_policies_are_told_in_every_partition() -> None:
    assert {row["gives"] for row in read_table("cluster_access_policies").rows} == set(GIVES)
    for partition in ("aws", "aws-cn", "aws-us-gov"):
        arn = f"arn:{partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
        assert access_policy_gives(arn) == "everything"
    assert access_policy_gives("arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy") == ""
