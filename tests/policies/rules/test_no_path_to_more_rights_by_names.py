"""Whoever configures CoreDNS answers for the hosts that the pods of a cluster call without asking who they are."""

from typing import Any

import pytest
from tests.policies.rules.test_no_path_to_roles_of_pods import SIGNS, pods
from tests.support.becoming import allow, from_github, may, role
from tests.support.grants import ACCOUNT, aws, native
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADDON = f"arn:aws:eks:eu-west-1:{ACCOUNT}:addon/core/coredns/*"
UPDATES = allow(["eks:DescribeAddon", "eks:UpdateAddon"], ADDON)
DNS = aws("eks/addon", "dns", clusterName="core", addonName="coredns")
IN_PLAIN = "http://identity.pay.svc.cluster.local:8080/introspect"


def calling(url: str = IN_PLAIN, right: dict[str, Any] = SIGNS, name: str = "ledger") -> tuple[Resource, ...]:
    """Pods of namespace `pay` with this address, and with a role of this right."""
    container = {"name": "c", "image": "c@sha256:1", "env": [{"name": "URL", "value": url}]}
    spec = {"template": {"spec": {"serviceAccountName": name, "containers": [container]}}}
    metadata = {"name": name, "namespace": "pay"}
    runs = Resource.of("kubernetes:apps/v1:Deployment", name, metadata=metadata, spec=spec)
    return (*pods(name, right), runs)


def judged(*made: Resource, by: Resource | None = None, given: dict[str, Any] = UPDATES, name: str = "rota") -> Answer:
    return judge_stack(no_path_to_more_rights, by or role(name), may(name, given), *made)


@pytest.mark.parametrize("addon", [DNS, native("eks:Addon", "dns", clusterName="core", addonName="coredns")])
def test_who_configures_the_names_of_a_cluster_is_taken_for_any_host(addon: Resource) -> None:
    (problem,) = judged(addon, *calling()).problems
    assert problem.advisory
    assert (
        "role 'rota' may answer by 'dns' for any host that pods with role 'ledger' call over plain HTTP "
        "(eks:UpdateAddon), by "
    ) in problem.message


@pytest.mark.parametrize(
    "made",
    [
        (DNS, *calling("https://identity.pay.svc.cluster.local")),
        (DNS, *calling("http://localhost:15000/ready")),
        (DNS, *calling("http://169.254.170.23/v1/credentials")),
        (DNS, *calling(right=allow("logs:PutLogEvents"))),
        (aws("eks/addon", "dns", clusterName="edge", addonName="coredns"), *calling()),
        (aws("eks/addon", "cni", clusterName="core", addonName="vpc-cni"), *calling()),
        (DNS, *pods("ledger", SIGNS)),
        calling(),
    ],
    ids=["TLS", "itself", "the agent", "logs", "other cluster", "other add-on", "calls nobody", "no add-on"],
)
def test_hosts_that_show_who_they_are_and_pods_with_nothing_more_pass(made: tuple[Resource, ...]) -> None:
    assert passes(judged(*made))


def test_what_keeps_add_ons_up_to_date_passes() -> None:
    for name in ("addon-keeper", "cluster-upgrader", "coredns-scaler"):
        assert passes(judged(DNS, *calling(), name=name))
    deploys = role("rota", from_github("repo:acme/infra:ref:refs/heads/main"))
    assert passes(judged(DNS, *calling(), by=deploys))


def test_who_may_update_another_add_on_alone_passes() -> None:
    other = allow("eks:UpdateAddon", ADDON.replace("coredns", "vpc-cni"))
    assert passes(judged(DNS, *calling(), given=other))
    assert only(judged(DNS, *calling(), given=allow("eks:UpdateAddon", ADDON.replace("coredns", "*"))))
