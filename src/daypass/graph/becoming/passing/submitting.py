"""This is where it is told which roles somebody may give a job of EMR on EKS that they submit.

Nobody who submits one is asked about `iam:PassRole`: a condition key is all that says which role. The role's trust lets
in the service accounts that EMR makes for its jobs in the namespace of the virtual cluster. Sources: Amazon EMR on EKS
Development Guide, "Update the trust policy of the job execution role" and "Using job execution roles with Amazon EMR on
EKS"; Service Authorization Reference, "Amazon EMR on EKS"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.stepping import Path, steps
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.iam.glob import matches
from daypass.model.resource import Resource, Undecided

_CLUSTERS: Final = ("aws:emrcontainers/virtualCluster:VirtualCluster", "aws-native:emrcontainers:VirtualCluster")
_NAMESPACE: Final = "containerProvider.info.eksInfo.namespace"
_SUBMITS: Final = "emr-containers:StartJobRun"
_ROLE: Final = "emr-containers:executionrolearn"
_PATH: Final = "emrcontainers-x01"
_SUBJECT: Final = ":sub"
_ISSUER: Final = "oidc.eks."
_KINDS: Final = ("client", "driver", "executor")
"""What the service accounts of a job are for; each must be let in."""


class Submittable(NamedTuple):
    """A virtual cluster, by its ARN, and a role that its jobs may run as."""

    cluster: Resource
    arn: str
    role: Node


def submittable(stack: Stack, trusts: Mapping[str, Trust]) -> tuple[Submittable, ...]:
    """All of a stack: none for a namespace whose roles trust several clusters, as it is not told which one is meant."""
    found: list[Submittable] = []
    tokens = tuple(trust for trust in trusts.values() if trust.for_tokens and not trust.denies)
    for cluster in stack.of_type(*_CLUSTERS):
        namespaces = texts_at(cluster.state, _NAMESPACE).texts
        by_trust = [(trust, issuer) for trust in tokens for name in namespaces[:1] if (issuer := _issuer(trust, name))]
        if len({issuer for _, issuer in by_trust}) == 1:
            arn = _arn(cluster)
            found.extend(Submittable(cluster, arn, trust.node) for trust, _ in by_trust)
    return tuple(found)


@dataclass(frozen=True)
class Submitting:
    """The roles that one identity may give a job. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    each: tuple[Submittable, ...]

    def __iter__(self) -> Iterator[Edge]:
        yield from steps(Path("pass role", _PATH, (_SUBMITS,)), self.node, self.means, self.each, _asked, _does)


def _asked(means: Means, one: Submittable) -> Answer:
    return means.on(_SUBMITS, one.arn, Facts({_ROLE: one.role.arn}))


def _does(one: Submittable) -> str:
    return f"hand {one.role} to a job that it submits to virtual cluster {one.cluster.name!r}"


def _arn(cluster: Resource) -> str:
    id_ = cluster.id or text_of(said(cluster, "id")) or "*"
    return text_of(said(cluster, "arn")) or f"arn:*:emr-containers:*:*:/virtualclusters/{id_}"


def _issuer(trust: Trust, namespace: str) -> str:
    """The issuer whose service accounts of EMR in this namespace the trust lets in; "" for none."""
    for line in trust.for_tokens:
        try:
            if issuer := _let_in(line, f"system:serviceaccount:{namespace}:emr-containers-sa-"):
                return issuer
        except Undecided:
            continue
    return ""


def _let_in(line: Line, start: str) -> str:
    """The same of one statement: each of its conditions on a subject must let them in."""
    asked = [one for one in line.statement.conditions if one.key.lower().endswith(_SUBJECT)]
    is_let_in = all(
        one.operator.lower() == "stringlike" and any(_fits(value, start) for value in one.values) for one in asked
    )
    issuers = {one.key[: -len(_SUBJECT)] for one in asked if one.key.lower().startswith(_ISSUER)}
    return next(iter(issuers)) if is_let_in and len(issuers) == 1 else ""


def _fits(value: str, start: str) -> bool:
    """Whether it takes in service accounts of EMR, of whatever kind of job; the last part of theirs is the role's."""
    is_made_for_them = value.startswith(f"{start}*")
    return is_made_for_them or all(matches(value, f"{start}spark-{kind}-111122223333-probe") for kind in _KINDS)
