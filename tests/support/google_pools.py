"""This is where tests make providers of Google's workload identity pools."""

from typing import Any

from daypass.model.resource import Resource

GITHUB = "https://token.actions.githubusercontent.com"
MAPPING = {
    "google.subject": "assertion.sub",
    "attribute.repository": "assertion.repository",
    "attribute.owner": "assertion.repository_owner",
}


def provider(condition: Any = None, issuer: Any = GITHUB, **more: Any) -> Resource:
    """A pool provider for this issuer, with this attribute condition."""
    made = {"oidc": {"issuerUri": issuer}, "attributeMapping": MAPPING} | more
    if condition is not None:
        made["attributeCondition"] = condition
    return Resource.of("gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider", "github", **made)
