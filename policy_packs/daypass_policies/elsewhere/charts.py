"""This is where it is told whether a Helm chart brought a thing into the cluster, so that somebody else wrote it."""

from typing import Final

from daypass.model.resource import Resource
from daypass.model.urn import Urn
from daypass_policies.elsewhere.cluster_roles import labels_of

_CHARTS: Final = ("kubernetes:helm.sh/v2:Chart", "kubernetes:helm.sh/v3:Chart", "kubernetes:helm.sh/v4:Chart")


def is_of_a_chart(resource: Resource) -> bool:
    """Whether it stands below a chart, or carries a label that charts put on what they make.

    Source: Helm documentation, "Labels and Annotations", read 2026-11.
    """
    labels = labels_of(resource).values
    is_below = not set(_CHARTS).isdisjoint(Urn.parse(resource.urn).type.split("$"))
    return is_below or labels.get(_MANAGED) == "Helm" or any(label.startswith("helm.sh/chart") for label in labels)


_MANAGED: Final = "app.kubernetes.io/managed-by"
