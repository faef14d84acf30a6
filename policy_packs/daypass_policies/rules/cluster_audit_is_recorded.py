"""What was done in a cluster stands in the logs of its control plane, or nowhere."""

import json
from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect

_NATIVE: Final = "aws-native:eks:Cluster"
_LOGS: Final = {
    "aws:eks/cluster:Cluster": "enabledClusterLogTypes[]",
    _NATIVE: "logging.clusterLogging.enabledTypes[].type",
}
"""Type of a cluster → where it lists the logs that it sends."""

_WANTED: Final = ("audit", "authenticator")
"""What says who did what: the first has every request, the second which role or user of IAM came in, and as whom.

Source: Amazon EKS User Guide, "Send control plane logs to CloudWatch Logs"; read 2026-11.
"""


@rule(
    "cluster-audit-is-recorded",
    risk="evidence-gap",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(_LOGS),
    controls=("NIST-800-53:AU-12", "NIST-800-53:AU-2", "PCI-DSS-4.0.1:10.2.1", "SOC2:CC7.2"),
    remedy="Send audit and authenticator as well (enabledClusterLogTypes; aws-native: logging).",
    aliases=("checkov:CKV_AWS_37", "prowler:eks_control_plane_logging_all_types_enabled"),
)
def cluster_audit_is_recorded(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """CloudTrail knows who changed a cluster; who did what in it, only its own logs know.

    Asked are clusters of EKS that list the logs which they send to CloudWatch Logs: `audit` and `authenticator` have to
    be among them. One that lists none sends none, and is told in profile `strict`.

    Refused:
        main:
          type: aws:eks/cluster:Cluster
          properties: {roleArn: "arn:aws:iam::111122223333:role/eks", enabledClusterLogTypes: [api, scheduler]}

    Mended:
        main:
          type: aws:eks/cluster:Cluster
          properties:
            roleArn: arn:aws:iam::111122223333:role/eks
            enabledClusterLogTypes: [api, scheduler, audit, authenticator]
    """
    if was_looked_up(resource):
        return  # somebody else made it, and answers for it there
    listed = list(locate(resource.declared.raw, _LOGS[resource.type]))
    sent, unknown = collect(map(_log, listed))
    missing = [log for log in _WANTED if log not in sent]
    if missing and unknown:
        raise unknown
    if missing and (listed or ask.profile == "strict"):
        fact = f"sends logs and leaves out {' and '.join(missing)}" if listed else "sends no logs of its control plane"
        is_marked = any(one.marked for one in listed)
        yield Problem(
            f"EKS cluster {resource.name!r} {fact}",
            at=_LOGS[resource.type].partition("[")[0],
            mended=None if is_marked else _mended(resource, [*sent, *missing]),
        )


def _log(listed: Located) -> Iterator[str]:
    yield listed.text


def _mended(cluster: Resource, logs: list[str]) -> str:
    if cluster.type == _NATIVE:
        return json.dumps({"logging": {"clusterLogging": {"enabledTypes": [{"type": log} for log in logs]}}})
    return json.dumps({"enabledClusterLogTypes": logs})
