"""This is where the Pulumi components are: an identity, the provider that vouches for it, the boundary around it."""

from typing import Final

from daypass.model.federation import aws_principal, aws_service, eks_pod_identity, github_actions
from daypass_components.declare import declare
from daypass_components.oidc_provider import OidcProvider, OidcProviderArgs
from daypass_components.permissions_boundary import PermissionsBoundary, PermissionsBoundaryArgs
from daypass_components.workload_identity import WorkloadIdentity, WorkloadIdentityArgs

COMPONENTS: Final = [WorkloadIdentity, OidcProvider, PermissionsBoundary]
"""What the plugin serves to every Pulumi language."""

__all__ = [
    "COMPONENTS",
    "OidcProvider",
    "OidcProviderArgs",
    "PermissionsBoundary",
    "PermissionsBoundaryArgs",
    "WorkloadIdentity",
    "WorkloadIdentityArgs",
    "aws_principal",
    "aws_service",
    "declare",
    "eks_pod_identity",
    "github_actions",
]
