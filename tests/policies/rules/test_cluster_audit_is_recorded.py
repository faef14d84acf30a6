"""What `cluster-audit-is-recorded` tells, passes and leaves undecided."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.cluster_audit_is_recorded import cluster_audit_is_recorded

CLUSTER = "aws:eks/cluster:Cluster"
NATIVE = "aws-native:eks:Cluster"


def cluster(type_: str, *logs: Any) -> Resource:
    """A cluster that lists these logs."""
    if type_ == NATIVE:
        return Resource.of(type_, "main", logging={"clusterLogging": {"enabledTypes": [{"type": log} for log in logs]}})
    return Resource.of(type_, "main", enabledClusterLogTypes=list(logs))


def judged(resource: Resource, **ask: Any) -> Answer:
    return judge(cluster_audit_is_recorded, resource, **ask)


EACH = pytest.mark.parametrize("type_", [CLUSTER, NATIVE])


@EACH
@pytest.mark.parametrize(
    ("logs", "missing"),
    [
        (["api"], "audit and authenticator"),
        (["api", "audit"], "authenticator"),
        (["authenticator", "scheduler"], "audit"),
        (["Audit", "authenticator"], "audit"),
        ([Secret("audit")], "authenticator"),
        ([7], "audit and authenticator"),
    ],
)
def test_a_cluster_that_sends_logs_and_leaves_out_who_did_what_is_told(
    type_: str, logs: list[Any], missing: str
) -> None:
    told = messages(judged(cluster(type_, *logs)))
    assert told == [f"EKS cluster 'main' sends logs and leaves out {missing}"]


@EACH
def test_one_that_sends_both_passes(type_: str) -> None:
    for logs in (["audit", "authenticator"], ["authenticator", "api", Secret("audit")]):
        assert passes(judged(cluster(type_, *logs), profile="strict"))


@pytest.mark.parametrize("given", [cluster(CLUSTER), cluster(NATIVE), Resource.of(CLUSTER, "main")])
def test_one_that_sends_none_is_told_in_strict_alone(given: Resource) -> None:
    assert passes(judged(given))
    assert messages(judged(given, profile="strict")) == ["EKS cluster 'main' sends no logs of its control plane"]


def test_what_is_not_known_yet_is_undecided_unless_both_are_there() -> None:
    assert unknowns(judged(Resource.of(CLUSTER, "main", enabledClusterLogTypes=UNKNOWN))) == ["enabledClusterLogTypes"]
    assert unknowns(judged(Resource.of(NATIVE, "main", logging=UNKNOWN))) == ["logging"]
    assert unknowns(judged(cluster(CLUSTER, "audit", UNKNOWN))) == ["enabledClusterLogTypes[1]"]
    assert passes(judged(cluster(CLUSTER, UNKNOWN, "audit", "authenticator")))


@EACH
def test_what_would_mend_it_sends_what_it_sent_and_both(type_: str) -> None:
    given = cluster(type_, "api", "authenticator")
    (problem,) = judged(given).problems
    assert passes(judged(replace(given, inputs=Properties(json.loads(problem.mended or "")))))
    (problem,) = judged(cluster(type_, Secret("api"))).problems
    assert problem.mended is None


def test_a_cluster_that_is_only_looked_up_is_somebody_elses() -> None:
    found = replace(cluster(CLUSTER, "api"), external=True)
    assert passes(judged(found, profile="strict"))
