"""This is where it is told how far a trust reaches at a GitLab or GitHub of one's own, where everybody is a colleague.

Its tokens have the claims that those of gitlab.com and github.com have. Source: GitLab Docs, "OpenID Connect (OIDC)
authentication using ID tokens" (token payload); GitHub Enterprise Server Docs, "OpenID Connect reference"; read
2026-12.
"""

import re
from typing import Final

from daypass.data.issuer_claims import tenant_claims
from daypass.data.issuers import GITHUB_GRAMMAR, IssuerFacts
from daypass.model.kind import Asked
from daypass_policies.trusting.token_tenancy import reached

_GITLAB: Final = "gitlab.com"
_GITHUB: Final = "token.actions.githubusercontent.com"
_OF_GITLAB: Final = frozenset(
    (
        *("namespace_id", "namespace_path", "project_id", "project_path", "ci_config_ref_uri", "ref_protected"),
        *("job_namespace_id", "job_namespace_path", "job_project_id", "job_project_path", "pipeline_source"),
        *("ref_path", "environment_protected", "deployment_tier"),
    )
)
"""Claims of GitLab's tokens that those of no other known kind of issuer have."""
_RUNS: Final = frozenset(("ref", "ref_type", "ref_path", "environment", "base_ref", "head_ref", "event_name"))
"""Claims that say which runs of a project come in, where whoever makes one may have such runs."""
_GUARDED: Final = frozenset(
    (
        *("ref_protected", "environment_protected", "ci_config_ref_uri", "ci_config_sha", "job_workflow_ref"),
        *("workflow_ref", "user_id", "user_login", "user_email", "actor_id", "actor", "runner_id"),
    )
)
"""Claims by which somebody else has to agree to what a run does, or that name who has it run."""
_HOST: Final = re.compile(r"(?:[^/]*[.-])?gitlab(?:[.-][^/]*)?", re.IGNORECASE)


def own_reach(asked: Asked, issuer: str, facts: IssuerFacts | None) -> str:
    """Who comes in whom nobody named, in words; "" where that is nobody, or nothing is known of such tokens."""
    path = _kind(asked, issuer, facts)
    if not path or any(name in asked for name in _GUARDED):
        return ""
    found = reached(asked, path)
    noun = "repository" if path == _GITHUB else "project"
    whose = [claim for name, claims in asked.items() if name in tenant_claims(path) for claim in claims]
    if found.breadth == "organisation" and whose:
        is_guarded = not _RUNS.isdisjoint(asked) and all(claim.exact for claim in whose)
        return "" if is_guarded else f"more than one {noun} of its issuer"
    is_about_runs = asked.keys() - {"aud"} <= _RUNS
    return f"every {noun} of its issuer" if found.breadth in ("world", "issuer") and is_about_runs else ""


def _kind(asked: Asked, issuer: str, facts: IssuerFacts | None) -> str:
    """The issuer whose tokens have the same claims."""
    if facts:
        return _GITHUB if facts.grammar == GITHUB_GRAMMAR else ""
    is_gitlab = _HOST.fullmatch(issuer.partition("/")[0]) or not _OF_GITLAB.isdisjoint(asked)
    return _GITLAB if is_gitlab else ""
