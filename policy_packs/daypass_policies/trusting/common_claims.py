"""This is where the claims are named that say nothing of whose token it is, as others of the issuer have them alike."""

from typing import Final

OF_EVERYBODY: Final = frozenset(
    (
        *("iss", "tid", "idp", "hd", "ver", "exp", "iat", "nbf", "jti", "typ", "token_use"),
        *("acr", "amr", "scp", "scope", "ref", "ref_type", "environment", "event_name", "run_attempt"),
        *("ref_protected", "base_ref", "head_ref", "workflow", "run_id", "run_number", "runner_environment", "sha"),
        *("repository_visibility", "pipeline_source", "environment_protected", "deployment_tier"),
        *("pipeline_id", "job_id"),
    )
)
"""Claims that all workloads of an issuer or a tenant have alike, or that any of them may have.

Sources: RFC 7519, 4.1; Microsoft Learn, "Access token claims reference"; GitHub Docs, "OpenID Connect reference";
GitLab Docs, "OpenID Connect (OIDC) authentication using ID tokens"; read 2026-12.
"""

AUDIENCE: Final = "aud"
"""Whom it is for: whoever may ask the issuer for such a token has it."""
